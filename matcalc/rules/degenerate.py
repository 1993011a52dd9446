"""What linear operations are of zeros, and what some operations are of a single number.

Without these rows a line that is zero would not be seen to be zero, and nothing in it moves.
"""

from __future__ import annotations

from matcalc.expr import (
    Expr,
    diag,
    diagonal,
    dim,
    inner,
    kron,
    number,
    operation,
    total,
    vec,
    zeros,
)
from matcalc.rules.letters import A, L, S, s
from matcalc.rules.row import Rule
from matcalc.rules.structured import LINEAR

_rows, _cols = dim("m") * "p", dim("n") * "q"
_ZEROS, _SQUARE = zeros("m", "n"), zeros("n", "n")


def _of_zeros(row: tuple[Expr, Expr, Expr, Expr]) -> Rule:
    """L(0) = 0."""
    body, argument = row[0], row[1]
    name, sizes = body.data
    left = operation(name, zeros(*argument.shape), sizes=sizes)
    return Rule(f"{name}_zeros", left, zeros(*body.shape), "what is linear is 0 of 0")


ZERO_RULES: tuple[Rule, ...] = (
    *map(_of_zeros, LINEAR),
    Rule("inner_zeros_first", inner(_ZEROS, A), number(0), "⟨0, A⟩ = 0"),
    Rule("kron_zeros", kron(A, zeros("p", "q")), zeros(_rows, _cols), "A ⊗ 0 = 0"),
    Rule(
        "zeros_kron", kron(zeros("p", "q"), A), zeros(dim("p") * "m", dim("q") * "n"), "0 ⊗ A = 0"
    ),
    Rule("sylvester_zeros", operation("sylvester", L, S, _ZEROS), _ZEROS, "linear"),
    Rule("dlyap_zeros", operation("dlyap", S, _SQUARE), _SQUARE, "linear"),
    Rule("power_frechet_zeros", operation("power_frechet", S, _SQUARE, s), _SQUARE, "linear"),
)

_NUMBER = "of a single number"

NUMBER_RULES: tuple[Rule, ...] = (
    Rule("total_of_scalar", total(s), s, "the sum of a single number"),
    Rule("diag_of_scalar", diag(s), s, _NUMBER),
    Rule("diagonal_of_scalar", diagonal(s), s, _NUMBER),
    *(
        Rule(f"{name}_of_scalar", operation(name, s), s, _NUMBER)
        for name in ("toeplitz", "toeplitz_adjoint", "symtoeplitz", "symtoeplitz_adjoint", "vech")
    ),
    Rule("unvec_of_scalar", operation("unvec", s, sizes=(1, 1)), s, _NUMBER),
    Rule("unvech_of_scalar", operation("unvech", s, sizes=(1,)), s, _NUMBER),
    Rule("vec_of_scalar", vec(s), s, _NUMBER),
)
