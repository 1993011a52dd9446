"""A function and its arguments: a named one, one that acts entry by entry, or an abstract one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ELEMENTWISE_NAMES,
    ONE,
    Expr,
    add,
    apply,
    epower,
    hadamard,
    logdet,
    number,
    ones,
    scale,
    sqrt,
    unspecified,
)
from matcalc.read.abstract import abstract_function
from matcalc.read.engine import Builder, Engine, is_known, is_scalar, is_wide
from matcalc.read.extent import reaches
from matcalc.read.functions import ALONG, FUNCTIONS, along, arguments
from matcalc.read.operations import eigenvalue_at
from matcalc.read.powers import entry_by_entry
from matcalc.read.surface import Node, walk
from matcalc.read.vocabulary import UNSUPPORTED


def call(engine: Engine, node: Node) -> Builder | None:
    """f(A, …), by the table of functions, or an abstract function; how f x y was read is told."""
    builder = _call(engine, node)
    if builder is None or not any(reaches(child) for child in node.children):
        return builder

    def told(args: Sequence[Expr]) -> Expr:
        name = node.text.partition(".")[0]
        engine.note(f"{name} without brackets takes the whole product: {name}({args[0]!r}).")
        return builder(args)

    return told


def _call(engine: Engine, node: Node) -> Builder | None:
    name, _, axis = node.text.partition(".")
    order = len(name) - len(name.rstrip("'"))
    name = name.rstrip("'")
    if name in engine.scope.functions:
        return abstract_function(engine, node, name, order)
    if order:
        return _primed(engine, node, name, order)
    if axis and name == "eigval":
        return eigenvalue_at(engine, node, axis)
    if axis and name in ALONG:
        return along(engine, node, name, axis)
    rule = FUNCTIONS.get(name)
    if axis and (rule is not None or name in ELEMENTWISE_NAMES or name in _ENTRYWISE):
        raise UnsupportedError(
            f"a subscript on {name} is not supported.",
            span=node.span,
            hint="For a logarithm to the base 2, write log(x)/log(2).",
        )
    if rule is not None:
        return rule(engine, node)
    if name in ELEMENTWISE_NAMES or name in _ENTRYWISE:
        return _entrywise(engine, node, name)
    return abstract_function(engine, node, name, order)


def refuse_unsupported(root: Node) -> None:
    """Raise UnsupportedError for a function that is known by name only."""
    for node in walk(root):
        name = node.text.partition(".")[0]
        if node.kind == "call" and name in UNSUPPORTED and name not in FUNCTIONS:
            raise UnsupportedError(f"the function {name} is not supported.", span=node.span)


# Entry by entry.

_ENTRYWISE: Mapping[str, Callable[[Expr], Expr]] = {"sqrt": sqrt, "id": lambda body: body}


def _entrywise(engine: Engine, node: Node, name: str) -> Builder | None:
    (body,) = arguments(node, 1)
    if name == "log" and (inside := _determinant(body)) is not None:
        slot = engine.slot(inside)
        if is_known(slot) and not is_scalar(slot) and slot[0] is slot[1]:
            engine.set(node, ONE, ONE)
            return lambda args: logdet(engine.built[inside])
        if not is_known(slot) and not is_wide(slot):
            return None
    engine.equate(engine.slots[node], engine.slots[body])
    special = _ENTRYWISE.get(name)
    if special is not None:
        return lambda args: special(entry_by_entry(engine, name, args[0]))
    return lambda args: apply(name, entry_by_entry(engine, name, args[0]))


def _determinant(body: Node) -> Node | None:
    """A in log|A| and log|det A|."""
    if body.kind != "bars":
        return None
    inside = body.children[0]
    return inside.children[0] if inside.kind == "call" and inside.value == "det" else inside


def _primed(engine: Engine, node: Node, name: str, order: int) -> Builder | None:
    """σ′(z): the derivative of a named function, or an abstract h′."""
    (body,) = arguments(node, 1)
    engine.equate(engine.slots[node], engine.slots[body])
    if name not in ELEMENTWISE_NAMES:
        return lambda args: apply(unspecified(name, order), args[0])
    derivative = _DERIVATIVES.get(name)
    if derivative is None or order > 1:
        raise UnsupportedError(f"the derivative {name}{chr(39) * order} is not supported here.")
    return lambda args: derivative(args[0])


def _ones_like(body: Expr) -> Expr:
    return ones(body.rows, body.cols)


def _one_minus(body: Expr, other: Expr) -> Expr:
    return add(_ones_like(body), scale(number(-1), other))


_DERIVATIVES: Mapping[str, Callable[[Expr], Expr]] = {
    "exp": lambda x: apply("exp", x),
    "log": lambda x: x if x.number else _power(x, -1),
    "tanh": lambda x: _one_minus(x, _power(apply("tanh", x), 2)),
    "sigmoid": lambda x: hadamard(apply("sigmoid", x), _one_minus(x, apply("sigmoid", x))),
    "relu": lambda x: apply("step", x),
    "softplus": lambda x: apply("sigmoid", x),
    "sin": lambda x: apply("cos", x),
    "cos": lambda x: scale(number(-1), apply("sin", x)),
    "abs": lambda x: apply("sign", x),
}


def _power(body: Expr, exponent: int) -> Expr:
    return epower(body, number(exponent))
