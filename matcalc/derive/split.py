"""An n-ary node seen as two parts that join to the same node."""

from __future__ import annotations

from collections.abc import Callable

from matcalc.expr import Expr
from matcalc.expr import head as h
from matcalc.expr.node import add, hadamard, matmul, scale

JOIN: dict[h.Head, Callable[..., Expr]] = {
    h.SUM: add,
    h.SCALE: scale,
    h.PRODUCT: matmul,
    h.HADAMARD: hadamard,
}


def split(node: Expr, cut: int) -> tuple[Expr, Expr] | None:
    """The first ``cut`` arguments and the rest, or None when they do not join to the node.

    xᵀ(y zᵀ) may not be cut so that a part is a scalar: that would be another node.
    """
    if not 0 < cut < len(node.args):
        return None
    join = JOIN[node.head]
    left, right = join(*node.args[:cut]), join(*node.args[cut:])
    return (left, right) if join(left, right) is node else None


def middle_split(node: Expr) -> tuple[Expr, Expr]:
    """Two parts of about equal length."""
    count = len(node.args)
    for cut in sorted(range(1, count), key=lambda cut: (abs(2 * cut - count), cut)):
        parts = split(node, cut)
        if parts is not None:
            return parts
    raise AssertionError(f"{node!r} cannot be cut in two")


def before(node: Expr, position: int) -> tuple[Expr, Expr] | None:
    """A cut before the argument at ``position``, as late as possible."""
    for cut in range(position, 0, -1):
        parts = split(node, cut)
        if parts is not None:
            return parts
    return None


def after(node: Expr, position: int) -> tuple[Expr, Expr] | None:
    """A cut behind the argument at ``position``, as early as possible."""
    for cut in range(position + 1, len(node.args)):
        parts = split(node, cut)
        if parts is not None:
            return parts
    return None
