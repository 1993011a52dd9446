"""Is a number zero, is it positive: decided exactly where that is possible.

An algebraic number is zero if its minimal polynomial is t. What holds an unknown is decided by
simplification, and refuted at points. Where neither decides, fifty digits do, and the answer says
so.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import count
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from matcalc.errors import UnsupportedError

DIGITS = 50
_POINTS = 3


class Known(StrEnum):
    """How it is known whether two quantities are equal."""

    PROVED = "proved"
    REFUTED = "refuted"
    HOLDS = "holds"


def compared(left: Any, right: Any) -> Known:
    """Whether two formulas are equal, and how that is known.

    >>> compared(sympy.sqrt(8), 2 * sympy.sqrt(2)), compared(sympy.pi, sympy.Rational(22, 7))
    (<Known.PROVED: 'proved'>, <Known.REFUTED: 'refuted'>)
    """
    difference = _with_letters(sympy.expand(left - right))
    if difference == 0:
        return Known.PROVED
    if any(not _is_small(difference.subs(point)) for point in _points(difference)):
        return Known.REFUTED
    if sympy.simplify(difference) == 0 or _is_algebraic_zero(difference):
        return Known.PROVED
    return Known.HOLDS


def sign(number: Any) -> int:
    """−1, 0 or 1: the sign of a real number without unknowns.

    >>> sign(sympy.sqrt(2) + sympy.sqrt(3) - sympy.sqrt(5 + 2 * sympy.sqrt(6)))
    0
    """
    if not is_real(number):
        raise UnsupportedError(f"{number} is not a real number: it has no sign.")
    value = sympy.re(sympy.N(number, DIGITS))
    if _is_small(value):
        return 0
    return 1 if value > 0 else -1


def is_real(number: Any) -> bool:
    """Whether this is one real number: finite, without unknowns.

    >>> is_real(sympy.pi), is_real(sympy.zoo), is_real(sympy.sqrt(-1)), is_real(sympy.Symbol("x"))
    (True, False, False, False)
    """
    value = sympy.N(number, DIGITS)
    parts = value.as_real_imag()
    return all(part.is_Number and part.is_finite for part in parts) and _is_small(parts[1])


def _with_letters(expr: Any) -> Any:
    """The members g(1), g(2) of a sequence as the unknowns g_1, g_2."""
    members = sorted(expr.atoms(AppliedUndef), key=str)
    return expr.subs({each: sympy.Symbol(str(each)) for each in members})


def _points(expr: Any) -> list[dict[Any, Any]]:
    """A few points, different positive fractions for the unknowns; one, where there are none."""
    unknowns = sorted(expr.free_symbols, key=str)
    if not unknowns:
        return [{}]
    primes = (sympy.Rational(sympy.prime(n), sympy.prime(n + 5)) for n in count(1))
    return [{name: next(primes) for name in unknowns} for _ in range(_POINTS)]


def _is_small(value: Any) -> bool:
    return bool(abs(sympy.N(value, DIGITS)) < sympy.Float(10) ** (10 - DIGITS))


def _is_algebraic_zero(number: Any) -> bool:
    t = sympy.Symbol("t")
    return bool(number.is_algebraic) and sympy.minimal_polynomial(number, t) == t
