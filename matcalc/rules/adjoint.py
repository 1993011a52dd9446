"""⟨G, L(A)⟩ = ⟨L*(G), A⟩: how each linear operation is moved to the other side.

The second table of the calculus. Where the first leaves dX inside products, transposes and
traces, this one takes them off, one by one, until ⟨G, dX⟩ shows the gradient.
"""

from __future__ import annotations

from matcalc.expr import (
    diag,
    diagonal,
    hadamard,
    identity,
    inner,
    number,
    ones,
    total,
    trace,
)
from matcalc.rules.letters import A2, A, B, F, G, H, S, a, g, r, s, t
from matcalc.rules.letters import R as SquareG
from matcalc.rules.row import Rule

ADJOINT_RULES: tuple[Rule, ...] = (
    Rule("inner_with_one", s, inner(number(1), s), "a scalar is its product with 1"),
    Rule("adjoint_sum", inner(G, A + A2), inner(G, A) + inner(G, A2), "linearity"),
    Rule("adjoint_scale", inner(G, s * A), inner(s * G, A), "a scalar moves across"),
    Rule(
        "adjoint_scalar_factor",
        inner(G, s * A),
        inner(inner(G, A), s),
        "a scalar moves across",
    ),
    Rule("adjoint_left_factor", inner(H, A @ B), inner(A.T @ H, B), "a left factor moves across"),
    Rule("adjoint_right_factor", inner(H, A @ B), inner(H @ B.T, A), "a right factor moves across"),
    Rule("adjoint_transpose", inner(G, F.T), inner(G.T, F), "transpose both"),
    Rule("adjoint_trace", inner(t, trace(S)), inner(t * identity("n"), S), "tr S = ⟨I, S⟩"),
    Rule("adjoint_total", inner(t, total(A)), inner(t * ones("m", "n"), A), "sum A = ⟨11ᵀ, A⟩"),
    Rule("adjoint_inner", inner(t, inner(A, A2)), inner(t * A, A2), "a scalar moves across"),
    Rule(
        "adjoint_inner_first",
        inner(t, inner(A, A2)),
        inner(t * A2, A),
        "a scalar moves across",
    ),
    Rule(
        "adjoint_hadamard",
        inner(G, hadamard(A, A2)),
        inner(hadamard(G, A), A2),
        "an entrywise factor moves across",
    ),
    Rule(
        "adjoint_hadamard_right",
        inner(G, hadamard(A, A2)),
        inner(hadamard(G, A2), A),
        "an entrywise factor moves across",
    ),
    Rule("adjoint_diag", inner(SquareG, diag(a)), inner(diagonal(SquareG), a), "diag moves across"),
    Rule(
        "adjoint_diag_row",
        inner(SquareG, diag(r)),
        inner(diagonal(SquareG).T, r),
        "diag moves across",
    ),
    Rule("adjoint_diagonal", inner(g, diagonal(S)), inner(diag(g), S), "diag moves across"),
)
"""Every row reads ⟨G, L(A)⟩ = ⟨L*(G), A⟩ with A the part that contains the differential."""
