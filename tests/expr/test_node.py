"""Nodes are shared and frozen; constructors check shapes and say which dimensions clash."""

from __future__ import annotations

import pickle

import pytest

from matcalc.errors import ShapeError
from matcalc.expr import (
    HEADS,
    Expr,
    add,
    block,
    det,
    diag,
    divide,
    entry,
    epower,
    hadamard,
    identity,
    inner,
    inverse,
    kron,
    leaves,
    logsumexp,
    matmul,
    multiply,
    number,
    ones,
    partial,
    postorder,
    power,
    scale,
    softmax,
    substitute,
    symbol,
    symbols,
    tabulate,
    trace,
    transpose,
    vec,
    walk,
    zeros,
)
from matcalc.expr import index as index_of
from matcalc.expr import text as ascii_text

A, B = symbol("A", "n", "m"), symbol("B", "p", "q")
S, x, r, s = symbol("S", "n", "n"), symbol("x", "n"), symbol("r", 1, "n"), symbol("s")


def test_equal_expressions_are_one_object() -> None:
    assert A.T @ A is A.T @ A
    assert (A @ A.T) @ A is A @ (A.T @ A)
    assert 2 * (s * A) is scale(number(2), s, A)


def test_frozen_and_not_pickled() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        A.head = None  # type: ignore[assignment]
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(A)
    with pytest.raises(TypeError, match="not a sequence"):
        list(A)


SHAPE_ERRORS = (
    (lambda: A @ B, "A is n×m and B is p×q: their product needs m = p."),
    (lambda: A + A.T, "A is n×m and A' is m×n: a sum needs equal shapes."),
    (lambda: A + A.T, "Did you mean A + the transpose of A'?"),
    (lambda: hadamard(A, S), "A is n×m and S is n×n: an entrywise product needs equal shapes."),
    (lambda: trace(A), "A is n×m: the trace needs a square matrix, n = m."),
    (lambda: det(A), "A is n×m: the determinant needs a square matrix, n = m."),
    (lambda: inverse(A), "A is n×m: the inverse needs a square matrix, n = m."),
    (lambda: power(A, number(2)), "A is n×m: a power needs a square matrix, n = m."),
    (lambda: power(A, number(2)), "write A .^ k"),
    (lambda: power(S, x), "the exponent x is n×1; it must be a scalar."),
    (lambda: epower(S, x), "the exponent x is n×1; it must be a scalar."),
    (lambda: divide(A, S), "S is n×n: only a scalar can be divided by."),
    (lambda: diag(A), "diag needs a vector, and A is n×m."),
    (lambda: inner(A, S), "an inner product needs equal shapes."),
    (lambda: scale(A, S), "a scalar multiple needs all but one factor scalar."),
    (lambda: partial(A, S), "their derivative has more than two indices."),
    (lambda: block(((s, x), (s, s))), "the block x is n×1; its place needs a scalar."),
    (lambda: tabulate(index_of("i", "n"), number(1), x), "an entry must be a scalar"),
)


@pytest.mark.parametrize(("build", "message"), SHAPE_ERRORS)
def test_shape_errors_name_the_clash(build, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError) as caught:
        build()
    assert message in str(caught.value)
    assert caught.value.code in ("ill_shaped", "many_indices")


@pytest.mark.parametrize(
    ("expr", "shape"),
    [
        (kron(A, B), "(n*p, m*q)"),
        (vec(A), "(m*n, 1)"),
        (diag(r), "(n, n)"),
        (logsumexp(A, "rows"), "(n, 1)"),
        (logsumexp(A, "columns"), "(1, m)"),
        (softmax(x), "(n, 1)"),
        (partial(s, A), "(n, m)"),
        (x @ r, "(n, n)"),
        (r @ x, "(1, 1)"),
    ],
)
def test_shapes(expr: Expr, shape: str) -> None:
    assert str(expr.shape) == shape


def test_scalars_stand_in_front() -> None:
    assert A.T @ (s * A) is scale(s, A.T @ A)
    assert (r @ x) * r is matmul(r, x, r)
    assert multiply(x, r @ x) is (r @ x) * x
    assert A / s / 2 is scale(number(1) / 2, epower(s, number(-1)), A)
    negative = -A
    assert -negative is A


def test_literal_ones_of_one_entry_are_numbers() -> None:
    assert ones(1) is number(1) and zeros(1, 1) is number(0) and identity(1) is number(1)


def test_every_head_has_a_constructor_and_a_text() -> None:
    covered = set(walk._CONSTRUCTORS) | {
        head for head in HEADS if head.name in ("unit", "abstract", "block")
    }
    assert set(HEADS) == covered
    assert set(HEADS) == set(ascii_text._WRITERS)


def test_passes_do_not_recurse() -> None:
    deep = x
    for _ in range(5000):
        deep = transpose(S @ deep).T
    assert leaves(deep) == 5001
    assert symbols(deep) == [x, S] or symbols(deep) == [S, x]
    assert substitute(deep, {x: x}) is deep
    assert len(postorder(deep)) > 5000


def test_substitution_checks_shapes() -> None:
    with pytest.raises(ShapeError):
        substitute(S @ x, {x: A.T})


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        ((S + S.T) @ x / 2, "1/2*(S + S')*x"),
        (-(x.T @ S @ x) / 2, "-1/2*x'*S*x"),
        (hadamard(x, S @ x), "x .* (S*x)"),
        (S @ x / (x.T @ x), "S*x/(x'*x)"),
        (add(x, -2 * x), "x - 2*x"),
        (entry(A, number(1), number(2)), "A[1, 2]"),
    ],
)
def test_ascii(expr: Expr, text: str) -> None:
    assert repr(expr) == text
