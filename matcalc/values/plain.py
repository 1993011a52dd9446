"""The floating-point numbers inside dual numbers: where an iteration starts, how a branch goes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from matcalc.values.arithmetic import Arithmetic, InexactError, Matrix
from matcalc.values.dual import Dual


def need_rounding(numbers: Arithmetic[Any], what: str) -> None:
    """Raise InexactError where the arithmetic is exact, which ``what`` is not."""
    if not numbers.rounds:
        raise InexactError(f"{what} has no exact value.")


def depth(numbers: Arithmetic[Any]) -> int:
    """How many layers of dual numbers there are."""
    return 1 + depth(numbers.base) if isinstance(numbers, Dual) else 0


def plain(numbers: Arithmetic[Any], rows: Matrix) -> list[list[float]]:
    """A matrix without its tangents, in floating point.

    Raises InexactError for residues, which are not ordered.
    """
    while isinstance(numbers, Dual):
        rows = [[value for value, _ in row] for row in rows]
        numbers = numbers.base
    need_rounding(numbers, "an order of numbers")
    return [[float(entry) for entry in row] for row in rows]


def lifted(numbers: Arithmetic[Any], rows: list[list[float]]) -> Matrix:
    """Floating-point numbers in an arithmetic, without tangents."""
    return [[numbers.number(Fraction(float(entry))) for entry in row] for row in rows]
