"""A claim that tells a part of the derivative for the whole, where the part tells all of it."""

from __future__ import annotations

import re

from matcalc.derive.entrywise import is_entrywise
from matcalc.errors import MatcalcError
from matcalc.expr import ONE, Expr, Problem, diag, matmul, ones, transpose

_MEMBER = re.compile(r"[a-z]+_[a-z]")
"""h_i: a small letter, as of a sample or a hidden state; W_h is a matrix of weights."""

DIAGONAL = (
    "The function works entry by entry, so its Jacobian is diagonal: the formula is its diagonal."
)


def as_whole(problem: Problem, claim: Expr) -> tuple[Expr, tuple[str, ...]]:
    """The claim as the whole derivative, and how it was understood.

    The Jacobian of an entrywise function may be told by its diagonal, and the gradient by a
    member h_i of a family, declared as rows, by one row for every i.

    >>> from matcalc.expr import apply, symbol
    >>> x = symbol("x", "n")
    >>> as_whole(Problem(apply("tanh", x), x, "jacobian"), apply("exp", x))[0].shape
    (n, n)
    """
    wrt = problem.wrt
    if wrt is None or claim.is_scalar:
        return claim, ()
    if problem.kind == "jacobian" and claim.shape == wrt.shape and wrt.cols is ONE:
        return (diag(claim), (DIAGONAL,)) if _is_entrywise(problem, wrt) else (claim, ())
    if problem.kind == "gradient" and ONE in claim.shape and _is_family(wrt):
        row = transpose(claim) if claim.cols is ONE else claim
        if row.cols is wrt.cols and claim.shape != wrt.shape:
            name = wrt.declaration.name
            told = f"The formula is the derivative by one {name}, the same for every one of them."
            return matmul(ones(wrt.rows), row), (told,)
    return claim, ()


def _is_entrywise(problem: Problem, wrt: Expr) -> bool:
    try:
        body = problem.unfold(problem.target)
    except MatcalcError:
        return False
    return body.shape == wrt.shape and is_entrywise(body, wrt)


def _is_family(wrt: Expr) -> bool:
    """h_i declared as a matrix: one row for every i."""
    return ONE not in wrt.shape and _MEMBER.fullmatch(wrt.declaration.name) is not None
