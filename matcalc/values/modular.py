"""Numbers modulo the prime p = 2⁶¹ − 1: exact, quick, and random enough to tell formulas apart.

A transcendental function is a random value that depends on its argument, chosen such that the
relations between the functions hold. Signs are quadratic residues: s(a) = ±1 is multiplicative,
s(−a) = −s(a) since p ≡ 3 (mod 4), and √(a²) = a s(a) is the root that is itself a residue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from operator import mul
from random import Random

from matcalc.values.arithmetic import Arithmetic, NoRootError, PointError, Rows, drawn

P = 2**61 - 1
HALF = (P + 1) // 2
SMALL = 2**24
"""Exponents up to this size are taken for whole numbers; a random residue never is."""


class Modular(Arithmetic[int]):
    """Residues modulo 2⁶¹ − 1. ``remembered`` names the transcendental functions met so far.

    >>> field = Modular(seed=1)
    >>> e = field.function("exp", 5)
    >>> field.mul(e, field.function("exp", P - 5)), field.function("log", e), field.remembered
    (1, 5, {'exp': None, 'log': None})
    """

    zero = 0
    one = 1

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self.remembered: dict[str, None] = {}
        self._exp: dict[int, int] = {0: 1}
        self._log: dict[int, int] = {1: 0}
        self._softplus: dict[int, int] = {}
        self._quotients: dict[int, tuple[int, int]] = {}
        self._powers: dict[int, list[tuple[int, int]]] = {}

    def number(self, value: Fraction) -> int:
        if value.denominator == 1:
            return value.numerator % P
        return value.numerator * pow(value.denominator, -1, P) % P

    def constant(self, name: str) -> int:
        self.remembered[name] = None
        return pow(self._draw(name), 2, P)

    def add(self, a: int, b: int) -> int:
        return (a + b) % P

    def sub(self, a: int, b: int) -> int:
        return (a - b) % P

    def mul(self, a: int, b: int) -> int:
        return a * b % P

    def neg(self, a: int) -> int:
        return -a % P

    def inv(self, a: int) -> int:
        if not a:
            raise PointError("division by zero.")
        return pow(a, -1, P)

    def total(self, values: Iterable[int]) -> int:
        return sum(values) % P

    def dot(self, left: Sequence[int], right: Sequence[int]) -> int:
        result: int = sum(map(mul, left, right)) % P
        return result

    def matmul(self, left: Rows[int], right: Rows[int]) -> Rows[int]:
        columns = list(zip(*right, strict=True))
        return [[sum(map(mul, row, column)) % P for column in columns] for row in left]

    def whole(self, a: int) -> int | None:
        if a <= SMALL:
            return a
        return a - P if a >= P - SMALL else None

    def random(self, rng: Random, kind: str = "any") -> int:
        """Any residue but 0; a positive number is a square, a negative one is the opposite."""
        value = rng.randrange(1, P)
        if kind == "negative":
            return -value * value % P
        return value * value % P if kind in ("positive", "greater_than_one") else value

    def draw_coefficient(self, key: tuple[object, ...]) -> int:
        return drawn(self.seed, *key) % P

    def function(self, name: str, a: int) -> int:
        self.remembered[name] = None
        return _FUNCTIONS[name](self, a)

    def power(self, base: int, exponent: int) -> int:
        """a^s; halves and quarters by roots, any other exponent s as a remembered value."""
        for roots in range(3):
            whole = self.whole(exponent * 2**roots % P)
            if whole is not None:
                for _ in range(roots):
                    base = self.root(base)
                return pow(self.inv(base) if whole < 0 else base, abs(whole), P)
        self.remembered["power"] = None
        return self._remembered_power(base, exponent)

    def note_softmax(self, value: int, exponent: int, total: int) -> None:
        self._quotients[value] = (exponent, total)

    def root(self, a: int) -> int:
        """The square root that is itself a square. Raises NoRootError when there is none.

        It knows no order, so √((a + 1)²) may be −(a + 1): a difference is no proof.
        """
        self.remembered["root"] = None
        found = pow(a, (P + 1) // 4, P)
        if found * found % P != a:
            raise NoRootError(f"{a} is no square modulo p.")
        return found

    def sign(self, a: int) -> int:
        """s(a) = 1 for a square, −1 else. Raises PointError at zero, the kink."""
        if not a:
            raise PointError("a kink at 0.")
        return 1 if pow(a, (P - 1) // 2, P) == 1 else P - 1

    def _remembered_power(self, base: int, exponent: int) -> int:
        """x^(s+k) = x^s xᵏ for small k."""
        known = self._powers.setdefault(base, [])
        for near, value in known:
            shift = self.whole((exponent - near) % P)
            if shift is not None:
                return self.mul(value, self.whole_power(base, shift))
        value = self.root(self._draw("power", base, exponent) ** 2 % P)
        known.append((exponent, value))
        return value

    def _draw(self, *key: object) -> int:
        return drawn(self.seed, *key) % (P - 1) + 1

    def _odd(self, name: str, a: int) -> int:
        """A remembered value with f(−a) = −f(a)."""
        if a > P - a:
            return P - self._odd(name, P - a)
        return self._draw(name, a) if a else 0

    def exp(self, a: int) -> int:
        """A square, with exp(−a) = 1/exp(a), exp(2a) = exp(a)² and exp(log a) = a."""
        found = self._exp.get(a)
        if found is None:
            found = self._exp_from(a)
            self._exp[a], self._exp[-a % P] = found, pow(found, -1, P)
            self._log[found], self._log[self._exp[-a % P]] = a, -a % P
        return found

    def _exp_from(self, a: int) -> int:
        half = self._exp.get(a * HALF % P)
        if half is not None:
            return half * half % P
        double = self._exp.get(2 * a % P)
        if double is not None:
            return self.root(double)
        return pow(self._draw("exp", min(a, P - a)), 2 if a < P - a else -2, P)

    def log(self, a: int) -> int:
        """log(1/a) = −log a, and the inverse of exp."""
        if not a:
            raise PointError("the logarithm of 0.")
        found = self._log.get(a)
        if found is None and a in self._quotients:
            exponent, total = self._quotients[a]
            found = self._log[a] = (exponent - self.log(total)) % P
        if found is None:
            found = self._draw("log", a)
            inverse = pow(a, -1, P)
            self._log[a], self._log[inverse] = found, P - found
            if self.sign(a) == 1:
                self._exp[found], self._exp[P - found] = a, inverse
        return found

    def logit(self, a: int) -> int:
        """σ(a) = eᵃ/(1 + eᵃ), noting that log σ(a) = a − softplus(a)."""
        e = self.exp(a)
        value = e * self.inv(1 + e) % P
        soft = self.softplus(a)
        self._log.setdefault(value, (a - soft) % P)
        self._log.setdefault((1 - value) % P, -soft % P)
        return value

    def softplus(self, a: int) -> int:
        """log(1 + eᵃ), with softplus(−a) = softplus(a) − a."""
        found = self._softplus.get(a)
        if found is None:
            found = self.log((1 + self.exp(a)) % P)
            self._softplus[a], self._softplus[-a % P] = found, (found - a) % P
            self._log.setdefault((1 + self.exp(-a % P)) % P, (found - a) % P)
        return found

    def circle(self, a: int) -> tuple[int, int]:
        """(cos a, sin a), a point of the unit circle with t = tan(a/2) remembered."""
        t = self._odd("circle", a)
        below = self.inv(1 + t * t)
        return (1 - t * t) * below % P, 2 * t * below % P

    def erf(self, a: int) -> int:
        return self._odd("erf", a)


def _tanh(field: Modular, a: int) -> int:
    e = field.exp(2 * a % P)
    return (e - 1) * field.inv(e + 1) % P


def _hyperbolic(sign: int) -> Callable[[Modular, int], int]:
    def value(field: Modular, a: int) -> int:
        return (field.exp(a) + sign * field.exp(-a % P)) * HALF % P

    return value


def _tan(field: Modular, a: int) -> int:
    cos, sin = field.circle(a)
    return sin * field.inv(cos) % P


def _normpdf(field: Modular, a: int) -> int:
    """φ(a) = exp(−a²/2)/√(2π)."""
    return field.exp(-a * a * HALF % P) * field.inv(field.root(2 * field.constant("pi") % P)) % P


def _normcdf(field: Modular, a: int) -> int:
    """Φ(a) = (1 + erf(a/√2))/2."""
    return (1 + field.erf(a * field.inv(field.root(2)) % P)) * HALF % P


def _relu(field: Modular, a: int) -> int:
    return a if field.sign(a) == 1 else 0


_FUNCTIONS: Mapping[str, Callable[[Modular, int], int]] = {
    "exp": Modular.exp,
    "log": Modular.log,
    "log1p": lambda field, a: field.log((1 + a) % P),
    "tanh": _tanh,
    "sigmoid": Modular.logit,
    "softplus": Modular.softplus,
    "relu": _relu,
    "step": lambda field, a: 1 if field.sign(a) == 1 else 0,
    "abs": lambda field, a: a * field.sign(a) % P,
    "sign": Modular.sign,
    "sin": lambda field, a: field.circle(a)[1],
    "cos": lambda field, a: field.circle(a)[0],
    "tan": _tan,
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "arctan": lambda field, a: field._odd("arctan", a),
    "erf": Modular.erf,
    "normcdf": _normcdf,
    "normpdf": _normpdf,
    "lgamma": lambda field, a: field._draw("lgamma", a),
    "digamma": lambda field, a: field._draw("digamma", a),
}
