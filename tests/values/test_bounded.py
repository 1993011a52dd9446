"""Numbers that know how far rounding may have led them astray."""

from fractions import Fraction
from random import Random

import pytest

from matcalc.expr import apply, number, scale, symbol
from matcalc.expr.elementwise import ELEMENTWISE_NAMES
from matcalc.values import Floating, PointError, same_floating
from matcalc.values.bounded import CARE, HIDDEN, KINKS, Bounded, gap
from matcalc.values.elimination import determinant, inverse

s = symbol("s")


@pytest.mark.parametrize("seed", range(5))
def test_what_is_computed_lies_within_its_bound(seed):
    """Against fractions: a product of sums, an inverse, a determinant."""
    rng, numbers = Random(seed), Bounded()
    exact = [[Fraction(rng.randint(-99, 99), rng.randint(1, 99)) for _ in range(4)] for _ in "1234"]
    near = [[numbers.number(entry) for entry in row] for row in exact]
    value, bound = determinant(numbers, near)
    assert 0 < abs(Fraction(value) - _det(exact)) <= Fraction(bound)
    product = numbers.matmul(near, inverse(numbers, near))
    off = [abs(entry[0] - (i == j)) for i, row in enumerate(product) for j, entry in enumerate(row)]
    assert 0 < max(off) <= max(entry[1] for row in product for entry in row) < 1e-9


def _det(rows):
    if len(rows) == 1:
        return rows[0][0]
    minors = ([row[:j] + row[j + 1 :] for row in rows[1:]] for j in range(len(rows)))
    return sum((-1) ** j * rows[0][j] * _det(minor) for j, minor in enumerate(minors))


@pytest.mark.parametrize("name", ELEMENTWISE_NAMES)
def test_the_error_of_an_argument_is_carried_along(name):
    off = 1e-6
    value, bound = Bounded().function(name, (0.7, off))
    plain = Floating()
    far = max(abs(plain.function(name, 0.7 + step * off) - value) for step in (-1, -0.5, 0.5, 1))
    assert far <= bound <= 1e-4
    assert Bounded().function(name, (0.7, 0.0))[1] == CARE * abs(value)


@pytest.mark.parametrize("name", KINKS)
def test_a_kink_that_rounding_may_hide_is_no_point(name):
    with pytest.raises(PointError, match="as far as rounding lets one see"):
        Bounded().function(name, (1e-17, 1e-16))


@pytest.mark.parametrize("call", ["inv", "power"])
def test_a_zero_that_rounding_may_hide_is_not_divided_by(call):
    numbers, hidden = Bounded(), (1e-17, 1e-16)
    with pytest.raises(PointError):
        numbers.inv(hidden) if call == "inv" else numbers.power(hidden, (-0.5, 0.0))


def test_bounds_that_tell_nothing_are_no_points():
    with pytest.raises(PointError, match=HIDDEN):
        gap([(1.0, 1e-6)], [(1.0, 1e-6)])


TINY = apply("exp", number(-30))


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (scale(TINY, s), scale(number(0), s), False),
        (apply("exp", s) + number(Fraction(1, 10**12)), apply("exp", s), False),
        (apply("arctan", apply("tan", s)), s, False),
        (apply("abs", s), s, False),
        (apply("relu", s), s, False),
        (apply("sinh", s) + apply("cosh", s), apply("exp", s), True),
        (apply("log", apply("exp", s)), s, True),
    ],
)
def test_small_differences_signs_and_ranges_are_seen(left, right, equal):
    found = same_floating(left, right, trials=12)
    assert found.equal is equal
    if equal:
        assert found.error <= 16 * found.bound < 1e-11


def test_where_the_bound_tells_nothing_values_are_compared_up_to_a_tolerance():
    deep = s
    for _ in range(400):
        deep = apply("sin", scale(number(3), deep))
    found = same_floating(deep, deep)
    assert found.equal
    assert found.bound == float("inf")
