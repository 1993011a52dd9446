"""The second derivation, and its agreement with the exact values."""

import pytest

from matcalc.derive import derive
from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import (
    Definition,
    Problem,
    abstract,
    apply,
    det,
    diag,
    diagonal,
    entry,
    epower,
    expm,
    index,
    index_sum,
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
    power,
    size,
    softmax,
    symbol,
    total,
    trace,
    unspecified,
)
from matcalc.expr.node import SCALAR
from matcalc.index import agrees_with, gradient, hessian, jacobian
from matcalc.index.linear import along, by_scalar
from matcalc.index.slopes import SLOPES
from matcalc.values import agrees
from tests.index.forms import A, B, X, f, p, t, x

c, M = symbol("c", "m"), symbol("M", "m", "n")
D, W, b = symbol("D", "s", "d"), symbol("W", "k", "d"), symbol("b", 1, "k")
G, Z, Y, T = (symbol(name, "s", "k") for name in "GZYT")
pos = symbol("q", "n", assume=["positive"])
L = unspecified("h")
long = symbol("long", kron(x, x).rows)
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
    (total(epower(pos, p)), p, "q'.^p*log(q)"),
    (trace(expm(A @ X)), X, "A'*expm(A*X)'"),
    (norm(x) ** 2 + t, c, "zeros(m)"),
)


@pytest.mark.parametrize(("target", "wrt", "text"), GRADIENTS, ids=lambda part: repr(part))
def test_gradient(target, wrt, text):
    assert repr(gradient(Problem(target, wrt)).expr) == text


@pytest.mark.parametrize("name", SLOPES)
def test_slopes_have_the_right_values(name):
    problem = Problem(total(apply(name, pos)), pos)
    assert agrees(problem, gradient(problem).expr, seed=3).equal


def test_every_function_but_digamma_has_a_slope():
    with pytest.raises(UnsupportedError, match="the derivative of digamma has no name"):
        gradient(Problem(total(f("digamma", x)), x))


LINEAR = (
    (jacobian, M @ x, x, "M"),
    (jacobian, softmax(x), x, "diag(softmax(x)) - softmax(x)*softmax(x)'"),
    (jacobian, f("tanh", M @ x), x, "M - diag(tanh(M*x).^2)*M"),
    (jacobian, b @ W, b, "W'"),
    (hessian, x.T @ A @ x, x, "A + A'"),
    (hessian, total(f("exp", M @ x)), x, "M'*diag(exp(M*x))*M"),
    (by_scalar, inverse(A + t * B), t, "-inv(A + t*B)*B*inv(A + t*B)"),
)


@pytest.mark.parametrize(
    ("derive_it", "target", "wrt", "text"),
    LINEAR,
    ids=lambda part: getattr(part, "__name__", None) or repr(part),
)
def test_jacobians_and_hessians(derive_it, target, wrt, text):
    assert repr(derive_it(Problem(target, wrt))) == text


def test_along_a_direction():
    dX = symbol("dX", "n", "n")
    assert repr(along(Problem(X @ X, X), dX)) == "dX*X + X*dX"


def test_definitions_are_passed_through_once():
    z, y = symbol("z", "m"), symbol("y", "m")
    told = (Definition(z, M @ x), Definition(y, f("tanh", z)))
    found = gradient(Problem(c.T @ y, x, definitions=told))
    assert repr(found.expr) == "M'*(c .* (ones(m) - y .* y))"
    assert found.definitions == ()


def network(depth):
    """h ← h + tanh(W h), a number of times."""
    told, state = [], x
    for at in range(depth):
        name = symbol(f"h{at}", "n")
        told.append(Definition(name, state + f("tanh", symbol(f"W{at}", "n", "n") @ state)))
        state = name
    return Problem(state.T @ state, symbol("W0", "n", "n"), definitions=tuple(told))


def test_what_is_long_gets_a_name_that_is_free():
    told = network(6)
    taken = Definition(symbol("g_1", "n"), x + x)
    found = gradient(Problem(told.target, told.wrt, definitions=(taken, *told.definitions)))
    assert [each.name.declaration.name for each in found.definitions] == ["g_1'"]


def test_the_cost_grows_with_the_depth_only():
    sizes = [len(gradient(network(depth)).definitions) for depth in (30, 60, 120)]
    assert sizes[1] - sizes[0] == 10
    assert sizes[2] - sizes[1] == 20


def test_a_deep_expression_does_not_recurse():
    state = x
    for at in range(1000):
        state = f("tanh", symbol(f"W{at}", "n", "n") @ state)
    assert gradient(Problem(total(state), x)).expr.shape == x.shape


def test_a_deep_network_agrees_with_the_other_engine():
    problem = network(7)
    result = derive(problem)
    assert agrees_with(problem, result.expr, result.definitions)
    assert not agrees_with(problem, -result.expr, result.definitions)


def test_the_slope_of_an_unspecified_function_is_not_a_constant():
    loss = abstract("L", SCALAR, M @ x)
    with pytest.raises(UnsupportedError, match="partial has no derivative with indices"):
        hessian(Problem(loss, x))


REFUSED = (
    (Problem(x, x), ShapeError, "a gradient is of a scalar, and x is n×1."),
    (Problem(x.T @ x), UnsupportedError, "nothing is said to be differentiated by."),
    (
        Problem(long.T @ kron(x, x), long),
        UnsupportedError,
        "long is cut across by an index of compound range.",
    ),
    (
        Problem(index_sum(i, index_sum(j, j * entry(A, i, j))), A),
        UnsupportedError,
        "has no form in matrix notation",
    ),
)


@pytest.mark.parametrize(("problem", "error", "text"), REFUSED, ids=lambda part: repr(part)[:40])
def test_what_cannot_be_differentiated(problem, error, text):
    with pytest.raises(error) as caught:
        gradient(problem)
    assert text in str(caught.value)
