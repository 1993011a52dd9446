"""A name that is defined more than once: the latest definition before a formula is meant."""

from __future__ import annotations

import pytest

from matcalc.grade.examine import examine

TWICE = r"""Let $f(x) = \|x\|^2$.
$$\nabla f(x) = 2x$$
Now let $f(x) = \|x\|$.
$$\nabla f(x) = %s$$
"""


def found(text: str) -> list[str]:
    return [each.verdict for each in examine(text, "a.md").findings]


@pytest.mark.parametrize(
    ("claim", "verdict"), [("2x", "refuted"), (r"\frac{x}{\|x\|}", "proved"), ("3x", "refuted")]
)
def test_the_latest_definition_before_a_formula_counts(claim: str, verdict: str) -> None:
    assert found(TWICE % claim) == ["proved", verdict]


def test_a_note_says_which_definition_is_meant() -> None:
    first, second = examine(TWICE % "2x", "a.md").findings
    assert r"f is defined more than once; this goes by f(x) = \|x\|^2" in first.notes[0]
    assert second.notes[0].endswith(r"this goes by f(x) = \|x\|")


def test_the_same_definition_again_is_no_other() -> None:
    text = "Let $f(x) = x^T x$. So $f(x) = x^Tx$. $$\\nabla f(x) = 2x$$"
    assert "more than once" not in examine(text, "a.md").findings[0].notes[0]


def test_a_definition_that_follows_counts_where_none_stands_before() -> None:
    text = "$$\\nabla f(x) = 2x$$ where $f(x) = x^T x$. Then let $f(x) = a^T x$."
    assert found(text) == ["proved"]


def test_letters_of_the_older_definition_leave_the_formula_undecided() -> None:
    text = "Let $f(x) = a^T x$. Now let $f(x) = b^T x$. $$\\nabla f(x) = a$$"
    (told,) = examine(text, "a.md").findings
    assert told.verdict == "unknown"
    expected = "This would be right by an older definition; before it stands f(x) = b^T x."
    assert told.text == expected


def test_what_a_line_differentiates_does_not_define_the_quantity() -> None:
    text = r"Let $f = x^T x + a^T x$. $$\frac{\partial f}{\partial x} = \frac{\partial}{\partial x}"
    assert found(text + r" (x^T x) = 2x$$") == ["refuted"]
