"""Pseudo-inverse, Cholesky and QR factors: how they change with the matrix."""

from __future__ import annotations

from matcalc.expr import Expr, identity, inverse, operation
from matcalc.expr import differential as d
from matcalc.rules.letters import A, S
from matcalc.rules.row import Condition, Rule

_P, _I, _J = operation("pinv", A), identity("m"), identity("n")
_L = operation("chol", S)
_Q, _R = operation("qrq", A), operation("qrr", A)
_C = _Q.T @ d(A) @ inverse(_R)


def symmetric_part(body: Expr) -> Expr:
    """(A + Aᵀ)/2: factors of a symmetric matrix see only this of a change."""
    return (body + body.T) / 2


def _half_lower(body: Expr) -> Expr:
    return operation("halflower", body)


_along = -(_P @ d(A) @ _P)
_outside = _P @ _P.T @ d(A).T @ (_I - A @ _P)
_beside = (_J - _P @ A) @ d(A).T @ _P.T @ _P
_positive = Condition("positive_definite", S)
_columns = Condition("independent_columns", A)

DIFFERENTIALS: tuple[Rule, ...] = (
    Rule(
        "d_pinv",
        d(_P),
        _along + _outside + _beside,
        "differential of the pseudo-inverse",
        (Condition("constant_rank", A),),
    ),
    Rule(
        "d_chol",
        d(_L),
        _L @ _half_lower(inverse(_L) @ symmetric_part(d(S)) @ inverse(_L).T),
        "differentiating L Lᵀ = S: L⁻¹dL is lower triangular",
        (_positive,),
    ),
    Rule(
        "d_qrr",
        d(_R),
        (_C - _half_lower(_C) + _half_lower(_C).T) @ _R,
        "differentiating A = Q R: Qᵀ dQ is skew, dR R⁻¹ upper triangular",
        (_columns,),
    ),
    Rule(
        "d_qrq",
        d(_Q),
        _Q @ (_half_lower(_C) - _half_lower(_C).T) + (_I - _Q @ _Q.T) @ d(A) @ inverse(_R),
        "differentiating A = Q R: Qᵀ dQ is skew, dR R⁻¹ upper triangular",
        (_columns,),
    ),
)

SIMPLER: tuple[Rule, ...] = (
    Rule("pinv_of_transpose", operation("pinv", A.T), _P.T, "(Aᵀ)⁺ = (A⁺)ᵀ"),
    Rule("pinv_between", A @ _P @ A, A, "A A⁺ A = A"),
    Rule("pinv_around", _P @ A @ _P, _P, "A⁺ A A⁺ = A⁺"),
)
