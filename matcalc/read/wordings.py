"""Formulas that people write in a way that can be read otherwise: the other tree.

Each is tried where the usual understanding does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.read.indices import free_names, places_of
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk

INNER = "inner"
"""The sign of a product that is an inner product where its factors are two columns."""
_DOTS = (r"\cdot", "·", "⋅")
_OF_PRODUCTS = ("tr", "log", "ln", "det", "logdet", "exp")
"""Functions that are written in front of a product without brackets around it."""


def with_ones_vectors(root: Node) -> Node:
    """A 1 and 1 xᵀ with a vector of ones: nobody multiplies by the number 1."""

    def change(node: Node) -> Node:
        if node.kind != "product" or node.text.strip("()") in ("*", "@"):
            return node
        left, right = node.children
        if _is_one(right) and left.kind != "number":
            return node.with_children(left, _ones(right))
        if _is_one(left) and right.kind == "transpose":
            return node.with_children(_ones(left), right)
        return node

    return rewrite(root, change)


def with_inner_products(root: Node) -> Node:
    """x · y of two columns as xᵀy."""

    def change(node: Node) -> Node:
        is_dot = node.kind == "product" and node.text.strip("()") in _DOTS
        return Node("product", node.children, INNER, node.span) if is_dot else node

    return rewrite(root, change)


def _is_one(node: Node) -> bool:
    return node.kind == "number" and node.value == 1


def _ones(node: Node) -> Node:
    return Node("ones", (), (), node.span)


def with_long_arguments(root: Node) -> Node:
    """tr (A + B)ᵀ(A + B) as the trace of the whole product."""
    inside = {id(child) for node in walk(root) if _goes_on(node) for child in node.children[:1]}

    def change(node: Node) -> Node:
        call = _first(node)
        if call is None or node is call:
            return node
        argument = _with_first(node, call.children[0])
        return Node("call", (argument,), call.value, node.span)

    if not any(_goes_on(node) and _first(node) is not None for node in walk(root)):
        return root
    tops = [node for node in walk(root) if _goes_on(node) and id(node) not in inside]
    made = {id(node): change(node) for node in tops}
    return rewrite_at(root, made)


def rewrite_at(root: Node, made: dict[int, Node]) -> Node:
    """The tree with nodes replaced, outermost first. Never recurses."""
    done: dict[int, Node] = {}
    for node in walk(root):
        if id(node) in made:
            done[id(node)] = made[id(node)]
            continue
        children = tuple(done[id(child)] for child in node.children)
        same = all(one is other for one, other in zip(children, node.children, strict=True))
        done[id(node)] = node if same else node.with_children(*children)
    return done[id(root)]


def _goes_on(node: Node) -> bool:
    """What may stand behind the bracket of an argument and still belong to it."""
    return node.kind in ("product", "transpose", "power") and not node.is_closed


def _first(node: Node) -> Node | None:
    """The call with one argument that a product, power or transpose begins with."""
    while _goes_on(node):
        node = node.children[0]
    is_call = node.kind == "call" and node.value in _OF_PRODUCTS and len(node.children) == 1
    return node if is_call else None


def _with_first(node: Node, argument: Node) -> Node:
    """The same product with its first factor replaced."""
    spine: list[Node] = []
    while _goes_on(node):
        spine.append(node)
        node = node.children[0]
    for each in reversed(spine):
        argument = each.with_children(argument, *each.children[1:])
    return argument


def with_named_sums(root: Node, scope: Scope) -> Node:
    """Σ x_i² without a word below the sign, as the sum over i: i stands nowhere else."""
    everywhere = _places(root)

    def change(node: Node) -> Node:
        if node.kind != "call" or node.value != "sum" or len(node.children) != 1:
            return node
        body = node.children[0]
        names = list(free_names(body, scope))
        if not names or any(_places(body).count(n) != everywhere.count(n) for n in names):
            return node
        for name in reversed(names):
            body = Node("over", (body,), (name, "?", "?"), node.span)
        return body

    return rewrite(root, change)


def with_totals(root: Node) -> Node:
    """Σ_i y log φ, whose index stands nowhere behind the sign, as the sum of all entries."""

    def change(node: Node) -> Node:
        if node.kind != "over" or not isinstance(node.value, tuple):
            return node
        index, _, last = node.value
        is_free = last == "?" and not any(
            part.kind == "name" and part.text == index for part in walk(node.children[0])
        )
        if not is_free:
            return node
        return Node("call", node.children, "sum", node.span)

    return rewrite(root, change)


def _places(root: Node) -> Sequence[str]:
    """The names in the places of positions, each as often as it stands there."""
    return [
        part.text
        for node in walk(root)
        for place in places_of(node)
        for part in walk(place)
        if part.kind == "name"
    ]
