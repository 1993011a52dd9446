"""A report as text, as a page, as JSON, as tables: complete, and escaped."""

import csv
import json
from io import StringIO
from xml.etree import ElementTree

import click
import pytest

from matcalc.grade.findings import Finding, Place, Report, Score, as_json, report_from
from matcalc.grade.formula import to_math, with_formulas
from matcalc.grade.hinted import with_hints
from matcalc.grade.page import to_fragment, to_html
from matcalc.grade.tables import to_csv, to_gradescope, to_prairielearn
from matcalc.grade.text import to_text

TEXT = "## Q1\nThus $$\\nabla f = 2x$$ and $$g = <b>B x$$ so $n > 1$."


def place(source, line, cell=None):
    return Place(TEXT.find(source), TEXT.find(source) + len(source), line, cell)


RIGHT = Finding(place("\\nabla f = 2x", 2), "\\nabla f = 2x", "proved", "Right.", question="Q1")
WRONG = Finding(
    place("g = <b>B x", 2),
    "g = <b>B x",
    "refuted",
    "Wrong.",
    about="∂f/∂x",
    derived="(B + Bᵀ) x",
    derived_latex="(B + B^{\\top}) x",
    slip="A term is missing.",
    slip_code="lost_term",
    counterexample="x = [1; 0]\nclaimed 1, true 2",
    question="Q1",
    links=(
        Finding(Place(0, 1, 2), "a = b", "holds", "Right."),
        Finding(Place(0, 1, 3), "b = c", "refuted", "No.", counterexample="x = 7"),
    ),
    first_wrong=1,
)
REPORT = Report(
    "a.md",
    (RIGHT, WRONG),
    (Score("1", 1.5, 2.0, "Line 2: partial."), Score("2", 0.0, 3.0, "None.")),
    skipped={"a definition": 2},
)


def test_text_tells_the_verdicts_the_reasons_and_the_sums():
    lines = click.unstyle(to_text(REPORT)).splitlines()
    assert "  ✓ proved  line 2" in lines
    assert "  ✗ refuted  line 2" in lines
    assert "    right is    (B + Bᵀ) x" in lines
    assert "    slip        A term is missing." in lines
    assert "                claimed 1, true 2" in lines
    assert "    ✗ b = c" in lines
    assert "      first wrong No." in lines
    assert "  1 proved, 1 refuted; not judged: 2 a definition" in lines
    assert lines[-1] == "  1.5 of 5 points"


def test_text_of_a_document_cannot_steer_the_terminal():
    hostile = Finding(Place(0, 1, 1), "a\u202e\u200b\x1b[2Jb", "unknown", "\x07?")
    told = to_text(Report("x\x1b]0;y", (hostile,)))
    assert not {"\u202e", "\u200b", "\x07"} & set(told)
    assert "\x1b" not in click.unstyle(told)


@pytest.mark.parametrize("made", [to_html(REPORT, TEXT), to_html(REPORT), to_fragment(REPORT)])
def test_a_page_has_everything_and_needs_nothing(made):
    assert "✓ proved" in made
    assert "✗ refuted" in made
    assert "A term is missing." in made
    assert "1.5 of 5 points" in made
    assert "<math" in made
    assert "<b>" not in made
    for outside in ("<script", "http://", "https://", "src=", "url("):
        assert outside not in made.replace("http://www.w3.org/1998/Math/MathML", "")


def test_a_page_keeps_the_order_of_the_document():
    made = to_html(REPORT, TEXT)
    places = [made.index(each) for each in ("Thus", "✓ proved", ">and<", "✗ refuted", ">so ")]
    assert places == sorted(places)
    assert "$" not in made


def test_a_page_of_a_notebook_takes_its_cells():
    cells = [
        {"cell_type": "code", "source": "secret = 1"},
        {"cell_type": "markdown", "source": ["Thus\n", "$x = 1$"]},
    ]
    found = Finding(Place(6, 11, 2, 2), "x = 1", "proved", "Right.")
    made = to_html(Report("a.ipynb", (found,)), json.dumps({"cells": cells}))
    assert "secret" not in made
    assert made.index("Thus") < made.index("✓ proved")
    assert "cell 2, line 2" in made


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(x)}{x}",
        r"\frac",
        "x_{",
        "{" * 500 + "}" * 500,
        "x" * 5000,
    ],
)
def test_what_cannot_or_must_not_be_typeset_is_shown_as_written(latex):
    made = to_math(latex)
    assert made.startswith("<code>")
    assert "<script" not in made


@pytest.mark.parametrize("latex", [r"\begin{align*} a &= b \\ &= c \end{align*}", r"a &= b \\ c"])
def test_aligned_lines_become_a_table(latex):
    rows = ElementTree.fromstring(to_math(latex)).iter("{http://www.w3.org/1998/Math/MathML}mtr")
    assert len(list(rows)) == 2


def test_formulas_in_prose_are_typeset():
    made = with_formulas("Let $x$ be <i>, \\$3.")
    assert made.startswith("Let <math")
    assert made.endswith("be &lt;i&gt;, \\$3.")


def test_json_comes_back():
    assert report_from(json.loads(json.dumps(as_json(REPORT)))) == REPORT


def test_gradescope():
    made = to_gradescope(REPORT)
    assert made["score"] == 1.5
    first, second = made["tests"]
    assert (first["score"], first["max_score"], first["status"]) == (1.5, 2.0, "failed")
    assert second["name"] == "2"
    assert "\x1b" not in made["output"]


def test_prairielearn():
    made = to_prairielearn(REPORT)
    assert made["gradable"] is True
    assert made["score"] == 0.3
    assert [(test["points"], test["max_points"]) for test in made["tests"]] == [(1.5, 2), (0, 3)]
    assert to_prairielearn(Report("a", trouble="Late.")) == {
        "gradable": False,
        "format_errors": ["Late."],
    }


def test_a_summary_has_a_row_for_each_document():
    first, second = csv.DictReader(StringIO(to_csv([REPORT, Report("=b", trouble="Late.")])))
    assert (first["name"], first["proved"], first["1"], first["points"]) == (
        "a.md",
        "1",
        "1.5",
        "1.5",
    )
    assert (second["name"], second["trouble"], second["points"]) == ("'=b", "Late.", "")


def test_hints_keep_the_answer():
    told = with_hints(REPORT)
    shown = json.dumps(as_json(told), ensure_ascii=False) + to_text(told) + to_html(told)
    for secret in ("(B + Bᵀ) x", "B^{", "true 2", "x = 7"):
        assert secret not in shown
    assert "Count the terms: one is missing." in shown
    assert [each.verdict for each in told.findings] == ["proved", "refuted"]
