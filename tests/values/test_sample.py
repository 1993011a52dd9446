from fractions import Fraction as Q
from random import Random

import numpy as np
import pytest

from matcalc.errors import UnsupportedError
from matcalc.expr import symbol, unit
from matcalc.read.words import TAGS
from matcalc.values import Floating, Modular, PointError, Rational
from matcalc.values.elimination import determinant, eye
from matcalc.values.sample import draw, draw_symbol

SIZES = {"m": 4, "n": 3}
SEED = 5


def turned(X):
    return [list(column) for column in zip(*X, strict=True)]


def rows_sum_to_one(X, K):
    return all(K.total(row) == K.one for row in X)


PROPERTIES = {
    "symmetric": lambda X, K: turned(X) == X,
    "skew_symmetric": lambda X, K: turned(X) == [[K.neg(e) for e in row] for row in X],
    "positive_definite": lambda X, K: turned(X) == X and not K.is_zero(determinant(K, X)),
    "orthogonal": lambda X, K: K.matmul(turned(X), X) == eye(K, len(X)),
    "orthonormal_columns": lambda X, K: K.matmul(turned(X), X) == eye(K, len(X[0])),
    "diagonal": lambda X, K: all(X[i][j] == 0 for i in range(3) for j in range(3) if i != j),
    "positive_diagonal": lambda X, K: all(X[i][i] != 0 for i in range(len(X))),
    "lower_triangular": lambda X, K: X[0][1] == X[0][2] == X[1][2] == 0 != X[1][0],
    "upper_triangular": lambda X, K: X[1][0] == X[2][0] == X[2][1] == 0 != X[0][1],
    "rows_sum_to_one": rows_sum_to_one,
    "row_stochastic": rows_sum_to_one,
    "one_hot_rows": lambda X, K: rows_sum_to_one(X, K) and {e for r in X for e in r} == {0, 1},
    "one_hot_columns": lambda X, K: PROPERTIES["one_hot_rows"](turned(X), K),
    "one_hot": lambda X, K: PROPERTIES["one_hot_rows"](X, K),
    "simplex": lambda X, K: K.total(e for row in X for e in row) == K.one,
    "unit_norm": lambda X, K: K.total(K.mul(e, e) for row in X for e in row) == K.one,
    "invertible": lambda X, K: not K.is_zero(determinant(K, X)),
    "full_column_rank": lambda X, K: not K.is_zero(determinant(K, K.matmul(turned(X), X))),
    "sign": lambda X, K: all(K.mul(e, e) == K.one for row in X for e in row),
    "binary": lambda X, K: all(K.mul(e, e) == e for row in X for e in row),
    "zero": lambda X, K: not any(e for row in X for e in row),
    "nonzero": lambda X, K: all(e for row in X for e in row),
    "positive_integer": lambda X, K: all(1 <= e <= 4 for row in X for e in row),
    "integer": lambda X, K: all(K.add(e, K.number(Q(4))) in range(9) for row in X for e in row),
    "count": lambda X, K: all(0 <= e <= 3 for row in X for e in row),
}
TALL = {"orthonormal_columns", "full_column_rank", "rows_sum_to_one", "simplex", "one_hot_rows"}


@pytest.mark.parametrize("tag", PROPERTIES)
@pytest.mark.parametrize("kind", [Modular, Rational])
def test_what_is_assumed_holds_exactly(tag, kind):
    X = symbol("X", "m" if tag in TALL else "n", "n", assume=[tag])
    for seed in range(SEED, SEED + 40):
        numbers = kind(seed)
        try:
            value = draw_symbol(X, SIZES, numbers, Random(seed))
        except PointError:
            continue
        assert PROPERTIES[tag](value, numbers), (seed, value)
        return
    pytest.fail(f"no sample of {tag}")


@pytest.mark.parametrize("tag", sorted(TAGS))
@pytest.mark.parametrize("kind", [Modular, Rational, Floating])
def test_every_tag_can_be_drawn(tag, kind):
    X = symbol("X", "n", "n", assume=[tag])
    numbers = kind(SEED)
    for seed in range(20):
        try:
            value = draw_symbol(X, SIZES, numbers, Random(seed))
        except PointError:
            continue
        assert (len(value), len(value[0])) == (3, 3)
        return
    pytest.fail(f"no sample of {tag}")


@pytest.mark.parametrize(
    ("tag", "test"),
    [
        ("positive", lambda X: (X > 0).all()),
        ("unit_interval", lambda X: ((X > 0) & (X < 1)).all()),
        ("greater_than_one", lambda X: (X > 1).all()),
        ("contractive", lambda X: np.linalg.norm(X, 2) < 1),
        ("positive_definite", lambda X: np.linalg.eigvalsh(X).min() > 0),
        ("row_stochastic", lambda X: (X >= 0).all()),
    ],
)
@pytest.mark.parametrize("kind", [Rational, Floating])
def test_inequalities_hold_over_the_reals(tag, test, kind):
    X = symbol("X", "n", "n", assume=[tag])
    value = draw_symbol(X, SIZES, kind(SEED), Random(SEED))
    assert test(np.array(value, dtype=float))


def test_two_tags_may_meet():
    X = symbol("X", "n", "n", assume=["symmetric", "positive"])
    value = draw_symbol(X, SIZES, Rational(), Random(SEED))
    assert turned(value) == value
    assert min(min(row) for row in value) > 0
    D = symbol("D", "n", "n", assume=["diagonal", "positive_definite"])
    assert draw_symbol(D, SIZES, Rational(), Random(SEED))[0][1] == 0


def test_positions_are_whole():
    k = symbol("k")
    for seed in range(5):
        [[value]] = draw([k], SIZES, Rational(), Random(seed), "any", {k: unit("n", k).rows})[k]
        assert value in (Q(1), Q(2), Q(3))


def test_trouble_is_named():
    with pytest.raises(UnsupportedError, match="nothing is known of the assumption 'shiny' of X"):
        draw_symbol(symbol("X", "n", assume=["shiny"]), SIZES, Rational(), Random(1))
    wide = symbol("X", "n", "m", assume=["orthonormal_columns"])
    with pytest.raises(PointError, match="4 orthonormal columns need at least 4 rows"):
        draw_symbol(wide, SIZES, Rational(), Random(1))
