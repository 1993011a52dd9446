"""The nearest formula that fits: what to change in a claim so that it becomes the derivative.

Works on what was written, so that a claim whose dimensions do not fit can be explained too:
transposes are put on or taken off, and the factors of a product reordered, fewest changes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice, permutations

from matcalc.check.verdict import Slip
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, shape_text
from matcalc.read.surface import Node, rewrite, walk

EFFORT = 30_000
"""Nodes of changed formulas that are read before the search gives up."""
MOST = 600
"""Changed formulas that are tried before giving up."""

ATOMS = ("name", "derivative", "call", "ones", "entry")
"""What a transpose can be put on."""

Understand = Callable[[Node], Expr]
"""Reads a surface tree, or raises."""


@dataclass(frozen=True, slots=True)
class Change:
    """A changed formula: which parts were turned, and whether anything else was changed."""

    node: Node
    turned: tuple[Node, ...] = ()
    reordered: bool = False
    entrywise: bool = False


def explain(node: Node, understand: Understand, is_right: Callable[[Expr], bool]) -> Slip | None:
    """The slip that makes an ill-shaped claim of the right formula."""
    tries = min(MOST, EFFORT // sum(1 for _ in walk(node)))
    for change in islice(changes(node), tries):
        try:
            expr = understand(change.node)
        except MatcalcError:
            continue
        if is_right(expr):
            return _slip(change, expr)
    return None


def _slip(change: Change, expr: Expr) -> Slip:
    names = [_name(node) for node in change.turned]
    turned = f"{' and '.join(names)} must be transposed"
    if change.entrywise:
        code, told = "hadamard_for_product", "An entrywise and a matrix product are mixed up."
    elif change.reordered and names:
        code, told = "order", f"The factors stand in the wrong order, and {turned}."
    elif change.reordered:
        code, told = "order", "The factors stand in the wrong order."
    else:
        code, told = "transpose_missing", f"Not transposed, order kept: {turned}."
    return Slip(code, f"{told} Right is {expr!r}, which is {shape_text(expr.shape)}.")


def _name(node: Node) -> str:
    """How a part is called: by its name, or as the part at its place."""
    for inside in walk(node):
        if inside.kind == "name":
            return inside.text
    return "the factor 1" if node.kind == "ones" else "a factor"


def changes(root: Node) -> Iterator[Change]:
    """Changed formulas, those with the fewest changes first."""
    places = [node for node in walk(root) if node.kind in ATOMS]
    for count in (1, 2):
        for chosen in combinations(places, count):
            yield Change(_turned(root, chosen), chosen)
    yield from _entrywise(root)
    for chain in _chains(root):
        yield from _reordered(root, chain)


def _turned(root: Node, chosen: tuple[Node, ...]) -> Node:
    """The formula with a transpose toggled on each chosen part."""
    wanted = {id(node) for node in chosen}
    marked: set[int] = set()

    def change(node: Node) -> Node:
        if node.kind == "transpose" and id(node.children[0]) in marked:
            return node.children[0].children[0]
        if id(node) in wanted:
            turned = Node("transpose", (node,), None, node.span)
            marked.add(id(turned))
            kept.append(turned)
            return turned
        return node

    kept: list[Node] = []
    return rewrite(root, change)


def _entrywise(root: Node) -> Iterator[Change]:
    for node in walk(root):
        other = {"product": "hadamard", "hadamard": "product"}.get(node.kind)
        if other is not None:
            swapped = Node(other, node.children, node.value, node.span)
            yield Change(_replaced(root, node, swapped), entrywise=True)


def _chains(root: Node) -> list[tuple[Node, tuple[Node, ...]]]:
    """The maximal products of two to four factors, with their factors."""
    inner: set[int] = set()
    found = []
    for node in reversed(list(walk(root))):
        if node.kind == "product" and id(node) not in inner:
            factors: list[Node] = []
            stack = [node]
            while stack:
                part = stack.pop()
                if part.kind == "product":
                    inner.add(id(part))
                    stack.extend(reversed(part.children))
                else:
                    factors.append(part)
            if 2 <= len(factors) <= 4:
                found.append((node, tuple(factors)))
    return found


def _reordered(root: Node, chain: tuple[Node, tuple[Node, ...]]) -> Iterator[Change]:
    whole, factors = chain
    for order in permutations(range(len(factors))):
        for count in range(len(factors) + 1):
            for turned in combinations(range(len(factors)), count):
                parts = [_toggled(factors[at]) if at in turned else factors[at] for at in order]
                product = parts[0]
                for part in parts[1:]:
                    product = Node("product", (product, part), whole.value, whole.span)
                parts_turned = tuple(factors[at] for at in turned)
                reordered = list(order) != sorted(order)
                yield Change(_replaced(root, whole, product), parts_turned, reordered)


def _toggled(node: Node) -> Node:
    if node.kind == "transpose":
        return node.children[0]
    return Node("transpose", (node,), None, node.span)


def _replaced(root: Node, old: Node, new: Node) -> Node:
    if root is old:
        return new
    return rewrite(
        root,
        lambda node: (
            node.with_children(*(new if child is old else child for child in node.children))
            if any(child is old for child in node.children)
            else node
        ),
    )
