"""Index notation in emitted code: an index is an axis, a sum over it an ``einsum``."""

from __future__ import annotations

from matcalc.errors import UnsupportedError
from matcalc.expr import head as h
from matcalc.expr.node import Expr
from matcalc.show.array import COL, ROW, Array, Axis, sorted_axes
from matcalc.show.multiples import product
from matcalc.show.program import COMPARISON, SUM
from matcalc.show.scope import Scope


def index(node: Expr, scope: Scope) -> Array:
    """An index as a number: 1, 2, …, n along its own axis."""
    return scope.arrays.counted(node.data[1], node)


def _equal(left: Array, right: Array, scope: Scope) -> Array:
    """1.0 where two positions are the same."""
    same = scope.arrays.binary(" == ", left, right, COMPARISON, (SUM, SUM))
    return scope.arrays.indicator(same)


def unit(node: Expr, scope: Scope) -> Array:
    """eᵢ, along the rows."""
    place = node.args[0]
    if place.head is h.INDEX and place.data[1] is node.rows:
        return scope.arrays.identity(node.rows, (ROW, place))
    return _equal(scope.arrays.counted(node.rows, ROW), scope[place], scope)


def delta(node: Expr, scope: Scope) -> Array:
    """δᵢⱼ: an identity matrix along two indices of one range."""
    left, right = node.args
    if left is right:
        return scope.arrays.number(1)
    if left.head is h.INDEX and right.head is h.INDEX and left.data[1] is right.data[1]:
        return scope.arrays.identity(left.data[1], (left, right))
    return _equal(scope[left], scope[right], scope)


def entry(node: Expr, scope: Scope) -> Array:
    """Aᵢⱼ: rows and columns renamed to the indices, or taken at a position."""
    body, row, column = node.args
    places: tuple[tuple[Axis, Expr], ...] = ((ROW, row), (COL, column))
    fixed = {axis: _position(place, scope) for axis, place in places if place.head is not h.INDEX}
    array = scope.arrays.taken(scope[body], fixed)
    return scope.arrays.renamed(
        array, {axis: place for axis, place in places if axis in array.axes}
    )


def _position(place: Expr, scope: Scope) -> Array | int:
    if place.number is not None:
        return int(place.number) - 1
    position = scope[place]
    if position.axes:
        raise UnsupportedError(
            f"code for an entry at the position {place!r} is not written.",
            hint="A plain index or a number can stand there.",
        )
    return position


def index_sum(node: Expr, scope: Scope) -> Array:
    """Σᵢ: a product is summed as it is formed; the sums of a double sum are taken at once."""
    arrays, over, body = scope.arrays, [node.args[0]], node.args[1]
    while body.head is h.INDEX_SUM and body.args[0] not in over:
        over.append(body.args[0])
        body = body.args[1]
    if body.head is not h.SCALE:
        return _summed(scope[body], over, scope)
    factors = [scope[arg] for arg in body.args]
    outside = [factor for factor in factors if not set(factor.axes) & set(over)]
    inside = [factor for factor in factors if set(factor.axes) & set(over)]
    multiple = product(outside, arrays)
    if len(inside) < 2:
        total = _summed(product(inside, arrays), over, scope)
    else:
        there = [axis for factor in inside for axis in factor.axes]
        rest = sorted_axes([axis for axis in there if axis not in over])
        total = arrays.einsum(inside, rest)
        total = _summed(total, [each for each in over if each not in there], scope)
    return arrays.times(multiple, total)


def _summed(array: Array, over: list[Expr], scope: Scope) -> Array:
    for each in over:
        array = scope.arrays.summed(array, each, each.data[1])
    return array


def tabulate(node: Expr, scope: Scope) -> Array:
    """The matrix with entries sᵢⱼ: the indices become rows and columns."""
    row, column, body = node.args
    return scope.arrays.renamed(scope[body], {row: ROW, column: COL})
