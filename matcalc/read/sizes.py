"""Sizes written in a formula, as in eye(n) and zeros(m, 2*n): what they are, which there are."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import ReadError, UnknownNameError
from matcalc.expr import Dim, Expr, Problem
from matcalc.expr.walk import dimension_names
from matcalc.read.dimensions import read_dim
from matcalc.read.surface import Node


def size_of(node: Node) -> Dim:
    """The dimension that an argument means. Raises ReadError for what is no size.

    >>> size_of(Node("product", (Node("number", (), 2), Node("name", (), "n")), "*"))
    2*n
    """
    found = _polynomial(node)
    if found.value is not None and found.value < 1:
        raise ReadError(
            f"the size {found} is none: a matrix has at least one row and one column.",
            span=node.span,
            hint="Write a whole number from 1 on, or the name of a dimension.",
        )
    return found


def _polynomial(node: Node) -> Dim:
    if node.kind == "number":
        return read_dim(str(node.value))
    if node.kind == "name":
        return read_dim(node.text)
    parts = [_polynomial(child) for child in node.children]
    if node.kind == "add" and parts:
        return sum(parts[1:], parts[0])
    if node.kind == "negate":
        return parts[0] * -1
    if node.kind == "product":
        return parts[0] * parts[1]
    raise ReadError("a size must be a name, a number, or a sum or product of such.", span=node.span)


def refuse_new_sizes(formulas: Sequence[Expr], problem: Problem) -> None:
    """Raises UnknownNameError for a dimension of a claim that the problem does not have."""
    bodies = [each.body for each in problem.definitions]
    known = dict.fromkeys(dimension_names(problem.target, *problem.inputs(), *bodies))
    for name in dimension_names(*formulas):
        if name not in known:
            listed = ", ".join(known) or "all numbers"
            raise UnknownNameError(
                f"the formula has the dimension {name}, and nothing in the problem has it.",
                hint=f"The dimensions are {listed}.",
            )
