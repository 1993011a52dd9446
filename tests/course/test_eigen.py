"""Eigenvectors, eigenvalues, sign patterns and the dimensions of a block."""

import pytest
import sympy

from matcalc.course import (
    check_constraint,
    check_count,
    check_pair,
    check_probability,
    check_values,
    constraints,
    constraints_told,
    read_matrix,
    row_sum,
    spectrum_facts,
)
from matcalc.course.signs import N
from matcalc.errors import ShapeError, UnknownNameError

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


@pytest.mark.parametrize(
    "claim, verdict",
    [(1 - 2 * HALF**N, "proved"), (1 - HALF ** (N - 1), "proved"), (1 - HALF**N, "refuted")],
)
def test_the_probability_of_a_saddle(claim, verdict):
    assert check_probability("saddle", claim).verdict == verdict


def test_the_number_of_saddle_patterns():
    assert check_count("saddle", 2**N - 2).verdict == "proved"
    assert check_count("minimum", 2 ** (N - 1)).verdict == "refuted"


BLOCK = {"X": ("S", "F"), "W_1": ("N_1", "F"), "W_2": ("N_2", "N_1")}


def test_a_residual_block_needs_as_many_outputs_as_inputs():
    groups = constraints("X + relu(X W_1') W_2'", BLOCK)
    assert constraints_told(groups) == "F = N_2"
    assert check_constraint(groups, "N_2 = F").verdict == "proved"
    assert check_constraint(groups, "N_2 = S F").verdict == "refuted"
    assert check_constraint(groups, "N_1 = F").verdict == "refuted"


def test_without_the_skip_nothing_is_asked():
    groups = constraints("relu(X W_1') W_2'", BLOCK)
    assert constraints_told(groups) == "every choice of dimensions fits"


def test_shared_letters_join_their_constraints():
    shapes = {"A": ("a", "b"), "B": ("c", "d"), "C": ("e", "f")}
    assert constraints("A B + C", shapes) == (("a", "e"), ("b", "c"), ("d", "f"))


def test_a_name_that_does_not_occur_is_refused():
    with pytest.raises(UnknownNameError, match="Z does not occur in X"):
        constraints("X", {"Z": ("n", "m")})
