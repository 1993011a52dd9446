"""Eigenvalues and singular values over floating-point numbers and duals of them.

LAPACK finds them for the plain numbers. Newton's method for (λ, v) then carries them over to
dual numbers: each step doubles the order in ε up to which X v = λ v and vᵀv = 1 hold.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.expr import Expr
from matcalc.values.arithmetic import Arithmetic, Matrix, PointError
from matcalc.values.factorisations import solve, symmetric_part, turned
from matcalc.values.plain import depth, lifted, need_rounding, plain

if TYPE_CHECKING:
    from matcalc.values.evaluate import Evaluation

Numbers = Arithmetic[Any]
Args = list[Matrix]
Rule = Callable[["Evaluation", Expr, Args], Matrix]
Pair = tuple[Any, list[Any]]
"""An eigenvalue and its eigenvector."""
CLOSEST = 1e-4
"""Eigenvalues nearer than this, relative to the largest, are not told apart."""


def _signed(vector: list[float]) -> list[float]:
    """The vector or its opposite, the entry of largest size positive."""
    largest = max(vector, key=abs)
    return vector if largest > 0 else [-entry for entry in vector]


def _refined(numbers: Numbers, X: Matrix, value: float, vector: list[float]) -> Pair:
    """The eigenpair near a plain one, with its tangents."""
    [[eigenvalue]] = lifted(numbers, [[value]])
    [v] = lifted(numbers, [vector])
    half, zero = numbers.number(Fraction(1, 2)), numbers.zero
    for _ in range(1 + depth(numbers)):
        moved = [row[0] for row in numbers.matmul(X, [[entry] for entry in v])]
        gap = [numbers.sub(numbers.mul(eigenvalue, a), b) for a, b in zip(v, moved, strict=True)]
        gap.append(numbers.mul(half, numbers.sub(numbers.one, numbers.dot(v, v))))
        system = [
            [numbers.sub(e, eigenvalue) if i == j else e for j, e in enumerate(row)]
            + [numbers.neg(v[i])]
            for i, row in enumerate(X)
        ]
        step = solve(numbers, [*system, [*v, zero]], gap)
        v = [numbers.add(a, b) for a, b in zip(v, step[:-1], strict=True)]
        eigenvalue = numbers.add(eigenvalue, step[-1])
    return eigenvalue, v


def _need_apart(values: list[float]) -> None:
    scale = max(map(abs, values))
    if any(abs(a - b) <= CLOSEST * scale for a, b in itertools.pairwise(values)):
        raise PointError("two eigenvalues are too near to each other.")


def symmetric_pairs(numbers: Numbers, rows: Matrix) -> list[Pair]:
    """The eigenpairs of the symmetric part, ascending."""
    import numpy as np

    need_rounding(numbers, "an eigenvalue")
    rows = symmetric_part(numbers, rows)
    values, vectors = np.linalg.eigh(np.array(plain(numbers, rows)))
    _need_apart(values.tolist())
    starts = zip(values.tolist(), vectors.T.tolist(), strict=True)
    return [_refined(numbers, rows, value, _signed(vector)) for value, vector in starts]


def _place(at: Evaluation, position: Matrix, count: int) -> int:
    from matcalc.values.meaning import position as placed

    return placed(at.numbers, position, count)


def _symmetric_pair(at: Evaluation, args: Args) -> Pair:
    return symmetric_pairs(at.numbers, args[0])[_place(at, args[1], len(args[0]))]


def _real_pair(at: Evaluation, args: Args) -> Pair:
    """The i-th real eigenvalue of a matrix that need not be symmetric."""
    import numpy as np

    need_rounding(at.numbers, "an eigenvalue")
    values, vectors = np.linalg.eig(np.array(plain(at.numbers, args[0])))
    real = sorted(
        (complex(value).real, k)
        for k, value in enumerate(values)
        if abs(complex(value).imag) < 1e-9
    )
    _need_apart([value for value, _ in real] or [0.0])
    value, k = real[_place(at, args[1], len(real))]
    return _refined(at.numbers, args[0], value, _signed(np.real(vectors[:, k]).tolist()))


Triple = tuple[list[Any], Matrix, Matrix]
"""σ, and the columns of U and V as rows."""


def singular(numbers: Numbers, rows: Matrix) -> Triple:
    """The thin decomposition, descending, from the eigenpairs of AᵀA or AAᵀ."""
    if len(rows) < len(rows[0]):
        sizes, right, left = singular(numbers, turned(rows))
        return sizes, left, right
    pairs = symmetric_pairs(numbers, numbers.matmul(turned(rows), rows))[::-1]
    half = numbers.number(Fraction(1, 2))
    sizes = [numbers.power(value, half) for value, _ in pairs]
    right = [vector for _, vector in pairs]
    left = []
    for size, vector in zip(sizes, right, strict=True):
        moved = numbers.matmul(rows, [[entry] for entry in vector])
        left.append([numbers.div(entry, size) for (entry,) in moved])
    return sizes, left, right


def _thin(numbers: Numbers, rows: Matrix) -> Triple:
    if len(rows) < len(rows[0]):
        raise PointError("the matrix has more columns than rows.")
    return singular(numbers, rows)


def _polar(at: Evaluation, node: Expr, args: Args) -> Matrix:
    _, left, right = singular(at.numbers, args[0])
    return at.numbers.matmul(turned(left), right)


def _topsvd(at: Evaluation, node: Expr, args: Args) -> Matrix:
    _, left, right = singular(at.numbers, args[0])
    return at.numbers.matmul([[entry] for entry in left[0]], right[:1])


def _column(entries: list[Any]) -> Matrix:
    return [[entry] for entry in entries]


SPECTRA: Mapping[str, Rule] = {
    "eigval": lambda at, node, args: [[_symmetric_pair(at, args)[0]]],
    "eigvec": lambda at, node, args: _column(_symmetric_pair(at, args)[1]),
    "eigvals": lambda at, node, args: _column(
        [value for value, _ in symmetric_pairs(at.numbers, args[0])]
    ),
    "eigvecs": lambda at, node, args: turned(
        [vector for _, vector in symmetric_pairs(at.numbers, args[0])]
    ),
    "eigreal": lambda at, node, args: [[_real_pair(at, args)[0]]],
    "reigvec": lambda at, node, args: _column(_real_pair(at, args)[1]),
    "singvals": lambda at, node, args: _column(_thin(at.numbers, args[0])[0]),
    "svdu": lambda at, node, args: turned(_thin(at.numbers, args[0])[1]),
    "svdv": lambda at, node, args: turned(_thin(at.numbers, args[0])[2]),
    "nuclear": lambda at, node, args: [[at.numbers.total(singular(at.numbers, args[0])[0])]],
    "specnorm": lambda at, node, args: [[singular(at.numbers, args[0])[0][0]]],
    "polar": _polar,
    "topsvd": _topsvd,
}
