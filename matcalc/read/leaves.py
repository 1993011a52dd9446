"""Rules for what stands alone: numbers, names, and constants such as 1, 0 and I."""

from __future__ import annotations

from difflib import get_close_matches

from matcalc.errors import UnknownNameError
from matcalc.expr import (
    ONE,
    Expr,
    apply,
    constant,
    differential,
    divide,
    identity,
    number,
    ones,
    size,
    total,
    transpose,
    zeros,
)
from matcalc.expr.unify import Slot, Unknown, unify
from matcalc.read.dimensions import read_dim
from matcalc.read.engine import Builder, Engine
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
    if value is not None and engine.manner.turned and value.rows is ONE:
        value = _turned(engine, value)
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
    is_moved = text.startswith("d") and text not in scope.cotangents
    moved = scope.values.get(text[1:]) if is_moved else None
    if moved is not None:
        engine.set(node, *moved.shape)
        return lambda args: differential(moved)
    return _new_name(engine, node)


def _turned(engine: Engine, row: Expr) -> Expr:
    """The column of a declared row."""
    if row.is_scalar:
        return row
    engine.note(f"{row!r} is declared as a row, and read as a column here.")
    return transpose(row)


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
    """That of its family; a capital letter is a matrix, Greek a scalar, another a column."""
    if family := family_slot(engine, text):
        return family
    is_number = text in engine.manner.scalars or text in engine.scope.numbers
    if is_number or (text in GREEK and text[0].islower()):
        return ONE, ONE
    if text[:1].isupper() or text in engine.scope.matrices:
        return Unknown(wide=True), Unknown(wide=True)
    return Unknown(wide=True), ONE


def family_slot(engine: Engine, text: str) -> Slot | None:
    """The one shape of the declared names that differ in nothing but their mark: A_0, A_1 of A."""
    stem = text.partition("_")[0]
    shapes = {
        value.shape
        for name, value in engine.scope.values.items()
        if name.partition("_")[0] == stem and name != stem
    }
    return shapes.pop() if len(shapes) == 1 else None


def unknown_name(engine: Engine, node: Node) -> UnknownNameError:
    """The error for a name that nothing declares."""
    known = [*engine.scope.values, *engine.scope.dims]
    close = get_close_matches(node.text, known, n=1, cutoff=0.5)
    listed = ", ".join(known) or "nothing"
    hint = (
        f"Did you mean {close[0]}?"
        if close
        else f"Declared: {listed}. To use {node.text}, declare it: '{node.text}:' is a scalar."
    )
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
