"""Numbers, points and matrices as people write them, from SymPy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import sympy

from matcalc.show.names import GREEK


def written(value: Any) -> str:
    """A number or formula on one line; the root of a polynomial that has no radicals in six digits.

    >>> x, t = sympy.symbols("x t")
    >>> written(sympy.sqrt(21) / 4 - sympy.Rational(3, 2)), written(sympy.pi * x / 5)
    ('-3/2 + √21/4', 'π x/5')
    >>> written(sympy.Function("g")(t - 1)), written(sympy.Symbol("beta_1") ** t)
    ('g_{t - 1}', 'β_1^t')
    """
    value = value + sympy.Integer(0)
    if value.has(sympy.CRootOf):
        return f"{sympy.N(value, 6)}…"
    text: str = sympy.sstr(value).replace("**", "^")
    for pattern, better in _BETTER:
        text = pattern.sub(better, text)
    return text.replace("*", " ")


_BETTER: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"sqrt\((\w+)\)"), r"√\1"),
    (re.compile(r"\b([a-zA-Z])\((\w+)\)"), r"\1_\2"),
    (re.compile(r"\b([a-zA-Z])\(([^()]+)\)"), r"\1_{\2}"),
    (re.compile(r"[A-Za-z]+"), lambda found: GREEK.get(found[0], found[0])),
)
"""Roots, members of sequences, and letters as they are printed."""


def point_written(point: Iterable[Any]) -> str:
    """``(0, 3/4)``."""
    return f"({', '.join(written(part) for part in point)})"


def matrix_written(matrix: Any) -> str:
    """``[4, -1; -1, 4]``, as matcalc prints matrices."""
    rows = (", ".join(written(entry) for entry in row) for row in matrix.tolist())
    return f"[{'; '.join(rows)}]"
