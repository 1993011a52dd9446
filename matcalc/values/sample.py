"""Random values of symbols that satisfy what is assumed of them, over any arithmetic.

A tag either says what the entries are, or what form the matrix has; which of them go together is
said in `matcalc.expr.tags`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import prod
from random import Random
from typing import Any

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr
from matcalc.expr.dim import Dim
from matcalc.expr.tags import COMBINED, MODIFIERS, RANKS, chosen
from matcalc.values.arithmetic import Arithmetic, Matrix, PointError
from matcalc.values.elimination import determinant, eye, inverse

Draw = Callable[[], Any]
"""Draws one entry."""
Numbers = Arithmetic[Any]
Form = Callable[[Numbers, Random, int, int, Draw], Matrix]


Maker = Callable[[Numbers, Random], Draw]
"""What draws the entries of one value."""


def _whole(*among: int) -> Maker:
    return lambda numbers, rng: lambda: numbers.number(Fraction(rng.choice(among)))


def _kind(kind: str) -> Maker:
    return lambda numbers, rng: lambda: numbers.random(rng, kind)


def _opposite(kind: str) -> Maker:
    return lambda numbers, rng: lambda: numbers.neg(numbers.random(rng, kind))


def _sometimes(often: Maker, seldom: Maker) -> Maker:
    """Entries of one kind; in every other value a third of them are of the second kind.

    So zeros are met, and yet there is a value where only positive numbers have a logarithm.
    """

    def maker(numbers: Numbers, rng: Random) -> Draw:
        first, second = often(numbers, rng), seldom(numbers, rng)
        share = rng.choice((0.0, 1 / 3))
        return lambda: second() if rng.random() < share else first()

    return maker


_ZERO = _whole(0)

ENTRIES: Mapping[str, Maker] = {
    "integer": _sometimes(_whole(1, 2, 3, 4), _whole(-4, -3, -2, -1, 0)),
    "positive_integer": _whole(1, 2, 3, 4),
    "nonzero_integer": _sometimes(_whole(1, 2, 3, 4), _whole(-4, -3, -2, -1)),
    "count": _sometimes(_whole(1, 2, 3), _ZERO),
    "binary": _whole(0, 1),
    "sign": _whole(-1, 1),
    "zero": _ZERO,
    "unit_interval": _kind("unit_interval"),
    "closed_unit_interval": _sometimes(_kind("unit_interval"), _whole(0, 1)),
    "greater_than_one": _kind("greater_than_one"),
    "positive": _kind("positive"),
    "nonnegative": _sometimes(_kind("positive"), _ZERO),
    "negative": _opposite("positive"),
    "nonpositive": _sometimes(_opposite("positive"), _ZERO),
    "large": _sometimes(_kind("greater_than_one"), _opposite("greater_than_one")),
    "nonzero": _kind("any"),
}
"""What the entries are."""


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
    return numbers.matmul(lower, _turned(lower))


def _positive_semidefinite(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """L Lᵀ, where L has as many columns as rows, or fewer: then it is singular."""
    if rng.random() < 0.5:
        return _positive_definite(numbers, rng, m, n, draw)
    half = _full(numbers, rng, n, rng.randrange(n), draw)
    return numbers.matmul(half, _turned(half)) if half[0] else _full_of_zeros(numbers, n)


def _full_of_zeros(numbers: Numbers, n: int) -> Matrix:
    return [[numbers.zero] * n for _ in range(n)]


def _turned(X: Matrix) -> Matrix:
    return [list(column) for column in zip(*X, strict=True)]


def _on_diagonal(entry: Maker) -> Form:
    """A diagonal matrix with entries of its own."""

    def form(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
        return FORMS["diagonal"](numbers, rng, m, n, entry(numbers, rng))

    return form


def _reflection(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """Q D Qᵀ with signs in D: symmetric and orthogonal."""
    basis = _orthogonal(numbers, rng, n, n, draw)
    signs = _on_diagonal(ENTRIES["sign"])(numbers, rng, n, n, draw)
    return numbers.matmul(numbers.matmul(basis, signs), _turned(basis))


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


def _check_rank(numbers: Numbers, value: Matrix, tags: frozenset[str]) -> None:
    """Raises PointError where a value has not the rank that is assumed."""
    m, n = len(value), len(value[0])
    if m < n and not tags.isdisjoint({"invertible", "full_column_rank"}):
        raise PointError("independent columns need at least as many rows.")
    if n < m and not tags.isdisjoint({"invertible", "full_row_rank"}):
        raise PointError("independent rows need at least as many columns.")
    turned = _turned(value)
    gram = numbers.matmul(value, turned) if m < n else numbers.matmul(turned, value)
    if _is_singular(numbers, gram):
        raise PointError("a matrix without full rank.")


def _is_singular(numbers: Numbers, gram: Matrix) -> bool:
    """Whether det G = 0; where numbers are rounded, whether it is tiny beside ΠGᵢᵢ."""
    found = determinant(numbers, gram)
    if not numbers.rounds:
        return numbers.is_zero(found)
    return numbers.size(found) <= _TINY * prod(numbers.size(gram[i][i]) for i in range(len(gram)))


_TINY = 1e-12


def _real_spectrum(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """V diag(λ) V⁻¹ with λ = 1 + u, 2 + u, …: real eigenvalues, well apart."""
    basis = _full(numbers, rng, n, n, draw)
    shift = numbers.random(rng, "unit_interval")
    values = [numbers.add(numbers.number(Fraction(at + 1)), shift) for at in range(n)]
    scaled = [
        [numbers.mul(a, value) for a, value in zip(row, values, strict=True)] for row in basis
    ]
    return numbers.matmul(scaled, inverse(numbers, basis))


def _stochastic(numbers: Numbers, rng: Random, m: int, n: int, draw: Draw) -> Matrix:
    """Rows that sum to one."""
    result = _full(numbers, rng, m, n, draw)
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


def _scaled(numbers: Numbers, share: Fraction, draw: Draw) -> Draw:
    factor = numbers.number(share)
    return lambda: numbers.mul(factor, draw())


FORMS: Mapping[str, Form] = {
    "diagonal": _where(lambda i, j: i == j),
    "orthogonal": _orthogonal,
    "orthonormal_columns": _orthonormal_columns,
    "definite_diagonal": _on_diagonal(ENTRIES["positive"]),
    "semidefinite_diagonal": _on_diagonal(ENTRIES["nonnegative"]),
    "signed_diagonal": _on_diagonal(ENTRIES["sign"]),
    "reflection": _reflection,
    "positive_definite": _positive_definite,
    "positive_semidefinite": _positive_semidefinite,
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
    "distinct_eigenvalues": _full,
    "real_distinct_eigenvalues": _real_spectrum,
    "distinct_singular_values": _full,
}
"""What form a matrix has."""

_OWN_ENTRIES = {"row_stochastic": "nonnegative", "simplex": "positive"}
"""Forms whose entries are of a kind where nothing else is said."""


def draw_symbol(
    symbol: Expr, sizes: Mapping[str, int], numbers: Numbers, rng: Random, otherwise: str = "any"
) -> Matrix:
    """A random value of one symbol; entries that no tag speaks of are of kind ``otherwise``.

    Raises UnsupportedError for tags it does not know, or not together, PointError where the sizes
    leave no room.
    """
    tags = symbol.declaration.assumptions
    _check_known(symbol, tags)
    form, entry = chosen(tags)
    entry = entry or _OWN_ENTRIES.get(form, "")
    maker = ENTRIES[entry] if entry else _kind(otherwise)
    m, n = (dim.at(sizes) for dim in symbol.shape)
    entries = maker(numbers, rng)
    if "small" in tags:
        entries = _scaled(numbers, Fraction(1, 8), entries)
    if "contractive" in tags:
        # So small that the spectral norm stays below 1.
        entries = _scaled(numbers, Fraction(1, 4 * m * n), entries)
    made = FORMS[form] if form else _full
    if "positive_diagonal" in tags and form not in ("positive_definite", "definite_diagonal"):
        made = _with_positive_diagonal(made)
    value = made(numbers, rng, m, n, entries)
    if not tags.isdisjoint(RANKS):
        _check_rank(numbers, value, tags)
    if "unit_interval" in tags and any(
        numbers.is_zero(numbers.sub(numbers.one, entry)) for row in value for entry in row
    ):
        raise PointError("an entry is 1: a single one of those that sum to one.")
    return value


def _check_known(symbol: Expr, tags: frozenset[str]) -> None:
    known = {*ENTRIES, *FORMS, *MODIFIERS, *RANKS} - COMBINED
    unknown = sorted(tags - known)
    if unknown:
        raise UnsupportedError(
            f"nothing is known of the assumption {unknown[0]!r} of {symbol!r}.",
            hint="Known: " + ", ".join(sorted(known)) + ".",
        )


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
