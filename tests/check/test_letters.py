"""Letters that a claim never defines: right if they stand for a part of the problem."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.text import check_request
from matcalc.service import check_response

LEAST_SQUARES: dict[str, Any] = {
    "function": r"\|A x - b\|^2",
    "declare": {"A": ["m", "n"], "x": ["n"], "b": ["m"]},
    "wrt": "x",
}
LOGISTIC: dict[str, Any] = {
    "function": r"\sum_i \log(1 + e^{x_i^T w}) - y_i x_i^T w",
    "declare": {"X": ["n", "d"], "w": ["d"], "y": ["n"]},
    "wrt": "w",
}
NETWORK: dict[str, Any] = {
    "function": r"\frac12 \|W_2 \sigma(W_1 x) - t\|^2",
    "declare": {"x": ["n"], "W_1": ["h", "n"], "W_2": ["k", "h"], "t": ["k"]},
    "wrt": "W_1",
}
COMPOSED: dict[str, Any] = {
    "function": r"C = \|\tanh(A x + b) - y\|^2",
    "declare": {"A": ["m", "n"], "x": ["n"], "b": ["m"], "y": ["m"]},
    "wrt": "x",
}
HESSIAN: dict[str, Any] = {**LOGISTIC, "kind": "hessian"}


@pytest.mark.parametrize(
    ("request_", "claim", "verdict", "meaning"),
    [
        (LEAST_SQUARES, "2A^T r", "proved", ("r = A*x - b",)),
        (LEAST_SQUARES, r"\nabla f = 2A^T e", "proved", ("e = A*x - b",)),
        (LEAST_SQUARES, "-2A^T r", "proved", ("r = -A*x + b",)),
        (LEAST_SQUARES, r"2A^T(\hat{y} - b)", "proved", ("y_hat = A*x",)),
        (LOGISTIC, "X^T(p - y)", "proved", ("p = sigmoid(X*w)",)),
        (LOGISTIC, r"\sum_i (\hat{y}_i - y_i) x_i", "proved", ("y_hat = sigmoid(X*w)",)),
        (HESSIAN, r"X^T diag(\pi_i(1-\pi_i)) X", "proved", ("pi = sigmoid(X*w)",)),
        (
            NETWORK,
            r"(W_2^T(\hat y - t) \circ \sigma'(z)) x^T",
            "proved",
            ("y_hat = W_2*sigmoid(W_1*x)", "z = W_1*x"),
        ),
        (
            COMPOSED,
            r"\frac{\partial C}{\partial a} \frac{\partial a}{\partial s} A",
            "layout",
            ("a = tanh(A*x + b)", "s = A*x + b"),
        ),
    ],
)
def test_a_letter_stands_for_a_part(
    request_: dict[str, Any], claim: str, verdict: str, meaning: tuple[str, ...]
) -> None:
    told = check_request({**request_, "claim": claim})
    assert told.verdict == verdict
    assert told.conditions[-len(meaning) :] == meaning
    assert told.text.startswith(f"This holds if {' and '.join(meaning)}, which is not given.")


@pytest.mark.parametrize(
    ("request_", "claim", "name"),
    [
        (LEAST_SQUARES, "2A r", "r"),
        (LEAST_SQUARES, "g", "g"),
        (LEAST_SQUARES, r"2A^T \nabla_y", "nabla_y"),
        (LOGISTIC, "X^T(y - p)", "p"),
        (HESSIAN, "X^T S X", "S"),
    ],
)
def test_no_part_fits_and_nothing_is_refuted(
    request_: dict[str, Any], claim: str, name: str
) -> None:
    told = check_request({**request_, "claim": claim})
    assert told.verdict == "unreadable"
    assert told.error is not None and told.error.message == f"the name {name} is not declared."


def test_a_line_gives_the_letter_its_meaning_for_those_that_follow() -> None:
    steps = [r"\sum_i (h_i - y_i) x_i", "X^T(y - h)"]
    told = check_response({**LOGISTIC, "steps": steps, "claim": "X^T(h - y)"})
    assert [link["verdict"] for link in told["links"]] == ["proved", "refuted"]
    assert told["links"][1]["slip"]["code"] == "sign"
    assert (told["verdict"], told["first_wrong"]) == ("proved", 1)
    assert told["conditions"] == ["h = sigmoid(X*w)"]


RECURRENT: dict[str, Any] = {
    "function": r"h_{t+1} = \tanh(U x_t + W h_t)",
    "declare": {"h": ["n"], "W": ["n", "n"]},
    "wrt": "h",
    "kind": "jacobian",
}
INVERSE: dict[str, Any] = {
    "function": r"A^{-1}(\alpha)",
    "declare": {r"\alpha": [], "A_0": ["n", "n"]},
    "wrt": r"\alpha",
    "kind": "scalar-derivative",
}
GAUSSIAN: dict[str, Any] = {
    "function": r"\log\det(S)",
    "declare": {"S": ["p", "p"]},
    "assume": {"S": ["spd"]},
    "wrt": "S",
}


def test_letters_of_the_function_that_nothing_declares_are_constants() -> None:
    told = check_request({**RECURRENT, "claim": r"diag(1 - h_{t+1}^2) W"})
    assert told.verdict == "proved"
    assert "U is not declared; its place makes it n×m." in told.notes


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla_S \ln((2\pi)^d \det(S))", "holds"),
        (r"2 \nabla_S \ln((2\pi)^d \det(S))", "refuted"),
        (r"q^2 S^{-1}", "unreadable"),
    ],
)
def test_a_letter_without_influence_needs_no_meaning(claim: str, verdict: str) -> None:
    assert check_request({**GAUSSIAN, "claim": claim}).verdict == verdict


@pytest.mark.parametrize(
    ("line", "first_wrong"),
    [
        (r"\sum_k a_{ik}^{-1} a_{kj} = \delta_{ij}", None),
        (r"\sum_k a_{ik}^{-1} a_{kj} = 2\delta_{ij}", 0),
        (r"\frac{\partial A^{-1} A}{\partial \alpha} = \frac{\partial I}{\partial \alpha}", None),
    ],
)
def test_an_entry_to_the_power_minus_one_may_be_one_of_the_inverse(
    line: str, first_wrong: int | None
) -> None:
    claim = r"-A^{-1} \frac{\partial A}{\partial \alpha} A^{-1}"
    told = check_response({**INVERSE, "steps": [line, claim], "claim": claim})
    assert told["first_wrong"] == first_wrong


def test_a_differential_is_no_gradient() -> None:
    assert check_request({**GAUSSIAN, "claim": "d S^{-1}"}).verdict == "ill_shaped"
