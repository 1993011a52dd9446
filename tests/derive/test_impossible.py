"""A condition that never holds is an error; a constant one that holds is not told."""

from __future__ import annotations

import pytest

from matcalc.derive.impossible import never_holds
from matcalc.expr import epower, identity, number, symbol
from matcalc.service import check_response, derive_response

x, n, A = symbol("x"), symbol("n", assume=["negative"]), symbol("A", "m", "m")
P = symbol("P", "m", "m", assume=["positive_definite"])


@pytest.mark.parametrize(
    ("kind", "value", "never"),
    [
        ("positive", number(-1), True),
        ("positive", number(0), True),
        ("positive", number(2) - number(3), True),
        ("positive", -epower(x, number(2)), True),
        ("positive", -epower(x, number(2)) - 1, True),
        ("positive", 1 - epower(x, number(2)), False),
        ("positive", n, True),
        ("positive", -n, False),
        ("nonzero", number(1) - number(1), True),
        ("nonzero_entries", x, False),
        ("invertible", 0 * A, True),
        ("invertible", A, False),
        ("above_minus_one", number(-1), True),
        ("above_minus_one", -epower(x, number(2)), False),
        ("positive_definite", -P, True),
        ("positive_definite", P - identity("m"), False),
    ],
)
def test_what_never_holds(kind, value, never):
    assert never_holds(kind, value) is never


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("x/0", "this needs 0 ≠ 0, which never holds: it has no value anywhere."),
        ("x log(-1)", "this needs -1 > 0, which never holds: it has no value anywhere."),
        ("log(-x^2)", "this needs -x^2 > 0, which never holds: it has no value anywhere."),
    ],
)
def test_no_derivative_of_what_has_no_value(function, told):
    error = derive_response({"function": function, "wrt": "x", "declare": {"x": []}})["error"]
    assert (error["code"], error["message"]) == ("no_point", told)
    hint = "Look for a division by zero, or for the logarithm of a negative number."
    assert error["hint"] == hint


@pytest.mark.parametrize(
    ("function", "claim"), [("x/0", "1/0"), ("x log(-1)", "log(-1)"), ("log(-x^2)", "2/x")]
)
def test_nothing_is_proved_of_what_has_no_value(function, claim):
    request = {"function": function, "claim": claim, "wrt": "x", "declare": {"x": []}}
    assert check_response(request)["verdict"] == "unknown"


def test_a_constant_condition_that_holds_is_not_told():
    request = {"function": "x log(3 - 1) / 2", "wrt": "x", "declare": {"x": []}}
    assert derive_response(request)["conditions"] == []


def test_a_semidefinite_matrix_is_not_known_to_be_invertible():
    request = {"function": "tr(A^{-1})", "wrt": "A", "declare": {"A": ["n", "n"]}}
    words = {word: {**request, "assume": {"A": [word]}} for word in ("psd", "spd")}
    told = {word: derive_response(each)["conditions"] for word, each in words.items()}
    assert told == {"psd": ["A invertible"], "spd": []}
