"""^T and ^t: the transpose of a matrix, and a power of a number."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.errors import ReadError
from matcalc.read.names import GREEK
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk

LETTERS = ("t", "T")
"""What is written for a transpose and may be an exponent too."""


def with_powers(root: Node, scope: Scope) -> Node:
    """γᵗ of a number γ as a power; γᵀ too, where T is the name of something."""
    marked = [node for node in walk(root) if node.kind == "transpose" and node.text in LETTERS]
    if not marked:
        return root
    known = {*_bound(root), *(letter for letter in LETTERS if scope.knows(letter))}

    def change(node: Node) -> Node:
        if node.kind != "transpose" or node.text not in LETTERS:
            return node
        base, letter = node.children[0], node.text
        if not _is_number(base, scope) or (letter == "T" and letter not in known):
            return node
        return Node("power", (base, Node("name", (), letter, node.span)), None, node.span)

    return rewrite(root, change)


def _bound(root: Node) -> Iterator[str]:
    """The indices of the sums in a formula."""
    for node in walk(root):
        if node.kind == "over" and isinstance(node.value, tuple):
            yield str(node.value[0])


def _is_number(base: Node, scope: Scope) -> bool:
    """A declared scalar, or a Greek letter of which nothing is known."""
    value = scope.values.get(base.text)
    if base.kind != "name":
        return base.kind == "number"
    if value is not None:
        return value.is_scalar
    return base.text in GREEK and base.text.islower() and not scope.knows(base.text)


def refuse_number(node: Node) -> None:
    """Refuse (1 + r)ᵗ: a transpose says nothing about a number, and a power was not declared."""
    if node.text == "t":
        raise ReadError(
            "^t of a number may be a power or a transpose.",
            span=node.span,
            hint="Declare t: 't:' is a scalar; or write A' for the transpose.",
        )
