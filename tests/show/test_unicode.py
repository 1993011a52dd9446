"""Unicode on one line."""

from fractions import Fraction

import pytest

from matcalc.expr import (
    ONE,
    abstract,
    apply,
    entry,
    epower,
    hadamard,
    index,
    index_sum,
    inverse,
    kron,
    norm,
    number,
    operation,
    partial,
    power,
    scale,
    softmax,
    sqrt,
    symbol,
    unspecified,
)
from matcalc.show import to_unicode

x, A, X = symbol("x", "n"), symbol("A", "n", "n"), symbol("X", "n", "n")
U = symbol("U", "n", "n", latex=r"\frac{\partial L}{\partial \mathbf{Y}}")
s, i = symbol("s"), index("i", "n")
f = abstract("f", (ONE, ONE), x)

CASES = [
    (inverse(A).T @ x / norm(x), "A⁻ᵀ x/‖x‖"),
    (number(Fraction(1, 2)) * (X + X.T), "½ (X + Xᵀ)"),
    (number(Fraction(2, 7)) * X, "(2/7) X"),
    (s / (s + 1), "s/(s + 1)"),
    (X / (2 * s), "X/(2 s)"),
    (power(X, symbol("k")), "Xᵏ"),
    (power(X, symbol("q")), "X^q"),
    (power(s, s + 1), "s^(s + 1)"),
    (epower(X, number(-1)), "X∘⁻¹"),
    (sqrt(s + 1) ** 2, "(√(s + 1))²"),
    (hadamard(U, A), "(∂L/∂Y) ⊙ A"),
    (kron(A, X), "A ⊗ X"),
    (symbol("y_hat", "n"), "ŷ"),
    (symbol("W1", "n", "n") @ x, "W₁ x"),
    (symbol("W", "n", "n", latex="W^{(1)}").T, "W⁽¹⁾ᵀ"),
    (symbol("b_q", "n"), "b_q"),
    (softmax(X), "softmax_rows(X)"),
    (apply(unspecified("h", 1), x), "h′(x)"),
    (norm(A) ** 2, "‖A‖_F²"),
    (index_sum(i, entry(A, i, i)), "Σ_(i=1..n) Aᵢᵢ"),
    (index_sum(i, index_sum(index("j", "n"), entry(A, i, i))), "Σ_(i,j=1..n) Aᵢᵢ"),
    (partial(f, x) / s, "(∂f/∂x)/s"),
    (scale(s, partial(f, x)) / (s + 1), "(s ∂f/∂x)/(s + 1)"),
    (operation("nuclear", A), "‖A‖_*"),
]


@pytest.mark.parametrize(("expr", "text"), CASES, ids=[text for _, text in CASES])
def test_unicode(expr, text):
    assert to_unicode(expr) == text
