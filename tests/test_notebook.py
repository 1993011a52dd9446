"""The notebook's names, how answers that show themselves, and the lessons executed."""

from pathlib import Path

import nbclient
import nbformat
import pytest

import matcalc
from matcalc import problem

LESSONS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def test_an_answer_shows_itself():
    answer = problem("tr(V X W)", wrt="X").derive()
    assert answer.ascii == "V'*W'"
    assert repr(answer) == "Vᵀ Wᵀ"
    assert answer.latex == r"V^{\top} W^{\top}"
    assert answer._repr_latex_() == rf"$\displaystyle {answer.latex}$"
    assert answer.conditions == ()
    assert "def derivative(" in answer.code()


def test_a_proof_shows_itself():
    proof = problem("norm(w)", wrt="w").derive().proof()
    assert repr(proof).startswith("Theorem.  w is ")
    assert proof._repr_markdown_().startswith("**Theorem.** Let $w")
    assert proof.document("Norm").startswith(r"\documentclass")


@pytest.mark.parametrize(
    ("claim", "verdict", "right"),
    [("(B + B') x", "proved", True), ("2 B x", "refuted", False)],
)
def test_a_verdict_shows_itself(claim, verdict, right):
    judged = problem("x^T B x", wrt="x").check(claim)
    assert (judged.verdict, bool(judged)) == (verdict, right)
    assert repr(judged).startswith(f"{verdict}: ")
    assert judged._repr_markdown_().startswith(f"**{verdict}** — ")
    assert ("```" in judged._repr_markdown_()) is not right


def test_what_is_declared_assumed_and_given():
    statement = problem(
        "norm(y)^2",
        wrt="x",
        declare={"A": ["m", "n"], "x": ["n"]},
        given=["y = A*x"],
        assume={"A": ["full column rank"]},
    )
    assert statement.derive().ascii == "2*A'*y"
    assert statement.problem.wrt.declaration.rank == 1


def test_the_package_has_these_names_alone():
    assert matcalc.identity("quadratic-form").title == "Quadratic form"
    with pytest.raises(AttributeError, match="module 'matcalc' has no attribute 'nonsense'"):
        _ = matcalc.nonsense


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs(lesson):
    notebook = nbformat.read(lesson, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert any(output for output in outputs)
