"""Where functions have values and slopes: the tables against the functions themselves."""

import math

import pytest

from matcalc.derive import derive
from matcalc.derive.conditions import in_words, needed_by
from matcalc.derive.domains import DOMAINS
from matcalc.expr import (
    Problem,
    apply,
    declared,
    epower,
    inverse,
    logdet,
    norm,
    number,
    ones,
    operation,
    power,
    softmax,
    sqrt,
    symbol,
    total,
)
from matcalc.expr.elementwise import ELEMENTWISE_NAMES
from matcalc.expr.node import Declaration
from matcalc.rules.elementwise import DERIVATIVES
from matcalc.values.arithmetic import PointError
from matcalc.values.floating import Floating

s, u, k = symbol("s"), symbol("u"), symbol("k")
x, A = symbol("x", "n"), symbol("A", "n", "n")

OUTSIDE = {"positive": (0.0, -1.0), "above_minus_one": (-1.0, -1.5), "cosine_nonzero": ()}
INSIDE = {
    "": (-2.7, -0.9, 0.4, 3.1),
    "positive": (0.01, 0.9, 3.1),
    "above_minus_one": (-0.9, 0.0, 3.1),
    "cosine_nonzero": (-1.5, 0.0, 1.5, 3.1),
}
SLOPES = {name: condition for name, _, condition in DERIVATIVES}


def value(name, at):
    return Floating().function(name, at)


@pytest.mark.parametrize("name", ELEMENTWISE_NAMES)
def test_a_function_has_values_inside_its_domain_and_none_outside(name):
    for at in INSIDE[DOMAINS[name]]:
        assert math.isfinite(value(name, at))
    # log |Γ| goes on below zero, but between poles.
    for at in (0.0, -1.0) if name == "lgamma" else OUTSIDE.get(DOMAINS[name], ()):
        with pytest.raises(PointError):
            value(name, at)


def test_the_tangent_has_a_pole_where_the_cosine_is_zero():
    assert abs(value("tan", math.pi / 2)) > 1e15
    assert DOMAINS["tan"] == SLOPES["tan"] == "cosine_nonzero"


@pytest.mark.parametrize("name", sorted(SLOPES))
def test_a_slope_asks_for_the_domain_and_for_no_kink(name):
    kinked = SLOPES[name] == "off_kink"
    assert kinked or SLOPES[name] == DOMAINS[name]
    if DOMAINS[name] == "positive":
        return
    ahead, behind = ((value(name, h) - value(name, 0.0)) / h for h in (1e-6, -1e-6))
    jump = value(name, 1e-6) - value(name, -1e-6)
    assert (max(abs(ahead - behind), abs(jump)) > 0.5) is kinked


@pytest.mark.parametrize("name", [name for name in ELEMENTWISE_NAMES if DOMAINS[name]])
def test_every_condition_is_told_of_a_derivative_and_of_a_constant(name):
    (of_constant,) = derive(Problem(u * apply(name, s), u)).conditions
    assert of_constant in ("s > 0", "s > -1", "cos(s) ≠ 0")
    if name != "digamma":
        assert derive(Problem(apply(name, s), s)).conditions == (of_constant,)


def tagged(name, tag, *dims):
    return declared(Declaration(name, symbol(name, *dims).shape, len(dims), frozenset({tag})))


@pytest.mark.parametrize(
    ("expr", "words"),
    [
        (apply("log", number(2)) * s, ()),
        (s / sqrt(number(2)), ()),
        (s**-1, ("s ≠ 0",)),
        (sqrt(s), ("s > 0",)),
        (epower(s, k), ("s > 0, or a whole exponent",)),
        (epower(tagged("p", "positive"), k), ()),
        (inverse(A), ("A invertible",)),
        (power(A, number(-2)), ("A invertible",)),
        (power(A, number(2)), ()),
        (logdet(A), ("A invertible",)),
        (logdet(tagged("S", "positive_definite", "n", "n")), ()),
        (operation("chol", A), ("A positive definite",)),
        (operation("chol", tagged("S", "positive_definite", "n", "n")), ()),
        (operation("logm", A), ("A has no eigenvalue in (−∞, 0]",)),
        (operation("qrr", A), ("A with linearly independent columns",)),
        (apply("log", apply("abs", s)), ("s ≠ 0",)),
        (apply("log", s**2), ("s ≠ 0",)),
        (s**-3, ("s ≠ 0",)),
        (s / norm(x), ("x ≠ 0",)),
        (apply("log", 1 + x.T @ x), ()),
        (apply("log", 1 + x.T @ A.T @ A @ x), ()),
        (apply("log", 1 + x.T @ A @ x), ("1 + x'*A*x > 0",)),
        (apply("log1p", s**2), ()),
        (apply("log1p", tagged("c", "nonnegative")), ()),
        (apply("log", softmax(x)), ()),
        (apply("log", ones("n") - softmax(x)), ("ones(n) - softmax(x) > 0",)),
        (apply("log", ones("n") - apply("sigmoid", x)), ()),
        (apply("log", s) + s**-1 + apply("log1p", s), ("s > 0",)),
    ],
)
def test_conditions_in_words(expr, words):
    assert in_words(needed_by(expr), {}) == words


@pytest.mark.parametrize("name", ["relu", "abs"])
def test_a_kink_is_a_condition_on_what_moves_alone(name):
    assert derive(Problem(total(apply(name, x)), x)).conditions == ("no entry of x is 0",)
    assert derive(Problem(u * apply(name, s), u)).conditions == ()


def test_signs_are_told_at_any_depth():
    deep = x.T @ x
    for _ in range(2000):
        deep = 2 * (deep + 1) + s**2
    assert in_words(needed_by(apply("log", deep)), {}) == ()
