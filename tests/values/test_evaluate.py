from fractions import Fraction as Q

import pytest

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    Definition,
    differential,
    hadamard,
    norm,
    number,
    ones,
    partial,
    symbol,
    trace,
)
from matcalc.expr.node import epower
from matcalc.values import Evaluation, Rational

x, y, C = symbol("x", "n"), symbol("y", "n"), symbol("C")
DEFINITIONS = (Definition(C, y.T @ y), Definition(y, hadamard(x, x)))
POINT = {x: [[Q(2)], [Q(3)]]}


def at(**more):
    return Evaluation(Rational(), {"n": 2}, POINT, DEFINITIONS)


def test_definitions_may_stand_in_any_order():
    assert at().value(C) == [[16 + 81]]


def test_a_derivative_atom_by_an_intermediate_name_stops_there():
    assert at().value(partial(C, y)) == [[8], [18]]
    assert at().value(partial(C, x)) == [[32], [108]]
    assert at().value(partial(y, x)) == [[4, 0], [0, 6]]


def test_a_derivative_of_a_derivative():
    along = at().along({x: [[Q(1)], [Q(0)]]})
    assert along.tangent(partial(C, x)) == [[48], [0]]


def test_what_rests_is_not_computed_again():
    still = at()
    along = still.along({x: [[Q(1)], [Q(0)]]})
    constant = trace(ones("n") @ ones(1, "n"))
    assert along.tangent(constant * C) == [[64]]
    assert constant in still.values


def test_the_square_of_a_norm_needs_no_root():
    assert at().value(epower(norm(x), number(2))) == [[13]]


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (differential(differential(x)), "a second differential"),
        (partial(differential(x).T @ x, x), "inside a derivative has no value"),
    ],
)
def test_differentials_that_have_no_value(expr, message):
    along = at().along({x: POINT[x]}, calculus=True)
    with pytest.raises(UnsupportedError, match=message):
        along.value(expr)
