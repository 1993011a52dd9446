"""h′(A) of a function of one number that the text defines, as in h(z) = max(0, z)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr, Problem, substitute, symbol_of_shape, total
from matcalc.index import gradient
from matcalc.read.engine import Builder, Engine
from matcalc.read.scope import Scope
from matcalc.read.surface import Node

PLACE = "□"
"""A name that no text can write: it stands for the argument."""
Read = Callable[[Node, Scope], Expr]
"""Reads a formula in a scope."""


def slope(engine: Engine, node: Node, name: str, order: int, read: Read) -> Builder:
    """h′(A), entry by entry, of h(z) = body; of a higher order, or several arguments, refused."""
    parameters = engine.scope.parameters.get(name, ())
    body = engine.scope.bodies.get(name)
    if body is None or len(parameters) != 1 or len(node.children) != 1 or order != 1:
        raise UnsupportedError(
            f"{name}{order * chr(39)} of a function that is defined here is not supported.",
            span=node.span,
            hint="Write its derivative out.",
        )
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    scope = engine.scope

    def build(args: Sequence[Expr]) -> Expr:
        (argument,) = args
        place = symbol_of_shape(PLACE, argument.shape)
        told = replace(scope, values={**scope.values, parameters[0]: place})
        value = read(body, told)
        found = gradient(Problem(value if value.is_scalar else total(value), place))
        return substitute(found.expr, {place: argument})

    return build
