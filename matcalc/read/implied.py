"""What index notation leaves out: sums over repeated indices, and the row of a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.expr import ONE, Shape
from matcalc.read.indices import free_names, places_of
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk


@dataclass(frozen=True, slots=True)
class Completed:
    """A formula with what it leaves out, and what was put in, told to people."""

    tree: Node
    notes: tuple[str, ...] = ()


def with_implied_sums(
    root: Node, scope: Scope, expected: Shape | None, order: Sequence[str]
) -> Completed:
    """y_a W_{ab} as Σ_a y_a W_{ab}, where more indices are open than the answer can have.

    The indices that stay open are those of the left side (``order``), else those that stand once
    in every term; the others must stand twice in each term that has them.
    """
    found = free_names(root, scope)
    wanted = sum(dim is not ONE for dim in expected) if expected is not None else len(found)
    if len(found) <= wanted:
        return Completed(root)
    counts = [_counted(term) for term in _terms(root)]
    kept = [name for name in order if name in found]
    kept = kept or [name for name in found if all(each[name] == 1 for each in counts)]
    summed = [name for name in found if name not in kept]
    if len(kept) != wanted or any(each[name] == 1 for each in counts for name in summed):
        return Completed(root)
    terms = {id(term): [n for n in summed if _counted(term)[n]] for term in _terms(root)}
    notes = tuple(f"the repeated index {name} is summed." for name in summed)
    return Completed(_with_sums(root, terms), notes)


def _terms(root: Node) -> list[Node]:
    """The terms of a sum, with their signs left outside."""
    if root.kind == "add":
        return [part for child in root.children for part in _terms(child)]
    return _terms(root.children[0]) if root.kind == "negate" else [root]


def _counted(term: Node) -> Counter[str]:
    """How often each name stands in the place of a position."""
    return Counter(
        part.text
        for node in walk(term)
        for place in places_of(node)
        for part in walk(place)
        if part.kind == "name"
    )


def _with_sums(node: Node, terms: dict[int, list[str]]) -> Node:
    if id(node) not in terms:
        return node.with_children(*(_with_sums(child, terms) for child in node.children))
    for name in reversed(terms[id(node)]):
        node = _summed(node, name)
    return node


def _summed(node: Node, name: str) -> Node:
    """Σ around the smallest part that has every place of an index: (x_i y_i)² is (Σ x_i y_i)²."""
    path: list[tuple[Node, int]] = []
    while True:
        inside = [at for at, child in enumerate(node.children) if _counted(child)[name]]
        within = node.children[inside[0]] if len(inside) == 1 else None
        if within is None or _counted(within)[name] != _counted(node)[name]:
            break
        is_free = any(_counted(term)[name] == 1 for term in _terms(within))
        if is_free or within.kind == "name" or node.kind in ("entry", "over"):
            break
        path.append((node, inside[0]))
        node = within
    if node.kind in ("add", "negate"):
        made = node.with_children(
            *(_summed(child, name) if _counted(child)[name] else child for child in node.children)
        )
    else:
        made = Node("over", (node,), (name, "?", "?"), node.span)
    for above, at in reversed(path):
        made = above.with_children(*above.children[:at], made, *above.children[at + 1 :])
    return made


def with_whole_diagonals(root: Node, scope: Scope, order: Sequence[str]) -> Completed:
    """diag(p_i (1 − p_i)) as diag of the column of these numbers, where i stands nowhere else."""
    diagonals = [node for node in walk(root) if node.kind == "call" and node.value == "diag"]
    within = sum((_counted(node) for node in diagonals), Counter[str]())
    everywhere = _counted(root)
    notes: dict[str, None] = {}

    def change(node: Node) -> Node:
        if node not in diagonals or len(node.children) != 1:
            return node
        inside = free_names(node.children[0], scope)
        if len(inside) != 1 or (name := next(iter(inside))) in order:
            return node
        if within[name] != everywhere[name]:
            return node
        notes[f"diag of a number with the index {name} is the diagonal of all of them."] = None
        place = Node("name", (), name, node.span)
        single = Node("number", (), Fraction(1), node.span)
        column = Node("call", (place, single, *node.children), "table", node.span)
        return node.with_children(column)

    return Completed(rewrite(root, change), tuple(notes))


def without_batch_index(root: Node, scope: Scope) -> Completed:
    """Y_{pj}(δ_{jq} − Y_{pq}) for a vector y: p counts the rows of a batch, y is one of them."""
    entries = [node for node in walk(root) if _is_entry_of_column(node, scope)]
    rows = {node.children[1].text for node in entries}
    if len(rows) != 1:
        return Completed(root)
    (row,) = rows
    if _counted(root)[row] != len(entries):
        return Completed(root)

    def change(node: Node) -> Node:
        if _is_entry_of_column(node, scope):
            return node.with_children(node.children[0], node.children[2])
        return node

    note = f"the first index {row} is read as the row of a batch: the formula is about one row."
    return Completed(rewrite(root, change), (note,))


def _is_entry_of_column(node: Node, scope: Scope) -> bool:
    """An entry of a declared column, written with two indices."""
    if node.kind != "entry" or len(node.children) != 3 or node.children[1].kind != "name":
        return False
    value = scope.values.get(node.children[0].text)
    return value is not None and value.cols is ONE and node.children[2].kind == "name"
