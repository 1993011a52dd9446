"""Agreement of the second derivation with a candidate, kind by kind."""

import pytest

from matcalc.expr import (
    KINDS,
    Definition,
    Problem,
    commutation,
    diag,
    hadamard,
    identity,
    inner,
    inverse,
    kron,
    norm,
    softmax,
    symbol,
    trace,
    transpose,
)
from matcalc.index import agrees_with
from matcalc.index.agree import _KINDS
from tests.index.forms import A, B, G, P, S, X, a, f, inv, one, t, x, y

dX, dx = symbol("dX", "n", "n"), symbol("dx", "n")
row = symbol("r", 1, "n")
gram = Problem(norm(X @ A - B) ** 2, X, "hessian")

RIGHT = {
    "gradient": (Problem(x.T @ A @ x, x), (A + A.T) @ x),
    "symmetric_constant": (Problem(x.T @ S @ x, x), 2 * (S @ x)),
    "gradient_of_scalar_by_scalar": (Problem(t * t, t), 2 * t),
    "gradient_of_matrix_by_scalar": (Problem(t * A, t), A),
    "gradient-symmetric": (
        Problem(a.T @ X @ y, X, "gradient-symmetric"),
        a @ y.T + y @ a.T - diag(hadamard(a, y)),
    ),
    "symmetric_projected": (
        Problem(a.T @ X @ y, X, constraint="symmetric:projected"),
        (a @ y.T + y @ a.T) / 2,
    ),
    "skew_projected": (
        Problem(a.T @ X @ y, X, constraint="skew:projected"),
        (a @ y.T - y @ a.T) / 2,
    ),
    "diagonal": (Problem(a.T @ X @ y, X, constraint="diagonal"), diag(hadamard(a, y))),
    "jacobian": (Problem(f("exp", P @ x), x, "jacobian"), diag(f("exp", P @ x)) @ P),
    "jacobian_of_scalar": (Problem(a.T @ x, x, "jacobian"), a.T),
    "jacobian_by_scalar": (Problem(t * x, t, "jacobian"), x),
    "jacobian_of_row": (Problem(row @ A, row, "jacobian"), A.T),
    "jacobian-vec": (Problem(A @ X @ B, X, "jacobian-vec"), kron(B.T, A)),
    "jacobian_of_transpose": (Problem(X.T, X, "jacobian-vec"), commutation("n", "n")),
    "hessian": (Problem(norm(A @ x) ** 2, x, "hessian"), 2 * (A.T @ A)),
    "hessian_of_matrix": (gram, 2 * kron(A @ A.T, identity("n"))),
    "hessian_mixed": (Problem(x.T @ A @ y, x, "hessian", second=y), A),
    "hessian_by_scalar": (
        Problem(t * t * A, t, "hessian"),
        2 * A,
    ),
    "differential": (
        Problem(inverse(X), X, "differential", direction=((X, dX),)),
        -inv(X) @ dX @ inv(X),
    ),
    "jvp": (
        Problem(X @ x, X, "jvp", direction=((X, dX), (x, dx))),
        dX @ x + X @ dx,
    ),
    "scalar-derivative": (
        Problem(inverse(A + t * B), t, "scalar-derivative"),
        -inv(A + t * B) @ B @ inv(A + t * B),
    ),
    "vjp": (
        Problem(P @ X, X, "vjp", cotangent=G),
        P.T @ G,
    ),
    "value": (Problem(trace(A @ B), kind="value"), trace(B @ A)),
    "definition": (
        Problem(
            inner(G, symbol("Y", "m", "n")),
            symbol("Z", "m", "n"),
            definitions=(
                Definition(symbol("Y", "m", "n"), softmax(symbol("Z", "m", "n"), "rows")),
            ),
        ),
        hadamard(symbol("Y", "m", "n"), G)
        - diag(hadamard(symbol("Y", "m", "n"), G) @ one) @ softmax(symbol("Z", "m", "n"), "rows"),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right(name):
    problem, candidate = RIGHT[name]
    assert agrees_with(problem, candidate)


@pytest.mark.parametrize("name", RIGHT)
def test_twice_as_much_is_wrong(name):
    problem, candidate = RIGHT[name]
    assert not agrees_with(problem, 2 * candidate)


WRONG = {
    "transposed": (Problem(trace(A @ X), X), A),
    "shape": (Problem(x.T @ A @ x, x), transpose(A @ x)),
    "unknown_constraint": (Problem(trace(X), X, constraint="orthogonal"), identity("n")),
    "no_cotangent": (Problem(P @ X, X, "vjp"), P.T @ G),
    "no_variable": (Problem(P @ X, kind="jacobian"), P),
    "vec_shape": (Problem(A @ X, X, "jacobian-vec"), A),
    "captured_name": (
        Problem(P @ x, x, "jacobian"),
        P + 0 * symbol("upstream", "m") @ x.T + symbol("upstream", "m") @ x.T,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong(name):
    assert not agrees_with(*WRONG[name])


def test_names_of_the_user_are_not_captured():
    upstream, direction = symbol("upstream", "m"), symbol("direction", "n", "n")
    assert agrees_with(
        Problem(upstream.T @ P @ x * x, x, "jacobian"),
        ((upstream.T @ P @ x) * identity("n") + x @ (upstream.T @ P)),
    )
    assert agrees_with(Problem(direction @ X, X, "jacobian-vec"), kron(identity("n"), direction))


def test_a_cotangent_with_a_name_of_its_own():
    z, bar = symbol("z", "m"), symbol("zbar", "m")
    problem = Problem(norm(z) ** 2, x, definitions=(Definition(z, P @ x),))
    assert agrees_with(problem, P.T @ bar, (*problem.definitions, Definition(bar, 2 * z)))
    assert not agrees_with(problem, P.T @ bar, (*problem.definitions, Definition(bar, z)))


def test_every_kind_is_known():
    assert set(_KINDS) == set(KINDS)
