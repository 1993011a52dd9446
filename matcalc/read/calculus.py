"""Rules for names, constants, entries, sums over indices and derivatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from matcalc.errors import ReadError, ShapeError, UnknownNameError, UnsupportedError
from matcalc.expr import (
    ONE,
    Dim,
    Expr,
    apply,
    block,
    constant,
    delta,
    det,
    differential,
    divide,
    entry,
    identity,
    index_sum,
    matmul,
    norm,
    norm1,
    number,
    ones,
    operation,
    partial,
    size,
    tabulate,
    total,
    transpose,
    unit,
    zeros,
)
from matcalc.expr.head import INNER
from matcalc.expr.unify import Slot, Term, Unknown, resolve, unify
from matcalc.read.arithmetic import ARITHMETIC
from matcalc.read.calls import call, compare
from matcalc.read.dimensions import read_dim
from matcalc.read.engine import Builder, Engine, Rule, is_known, is_matrix, is_scalar, is_wide
from matcalc.read.names import GREEK
from matcalc.read.surface import Node


def literal(engine: Engine, node: Node) -> Builder:
    """A number."""
    engine.set(node, ONE, ONE)
    value = node.value
    return lambda args: number(value)  # type: ignore[arg-type]


def name(engine: Engine, node: Node) -> Builder | None:
    """An index, a declared or defined name, a size, π, dX, or a new name."""
    scope, text = engine.scope, node.text
    index = engine.indices.of_name.get(node)
    if index is not None:
        engine.set(node, ONE, ONE)
        return lambda args: engine.index(index)
    if text in engine.new:
        engine.set(node, *engine.new[text])
        return lambda args: engine.new_symbol(text)
    value = scope.values.get(text)
    if value is not None:
        engine.set(node, *value.shape)
        return lambda args: value
    if text in scope.dims:
        engine.set(node, ONE, ONE)
        return lambda args: size(text)
    if text == "pi":
        engine.set(node, ONE, ONE)
        return lambda args: constant("pi")
    if text == "e" or text.startswith("nabla"):
        return _euler(engine, node)
    moved = scope.values.get(text[1:]) if text.startswith("d") else None
    if moved is not None:
        engine.set(node, *moved.shape)
        return lambda args: differential(moved)
    return _new_name(engine, node)


def _euler(engine: Engine, node: Node) -> Builder:
    """e stands for a number only under an exponent."""
    engine.set(node, ONE, ONE)
    return lambda args: apply("exp", number(1))


def _new_name(engine: Engine, node: Node) -> Builder | None:
    text = node.text
    row = engine.scope.values.get(text.lower()) if text.isupper() else None
    if row is not None and row.rows is ONE and row.cols is not ONE:
        engine.set(node, *row.shape)
        engine.note(f"{text} is read as the row {text.lower()}, repeated.")
        return lambda args: row
    mean = engine.scope.values.get(text.removesuffix("_bar")) if text.endswith("_bar") else None
    if mean is not None:
        engine.set(node, ONE, ONE)
        engine.note(f"{text} is read as the mean of {mean!r}.")
        return lambda args: divide(total(mean), size(mean.rows * mean.cols))
    if not engine.scope.is_open:
        raise unknown_name(engine, node)
    engine.guessed.add(text)
    slot = engine.new.setdefault(text, _usual_slot(engine, text))
    engine.set(node, *slot)
    return lambda args: engine.new_symbol(text)


def _usual_slot(engine: Engine, text: str) -> Slot:
    """Capital letter: matrix. Greek, or a letter that must be: scalar. Else a column."""
    if text in engine.manner.scalars or (text in GREEK and text[0].islower()):
        return ONE, ONE
    if text[:1].isupper():
        return Unknown(wide=True), Unknown(wide=True)
    return Unknown(wide=True), ONE


def unknown_name(engine: Engine, node: Node) -> UnknownNameError:
    """The error for a name that nothing declares."""
    known = [*engine.scope.values, *engine.scope.dims]
    close = get_close_matches(node.text, known, n=1, cutoff=0.5)
    listed = ", ".join(known) or "nothing"
    hint = f"Did you mean {close[0]}?" if close else f"Declared: {listed}."
    return UnknownNameError(f"the name {node.text} is not declared.", span=node.span, hint=hint)


# Constants whose size the formula tells.


def all_ones(engine: Engine, node: Node) -> Builder:
    """1, a column of ones unless its place needs a matrix."""
    _sized_constant(engine, node)
    return lambda args: ones(*engine.shape(node))


def all_zeros(engine: Engine, node: Node) -> Builder:
    """0."""
    _sized_constant(engine, node)
    return lambda args: zeros(*engine.shape(node))


def _sized_constant(engine: Engine, node: Node) -> None:
    sizes = node.value if isinstance(node.value, tuple) else ()
    if sizes:
        dims = [read_dim(each) for each in sizes]
        engine.set(node, dims[0], dims[1] if len(dims) > 1 else ONE)
        return
    rows, cols = engine.slots[node]
    unify(rows, Unknown(wide=True))
    engine.loose.append(cols)


def unit_matrix(engine: Engine, node: Node) -> Builder:
    """I."""
    rows, cols = engine.slots[node]
    unify(rows, cols)
    unify(rows, read_dim(node.text) if node.text else Unknown(wide=True))
    return lambda args: identity(engine.shape(node)[0])


# Entries and indices.


def positioned(engine: Engine, node: Node) -> Builder | None:
    """A_{ij}, x_i, or the i-th row of a matrix."""
    body, *places = node.children
    slot = engine.slot(body)
    if len(places) > 2:
        raise UnsupportedError("an entry has at most two positions.", span=node.span)
    if engine.scope.values and body.text in engine.guessed:
        raise unknown_name(engine, body)
    if is_scalar(slot) and any(place.kind != "number" for place in places):
        raise ShapeError("a scalar has no entries, and this has a subscript.", span=node.span)
    if len(places) == 2:
        if not is_wide(slot) and not is_known(slot):
            return None
        for place, over in zip(places, slot, strict=True):
            _range(engine, place, over)
        engine.set(node, ONE, ONE)
        return lambda args: entry(*args)
    if is_matrix(slot):
        return _row_of(engine, node, slot)
    if not is_wide(slot) and not is_scalar(slot):
        return None
    if slot[0] is ONE and slot[1] is not ONE:
        _range(engine, places[0], slot[1])
        engine.set(node, ONE, ONE)
        return lambda args: entry(args[0], number(1), args[1])
    if isinstance(slot[1], Unknown):
        return None
    _range(engine, places[0], slot[0])
    engine.set(node, ONE, ONE)
    return lambda args: entry(args[0], args[1], number(1))


def _range(engine: Engine, place: Node, over: Term) -> None:
    """An index in this place runs over this dimension."""
    if place.kind == "number":
        return
    index = engine.indices.of_name.get(place)
    if index is not None:
        unify(index.over, over)
    elif place.kind != "name":
        raise UnsupportedError("arithmetic in a subscript is not supported.", span=place.span)


def _row_of(engine: Engine, node: Node, slot: Slot) -> Builder:
    """x_i of a matrix X is its i-th row, as a column."""
    if engine.manner.columns:
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
    return lambda args: matmul(transpose(args[0]), unit(args[0].rows, args[1]))


def summed(engine: Engine, node: Node) -> Builder:
    """Σᵢ body."""
    (index,) = engine.indices.of_binder[node]
    assert isinstance(node.value, tuple)
    _check_range(index.over, str(node.value[1]), str(node.value[2]))
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    return lambda args: index_sum(engine.index(index), args[0])


def _check_range(over: Term, first: str, last: str) -> None:
    if first not in ("1", "?"):
        raise UnsupportedError(f"a sum from {first} is not supported: it must start at 1.")
    if last != "?":
        unify(over, read_dim(last))


def finite_sum(engine: Engine, node: Node) -> Builder:
    """Sum(i, 1, n, body)."""
    if len(node.children) != 4:
        raise ReadError("Sum takes an index, its first and last value, and a term.", span=node.span)
    _, first, last, body = node.children
    (index,) = engine.indices.of_binder[node]
    if first.value != 1 or last.kind not in ("name", "number", "add", "product", "negate"):
        raise UnsupportedError("a sum must run from 1 to a dimension.", span=node.span)
    from matcalc.read.calls import size_of

    unify(index.over, size_of(engine, last))
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


# Bars, norms, matrices.


def absolute(engine: Engine, node: Node) -> Builder | None:
    """|s|, |A| = det A of a square matrix, else entry by entry."""
    slot = engine.slot(node.children[0])
    if is_scalar(slot) or (is_wide(slot) and is_known(slot) and slot[0] is not slot[1]):
        engine.set(node, *slot)
        return lambda args: apply("abs", args[0])
    if not is_known(slot):
        if not is_matrix(slot):
            return None
        unify(*slot)
    engine.set(node, ONE, ONE)
    return lambda args: det(args[0])


def normed(engine: Engine, node: Node) -> Builder:
    """‖A‖, with 2, F or 1 below it."""
    engine.set(node, ONE, ONE)
    if node.value == "1":
        return lambda args: norm1(args[0])
    if node.text in ("*", r"\ast"):
        return lambda args: operation("nuclear", args[0])
    if node.text not in ("", "2", "F", "\\mathrm{F}"):
        raise UnsupportedError(f"the norm with subscript {node.text} is not supported.")
    body = node.children[0]
    return lambda args: _norm(engine, args[0], node.text, body)


def _norm(engine: Engine, body: Expr, which: str, node: Node) -> Expr:
    if which == "2" and ONE not in body.shape:
        engine.note("the norm of a matrix is read as the Frobenius norm.")
    return norm(body)


def matrix(engine: Engine, node: Node) -> Builder | None:
    """A matrix written out."""
    assert isinstance(node.value, tuple)
    height, width = (int(length) for length in node.value)
    slots = [engine.slot(child) for child in node.children]
    grid = [slots[row * width : (row + 1) * width] for row in range(height)]
    for row in grid:
        for slot, above in zip(row, grid[0], strict=True):
            engine.equate((slot[0], slot[1]), (row[0][0], above[1]))
    rows = [resolve(row[0][0]) for row in grid]
    cols = [resolve(slot[1]) for slot in grid[0]]
    if any(isinstance(term, Unknown) for term in (*rows, *cols)):
        return None
    engine.set(node, _added(rows), _added(cols))
    return lambda args: block(_grid(args, height, width))


def _added(terms: Sequence[object]) -> Dim:
    whole = read_dim(0)
    for term in terms:
        assert isinstance(term, Dim)
        whole = whole + term
    return whole


def _grid(args: Sequence[Expr], height: int, width: int) -> tuple[tuple[Expr, ...], ...]:
    return tuple(tuple(args[row * width : (row + 1) * width]) for row in range(height))


# Derivatives.


def derivative(engine: Engine, node: Node) -> Builder | None:
    """∂F/∂X; by an entry of X, that entry of the derivative."""
    function, *variables = node.children
    if len(variables) != 1:
        return _second(engine, node)
    return _by(engine, node, function, variables[0])


def _by(engine: Engine, node: Node, function: Node, variable: Node) -> Builder | None:
    whole = variable.children[0] if variable.kind == "entry" else variable
    slots = engine.slot(function), engine.slot(whole)
    if not all(is_known(slot) for slot in slots):
        return None
    above, below = slots
    shape: Slot = below if is_scalar(above) else above
    if not is_scalar(above) and not is_scalar(below):
        shape = (above[0], below[0])
    of = node.children.index(function)
    if whole is not variable:
        place = engine.builders.get(variable)
        if place is None:
            return None
        engine.set(node, *engine.slots[variable])
        return lambda args: place(
            [_partial(args[of], engine.built[whole]), *_places(engine, variable)]
        )
    if engine.manner.numerator and is_scalar(above):
        engine.set(node, shape[1], shape[0])
        engine.note("the derivative of a scalar by a vector is read as a row.")
        return lambda args: transpose(_partial(args[of], engine.built[whole]))
    engine.set(node, *shape)
    return lambda args: _partial(args[of], engine.built[whole])


def _places(engine: Engine, variable: Node) -> list[Expr]:
    return [engine.built[place] for place in variable.children[1:]]


def _partial(function: Expr, variable: Expr) -> Expr:
    """∂F/∂X; the upstream gradient G is what ∂L/∂Y means where L is ⟨G, Y⟩."""
    if function.head is INNER and function.args[1] is variable:
        return function.args[0]
    return partial(function, variable)


def _second(engine: Engine, node: Node) -> Builder | None:
    raise UnsupportedError("a second derivative inside a formula is not supported.", span=node.span)


def moved(engine: Engine, node: Node) -> Builder:
    """dA."""
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    return lambda args: differential(args[0])


def called(engine: Engine, node: Node) -> Builder | None:
    """A function, a sum with its index, a table, or a delta."""
    special = _BINDERS.get(node.text)
    return special(engine, node) if special is not None else call(engine, node)


_BINDERS: Mapping[str, Rule] = {"Sum": finite_sum, "table": table, "delta": kronecker_delta}

RULES: Mapping[str, Rule] = {
    **ARITHMETIC,
    "number": literal,
    "name": name,
    "ones": all_ones,
    "zeros": all_zeros,
    "identity": unit_matrix,
    "entry": positioned,
    "over": summed,
    "bars": absolute,
    "norm": normed,
    "block": matrix,
    "derivative": derivative,
    "differential": moved,
    "call": called,
    "compare": compare,
}
