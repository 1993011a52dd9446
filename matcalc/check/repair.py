"""The nearest formula that fits: what to change in a claim so that it becomes the derivative.

Works on what was written, so that a claim whose dimensions do not fit can be explained too:
transposes are put on or taken off, and the factors of a product reordered, fewest changes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise, permutations

from matcalc.check.verdict import Slip
from matcalc.errors import MatcalcError
from matcalc.expr import ONE, Expr, Shape, shape_text
from matcalc.read.surface import Node, rewrite, walk

EFFORT = 30_000
"""Nodes of changed formulas that are read before the search gives up."""
MOST = 600
"""Changed formulas that are tried before giving up."""

ATOMS = ("name", "derivative", "call", "ones", "entry")
"""What a transpose can be put on."""

Understand = Callable[[Node], Expr]
"""Reads a surface tree, or raises."""
Shapes = Callable[[Node], Shape | None]
"""The shape of a part, None where it cannot be told."""


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
    for change in islice(changes(node, _shapes(understand)), tries):
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


def _shapes(understand: Understand) -> Shapes:
    """The shape of a part of the formula read on its own, None where that cannot be told."""

    def shape(node: Node) -> Shape | None:
        try:
            return understand(node).shape
        except MatcalcError:
            return None

    return shape


def changes(root: Node, shape: Shapes = lambda _: None) -> Iterator[Change]:
    """Changed formulas, those with the fewest changes first.

    A product whose factors are known not to fit in an order is not tried in that order.
    """
    places = [node for node in walk(root) if node.kind in ATOMS]
    for count in (1, 2):
        for chosen in combinations(places, count):
            yield Change(_turned(root, chosen), chosen)
    yield from _entrywise(root)
    for chain in _chains(root):
        yield from _reordered(root, chain, [shape(factor) for factor in chain[1]])


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


def _reordered(
    root: Node, chain: tuple[Node, tuple[Node, ...]], shapes: Sequence[Shape | None]
) -> Iterator[Change]:
    whole, factors = chain
    for order in permutations(range(len(factors))):
        for count in range(len(factors) + 1):
            for turned in combinations(range(len(factors)), count):
                if not _fit([_shape_turned(shapes[at], at in turned) for at in order]):
                    continue
                parts = [_toggled(factors[at]) if at in turned else factors[at] for at in order]
                product = parts[0]
                for part in parts[1:]:
                    product = Node("product", (product, part), whole.value, whole.span)
                parts_turned = tuple(factors[at] for at in turned)
                reordered = list(order) != sorted(order)
                yield Change(_replaced(root, whole, product), parts_turned, reordered)


def _shape_turned(shape: Shape | None, is_turned: bool) -> Shape | None:
    return shape[::-1] if shape is not None and is_turned else shape


def _fit(shapes: Sequence[Shape | None]) -> bool:
    """Whether factors of these shapes can stand side by side; numbers may stand anywhere."""
    matrices = [shape for shape in shapes if shape != (ONE, ONE)]
    return all(
        one is None or other is None or one[1] is other[0] for one, other in pairwise(matrices)
    )


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
