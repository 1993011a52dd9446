"""The differential of every node (Magnus and Neudecker): the first table of the calculus.

``C`` and ``D`` stand for constants: expressions in which nothing that is differentiated occurs.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from matcalc.errors import UnsupportedError
from matcalc.expr import apply as f
from matcalc.expr import (
    det,
    diag,
    diagonal,
    epower,
    expm,
    hadamard,
    inner,
    inverse,
    kron,
    log_softmax,
    logdet,
    logsumexp,
    norm,
    norm1,
    number,
    ones,
    softmax,
    total,
    trace,
    vec,
    zeros,
)
from matcalc.expr import differential as d
from matcalc.expr.node import add, matmul, power, scale
from matcalc.rules.letters import (
    A2,
    A,
    B,
    C,
    D,
    E,
    S,
    a,
    constant_C,
    constant_D,
    constant_E,
    constant_S,
    constant_s,
    r,
    s,
)
from matcalc.rules.row import Condition, Rule

_Y = softmax(A, "rows")
_Z = softmax(A, "columns")
_y = softmax(a, "columns")

DIFFERENTIAL_RULES: tuple[Rule, ...] = (
    Rule("d_constant", d(C), zeros("m", "n"), "a constant does not change", (constant_C,)),
    Rule("d_sum", d(A + A2), d(A) + d(A2), "differential of a sum"),
    Rule("d_sum_constant", d(A + C), d(A), "a constant term drops out", (constant_C,)),
    Rule("d_constant_sum", d(C + A), d(A), "a constant term drops out", (constant_C,)),
    Rule("d_scale", d(s * A), d(s) * A + s * d(A), "product rule"),
    Rule("d_constant_scale", d(s * A), s * d(A), "a constant factor stays", (constant_s,)),
    Rule("d_scale_constant", d(s * C), d(s) * C, "a constant factor stays", (constant_C,)),
    Rule("d_product", d(A @ B), d(A) @ B + A @ d(B), "product rule"),
    Rule("d_constant_product", d(C @ B), C @ d(B), "a constant factor stays", (constant_C,)),
    Rule("d_product_constant", d(A @ D), d(A) @ D, "a constant factor stays", (constant_D,)),
    Rule("d_hadamard", d(hadamard(A, A2)), hadamard(d(A), A2) + hadamard(A, d(A2)), "product rule"),
    Rule(
        "d_constant_hadamard",
        d(hadamard(C, A)),
        hadamard(C, d(A)),
        "a constant factor stays",
        (constant_C,),
    ),
    Rule(
        "d_hadamard_constant",
        d(hadamard(A, C)),
        hadamard(d(A), C),
        "a constant factor stays",
        (constant_C,),
    ),
    Rule("d_transpose", d(A.T), d(A).T, "the transpose is linear"),
    Rule("d_trace", d(trace(S)), trace(d(S)), "the trace is linear"),
    Rule("d_total", d(total(A)), total(d(A)), "a sum of entries is linear"),
    Rule("d_diag", d(diag(a)), diag(d(a)), "diag is linear"),
    Rule("d_diag_row", d(diag(r)), diag(d(r)), "diag is linear"),
    Rule("d_diagonal", d(diagonal(S)), diagonal(d(S)), "the diagonal is linear"),
    Rule("d_vec", d(vec(A)), vec(d(A)), "vec is linear"),
    Rule("d_kron", d(kron(A, E)), kron(d(A), E) + kron(A, d(E)), "product rule"),
    Rule("d_kron_constant", d(kron(A, E)), kron(d(A), E), "a constant factor stays", (constant_E,)),
    Rule("d_constant_kron", d(kron(C, E)), kron(C, d(E)), "a constant factor stays", (constant_C,)),
    Rule("d_inner", d(inner(A, A2)), inner(d(A), A2) + inner(A, d(A2)), "product rule"),
    Rule(
        "d_inner_constant",
        d(inner(A, C)),
        inner(C, d(A)),
        "a constant factor stays",
        (constant_C,),
    ),
    Rule(
        "d_constant_inner",
        d(inner(C, A)),
        inner(C, d(A)),
        "a constant factor stays",
        (constant_C,),
    ),
    Rule(
        "d_inverse",
        d(inverse(S)),
        -(inverse(S) @ d(S) @ inverse(S)),
        "differential of the inverse",
        (Condition("invertible", S),),
    ),
    Rule(
        "d_expm_along",
        d(expm(s * S)),
        d(s) * S @ expm(s * S),
        "differential of e^{tA} by t",
        (constant_S,),
    ),
    Rule(
        "d_det",
        d(det(S)),
        det(S) * trace(inverse(S) @ d(S)),
        "Jacobi's formula",
        (Condition("invertible", S),),
    ),
    Rule(
        "d_logdet",
        d(logdet(S)),
        trace(inverse(S) @ d(S)),
        "Jacobi's formula",
        (Condition("invertible", S),),
    ),
    Rule(
        "d_norm",
        d(norm(A)),
        inner(A, d(A)) / norm(A),
        "differential of the norm",
        (Condition("nonzero", A),),
    ),
    Rule(
        "d_norm_squared",
        d(epower(norm(A), number(2))),
        2 * inner(A, d(A)),
        "differential of the squared norm",
    ),
    Rule(
        "d_norm1",
        d(norm1(A)),
        inner(f("sign", A), d(A)),
        "differential of the sum of absolute values",
        (Condition("off_kink", A),),
    ),
    Rule(
        "d_power",
        d(epower(A, s)),
        s * hadamard(epower(A, s - 1), d(A)),
        "power rule",
        (constant_s, Condition("power_defined", A)),
    ),
    Rule(
        "d_softmax_rows",
        d(_Y),
        hadamard(_Y, d(A) - hadamard(_Y, d(A)) @ ones("n") @ ones(1, "n")),
        "differential of softmax along rows",
    ),
    Rule(
        "d_softmax_columns",
        d(_Z),
        hadamard(_Z, d(A) - ones("m") @ ones(1, "m") @ hadamard(_Z, d(A))),
        "differential of softmax along columns",
    ),
    Rule(
        "d_softmax_vector",
        d(_y),
        (diag(_y) - _y @ _y.T) @ d(a),
        "differential of softmax",
    ),
    Rule(
        "d_log_softmax_rows",
        d(log_softmax(A, "rows")),
        d(A) - hadamard(_Y, d(A)) @ ones("n") @ ones(1, "n"),
        "differential of log softmax along rows",
    ),
    Rule(
        "d_log_softmax_vector",
        d(log_softmax(a, "columns")),
        d(a) - ones("n") @ (_y.T @ d(a)),
        "differential of log softmax",
    ),
    Rule(
        "d_log_softmax_columns",
        d(log_softmax(A, "columns")),
        d(A) - ones("m") @ ones(1, "m") @ hadamard(_Z, d(A)),
        "differential of log softmax along columns",
    ),
    Rule(
        "d_logsumexp_rows",
        d(logsumexp(A, "rows")),
        hadamard(_Y, d(A)) @ ones("n"),
        "differential of log-sum-exp",
    ),
    Rule(
        "d_logsumexp_vector",
        d(logsumexp(a, "columns")),
        _y.T @ d(a),
        "differential of log-sum-exp",
    ),
    Rule(
        "d_logsumexp_columns",
        d(logsumexp(A, "columns")),
        ones(1, "m") @ hadamard(_Z, d(A)),
        "differential of log-sum-exp",
    ),
)
"""Every row reads ``d(left) = right``, linear in the differentials of the letters."""


@cache
def power_rule(k: Fraction) -> Rule:
    """d(A.^k) = k A.^(k−1) ∘ dA entry by entry, for a literal exponent."""
    kind = "" if k > 0 else "nonzero_entries"
    kind = kind if k.denominator == 1 else "positive"
    lower = A if k == 2 else epower(A, number(k - 1))
    return Rule(
        f"d_power_{k}",
        d(epower(A, number(k))),
        scale(number(k), hadamard(lower, d(A))),
        "power rule",
        (Condition(kind, A),) if kind else (),
    )


MOST_WRITTEN = 40
"""The terms of d(Sᵏ) are written out up to this k."""


LARGEST_POWER = 10**9


@cache
def matrix_power_rule(k: int) -> Rule:
    """d(Sᵏ) = Σ Sʲ dS Sᵏ⁻¹⁻ʲ, for a whole number k ≥ 2.

    Raises UnsupportedError for a k with too many terms.
    """
    if k > MOST_WRITTEN:
        raise UnsupportedError(
            f"the differential of a matrix to the power {k} has {k} terms, and at most "
            f"{MOST_WRITTEN} are written out.",
            hint="Inside a trace any power can be differentiated.",
        )
    terms = [matmul(*[S] * j, d(S), *[S] * (k - 1 - j)) for j in range(k)]
    return Rule(f"d_matrix_power_{k}", d(power(S, number(k))), add(*terms), "product rule")


@cache
def trace_power_rule(k: int) -> Rule:
    """d tr(Sᵏ) = k tr(Sᵏ⁻¹ dS): the k terms of the product rule have one trace."""
    if k >= LARGEST_POWER:
        raise UnsupportedError(f"a matrix to the power {k} is not differentiated.")
    lower = S if k == 2 else power(S, number(k - 1))
    return Rule(
        f"d_trace_power_{k}",
        d(trace(power(S, number(k)))),
        scale(number(k), trace(matmul(lower, d(S)))),
        "derivative of a power inside a trace",
    )
