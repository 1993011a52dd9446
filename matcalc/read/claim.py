"""A claim about a derivative, with or without its left side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.errors import MatcalcError, ReadError
from matcalc.expr import ONE, Expr, Problem, Shape, diag
from matcalc.read.elaborate import elaborate
from matcalc.read.parser import parse
from matcalc.read.reading import Reading
from matcalc.read.scope import Scope
from matcalc.read.statements import Statement, apply_definitions
from matcalc.read.surface import Node, walk
from matcalc.read.token import Token, split
from matcalc.read.tokens import tokens_of


def read_claim(text: str, problem: Problem, scope: Scope, *, free: Sequence[str] = ()) -> Reading:
    """The formula that a claim says the derivative is.

    A left side such as ``\\nabla f =`` or ``(∂C/∂y)_i =`` is dropped and its indices kept; of a
    chain a = b = c the last side is the claim and ``sides`` has them all. ``free`` gives the
    order of the free indices when there is no left side.

    >>> from matcalc.read.problem import problem_from
    >>> problem, scope = problem_from("x' B x", wrt="x")
    >>> read_claim("df/dx = (B + B')*x", problem, scope).echo
    "(B + B')*x"
    """
    tokens = [token for token in tokens_of(text, scope) if token.kind != "ALIGN"]
    tokens = split(tokens, "IMPLIES")[-1]
    sides = [side for side in split(tokens, "EQUALS") if side]
    if not sides:
        raise ReadError("there is no formula here: the text is empty.", span=(0, len(text)))
    expected = derivative_shape(problem)
    order = tuple(free)
    if len(sides) > 1 and (places := _left_side(sides[0], text, scope)) is not None:
        sides = sides[1:]
        order = places or order
    readings = [_side(side, text, scope, expected, order) for side in sides]
    return replace(readings[-1], sides=tuple(each.expr for each in readings))


def _side(
    side: Sequence[Token], text: str, scope: Scope, expected: Shape | None, order: tuple[str, ...]
) -> Reading:
    defined = {
        name: Statement(name, Node("name", (), name), parameters=parameters)
        for name, parameters in scope.parameters.items()
        if name in scope.values
    }
    tree = apply_definitions(parse(side, text), defined)
    if len(order) == 2 and order[0] == order[1]:
        return _diagonal(tree, scope, expected, order)
    return elaborate(tree, scope, expected, order)


def _diagonal(tree: Node, scope: Scope, expected: Shape | None, order: tuple[str, ...]) -> Reading:
    """A claim about the entries (i, i): the others are taken for zero."""
    column = (expected[0], ONE) if expected is not None else None
    reading = elaborate(tree, scope, column, order[:1])
    note = "only the diagonal is claimed; the other entries are read as zero."
    return replace(reading, expr=diag(reading.expr), notes=(*reading.notes, note))


def _left_side(side: Sequence[Token], text: str, scope: Scope) -> tuple[str, ...] | None:
    """The indices on a left side that names the derivative; None if it is a formula."""
    try:
        tree = parse(side, text)
    except MatcalcError:
        return ()
    if tree.kind == "entry" and _names_derivative(tree.children[0], scope):
        return tuple(child.text for child in tree.children[1:])
    if not _names_derivative(tree, scope):
        return None
    return tuple(
        place.text
        for part in tree.children
        if tree.kind == "derivative" and part.kind == "entry"
        for place in part.children[1:]
    )


def _names_derivative(tree: Node, scope: Scope) -> bool:
    """∂f/∂x, ∇f, df/dx, or a single name that nothing declares."""
    if tree.kind == "derivative":
        return tree.children[0].kind in ("name", "call", "entry")
    if tree.kind == "name":
        return not scope.knows(tree.text)
    if tree.kind == "divide":
        parts = tree.children
        return all(
            part.kind == "name" and part.text.startswith("d") and not scope.knows(part.text)
            for part in parts
        )
    return any(node.text.startswith("nabla") for node in walk(tree) if node.kind == "name")


def derivative_shape(problem: Problem) -> Shape | None:
    """The shape that the derivative a problem asks for must have."""
    target, wrt = problem.target, problem.wrt
    if wrt is None:
        return target.shape
    if problem.kind in ("gradient", "gradient-symmetric", "vjp"):
        return wrt.shape
    if problem.kind in ("differential", "jvp", "scalar-derivative"):
        return target.shape
    if problem.kind == "hessian":
        if wrt.is_scalar and problem.second is None:
            return target.shape
        other = problem.second or wrt
        if problem.direction:
            return wrt.shape
        return _entries(wrt)[0], _entries(other)[0]
    if wrt.is_scalar:
        return target.shape
    return _entries(target)[0], _entries(wrt)[0]


def _entries(expr: Expr) -> Shape:
    return expr.rows * expr.cols, ONE
