"""Habits of writing: dots, entries of a matrix by its small letter, a ∂ that is left out."""

from __future__ import annotations

import pytest

from matcalc.grade.dotted import summed
from matcalc.grade.examine import examine
from matcalc.grade.habits import matrices_by_entries, mended


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (r"x_1^2 + \cdots + x_n^2", r"\sum_{i=1}^{n} \left( x_{i}^2 \right)"),
        (
            r"c + p_1 q_1 + p_2 q_2 + \dots + p_m q_m",
            r"c + \sum_{i=1}^{m} \left( p_{i} q_{i} \right)",
        ),
        (
            r"a_{i1} x_1 + a_{i2} x_2 + \ldots + a_{in} x_n",
            r"\sum_{k=1}^{n} \left( a_{ik} x_{k} \right)",
        ),
        (
            r"u_1 + v_1 + \dots + u_n + v_n",
            r"\sum_{i=1}^{n} \left( u_{i} + v_{i} \right)",
        ),
        (r"\begin{bmatrix} 3 \\ \vdots \\ 3 \end{bmatrix}", r"3 \mathbf{1}"),
        (r"x_1 + x_3 + \cdots + x_n", r"x_1 + x_3 + \cdots + x_n"),
        (r"x + \cdots + x", r"x + \cdots + x"),
    ],
)
def test_sums_with_dots(side: str, expected: str) -> None:
    assert summed(side) == expected


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        (["y = A x", r"\sum_j a_{ij} x_j"], {"a": "A"}),
        (["y = A x", r"\sum_j a_{ij} x_j", "a = 3"], {}),
        (["y = A x + A_{ij}", r"\sum_j a_{ij} x_j"], {}),
        ([r"\sum_j a_{ij} x_j", r"\text{A matrix}"], {}),
    ],
)
def test_small_letters_of_a_matrix(formulas: list[str], expected: dict[str, str]) -> None:
    assert matrices_by_entries(formulas) == expected


def test_a_fraction_of_numbers_stays() -> None:
    kept = r"\frac{1}{2} \frac{a}{b} \frac{\partial a}{\partial b} \frac{a + b}{\partial c}"
    assert mended(kept) == kept


ROWS = r"\frac{\partial y_i}{\partial x_j} = \frac{1}{\partial x_j} \sum_{k=1}^n a_{ik} x_k"
BY_Z = r"\frac{\partial y_i}{\partial z} = \frac{1}{\partial z} \sum_{k=1}^n a_{ik} x_k"
SCALAR = r"$$\alpha = y_1 x_1 + \dots + y_n x_n$$ $$\frac{\partial \alpha}{\partial z} = "
INVERSE = r"\frac{\partial A^{-1}}{\partial t} = "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rf"$${ROWS} = a_{{ij}}$$ $$\frac{{\partial y}}{{\partial x}} = A$$", ["proved"] * 2),
        (
            rf"$${ROWS} = a_{{ji}}$$ $$\frac{{\partial y}}{{\partial x}} = A^T$$",
            ["refuted", "layout"],
        ),
        (rf"$${BY_Z} = A \frac{{\partial x}}{{\partial z}}$$", ["proved"]),
        (rf"$${BY_Z} = A^T \frac{{\partial x}}{{\partial z}}$$ $y = A x$", ["ill_shaped"]),
        (
            SCALAR + r"y^T \frac{\partial x}{\partial z} + x^T \frac{\partial y}{\partial z}$$",
            ["layout"],
        ),
        (
            SCALAR + r"y^T \frac{\partial x}{\partial z} - x^T \frac{\partial y}{\partial z}$$",
            ["ill_shaped"],
        ),
        (rf"$${INVERSE} -A^{{-1}} \frac{{\partial A}}{{\partial t}} A^{{-1}}$$", ["proved"]),
        (rf"$${INVERSE} A^{{-1}} \frac{{\partial A}}{{\partial t}} A^{{-1}}$$", ["refuted"]),
    ],
)
def test_letters_that_depend_on_the_variable(text: str, expected: list[str]) -> None:
    found = [each.verdict for each in examine(text, "a.md").findings]
    assert found == expected
