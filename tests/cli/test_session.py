"""A conversation: state a problem, try formulas, get a verdict after each."""

import pytest
from click import unstyle
from click.testing import CliRunner

from matcalc.cli.repl import command
from matcalc.cli.session import HELP, Session


def talk(*lines):
    session = Session()
    return [unstyle(session.answer(line)) for line in lines]


def test_a_problem_then_formulas():
    stated, right, wrong = talk("x^T B x by x", "B x + B' x", "2 B x")
    assert stated.startswith("xᵀ B x by x\n  shapes     ")
    assert "proved" in right
    assert "refuted" in wrong


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["tr(V X W) by X", "answer"], "Vᵀ Wᵀ"),
        (["x^T B x by x", "assume B: symmetric", "answer"], "2 B x"),
        (["declare w: n", "norm(w) wrt w", "proof"], "Theorem.  w is n×1."),
        (["norm(y)^2 by x", "let y = A*x", "2 A' A x"], "proved"),
        (["x^T B x by x", "kind hessian", "answer"], "B + Bᵀ"),
        (["2 x"], "State a problem first, for example: tr(V X W) by X"),
        (["x' x by x", "new", "2 x"], "State a problem first, for example: tr(V X W) by X"),
        (["x' x by x", "2 x +"], "? unreadable"),
        (["x' x by x", "2 Q +"], "? unreadable"),
        (["tr(X by X"], "error: the bracket 'tr' at character 1 is never closed.\n  tr(X\n  ^^"),
        (["declare X"], "has no colon"),
        (["help"], HELP),
        ([""], ""),
    ],
)
def test_the_last_answer(lines, said):
    assert said in talk(*lines)[-1]


def test_names_for_completion():
    session = Session()
    session.answer("tr(V*X_1) by X_1")
    assert {"V", "X_1", "tr"} <= set(session.names())


def test_piped_input():
    told = CliRunner().invoke(command, input="x' x by x\n2 x\nquit\n3 x\n")
    assert told.exit_code == 0
    assert told.output.count("✓ proved") == 1
    assert "refuted" not in told.output
