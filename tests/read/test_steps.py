"""Recurrences h_{t+1} = f(h_t): t counts steps."""

import pytest

from matcalc.read.scope import Scope
from matcalc.read.steps import Recurrence
from matcalc.read.surface import Node
from matcalc.service import check_response

NET = {"h": ["n", "1"], "W": ["n", "n"], "U": ["n", "k"], "x": ["k", "1"]}


@pytest.mark.parametrize(
    ("function", "wrt", "right", "wrong"),
    [
        (r"h_{t+1} = \tanh(U x_t + W h_t)", "h", r"diag(1-h_{t+1}^2) W", r"diag(1-h_t^2) W"),
        (r"h_{k+1} = W h_k", "h", "W", "W^T"),
        (r"h_t = \tanh(U x_t + W h_{t-1})", "h", r"diag(1-h_t^2) W", r"diag(1-h_{t-1}^2) W"),
        (r"a_t = U x_t + W h_{t-1}, h_t = \tanh(a_t)", "h", r"diag(1-\tanh(a_t)^2) W", "W"),
        (r"\mathbf{h_{t+1}} = \tanh(U x + W h_{t})", "x", r"diag(1-h_{t+1}^2) U", "U"),
    ],
)
def test_next_state_is_another_name(function, wrt, right, wrong):
    names = {name: NET[name] for name in NET if name in "hW" or "U" in function}
    request = {"declare": names, "function": function, "wrt": wrt, "kind": "jacobian"}
    answer = check_response({**request, "claim": right})
    assert answer["verdict"] == "proved"
    assert check_response({**request, "claim": wrong})["verdict"] in (
        "refuted",
        "ill_shaped",
        "layout",
    )


def test_dimension_is_no_count_of_steps():
    request = {"declare": NET, "function": "h_{k+1} = W h_k", "wrt": "h", "kind": "jacobian"}
    assert check_response({**request, "claim": "W"})["verdict"] == "ill_shaped"


def test_sum_over_the_same_letter_keeps_it_an_index():
    position = Node("entry", (Node("name", (), "h"), Node("name", (), "t")))
    total = Node("over", (position,), ("t", "?", "?"))
    told = Recurrence("t", 1, ())
    assert told.applied(position, Scope()) is position.children[0]
    assert told.applied(total, Scope()) is total


def test_rows_of_a_matrix_are_no_steps():
    request = {"declare": {"h": ["n", "m"], "W": ["m", "m"]}, "wrt": "W", "kind": "jacobian"}
    answer = check_response({**request, "function": "h_{t} = W h_{t-1}", "claim": "W"})
    assert answer["error"]["message"] == "this size cannot be told from the formula."


def test_the_reading_is_told():
    request = {"declare": {"h": ["n", "1"], "W": ["n", "n"]}, "wrt": "h", "kind": "jacobian"}
    answer = check_response({**request, "function": "h_{t+1} = W h_t", "claim": "W"})
    told = "t counts steps: h_t is the given h, and h_{t+1} the one that is computed."
    assert told in answer["notes"]
