"""Transposes carried inward, so that none stands where it can be avoided."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.expr import Expr, add, apply, epower, hadamard, matmul, ones, scale, transpose
from matcalc.expr import head as h

REACH = 3
"""How far a transpose is carried inward: what is printed seldom needs more."""


def flip(body: Expr, reach: int = REACH) -> Expr:
    """Aᵀ, with the transpose carried inward.

    >>> from matcalc.expr import symbol
    >>> A, B = symbol("A", "m", "n"), symbol("B", "n", "k")
    >>> flip(A @ B), flip(A.T)
    (B'*A', A)
    """
    if body.is_scalar or body.head in (h.DIAG, h.IDENTITY):
        return body
    if body.head is h.TRANSPOSE:
        return body.args[0]
    inward = _INWARD.get(body.head)
    return transpose(body) if inward is None or not reach else inward(body, reach - 1)


_INWARD: Mapping[h.Head, Callable[[Expr, int], Expr]] = {
    h.PRODUCT: lambda body, reach: matmul(*(flip(arg, reach) for arg in reversed(body.args))),
    h.SUM: lambda body, reach: add(*(flip(arg, reach) for arg in body.args)),
    h.HADAMARD: lambda body, reach: hadamard(*(flip(arg, reach) for arg in body.args)),
    h.SCALE: lambda body, reach: scale(*body.args[:-1], flip(body.args[-1], reach)),
    h.APPLY: lambda body, reach: apply(body.data, flip(body.args[0], reach)),
    h.EPOWER: lambda body, reach: epower(flip(body.args[0], reach), body.args[1]),
    h.ONES: lambda body, reach: ones(body.cols, body.rows),
}
