"""What `to_ascii` writes is read back to the very same expression."""

from __future__ import annotations

import random

import pytest

from matcalc.expr import (
    ELEMENTWISE_NAMES,
    Expr,
    add,
    apply,
    block,
    commutation,
    constant,
    delta,
    det,
    diag,
    diagonal,
    differential,
    divide,
    entry,
    epower,
    expm,
    hadamard,
    identity,
    index,
    index_sum,
    inner,
    inverse,
    kron,
    log_softmax,
    logdet,
    logsumexp,
    matmul,
    norm,
    norm1,
    number,
    ones,
    partial,
    power,
    quotient,
    scale,
    size,
    softmax,
    sqrt,
    symbol,
    tabulate,
    total,
    trace,
    transpose,
    unit,
    unspecified,
    vec,
    zeros,
)
from matcalc.expr.text import to_ascii
from matcalc.read import Scope, read_expression

A, S = symbol("A", "n", "n"), symbol("S", "n", "n")
B, C = symbol("B", "n", "m"), symbol("C", "n", "m")
x, y, v = symbol("x", "n"), symbol("y", "n"), symbol("v", "m")
s, t = symbol("s"), symbol("t")
SCOPE = Scope.of([A, S, B, C, x, y, v, s, t])
SCOPE = Scope(SCOPE.values, SCOPE.dims, {"h": "entrywise"}, SCOPE.written)
ROW, COLUMN = index("i", "n"), index("j", "m")

ONE_OF_EACH = [
    x,
    number(-3) / 4,
    size("n"),
    constant("pi") * s,
    identity("n"),
    ones("n", "m"),
    zeros("n"),
    unit("n", number(2)),
    A + S - x @ y.T,
    scale(number(-2), s, A) / t,
    A @ B @ v,
    transpose(A @ S),
    trace(A),
    inverse(A),
    det(A),
    logdet(A),
    power(A, number(3)),
    power(A, number(-2)),
    inner(B, C),
    norm(B),
    norm1(x),
    total(B),
    kron(A, B),
    vec(B),
    diag(x),
    diagonal(A),
    block(((A, B), (B.T, zeros("m", "m")))),
    expm(A),
    commutation("n", "m"),
    hadamard(B, C),
    quotient(B, C),
    epower(x, number(-1)),
    epower(B, s),
    sqrt(x),
    apply("tanh", x),
    apply(unspecified("h", 1), x),
    softmax(B),
    softmax(B, "columns"),
    log_softmax(x),
    logsumexp(B),
    differential(A) @ x,
    differential(A @ x),
    partial(norm(x), x),
    entry(B, number(1), number(2)),
    index_sum(ROW, entry(x, ROW, number(1)) * s),
    tabulate(ROW, COLUMN, entry(B, ROW, COLUMN)),
    tabulate(ROW, number(1), entry(x, ROW, number(1))),
    index_sum(
        ROW,
        index_sum(index("k", "n"), delta(ROW, index("k", "n")) * entry(A, ROW, index("k", "n"))),
    ),
]


@pytest.mark.parametrize("expr", ONE_OF_EACH, ids=repr)
def test_one_of_each_head(expr: Expr) -> None:
    assert read_expression(to_ascii(expr), SCOPE, syntax="ascii").expr is expr


def grown(draw: random.Random, depth: int, shape: str) -> Expr:
    """A random expression of a shape: a number, a vector, square, or n×m."""
    leaves = {
        "0": [s, t, number(2), size("n")],
        "1": [x, y],
        "2": [A, S, identity("n")],
        "r": [B, C],
    }
    if depth == 0:
        return draw.choice(leaves[shape])
    part = lambda of: grown(draw, depth - 1, of)  # noqa: E731
    either = [
        lambda: add(part(shape), part(shape)),
        lambda: scale(number(-1), part(shape)),
        lambda: scale(part("0"), part(shape)),
        lambda: divide(part(shape), part("0")),
        lambda: apply(draw.choice(ELEMENTWISE_NAMES), part(shape)),
        lambda: hadamard(part(shape), part(shape)),
        lambda: quotient(part(shape), part(shape)) if shape != "0" else part("0"),
        lambda: epower(part(shape), number(draw.choice([2, 3]))),
    ]
    more = {
        "0": [
            lambda: trace(part("2")),
            lambda: total(part("r")),
            lambda: inner(part("r"), part("r")),
            lambda: matmul(transpose(part("1")), part("1")),
            lambda: norm(part("r")),
            lambda: logdet(part("2")),
        ],
        "1": [
            lambda: matmul(part("2"), part("1")),
            lambda: matmul(part("r"), v),
            lambda: diagonal(part("2")),
            lambda: softmax(part("1")),
        ],
        "2": [
            lambda: matmul(part("2"), part("2")),
            lambda: transpose(part("2")),
            lambda: inverse(part("2")),
            lambda: diag(part("1")),
            lambda: power(part("2"), number(2)),
            lambda: matmul(part("1"), transpose(part("1"))),
            lambda: matmul(part("r"), transpose(part("r"))),
        ],
        "r": [lambda: matmul(part("2"), part("r")), lambda: softmax(part("r"))],
    }
    return draw.choice(either + more[shape])()


@pytest.mark.parametrize("seed", range(300))
def test_random_expressions(seed: int) -> None:
    draw = random.Random(seed)
    expr = grown(draw, draw.choice([2, 3, 4]), draw.choice("012r"))
    assert read_expression(to_ascii(expr), SCOPE, syntax="ascii").expr is expr
