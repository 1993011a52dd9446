"""Index notation to matrix notation, as courses write it."""

import pytest

from matcalc.expr import (
    abstract,
    apply,
    delta,
    differential,
    entry,
    index,
    index_sum,
    matmul,
    norm,
    number,
    ones,
    partial,
    power,
    scale,
    size,
    symbol,
    tabulate,
    unspecified,
)
from matcalc.expr.node import SCALAR
from matcalc.index import equal, to_matrix
from matcalc.index.board import NoMatrixFormError
from matcalc.index.notation import _indexed_nodes
from matcalc.service import derive_response

one = number(1)
X, T, Y = (symbol(name, "S", "N") for name in "XTY")
W, b = symbol("W", "N", "M"), symbol("b", 1, "N")
Z = symbol("Z", "S", "M")
A, x, c, y = symbol("A", "S", "N"), symbol("x", "N"), symbol("c", "S"), symbol("y", "N")
B = symbol("B", "N", "N")
i, m = index("i", "S"), index("m", "M")
j, k, q, p = (index(name, "N") for name in "jkqp")


def at(body, row, col=one):
    return entry(body, row, col)


def f(name, body):
    return apply(name, body)


mean = index_sum(k, at(y, k)) / size("N")
loss = abstract("L", SCALAR, Y)

