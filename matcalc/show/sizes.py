"""Whether I and 1 must carry their sizes: they need not where the rest tells them."""

from __future__ import annotations

from itertools import pairwise

from matcalc.expr import head as h
from matcalc.expr.dim import ONE
from matcalc.expr.node import Expr
from matcalc.expr.walk import postorder

Known = tuple[bool, bool]
"""Whether the number of rows, and of columns, can be told from the text."""

_LETTERS = (h.IDENTITY, h.ONES, h.ZEROS, h.UNIT)
_SAME_SHAPE = (h.APPLY, h.SOFTMAX, h.LOG_SOFTMAX, h.EPOWER, h.POWER, h.DIFFERENTIAL)
_SQUARE = (h.INVERSE, h.EXPM)
_OF_SQUARE = (h.TRACE, h.DET, h.LOGDET, h.DIAGONAL)


def needs_sizes(root: Expr) -> bool:
    """Whether the size of some I, 1 or 0 follows neither from its neighbours nor from the whole.

    >>> from matcalc.expr import identity, kron, symbol
    >>> A = symbol("A", "n", "n")
    >>> needs_sizes(A + identity("n")), needs_sizes(kron(identity("m"), A))
    (False, True)
    """
    known: dict[Expr, Known] = {}
    order = postorder(root)
    if all(node.head not in _LETTERS for node in order):
        return False
    for node in order:
        args = [known[arg] for arg in node.args]
        if node.head is h.PRODUCT:
            if not all(left[1] or right[0] for left, right in pairwise(args)):
                return True
        elif node.head not in _CARRY and not _closed(node, args):
            return True
        known[node] = _literal(node, _known(node, args))
    return False


def _closed(node: Expr, args: list[Known]) -> bool:
    """Whether a head that hands no size on can tell those of its arguments."""
    if node.head in _OF_SQUARE:
        return any(args[0])
    if node.head is h.INNER:
        return all(any(each) for each in zip(*args, strict=True))
    return all(all(each) for each in args)


def _literal(node: Expr, known: Known) -> Known:
    """A single row or column is known in any case."""
    return known[0] or node.rows is ONE, known[1] or node.cols is ONE


def _known(node: Expr, args: list[Known]) -> Known:
    if node.head in _LETTERS:
        return False, False
    if node.head in (h.SUM, h.HADAMARD):
        rows, cols = any(each[0] for each in args), any(each[1] for each in args)
        return (rows or cols,) * 2 if _links(node) else (rows, cols)
    if node.head is h.SCALE:
        return args[-1]
    if node.head is h.PRODUCT:
        return args[0][0], args[-1][1]
    if node.head is h.TRANSPOSE:
        return args[0][1], args[0][0]
    if node.head in _SAME_SHAPE:
        return args[0]
    if node.head in _SQUARE:
        return (any(args[0]),) * 2
    return True, True


def _links(node: Expr) -> bool:
    """I among the terms ties rows to columns."""
    return any(term.head is h.IDENTITY for term in node.args)


_CARRY = (h.SUM, h.HADAMARD, h.SCALE, h.TRANSPOSE, *_SAME_SHAPE, *_SQUARE)
"""Heads that hand an unknown size on; all others would lose it."""
