"""Pseudo-inverse, Cholesky, QR, and linear matrix equations, over any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.expr import Expr
from matcalc.values.arithmetic import Arithmetic, Matrix, PointError
from matcalc.values.dual import Dual
from matcalc.values.elimination import eye, inverse
from matcalc.values.matrix_functions import combined
from matcalc.values.plain import lifted, plain

if TYPE_CHECKING:
    from matcalc.values.evaluate import Evaluation

Numbers = Arithmetic[Any]
Args = list[Matrix]
Rule = Callable[["Evaluation", Expr, Args], Matrix]
RANK_TOLERANCE = 1e-10


def turned(rows: Matrix) -> Matrix:
    """The transpose."""
    return [list(column) for column in zip(*rows, strict=True)]


def symmetric_part(numbers: Numbers, rows: Matrix) -> Matrix:
    """(A + Aᵀ)/2."""
    half = numbers.number(Fraction(1, 2))
    return combined(numbers, half, rows, half, turned(rows))


def chol(numbers: Numbers, rows: Matrix) -> Matrix:
    """The lower factor of the symmetric part, column by column."""
    rows = symmetric_part(numbers, rows)
    half = numbers.number(Fraction(1, 2))
    lower = [[numbers.zero] * len(rows) for _ in rows]
    for j in range(len(rows)):
        for i in range(j, len(rows)):
            rest = numbers.sub(rows[i][j], numbers.dot(lower[i][:j], lower[j][:j]))
            if i == j:
                lower[j][j] = numbers.power(rest, half)
            else:
                lower[i][j] = numbers.div(rest, lower[j][j])
    return lower


def _qrr(numbers: Numbers, rows: Matrix) -> Matrix:
    """The Cholesky factor of AᵀA, turned."""
    if len(rows) < len(rows[0]):
        raise PointError("more columns than rows cannot be independent.")
    return turned(chol(numbers, numbers.matmul(turned(rows), rows)))


def _qrq(numbers: Numbers, rows: Matrix) -> Matrix:
    return numbers.matmul(rows, inverse(numbers, _qrr(numbers, rows)))


def pinv(numbers: Numbers, rows: Matrix) -> Matrix:
    """(AᵀA)⁻¹Aᵀ or Aᵀ(AAᵀ)⁻¹; with rounding also of a matrix that lacks full rank."""
    across = turned(rows)
    if numbers.rounds and _lacks_rank(plain(numbers, rows)):
        return _pinv_without_rank(numbers, rows)
    if len(rows) >= len(across):
        return numbers.matmul(inverse(numbers, numbers.matmul(across, rows)), across)
    return numbers.matmul(across, inverse(numbers, numbers.matmul(rows, across)))


def _lacks_rank(rows: list[list[float]]) -> bool:
    import numpy as np

    sizes = np.linalg.svd(np.array(rows), compute_uv=False)
    return bool(sizes[-1] <= RANK_TOLERANCE * max(sizes[0], 1e-300))


def _pinv_without_rank(numbers: Numbers, rows: Matrix) -> Matrix:
    """The value by singular values; a tangent by the formula for constant rank."""
    if not isinstance(numbers, Dual):
        import numpy as np

        found = np.linalg.pinv(np.array(rows), RANK_TOLERANCE).tolist()
        return lifted(numbers, found)
    base = numbers.base
    A, E = [[value for value, _ in row] for row in rows], numbers.tangent(rows)
    P = pinv(base, A)
    Pt, Et, one, less = turned(P), turned(E), base.one, base.neg(base.one)

    def product(*factors: Matrix) -> Matrix:
        result = factors[0]
        for factor in factors[1:]:
            result = base.matmul(result, factor)
        return result

    outside = combined(base, one, eye(base, len(A)), less, product(A, P))
    beside = combined(base, one, eye(base, len(P)), less, product(P, A))
    slope = combined(base, less, product(P, E, P), one, product(P, Pt, Et, outside))
    slope = combined(base, one, slope, one, product(beside, Et, Pt, P))
    return numbers.moving(P, slope)


def solve(numbers: Numbers, system: Matrix, right: list[Any]) -> list[Any]:
    """x with S x = b."""
    found = numbers.matmul(inverse(numbers, system), [[entry] for entry in right])
    return [row[0] for row in found]


def sylvester(numbers: Numbers, A: Matrix, B: Matrix, C: Matrix) -> Matrix:
    """X with A X + X B = C, by one linear system for all entries."""
    m, n = len(A), len(B)
    zero, places = numbers.zero, [(i, j) for i in range(m) for j in range(n)]
    system = [
        [numbers.add(A[i][k] if j == q else zero, B[q][j] if i == k else zero) for k, q in places]
        for i, j in places
    ]
    flat = solve(numbers, system, [C[i][j] for i, j in places])
    return [flat[i * n : (i + 1) * n] for i in range(m)]


def dlyap(numbers: Numbers, A: Matrix, Q: Matrix) -> Matrix:
    """X with X = A X Aᵀ + Q."""
    n = len(A)
    places = [(i, j) for i in range(n) for j in range(n)]
    unit = eye(numbers, n * n)
    system = [
        [
            numbers.sub(unit[row][column], numbers.mul(A[i][k], A[j][q]))
            for column, (k, q) in enumerate(places)
        ]
        for row, (i, j) in enumerate(places)
    ]
    flat = solve(numbers, system, [Q[i][j] for i, j in places])
    return [flat[i * n : (i + 1) * n] for i in range(n)]


def _of(function: Callable[..., Matrix]) -> Rule:
    return lambda at, node, args: function(at.numbers, *args)


FACTORISATIONS: Mapping[str, Rule] = {
    "chol": _of(chol),
    "qrr": _of(_qrr),
    "qrq": _of(_qrq),
    "pinv": _of(pinv),
    "sylvester": _of(sylvester),
    "dlyap": _of(dlyap),
}
