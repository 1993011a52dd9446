"""High powers: neither written out nor computed, and proved where a rule reaches them."""

import pytest

from matcalc.expr import Problem, epower, number, power, scale, symbol, trace
from matcalc.index.agree import agrees_with
from matcalc.index.normal import equal

X, Y, k = symbol("X", "n", "n"), symbol("Y", "n", "n"), symbol("k")
s, t = symbol("s"), symbol("t")
HIGH = number(10**9)


@pytest.mark.parametrize("exponent", [number(2), number(1000), HIGH, k])
def test_the_gradient_of_the_trace_of_a_power(exponent):
    right = scale(exponent, power(X, exponent - 1).T)
    problem = Problem(trace(power(X, exponent)), X)
    assert agrees_with(problem, right)
    assert not agrees_with(problem, right.T)


def test_a_sum_of_a_thousand_terms_is_not_made():
    # Two terms would be a wrong answer, and a thousand a slow one: nothing is proved.
    problem = Problem(trace(power(X, number(1000)) @ Y), X)
    assert not agrees_with(problem, scale(number(1000), power(X, number(999)).T))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (power(X.T, number(99)), power(X, number(99)).T, True),
        (power(X, number(99)), power(X, number(98)), False),
        (power(X, number(99)), power(Y, number(99)), False),
        (epower(s + t, HIGH), epower(t + s, HIGH), True),
        (epower(number(2), HIGH) * s, s, False),
        (epower(epower(number(2), number(1) / 2), HIGH) * s, s, False),
    ],
)
def test_high_powers_in_the_normal_form(left, right, same):
    assert equal(left, right) is same
