"""How much arithmetic a value takes, before it is begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod

from matcalc.expr import Expr, postorder
from matcalc.expr import head as h
from matcalc.expr.dim import Dim

MOST_WORK = 400_000
"""Multiplications that one evaluation may take: a fraction of a second."""

_CUBIC = (h.INVERSE, h.DET, h.LOGDET, h.POWER, h.EXPM)
_BINDS = (h.INDEX_SUM, h.TABULATE)

Cost = tuple[Dim, ...]
"""Sizes whose product is the number of multiplications."""


def costs(roots: Iterable[Expr]) -> tuple[Cost, ...]:
    """What each node under the roots takes, once for every value of its free indices."""
    free: dict[Expr, frozenset[Expr]] = {}
    found: dict[Cost, None] = {}
    for node in postorder(*roots):
        free[node] = _free(node, free)
        indices = tuple(sorted((index.data[1] for index in _looped(node, free)), key=str))
        found.update(dict.fromkeys((*indices, *own) for own in _own(node)))
    return tuple(found)


def _free(node: Expr, free: Mapping[Expr, frozenset[Expr]]) -> frozenset[Expr]:
    if node.head is h.INDEX:
        return frozenset((node,))
    inside = frozenset[Expr]().union(*(free[arg] for arg in node.args))
    return inside - set(node.args) if node.head in _BINDS else inside


def _looped(node: Expr, free: Mapping[Expr, frozenset[Expr]]) -> frozenset[Expr]:
    """The indices that the values of a node are computed for, bound ones among them."""
    if node.head in _BINDS:
        return frozenset[Expr]().union(*(free[arg] for arg in node.args))
    return free[node]


def _own(node: Expr) -> list[Cost]:
    if node.head is h.PRODUCT:
        first = node.args[0].rows
        return [(first, *factor.shape) for factor in node.args[1:]]
    if node.head in _CUBIC:
        return [(*node.args[0].shape, node.args[0].rows)]
    return [node.shape]


def work(told: Iterable[Cost], sizes: Mapping[str, int]) -> int:
    """The multiplications at these sizes; what occurs several times is counted once.

    >>> from matcalc.expr import symbol
    >>> A, x = symbol("A", "n", "n"), symbol("x", "n")
    >>> work(costs([A @ x]), {"n": 10})
    210
    """
    return sum(prod(dim.at(sizes) for dim in each) for each in told)
