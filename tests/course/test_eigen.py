"""Eigenvectors, eigenvalues and sign patterns."""

import pytest
import sympy

from matcalc.course import (
    check_count,
    check_pair,
    check_probability,
    check_values,
    read_matrix,
    read_number,
    row_sum,
    spectrum_facts,
)
from matcalc.course.signs import N
from matcalc.errors import ReadError, ShapeError

A = read_matrix(r"\begin{pmatrix} 2 & 1 & 0 \\ 0 & 1 & 2 \\ 1 & 1 & 1 \end{pmatrix}")
HALF = sympy.Rational(1, 2)


def test_the_common_row_sum_is_the_eigenvalue_of_ones():
    assert row_sum(A) == 3
    assert check_pair(A, 3, (1, 1, 1)).verdict == "proved"
    assert row_sum(read_matrix(r"\begin{pmatrix} 1 & 1 \\ 0 & 1 \end{pmatrix}")) is None


@pytest.mark.parametrize(
    "value, vector, slip",
    [
        (2, (1, 1, 1), "It is an eigenvector, with the eigenvalue 3."),
        (3, (1, 2, 1), "It is no eigenvector: A v is not a multiple of v."),
    ],
)
def test_wrong_pairs_are_refuted(value, vector, slip):
    judgement = check_pair(A, value, vector)
    assert (judgement.verdict, judgement.slip) == ("refuted", slip)


def test_zero_is_no_eigenvector_and_sizes_must_fit():
    assert check_pair(A, 3, (0, 0, 0)).text.startswith("The zero vector is no eigenvector")
    with pytest.raises(ShapeError, match="A is 3×3 and v has 2 entries"):
        check_pair(A, 3, (1, 1))


def test_eigenvalues_are_compared_with_multiplicity():
    matrix = read_matrix(r"\begin{pmatrix} 2 & 0 \\ 0 & 2 \end{pmatrix}")
    assert check_values(matrix, (2, 2)).verdict == "proved"
    assert check_values(matrix, (1, 3)).slip == "Their product is 3, and the determinant of A is 4."
    assert spectrum_facts(matrix)["values"] == "(2, 2)"


def test_only_square_matrices_have_eigenvalues():
    with pytest.raises(ShapeError, match="this matrix is 2×1: only a square one"):
        spectrum_facts(read_matrix("(1, 2)"))
    with pytest.raises(ShapeError, match="this matrix is 2×3: only a square one"):
        check_values(read_matrix("[1, 2, 3; 3, 4, 5]"), (1, 2))


def test_a_list_of_rows_is_a_matrix_and_a_division_by_zero_is_none():
    assert read_matrix("[[2, 1], [0, 3]]") == read_matrix("[2, 1; 0, 3]")
    with pytest.raises(ReadError, match=r"\[1, 1/0; 0, 1\] divides by zero\."):
        read_matrix("[1, 1/0; 0, 1]")
    with pytest.raises(ReadError, match=r"1/0 divides by zero\."):
        read_number("1/0")


@pytest.mark.parametrize(
    "claim, verdict",
    [(1 - 2 * HALF**N, "proved"), (1 - HALF ** (N - 1), "proved"), (1 - HALF**N, "refuted")],
)
def test_the_probability_of_a_saddle(claim, verdict):
    assert check_probability("saddle", claim).verdict == verdict


def test_the_number_of_saddle_patterns():
    assert check_count("saddle", 2**N - 2).verdict == "proved"
    assert check_count("minimum", 2 ** (N - 1)).verdict == "refuted"
