"""A recurrence: h_{t+1} = f(h_t) says what the next h is, and t counts steps, not entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matcalc.expr import ONE
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk

Step = tuple[str, int]
"""t + 1 is ``("t", 1)``, and t alone ``("t", 0)``."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The letter that counts the steps, the step that is computed, and what it computes."""

    counter: str
    at: int
    names: tuple[str, ...]

    @property
    def told(self) -> str:
        """What is taken for what, in a sentence."""
        now = self.counter if self.at else f"{{{self.counter}-1}}"
        following = f"{{{self.counter}+1}}" if self.at else self.counter
        name = self.names[0]
        return (
            f"{self.counter} counts steps: {name}_{now} is the given {name}, "
            f"and {name}_{following} the one that is computed."
        )

    def renamed(self, base: Node, step: int) -> Node | None:
        """The name of a quantity at a step, None if it has none."""
        if base.text not in self.names:
            return base
        if step == self.at:
            return Node("name", (), self.next_name(base.text), base.span)
        return base if step == self.at - 1 else None

    def next_name(self, name: str) -> str:
        """The name of what the recurrence computes."""
        return f"{name}_next"

    def applied(self, root: Node, scope: Scope) -> Node:
        """The tree with these names. One that sums over the counter stays: there it is an index."""
        if any(_binds(node, self.counter) for node in walk(root)):
            return root

        def change(node: Node) -> Node:
            found = _stepped(node, scope)
            if found is None or found[0] != self.counter:
                return node
            return self.renamed(node.children[0], found[1]) or node

        return rewrite(root, change)


def recurrence_of(
    left: Iterable[tuple[str, Sequence[Node]]], bodies: Sequence[Node], scope: Scope
) -> Recurrence | None:
    """The recurrence that definitions ``name_places = body`` state, None if they state none.

    All of them are at one step, which is t + 1, or t where t − 1 occurs on the right.
    """
    steps = {name: step for name, places in left if (step := step_of(places, scope)) is not None}
    if len(set(steps.values())) != 1:
        return None
    ((counter, at),) = set(steps.values())
    before = {found[1] for body in bodies for found in _all_stepped(body, counter, scope)}
    if at not in (0, 1) or (at == 0 and -1 not in before) or not before <= {at, at - 1}:
        return None
    return Recurrence(counter, at, tuple(steps))


def step_of(places: Sequence[Node], scope: Scope) -> Step | None:
    """t + 1 or t of a single subscript, where t is nothing that is declared."""
    if len(places) != 1:
        return None
    (place,) = places
    counter, shift = place, 0
    if place.kind == "add" and len(place.children) == 2:
        counter, shift = place.children[0], _whole(place.children[1])
    if counter.kind != "name" or abs(shift) > 1 or scope.knows(counter.text):
        return None
    return counter.text, shift


def _whole(node: Node) -> int:
    """1 or −1, and 9 for anything else."""
    inside = node.children[0] if node.kind == "negate" else node
    if inside.kind != "number" or inside.value != 1:
        return 9
    return 1 if inside is node else -1


def _stepped(node: Node, scope: Scope) -> Step | None:
    """The step of x_t or x_{t−1}, unless x is a matrix, whose rows these are."""
    if node.kind != "entry" or node.children[0].kind != "name":
        return None
    value = scope.values.get(node.children[0].text)
    if value is not None and ONE not in value.shape:
        return None
    return step_of(node.children[1:], scope)


def _all_stepped(root: Node, counter: str, scope: Scope) -> Iterator[Step]:
    for node in walk(root):
        found = _stepped(node, scope)
        if found is not None and found[0] == counter:
            yield found


def _binds(node: Node, counter: str) -> bool:
    return node.kind == "over" and isinstance(node.value, tuple) and node.value[0] == counter
