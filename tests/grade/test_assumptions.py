"""What a document assumes of its letters, and what it denies."""

from __future__ import annotations

import pytest

from matcalc.grade.assumptions import assumed_in_equation, assumed_in_words
from matcalc.grade.examine import examine

FORM = r"Let $f(x) = x^T A x$. "
CLAIM = "\n$$\\nabla f = 2 A x$$\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"with $x \in \mathbb{R}^n$ and $A$ symmetric.", ["symmetric"]),
        ("where $A$ is a symmetric matrix", ["symmetric"]),
        ("$A$ is real symmetric positive definite.", ["symmetric", "positive definite"]),
        ("for a symmetric matrix $A$", ["symmetric"]),
        ("symmetric matrices $B$ and $A$", ["symmetric"]),
        (r"with covariance matrix $A$", ["symmetric"]),
        (r"$A$ is orthogonal.", ["orthogonal"]),
        (r"Let $A \in \mathbb{R}^{n\times n}$ be nonsingular", ["invertible"]),
        ("Is $A$ symmetric?", []),
        ("Show that $A$ is symmetric.", []),
        ("If $A$ were symmetric, it would be easy", []),
        ("If $A$ is symmetric, it is easy.", []),
        ("If $A$ is symmetric, then", ["symmetric"]),
        (r"The matrix $A + A^T$ is symmetric.", []),
        ("The matrix $A$ is non-symmetric.", []),
    ],
)  # fmt: skip
def test_words_that_assume(text: str, words: list[str]) -> None:
    found = [each for each in assumed_in_words(text) if each.name == "A"]
    assert [each.word for each in found if not each.is_denied] == words


@pytest.mark.parametrize(
    "text",
    [
        "$A$ is not symmetric.",
        "Suppose A is not necessarily symmetric.",
        "where $A$ is neither symmetric nor definite.",
        "where A is not a symmetric matrix.",
        "We do not assume that $A$ is symmetric.",
    ],
)
def test_words_that_deny(text: str) -> None:
    assert [each.is_denied for each in assumed_in_words(text)] == [True]


@pytest.mark.parametrize(
    ("sides", "name", "word"),
    [
        (("A", r"A^\top"), "A", "symmetric"),
        (("A^T", "A"), "A", "symmetric"),
        (("A", r"A^\top \in \mathbb{R}^{n\times n}"), "A", "symmetric"),
        ((r"\mathbf{A}^T", r"\mathbf{A}"), "A", "symmetric"),
        (("A^T", "-A"), "", ""),
        (("-A^T", "A"), "A", "skew-symmetric"),
        (("Q^T Q", "I"), "Q", "orthogonal"),
        (("Q Q^T", "I_n"), "Q", "orthogonal"),
        (("Q^T P", "I"), "", ""),
        ((r"\|x\|", "1"), "x", "unit norm"),
        ((r"\|x\|", "2"), "", ""),
        (("x > 0",), "x", "positive"),
        ((r"A \in \mathbb{S}^n",), "A", "symmetric"),
        ((r"A \in \mathbb{S}_{++}^n",), "A", "positive definite"),
        (("A", "B^T"), "", ""),
    ],
)
def test_equations_that_assume(sides: tuple[str, ...], name: str, word: str) -> None:
    found = assumed_in_equation(sides)
    assert ((found.name, found.word) if found else ("", "")) == (name, word)


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        (FORM + "Let $A$ be symmetric.", "proved"),
        (FORM + "Now let $A = A^T$.", "proved"),
        (FORM + "Assume $A^T = A$.", "proved"),
        (FORM, "refuted"),
        (FORM + "$A$ is not symmetric.", "refuted"),
        ("Let $A$ be symmetric.\n# Q2\n" + FORM, "proved"),
        ("# Q1\nLet $A$ be symmetric.\n# Q2\n" + FORM, "refuted"),
        ("# Q1\n" + FORM + "Let $A$ be symmetric.\n# Q2\n", "proved"),
        ("Let $A$ be symmetric.\n# Q2\n" + FORM + "$A$ is not symmetric.", "refuted"),
    ],
)
def test_assumptions_of_a_question_are_used(before: str, verdict: str) -> None:
    (found,) = examine(before + CLAIM, "a.md").findings
    assert found.verdict == verdict
    assert ("given: A is symmetric" in " ".join(found.notes)) == (verdict == "proved")


def test_a_column_has_no_property_of_matrices() -> None:
    text = r"Let $f(x) = x^T x$ with $x \in \mathbb{R}^n$ and $A$ symmetric. $$\nabla f = 2x$$"
    (found,) = examine(text, "a.md").findings
    assert (found.verdict, "given" in " ".join(found.notes)) == ("proved", False)
