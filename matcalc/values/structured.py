"""What structured matrices and functions of the entries are worth over any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.expr import Expr
from matcalc.values.arithmetic import Matrix, PointError

if TYPE_CHECKING:
    from matcalc.values.evaluate import Evaluation

Args = list[Matrix]
Rule = Callable[["Evaluation", Expr, Args], Matrix]


def masked(weight: Callable[[int, int], Fraction]) -> Rule:
    """Every entry times a weight that depends on its place."""

    def value(at: Evaluation, node: Expr, args: Args) -> Matrix:
        numbers = at.numbers
        return [
            [numbers.mul(numbers.number(weight(i, j)), entry) for j, entry in enumerate(row)]
            for i, row in enumerate(args[0])
        ]

    return value


def _lower(i: int, j: int) -> Fraction:
    return Fraction(j <= i)


def _upper(i: int, j: int) -> Fraction:
    return Fraction(i <= j)


def _halved(i: int, j: int) -> Fraction:
    return Fraction(1, 2) if i == j else Fraction(j < i)


def _hat(at: Evaluation, node: Expr, args: Args) -> Matrix:
    (x,), (y,), (z,) = args[0]
    zero, neg = at.numbers.zero, at.numbers.neg
    return [[zero, neg(z), y], [z, zero, neg(x)], [neg(y), x, zero]]


def _vee(at: Evaluation, node: Expr, args: Args) -> Matrix:
    a, sub = args[0], at.numbers.sub
    return [[sub(a[2][1], a[1][2])], [sub(a[0][2], a[2][0])], [sub(a[1][0], a[0][1])]]


def banded(place: Callable[[int, int, int], int]) -> Rule:
    """The n×n matrix whose entry (i, j) is the entry of a column at a place."""

    def value(at: Evaluation, node: Expr, args: Args) -> Matrix:
        n = at.size(node.rows)
        return [[args[0][place(i, j, n)][0] for j in range(n)] for i in range(n)]

    return value


def summed(place: Callable[[int, int, int], int]) -> Rule:
    """The adjoint: each entry of a matrix added to its place in a column."""

    def value(at: Evaluation, node: Expr, args: Args) -> Matrix:
        numbers, n = at.numbers, len(args[0])
        groups: list[list[Any]] = [[] for _ in range(at.size(node.rows))]
        for i, row in enumerate(args[0]):
            for j, entry in enumerate(row):
                groups[place(i, j, n)].append(entry)
        return [[numbers.total(group)] for group in groups]

    return value


def _diagonal_place(i: int, j: int, n: int) -> int:
    return i - j + n - 1


def _distance(i: int, j: int, n: int) -> int:
    return abs(i - j)


def _unvec(at: Evaluation, node: Expr, args: Args) -> Matrix:
    m, n = at.shape(node)
    return [[args[0][i + j * m][0] for j in range(n)] for i in range(m)]


def triangle_places(n: int) -> list[tuple[int, int]]:
    """The places of the lower triangle, column by column."""
    return [(i, j) for j in range(n) for i in range(j, n)]


def _vech(at: Evaluation, node: Expr, args: Args) -> Matrix:
    return [[args[0][i][j]] for i, j in triangle_places(len(args[0]))]


def _unvech(at: Evaluation, node: Expr, args: Args) -> Matrix:
    n = at.size(node.rows)
    result = [[at.numbers.zero] * n for _ in range(n)]
    for (i, j), (entry,) in zip(triangle_places(n), args[0], strict=True):
        result[i][j] = entry
    return result


def _duplication(at: Evaluation, node: Expr, args: Args) -> Matrix:
    """Column (i, j) of D is 1 at the places i + j n and j + i n."""
    n = at.size(node.data[1][0])
    places = triangle_places(n)
    result = [[at.numbers.zero] * len(places) for _ in range(n * n)]
    for k, (i, j) in enumerate(places):
        result[i + j * n][k] = result[j + i * n][k] = at.numbers.one
    return result


def _clip(at: Evaluation, node: Expr, args: Args) -> Matrix:
    """low + relu(a − low) − relu(a − high), for low < high where numbers are ordered."""
    from matcalc.values.plain import plain

    numbers = at.numbers
    low, high = args[1][0][0], args[2][0][0]
    if numbers.rounds and not numbers.has_bounds:
        ((lowest,),), ((highest,),) = (plain(numbers, bound) for bound in args[1:])
        if lowest >= highest:
            raise PointError("the lower bound is not below the upper.")

    def cut(entry: Any) -> Any:
        above = numbers.function("relu", numbers.sub(entry, low))
        over = numbers.function("relu", numbers.sub(entry, high))
        return numbers.sub(numbers.add(low, above), over)

    return [[cut(entry) for entry in row] for row in args[0]]


def _prod(at: Evaluation, node: Expr, args: Args) -> Matrix:
    result = at.numbers.one
    for row in args[0]:
        for entry in row:
            result = at.numbers.mul(result, entry)
    return [[result]]


def _largest(at: Evaluation, rows: Matrix) -> tuple[int, int]:
    from matcalc.values.plain import plain

    values = plain(at.numbers, rows)
    places = [(i, j) for i, row in enumerate(values) for j in range(len(row))]
    first, *rest = sorted(places, key=lambda at: -values[at[0]][at[1]])
    if rest and values[first[0]][first[1]] == values[rest[0][0]][rest[0][1]]:
        raise PointError("the largest entry is not single.")
    return first


def _max(at: Evaluation, node: Expr, args: Args) -> Matrix:
    i, j = _largest(at, args[0])
    return [[args[0][i][j]]]


def _argmax(at: Evaluation, node: Expr, args: Args) -> Matrix:
    place, numbers = _largest(at, args[0]), at.numbers
    return [
        [numbers.one if (i, j) == place else numbers.zero for j in range(len(row))]
        for i, row in enumerate(args[0])
    ]


LINEAR: Mapping[str, Rule] = {
    "tril": masked(_lower),
    "triu": masked(_upper),
    "halflower": masked(_halved),
    "hat": _hat,
    "vee": _vee,
    "toeplitz": banded(_diagonal_place),
    "toeplitz_adjoint": summed(_diagonal_place),
    "symtoeplitz": banded(_distance),
    "symtoeplitz_adjoint": summed(_distance),
    "unvec": _unvec,
    "vech": _vech,
    "unvech": _unvech,
}
"""Linear in their one argument."""

STRUCTURED: Mapping[str, Rule] = {
    **LINEAR,
    "duplication": _duplication,
    "clip": _clip,
    "prod": _prod,
    "max": _max,
    "argmax": _argmax,
}
