from fractions import Fraction as Q
from itertools import permutations
from math import prod
from random import Random

import pytest

from matcalc.values import Floating, InexactError, PointError, Rational
from matcalc.values.dual import Dual
from matcalc.values.elimination import determinant, exponential, eye, inverse

SEED = 3


def leibniz(rows):
    n = len(rows)
    total = 0
    for order in permutations(range(n)):
        flips = sum(order[i] > order[j] for j in range(n) for i in range(j))
        total += (-1) ** flips * prod(rows[i][order[i]] for i in range(n))
    return total


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_determinant_and_inverse(n):
    rng, numbers = Random(SEED), Rational()
    A = [[Q(rng.randint(-3, 3)) for _ in range(n)] for _ in range(n)]
    A[0][0] = Q(7)
    assert determinant(numbers, A) == leibniz(A)
    assert numbers.matmul(A, inverse(numbers, A)) == eye(numbers, n)


def test_a_singular_matrix():
    numbers, A = Rational(), [[Q(1), Q(2)], [Q(2), Q(4)]]
    assert determinant(numbers, A) == 0
    with pytest.raises(PointError, match="a singular matrix"):
        inverse(numbers, A)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_a_determinant_without_division(n):
    """The last row repeats the first but moves: the slope is that of the Leibniz formula."""
    rng, duals = Random(SEED), Dual(Rational())
    A = [[Q(rng.randint(-3, 3)) for _ in range(n)] for _ in range(n - 1)]
    A.append(A[0])
    moved = [[Q(rng.randint(-3, 3)) for _ in range(n)] for _ in range(n)]
    ahead, behind = (
        leibniz(
            [[a + t * d for a, d in zip(*rows, strict=True)] for rows in zip(A, moved, strict=True)]
        )
        for t in (Q(1, 10**6), Q(-1, 10**6))
    )
    value, slope = determinant(duals, duals.moving(A, moved))
    assert value == 0
    assert abs(slope - (ahead - behind) * 10**6 / 2) < Q(1, 10**3)


def test_a_large_singular_matrix_has_the_determinant_zero():
    rng, numbers = Random(SEED), Rational()
    rows = [[Q(rng.randint(-3, 3)) for _ in range(9)] for _ in range(8)]
    assert determinant(numbers, [*rows, rows[0]]) == 0


def test_a_singular_determinant_still_has_a_slope():
    duals = Dual(Rational())
    A = duals.moving([[Q(1), Q(2)], [Q(2), Q(4)]], [[Q(1), Q(0)], [Q(0), Q(0)]])
    assert determinant(duals, A) == (0, 4)


def test_the_exponential_of_a_rotation():
    [[c, s], [t, d]] = exponential(Floating(), [[0.0, -3.0], [3.0, 0.0]])
    assert (c, s, t, d) == pytest.approx((-0.98999249660, -0.14112000806, 0.14112000806, c))
    with pytest.raises(InexactError, match="has no exact value"):
        exponential(Rational(), [[Q(1)]])
