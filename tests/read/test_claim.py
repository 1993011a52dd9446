"""Claims about derivatives, with and without their left sides."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.errors import ShapeError
from matcalc.read import Reading, derivative_shape, read_claim, read_problem

G = r"\frac{\partial L}{\partial Y}"
TERM = r"\frac{\partial L}{\partial Y_{in}} X_{im}"
LINEAR = {
    "function": r"L(Y),\ Y = XW^\top + b",
    "declare": {
        "X": ["S", "M"],
        "W": ["N", "M"],
        "b": ["1", "N"],
        r"\frac{\partial L}{\partial Y}": ["S", "N"],
    },
    "upstream": {"symbol": r"\frac{\partial L}{\partial Y}", "of": "Y"},
    "wrt": "W",
}
QUADRATIC = {"function": r"x^\top B x", "declare": {"x": ["n", "1"], "B": ["n", "n"]}, "wrt": "x"}
DISTANCE = {
    "function": r"C = \|\tilde y - y\|^2",
    "declare": {r"\tilde{y}": ["K"], "y": ["K"]},
    "wrt": r"\tilde y",
}
TANH = {
    "function": r"a_1 = \tanh(s_1)",
    "declare": {"s_1": ["a"]},
    "wrt": "s_1",
    "kind": "jacobian",
}
SOFTMAX = {
    "function": r"L(Y),\ Y_{ij} = \frac{e^{X_{ij}}}{\sum_k e^{X_{ik}}}",
    "declare": {"X": ["S", "C"], r"\frac{\partial L}{\partial Y}": ["S", "C"]},
    "upstream": {"symbol": r"\frac{\partial L}{\partial Y}", "of": "Y"},
    "wrt": "X",
}


def claim(request: dict[str, Any], text: str) -> Reading:
    problem, scope = read_problem(request)
    return read_claim(text, problem, scope)


@pytest.mark.parametrize(
    ("request_", "text", "meaning"),
    [
        (QUADRATIC, "Bx + B^\\top x", "B*x + B'*x"),
        (QUADRATIC, r"\nabla f = (B + B^T)x", "(B + B')*x"),
        (QUADRATIC, "df/dx = (B + B')*x", "(B + B')*x"),
        (QUADRATIC, r"\frac{\partial f}{\partial x} = (B + B^\top)x", "(B + B')*x"),
        (
            QUADRATIC,
            r"\frac{\partial f}{\partial x_i} = \sum_j (B_{ij} + B_{ji}) x_j",
            "table(i, 1, Sum(j, 1, n, (B[i, j] + B[j, i])*x[j]))",
        ),
        (
            QUADRATIC,
            r"\sum_m B_{mi} x_m + \sum_n B_{in} x_n",
            "table(i, 1, Sum(m, 1, n, B[m, i]*x[m]) + Sum(j, 1, n, B[i, j]*x[j]))",
        ),
        (QUADRATIC, r"(Bx + B^\top x)_i", "table(i, 1, (B*x + B'*x)[i])"),
        (LINEAR, r"\left(\frac{\partial L}{\partial Y}\right)^\top X", "dL_dY'*X"),
        (
            LINEAR,
            r"\sum_i " + TERM,
            "table(n, m, Sum(i, 1, S, dL_dY[i, n]*X[i, m]))",
        ),
        (
            LINEAR,
            r"\frac{\partial L}{\partial W_{nm}} = \sum_i " + TERM,
            "table(n, m, Sum(i, 1, S, dL_dY[i, n]*X[i, m]))",
        ),
        (
            DISTANCE,
            r"\left(\frac{\partial C}{\partial \tilde{y}}\right)_i = 2(\tilde{y}_i - y_i)",
            "table(i, 1, 2*(y_tilde[i] - y[i]))",
        ),
        (
            TANH,
            r"\left(\frac{\partial a_1}{\partial s_1}\right)_{ii} = 1 - \tanh(s_1)_i^2",
            "diag(table(i, 1, 1 - tanh(s_1)[i]^2))",
        ),
        (
            SOFTMAX,
            r"\frac{\partial L}{\partial Y} \cdot Y(1 - Y)",
            "dL_dY .* Y .* (ones(S, C) - Y)",
        ),
        (
            SOFTMAX,
            r"Y \circ \left("
            + G
            + r" - \left("
            + G
            + r" \circ Y\right) \mathbf 1\mathbf 1^\top\right)",
            "Y .* (dL_dY - (dL_dY .* Y)*ones(C)*ones(C)')",
        ),
    ],
)
def test_claims(request_: dict[str, Any], text: str, meaning: str) -> None:
    reading = claim(request_, text)
    assert repr(reading.expr) == meaning
    assert reading.expr.shape == derivative_shape(read_problem(request_)[0])


def test_a_chain_keeps_every_side() -> None:
    reading = claim(QUADRATIC, r"\nabla f = Bx + B^\top x = (B + B^\top) x")
    assert [repr(side) for side in reading.sides] == ["B*x + B'*x", "(B + B')*x"]


def test_free_indices_are_remembered() -> None:
    reading = claim(LINEAR, r"\sum_i " + TERM)
    assert [repr(index) for index in reading.free] == ["n", "m"]


def test_a_row_is_read_where_only_a_row_fits() -> None:
    request = {
        "function": r"C = \|\tilde y\|^2,\ \tilde y = A s",
        "declare": {"A": ["K", "a"], "s": ["a"]},
        "wrt": "s",
    }
    reading = claim(
        request, r"\frac{\partial C}{\partial \tilde{y}} \frac{\partial \tilde{y}}{\partial s}"
    )
    assert reading.expr.shape[0].value == 1
    assert "the derivative of a scalar by a vector is read as a row." in reading.notes


def test_a_wrong_shape_survives_every_understanding() -> None:
    with pytest.raises(ShapeError, match="their product needs N = S"):
        claim(LINEAR, r"\frac{\partial L}{\partial Y} \cdot X")
