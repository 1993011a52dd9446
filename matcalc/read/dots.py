r"""Columns with dots, (a_1, a_2, ⋮, a_n), as the column with the entries a_i."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import ReadError, Span
from matcalc.read.surface import Node, rewrite, walk

DOTS = "vdots"
_INDEX = "row"


def has_dots(rows: Sequence[Node]) -> bool:
    """Whether a row of the matrix is only dots."""
    return any(row.children[0].text == DOTS for row in rows)


def dotted(rows: Sequence[Node], span: Span) -> Node:
    """The column whose first and last rows are written and whose others follow their pattern.

    Raises ReadError when the last row is not the first one with another number.
    """
    first, last = rows[0].children, rows[-1].children
    if len(first) != 1 or len(last) != 1 or last[0].text == DOTS:
        raise ReadError("only a column can have dots, and its last row must be written.", span=span)
    body = _at(first[0], "1")
    ends = [_at(last[0], name) for name in _subscripts(last[0])]
    if not any(_alike(body, end) for end in ends):
        raise ReadError(
            "the first and the last row of this column do not follow one pattern.",
            span=span,
            hint="Write the same formula in both, with 1 and with n.",
        )
    index = Node("name", (), _INDEX, span)
    return Node("call", (index, Node("number", (), 1, span), body), "table", span)


def _at(root: Node, place: str) -> Node:
    """The formula with the index where it has this subscript."""
    index = Node("name", (), _INDEX, root.span)

    def change(node: Node) -> Node:
        base, _, subscript = node.text.rpartition("_")
        if node.kind == "name" and base and subscript == place:
            return Node("entry", (Node("name", (), base, node.span), index), None, node.span)
        if node.kind == "entry":
            places = [index if _written(part) == place else part for part in node.children[1:]]
            return node.with_children(node.children[0], *places)
        return node

    return rewrite(root, change)


def _subscripts(root: Node) -> list[str]:
    found: dict[str, None] = {}
    for node in walk(root):
        places = node.children[1:] if node.kind == "entry" else ()
        found.update(dict.fromkeys(_written(part) for part in places))
        if node.kind == "name" and "_" in node.text:
            found[node.text.rpartition("_")[2]] = None
    return list(found)


def _written(place: Node) -> str:
    return str(place.value) if place.kind in ("name", "number") else ""


def _alike(one: Node, other: Node) -> bool:
    pairs = zip(walk(one), walk(other), strict=False)
    same = all(a.kind == b.kind and a.value == b.value for a, b in pairs)
    return same and sum(1 for _ in walk(one)) == sum(1 for _ in walk(other))
