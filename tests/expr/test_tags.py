"""Assumptions made together: values have all of them, or the two are refused by name."""

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from matcalc.errors import UnsupportedError
from matcalc.expr import symbol
from matcalc.expr.tags import chosen
from matcalc.read.words import TAGS
from matcalc.values import PointError, Rational
from matcalc.values.elimination import determinant, eye
from matcalc.values.sample import draw_symbol

K, N = Rational(), 3


def turned(X):
    return [list(column) for column in zip(*X, strict=True)]


def every(test):
    return lambda X: all(test(entry) for row in X for entry in row)


def minors(X):
    return [determinant(K, [row[:k] for row in X[:k]]) for k in range(1, N + 1)]


def is_orthogonal(X):
    return K.matmul(turned(X), X) == eye(K, N)


def has_full_rank(X):
    return determinant(K, X) != 0


def are_rows_one_hot(X):
    return all(sorted(row) == [0] * (N - 1) + [1] for row in X)


MEANS = {
    "symmetric": lambda X: turned(X) == X,
    "skew_symmetric": lambda X: turned(X) == [[-entry for entry in row] for row in X],
    "positive_definite": lambda X: turned(X) == X and min(minors(X)) > 0,
    "positive_semidefinite": lambda X: turned(X) == X and min(minors(X)) >= 0,
    "orthogonal": is_orthogonal,
    "orthonormal_columns": is_orthogonal,
    "diagonal": lambda X: all(X[i][j] == 0 for i in range(N) for j in range(N) if i != j),
    "positive_diagonal": lambda X: min(X[i][i] for i in range(N)) > 0,
    "lower_triangular": lambda X: X[0][1] == X[0][2] == X[1][2] == 0,
    "upper_triangular": lambda X: X[1][0] == X[2][0] == X[2][1] == 0,
    **dict.fromkeys(("invertible", "full_column_rank", "full_row_rank"), has_full_rank),
    "rows_sum_to_one": lambda X: all(sum(row) == 1 for row in X),
    "sums_to_one": lambda X: sum(map(sum, X)) == 1,
    "row_stochastic": lambda X: all(sum(row) == 1 and min(row) >= 0 for row in X),
    "simplex": lambda X: sum(map(sum, X)) == 1 and min(map(min, X)) > 0,
    "one_hot_rows": are_rows_one_hot,
    "one_hot": are_rows_one_hot,
    "one_hot_columns": lambda X: are_rows_one_hot(turned(X)),
    "sign": every(lambda entry: entry in (-1, 1)),
    "binary": every(lambda entry: entry in (0, 1)),
    "zero": every(lambda entry: entry == 0),
    "nonzero": every(lambda entry: entry != 0),
    "integer": every(lambda entry: entry.denominator == 1),
    "positive_integer": every(lambda entry: entry.denominator == 1 and entry > 0),
    "nonzero_integer": every(lambda entry: entry.denominator == 1 and entry != 0),
    "count": every(lambda entry: entry.denominator == 1 and entry >= 0),
    "positive": every(lambda entry: entry > 0),
    "nonnegative": every(lambda entry: entry >= 0),
    "negative": every(lambda entry: entry < 0),
    "nonpositive": every(lambda entry: entry <= 0),
    "unit_interval": every(lambda entry: 0 < entry < 1),
    "closed_unit_interval": every(lambda entry: 0 <= entry <= 1),
    "greater_than_one": every(lambda entry: entry > 1),
    "contractive": lambda X: sum(entry * entry for row in X for entry in row) < 1,
}
ONLY_LIKELY = {"distinct_eigenvalues", "real_distinct_eigenvalues", "distinct_singular_values"}
ONLY_LIKELY |= {"unit_norm", "small", "large"}


def values(tags, count=12):
    X = symbol("X", "n", "n", assume=tags)
    found = []
    for seed in range(count):
        try:
            found.append(draw_symbol(X, {"n": N}, Rational(seed), Random(seed)))
        except PointError:
            continue
    return found


def refusal(tags):
    try:
        chosen(tags)
    except UnsupportedError as error:
        return error.message
    return ""


def test_every_tag_has_a_meaning():
    assert {*MEANS, *ONLY_LIKELY} == TAGS


@pytest.mark.parametrize("one", sorted(TAGS))
def test_both_of_two_tags_hold_or_they_are_refused(one):
    for other in sorted(TAGS):
        if refusal([one, other]):
            named = {each.replace("_", " ") for each in (one, other)}
            assert all(each in refusal([one, other]) for each in named)
            continue
        for value in values([one, other]):
            for tag in {one, other} & MEANS.keys():
                assert MEANS[tag](value), (one, other, value)


@pytest.mark.parametrize(
    ("tags", "form", "entry"),
    [
        ("orthogonal symmetric", "reflection", ""),
        ("orthogonal diagonal", "signed_diagonal", ""),
        ("lower_triangular upper_triangular", "diagonal", ""),
        ("symmetric upper_triangular", "diagonal", ""),
        ("positive_definite diagonal", "definite_diagonal", ""),
        ("positive_semidefinite invertible", "positive_definite", ""),
        ("integer positive", "", "positive_integer"),
        ("nonnegative nonzero", "", "positive"),
        ("symmetric positive invertible", "symmetric", "positive"),
        ("small contractive", "", ""),
        ("sums_to_one positive", "simplex", "positive"),
        ("simplex unit_interval", "simplex", "unit_interval"),
        ("rows_sum_to_one nonnegative", "row_stochastic", "nonnegative"),
        ("rows_sum_to_one binary", "one_hot_rows", "binary"),
    ],
)
def test_pairs_that_go_together(tags, form, entry):
    assert chosen(tags.split()) == (form, entry)
    assert values(tags.split())


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ("orthogonal positive_definite", "orthogonal and positive definite"),
        ("symmetric skew_symmetric", "skew symmetric and symmetric"),
        ("symmetric row_stochastic", "row stochastic and symmetric"),
        ("diagonal positive", "diagonal and positive"),
        ("positive negative", "negative and positive"),
        ("orthogonal positive_diagonal", "orthogonal and positive diagonal"),
        ("integer small", "integer and small"),
    ],
)
def test_pairs_that_are_refused(tags, told):
    with pytest.raises(UnsupportedError) as refused:
        chosen(tags.split())
    assert refused.value.message == f"no values are known that are {told} at once."
    assert refused.value.hint == "Leave one of the two out, or say what both mean together."


def test_three_that_only_clash_together_are_refused():
    assert all(chosen(pair) for pair in combinations(["small", "positive", "symmetric"], 2))
    with pytest.raises(UnsupportedError, match="negative and positive"):
        chosen(["nonzero", "negative", "positive"])


@pytest.mark.parametrize(
    ("tag", "met"),
    [
        ("nonnegative", {0, 1}),
        ("nonpositive", {0, -1}),
        ("count", {0, 1}),
        ("integer", {-1, 0, 1}),
        ("large", {-1, 1}),
        ("positive_semidefinite", {0, 1}),
    ],
)
def test_a_number_is_of_every_sign_that_is_allowed(tag, met):
    x = symbol("x", "n", "n", assume=[tag])
    drawn = [draw_symbol(x, {"n": 1}, Rational(s), Random(s))[0][0] for s in range(60)]
    assert {(value > 0) - (value < 0) for value in drawn} == met
    assert all(isinstance(value, Fraction) for value in drawn)


def test_semidefinite_matrices_are_often_singular():
    ranks = {bool(determinant(K, value)) for value in values(["positive_semidefinite"])}
    assert ranks == {True, False}
