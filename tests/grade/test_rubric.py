"""Rubrics: both notations, their errors with the place, headings, points."""

import pytest

from matcalc.errors import ReadError
from matcalc.grade.findings import Finding, Place, Report
from matcalc.grade.rubric import Question, Rubric, read_rubric, rubric_from
from matcalc.grade.score import score, scored

TOML = """
[[question]]
label = "1a"
points = 4
about = "∂f/∂x"
function = "f = x' y"
definitions = ["y = B x"]
wrt = "x"
declare = { x = ["n"], B = ["n", "n"] }
assume = { B = "symmetric" }
layouts = ["denominator", "numerator"]
partial = { lost_term = 0.5 }
"""
YAML = """
questions:
  - label: 1a
    points: 4
    about: ∂f/∂x
    function: f = x' y
    definitions: [y = B x]
    wrt: x
    declare: {x: [n], B: [n, n]}
    assume: {B: symmetric}
    layouts: [denominator, numerator]
    partial: {lost_term: 0.5}
"""


def read(text, name, tmp_path):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_rubric(path)


@pytest.mark.parametrize(("text", "name"), [(TOML, "r.toml"), (YAML, "r.yaml")])
def test_both_notations_state_the_same(text, name, tmp_path):
    (question,) = read(text, name, tmp_path).questions
    assert question.points == 4
    assert question.layouts == ("denominator", "numerator")
    assert question.request() == {
        "function": "f = x' y\ny = B x",
        "wrt": "x",
        "declare": {"x": ["n"], "B": ["n", "n"]},
        "assume": {"B": ["symmetric"]},
    }


def test_a_rubric_crosses_to_another_process_unchanged(tmp_path):
    rubric = read(TOML, "r.toml", tmp_path)
    assert rubric_from(rubric.to_json(), "r.toml") == rubric


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("[[question]\n", "r.toml", "r.toml: this is not TOML: "),
        ("a: [1", "r.yml", "r.yml: this is not YAML: "),
        ("a: !!python/object:os.system x", "r.yml", "r.yml: this is not YAML: "),
        ("points = 3", "r.toml", "r.toml: a rubric is a list of questions, and there is none."),
        ("[[question]]\npoints = 3", "r.toml", "r.toml: question 1 needs a label."),
        (
            '[[question]]\nlabel = "1"\npoint = 3',
            "r.toml",
            "r.toml: question 1 (1): there is no field point. Fields are label, points",
        ),
        (
            '[[question]]\nlabel = "1"\npoints = "many"',
            "r.toml",
            "question 1 (1): points must be a number that is not negative, and is 'many'.",
        ),
        (
            '[[question]]\nlabel = "1"\npartial = { sign = 2 }',
            "r.toml",
            "partial must be parts of the points, from 0 to 1, and one is 2.",
        ),
        (
            '[[question]]\nlabel = "1"\nlayouts = "both"',
            "r.toml",
            "layouts must be among denominator, numerator, and one is 'both'.",
        ),
        (
            '[[question]]\nlabel = "1"\npattern = "("',
            "r.toml",
            "pattern is not a regular expression: ",
        ),
        (
            '[[question]]\nlabel = "1"\n[[question]]\nlabel = "1"',
            "r.toml",
            "two questions have the label 1.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, name, said, tmp_path):
    with pytest.raises(ReadError) as caught:
        read(text, name, tmp_path)
    assert said in str(caught.value)


def test_a_rubric_that_is_not_there(tmp_path):
    with pytest.raises(ReadError, match=r"r\.toml: the rubric cannot be read"):
        read_rubric(tmp_path / "r.toml")


@pytest.mark.parametrize(
    ("label", "heading", "is_headed"),
    [
        ("1a", "Question 1 a)", True),
        ("1a", "Question 1 b)", False),
        ("1", "Question 1: a linear layer", True),
        ("1", "Question 11", False),
        ("1.2 a", "1.2 (a) Softmax", True),
        ("Bonus", "bonus", True),
        ("2", "2. The softmax", True),
    ],
)
def test_headings(label, heading, is_headed):
    assert Question(label).is_headed(heading) is is_headed


def test_a_pattern_finds_a_heading():
    rubric = Rubric("r", (Question("1"), Question("soft", pattern="soft.*max")))
    assert rubric.question_for("On the Softmax").label == "soft"
    assert rubric.question_for("On the loss") is None


def finding(verdict, line=1, **fields):
    return Finding(Place(0, 1, line), "x", verdict, "Said.", question="Question 1", **fields)


LINK = finding("refuted", slip_code="sign")


@pytest.mark.parametrize(
    ("answers", "points", "text"),
    [
        ([], 0, "No formula answers this question."),
        ([finding("proved")], 4, "Line 1: right."),
        ([finding("holds")], 4, "Line 1: right."),
        ([finding("refuted"), finding("proved", 7)], 4, "Line 7: right."),
        ([finding("proved"), finding("refuted", 7)], 0, "Line 7: Said."),
        ([finding("layout")], 2, "Line 1: partial credit (layout). Said."),
        (
            [finding("refuted", slip_code="lost_term", slip="A term is missing.")],
            1,
            "Line 1: partial credit (lost_term). A term is missing.",
        ),
        ([finding("proved", links=(LINK,), first_wrong=0)], 3, "Line 1: partial credit (sign)."),
        ([finding("unknown")], 0, "Line 1: could not be decided, a person must read it. Said."),
    ],
)
def test_points(answers, points, text):
    question = Question("1", 4, partial={"lost_term": 0.25, "layout": 0.5, "sign": 0.75})
    given = score(question, answers)
    assert given.points == points
    assert given.text.startswith(text)


def test_an_accepted_layout_is_right():
    question = Question("1", 4, layouts=("denominator", "numerator"))
    assert score(question, [finding("layout")]).points == 4


def test_an_answer_is_found_by_what_it_is_about():
    question = Question("1", 4, about="∂L/∂W")
    answers = [finding("proved", about="∂L / ∂W"), finding("refuted", about="∂L/∂b")]
    assert score(question, answers).points == 4


def test_without_a_rubric_there_are_no_points():
    assert scored(Report("a", (finding("proved"),)), None).scores == ()
