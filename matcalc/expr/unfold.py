"""Names replaced by what they stand for, as long as the result can be held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from matcalc.errors import UnsupportedError
from matcalc.expr import head as h
from matcalc.expr.node import Expr
from matcalc.expr.walk import postorder, substitute

if TYPE_CHECKING:
    from matcalc.expr.problem import Definition

MOST_FACTORS = 4000
"""Sums and products that get more arguments than this are not written out."""


def unfolded(expr: Expr, definitions: Iterable[Definition]) -> Expr:
    """``expr`` with every defined name replaced by what it stands for.

    Shared parts stay shared, but products are flat: Y = X X, Z = Y Y, … doubles each time.
    Raises UnsupportedError before a sum or product gets too many arguments.
    """
    meaning: dict[Expr, Expr] = {}
    widths: dict[Expr, Width] = {}
    for definition in definitions:
        _measure(definition.body, widths)
        widths[definition.name] = widths[definition.body]
        meaning[definition.name] = substitute(definition.body, meaning)
    if not meaning:
        return expr
    _measure(expr, widths)
    return substitute(expr, meaning)


Width = tuple[h.Head, int]
"""What a node is once its names are replaced, and how many arguments it then has."""


def _measure(root: Expr, widths: dict[Expr, Width]) -> None:
    for node in postorder(root):
        if node not in widths:
            widths[node] = _width(node, widths)


def _width(node: Expr, widths: Mapping[Expr, Width]) -> Width:
    if node.head not in _FLAT:
        return node.head, 1
    inside = (h.SCALE, node.head) if node.head is not h.SCALE else _FLAT
    parts = (widths[arg] for arg in node.args)
    width = sum(count if head in inside else 1 for head, count in parts)
    if width > MOST_FACTORS:
        raise UnsupportedError(
            f"written out without its names, this has a {node.head.formula} of more than "
            f"{MOST_FACTORS} parts."
        )
    return node.head, width


_FLAT = (h.SUM, h.SCALE, h.PRODUCT, h.HADAMARD)
