"""A problem told with indices, told with matrices: Yᵢⱼ = h(Xᵢⱼ) becomes Y = h(X)."""

from __future__ import annotations

from dataclasses import replace

from matcalc.expr import Definition, Expr, Problem, postorder
from matcalc.expr import head as h
from matcalc.index import to_matrix

WITH_INDICES = (h.TABULATE, h.INDEX_SUM, h.DELTA)


def in_matrices(problem: Problem) -> Problem:
    """The same problem with every table and indexed sum written as matrix algebra, if it can be.

    >>> from matcalc.expr import entry, index, number, symbol, tabulate
    >>> i, x = index("i", "n"), symbol("x", "n")
    >>> square = tabulate(i, number(1), entry(x, i, number(1)) * entry(x, i, number(1)))
    >>> in_matrices(Problem(square, x, "jacobian")).target
    x.^2
    """
    definitions = tuple(
        Definition(each.name, _translated(each.body)) for each in problem.definitions
    )
    return replace(problem, target=_translated(problem.target), definitions=definitions)


def _translated(expr: Expr) -> Expr:
    if not any(node.head in WITH_INDICES for node in postorder(expr)):
        return expr
    return to_matrix(expr) or expr
