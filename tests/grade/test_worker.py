"""Documents that sleep, eat memory and crash: the rest of each is graded."""

import pytest

from matcalc.grade.rubric import Question, Rubric
from matcalc.grade.worker import grade_text
from matcalc.limited import Limits

MODULE = "tests.grade.standin"
SHORT = Limits(seconds=0.5, total=30, memory=1 << 28)


def graded(text, limits=SHORT, **options):
    return grade_text(text, "a.md", limits=limits, module=MODULE, **options)


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        ("sleep", "takes more time than is allowed"),
        ("exhaust", "needs more memory than is allowed"),
        ("crash", "broke down"),
    ],
)
def test_a_hostile_formula_costs_only_its_own_finding(hostile, said):
    limits = Limits(seconds=20, total=60, memory=1 << 28) if hostile == "exhaust" else SHORT
    report = graded(f"proved\n{hostile}\nrefuted\n", limits)
    assert [each.verdict for each in report.findings] == ["proved", "unknown", "refuted"]
    assert said in report.findings[1].text
    assert report.findings[1].place.line == 2
    assert not report.trouble


def test_what_is_known_is_not_judged_again():
    first, _, third = graded("proved\ncrash\nproved").findings
    assert first.text != third.text, "the second process judged what the first did not come to"


def test_the_time_of_a_document_is_limited():
    report = graded("stuck", Limits(seconds=0.5, total=0.5))
    assert "more than the 0.5 s of a document" in report.trouble


def test_a_defect_is_trouble_with_one_document():
    assert graded("defect").trouble == "A defect in matcalc: ValueError: a defect."


def test_points_are_added():
    rubric = Rubric("r", (Question("1", points=2),))
    assert [each.points for each in graded("proved", rubric=rubric).scores] == [2]
    assert graded("proved").scores == ()
