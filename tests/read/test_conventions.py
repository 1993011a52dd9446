"""What people leave unsaid: rows written as columns, moments, numbered entries, late names."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.text import check_request
from matcalc.errors import UnknownNameError
from matcalc.read import read_problem
from matcalc.read.claim import read_claim

GAUSSIAN: dict[str, Any] = {
    "function": r"-\frac12\sum_{i=1}^n (x_i-\mu)^T S^{-1}(x_i-\mu)",
    "declare": {"x": ["n", "p"], r"\mu": ["1", "p"], "S": ["p", "p"]},
    "assume": {"S": ["positive_definite"]},
    "wrt": "S",
}
LAYER_NORM: dict[str, Any] = {
    "function": r"y = \frac{x-\mu}{\sigma} \odot w + b",
    "declare": {"x": ["N"], "w": ["N"], "b": ["N"], "g": ["N"]},
    "wrt": "x",
    "upstream": {"symbol": "g", "of": "y"},
}
DETERMINANT: dict[str, Any] = {
    "function": r"\det A",
    "declare": {"A": ["2", "2"]},
    "wrt": "A",
}
LOGISTIC: dict[str, Any] = {
    "function": r"\sum_i \log(1 + e^{x_i^T w}) - y_i x_i^T w",
    "declare": {"X": ["m", "n"], "w": ["n"], "y": ["m"]},
    "wrt": "w",
}
HESSIAN: dict[str, Any] = {**LOGISTIC, "kind": "hessian"}
NORMED = r"\frac1\sigma (g \odot w - \frac1N 1 1^T (g \odot w) - \frac1N z z^T (g \odot w))"


@pytest.mark.parametrize(
    ("request_", "claim", "verdict"),
    [
        (GAUSSIAN, r"\frac12 S^{-1} \sum_{i=1}^n (x_i-\mu)(x_i-\mu)^T S^{-1}", "proved"),
        (GAUSSIAN, r"\frac12 S^{-2} \sum_{i=1}^n (x_i-\mu)(x_i-\mu)^T", "refuted"),
        ({**GAUSSIAN, "wrt": r"\mu"}, r"S^{-1} \sum_{i=1}^n (x_i-\mu)", "layout"),
        (LAYER_NORM, rf"{NORMED}, z = (x-\mu)/\sigma", "proved"),
        (LAYER_NORM, r"\frac1\sigma (g \odot w)", "refuted"),
        (
            DETERMINANT,
            r"\begin{pmatrix} a_{22} & -a_{21} \\ -a_{12} & a_{11} \end{pmatrix}",
            "holds",
        ),
        (
            DETERMINANT,
            r"\begin{pmatrix} A_{22} & -A_{12} \\ A_{21} & A_{11} \end{pmatrix}",
            "refuted",
        ),
        (LOGISTIC, r"X^T(\hat{p} - y),\ \hat{p} = \sigma(Xw)", "proved"),
        (LOGISTIC, r"X^T \hat{r} (\hat{s}),\ \hat{r} = \sigma(Xw) - y,\ \hat{s} = 1", "proved"),
        (HESSIAN, r"X^T diag(p_i(1-p_i)) X,\ p = \sigma(Xw)", "proved"),
        (HESSIAN, r"X^T diag(p_i) X,\ p = \sigma(Xw)", "refuted"),
    ],
)
def test_claims_in_other_conventions(request_: dict[str, Any], claim: str, verdict: str) -> None:
    assert check_request({**request_, "claim": claim}).verdict == verdict


def test_what_was_taken_for_granted_is_told() -> None:
    notes = check_request({**LAYER_NORM, "claim": "g"}).notes
    told = (
        "mu and sigma are not declared: they are read as the mean and the standard deviation of x."
    )
    assert told in notes
    notes = check_request({**GAUSSIAN, "claim": "S"}).notes
    assert "mu is declared as a row, and read as a column here." in notes
    notes = check_request({**HESSIAN, "claim": r"X^T diag(p_i) X,\ p = \sigma(Xw)"}).notes
    assert "diag of a number with the index i is the diagonal of all of them." in notes


def test_declared_moments_are_constants() -> None:
    declare = {**LAYER_NORM["declare"], r"\mu": [], r"\sigma": []}
    told = check_request({**LAYER_NORM, "declare": declare, "claim": r"\frac1\sigma (g \odot w)"})
    assert told.verdict == "proved"


@pytest.mark.parametrize(
    ("claim", "message", "hint"),
    [
        (
            "X^T e",
            "the name e is not declared.",
            "Euler's number stands under an exponent, e^x; declare another e.",
        ),
        (
            r"X^T \nabla_z",
            "the name nabla_z is not declared.",
            r"Declare it, or write the derivative out, as in \frac{\partial f}{\partial x}.",
        ),
    ],
)
def test_a_letter_is_never_a_number_by_accident(claim: str, message: str, hint: str) -> None:
    problem, scope = read_problem(LOGISTIC)
    with pytest.raises(UnknownNameError) as caught:
        read_claim(claim, problem, scope)
    assert (caught.value.message, caught.value.hint) == (message, hint)
