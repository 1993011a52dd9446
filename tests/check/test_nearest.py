"""Texts that cannot be read, and the nearest ones that can."""

import pytest

from matcalc.check.nearest import ROWS, nearest
from matcalc.check.text import check_text
from matcalc.errors import MatcalcError
from matcalc.read import read_problem
from matcalc.read.claim import read_claim

CASES = [
    ("2\u200bx", "2x"),
    ("2\u202e*x", "2*x"),
    ("2x)", "2x"),
    ("2 x +", "2 x"),
    ("(2x", "(2x)"),
    (r"\frac{1}{2", r"\frac{1}{2}"),
    (r"\softmx(x)", r"\softmax(x)"),
    (r"\aplha x", r"\alpha x"),
    ("softmx(x)", "softmax(x)"),
    ("sigmiod(x)", "sigmoid(x)"),
    ("B.B*x", "B*B*x"),
    ("x + (B'.B)*x", "x + (B'*B)*x"),
    ("xᵢ", "x_i"),
    ("2 xⱼ", "2 x_j"),
]


def problem():
    declared = {"x": ["n"], "B": ["n", "n"], "alpha": []}
    return read_problem({"function": "x' B x + alpha", "wrt": "x", "declare": declared})


@pytest.mark.parametrize(("text", "meant"), CASES)
def test_the_nearest_text_is_offered_and_can_be_read(text, meant):
    stated, scope = problem()
    with pytest.raises(MatcalcError) as caught:
        read_claim(text, stated, scope)
    assert nearest(text, caught.value, stated, scope) == meant
    read_claim(meant, stated, scope)
    verdict = check_text(text, stated, scope)
    assert verdict.error.hint.endswith(f"Did you mean `{meant}`?")


def test_each_row_has_two_cases():
    assert len(CASES) == 2 * len(ROWS)


@pytest.mark.parametrize("text", ["x ? y", "qqqq(x)", ""])
def test_where_nothing_is_near_nothing_is_offered(text):
    stated, scope = problem()
    assert "Did you mean" not in check_text(text, stated, scope).error.hint


def test_an_undeclared_name_is_told_with_those_declared():
    stated, scope = problem()
    hint = check_text("2 c x", stated, scope).error.hint
    assert hint == "Declared: x, B, alpha, n. To use c, declare it: 'c:' is a scalar."
