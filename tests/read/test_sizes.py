"""Sizes in formulas: numbers from 1 on, and dimensions that the problem has."""

from __future__ import annotations

import pytest

from matcalc.errors import ReadError, ShapeError, UnknownNameError
from matcalc.expr import commutation, identity, trace
from matcalc.read import problem_from
from matcalc.read.sizes import refuse_new_sizes
from matcalc.service import check_response


@pytest.mark.parametrize("size", ["0", "-2", "2 - 2"])
@pytest.mark.parametrize(
    "made", ["eye({})", "ones(2, {})", "commutation(2, {})", "unvec(x, 1, {})"]
)
def test_a_size_below_one(made: str, size: str) -> None:
    with pytest.raises(ReadError, match="a matrix has at least one row and one column"):
        problem_from(f"sum({made.format(size)}) + x' x", wrt="x")


def test_a_dimension_that_the_problem_does_not_have() -> None:
    problem = problem_from("x' x", wrt="x")[0]
    refuse_new_sizes([trace(identity("n"))], problem)
    with pytest.raises(UnknownNameError) as caught:
        refuse_new_sizes([trace(commutation("n", "k"))], problem)
    assert caught.value.message == (
        "the formula has the dimension k, and nothing in the problem has it."
    )
    assert caught.value.hint == "The dimensions are n."


def test_letters_that_nothing_declares_are_no_sizes() -> None:
    request = {"function": "sin(t)", "wrt": "t", "declare": {"t": []}}
    told = check_response({**request, "claim": "cos(t)*sum(ones(k))/sum(ones(k))"})
    assert told["verdict"] == "unreadable"
    assert told["error"]["message"] == "the name k is not declared."


def test_an_entry_of_a_number_is_the_number() -> None:
    problem, _ = problem_from("t + ones(1,1)[1,1]", wrt="t", declare={"t": []})
    assert repr(problem.target) == "t + 1"
    with pytest.raises(ShapeError, match="there is no position 2: the positions are 1 to 1"):
        problem_from("t + ones(1,1)[2,1]", wrt="t", declare={"t": []})
