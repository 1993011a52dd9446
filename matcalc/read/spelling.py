"""Names as people spell them: w_{12} of a matrix W, y_i of ŷ, and letters that mean nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from matcalc.errors import UnknownNameError
from matcalc.expr import ONE
from matcalc.read.indices import places_of
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, rewrite, walk


def with_known_letters(root: Node, scope: Scope) -> Node:
    """w_{ij} and w_{12} of a matrix W, X_j of a vector x, y_i of ŷ: entries; 1ᵀ is of ones."""

    def change(node: Node) -> Node:
        if node.kind == "name" and not scope.knows(node.text):
            return _entry_by_name(node, scope)
        if node.kind == "transpose" and node.children[0].kind == "number":
            number = node.children[0]
            return (
                node.with_children(Node("ones", (), (), number.span)) if number.value == 1 else node
            )
        if node.kind != "entry" or node.children[0].kind != "name":
            return node
        base = node.children[0]
        if scope.knows(base.text):
            return _two_digits(node, scope)
        swapped = base.text[:1].swapcase() + base.text[1:]
        for other in (swapped, f"{base.text}_hat"):
            if other in scope.values or other in scope.pending:
                return node.with_children(replace(base, value=other), *node.children[1:])
        return node

    return rewrite(root, change)


def with_inverse_entries(root: Node, scope: Scope) -> Node:
    """a_{ik}^{-1} of a square matrix A as the entry (i, k) of A⁻¹, where it could be 1/a_{ik}."""

    def change(node: Node) -> Node:
        if node.kind != "power" or node.children[0].kind != "entry":
            return node
        (body, *places), exponent = node.children[0].children, node.children[1]
        base = scope.values.get(body.text)
        if base is None or not base.is_square or len(places) != 2 or not _is_minus_one(exponent):
            return node
        return node.children[0].with_children(node.with_children(body, exponent), *places)

    return rewrite(with_known_letters(root, scope), change)


def _is_minus_one(node: Node) -> bool:
    inside = node.children[0] if node.kind == "negate" else node
    return inside.kind == "number" and inside.value == (1 if inside is not node else -1)


def _entry_by_name(node: Node, scope: Scope) -> Node:
    """a_{12}, which nothing else is called, of a declared matrix a or A; x_j of a vector x."""
    base, _, letter = node.text.rpartition("_")
    known = scope.values.get(base)
    if known is not None and not known.is_scalar and len(letter) == 1 and letter.islower():
        parts = (replace(node, value=base), replace(node, value=letter))
        return Node("entry", parts, None, node.span)
    found = re.fullmatch(r"(\w+)_(\d\d)", node.text)
    if found is None:
        return node
    for base in (found[1], found[1].swapcase()):
        whole = replace(node, value=base)
        place = Node("number", (), Fraction(found[2]), node.span)
        made = _two_digits(Node("entry", (whole, place), None, node.span), scope)
        if len(made.children) == 3:
            return made
    return node


def _two_digits(node: Node, scope: Scope) -> Node:
    """A_{12} of a matrix that has no row 12, or of any size: the entry (1, 2)."""
    base, *places = node.children
    value = scope.values.get(base.text)
    if value is None or ONE in value.shape or len(places) != 1 or places[0].kind != "number":
        return node
    row = int(places[0].value) if isinstance(places[0].value, Fraction) else 0
    is_row = value.rows.value is not None and row <= value.rows.value
    if not 11 <= row <= 99 or row % 10 == 0 or is_row:
        return node
    digits = (replace(places[0], value=Fraction(digit)) for digit in divmod(row, 10))
    return node.with_children(base, *digits)


def refuse_bare(root: Node, scope: Scope) -> None:
    """Without an exponent e is somebody's letter, often an error y − p; ∇_y names a derivative."""
    if scope.is_open:
        return
    bases = {node.children[0] for node in walk(root) if node.kind == "power"}
    indices = {place for node in walk(root) for place in places_of(node)}
    for node in walk(root):
        if node.kind != "name" or node in indices or scope.knows(node.text):
            continue
        if node.text == "e" and node not in bases:
            hint = "Euler's number stands under an exponent, e^x; declare another e."
            raise UnknownNameError("the name e is not declared.", span=node.span, hint=hint)
        if node.text.startswith("nabla"):
            hint = (
                "Declare it, or write the derivative out, as in \\frac{\\partial f}{\\partial x}."
            )
            told = f"the name {node.text} is not declared."
            raise UnknownNameError(told, span=node.span, hint=hint)
