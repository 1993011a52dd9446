"""Determinant, inverse and exponential of a matrix over any arithmetic, by elimination."""

from __future__ import annotations

import math
from fractions import Fraction

from matcalc.values.arithmetic import Arithmetic, InexactError, Matrix, PointError


def eye(numbers: Arithmetic[object], n: int) -> Matrix:
    """The n×n identity."""
    return [[numbers.one if i == j else numbers.zero for j in range(n)] for i in range(n)]


def determinant(numbers: Arithmetic[object], rows: Matrix) -> object:
    """det A, zero included."""
    work = [list(row) for row in rows]
    result: object = numbers.one
    for k in range(len(work)):
        pivot = _pivot(numbers, work, k)
        if pivot is None:
            return _singular(numbers, rows)
        if pivot != k:
            work[k], work[pivot] = work[pivot], work[k]
            result = numbers.neg(result)
        result = numbers.mul(result, work[k][k])
        _clear_below(numbers, work, k)
    return result


def inverse(numbers: Arithmetic[object], rows: Matrix) -> Matrix:
    """A⁻¹ by Gauss–Jordan elimination. Raises PointError when A is singular."""
    n = len(rows)
    work = [[*row, *unit] for row, unit in zip(rows, eye(numbers, n), strict=True)]
    for k in range(n):
        pivot = _pivot(numbers, work, k)
        if pivot is None:
            raise PointError("a singular matrix.")
        work[k], work[pivot] = work[pivot], work[k]
        factor = numbers.inv(work[k][k])
        work[k] = [numbers.mul(factor, entry) for entry in work[k]]
        for i in range(n):
            if i != k and not numbers.is_zero(work[i][k]):
                _subtract(numbers, work, i, k, work[i][k])
    return [row[n:] for row in work]


def _pivot(numbers: Arithmetic[object], work: Matrix, k: int) -> int | None:
    best = max(range(k, len(work)), key=lambda i: (numbers.size(work[i][k]), -i))
    return best if numbers.size(work[best][k]) > 0 else None


def _clear_below(numbers: Arithmetic[object], work: Matrix, k: int) -> None:
    factor = numbers.inv(work[k][k])
    for i in range(k + 1, len(work)):
        if not numbers.is_zero(work[i][k]):
            _subtract(numbers, work, i, k, numbers.mul(work[i][k], factor))


def _subtract(numbers: Arithmetic[object], work: Matrix, i: int, k: int, factor: object) -> None:
    """Row i minus ``factor`` times row k, from column k on: what stands before is clear."""
    away = numbers.neg(factor)
    head, tail = work[i][:k], work[i][k:]
    moved = [numbers.add(a, numbers.mul(away, b)) for a, b in zip(tail, work[k][k:], strict=True)]
    work[i] = head + moved


def _singular(numbers: Arithmetic[object], rows: Matrix) -> object:
    """det A of a matrix without a pivot, not dividing: its tangent need not be zero.

    The coefficients of det(λI − A), one row and column after the other (Berkowitz 1984).
    """
    coefficients = [numbers.one]
    for k, row in enumerate(rows):
        column = [[above[k]] for above in rows[:k]]
        step = [numbers.one, numbers.neg(row[k])]
        for _ in range(k):
            step.append(numbers.neg(numbers.dot(row[:k], [entry for (entry,) in column])))
            column = numbers.matmul([above[:k] for above in rows[:k]], column)
        coefficients = [
            numbers.total(numbers.mul(step[i - j], coefficients[j]) for j in range(min(i, k) + 1))
            for i in range(k + 2)
        ]
    return numbers.neg(coefficients[-1]) if len(rows) % 2 else coefficients[-1]


def exponential(numbers: Arithmetic[object], rows: Matrix) -> Matrix:
    """e^A = (e^(A/2ᵏ))^(2ᵏ), the inner one by its series."""
    if not numbers.rounds:
        raise InexactError("a matrix exponential has no exact value.")
    largest = max(sum(numbers.size(entry) for entry in row) for row in rows)
    halvings = max(0, math.ceil(math.log2(largest)) + 3) if largest > 0 else 0
    step = numbers.number(Fraction(1, 2**halvings))
    base = [[numbers.mul(step, entry) for entry in row] for row in rows]
    result = term = eye(numbers, len(rows))
    for k in range(1, 20):
        share = numbers.number(Fraction(1, k))
        term = [[numbers.mul(share, entry) for entry in row] for row in numbers.matmul(term, base)]
        result = [list(map(numbers.add, *pair)) for pair in zip(result, term, strict=True)]
    for _ in range(halvings):
        result = numbers.matmul(result, result)
    return result
