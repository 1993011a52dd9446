"""Identities of matrix algebra, written so that the right side is the simpler one."""

from __future__ import annotations

from fractions import Fraction

from matcalc.expr import (
    commutation,
    diag,
    diagonal,
    dim,
    epower,
    hadamard,
    identity,
    inner,
    inverse,
    kron,
    norm,
    number,
    ones,
    sqrt,
    total,
    trace,
    vec,
    zeros,
)
from matcalc.rules.letters import A2, A, B, C, D, E, S, a, b, r, s, t
from matcalc.rules.row import Condition, Rule

_mn = dim("m") * "n"
_symmetric = Condition("symmetric", S)

SIMPLIFY_RULES: tuple[Rule, ...] = (
    # Transposes.
    Rule("transpose_twice", A.T.T, A, "transposing twice"),
    Rule("transpose_scalar", s.T, s, "a scalar is its own transpose"),
    Rule("transpose_product", (A @ B).T, B.T @ A.T, "transpose of a product"),
    Rule("transpose_scale", (s * A).T, s * A.T, "the transpose is linear"),
    Rule("transpose_identity", identity("n").T, identity("n"), "the identity is symmetric"),
    Rule("transpose_ones", ones("m", "n").T, ones("n", "m"), "transpose of ones"),
    Rule("transpose_zeros", zeros("m", "n").T, zeros("n", "m"), "transpose of zeros"),
    Rule("transpose_diag", diag(a).T, diag(a), "a diagonal matrix is symmetric"),
    Rule("transpose_symmetric", S.T, S, "the matrix is symmetric", (_symmetric,)),
    Rule(
        "transpose_inverse_symmetric",
        inverse(S).T,
        inverse(S),
        "the inverse of a symmetric matrix is symmetric",
        (_symmetric,),
    ),
    # The identity, ones and zeros.
    Rule("identity_left", identity("m") @ A, A, "I A = A"),
    Rule("identity_right", A @ identity("n"), A, "A I = A"),
    Rule("zero_left", zeros("m", "n") @ B, zeros("m", "k"), "0 A = 0"),
    Rule("zero_right", A @ zeros("n", "k"), zeros("m", "k"), "A 0 = 0"),
    Rule("add_zero", A + zeros("m", "n"), A, "A + 0 = A"),
    Rule("zero_add", zeros("m", "n") + A, A, "0 + A = A"),
    Rule("hadamard_ones", hadamard(A, ones("m", "n")), A, "A ∘ 11ᵀ = A"),
    Rule("ones_hadamard", hadamard(ones("m", "n"), A), A, "11ᵀ ∘ A = A"),
    Rule("hadamard_zeros", hadamard(A, zeros("m", "n")), zeros("m", "n"), "A ∘ 0 = 0"),
    Rule("zeros_hadamard", hadamard(zeros("m", "n"), A), zeros("m", "n"), "0 ∘ A = 0"),
    Rule("outer_ones", ones("m") @ ones(1, "n"), ones("m", "n"), "1 1ᵀ is all ones"),
    Rule("trace_zeros", trace(zeros("n", "n")), number(0), "tr 0 = 0"),
    Rule("total_zeros", total(zeros("m", "n")), number(0), "the sum of zeros is 0"),
    Rule("scale_zeros", s * zeros("m", "n"), zeros("m", "n"), "a 0 = 0"),
    Rule("power_of_zeros", epower(zeros("m", "n"), number(2)), zeros("m", "n"), "0² = 0"),
    Rule("diag_zeros", diag(zeros("n")), zeros("n", "n"), "diag(0) = 0"),
    Rule("diagonal_zeros", diagonal(zeros("n", "n")), zeros("n"), "the diagonal of 0 is 0"),
    Rule("vec_zeros", vec(zeros("m", "n")), zeros(_mn), "vec 0 = 0"),
    Rule(
        "rows_sum_to_one",
        A @ ones("n"),
        ones("m"),
        "the rows sum to one",
        (Condition("rows_sum_to_one", A),),
    ),
    Rule(
        "rows_sum_to_one_repeated",
        A @ ones("n", "k"),
        ones("m", "k"),
        "the rows sum to one",
        (Condition("rows_sum_to_one", A),),
    ),
    # Inverses.
    Rule("inverse_left", inverse(S) @ S, identity("n"), "S⁻¹ S = I", (Condition("invertible", S),)),
    Rule(
        "inverse_right", S @ inverse(S), identity("n"), "S S⁻¹ = I", (Condition("invertible", S),)
    ),
    Rule(
        "inverse_twice",
        inverse(inverse(S)),
        S,
        "the inverse of the inverse",
        (Condition("invertible", S),),
    ),
    Rule("inverse_identity", inverse(identity("n")), identity("n"), "I⁻¹ = I"),
    # Stacked columns and Kronecker products.
    Rule("vec_of_column", vec(a), a, "a column is its own vec"),
    Rule("vec_of_ones", vec(ones("m", "n")), ones(_mn), "vec of ones is ones"),
    Rule("kron_identities", kron(identity("m"), identity("n")), identity(_mn), "I ⊗ I = I"),
    Rule("kron_scalar_left", kron(s, A), s * A, "a ⊗ A = a A"),
    Rule("kron_scalar_right", kron(A, s), s * A, "A ⊗ a = a A"),
    Rule("commutation_of_column", commutation("n", 1), identity("n"), "aᵀ has the same vec"),
    Rule("commutation_of_row", commutation(1, "n"), identity("n"), "a has the same vec"),
    Rule("transpose_kron", kron(A, E).T, kron(A.T, E.T), "transpose of a Kronecker product"),
    # Diagonals.
    Rule("diag_of_transpose", diag(a.T), diag(a), "diag of a row or a column"),
    Rule("diag_of_ones", diag(ones("n")), identity("n"), "diag(1) = I"),
    Rule("diagonal_undoes_diag", diagonal(diag(a)), a, "the diagonal of diag(a) is a"),
    Rule("diag_times_vector", diag(a) @ b, hadamard(a, b), "diag(a) b = a ∘ b"),
    Rule("diagonal_of_outer", diagonal(a @ r), hadamard(a, r.T), "the diagonal of a bᵀ is a ∘ b"),
    Rule("diag_times_ones", diag(a) @ ones("n"), a, "diag(a) 1 = a"),
    # Powers.
    Rule("power_one", epower(A, number(1)), A, "A¹ = A"),
    Rule(
        "reciprocal_twice",
        epower(epower(A, number(-1)), number(-1)),
        A,
        "1/(1/a) = a",
        (Condition("nonzero_entries", A),),
    ),
    Rule(
        "sqrt_of_square_sum",
        sqrt(a.T @ a),
        norm(a),
        "√(aᵀa) = ‖a‖",
    ),
    Rule(
        "reciprocal_sqrt_of_square_sum",
        epower(a.T @ a, number(Fraction(-1, 2))),
        epower(norm(a), number(-1)),
        "√(aᵀa) = ‖a‖",
        (Condition("nonzero", a),),
    ),
    # Inner products.
    Rule("inner_as_product", inner(a, b), a.T @ b, "⟨a, b⟩ = aᵀb"),
    Rule("inner_of_zeros", inner(A, zeros("m", "n")), number(0), "⟨A, 0⟩ = 0"),
    Rule("inner_of_scalars", inner(s, t), s * t, "⟨a, b⟩ = a b"),
    Rule("inner_of_identity", inner(identity("n"), S), trace(S), "⟨I, S⟩ = tr S"),
    Rule("inner_of_ones", inner(ones("m", "n"), A), total(A), "⟨11ᵀ, A⟩ is the sum of A"),
    Rule("inner_scale_left", inner(s * A, A2), s * inner(A, A2), "a scalar moves across"),
    Rule("inner_scale_right", inner(A, s * A2), s * inner(A, A2), "a scalar moves across"),
    Rule("trace_scale", trace(s * S), s * trace(S), "the trace is linear"),
    Rule("total_scale", total(s * A), s * total(A), "a sum of entries is linear"),
    Rule("diagonal_scale", diagonal(s * S), s * diagonal(S), "the diagonal is linear"),
    Rule("diag_scale", diag(s * a), s * diag(a), "diag is linear"),
    Rule("trace_of_scalar", trace(s), s, "the trace of a scalar"),
    Rule("trace_of_transpose", trace(S.T), trace(S), "tr Sᵀ = tr S"),
)
"""Applied until none applies: each row makes an expression shorter, or moves transposes inward."""

FACTOR_RULES: tuple[Rule, ...] = (
    Rule("factor_right", A @ B + C @ B, (A + C) @ B, "taking out a right factor"),
    Rule("factor_left", A @ B + A @ D, A @ (B + D), "taking out a left factor"),
    Rule(
        "factor_hadamard",
        hadamard(A, C) + hadamard(A2, C),
        hadamard(A + A2, C),
        "taking out an entrywise factor",
    ),
    Rule("factor_scalar", s * A + s * A2, s * (A + A2), "taking out a scalar"),
    Rule("commute_hadamard", hadamard(A, A2), hadamard(A2, A), "A ∘ B = B ∘ A"),
)
"""Applied where they make the result shorter."""
