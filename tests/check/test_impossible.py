"""Conditions that are never true decide nothing."""

from __future__ import annotations

import pytest

from matcalc.check.text import check_request


@pytest.mark.parametrize(
    ("function", "claim", "told"),
    [
        ("x/0", "1/0", "this needs 0 ≠ 0, which never holds: it has no value anywhere."),
        ("x*log(-1)", "log(-1)", "this needs -1 > 0, which never holds"),
        ("log(-x^2)", "2/x", "no point was found at which everything has a value"),
        ("x^2", "2*x + 0*log(-2)", "this needs -2 > 0, which never holds"),
    ],
)
def test_no_value_anywhere(function: str, claim: str, told: str) -> None:
    asked = {"function": function, "wrt": "x", "declare": {"x": []}, "claim": claim}
    found = check_request(asked)
    assert (found.verdict, found.text[: len(told)]) == ("unknown", told)


@pytest.mark.parametrize(
    ("function", "claim"), [("x*log(2)", "log(2)"), ("log(-x)", "1/x"), ("log(x^2)", "2/x")]
)
def test_a_value_somewhere(function: str, claim: str) -> None:
    asked = {"function": function, "wrt": "x", "declare": {"x": []}, "claim": claim}
    assert check_request(asked).verdict == "proved"
