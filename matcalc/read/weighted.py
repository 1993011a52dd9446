"""‖x‖_M, the length that a matrix weighs: ‖x‖²_M = xᵀ M x."""

from __future__ import annotations

from fractions import Fraction

from matcalc.errors import MatcalcError
from matcalc.read.parser import parse
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk
from matcalc.read.token import NORMS
from matcalc.read.tokens import tokens_of

WEIGHTED = "weighted"
"""The value of a root that stands for a weighted length."""


def with_weights(root: Node, scope: Scope) -> Node:
    """Norms with a declared matrix below them, written out."""
    if not any(node.kind == "norm" and node.text for node in walk(root)):
        return root

    def change(node: Node) -> Node:
        if node.kind == "norm" and (weight := _weight(node, scope)) is not None:
            (body,) = node.children
            turned = Node("transpose", (body,), None, node.span)
            left = Node("product", (turned, weight), " ", node.span)
            square = Node("product", (left, body), "()", node.span)
            return Node("power", (square, _number(Fraction(1, 2), node)), WEIGHTED, node.span)
        base = node.children[0] if node.kind == "power" else None
        if base is not None and base.value == WEIGHTED and node.children[1].value == 2:
            return base.children[0]
        return node

    return rewrite(root, change)


def _weight(node: Node, scope: Scope) -> Node | None:
    """The matrix below the bars, if it is one of declared names; else a norm has that name."""
    text = node.text
    if text in ("", *NORMS, "*", r"\ast"):
        return None
    try:
        made = parse(tokens_of(text, scope, "latex"), text)
    except MatcalcError:
        return None
    names = [part.text for part in walk(made) if part.kind == "name"]
    is_matrix = all(name in scope.values and not scope.values[name].is_scalar for name in names)
    return made if names and is_matrix else None


def _number(value: Fraction, node: Node) -> Node:
    return Node("number", (), value, node.span)
