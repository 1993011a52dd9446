"""Hints tell more from level to level, and the formula only at the last."""

import json

import pytest

from matcalc import problem
from matcalc.check import slips
from matcalc.check.hints import FORMULA, HINTS, hint_at, hints
from matcalc.service import check_response
from matcalc.show import to_ascii, to_latex, to_unicode

CLAIMS = [
    ("x' B x", "x", "2 B x", "symmetric"),
    ("x' B x", "x", "B x", "The term B x is right. Count the terms"),
    ("x' B x", "x", "B x - B' x", "The term B x is right. Look at the sign of each term."),
    ("tr(V X W)", "X", "V W", "transposes"),
    ("tr(V X W)", "X", "W V", "as a whole"),
    ("norm(A x - b)^2", "x", "-2 A' (A x - b)", "sign of the whole"),
    ("norm(A x - b)^2", "x", "A' (A x - b)", "number in front"),
    ("sum(exp(A x))", "x", "A' (A x)", ""),
    ("logdet(X)", "X", "inv(X)", ""),
]


def verdict(function, wrt, claim):
    return problem(function, wrt=wrt).check(claim, hints=True).found


@pytest.mark.parametrize(("function", "wrt", "claim", "said"), CLAIMS)
def test_no_hint_before_the_last_leaks_the_formula(function, wrt, claim, said):
    found = verdict(function, wrt, claim)
    *before, last = hints(found)
    assert len(before) == FORMULA - 1
    assert said in before[1]
    for write in (to_unicode, to_ascii, to_latex):
        assert write(found.derived) not in " ".join(before)
    assert to_unicode(found.derived) in last


@pytest.mark.parametrize(("function", "wrt", "claim", "said"), CLAIMS)
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_response_tells_no_more_than_its_hint(function, wrt, claim, said, level):
    asked = {"function": function, "wrt": wrt, "claim": claim}
    answer = check_response({**asked, "hint": level})
    right = check_response(asked)["derived"]["ascii"]
    del answer["reading"]  # the claim itself, in which the right formula may stand with a sign
    assert answer["hint"] == hint_at(verdict(function, wrt, claim), level)
    assert (right in json.dumps(answer)) is (level == FORMULA)


def test_the_lines_of_a_derivation_keep_the_answer_too():
    asked = {"function": "tr(V X W)", "wrt": "X", "steps": ["V W", "V' W"], "hint": 2}
    assert "V'*W'" not in json.dumps(check_response(asked))


@pytest.mark.parametrize("claim", ["(B + B') x", "B x +"])
def test_what_is_right_or_unreadable_has_no_hints(claim):
    assert hints(verdict("x' B x", "x", claim)) == ()


def test_the_shape_is_told_first():
    assert hint_at(verdict("tr(V X W)", "X", "W V"), 1) == (
        "The formula is p×m, the derivative is m×p."
    )
    assert hint_at(verdict("x' B x", "x", "2 B x"), 1) == "The shape is right: n×1."


@pytest.mark.parametrize("level", [0, 5, "two", True])
def test_a_level_is_from_one_to_four(level):
    answer = check_response({"function": "x' x", "wrt": "x", "claim": "x", "hint": level})
    assert answer["error"]["message"] == f"hint is a level from 1 to 4, not {level!r}."


def test_every_slip_of_the_tables_has_a_hint():
    assert {row.code for row in (*slips.SLIPS, *slips.EXTRAS)} <= set(HINTS)


def test_a_hinted_verdict_shows_itself_without_the_answer():
    told = problem("x' B x", wrt="x").check("2 B x", hints=True)
    assert repr(told) == "refuted: Not right. hint(1), … hint(4) tell more."
    assert not told
    assert told.hint(4) == "The derivative is (B + Bᵀ) x."
