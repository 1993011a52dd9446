"""The left side of a claim: the derivative that was asked for, or a formula with it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.errors import MatcalcError, ReadError
from matcalc.expr import Expr, Problem, Shape, symbol_of_shape
from matcalc.read.elaborate import elaborate
from matcalc.read.reading import About
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk

NOT_ASKED = "not_asked"
"""The code of the error for another derivative on the left: the text itself can be read."""
NAME = "the_derivative"
"""What the derivative is called inside a left side."""


def is_formula(tree: Node, problem: Problem) -> bool:
    """Whether a left side is −∇f, 2 ∂f/∂x, ∇f(y) or ∂f/∂x₁: not the derivative, but of it."""
    bare = _without_factors(tree)
    if bare is not tree and bare.kind == "derivative" and len(bare.children) == 2:
        return bare.children[0].kind in ("name", "call")
    if tree.kind == "derivative" and tree.children[-1].kind == "entry":
        places = tree.children[-1].children[1:]
        return len(tree.children) == 2 and all(place.kind == "number" for place in places)
    found = _gradient(_regrouped(tree, problem), problem)
    if found is None:
        return any(_gradient(node, problem) is not None for node in walk(_regrouped(tree, problem)))
    return found.point is not None and found.point.text != _wrt(problem)


def as_operator(tree: Node, problem: Problem) -> Node | None:
    """∇_x bᵀx, with a formula of the variables behind ∇, as ∂(bᵀx)/∂x."""
    factors = list(_factors(tree, problem))
    sign, *rest = factors
    inside = {node.text for factor in rest for node in walk(factor)}
    inputs = {each.declaration.name for each in problem.inputs()}
    if not rest or not _is_nabla(sign) or not inside <= {*inputs, ""}:
        return None
    body = rest[0]
    for factor in rest[1:]:
        body = Node("product", (body, factor), " ", tree.span)
    by = Node("name", (), sign.text[6:] or _wrt(problem), sign.span)
    return Node("derivative", (body, by), "operator", tree.span)


def _without_factors(tree: Node) -> Node:
    """∂f/∂x of −∂f/∂x and of 2 ∂f/∂x."""
    while tree.kind == "negate" or (tree.kind == "product" and _is_number(tree.children[0])):
        tree = tree.children[-1]
    return tree


def _is_number(node: Node) -> bool:
    parts = node.children if node.kind == "divide" else (node,)
    return all(part.kind == "number" for part in parts)


def refuse_other(tree: Node, problem: Problem, scope: Scope) -> str:
    """Refuse a derivative of a higher order or by another letter; what is taken for what, told."""
    found = _gradient(tree, problem)
    by = found.by if found is not None else ""
    is_second = any(node.kind == "power" and _is_nabla(node.children[0]) for node in walk(tree))
    if is_second and problem.kind != "hessian":
        raise _not_asked(tree)
    if tree.kind == "derivative":
        if len(tree.children) == 3 and problem.kind not in ("hessian", "jacobian", "jacobian-vec"):
            raise _not_asked(tree)
        function, variable = tree.children[:2]
        if function.text == _wrt(problem):
            raise _not_asked(tree)
        by = (variable.children[0] if variable.kind == "entry" else variable).text
    wrt = _wrt(problem)
    if not by or by.casefold() == wrt.casefold() or problem.wrt is None or scope.knows(by):
        return ""
    return f"the left side names {by}; it is taken for the derivative by {wrt}."


def _not_asked(tree: Node) -> ReadError:
    return ReadError(
        "the left side is not the derivative that was asked for.",
        code=NOT_ASKED,
        span=tree.span,
        hint="Write the formula alone, or the derivative in front of it.",
    )


@dataclass(frozen=True, slots=True)
class _Gradient:
    """∇f: what it is taken by, and at which point, where that is said."""

    by: str
    point: Node | None = None
    places: tuple[Node, ...] = ()


def _gradient(tree: Node, problem: Problem) -> _Gradient | None:
    """∇f as it was parsed: the name ∇ beside a name or a call, but not of a variable."""
    if tree.kind == "call" and tree.text.endswith("'") and len(tree.children) == 1:
        is_letter = len(tree.text.rstrip("'")) == 1 and tree.text.count("'") == 1
        return _Gradient("", tree.children[0]) if is_letter else None
    if tree.kind != "product" or tree.children[0].kind != "name":
        return None
    sign, function = tree.children
    if not sign.text.startswith("nabla") or function.kind not in ("name", "call", "entry"):
        return None
    if function.text in {each.declaration.name for each in problem.inputs()}:
        return None
    is_applied = function.kind == "call" and len(function.children) == 1
    return _Gradient(sign.text[6:], function.children[0] if is_applied else None)


def _partial(tree: Node, problem: Problem) -> _Gradient | None:
    """∂f/∂x, or the entry ∂f/∂x₁ of it."""
    if tree.kind != "derivative" or len(tree.children) != 2:
        return None
    function, variable = tree.children
    base, *places = variable.children if variable.kind == "entry" else (variable,)
    if function.kind not in ("name", "call") or base.text.casefold() != _wrt(problem).casefold():
        return None
    return _Gradient(base.text, None, tuple(places))


def _is_nabla(node: Node) -> bool:
    return node.kind == "name" and node.text.startswith("nabla")


def _wrt(problem: Problem) -> str:
    return "" if problem.wrt is None else problem.wrt.declaration.name


def about(tree: Node, problem: Problem, scope: Scope, shape: Shape) -> About:
    """The left side with letters for the derivative.

    Raises ReadError for a derivative by something else, of a higher order, or that stands where
    it cannot be read.
    """
    letters: dict[Expr, Expr | None] = {}
    names: dict[str, Expr] = {}

    def change(node: Node) -> Node:
        found = _gradient(node, problem) or _partial(node, problem)
        if found is None:
            return node
        name = f"{NAME}_{len(letters)}"
        point = found.point if found.point is None or found.point.text != _wrt(problem) else None
        names[name] = symbol_of_shape(name, shape)
        letters[names[name]] = _point(point, problem, scope)
        letter = Node("name", (), name, node.span)
        return Node("entry", (letter, *found.places), None, node.span) if found.places else letter

    made = rewrite(_regrouped(tree, problem), change)
    for node in walk(made):
        if _is_nabla(node):
            raise _not_asked(tree)
    return About(elaborate(made, scope.with_values(names)).expr, letters)


def _point(point: Node | None, problem: Problem, scope: Scope) -> Expr | None:
    if point is None or problem.wrt is None:
        return None
    try:
        return elaborate(point, scope, problem.wrt.shape).expr
    except MatcalcError as error:
        raise ReadError(
            f"the point at which the derivative is taken cannot be read: {error.message}",
            span=point.span,
        ) from None


def _regrouped(tree: Node, problem: Problem) -> Node:
    """2 ∇ f as 2 (∇ f), and ∇ fᵀ y as (∇ f)ᵀ y: ∇ belongs to the name behind it."""

    def change(node: Node) -> Node:
        if node.kind != "product":
            return node
        factors = list(_factors(node, problem))
        made: list[Node] = []
        for factor in factors:
            if made and _is_nabla(made[-1]):
                made.append(_joined(made.pop(), factor))
            elif _is_point(factor, made, problem):
                continue
            else:
                made.append(factor)
        whole = made[0]
        for factor in made[1:]:
            whole = Node("product", (whole, factor), " ", node.span)
        return whole

    return rewrite(tree, change)


def _is_point(factor: Node, before: list[Node], problem: Problem) -> bool:
    """The (x) of ∇f(x), where f is a defined name and so is read as a factor."""
    follows = bool(before) and _gradient(before[-1], problem) is not None
    return follows and factor.kind == "name" and factor.text == _wrt(problem)


def _factors(node: Node, problem: Problem) -> Iterator[Node]:
    stack = [node]
    while stack:
        part = stack.pop()
        if part.kind == "product" and not part.is_closed and _gradient(part, problem) is None:
            stack.extend(reversed(part.children))
        else:
            yield part


def _joined(sign: Node, function: Node) -> Node:
    if function.kind in ("transpose", "power"):
        inside = _joined(sign, function.children[0])
        return function.with_children(inside, *function.children[1:])
    return Node("product", (sign, function), " ", sign.span)
