from fractions import Fraction as Q
from random import Random

import pytest

from matcalc.expr import ELEMENTWISE_NAMES
from matcalc.values import Floating, InexactError, Modular, PointError, Rational
from matcalc.values.arithmetic import NoRootError
from matcalc.values.dual import DERIVATIVES, Dual
from matcalc.values.floating import FUNCTIONS, digamma
from matcalc.values.modular import P
from matcalc.values.numpy_functions import ELEMENTWISE

SEED = 11
KINDS = [Modular, Rational, Floating, lambda seed: Dual(Modular(seed))]


@pytest.mark.parametrize("kind", KINDS)
def test_the_laws_of_a_field(kind):
    numbers, rng = kind(SEED), Random(SEED)
    is_dual = isinstance(numbers, Dual)
    draw = numbers.base.random if is_dual else numbers.random
    a, b, c = ((draw(rng), draw(rng)) if is_dual else draw(rng) for _ in range(3))

    def close(left, right):
        return left == (pytest.approx(right) if numbers.rounds else right)

    add, mul = numbers.add, numbers.mul
    assert close(mul(a, add(b, c)), add(mul(a, b), mul(a, c)))
    assert close(numbers.div(mul(a, b), b), a if not is_dual else numbers.add(a, (0, 0)))
    assert close(numbers.sub(a, b), numbers.neg(numbers.sub(b, a)))
    assert close(numbers.dot([a, b], [b, c]), add(mul(a, b), mul(b, c)))
    assert close(numbers.matmul([[a, b]], [[c], [a]])[0][0], numbers.dot([a, b], [c, a]))
    assert close(numbers.whole_power(a, -3), numbers.inv(mul(a, mul(a, a))))


@pytest.mark.parametrize("kind", KINDS[:3])
def test_there_is_no_dividing_by_zero(kind):
    with pytest.raises(PointError, match="division by zero"):
        kind(SEED).inv(kind(SEED).zero)


@pytest.mark.parametrize("name", ELEMENTWISE_NAMES)
def test_each_function_has_a_value_everywhere(name):
    field = Modular(SEED)
    assert 0 <= field.function(name, 12345) < P
    assert field.function(name, 12345) == Modular(SEED).function(name, 12345)
    assert name in FUNCTIONS
    assert name in ELEMENTWISE


@pytest.mark.parametrize("name", sorted(DERIVATIVES))
def test_derivatives_agree_with_differences(name):
    duals, step, at = Dual(Floating()), 1e-5, 0.7
    f = FUNCTIONS[name]
    slope = duals.function(name, (at, 1.0))[1] or 0.0
    assert slope == pytest.approx((f(at + step) - f(at - step)) / (2 * step), abs=1e-8)


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [("exp", 0, 1), ("abs", -3, 3), ("relu", -2, 0), ("step", 5, 1), ("sign", -1, -1)],
)
def test_functions_that_are_rational(name, argument, value):
    assert Rational().function(name, Q(argument)) == value


def test_rational_powers():
    assert Rational().power(Q(8, 27), Q(2, 3)) == Q(4, 9)
    with pytest.raises(InexactError, match="2 has no rational power 1/2"):
        Rational().power(Q(2), Q(1, 2))
    with pytest.raises(PointError, match="-1 has no power 1/2"):
        Rational().power(Q(-1), Q(1, 2))
    with pytest.raises(InexactError, match=r"exp\(1\) is not a fraction"):
        Rational().function("exp", Q(1))
    with pytest.raises(PointError, match="relu has a kink at 0"):
        Rational().function("relu", Q(0))


def test_digamma_and_domains_of_floats():
    assert digamma(0.5) == pytest.approx(-1.9635100260214235, rel=1e-13)
    assert digamma(-0.5) == pytest.approx(0.03648997397857652, rel=1e-12)
    with pytest.raises(PointError, match="digamma is not finite here"):
        Floating().function("digamma", -2.0)
    with pytest.raises(PointError, match="log has no value here"):
        Floating().function("log", -1.0)
    with pytest.raises(PointError, match=r"-1\.0 has no power 0\.5"):
        Floating().power(-1.0, 0.5)


class TestModular:
    field = Modular(SEED)
    a, b = (Random(SEED).randrange(1, P) for _ in range(2))

    def test_exp_and_log(self):
        f, a = self.field.function, self.a
        assert f("exp", a) * f("exp", -a % P) % P == 1
        assert f("exp", 2 * a % P) == f("exp", a) ** 2 % P
        assert f("log", f("exp", a)) == a
        assert f("exp", f("log", self.field.mul(a, a))) == a * a % P
        assert (f("exp", 0), f("log", 1)) == (1, 0)
        half = Modular(SEED)
        twice = half.function("exp", 2 * a % P)
        assert half.function("exp", a) ** 2 % P == twice

    def test_sigmoid_and_softplus(self):
        f, a = self.field.function, self.a
        assert (f("sigmoid", a) + f("sigmoid", -a % P)) % P == 1
        assert f("log", f("sigmoid", a)) == (a - f("softplus", a)) % P
        assert f("log", (1 - f("sigmoid", a)) % P) == -f("softplus", a) % P
        assert f("softplus", a) == f("log", (1 + f("exp", a)) % P)

    def test_signs_are_multiplicative(self):
        sign, a, b = self.field.sign, self.a, self.b
        assert sign(a * b % P) == sign(a) * sign(b) % P
        assert sign(-a % P) == -sign(a) % P
        assert self.field.root(a * a % P) == self.field.function("abs", a)
        relu = self.field.function("relu", a) - self.field.function("relu", -a % P)
        assert relu % P == a
        with pytest.raises(PointError, match="a kink at 0"):
            sign(0)

    def test_roots(self):
        square = self.a**2 % P
        half = self.field.number(Q(1, 2))
        assert self.field.power(square, half) ** 2 % P == square
        with pytest.raises(NoRootError, match="no square modulo p"):
            self.field.power(-square % P, half)

    def test_powers_with_any_exponent(self):
        power, x, s = self.field.power, self.a**2 % P, self.b
        assert power(x, (s + 1) % P) == power(x, s) * x % P
        assert power(x, (s - 2) % P) == power(x, s) * pow(x, -2, P) % P
        assert power(x, P - 3) == pow(x, -3, P)

    def test_what_was_remembered_is_told(self):
        field = Modular()
        field.power(4, 3)
        field.unspecified("h", 1, 5)
        assert not field.remembered
        field.function("tanh", 5)
        assert list(field.remembered) == ["tanh"]


def test_an_unspecified_function_and_its_derivatives():
    duals = Dual(Rational(SEED))
    value, slope = duals.unspecified("h", 0, (Q(3), Q(1)))
    assert value == Rational(SEED).unspecified("h", 0, Q(3))
    assert slope == Rational(SEED).unspecified("h", 1, Q(3))
    twice = Dual(duals).unspecified("h", 0, ((Q(3), Q(1)), (Q(1), None)))
    assert twice[1][1] == Rational(SEED).unspecified("h", 2, Q(3))


def test_a_symbolic_exponent_moves():
    duals = Dual(Floating())
    value, slope = duals.power((2.0, 1.0), (3.0, 1.0))
    assert (value, slope) == (8.0, pytest.approx(12 + 8 * 0.6931471805599453))
