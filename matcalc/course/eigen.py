"""Eigenvalues and eigenvectors of an explicit matrix, and claims about them.

A v = λ v is checked entry by entry; the trace is the sum of the eigenvalues and the determinant
their product; the row sums of A are the eigenvalue of (1, …, 1) where they are all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from matcalc.course.judgement import Judgement, judged
from matcalc.course.words import point_written, written
from matcalc.course.zero import Known, compared
from matcalc.errors import ShapeError


def check_pair(matrix: sympy.ImmutableMatrix, value: Any, vector: Sequence[Any]) -> Judgement:
    """Whether A v = λ v with v ≠ 0.

    >>> check_pair(sympy.ImmutableMatrix([[2, 1], [1, 2]]), 3, (1, 1)).verdict
    'proved'
    >>> check_pair(sympy.ImmutableMatrix([[2, 1], [1, 2]]), 2, (1, 1)).text
    'A (1, 1) is (3, 3), not (2, 2).'
    """
    if matrix.shape != (len(vector), len(vector)):
        raise ShapeError(
            f"A is {matrix.rows}×{matrix.cols} and v has {len(vector)} entries: A v = λ v needs A "
            f"to be {len(vector)}×{len(vector)}.",
            hint="Write one entry of v for each column of A.",
        )
    column = sympy.Matrix(vector)
    if all(compared(entry, 0) is not Known.REFUTED for entry in column):
        text = "The zero vector is no eigenvector: A 0 = λ 0 for every λ."
        return Judgement("v", point_written(vector), "", "refuted", text)
    image, wanted = matrix * column, value * column
    known = _worst(compared(a, b) for a, b in zip(image, wanted, strict=True))
    slip = _own_value(image, column) if known is Known.REFUTED else ""
    about = f"A {point_written(column)}"
    return judged(about, point_written(wanted), point_written(image), known, slip)


def _worst(found: Any) -> Known:
    each = set(found)
    return next((k for k in (Known.REFUTED, Known.HOLDS) if k in each), Known.PROVED)


def _own_value(image: Any, column: Any) -> str:
    """The eigenvalue that the vector has, if it is an eigenvector."""
    place = next(at for at, entry in enumerate(column) if compared(entry, 0) is Known.REFUTED)
    value = sympy.simplify(image[place] / column[place])
    if _worst(compared(a, value * b) for a, b in zip(image, column, strict=True)) is Known.REFUTED:
        return "It is no eigenvector: A v is not a multiple of v."
    return f"It is an eigenvector, with the eigenvalue {written(value)}."


def check_values(matrix: sympy.ImmutableMatrix, values: Sequence[Any]) -> Judgement:
    """Whether these are the eigenvalues, with their multiplicities: det(t − A) = ∏ (t − λ).

    >>> A = sympy.ImmutableMatrix([[2, 1], [1, 2]])
    >>> check_values(A, (1, 3)).verdict, check_values(A, (1, 2)).slip
    ('proved', 'Their sum is 3, and the trace of A is 4.')
    """
    _refuse_not_square(matrix)
    t = sympy.Symbol("t")
    right = matrix.charpoly(t).as_expr()
    claimed = sympy.Mul(*(t - value for value in values))
    known = compared(claimed, right)
    slip = _sums(matrix, values) if known is Known.REFUTED else ""
    about = "the list of eigenvalues"
    return judged(about, point_written(values), _spectrum(matrix), known, slip)


def _refuse_not_square(matrix: sympy.ImmutableMatrix) -> None:
    if matrix.rows != matrix.cols:
        raise ShapeError(
            f"this matrix is {matrix.rows}×{matrix.cols}: only a square one has eigenvalues.",
            hint="Write as many rows as columns.",
        )


def _sums(matrix: sympy.ImmutableMatrix, values: Sequence[Any]) -> str:
    for word, claimed, name, right in (
        ("sum", sympy.Add(*values), "trace", matrix.trace()),
        ("product", sympy.Mul(*values), "determinant", matrix.det()),
    ):
        if compared(claimed, right) is Known.REFUTED:
            text = f"Their {word} is {written(sympy.expand(claimed))}, "
            return f"{text}and the {name} of A is {written(sympy.expand(right))}."
    return ""


def _spectrum(matrix: sympy.ImmutableMatrix) -> str:
    found = matrix.eigenvals(multiple=True)
    return point_written(sorted(found, key=lambda value: float(sympy.re(sympy.N(value)))))


def row_sum(matrix: sympy.ImmutableMatrix) -> Any | None:
    """The row sum m with A 1 = m 1, None where the rows have different sums.

    >>> row_sum(sympy.ImmutableMatrix([[2, 1], [0, 3]]))
    3
    """
    sums = [sympy.simplify(sympy.Add(*matrix.row(row))) for row in range(matrix.rows)]
    same = all(compared(each, sums[0]) is not Known.REFUTED for each in sums)
    return sums[0] if same else None


def spectrum_facts(matrix: sympy.ImmutableMatrix) -> dict[str, str]:
    """Eigenvalues, trace, determinant, and the row sum where all rows have the same."""
    _refuse_not_square(matrix)
    facts = {
        "values": _spectrum(matrix),
        "trace": written(sympy.expand(matrix.trace())),
        "det": written(sympy.expand(matrix.det())),
    }
    total = row_sum(matrix)
    if total is not None:
        facts["row sums"] = f"{written(total)}, so it is an eigenvalue, of (1, …, 1)"
    return facts
