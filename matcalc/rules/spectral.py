"""Eigenvalues and singular values: first-order perturbation, for a simple spectrum.

λ and v of a *symmetric* S see only the symmetric part of dS; vectors have length 1.
"""

from __future__ import annotations

from matcalc.expr import diag as diag_of
from matcalc.expr import diagonal, hadamard, identity, inner, inverse, ones, operation, quotient
from matcalc.expr import differential as d
from matcalc.rules.factorisations import symmetric_part
from matcalc.rules.letters import A, S, constant_s, s
from matcalc.rules.row import Condition, Rule

_I, _J, _one = identity("m"), identity("n"), ones("n")
_value, _vector = operation("eigval", S, s), operation("eigvec", S, s)
_values, _V = operation("eigvals", S), operation("eigvecs", S)
_real, _right, _left = (
    operation("eigreal", S, s),
    operation("reigvec", S, s),
    operation("reigvec", S.T, s),
)
_slope = (_left.T @ d(S) @ _right) / (_left.T @ _right)
_U, _W, _sigma = operation("svdu", A), operation("svdv", A), operation("singvals", A)
_D, _by = diag_of(_sigma), inverse(diag_of(_sigma))
_C = _U.T @ d(A) @ _W

_spectrum = (Condition("symmetric_point", S), Condition("distinct_eigenvalues", S))
_simple = (*_spectrum, constant_s)
_real_simple = (Condition("simple_real_eigenvalue", S), constant_s)
_singular = (Condition("distinct_singular_values", A), Condition("no_wider_than_high", A))

_GAPS = quotient(ones("n", "n"), _one @ _values.T - _values @ _one.T + _J) - _J
"""1/(λⱼ − λᵢ) off the diagonal, 0 on it."""
_squares = hadamard(_sigma, _sigma)
_WIDE_GAPS = quotient(ones("n", "n"), _one @ _squares.T - _squares @ _one.T + _J) - _J

DIFFERENTIALS: tuple[Rule, ...] = (
    Rule("d_eigval", d(_value), _vector.T @ d(S) @ _vector, "dλ = vᵀ dS v", _simple),
    Rule(
        "d_eigvec",
        d(_vector),
        operation("pinv", _value * _J - S) @ symmetric_part(d(S)) @ _vector,
        "dv = (λ I − S)⁺ dS v",
        _simple,
    ),
    Rule("d_eigvals", d(_values), diagonal(_V.T @ d(S) @ _V), "dλᵢ = vᵢᵀ dS vᵢ", _spectrum),
    Rule(
        "d_eigvecs",
        d(_V),
        _V @ hadamard(_GAPS, _V.T @ symmetric_part(d(S)) @ _V),
        "Vᵀ dV is skew, with entries vᵢᵀ dS vⱼ/(λⱼ − λᵢ)",
        _spectrum,
    ),
    Rule("d_eigreal", d(_real), _slope, "dλ = uᵀ dS v / uᵀv, u the left eigenvector", _real_simple),
    Rule(
        "d_reigvec",
        d(_right),
        operation("pinv", _real * _J - S) @ (d(S) @ _right - _slope * _right),
        "(λ I − S) dv = dS v − dλ v, and dv is orthogonal to v",
        _real_simple,
    ),
    Rule("d_singvals", d(_sigma), diagonal(_C), "dσᵢ = uᵢᵀ dA vᵢ", _singular),
    Rule(
        "d_svdu",
        d(_U),
        _U @ hadamard(_WIDE_GAPS, _C @ _D + _D @ _C.T) + (_I - _U @ _U.T) @ d(A) @ _W @ _by,
        "Uᵀ dU is skew",
        _singular,
    ),
    Rule(
        "d_svdv",
        d(_W),
        _W @ hadamard(_WIDE_GAPS, _D @ _C + _C.T @ _D),
        "Vᵀ dV is skew",
        _singular,
    ),
    Rule(
        "d_nuclear",
        d(operation("nuclear", A)),
        inner(operation("polar", A), d(A)),
        "d Σσᵢ = ⟨U Vᵀ, dA⟩",
        (Condition("full_rank", A),),
    ),
    Rule(
        "d_specnorm",
        d(operation("specnorm", A)),
        inner(operation("topsvd", A), d(A)),
        "dσ₁ = u₁ᵀ dA v₁",
        (Condition("largest_singular_value_simple", A),),
    ),
)
