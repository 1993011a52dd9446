"""The engine on problems whose answer every course prints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcalc.derive import derive
from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import (
    Definition,
    Expr,
    Problem,
    abstract,
    apply,
    det,
    diag,
    diagonal,
    dim,
    entry,
    hadamard,
    identity,
    inner,
    inverse,
    logdet,
    logsumexp,
    norm,
    norm1,
    number,
    ones,
    power,
    quotient,
    size,
    softmax,
    symbol,
    total,
    trace,
    unspecified,
)

x, y, a, b = (symbol(name, "n") for name in "xyab")
A, B, S = (symbol(name, "n", "n") for name in "ABS")
C = symbol("C", "m", "n")
c = symbol("c", "m")
V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
P = symbol("P", "n", "n", assume=["symmetric"])
t = symbol("t")

GRADIENTS: tuple[tuple[Expr, Expr, str], ...] = (
    (x.T @ B @ x, x, "(B + B')*x"),
    (x.T @ P @ x, x, "2*P*x"),
    (trace(V @ X @ W), X, "V'*W'"),
    (norm(x), x, "x/norm(x)"),
    (norm(x) ** 2, x, "2*x"),
    (norm1(x), x, "sign(x)"),
    (trace(S), S, "eye(n)"),
    (c.T @ C @ x, x, "C'*c"),
    (c.T @ C @ x, c, "C*x"),
    (c.T @ C @ x, C, "c*x'"),
    (norm(C @ x - c) ** 2, x, "2*C'*(C*x - c)"),
    (norm(C @ x - c), x, "C'*(C*x - c)/norm(C*x - c)"),
    (logdet(S), S, "inv(S)'"),
    (det(S), S, "det(S)*inv(S)'"),
    (trace(inverse(S) @ A), S, "-inv(S)'*A'*inv(S)'"),
    (x.T @ inverse(S) @ b, S, "-inv(S)'*x*b'*inv(S)'"),
    (trace(power(A, number(4))), A, "4*A'*A'*A'"),
    (trace(A) ** 9, A, "9*tr(A)^8*eye(n)"),
    (logsumexp(C @ x), x, "C'*softmax(C*x)"),
    (total(apply("sigmoid", C @ x)), x, "C'*(sigmoid(C*x) .* (ones(m) - sigmoid(C*x)))"),
    (apply("exp", x.T @ B @ x), x, "exp(x'*B*x)*(B + B')*x"),
    (a.T @ diag(x) @ b, x, "a .* b"),
    (a.T @ diagonal(A), A, "diag(a)"),
    (t * t, t, "2*t"),
    (apply("sin", t), t, "cos(t)"),
    (a.T @ b, x, "zeros(n)"),
    (2 * total(apply("step", x)), x, "zeros(n)"),
    (total(apply("sin", x - x)), x, "zeros(n)"),
    (norm(x / t) ** 2, t, "-2*x'*x/t^3"),
    (norm(hadamard(x, y, x + x)), x, "8*x.^3 .* y.^2/norm(2*x.^2 .* y)"),
)


@pytest.mark.parametrize(("target", "wrt", "expected"), GRADIENTS, ids=[g[2] for g in GRADIENTS])
def test_gradient_is_compact(target: Expr, wrt: Expr, expected: str) -> None:
    assert repr(derive(Problem(target, wrt)).expr) == expected


JACOBIANS: tuple[tuple[Expr, Expr, str], ...] = (
    (C @ x, x, "C"),
    (x, x, "eye(n)"),
    (softmax(x), x, "diag(softmax(x)) - softmax(x)*softmax(x)'"),
    (hadamard(x, x), x, "2*diag(x)"),
    (C @ hadamard(x, x), x, "2*C*diag(x)"),
    (x + apply("tanh", A @ x), x, "eye(n) + diag(ones(n) - tanh(A*x).^2)*A"),
    (diag(x) @ b, x, "diag(b)"),
    (b, x, "zeros(n, n)"),
    (A @ (A @ x), x, "A*A"),
    (x.T @ A, x, "A'"),
    (x.T @ A @ y, x, "y'*A'"),
    (t * x, t, "x"),
    (C.T, C, "commutation(m, n)"),
    (A @ C.T, C, "kron(eye(m), A)*commutation(m, n)"),
    (inverse(S), S, "-kron(inv(S)', inv(S))"),
    (abstract("x", (dim("n"), dim(1)), y), y, "partial(x(y), y)"),
)


@pytest.mark.parametrize(("target", "wrt", "expected"), JACOBIANS, ids=[j[2] for j in JACOBIANS])
def test_jacobian_is_compact(target: Expr, wrt: Expr, expected: str) -> None:
    assert repr(derive(Problem(target, wrt, "jacobian")).expr) == expected


HESSIANS = (
    (x.T @ A @ x, "A + A'"),
    (norm(C @ x - c) ** 2, "2*C'*C"),
    (logsumexp(C @ x), "C'*(diag(softmax(C*x)) - softmax(C*x)*softmax(C*x)')*C"),
    (norm1(x), "zeros(n, n)"),
)


@pytest.mark.parametrize(("target", "expected"), HESSIANS, ids=[h[1] for h in HESSIANS])
def test_hessian_is_the_jacobian_of_the_gradient(target: Expr, expected: str) -> None:
    assert repr(derive(Problem(target, x, "hessian")).expr) == expected


def test_names_of_definitions_stay() -> None:
    Z, Y, T = (symbol(name, "s", "c") for name in "ZYT")
    fused = Problem(
        -inner(T, apply("log", Y)) / size("s"), Z, definitions=(Definition(Y, softmax(Z)),)
    )
    assert repr(derive(fused).expr) == "((T*ones(c, c)) .* Y - T)/s"
    stochastic = symbol("T", "s", "c", assume=["rows_sum_to_one"])
    told = replace(fused, target=-inner(stochastic, apply("log", Y)) / size("s"))
    assert repr(derive(told).expr) == "(Y - T)/s"


def test_backward_of_the_linear_module() -> None:
    X, W, row = symbol("X", "s", "m"), symbol("W", "k", "m"), symbol("b", 1, "k")
    G, Y = symbol("G", "s", "k"), symbol("Y", "s", "k")
    layer = (Definition(Y, X @ W.T + ones("s") @ row),)
    found = [repr(derive(Problem(inner(G, Y), v, definitions=layer)).expr) for v in (W, row, X)]
    assert found == ["G'*X", "ones(1, s)*G", "G*W"]


def test_unspecified_activation() -> None:
    G = symbol("G", "m", "p")
    problem = Problem(inner(G, apply(unspecified("h"), X)), X)
    assert repr(derive(problem).expr) == "G .* h'(X)"


def test_conditions_are_part_of_the_theorem() -> None:
    assert derive(Problem(norm(x), x)).conditions == ("x ≠ 0",)
    assert derive(Problem(logdet(S), S)).conditions == ("S invertible",)
    definite = symbol("S", "n", "n", assume=["positive_definite"])
    assert derive(Problem(logdet(definite), definite)).conditions == ()
    assert derive(Problem(total(quotient(ones("n"), x)), x)).conditions == ("no entry of x is 0",)


def test_differential_of_the_inverse() -> None:
    direction = symbol("H", "n", "n")
    problem = Problem(inverse(S), S, "differential", direction=((S, direction),))
    assert repr(derive(problem).expr) == "-inv(S)*H*inv(S)"


def test_gradient_over_the_free_entries_of_a_symmetric_matrix() -> None:
    problem = Problem(trace(A @ P), P, "gradient-symmetric", constraint="symmetric:independent")
    assert repr(derive(problem).expr) == "A' + A - A' .* eye(n)"


def test_one_thousand_layers_do_not_recurse() -> None:
    body: Expr = x
    for _ in range(1000):
        body = apply("tanh", A @ body)
    assert derive(Problem(total(body), x)).expr.shape == x.shape


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (Problem(C @ x, x), "a gradient is of a scalar, and C*x is m×1."),
        (Problem(C @ x), "nothing is said to be differentiated by."),
        (Problem(x.T @ x, x, "curl"), "the kind 'curl' is not known."),
    ],
)
def test_what_cannot_be_done_is_said(problem: Problem, message: str) -> None:
    with pytest.raises((ShapeError, UnsupportedError)) as caught:
        derive(problem)
    assert message in str(caught.value)
    assert identity("n").is_square and entry(x, number(1), number(1)).is_scalar


def test_a_name_by_itself_is_one():
    alpha = symbol("alpha")
    assert derive(Problem(target=alpha, wrt=alpha)).expr is number(1)


@pytest.mark.parametrize("name", ["least_squares", "logistic", "matrix"])
def test_a_hessian_along_a_direction(name):
    from matcalc.certificate import recheck, to_certificate
    from matcalc.index import agrees_with
    from matcalc.values import agrees_floating

    A, B, x, X = (
        symbol("A", "m", "n"),
        symbol("B", "m", "p"),
        symbol("x", "n"),
        symbol("X", "n", "p"),
    )
    target, wrt = {
        "least_squares": (norm(A @ x) ** 2, x),
        "logistic": (total(apply("softplus", A @ x)), x),
        "matrix": (norm(A @ X - B) ** 2, X),
    }[name]
    direction = symbol("v", *(wrt.shape[:1] if wrt is x else wrt.shape))
    problem = Problem(target, wrt, "hessian", direction=((wrt, direction),))
    result = derive(problem)
    assert result.expr.shape == wrt.shape
    assert agrees_floating(problem, result.expr).equal
    assert agrees_with(problem, result.expr)
    assert not agrees_with(problem, 2 * result.expr)
    recheck(to_certificate(result))


def test_a_hessian_is_applied_to_one_direction_of_the_right_shape():
    v = symbol("v", "m")
    with pytest.raises(UnsupportedError, match="applied to one direction, of the shape n×1"):
        derive(Problem(x.T @ x, x, "hessian", direction=((x, v),)))
