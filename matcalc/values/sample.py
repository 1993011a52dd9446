"""Random values of symbols that satisfy what is assumed of them, over any arithmetic.

A tag either says what the entries are, or what form the matrix has; one of each may be declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr
from matcalc.expr.dim import Dim
from matcalc.values.arithmetic import Arithmetic, Matrix, PointError
from matcalc.values.elimination import determinant, eye, inverse

Draw = Callable[[], Any]
"""Draws one entry."""
Numbers = Arithmetic[Any]
Form = Callable[[Numbers, Random, int, int, Draw], Matrix]


def _integer(low: int, high: int) -> Callable[[Numbers, Random], Any]:
    return lambda numbers, rng: numbers.number(Fraction(rng.randint(low, high)))


def _kind(kind: str, over: int = 1) -> Callable[[Numbers, Random], Any]:
    def value(numbers: Numbers, rng: Random) -> Any:
        return numbers.mul(numbers.random(rng, kind), numbers.number(Fraction(1, over)))

    return value


ENTRIES: Mapping[str, Callable[[Numbers, Random], Any]] = {
    "integer": _integer(1, 4),
    "count": _integer(0, 3),
    "binary": _integer(0, 1),
    "sign": lambda numbers, rng: numbers.number(Fraction(rng.choice((-1, 1)))),
    "zero": lambda numbers, rng: numbers.zero,
    "unit_interval": _kind("unit_interval"),
    "greater_than_one": _kind("greater_than_one"),
    "positive": _kind("positive"),
    "nonnegative": _kind("positive"),
    "small": _kind("any", 8),
    "large": _kind("greater_than_one"),
    "nonzero": _kind("any"),
}
"""What the entries are. The first of these tags that is declared counts."""


def _full(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    return [[draw() for _ in range(n)] for _ in range(m)]


def _where(keep: Callable[[int, int], bool]) -> Form:
    def form(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
        return [[draw() if keep(i, j) else numbers.zero for j in range(n)] for i in range(m)]

    return form


def _mirrored(sign: int) -> Form:
    """Sᵀ = S, or Sᵀ = −S with zeros on the diagonal."""

    def form(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
        result = _full(numbers, rng, n, n, draw)
        for i in range(n):
            if sign < 0:
                result[i][i] = numbers.zero
            for j in range(i):
                other = result[i][j]
                result[j][i] = other if sign > 0 else numbers.neg(other)
        return result

    return form


def _positive_definite(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """L Lᵀ with a positive diagonal in L; det is a square."""
    lower = _where(lambda i, j: j <= i)(numbers, rng, n, n, draw)
    for i in range(n):
        lower[i][i] = numbers.random(rng, "positive")
    return numbers.matmul(lower, [list(column) for column in zip(*lower, strict=True)])


def _with_positive_diagonal(form: Form) -> Form:
    """The same form, its diagonal positive."""

    def made(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
        result = form(numbers, rng, m, n, draw)
        for i in range(min(m, n)):
            result[i][i] = numbers.random(rng, "positive")
        return result

    return made


def _orthogonal(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """Cayley: (I − S)(I + S)⁻¹ of a skew S, with either sign of the determinant."""
    skew = _mirrored(-1)(numbers, rng, m, m, draw)
    unit = eye(numbers, m)
    plus = [list(map(numbers.add, *rows)) for rows in zip(unit, skew, strict=True)]
    minus = [list(map(numbers.sub, *rows)) for rows in zip(unit, skew, strict=True)]
    result = numbers.matmul(minus, inverse(numbers, plus))
    if rng.random() < 0.5:
        result[0] = [numbers.neg(entry) for entry in result[0]]
    return result


def _orthonormal_columns(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    if m < n:
        raise PointError(f"{n} orthonormal columns need at least {n} rows.")
    return [row[:n] for row in _orthogonal(numbers, rng, m, m, draw)]


def _full_rank(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """A random matrix; where zeros happen by accident, its Gram matrix is tested."""
    result = _full(numbers, rng, m, n, draw)
    if not numbers.is_generic:
        turned = [list(column) for column in zip(*result, strict=True)]
        gram = numbers.matmul(result, turned) if m < n else numbers.matmul(turned, result)
        if numbers.is_zero(determinant(numbers, gram)):
            raise PointError("a matrix without full rank.")
    return result


def _independent(by_columns: bool) -> Form:
    """Full rank, where the sizes leave room for it."""

    def form(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
        if (m < n) if by_columns else (n < m):
            words = ("columns", "rows") if by_columns else ("rows", "columns")
            raise PointError(f"independent {words[0]} need at least as many {words[1]}.")
        return _full_rank(numbers, rng, m, n, draw)

    return form


def _stochastic(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """Positive rows that sum to one."""
    result = _full(numbers, rng, m, n, lambda: numbers.random(rng, "positive"))
    return [[numbers.div(entry, numbers.total(row)) for entry in row] for row in result]


def _simplex(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    entries = _stochastic(numbers, rng, 1, m * n, draw)[0]
    return [entries[i * n : (i + 1) * n] for i in range(m)]


def _sums_to_one(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """All entries together sum to one."""
    entries = _rows_sum_to_one(numbers, rng, 1, m * n, draw)[0]
    return [entries[i * n : (i + 1) * n] for i in range(m)]


def _rows_sum_to_one(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    rows = _full(numbers, rng, m, n - 1, draw)
    return [[*row, numbers.sub(numbers.one, numbers.total(row))] for row in rows]


def _one_hot_rows(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    places = [rng.randrange(n) for _ in range(m)]
    return [[numbers.one if j == at else numbers.zero for j in range(n)] for at in places]


def _one_hot_columns(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    return [list(row) for row in zip(*_one_hot_rows(numbers, rng, n, m, draw), strict=True)]


def _one_hot(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """A single 1, in a column or a row; in each row of a matrix."""
    form = _one_hot_columns if n == 1 else _one_hot_rows
    return form(numbers, rng, m, n, draw)


def _unit_norm(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """A point of the sphere by stereographic projection: (2u, |u|² − 1)/(|u|² + 1)."""
    u = [draw() for _ in range(m * n - 1)]
    square = numbers.dot(u, u)
    below = numbers.inv(numbers.add(square, numbers.one))
    entries = [numbers.mul(numbers.add(entry, entry), below) for entry in u]
    entries.append(numbers.mul(numbers.sub(square, numbers.one), below))
    return [entries[i * n : (i + 1) * n] for i in range(m)]


def _contractive(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """Entries so small that the spectral norm stays below 1."""
    share = numbers.number(Fraction(1, 4 * m * n))
    return _full(numbers, rng, m, n, lambda: numbers.mul(share, draw()))


FORMS: Mapping[str, Form] = {
    "diagonal": _where(lambda i, j: i == j),
    "orthogonal": _orthogonal,
    "orthonormal_columns": _orthonormal_columns,
    "positive_definite": _positive_definite,
    "skew_symmetric": _mirrored(-1),
    "symmetric": _mirrored(1),
    "lower_triangular": _where(lambda i, j: j <= i),
    "upper_triangular": _where(lambda i, j: i <= j),
    "one_hot": _one_hot,
    "one_hot_rows": _one_hot_rows,
    "one_hot_columns": _one_hot_columns,
    "simplex": _simplex,
    "row_stochastic": _stochastic,
    "sums_to_one": _sums_to_one,
    "rows_sum_to_one": _rows_sum_to_one,
    "unit_norm": _unit_norm,
    "contractive": _contractive,
    "invertible": _full_rank,
    "full_column_rank": _independent(by_columns=True),
    "full_row_rank": _independent(by_columns=False),
    "distinct_eigenvalues": _full,
    "real_distinct_eigenvalues": _full,
    "distinct_singular_values": _full,
}
"""What form a matrix has. The first of these tags that is declared counts."""


MODIFIERS = ("positive_diagonal",)
"""What may be said besides of a matrix that has a form."""


def draw_symbol(
    symbol: Expr, sizes: Mapping[str, int], numbers: Numbers, rng: Random, otherwise: str = "any"
) -> Matrix:
    """A random value of one symbol; entries that no tag speaks of are of kind ``otherwise``.

    Raises UnsupportedError for a tag it does not know, PointError where the sizes leave no room.
    """
    tags = symbol.declaration.assumptions
    unknown = sorted(tag for tag in tags if tag not in {*ENTRIES, *FORMS, *MODIFIERS})
    if unknown:
        raise UnsupportedError(
            f"nothing is known of the assumption {unknown[0]!r} of {symbol!r}.",
            hint="Known: " + ", ".join(sorted({*ENTRIES, *FORMS, *MODIFIERS})) + ".",
        )
    named = next((tag for tag in ENTRIES if tag in tags), None)
    entry = ENTRIES[named] if named else _kind(otherwise)
    if "positive_definite" in tags and "diagonal" in tags:
        form: Form = _with_positive_diagonal(FORMS["diagonal"])
    else:
        form = next((FORMS[tag] for tag in FORMS if tag in tags), _full)
    if "positive_diagonal" in tags:
        form = _with_positive_diagonal(form)
    m, n = (dim.at(sizes) for dim in symbol.shape)
    return form(numbers, rng, m, n, lambda: entry(numbers, rng))


def draw(
    symbols: Iterable[Expr],
    sizes: Mapping[str, int],
    numbers: Numbers,
    rng: Random,
    otherwise: str = "any",
    positions: Mapping[Expr, Dim | None] | None = None,
) -> dict[Expr, Matrix]:
    """Random values for all symbols.

    ``positions`` names the scalars that must be whole: places along a dimension, or exponents.
    """
    positions = positions or {}
    result: dict[Expr, Matrix] = {}
    for symbol in symbols:
        if symbol in positions:
            along = positions[symbol]
            most = 3 if along is None else along.at(sizes)
            result[symbol] = [[numbers.number(Fraction(rng.randint(1, most)))]]
        else:
            result[symbol] = draw_symbol(symbol, sizes, numbers, rng, otherwise)
    return result
