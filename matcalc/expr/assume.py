"""What follows from the declared assumptions: symmetry, and rows that sum to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.expr import head as h
from matcalc.expr.dim import ONE
from matcalc.expr.node import Expr, transpose
from matcalc.expr.walk import fold

SYMMETRIC_TAGS = frozenset({"symmetric", "positive_definite", "positive_semidefinite", "diagonal"})


def is_symmetric(expr: Expr) -> bool:
    """Whether Aᵀ = A follows from the declarations and the form of A.

    >>> from matcalc.expr import symbol
    >>> A = symbol("A", "m", "n")
    >>> is_symmetric(A.T @ A), is_symmetric(symbol("B", "n", "n"))
    (True, False)
    """
    if not expr.is_square:
        return False
    return fold(expr, _symmetric)


def _symmetric(node: Expr, args: tuple[bool, ...]) -> bool:
    if not node.is_square:
        return False
    if node.is_scalar:
        return True
    if node.head is h.SYMBOL:
        return not SYMMETRIC_TAGS.isdisjoint(node.declaration.assumptions)
    if node.head is h.PRODUCT:
        return _palindrome(node, args)
    if node.head is h.OPERATION:
        name = node.data[0]
        return name == "symtoeplitz" or (name in _KEEP_SYMMETRY and args[0])
    if node.head is h.SUM and not all(args):
        return _mirrored_sum(node, args)
    test = _SYMMETRIC.get(node.head)
    return test is not None and test(args)


def _palindrome(node: Expr, args: tuple[bool, ...]) -> bool:
    """A S Aᵀ: each factor faces its transpose, and a middle one is symmetric."""
    factors = node.args
    for left, right, symmetric in zip(factors, reversed(factors), args, strict=True):
        if left is right:
            if not symmetric:
                return False
        elif not _are_transposes(left, right):
            return False
    return True


def _mirrored_sum(node: Expr, args: tuple[bool, ...]) -> bool:
    """A + Aᵀ: every term is symmetric or faces its transpose, each as often as the other."""
    left = [term for term, symmetric in zip(node.args, args, strict=True) if not symmetric]
    return all(left.count(term) == left.count(_transposed(term)) for term in left)


def _transposed(term: Expr) -> Expr:
    return term.args[0] if term.head is h.TRANSPOSE else transpose(term)


def _are_transposes(left: Expr, right: Expr) -> bool:
    return (left.head is h.TRANSPOSE and left.args[0] is right) or (
        right.head is h.TRANSPOSE and right.args[0] is left
    )


_KEEP_SYMMETRY = frozenset({"logm", "sqrtm", "sinm", "cosm", "pinv"})
"""Operations whose value is symmetric where their argument is."""

_SYMMETRIC: Mapping[h.Head, Callable[[tuple[bool, ...]], bool]] = {
    h.IDENTITY: lambda args: True,
    h.ONES: lambda args: True,
    h.ZEROS: lambda args: True,
    h.DIAG: lambda args: True,
    h.SUM: all,
    h.SCALE: lambda args: args[-1],
    h.TRANSPOSE: all,
    h.INVERSE: all,
    h.POWER: lambda args: args[0],
    h.EXPM: all,
    h.HADAMARD: all,
    h.EPOWER: lambda args: args[0],
    h.APPLY: all,
    h.DIFFERENTIAL: lambda args: False,
}


def rows_sum_to_one(expr: Expr) -> bool:
    """Whether A 1 = 1 follows from the declarations and the form of A."""
    if expr.head in (h.SOFTMAX,):
        return bool(expr.data == "rows" or (expr.cols is ONE and expr.data != "columns"))
    tags = expr.declaration.assumptions if expr.head is h.SYMBOL else frozenset()
    return not tags.isdisjoint({"rows_sum_to_one", "row_stochastic", "one_hot_rows"})