WRITTEN = {
    "entrywise": (tabulate(i, j, apply(unspecified("h"), at(X, i, j))), "h(X)"),
    "transposed": (tabulate(j, i, at(X, i, j)), "X'"),
    "function_transposed": (tabulate(j, i, f("exp", at(X, i, j))), "exp(X')"),
    "column": (tabulate(i, j, at(c, i)), "c*ones(1, N)"),
    "row": (tabulate(i, j, at(b, one, j)), "ones(S)*b"),
    "outer": (tabulate(i, j, at(c, i) * at(x, j)), "c*x'"),
    "product": (tabulate(i, one, index_sum(k, at(A, i, k) * at(x, k))), "A*x"),
    "row_product": (tabulate(one, j, index_sum(i, at(c, i) * at(A, i, j))), "c'*A"),
    "layer": (
        tabulate(i, j, index_sum(m, at(Z, i, m) * at(W, j, m)) + at(b, one, j)),
        "Z*W' + ones(S)*b",
    ),
    "scaled_rows": (tabulate(i, j, at(c, i) * at(X, i, j) * at(x, j)), "diag(c)*X*diag(x)"),
    "entrywise_product": (tabulate(i, j, at(X, i, j) * at(T, i, j)), "X .* T"),
    "cross_entropy": (
        -index_sum(i, index_sum(k, at(T, i, k) * f("log", at(X, i, k)))) / size("S"),
        "-tr(T'*log(X))/S",
    ),
    "softmax_rows": (
        tabulate(i, j, f("exp", at(X, i, j)) / index_sum(k, f("exp", at(X, i, k)))),
        "softmax(X, rows)",
    ),
    "softmax": (
        tabulate(j, one, f("exp", at(x, j)) / index_sum(k, f("exp", at(x, k)))),
        "softmax(x)",
    ),
    "logsumexp": (
        tabulate(i, one, f("log", index_sum(k, f("exp", at(X, i, k))))),
        "logsumexp(X, rows)",
    ),
    "row_sums": (tabulate(i, one, index_sum(k, at(X, i, k))), "X*ones(N)"),
    "total": (index_sum(i, index_sum(k, at(X, i, k))), "sum(X)"),
    "trace": (index_sum(k, at(B, k, k)), "tr(B)"),
    "trace_product": (index_sum(j, index_sum(k, at(B, j, k) * at(B, k, j))), "tr(B*B)"),
    "trace_chain": (
        index_sum(j, index_sum(k, index_sum(q, at(B, j, k) * at(B, k, q) * at(B, q, j)))),
        "tr(B*B*B)",
    ),
    "quadratic_form_slope": (
        tabulate(
            p,
            one,
            index_sum(
                j, index_sum(k, at(B, j, k) * (at(y, j) * delta(k, p) + at(y, k) * delta(j, p)))
            ),
        ),
        "B'*y + B*y",
    ),
    "softmax_chain": (
        tabulate(
            i,
            j,
            index_sum(k, at(partial(loss, Y), i, k) * at(Y, i, k) * (delta(k, j) - at(Y, i, j))),
        ),
        "partial(L(Y), Y) .* Y - diag((partial(L(Y), Y) .* Y)*ones(N))*Y",
    ),
    "partial_by_entry": (tabulate(i, j, partial(loss, at(Y, i, j))), "partial(L(Y), Y)"),
    "differential": (tabulate(i, j, differential(at(X, i, j))), "dX"),
    "centred": (tabulate(j, one, at(y, j) - mean), "y - sum(y)*ones(N)/N"),
    "variance": (
        index_sum(j, (at(y, j) - mean) ** 2) / size("N"),
        "sum((y - sum(y)*ones(N)/N).^2)/N",
    ),
    "delta": (tabulate(j, k, delta(j, k)), "eye(N)"),
    "diagonal_matrix": (tabulate(j, k, at(x, j) * delta(j, k)), "diag(x)"),
    "unused_index": (index_sum(k, at(c, one)), "c[1]*N"),
    "power": (tabulate(i, j, at(X, i, j) ** 3), "X.^3"),
    "fixed_entry": (tabulate(i, one, at(X, i, number(2))), "X*unit(N, 2)"),
    "without_indices": (norm(x) ** 2, "norm(x)^2"),
    "whole_matrices_stay": (tabulate(i, j, at((A + X) @ power(B, number(2)), i, j)), "(A + X)*B^2"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_matrix_notation(name):
    expr, text = WRITTEN[name]
    assert repr(to_matrix(expr)) == text


@pytest.mark.parametrize("name", WRITTEN)
def test_the_value_is_kept(name):
    expr, _ = WRITTEN[name]
    made = to_matrix(expr)
    assert made.shape == expr.shape
    assert equal(made, expr)


UNWRITABLE = {
    "three_meet": index_sum(k, index_sum(j, at(B, k, j) * at(B, j, k) * at(B, k, q) * at(B, p, k))),
    "position_as_value": tabulate(j, one, j * at(x, j)),
    "open_index": at(x, j),
    "indexed_inverse": tabulate(
        j,
        one,
        index_sum(k, at(symbol("u", "N"), k))
        * at(matmul(B, ones("N")), j)
        * abstract("g", SCALAR, at(x, j)),
    ),
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_what_has_no_matrix_form_is_left(name):
    assert to_matrix(UNWRITABLE[name]) is None


def test_only_index_notation_is_looked_into():
    body = scale(size("N"), A @ x)
    assert _indexed_nodes(body) == set()
    assert to_matrix(body) is body


def test_the_error_has_a_code():
    assert NoMatrixFormError("x").code == "index_notation_only"


@pytest.mark.parametrize(
    ("function", "gradient"),
    [
        (r"\sum_i \|x_i\|^2", "2*X"),
        (r"\sum_i \|W x_i - y_i\|^2", "2*(X*W' - y)'*X"),
        (r"\sum_i \exp(-\|x_i\|)", None),
        (r"\sum_i \max(0, 1+\|x_i-c\|^2-\|x_i\|^2)", None),
    ],
)
def test_norms_of_rows_under_a_sum(function: str, gradient: str | None) -> None:
    given = {"X": ["N", "D"], "c": ["D"], "W": ["K", "D"], "y": ["N", "K"]}
    wrt = "W" if "W" in function else "X"
    told = derive_response({"declare": given, "function": function, "wrt": wrt})
    assert told["proved"] and gradient in (None, told["ascii"])
