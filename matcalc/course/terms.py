"""Where two formulas differ, term by term: a sign, a number, a factor, a term that is missing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sympy

from matcalc.course.words import matrix_written, point_written, written


def difference_told(claimed: Any, right: Any) -> str:
    """The one term that explains why a formula is not the right one, ``""`` if more than one does.

    >>> x, y = sympy.symbols("x y")
    >>> difference_told(4 * x + 3 * sympy.sin(x), 4 * x + 3 * y * sympy.sin(x))
    'A factor y is missing in 3 sin(x): it has to be 3 y sin(x).'
    >>> difference_told(6 + 24 * x, 6 + 24 * x + 12 * x**2)
    'The term 12 x^2 is missing.'
    """
    written_terms, right_terms = _terms(claimed), _terms(right)
    extra = list((written_terms - right_terms).elements())
    missing = list((right_terms - written_terms).elements())
    if len(extra) + len(missing) == 1:
        (term,) = extra or missing
        return f"The term {written(term)} is {'missing' if missing else 'too many'}."
    if len(extra) == len(missing) == 1:
        return f"{_one_term(extra[0], missing[0])}: it has to be {written(missing[0])}."
    return ""


def _terms(formula: Any) -> Counter[Any]:
    return Counter(sympy.Add.make_args(sympy.expand(formula)))


def _one_term(claimed: Any, right: Any) -> str:
    ratio = sympy.cancel(right / claimed)
    if ratio == -1:
        return f"The sign of {written(claimed)} is wrong"
    if ratio.is_number:
        return f"The number in {written(claimed)} is wrong"
    above, below = sympy.fraction(ratio)
    if below.is_number and len(above.free_symbols) == 1:
        return f"A factor {written(above)} is missing in {written(claimed)}"
    if above.is_number and len(below.free_symbols) == 1:
        return f"A factor {written(below)} is too many in {written(claimed)}"
    return f"The term {written(claimed)} is wrong"


def entry_told(claimed: sympy.ImmutableMatrix, right: sympy.ImmutableMatrix) -> str:
    """Which entries of two matrices of one shape differ, and how; entries count from 1.

    >>> A, B = sympy.ImmutableMatrix([[4, -1], [-1, 4]]), sympy.ImmutableMatrix([[4, 1], [-1, 4]])
    >>> entry_told(B, A)
    'Entry (1, 2) is -1, not 1. The sign of 1 is wrong: it has to be -1.'
    """
    wrong = [
        (row, column)
        for row in range(right.rows)
        for column in range(right.cols)
        if sympy.simplify(claimed[row, column] - right[row, column]) != 0
    ]
    told = [_entry(claimed, right, *at) for at in wrong]
    if len(told) != 1:
        return " ".join(told)
    (at,) = wrong
    return f"{told[0]} {difference_told(claimed[at], right[at])}".strip()


def _entry(
    claimed: sympy.ImmutableMatrix, right: sympy.ImmutableMatrix, row: int, column: int
) -> str:
    name = f"({row + 1}, {column + 1})" if right.cols > 1 else str(row + 1)
    return f"Entry {name} is {written(right[row, column])}, not {written(claimed[row, column])}."


def table_written(table: sympy.ImmutableMatrix) -> str:
    """A column as a point, anything else as a matrix."""
    return point_written(table) if table.cols == 1 else matrix_written(table)
