"""What reaches the arguments of a named operation, from its row in the tables of rules.

The differential of an operation is a row that both engines start from, as exp′ = exp is. Here the
direction in it is an unknown matrix, which is cut out of the network; a linear operation moves
across ⟨,⟩ by its adjoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    Expr,
    differential,
    inner,
    inverse,
    operation,
    postorder,
    power,
    scale,
    substitute,
    transpose,
)
from matcalc.expr import head as h
from matcalc.index.adjoint import Reached
from matcalc.index.lower import whole
from matcalc.index.names import new_symbol
from matcalc.rules.matrix_functions import FUNCTIONS
from matcalc.rules.row import Rule, instantiate, match
from matcalc.rules.table import all_rules

Cut = Callable[[Expr, Expr], Expr]
"""The gradient of a scalar by a symbol."""


def is_by_rows(node: Expr) -> bool:
    """Whether the rows say how this node changes: operations, and functions of a matrix."""
    if node.head is h.POWER:
        return node.args[1].number is None
    return node.head in (h.OPERATION, h.EXPM)


def reaching(node: Expr, reached: Expr, moving: Iterable[Expr], cut: Cut) -> Iterator[Reached]:
    """What reaches each moving argument when ``reached`` has reached the operation.

    Raises UnsupportedError where no row gives the differential.
    """
    inside = _inside_a_trace(node, reached)
    if inside is not None:
        yield node.args[0], whole(inside)
        return
    across = _across(node, reached)
    for argument in moving:
        if across is not None and argument is across[0]:
            yield argument, whole(across[1])
        else:
            yield argument, whole(_through(node, reached, argument, cut))


def _through(node: Expr, reached: Expr, argument: Expr, cut: Cut) -> Expr:
    """From ⟨C, d F⟩ with an unknown matrix for the differential of the argument."""
    line = _differential(node, argument)
    direction = new_symbol("E", argument, line, reached)
    line = substitute(line, {differential(argument): direction})
    return cut(inner(reached, line), direction)


def _differential(node: Expr, argument: Expr) -> Expr:
    """The differential of an operation, in the differentials of its own arguments.

    A row about a part of an argument, such as d exp(t C) with a constant C, says nothing of others.
    """
    changed = differential(node)
    for rule in _rows(node.data[0] if node.head is h.OPERATION else str(node.head)):
        found = match(rule.left, changed)
        line = None if found is None else instantiate(rule.right, *found)
        if line is not None and argument in _changing(line) <= {*node.args}:
            return line
    raise UnsupportedError(f"no row gives the differential of {node!r}.")


def _changing(line: Expr) -> set[Expr]:
    """What stands behind a d."""
    return {part.args[0] for part in postorder(line) if part.head is h.DIFFERENTIAL}


@cache
def _rows(name: str) -> tuple[Rule, ...]:
    """The rows whose left side is the differential of an operation."""
    return tuple(
        rule
        for rule in all_rules()
        if rule.left.head is h.DIFFERENTIAL and _name(rule.left.args[0]) == name
    )


def _name(body: Expr) -> str:
    return str(body.data[0]) if body.head is h.OPERATION else str(body.head)


@cache
def _adjoints() -> tuple[Rule, ...]:
    """The rows ⟨C, F(…, A)⟩ = ⟨F*(…, C), A⟩."""
    return tuple(
        rule
        for rule in all_rules()
        if rule.left.head is h.INNER
        and rule.left.args[1].head is h.OPERATION
        and rule.right.head is h.INNER
    )


def _across(node: Expr, reached: Expr) -> tuple[Expr, Expr] | None:
    """The argument in which the operation is linear, and what reaches it."""
    paired = inner(reached, node)
    for rule in _adjoints():
        found = match(rule.left, paired)
        if found is not None:
            moved, argument = instantiate(rule.right, *found).args
            return argument, moved
    return None


def _inside_a_trace(node: Expr, reached: Expr) -> Expr | None:
    """s f′(U)ᵀ, where what has reached f(U) is s I, and so commutes with U."""
    scalars = reached.args[:-1] if reached.head is h.SCALE else ()
    core = reached.args[-1] if scalars else reached
    if core.head is not h.IDENTITY:
        return None
    slope = _slope(node)
    return None if slope is None else scale(*scalars, transpose(slope))


def _slope(node: Expr) -> Expr | None:
    """f′(U) of a matrix function."""
    name, body = _name(node), node.args[0]
    if name in FUNCTIONS:
        return FUNCTIONS[name][1](body)
    if name == "sqrtm":
        return inverse(operation("sqrtm", body)) / 2
    if node.head is h.POWER:
        return node.args[1] * power(body, node.args[1] - 1)
    return None
