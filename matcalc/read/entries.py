"""Rules for index notation: entries, sums over an index, tables and deltas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.errors import ReadError, ShapeError, UnsupportedError
from matcalc.expr import (
    ONE,
    Dim,
    Expr,
    add,
    delta,
    dim,
    entry,
    index_sum,
    matmul,
    number,
    tabulate,
    transpose,
    unit,
)
from matcalc.expr.head import INDEX, SIZE, SUM, TRANSPOSE
from matcalc.expr.unify import Slot, Term, Unknown, resolve, unify
from matcalc.read.dimensions import read_dim
from matcalc.read.engine import Builder, Engine, is_known, is_matrix, is_scalar, is_wide
from matcalc.read.indices import places_of
from matcalc.read.leaves import unknown_name
from matcalc.read.sizes import size_of
from matcalc.read.surface import Node, walk


def positioned(engine: Engine, node: Node) -> Builder | None:
    """A_{ij}, x_i, or the i-th row of a matrix."""
    body, *places = node.children
    slot = engine.slot(body)
    if len(places) > 2:
        raise UnsupportedError("an entry has at most two positions.", span=node.span)
    if engine.scope.values and (body.text in engine.guessed or _is_constant(engine, body)):
        raise unknown_name(engine, body)
    if is_scalar(slot) and _has_these_places(engine, body, places):
        engine.set(node, ONE, ONE)
        return lambda args: args[0]
    if is_scalar(slot) and any(place.kind != "number" for place in places):
        raise ShapeError("a scalar has no entries, and this has a subscript.", span=node.span)
    if len(places) == 2:
        if not is_wide(slot) and not is_known(slot):
            return None
        for place, over in zip(places, slot, strict=True):
            _range(engine, place, over)
        engine.set(node, ONE, ONE)
        return lambda args: _entry_at(engine, node, args)
    if is_matrix(slot):
        return _row_of(engine, node, slot)
    if not is_wide(slot) and not is_scalar(slot):
        return None
    if slot[0] is ONE and slot[1] is not ONE:
        _range_of_all(engine, places[0], slot[1])
        engine.set(node, ONE, ONE)
        return lambda args: entry(args[0], number(1), args[1])
    if isinstance(slot[1], Unknown):
        return None
    _range_of_all(engine, places[0], slot[0])
    engine.set(node, ONE, ONE)
    return lambda args: entry(args[0], _position(engine, args[1], args[0].rows, node), number(1))


def _has_these_places(engine: Engine, body: Node, places: Sequence[Node]) -> bool:
    """Whether (x_i y_j)_{ij} only says again which entry the formula is about."""
    wanted = [engine.indices.of_name.get(place) for place in places]
    if body.kind == "name" or None in wanted:
        return False
    inside = {engine.indices.of_name.get(part) for part in walk(body) if part.kind == "name"}
    return inside.issuperset(wanted)


def _is_constant(engine: Engine, body: Node) -> bool:
    """π and e have no entries: π_i is another name."""
    is_known = engine.scope.knows(body.text) or body.text in engine.new
    return body.kind == "name" and body.text in ("pi", "e") and not is_known


def _range(engine: Engine, place: Node, over: Term) -> None:
    """An index in this place runs over this dimension."""
    if place.kind == "number":
        return
    index = engine.indices.of_name.get(place)
    if index is not None:
        unify(index.over, over)
    elif place.kind != "name" and not _is_shifted(engine, place):
        raise UnsupportedError("arithmetic in a subscript is not supported.", span=place.span)


def _range_of_all(engine: Engine, place: Node, over: Term) -> None:
    """The same of a vector; an index that runs over a part of its entries is not supported."""
    index = engine.indices.of_name.get(place)
    if index is not None:
        _refuse_part(place, place.text, resolve(index.over), resolve(over))
    _range(engine, place, over)


def _refuse_part(node: Node, name: str, runs: Term, length: Term) -> None:
    if isinstance(runs, Dim) and isinstance(length, Dim) and runs is not length and runs.names:
        raise ShapeError(
            f"{name} runs to {runs}, and there are {length} entries: a sum over a part of them is "
            "not supported.",
            code="undetermined",
            span=node.span,
        )


def _is_shifted(engine: Engine, place: Node) -> bool:
    """i + m or i − 1 of indices that run somewhere else."""
    return all(
        part in engine.indices.of_name
        if part.kind == "name"
        else part.kind in ("add", "negate", "number")
        for part in walk(place)
    )


def _check_exists(place: Fraction, over: Dim, node: Node) -> None:
    """Raises ShapeError for a position that does not exist."""
    last = over.value if over.value is not None else place
    if place.denominator != 1 or not 1 <= place <= last:
        raise ShapeError(
            f"there is no position {place}: the positions are 1 to {over}.", span=node.span
        )


def _position(engine: Engine, place: Expr, over: Dim, node: Node) -> Expr:
    """A position i + m within 1, …, ``over``; where it would run out by one, counted from 0.

    Raises UnsupportedError unless the sizes are numbers and all positions exist.
    """
    if place.head is INDEX:
        return place
    if place.number is not None:
        _check_exists(place.number, over, node)
        return place
    lowest, highest = _extremes(place)
    if over.value is None or highest is None or lowest is None:
        raise UnsupportedError(
            "arithmetic in a subscript needs sizes that are numbers.", span=node.span
        )
    if lowest >= 1 and highest <= over.value:
        return place
    if not (lowest >= 2 and highest - 1 <= over.value):
        raise UnsupportedError(
            f"the position {place!r} runs from {lowest} to {highest}, and there are {over}.",
            span=node.span,
        )
    engine.note("the indices are counted from 0, so that every position exists.")
    return add(place, number(-1))


def _extremes(place: Expr) -> tuple[int | None, int | None]:
    """The smallest and largest value of a sum of indices and numbers, None if not known."""
    terms = place.args if place.head is SUM else (place,)
    lowest = highest = 0
    for term in terms:
        if term.head is INDEX and term.data[1].value is not None:
            lowest, highest = lowest + 1, highest + term.data[1].value
        elif term.number is not None and term.number.denominator == 1:
            lowest, highest = lowest + int(term.number), highest + int(term.number)
        else:
            return None, None
    return lowest, highest


def _entry_at(engine: Engine, node: Node, args: Sequence[Expr]) -> Expr:
    """Aᵢⱼ; the only entry of a number is the number."""
    body, *places = args
    found = [_position(engine, at, n, node) for at, n in zip(places, body.shape, strict=True)]
    return body if body.is_scalar else entry(body, *found)


def _row_of(engine: Engine, node: Node, slot: Slot) -> Builder | None:
    """x_i of a matrix X is its i-th row, as a column; w_k its k-th column where k counts those."""
    index = engine.indices.of_name.get(node.children[1])
    over = resolve(index.over) if index is not None else None
    if isinstance(over, Unknown) and engine.is_patient and is_known(slot):
        return None
    counts_columns = over is not None and over is slot[1] and over is not slot[0]
    if engine.manner.columns or (counts_columns and not engine.manner.rows_as_rows):
        _range(engine, node.children[1], slot[1])
        engine.set(node, slot[0], ONE)
        engine.note("one subscript on a matrix is read as that column.")
        return lambda args: matmul(args[0], unit(args[0].cols, args[1]))
    _range(engine, node.children[1], slot[0])
    if engine.manner.rows_as_rows:
        engine.set(node, ONE, slot[1])
        return lambda args: matmul(transpose(unit(args[0].rows, args[1])), args[0])
    engine.set(node, slot[1], ONE)
    engine.note("one subscript on a matrix is read as that row, written as a column.")
    return lambda args: matmul(_turned(args[0]), unit(args[0].rows, args[1]))


def _turned(body: Expr) -> Expr:
    return body.args[0] if body.head is TRANSPOSE else transpose(body)


def summed(engine: Engine, node: Node) -> Builder:
    """Σᵢ body."""
    (index,) = engine.indices.of_binder[node]
    assert isinstance(node.value, tuple)
    _check_range(engine, node, index.over)
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    return lambda args: index_sum(engine.index(index), args[0])


def _check_range(engine: Engine, node: Node, over: Term) -> None:
    """From 1 to the size; a sum from 0 to p has p + 1 terms, where it only counts positions."""
    assert isinstance(node.value, tuple)
    name, first, last = (str(part) for part in node.value)
    if first == "0" and last != "?" and _only_counts(node.children[0], name):
        engine.note(f"{name} counts from 0: the sum has {last} + 1 terms.")
        unify(over, _size_named(engine, node, last) + 1)
        return
    if first not in ("1", "?"):
        raise UnsupportedError(f"a sum from {first} is not supported: it must start at 1.")
    if last != "?":
        size = _size_named(engine, node, last)
        _refuse_part(node, name, size, resolve(over))
        unify(over, size)


def _size_named(engine: Engine, node: Node, text: str) -> Dim:
    """The size that ends a sum, as a number where it is fixed."""
    found = read_dim(text)
    sizes: dict[str, Dim] = {}
    for name in sorted(found.names):
        value = engine.scope.values.get(name)
        if value is None:
            continue
        if value.head is not SIZE and value.number is None:
            raise ReadError(
                f"{name} is declared as a number, and a sum runs to it, so it is a dimension.",
                span=node.span,
                hint=f"Leave {name} out of the declarations: a dimension may be used as a number.",
            )
        sizes[name] = value.data if value.number is None else dim(int(value.number))
    return found.substitute(sizes)


def _only_counts(body: Node, name: str) -> bool:
    """Whether an index stands nowhere but in the place of a position."""
    named = [part for part in walk(body) if part.kind == "name" and part.text == name]
    placed = [
        place
        for part in walk(body)
        for place in places_of(part)
        if place.kind == "name" and place.text == name
    ]
    return len(named) == len(placed)


def finite_sum(engine: Engine, node: Node) -> Builder:
    """Sum(i, 1, n, body)."""
    if len(node.children) != 4:
        raise ReadError("Sum takes an index, its first and last value, and a term.", span=node.span)
    _, first, last, body = node.children
    (index,) = engine.indices.of_binder[node]
    if first.value != 1 or last.kind not in ("name", "number", "add", "product", "negate"):
        raise UnsupportedError("a sum must run from 1 to a dimension.", span=node.span)
    unify(index.over, size_of(last))
    engine.equate(engine.slots[node], engine.slots[body])
    return lambda args: index_sum(engine.index(index), args[3])


def table(engine: Engine, node: Node) -> Builder:
    """table(i, j, body): the matrix with these entries."""
    if len(node.children) != 3:
        raise ReadError("table takes two indices and an entry.", span=node.span)
    engine.set(node.children[2], ONE, ONE)
    overs = []
    for child in node.children[:2]:
        index = engine.indices.of_name.get(child)
        if index is None and child.value != 1:
            raise ReadError(
                "the rows and columns of a table are counted by indices.",
                span=child.span,
                hint="Write table(i, j, A[i, j]), or 1 for a single column.",
            )
        overs.append(ONE if index is None else index.over)
    engine.set(node, overs[0], overs[1])
    return lambda args: tabulate(*args)


def kronecker_delta(engine: Engine, node: Node) -> Builder:
    """δᵢⱼ."""
    if len(node.children) != 2:
        raise ReadError("a Kronecker delta has two indices.", span=node.span)
    found = [engine.indices.of_name.get(child) for child in node.children]
    if found[0] is not None and found[1] is not None:
        unify(found[0].over, found[1].over)
    engine.set(node, ONE, ONE)
    return lambda args: delta(*args)
