"""The command: documents to reports in every format, points, hints, and the exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import matcalc
from matcalc.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "grading"
HOMEWORK, RUBRIC = str(EXAMPLE / "homework.md"), str(EXAMPLE / "rubric.toml")


def grade(*arguments):
    result = CliRunner().invoke(main, ["grade", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_example_is_graded_as_its_rubric_says():
    result = grade(HOMEWORK, "--rubric", RUBRIC)
    assert result.exit_code == 0
    assert "✓ proved  line 8" in result.output
    assert "✗ refuted  line 14" in result.output
    assert "↔ other layout  line 21" in result.output
    assert result.output.endswith("8 of 10 points\n")


def test_hints_keep_the_answer():
    told = grade(HOMEWORK, "--rubric", RUBRIC, "--hints").output
    assert "Count the terms: one is missing." in told
    assert "(B + B')" not in told
    assert "8 of 10 points" in told


@pytest.mark.parametrize(
    ("form", "score"), [("gradescope", 8), ("prairielearn", 0.8), ("json", None), ("html", None)]
)
def test_every_format_is_written(form, score, tmp_path):
    target = tmp_path / "results"
    assert grade(HOMEWORK, "-R", RUBRIC, "--format", form, "-o", target).exit_code == 0
    text = target.read_text(encoding="utf-8")
    if form == "html":
        assert text.startswith("<!DOCTYPE html>")
        assert "The trace is cyclic" in text
    else:
        assert json.loads(text).get("score") == score


def test_a_folder_gets_a_report_each_and_a_summary(tmp_path):
    for name in ("a.md", "b.tex"):
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text("Only prose.", encoding="utf-8")
    result = grade(tmp_path / "in", "-o", tmp_path / "out", "--format", "html")
    assert result.exit_code == 0
    assert "2 documents graded, 0 with something wrong." in result.output
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["a.md.html", "b.tex.html", "summary.csv"]


def test_documents_of_one_name_do_not_overwrite_each_other(tmp_path):
    for name in ("ann", "bob"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "hw.md").write_text("Only prose.", encoding="utf-8")
    grade(tmp_path / "in", "-o", tmp_path / "out")
    written = [path.name for path in (tmp_path / "out").iterdir()]
    assert len(written) == 3
    assert any("ann_hw.md" in name for name in written)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.md"], "there is no such file or folder"),
        ([HOMEWORK, "-R", "nowhere.toml"], "the rubric cannot be read"),
        ([HOMEWORK, "--format", "gradescope"], "needs points: give a --rubric with points"),
        ([HOMEWORK, RUBRIC, "--format", "html"], "of several documents needs -o FOLDER"),
        ([HOMEWORK, RUBRIC, "-o", RUBRIC], "is a file, and there are several documents"),
        ([], "Missing argument"),
    ],
)
def test_unusable_input_is_refused_before_anything_is_graded(arguments, said):
    result = grade(*arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_document_that_cannot_be_graded_is_told_by_the_exit_code(tmp_path):
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{", encoding="utf-8")
    result = grade(broken)
    assert result.exit_code == 3
    assert "!" in result.output


HOSTILE = (
    r"\frac{d}{dx} 2^{9^{9^{9^9}}} x = x",
    r"\frac{d}{dx} 99999999! x = x",
    r"\frac{\partial \operatorname{tr}(A^{1000000} X)}{\partial X} = A",
    r"\frac{\partial x^\top x}{\partial x} = " + " + ".join(["x"] * 2000),
    r"\frac{\partial x^\top x}{\partial x} = " + r"\frac{1}{" * 300 + "x" + "}" * 300,
    "\\frac{\\partial x^\\top x}{\\partial x} = \u202e2\u200b x",
)


def test_hostile_formulas_cost_only_their_own_findings():
    easy = "$$\\frac{\\partial x^\\top x}{\\partial x} = 2 x$$"
    text = "\n\n".join([easy, *(f"$${each}$$" for each in HOSTILE), easy])
    report = matcalc.grade(text)
    assert report.trouble == ""
    assert report.findings[0].verdict == "proved"
    assert report.findings[-1].verdict == "proved"
    assert report.findings[-1].place.line == 15


def test_a_report_from_python_shows_itself():
    report = matcalc.grade("Let $f = x^T x$. $$\\frac{df}{dx} = x$$")
    assert report.findings[0].verdict == "refuted"
    assert "✗ refuted  line 1" in str(report)
    assert "<math" in report._repr_html_()
    assert matcalc.grade(Path(HOMEWORK), rubric=RUBRIC).scores[0].points == 2
