"""Floating-point numbers with the standard library alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import mul
from random import Random

from matcalc.values.arithmetic import Arithmetic, PointError, Rows


def overflow() -> PointError:
    """The error for numbers beyond the range of double precision."""
    told = "the numbers are too large for double precision."
    return PointError(told, hint="Ask the same with smaller exponents.")


class Floating(Arithmetic[float]):
    """Double precision.

    >>> Floating().function("sigmoid", 0.0)
    0.5
    """

    zero = 0.0
    one = 1.0
    rounds = True

    def number(self, value: Fraction) -> float:
        return float(value)

    def constant(self, name: str) -> float:
        return {"pi": math.pi}[name]

    def add(self, a: float, b: float) -> float:
        return a + b

    def mul(self, a: float, b: float) -> float:
        return a * b

    def neg(self, a: float) -> float:
        return -a

    def inv(self, a: float) -> float:
        if not a:
            raise PointError("division by zero.")
        return 1 / a

    def dot(self, left: Sequence[float], right: Sequence[float]) -> float:
        return math.fsum(map(mul, left, right))

    def matmul(self, left: Rows[float], right: Rows[float]) -> Rows[float]:
        columns = list(zip(*right, strict=True))
        return [[sum(map(mul, row, column)) for column in columns] for row in left]

    def whole(self, a: float) -> int | None:
        return int(a) if math.isfinite(a) and a == int(a) else None

    def size(self, a: float) -> float:
        return abs(a)

    def random(self, rng: Random, kind: str = "any") -> float:
        low, high = _RANGES[kind]
        value = rng.uniform(low, high)
        if kind == "negative":
            return -value
        return -value if kind in ("any", "wide", *FAR) and rng.random() < 0.5 else value

    def power(self, base: float, exponent: float) -> float:
        whole = self.whole(exponent)
        if (base < 0 and whole is None) or (base == 0 and exponent < 0):
            raise PointError(f"{base} has no power {exponent}.")
        return self._finite("a power", lambda: math.pow(base, exponent))

    def function(self, name: str, a: float) -> float:
        return self._finite(name, lambda: FUNCTIONS[name](a))

    def _finite(self, name: str, compute: Callable[[], float]) -> float:
        try:
            value = compute()
        except (ValueError, OverflowError, ZeroDivisionError) as error:
            if isinstance(error, OverflowError):
                raise overflow() from error
            raise PointError(f"{name} has no value here: {error}.") from error
        if not math.isfinite(value):
            raise PointError(f"{name} is not finite here.")
        return value


_RANGES: Mapping[str, tuple[float, float]] = {
    "any": (0.1, 1.6),
    "negative": (0.1, 1.6),
    "wide": (0.1, 6.0),
    "positive": (0.3, 2.0),
    "unit_interval": (0.1, 0.9),
    "greater_than_one": (1.2, 2.5),
    "tiny": (1e-6, 1e-5),
    "far": (20.0, 90.0),
    "farther": (200.0, 900.0),
    "farthest": (2e4, 9e4),
}
"""Where random numbers lie: away from kinks, and of one magnitude. Some have either sign."""

FAR = ("tiny", "far", "farther", "farthest")
"""Where a formula with kinks may differ from one that it equals at moderate values."""


def sigmoid(a: float) -> float:
    """1/(1 + e⁻ᵃ), without overflow."""
    e = math.exp(-abs(a))
    return (1.0 if a > 0 else e) / (1 + e)


def digamma(a: float) -> float:
    """ψ(a): up by ψ(a) = ψ(a + 1) − 1/a, then the asymptotic series; ψ(1 − a) − π/tan(πa) below 0.

    >>> round(digamma(1.0), 12)
    -0.577215664902
    """
    if a <= 0:
        return math.nan if a == math.floor(a) else digamma(1 - a) - math.pi / math.tan(math.pi * a)
    shift = 0.0
    while a < 10:
        shift, a = shift - 1 / a, a + 1
    square = 1 / (a * a)
    series = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)
    tail = sum(term * square ** (k + 1) for k, term in enumerate(series))
    return shift + math.log(a) - 1 / (2 * a) - tail


FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "log1p": math.log1p,
    "tanh": math.tanh,
    "sigmoid": sigmoid,
    "softplus": lambda a: max(a, 0.0) + math.log1p(math.exp(-abs(a))),
    "relu": lambda a: max(a, 0.0),
    "step": lambda a: 1.0 if a > 0 else 0.0,
    "abs": abs,
    "sign": lambda a: float((a > 0) - (a < 0)),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "arctan": math.atan,
    "erf": math.erf,
    "normcdf": lambda a: math.erfc(-a / math.sqrt(2)) / 2,
    "normpdf": lambda a: math.exp(-a * a / 2) / math.sqrt(2 * math.pi),
    "lgamma": lambda a: math.nan if a <= 0 and a == math.floor(a) else math.lgamma(a),
    "digamma": digamma,
}
