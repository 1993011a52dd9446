"""Rules for derivatives, and the table of all rules: one for each kind of surface node."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    differential,
    partial,
    transpose,
)
from matcalc.expr.head import INNER
from matcalc.expr.unify import Slot, Term
from matcalc.read.arithmetic import ARITHMETIC
from matcalc.read.brackets import absolute, matrix, normed
from matcalc.read.calls import call
from matcalc.read.engine import Builder, Engine, Rule, is_known, is_scalar
from matcalc.read.entries import finite_sum, kronecker_delta, positioned, summed, table
from matcalc.read.functions import arguments, compare
from matcalc.read.leaves import all_ones, all_zeros, literal, name, unit_matrix
from matcalc.read.surface import Node


def derivative(engine: Engine, node: Node) -> Builder | None:
    """∂F/∂X; by an entry of X, that entry of the derivative."""
    function, *variables = node.children if len(node.children) > 2 else arguments(node, 2)
    if len(variables) != 1:
        return _second(engine, node)
    return _by(engine, node, function, variables[0])


def _by(engine: Engine, node: Node, function: Node, variable: Node) -> Builder | None:
    whole = variable.children[0] if variable.kind == "entry" else variable
    if whole.kind in _UNNAMED:
        raise UnsupportedError(
            "a derivative by a product or a sum, which has no name, is not supported.",
            span=whole.span,
            hint="Give it a name, as in Z = ….",
        )
    slots = engine.slot(function), engine.slot(whole)
    if is_scalar(slots[1]) and whole is variable:
        engine.equate(engine.slots[node], engine.slots[function])
    if not all(is_known(slot) for slot in slots):
        return None
    above, below = slots
    shape: Slot = below if is_scalar(above) else above
    if not is_scalar(above) and not is_scalar(below):
        shape = (_length(above), _length(below))
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


_UNNAMED = ("product", "add", "negate", "hadamard", "divide", "power")


def _length(slot: Slot) -> Term:
    """The entries of a row or column."""
    return slot[1] if slot[0] is ONE else slot[0]


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
    (body,) = arguments(node, 1)
    engine.equate(engine.slots[node], engine.slots[body])
    return lambda args: differential(args[0])


def called(engine: Engine, node: Node) -> Builder | None:
    """A function, a sum with its index, a table, or a delta."""
    special = _SPECIAL.get(node.text)
    return special(engine, node) if special is not None else call(engine, node)


_SPECIAL: Mapping[str, Rule] = {
    "Sum": finite_sum,
    "table": table,
    "delta": kronecker_delta,
    "partial": derivative,
    "d": moved,
}

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
    "tuple": matrix,
    "derivative": derivative,
    "differential": moved,
    "call": called,
    "compare": compare,
}
