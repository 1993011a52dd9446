"""Functions of a matrix over any arithmetic that rounds: square root, logarithm, sine, cosine.

The Fréchet derivative of f at A along E is the corner of f([[A, E], [0, A]]), for every f.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.expr import Expr
from matcalc.values.arithmetic import Arithmetic, Matrix, PointError
from matcalc.values.elimination import exponential, eye, inverse
from matcalc.values.plain import depth, need_rounding, plain

if TYPE_CHECKING:
    from matcalc.values.evaluate import Evaluation

Numbers = Arithmetic[Any]
Args = list[Matrix]
Rule = Callable[["Evaluation", Expr, Args], Matrix]

NEWTON_STEPS = 40
"""At most; the spread of the eigenvalues is halved by each of the first."""
SETTLED = 1e-12
ROOTS = 3
"""Square roots taken before the quadrature for a logarithm."""

GAUSS_16: tuple[tuple[float, float], ...] = (
    (0.005299532504175031, 0.013576229705877088),
    (0.0277124884633837, 0.031126761969323728),
    (0.06718439880608412, 0.0475792558412463),
    (0.1222977958224985, 0.062314485627767036),
    (0.19106187779867811, 0.07479799440828835),
    (0.2709916111713863, 0.08457825969750132),
    (0.35919822461037054, 0.09130170752246182),
    (0.4524937450811813, 0.09472530522753432),
)
"""Nodes below 1/2 and weights of the 16-point Gauss rule on [0, 1]; the others mirror them."""


def combined(numbers: Numbers, a: Any, left: Matrix, b: Any, right: Matrix) -> Matrix:
    """a A + b B."""
    add, mul = numbers.add, numbers.mul
    return [
        [add(mul(a, x), mul(b, y)) for x, y in zip(*rows, strict=True)]
        for rows in zip(left, right, strict=True)
    ]


def sqrtm(numbers: Numbers, rows: Matrix) -> Matrix:
    """The principal square root, by the iteration of Denman and Beavers.

    Raises PointError where it does not converge: an eigenvalue that is negative or zero.
    """
    need_rounding(numbers, "the square root of a matrix")
    half = numbers.number(Fraction(1, 2))
    root, other = rows, eye(numbers, len(rows))
    more = 2 + depth(numbers)
    for _ in range(NEWTON_STEPS):
        before = root
        root, other = (
            combined(numbers, half, root, half, inverse(numbers, other)),
            combined(numbers, half, other, half, inverse(numbers, root)),
        )
        more -= _distance(numbers, before, root) < SETTLED
        if not more:
            break
    _need_equal(numbers, numbers.matmul(root, root), rows, "square root")
    return root


def _distance(numbers: Numbers, left: Matrix, right: Matrix) -> float:
    """The largest difference of two entries, relative to the largest entry or to 1."""
    one, other = plain(numbers, left), plain(numbers, right)
    pairs = zip(one, other, strict=True)
    gaps = [abs(a - b) for rows in pairs for a, b in zip(*rows, strict=True)]
    return max(gaps) / (1 + max(abs(a) for row in other for a in row))


def _need_equal(numbers: Numbers, left: Matrix, right: Matrix, what: str) -> None:
    if not _distance(numbers, left, right) < 1e-9:
        raise PointError(f"this matrix has no principal {what}.")


def logm(numbers: Numbers, rows: Matrix) -> Matrix:
    """The principal logarithm: ∫₀¹ (A − I)(s(A − I) + I)⁻¹ ds of A^(1/8), times 8."""
    need_rounding(numbers, "the logarithm of a matrix")
    for _ in range(ROOTS):
        rows = sqrtm(numbers, rows)
    unit, one = eye(numbers, len(rows)), numbers.one
    less = combined(numbers, one, rows, numbers.neg(one), unit)
    total = [[numbers.zero] * len(rows) for _ in rows]
    for node, weight in GAUSS_16:
        for at in (node, 1 - node):
            place, share = (numbers.number(Fraction(value)) for value in (at, weight))
            inverted = inverse(numbers, combined(numbers, place, less, one, unit))
            total = combined(numbers, one, total, share, inverted)
    times = numbers.number(Fraction(2**ROOTS))
    return combined(numbers, times, numbers.matmul(less, total), numbers.zero, unit)


def _turning(numbers: Numbers, rows: Matrix) -> Matrix:
    """exp([[0, −A], [A, 0]]) = [[cos A, −sin A], [sin A, cos A]]."""
    zeros = [numbers.zero] * len(rows)
    above = [zeros + [numbers.neg(entry) for entry in row] for row in rows]
    return exponential(numbers, above + [[*row, *zeros] for row in rows])


def sinm(numbers: Numbers, rows: Matrix) -> Matrix:
    """sin A of a matrix."""
    n = len(rows)
    return [row[:n] for row in _turning(numbers, rows)[n:]]


def cosm(numbers: Numbers, rows: Matrix) -> Matrix:
    """cos A of a matrix."""
    n = len(rows)
    return [row[:n] for row in _turning(numbers, rows)[:n]]


Function = Callable[[Numbers, Matrix], Matrix]

FUNCTIONS: Mapping[str, Function] = {
    "expm": exponential,
    "logm": logm,
    "sinm": sinm,
    "cosm": cosm,
    "sqrtm": sqrtm,
}


def corner(numbers: Numbers, function: Function, at: Matrix, along: Matrix) -> Matrix:
    """The upper right block of f([[A, E], [0, A]])."""
    n = len(at)
    zeros = [numbers.zero] * n
    above = [[*left, *right] for left, right in zip(at, along, strict=True)]
    whole = function(numbers, above + [[*zeros, *row] for row in at])
    return [row[n:] for row in whole[:n]]


def _function(name: str) -> Rule:
    return lambda at, node, args: FUNCTIONS[name](at.numbers, args[0])


def _frechet(name: str) -> Rule:
    return lambda at, node, args: corner(at.numbers, FUNCTIONS[name], *args)


def matrix_power(numbers: Numbers, base: Matrix, exponent: int) -> Matrix:
    """Aᵏ by squaring; of the inverse for k < 0."""
    if exponent < 0:
        base, exponent = inverse(numbers, base), -exponent
    result = eye(numbers, len(base))
    while exponent:
        if exponent & 1:
            result = numbers.matmul(result, base)
        base, exponent = numbers.matmul(base, base), exponent >> 1
    return result


def _power_frechet(at: Evaluation, node: Expr, args: Args) -> Matrix:
    from matcalc.values.meaning import whole_exponent

    exponent = whole_exponent(at, node, args[2])
    return corner(at.numbers, lambda n, rows: matrix_power(n, rows, exponent), args[0], args[1])


MATRIX_FUNCTIONS: Mapping[str, Rule] = {
    **{name: _function(name) for name in FUNCTIONS if name != "expm"},
    **{f"{name}_frechet": _frechet(name) for name in FUNCTIONS if name != "sqrtm"},
    "power_frechet": _power_frechet,
}
