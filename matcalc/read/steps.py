"""A recurrence: h_{t+1} = f(h_t) says what the next h is, and t counts steps, not entries."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk


def step_of(places: Sequence[Node], scope: Scope) -> str:
    """The t of a single subscript t + 1, where t is no dimension; "" for any other."""
    if len(places) != 1 or places[0].kind != "add" or len(places[0].children) != 2:
        return ""
    counter, one = places[0].children
    if counter.kind != "name" or one.kind != "number" or one.value != 1:
        return ""
    return "" if scope.knows(counter.text) else counter.text


def next_name(name: str, step: str) -> str:
    """The name of what stands at the next step."""
    return f"{name}_{step}_next"


def without_step(root: Node, step: str, known: Sequence[str], scope: Scope) -> Node:
    """The tree with x for x_t and, where the next x is ``known``, its name for x_{t+1}.

    A tree that sums over t stays as it is: there t is an index.
    """
    if any(_binds(node, step) for node in walk(root)):
        return root

    def change(node: Node) -> Node:
        if node.kind != "entry" or len(node.children) != 2 or node.children[0].kind != "name":
            return node
        base, place = node.children
        if place.kind == "name" and place.text == step:
            return base
        following = next_name(base.text, step)
        if step_of((place,), scope) == step and following in known:
            return Node("name", (), following, node.span)
        return node

    return rewrite(root, change)


def _binds(node: Node, step: str) -> bool:
    return node.kind == "over" and isinstance(node.value, tuple) and node.value[0] == step


def without_known_steps(root: Node, scope: Scope) -> Node:
    """The same in a claim, for every recurrence that its problem defines."""
    known = [name for name in scope.values if name.endswith("_next")]
    steps = dict.fromkeys(name.removesuffix("_next").rpartition("_")[2] for name in known)
    for step in steps:
        root = without_step(root, step, known, scope)
    return root
