"""Derivations line by line."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.chain import Chain, check_chain
from matcalc.read import read_problem
from matcalc.service import check_response

QUADRATIC: dict[str, Any] = {
    "function": r"x^\top B x",
    "declare": {"x": ["n", "1"], "B": ["n", "n"]},
    "wrt": "x",
}
TRACE: dict[str, Any] = {
    "function": r"\operatorname{tr}(A^4)",
    "declare": {"A": ["n", "n"]},
    "wrt": "A",
}
LOGISTIC: dict[str, Any] = {
    "function": r"\sum_i \log(1 + e^{x_i^T w}) - y_i x_i^T w",
    "declare": {"X": ["m", "n"], "w": ["n"], "y": ["m"]},
    "wrt": "w",
}
BILINEAR: dict[str, Any] = {
    "function": "y^T A x",
    "declare": {"x": ["n"], "y": ["m"], "A": ["m", "n"]},
    "wrt": "x",
}
LINEAR: dict[str, Any] = {
    "function": "y = A x(z)",
    "declare": {"z": ["p"], "A": ["m", "n"]},
    "wrt": "z",
    "kind": "jacobian",
}
CROSS_ENTROPY: dict[str, Any] = {
    "function": r"-\sum_i y_i \log p_i,\ p = \text{softmax}(z)",
    "declare": {"z": ["n"], "y": ["n"]},
    "assume": {"y": ["one-hot"]},
    "wrt": "z",
}
OPERATOR = r"\frac{\partial}{\partial x_i} \left(\sum_{m,n} x_m B_{mn} x_n\right)"
DELTAS = r"\sum_{m,n} B_{mn} (x_m \delta_{in} + x_n \delta_{im})"


def chain(request: dict[str, Any], lines: list[str], claim: str = "") -> Chain:
    problem, scope = read_problem(request)
    return check_chain(lines, problem, scope, claim=claim)


@pytest.mark.parametrize(
    ("request_", "lines", "first"),
    [
        (QUADRATIC, [OPERATOR, DELTAS, r"(Bx + B^\top x)_i", "(B + B^T) x"], None),
        (QUADRATIC, [OPERATOR, DELTAS, r"2 (Bx)_i", "2Bx"], 2),
        (QUADRATIC, [r"(2Bx)_i", "(B + B^T)x"], 0),
        (QUADRATIC, [r"x^\top B^T dx + x^T B\,dx", r"(x^T B^T + x^T B)\,dx", "Bx + B^T x"], None),
        (QUADRATIC, [r"x^\top B dx + x^T B\,dx", "2Bx"], 0),
        (TRACE, [r"\operatorname{tr}(dA\,A^3) + 3\operatorname{tr}(A^3 dA)", "4(A^3)^T"], None),
        (TRACE, [r"4\operatorname{tr}(A^3 dA)", "4A^3"], None),
        (TRACE, ["4(A^3)^T", "4A^3"], 1),
        (LOGISTIC, [r"p_i = \sigma(x_i^T w)", r"\sum_i (p_i - y_i) x_i", "X^T(p - y)"], None),
        (LOGISTIC, [r"p = \sigma(Xw)", "X^T(p - y)", "X^T(y - p)"], 2),
        (LOGISTIC, [r"q : q", "X^T(q + y)", r"X^T(\sigma(Xw) - y)"], None),
        (BILINEAR, [r"\frac{\partial (y^T A x)}{\partial x}", "y^T A"], None),
        (BILINEAR, ["A^T y", "y^T A"], 1),
        (BILINEAR, ["y_a A_{ab}", "A^T y"], None),
        (LINEAR, [r"\sum_k A_{ik} \frac{\partial x_k}{\partial z}"], None),
        (
            LINEAR,
            [r"\sum_k A_{ik} \frac{\partial x_k}{\partial z}", r"A \frac{\partial x}{\partial z}"],
            1,
        ),
    ],
)
def test_first_wrong_line(request_: dict[str, Any], lines: list[str], first: int | None) -> None:
    assert chain(request_, lines, lines[-1]).first_wrong == first


@pytest.mark.parametrize(
    ("request_", "lines", "at", "verdict", "text"),
    [
        (LOGISTIC, [r"p = \sigma(Xw)", "X^T(p - y)"], 0, "proved", "This defines p."),
        (
            QUADRATIC,
            ["2Bx", "Bx + Bx"],
            1,
            "refuted",
            "This follows from the line before. Wrong.",
        ),
        (QUADRATIC, ["x^T B x", "Bx + B^T x"], 0, "holds", "This is the function itself."),
        (
            BILINEAR,
            ["A^T y", "y^T A"],
            1,
            "layout",
            "Right in numerator layout: transpose it to get the derivative in the shape of the "
            "variable. The line before is not transposed.",
        ),
        (
            LINEAR,
            [r"\sum_k A_{ik} \frac{\partial x_k}{\partial z}", r"A \frac{\partial x}{\partial z}"],
            1,
            "ill_shaped",
            "The line before is about one row of the matrix, and this is all of it.",
        ),
        (
            LOGISTIC,
            ["X^T(q + y)", "X^T y"],
            0,
            "unreadable",
            "the name q is not declared. Declared: X, w, y, m, n. "
            "To use q, declare it: 'q:' is a scalar.",
        ),
        (
            QUADRATIC,
            ["B x + x^T B = B x + (B^T x)^T", "Bx + B^T x"],
            1,
            "proved",
            "Right: proved for all sizes.",
        ),
    ],
)
def test_each_line_is_told(
    request_: dict[str, Any], lines: list[str], at: int, verdict: str, text: str
) -> None:
    link = chain(request_, lines, lines[-1]).links[at]
    assert (link.verdict, link.text) == (verdict, text)


def test_a_computation_on_the_side_is_compared_with_itself() -> None:
    """For the hot entry k: right among themselves, though no line is the whole gradient."""
    lines = [
        r"\frac{\partial}{\partial z_k} \left(\log\left(\sum_{j} e^{z_j}\right) - z_k\right)",
        r"\frac{e^{z_k}}{\sum_{j} e^{z_j}} - 1",
        "p_k - 1",
    ]
    found = chain(CROSS_ENTROPY, lines, "p - y")
    assert found.first_wrong is None
    assert [link.text for link in found.links] == [
        "This starts a computation on the side.",
        "This equals the line before.",
        "This equals the line before.",
    ]
    assert chain(CROSS_ENTROPY, [*lines[:2], "p_k + 1"], "p - y").first_wrong == 2


def test_names_of_the_lines_serve_the_claim() -> None:
    found = chain(LOGISTIC, [r"p = \sigma(Xw)", "r = p - y"], "X^T r")
    assert {"p", "r"} <= set(found.scope.values)
    assert found.first_wrong is None


def test_a_last_line_with_a_letter_that_nothing_uses_is_a_claim() -> None:
    assert chain(QUADRATIC, ["g = 2Bx"], "2Bx").first_wrong == 0


def test_an_open_line_leaves_the_chain_undecided() -> None:
    found = chain(LOGISTIC, ["X^T(q + y)", r"X^T(\sigma(Xw) - y)"])
    assert (found.first_wrong, found.is_decided) == (None, False)


DETERMINANT: dict[str, Any] = {
    "function": r"\log\det(X)",
    "declare": {"X": ["n", "n"]},
    "assume": {"X": ["invertible"]},
    "wrt": "X",
}
DENSE: dict[str, Any] = {
    "function": r"z_1=W_1x,\ a_1=\mathrm{ReLU}(z_1),\ z_2=W_2a_1,\ L=\frac12\|z_2-y\|^2",
    "declare": {"x": ["n"], "W_1": ["h", "n"], "W_2": ["k", "h"], "y": ["k"]},
    "wrt": "W_1",
}
ROWS: dict[str, Any] = {
    "function": r"J=\frac12\|y-z_2\|^2,\ z_2=hW_2,\ h=\tanh(z_1),\ z_1=xW_1",
    "declare": {"x": ["1", "n"], "W_1": ["n", "m"], "W_2": ["m", "k"], "y": ["1", "k"]},
    "wrt": "x",
}


@pytest.mark.parametrize(
    ("request_", "lines", "first"),
    [
        (
            DETERMINANT,
            [r"d\det X = \det(X)\operatorname{tr}(X^{-1}dX)", r"\nabla_X \log\det X = X^{-\top}"],
            None,
        ),
        (DETERMINANT, [r"d\det X = \operatorname{tr}(X^{-1}dX)", r"\therefore X^{-\top}"], 0),
        (
            QUADRATIC,
            [r"\begin{aligned} df &= dx^TBx+x^TB\,dx \\ &= x^T(B+B^T)dx \end{aligned}", "Bx+B^Tx"],
            None,
        ),
        (QUADRATIC, [r"df &= dx^TBx+x^TB\,dx \\ &= 2x^TB\,dx", "2Bx"], 0),
        (QUADRATIC, [r"\nabla f = \nabla(x^TBx) = Bx+B^Tx"], None),
        (
            DENSE,
            [
                r"\delta_2 = \frac{\partial L}{\partial z_2} = z_2-y",
                r"\delta_1 = (W_2^T\delta_2)\odot \mathrm{ReLU}'(z_1)",
                r"\frac{\partial L}{\partial W_1} = \delta_1 x^T",
            ],
            None,
        ),
        (
            DENSE,
            [r"\delta_2 = \frac{\partial L}{\partial z_2} = y-z_2", r"W_2^T\delta_2 x^T"],
            0,
        ),
        (DENSE, [r"\delta_2 = z_2-y", r"\delta_1 = W_2\delta_2", r"\delta_1 x^T"], 1),
        (
            ROWS,
            [
                r"\delta_1=\frac{\partial J}{\partial z_2}=z_2-y",
                r"\delta_2=\frac{\partial J}{\partial h}=\delta_1\frac{\partial z_2}{\partial h}",
                r"\frac{\partial J}{\partial x}=(\delta_2\circ(1-h\circ h))W_1^T",
            ],
            None,
        ),
    ],
)
def test_first_wrong_line_of_what_people_write(
    request_: dict[str, Any], lines: list[str], first: int | None
) -> None:
    assert chain(request_, lines, lines[-1]).first_wrong == first


def test_a_formula_that_needs_a_wrong_line_is_told_with_it() -> None:
    steps = [r"\delta_1 = W_2(z_2-y)", r"\delta_1 x^T"]
    told = check_response({**DENSE, "steps": steps, "claim": steps[-1]})
    assert told["verdict"] == "ill_shaped"
    assert told["text"].startswith("Line 1, which this needs, is wrong.")


@pytest.mark.parametrize(
    ("steps", "first"),
    [
        (["2 x y'", "2 y x'"], 1),
        (["2 y x'", "2 x y'"], 1),
        (["2 x y'", "2 x x' A'"], None),
        (["2 x y'", r"\frac{\partial L}{\partial A} = 2 y x^T"], None),
    ],
)
def test_lines_in_two_layouts_are_not_equal(steps: list[str], first: int | None) -> None:
    asked = {
        "function": "y = A x, L = norm(y)^2, L",
        "wrt": "A",
        "declare": {"A": ["m", "n"], "x": ["n"]},
    }
    told = check_response({**asked, "steps": steps})
    assert told["first_wrong"] == first
    if first is not None:
        assert "line before is" in told["links"][first]["text"]
