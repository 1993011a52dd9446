"""Forms of claims: lists of partial derivatives, definitions on the way, implied sums, dots."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.text import check_request
from matcalc.errors import ReadError
from matcalc.read import read_claim, read_problem

TWO: dict[str, Any] = {
    "function": r"f = 3x_1^2 - 3x_1x_2 + 2x_2^2",
    "declare": {"x": ["2", "1"]},
    "wrt": "x",
    "kind": "hessian",
}
POINT: dict[str, Any] = {
    "function": r"f = 2x^2 + y^2 - x\,y",
    "declare": {"v": ["2"]},
    "wrt": "v",
}
LOGISTIC: dict[str, Any] = {
    "function": r"\sum_i \log(1 + e^{x_i^T w}) - y_i x_i^T w",
    "declare": {"X": ["m", "n"], "w": ["n"], "y": ["m"]},
    "wrt": "w",
}
SOFTMAX: dict[str, Any] = {
    "function": r"Y_j = \frac{e^{X_j}}{\sum_k e^{X_k}}",
    "declare": {"x": ["C", "1"]},
    "wrt": "x",
    "kind": "jacobian",
}
SIGMOID: dict[str, Any] = {
    "function": r"h(x) y,\ h(x) = \frac{1}{1 + e^{-w^T x}}",
    "declare": {"w": ["n"], "x": ["n"], "y": []},
    "wrt": "w",
}
POISSON: dict[str, Any] = {
    "function": r"\log(\frac{1}{y!}) + y w^T x - e^{w^T x}",
    "declare": {"w": ["n"], "x": ["n"], "y": []},
    "assume": {"y": ["integer-valued"]},
    "wrt": "w",
}
ROW_SUMS: dict[str, Any] = {
    "function": r"A \mathbf{1}",
    "declare": {"A": ["n", "n"]},
    "kind": "value",
}
COLUMN = r"\begin{pmatrix} \sum_j a_{1j} \\ \vdots \\ \sum_j a_{nj} \end{pmatrix}"
NEGATIVES: dict[str, Any] = {
    "function": r"-\sum_{k=1}^{K} \log \sigma(-u_k^T v)",
    "declare": {"v": ["d"], "u_k": ["K", "d"]},
    "wrt": "v",
}


@pytest.mark.parametrize(
    ("request_", "claim", "verdict"),
    [
        (TWO, r"f_{x_1x_1} = 6,\ f_{x_2x_2} = 4,\ f_{x_1x_2} = -3", "holds"),
        (TWO, r"f_{x_1x_1} = 6,\ f_{x_2x_2} = 4,\ f_{x_1x_2} = 3", "refuted"),
        (
            TWO,
            r"\frac{\partial^2 f}{\partial x_1^2} = 6, \frac{\partial^2 f}{\partial x_2^2} = 4, "
            r"\frac{\partial^2 f}{\partial x_1 \partial x_2} = -3",
            "holds",
        ),
        (POINT, "(4x - y, 2y - x)", "proved"),
        (POINT, "(4x - y, 2y + x)", "refuted"),
        (POINT, r"f_x = 4x - y,\ f_y = 2y - x", "proved"),
        ({**POINT, "kind": "hessian"}, r"f_{xx} = 4, f_{xy} = -1, f_{yy} = 2", "holds"),
        (LOGISTIC, r"X^T(p - y),\ p = \sigma(Xw)", "proved"),
        (LOGISTIC, r"X^T(p - y),\ p_i = \sigma(x_i^T w)", "proved"),
        (LOGISTIC, r"X^T(y - p),\ p = \sigma(Xw)", "refuted"),
        (LOGISTIC, r"X_{ij} (\sigma(x_i^T w) - y_i)", "proved"),
        (SOFTMAX, r"Y_{pj}(\delta_{jq} - Y_{pq})", "proved"),
        (SOFTMAX, r"Y_{pj}(\delta_{jq} + Y_{pq})", "refuted"),
        (SIGMOID, r"h(x)(1 - h(x)) y x", "proved"),
        (SIGMOID, r"h(w)(1 - h(w)) y x", "refuted"),
        (POISSON, r"(y - e^{w^T x}) x", "proved"),
        (ROW_SUMS, COLUMN, "proved"),
        (ROW_SUMS, COLUMN.replace("a_{nj}", "a_{jn}"), "unreadable"),
        (NEGATIVES, r"\sum_{k=1}^K (1 - \sigma(-u_k^T v)) u_k", "proved"),
        (NEGATIVES, r"\sum_{k=1}^K (1 - \sigma(u_k^T v)) u_k", "refuted"),
    ],
)
def test_verdicts(request_: dict[str, Any], claim: str, verdict: str) -> None:
    assert check_request({**request_, "claim": claim}).verdict == verdict


@pytest.mark.parametrize(
    ("request_", "claim", "message"),
    [
        (TWO, "f_{x_1x_1} = 6, f_{x_2x_2} = 4", "no partial derivative by the component 1, 2."),
        (LOGISTIC, "X^T p, X^T y", "there are 2 formulas here, and one derivative was asked for."),
        (LOGISTIC, r"X^T(\pi - y)_i + \pi_i", "the name pi is not declared."),
        (
            ROW_SUMS,
            r"\begin{pmatrix} a_1^T 1 \\ \vdots \\ 2 a_n^T 1 \end{pmatrix}",
            "the first and the last row of this column do not follow one pattern.",
        ),
        (
            ROW_SUMS,
            r"\begin{pmatrix} a_1 & a_1 \\ \vdots & \vdots \end{pmatrix}",
            "only a column can have dots, and its last row must be written.",
        ),
    ],
)
def test_refusals(request_: dict[str, Any], claim: str, message: str) -> None:
    problem, scope = read_problem(request_)
    with pytest.raises(ReadError) as caught:
        read_claim(claim, problem, scope)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("request_", "claim", "note"),
    [
        (LOGISTIC, r"X_{ij} (\sigma(x_i^T w) - y_i)", "the repeated index i is summed."),
        (
            SOFTMAX,
            r"Y_{pj}(\delta_{jq} - Y_{pq})",
            "the first index p is read as the row of a batch: the formula is about one row.",
        ),
        (
            {**ROW_SUMS, "assume": {"A": ["nice"]}},
            r"A \mathbf{1}",
            "the assumption 'nice' about A is not known, and not used.",
        ),
        (
            {"function": "x'x", "declare": {"x": ["n"]}, "wrt": "x"},
            "2 x' dx",
            "this is read as the differential: the derivative is what stands beside dx.",
        ),
    ],
)
def test_notes(request_: dict[str, Any], claim: str, note: str) -> None:
    assert note in check_request({**request_, "claim": claim}).notes


def test_sums_inside_sums_are_read_without_recursion() -> None:
    claim = r"\sum_{i=1}^n " * 400 + "x_i"
    request = {"function": "x' x", "wrt": "x", "declare": {"x": ["n"]}, "claim": claim}
    assert check_request(request).verdict == "ill_shaped"
