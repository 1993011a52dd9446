"""Products written out as columns with dots, and sentences about eigenvectors."""

from __future__ import annotations

import pytest

from matcalc.grade.columns import entry_of
from matcalc.grade.examine import examine

COLUMN = r"\begin{pmatrix} %s \\ %s \\ \vdots \\ %s \end{pmatrix}"


def column(entry: str) -> str:
    return COLUMN % tuple(entry.replace("@", at) for at in "12n")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (r"\|a_@^T\|_1", r"\left( \sum_{j} |A_{ij}| \right)"),
        (r"\|a_@\|_1^2", r"\left( \sum_{j} |A_{ij}| \right)^2"),
        (r"\|a_@\|^2", r"\left( \sum_{j} A_{ij}^2 \right)"),
        (r"a_@^\top \mathbf{1}", r"\left( \sum_{j} A_{ij} \right)"),
        (r"a_@^T x", r"\left( \sum_{j} A_{ij} x_{j} \right)"),
        (r"\sum_j A_{@j}", r"\sum_j A_{ij}"),
    ],
)
def test_entry_i_of_a_column(entry: str, expected: str) -> None:
    assert entry_of(column(entry)) == expected


@pytest.mark.parametrize(
    "side", [COLUMN % ("u_1", "v_2", "u_n"), COLUMN % ("u_1", "u_2", "v_n"), "x"]
)
def test_a_column_without_a_pattern_has_no_entry(side: str) -> None:
    assert entry_of(side) == ""


@pytest.mark.parametrize(
    ("left", "entry", "verdict", "slip"),
    [
        (r"A \mathbf{1}", r"\sum_j a_{@j}", "proved", ""),
        (r"A \mathbf{1}", r"\|a_@\|_1^2", "refuted", "Entry i of A 1 is the sum of row i"),
        (r"A \mathbf{1}", r"\|a_@\|_1", "refuted", "Entry i of A 1 is the sum of row i"),
        (r"A x", r"a_@^T x", "proved", ""),
        (r"A x", r"a_@^T \mathbf{1}", "refuted", ""),
    ],
)
def test_a_product_is_compared_with_its_column(
    left: str, entry: str, verdict: str, slip: str
) -> None:
    (found,) = examine(f"$${left} = {column(entry)}$$", "a.md").findings
    assert (found.verdict, bool(found.slip)) == (verdict, bool(slip))
    assert found.slip.startswith(slip)
    assert ("a_i is read as row i of A." in found.notes) == ("sum" not in entry)


def test_the_sums_may_be_given() -> None:
    text = rf"$$A {column('1')} = {column(r'a_@^T x')} = {column('m')}$$"
    (found,) = examine(text, "a.md").findings
    assert found.links[-1].text == "Taken as given: the sum of every row is m."


MATRIX = r"Let $A = \begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$. "
GIVEN = rf"$$A {column('1')} = {column('m')}$$ "


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        (MATRIX + "$(1, 1)$ is an eigenvector of $A$ with eigenvalue $3$.", "proved", "right"),
        (MATRIX + "The vector $(1, 1)$ is an eigenvector for the eigenvalue $2$.", "refuted",
         "A (1, 1) is (3, 3), not (2, 2)."),
        (MATRIX + "$1$ is an eigenvalue of $A$ with eigenvector $(1, -1)$.", "proved", "right"),
        (MATRIX + "$(1, 1, 1)$ is an eigenvector with eigenvalue $3$.", "unknown", "A is 2×2"),
        (GIVEN + rf"so ${column('1')}$ is an eigenvector with eigenvalue $m$.", "proved",
         "as the document says"),
        (GIVEN + r"so $\mathbf{1}$ is an eigenvector with eigenvalue $k$.", "unknown",
         "nor an equation A v = … = λ v"),
    ],
)  # fmt: skip
def test_a_sentence_about_an_eigenvector(text: str, verdict: str, told: str) -> None:
    found = examine(text, "a.md").findings[-1]
    assert found.verdict == verdict
    assert told in found.text
