"""What is said of a critical point: every word is read, and judged, or the claim is refused."""

import pytest

from matcalc.course import (
    PointClaim,
    check_points,
    critical_points,
    field_of,
    read_kind,
    read_point,
)
from matcalc.errors import ReadError

READ = {
    "local minimum": "local minimum",
    "A strict local minimum.": "strict local minimum",
    "min": "local minimum",
    "saddle-point": "saddle point",
    "not a local minimum": "not a local minimum",
    "no max": "not a local maximum",
    "it isn't a saddle": "not a saddle point",
    "maximum or minimum": "a local maximum or a local minimum",
    "an extremum": "a local minimum or a local maximum",
    "neither minimum nor maximum": "neither a local minimum nor a local maximum",
    "not a minimum but a maximum": "not a local minimum and a local maximum",
    "not a minimum, it is a saddle": "not a local minimum and a saddle point",
    "nondegenerate": "not a degenerate critical point",
    "an absolute maximum": "global maximum",
    "undecided": "undecided by second derivatives",
}


@pytest.mark.parametrize("text", READ)
def test_every_word_is_read(text):
    assert str(read_kind(text)) == READ[text]


@pytest.mark.parametrize(
    "text",
    [
        "peak",
        "maximum?",
        "",
        "minimum of the gradient norm",
        "a minimum nor a maximum",
        "neither a minimum",
        "hardly a minimum",
        "never a minimum",
        "global local minimum",
        "minimum if x > 0",
        "not",
    ],
)
def test_any_other_word_is_refused(text):
    with pytest.raises(ReadError) as caught:
        read_kind(text)
    assert caught.value.message == f"{text!r} is not read as a kind of critical point."
    assert caught.value.hint == (
        "Write local minimum, local maximum, global minimum, global maximum, saddle point, "
        "degenerate or undecided; with strict, not, or, neither … nor."
    )


@pytest.mark.parametrize("text", ["not a minimum and a maximum", "not a minimum, a saddle"])
def test_an_open_denial_is_refused(text):
    with pytest.raises(ReadError, match="may deny its last part or state it") as caught:
        read_kind(text)
    assert caught.value.hint == "Write but, as in: not a minimum but a maximum."


CUBIC, CUP, FLAT, FOLD = "x^3 - 3x", "x^4 + y^4", "(y - x^2) * (y - 2 x^2)", "x^2 y^2"
JUDGED = [
    (CUBIC, "1", "not a local minimum", "refuted"),
    (CUBIC, "1", "not a local maximum", "proved"),
    (CUBIC, "1", "neither minimum nor maximum", "refuted"),
    (CUBIC, "1", "minimum or maximum", "proved"),
    (CUBIC, "1", "minimum and maximum", "refuted"),
    (CUBIC, "1", "global minimum", "refuted"),
    (CUBIC, "1", "not a global minimum", "proved"),
    (CUBIC, "-1", "global minimum", "refuted"),
    ("x^2 - y^2", "(0, 0)", "not a saddle point", "refuted"),
    ("x^2 - y^2", "(0, 0)", "neither minimum nor maximum", "proved"),
    (CUP, "(0, 0)", "strict local minimum", "proved"),
    (CUP, "(0, 0)", "global minimum", "proved"),
    (CUP, "(0, 0)", "undecided", "proved"),
    (CUP, "(0, 0)", "degenerate", "proved"),
    (FLAT, "(0, 0)", "minimum", "unknown"),
    (FLAT, "(0, 0)", "maximum", "refuted"),
    (FLAT, "(0, 0)", "not a maximum", "proved"),
    (FLAT, "(0, 0)", "saddle", "unknown"),
    ("x^4 + y^4 - 4 x y", "(1, 1)", "global minimum", "proved"),
    ("x^4 - 2 x^2 - x^3 / 10", "0", "global maximum", "refuted"),
    ("x^2 + x y + y^2 - 3 x", "(2, -1)", "global minimum", "proved"),
    ("3 x^4 - 4 x^3 - 12 x^2", "-1", "global minimum", "refuted"),
    ("3 x^4 - 4 x^3 - 12 x^2", "2", "global minimum", "proved"),
]


def judged(function, point, kind):
    field = field_of(function)
    claim = PointClaim(read_point(point), read_kind(kind))
    (judgement,) = check_points(field, critical_points(field), [claim], is_complete=False)
    return judgement


@pytest.mark.parametrize("function, point, kind, verdict", JUDGED)
def test_claims_are_judged_in_three_values(function, point, kind, verdict):
    assert judged(function, point, kind).verdict == verdict


def test_what_is_not_strict_and_what_is_flat():
    for kind, verdict in (("local minimum", "proved"), ("strict local minimum", "refuted")):
        (found,) = check_points(
            field_of(FOLD), None, [PointClaim((0, 0), read_kind(kind))], is_complete=False
        )
        assert found.verdict == verdict


@pytest.mark.parametrize(
    "function, point, kind, text",
    [
        (CUBIC, "1", "not a maximum", "(1): not a local maximum is right."),
        (
            CUBIC,
            "1",
            "not a minimum",
            "(1) is a local minimum: that it is not a local minimum is wrong.",
        ),
        (
            CUBIC,
            "1",
            "global minimum",
            "(1) is a local minimum: that it is a global minimum is wrong.",
        ),
        (FLAT, "(0, 0)", "minimum", "Whether (0, 0) is a local minimum is not decided."),
    ],
)
def test_the_judgement_says_what_was_judged(function, point, kind, text):
    assert judged(function, point, kind).text == text


def test_what_is_global_is_not_told_by_the_hessian():
    assert judged(CUBIC, "1", "global minimum").slip == (
        "The Hessian tells only what is local; what is global, f itself has to tell."
    )
