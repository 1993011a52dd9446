"""What is positive by its form: entries, and zᵀ A z."""

import pytest

from matcalc.derive import derive
from matcalc.derive.definite import is_definite, is_positive, known
from matcalc.derive.positivity import Sign
from matcalc.expr import (
    Problem,
    det,
    diag,
    identity,
    inverse,
    logdet,
    norm,
    symbol,
    total,
    trace,
)

A, B = symbol("A", "m", "n"), symbol("B", "n", "n")
P = symbol("P", "n", "n", assume=["positive_definite"])
M = symbol("M", "m", "m", assume=["positive_definite"])
T = symbol("T", "m", "n", assume=["full_column_rank"])
x, y = symbol("x", "n"), symbol("y", "n")
z, p = symbol("z", "n", assume=["nonzero"]), symbol("p", "n", assume=["positive"])
t = symbol("t", assume=["positive"])


@pytest.mark.parametrize(
    "matrix",
    [
        P,
        inverse(P),
        P.T,
        t * P,
        P + A.T @ A,
        A.T @ A + t * identity("n"),
        T.T @ T,
        diag(p),
        T.T @ M @ T,
        P @ T.T @ M @ T @ P,
        A.T @ M @ A + diag(p),
    ],
    ids=repr,
)
def test_definite(matrix):
    assert is_definite(matrix)


@pytest.mark.parametrize(
    "matrix",
    [
        B,
        A.T @ A,
        -P,
        P - B.T @ B,
        P @ P.T @ B,
        P @ diag(p),
        T @ T.T,
        diag(x),
        A.T @ M @ A,
        inverse(A.T @ A),
        B.T @ P,
        t * B,
        -t * P,
    ],
    ids=repr,
)
def test_not_known_to_be_definite(matrix):
    assert not is_definite(matrix)


@pytest.mark.parametrize(
    "value",
    [
        z.T @ z,
        z.T @ P @ z,
        norm(z),
        total(p),
        det(P),
        trace(P),
        1 + x.T @ A.T @ A @ x,
        1 + (x.T - y.T) @ P @ (x - y),
        norm(x) ** 2 + t,
    ],
    ids=repr,
)
def test_positive_numbers(value):
    assert is_positive(value)


@pytest.mark.parametrize(
    "value",
    [x.T @ x, x.T @ P @ x, norm(x), total(x), det(B), trace(B), 1 + x.T @ y, x.T @ P @ y],
    ids=repr,
)
def test_not_known_to_be_positive(value):
    assert not is_positive(value)


def test_a_gram_matrix_is_semidefinite():
    assert known(A.T @ A).form is Sign.NONNEGATIVE
    assert known((x.T - y.T) @ P @ (x - y)).entries is Sign.NONNEGATIVE


@pytest.mark.parametrize(
    ("problem", "conditions"),
    [
        (Problem(logdet(T.T @ T), T), ()),
        (Problem(logdet(A.T @ A), A), ("A'*A invertible",)),
        (Problem(logdet(A.T @ A + identity("n")), A), ()),
        (Problem(z.T @ B @ z / (z.T @ z), z), ()),
        (Problem(norm(z), z, "hessian"), ()),
    ],
)
def test_a_theorem_does_not_assume_what_follows(problem, conditions):
    assert derive(problem).conditions == conditions
