"""Claims a = b = c: the left side, its indices, and every side before the last."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.text import check_request
from matcalc.service import check_response

SQUARE: dict[str, Any] = {"function": "x'*x", "wrt": "x", "declare": {"x": ["n"]}}
LINEAR: dict[str, Any] = {
    "function": "b'*A*x",
    "wrt": "x",
    "declare": {"x": ["n"], "b": ["m"], "A": ["m", "n"]},
}
SAME: dict[str, Any] = {"function": "b'*x", "wrt": "x", "declare": {"x": ["n"], "b": ["n"]}}
MAP: dict[str, Any] = {
    "function": "y = A*x",
    "wrt": "x",
    "declare": {"x": ["n"], "A": ["m", "n"]},
    "kind": "jacobian",
}


@pytest.mark.parametrize(
    ("request_", "claim", "verdict"),
    [
        (SQUARE, "2x = 2x", "proved"),
        (SQUARE, "x'*x = 2x", "proved"),
        (SQUARE, "3x = 2x", "refuted"),
        (SQUARE, r"\nabla f = x + x = 3x", "refuted"),
        (SQUARE, r"\frac{\partial f}{\partial x_i} = 2x_i", "proved"),
        (SQUARE, r"\frac{\partial f}{\partial x_i} = 2x_j", "refuted"),
        (SQUARE, r"\frac{\partial f}{\partial x_k} = \sum_j 2 x_j \delta_{jk} = 2x_k", "proved"),
        (LINEAR, r"\frac{\partial f}{\partial x_j} = \sum_i b_i A_{ij}", "proved"),
        (LINEAR, r"\frac{\partial f}{\partial x_j} = \sum_i b_i A_{ik}", "refuted"),
        (SAME, r"\frac{\partial f}{\partial x} = b", "proved"),
        (SAME, r"\frac{\partial f}{\partial b} = b", "refuted"),
        (
            SAME,
            r"\frac{\partial f}{\partial x_i} = \frac{\partial f}{\partial x_i} = b_i",
            "proved",
        ),
        (SAME, "df/db = b", "refuted"),
        (SAME, "df/dx_i = b_i", "proved"),
        (SAME, "df/dx_i = b_j", "refuted"),
        (SAME, r"\nabla_x (b^T x) = b", "proved"),
        (SAME, r"\nabla_x (2 b^T x) = b", "refuted"),
        (SAME, r"\nabla_x b^T x = b", "proved"),
        (SQUARE, r"\nabla_x \sum_i x_i^2 = 2x", "proved"),
        (SQUARE, r"\nabla_x \|x\|^2", "unknown"),
        (MAP, r"\frac{\partial y_i}{\partial x_j} = A_{ij}", "proved"),
        (MAP, r"\frac{\partial y_i}{\partial x_j} = A_{ji}", "refuted"),
        (MAP, "A^T", "layout"),
    ],
)
def test_every_side_is_compared(request_: dict[str, Any], claim: str, verdict: str) -> None:
    assert check_request({**request_, "claim": claim}).verdict == verdict


@pytest.mark.parametrize(
    ("request_", "claim", "code", "text"),
    [
        (
            SQUARE,
            "3x = 2x",
            "factor",
            "Side 1 of the chain, 3*x, is wrong. The formula is 3/2 times the right one: "
            "a factor 2/3 is missing. The last side is right.",
        ),
        (
            SQUARE,
            r"\frac{\partial f}{\partial x_i} = 2x_j",
            "index",
            "Wrong. The left side is about i, and the formula depends on j: "
            "their values differ where j is not i.",
        ),
        (
            MAP,
            r"\frac{\partial y_i}{\partial x_j} = A_{ji}",
            "index",
            "Wrong. The two indices are exchanged: the left side names the entry, "
            "so no layout helps.",
        ),
        (
            SAME,
            r"\frac{\partial f}{\partial b} = b",
            "wrong_variable",
            "Wrong. The left side is the derivative by b, and the right side that by x.",
        ),
    ],
)
def test_what_is_wrong_before_the_end_is_told(
    request_: dict[str, Any], claim: str, code: str, text: str
) -> None:
    told = check_request({**request_, "claim": claim})
    assert told.slip is not None and told.slip.code == code
    assert told.text == text


@pytest.mark.parametrize(
    ("claim", "first", "course"),
    [
        ("x + x = 2x", None, "right"),
        ("x + x = 3x = 2x", 1, "right_end"),
        ("x + x = 3x = 4x", 1, "wrong_from"),
    ],
)
def test_the_response_judges_each_side(claim: str, first: int | None, course: str) -> None:
    told = check_response({**SQUARE, "claim": claim})
    assert (told["first_wrong"], told["course"]) == (first, course)
    assert len(told["links"]) == claim.count("=") + 1


def test_a_wrong_link_says_what_it_should_be() -> None:
    told = check_response({**SQUARE, "steps": ["x + x", "3x", "2x"], "claim": "2x"})
    assert [link["verdict"] for link in told["links"]] == ["proved", "refuted", "proved"]
    assert told["links"][1]["should_be"]["ascii"] == "2*x"
    assert told["links"][1]["slip"]["code"] == "factor"
    assert (told["first_wrong"], told["course"]) == (1, "right_end")


def test_the_response_says_how_the_claim_was_read() -> None:
    told = check_response({**SQUARE, "claim": r"\frac{\partial f}{\partial x_i} = 2x_i"})
    assert told["reading"] == {"latex": r"[2 x_{i}]_{i}", "ascii": "table(i, 1, 2*x[i])"}


OUTER: dict[str, Any] = {
    "function": "y = A x, L = norm(y)^2, L",
    "wrt": "A",
    "declare": {"A": ["m", "n"], "x": ["n"]},
}


@pytest.mark.parametrize(
    ("claim", "verdict", "told"),
    [
        ("2 x y' = 2 y x'", "refuted", "Wrong. 2*x*y' is not equal to 2*y*x'. The one is the "),
        ("2 y x' = 2 x y'", "refuted", "Wrong. 2*y*x' is not equal to 2*x*y'. The one is the "),
        ("2 y x' = 2 A x x'", "proved", "Right"),
        ("2 x y' = 2 x x' A'", "layout", "Right in numerator layout"),
    ],
)
def test_a_chain_keeps_to_one_layout(claim: str, verdict: str, told: str) -> None:
    found = check_request({**OUTER, "claim": claim})
    assert (found.verdict, found.text[: len(told)]) == (verdict, told)
    assert (found.slip is not None and found.slip.code == "two_layouts") == (verdict == "refuted")


def test_a_symmetric_derivative_has_one_layout() -> None:
    assert check_request({**SQUARE, "kind": "hessian", "claim": "2 I' = 2 I"}).verdict == "proved"
