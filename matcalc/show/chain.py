"""Matrix products in emitted code: in which order to multiply, and what never to form.

Vectors are multiplied first, A⁻¹B is solved for, diag(v) B scales rows. The order is the
cheapest one when every named size is taken to be `NOMINAL`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from matcalc.expr.dim import Dim
from matcalc.show.array import COL, ROW, Array, Arrays

NOMINAL = 100
LONGEST = 30
"""Factors beyond which the product is formed from its thinner end, without a search."""


@dataclass(frozen=True, slots=True)
class Link:
    """A factor: a matrix, the inverse of one (``inverse``), or one with a given ``diagonal``.

    ``form`` writes down the matrix itself, if it should be needed. A product with ``is_ones``
    is a sum.
    """

    rows: Dim
    cols: Dim
    form: Callable[[], Array]
    inverse: Array | None = None
    diagonal: Array | None = None
    is_ones: bool = False


def multiplied(links: Sequence[Link], arrays: Arrays) -> Array:
    """The product of the factors."""
    return join(links, arrays).form()


def join(links: Sequence[Link], arrays: Arrays) -> Link:
    """The product of the factors as one factor."""

    def pair(left: Link, right: Link) -> Link:
        return combined(left, right, arrays)

    if len(links) > LONGEST:
        if _extent(links[-1].cols) < _extent(links[0].rows):
            return reduce(lambda right, left: pair(left, right), reversed(links))
        return reduce(pair, links)
    table = dict(enumerate(links))
    splits = cheapest(links)
    parts: dict[tuple[int, int], Link] = {(at, at): link for at, link in table.items()}
    for low, high in _needed(splits, len(links)):
        middle = splits[low, high]
        parts[low, high] = pair(parts[low, middle], parts[middle + 1, high])
    return parts[0, len(links) - 1]


def _needed(splits: dict[tuple[int, int], int], count: int) -> list[tuple[int, int]]:
    """The stretches to be multiplied, inner ones first."""
    found: list[tuple[int, int]] = []
    stack = [(0, count - 1)]
    while stack:
        low, high = stack.pop()
        if low < high:
            found.append((low, high))
            middle = splits[low, high]
            stack += [(low, middle), (middle + 1, high)]
    return found[::-1]


def cheapest(links: Sequence[Link]) -> dict[tuple[int, int], int]:
    """Where to cut each stretch of factors, by dynamic programming over their costs."""
    count = len(links)
    rows = [_extent(link.rows) for link in links]
    cols = [_extent(link.cols) for link in links]
    cost = {(at, at): 0 for at in range(count)}
    splits: dict[tuple[int, int], int] = {}
    for width in range(1, count):
        for low in range(count - width):
            high = low + width
            options = [
                (
                    cost[low, cut]
                    + cost[cut + 1, high]
                    + _cost(links, (low, cut, high), (rows[low], cols[cut], cols[high])),
                    -cut,
                )
                for cut in range(low, high)
            ]
            best, negative = min(options)
            cost[low, high], splits[low, high] = best, -negative
    return splits


def _cost(
    links: Sequence[Link], stretch: tuple[int, int, int], extent: tuple[int, int, int]
) -> int:
    low, cut, high = stretch
    rows, middle, cols = extent
    lone = [links[low]] if low == cut else []
    lone += [links[high]] if cut + 1 == high else []
    if any(link.diagonal is not None for link in lone):
        return rows * cols
    each = 1 if any(link.is_ones for link in lone) else 2
    solving = sum(link.inverse is not None for link in lone)
    return each * rows * middle * cols + solving * middle**3


def _extent(dim: Dim) -> int:
    return max(1, dim.at(dict.fromkeys(dim.names, NOMINAL)))


def combined(left: Link, right: Link, arrays: Arrays) -> Link:
    """The product of two factors, by the cheapest means."""

    def form() -> Array:
        return _product(left, right, arrays)

    diagonal = None
    if left.diagonal is not None and right.diagonal is not None:
        diagonal = arrays.times(left.diagonal, right.diagonal)
        return Link(left.rows, right.cols, lambda: formed_diagonal(diagonal, left.rows, arrays))
    return Link(left.rows, right.cols, form)


def _product(left: Link, right: Link, arrays: Arrays) -> Array:
    if left.diagonal is not None:
        return arrays.times(left.diagonal, right.form())
    if right.diagonal is not None:
        return arrays.times(left.form(), arrays.renamed(right.diagonal, {ROW: COL}))
    if left.inverse is not None and not left.inverse.indices:
        body = right.form()
        if not body.indices:
            return solved(left.inverse, body, left.rows, arrays)
    if right.inverse is not None and not right.inverse.indices:
        body = left.form()
        if not body.indices:
            turned = arrays.transposed(right.inverse), arrays.transposed(body)
            return arrays.transposed(solved(*turned, right.rows, arrays))
    return arrays.matmul(left.form(), right.form(), left.cols)


def solved(matrix: Array, body: Array, length: Dim, arrays: Arrays) -> Array:
    """A⁻¹ B by solving."""
    if ROW not in body.axes:
        ones = Array(arrays.filled("ones", [arrays.size_of(length)]), (ROW,))
        body = arrays.times(ones, body)
    return Array(arrays.plain_call("linalg.solve", matrix.op, body.op), body.axes)


def formed_diagonal(diagonal: Array, length: Dim, arrays: Arrays) -> Array:
    """diag(v), from v along the rows."""
    if diagonal.axes == (ROW,):
        return Array(arrays.plain_call("diag", diagonal.op), (ROW, COL))
    return arrays.times(diagonal, arrays.identity(length, (ROW, COL)))


def product_diagonal(left: Link, right: Link, arrays: Arrays) -> Array:
    """The diagonal of A B, Σₖ Aᵢₖ Bₖᵢ, along the rows."""
    turned = arrays.transposed(right.form())
    return arrays.summed(arrays.times(left.form(), turned), COL, left.cols)


def product_trace(links: Sequence[Link], arrays: Arrays) -> Array:
    """tr(A B) = Σ Aᵢⱼ Bⱼᵢ, without forming the last product."""
    start = next((at for at, link in enumerate(links) if _extent(link.rows) == 1), None)
    if start is not None:
        return multiplied([*links[start:], *links[:start]], arrays)
    start = next((at for at, link in enumerate(links) if link.inverse is not None), 0)
    links = [*links[start:], *links[:start]]
    if len(links) == 1 or links[0].inverse or any(link.diagonal for link in links):
        return trace(multiplied(links, arrays), links[0].rows, arrays)
    cut = cheapest(links)[0, len(links) - 1]
    left, right = join(links[: cut + 1], arrays), join(links[cut + 1 :], arrays)
    shape = (left.rows, left.cols)
    return arrays.inner(left.form(), arrays.transposed(right.form()), shape)


def trace(body: Array, length: Dim, arrays: Arrays) -> Array:
    """tr A; of a matrix that is constant along an axis, the sum along the other."""
    if body.axes == (ROW, COL):
        return Array(arrays.plain_call("trace", body.op))
    return arrays.summed(arrays.renamed(body, {COL: ROW}), ROW, length)
