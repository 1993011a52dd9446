"""Double precision with a bound on its own rounding error: a difference beyond it is a proof.

A number is (value, bound): whatever was computed lies within ``bound`` of ``value``, to first
order in the rounding error of one operation. A claim that is wrong by 1e-13 of something tiny is
told from one that is right, and where the bound is too wide nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import mul
from random import Random

from matcalc.values.arithmetic import Arithmetic, PointError, Rows
from matcalc.values.floating import Floating, overflow

Near = tuple[float, float]
"""A value, and how far it may be off."""

UNIT = 2.0**-52
"""The relative rounding error of one operation, doubled."""
CARE = 8 * UNIT
"""That of a named function: libraries are right within a few units in the last place."""
KINKS = ("abs", "sign", "step", "relu")


class Bounded(Arithmetic[Near]):
    """Double precision, each number with the bound of its error.

    >>> numbers = Bounded()
    >>> third = numbers.number(Fraction(1, 3))
    >>> value, bound = numbers.sub(numbers.mul(third, numbers.number(Fraction(3))), numbers.one)
    >>> abs(value) <= bound < 1e-15
    True
    """

    zero = (0.0, 0.0)
    one = (1.0, 0.0)
    rounds = True
    has_bounds = True

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self._plain = Floating(seed)

    def number(self, value: Fraction) -> Near:
        near = float(value)
        return near, 0.0 if Fraction(near) == value else UNIT * abs(near)

    def constant(self, name: str) -> Near:
        value = self._plain.constant(name)
        return value, UNIT * value

    def add(self, a: Near, b: Near) -> Near:
        value = a[0] + b[0]
        return value, a[1] + b[1] + UNIT * abs(value)

    def mul(self, a: Near, b: Near) -> Near:
        value = a[0] * b[0]
        off = abs(a[0]) * b[1] + abs(b[0]) * a[1] + a[1] * b[1]
        return value, off + UNIT * abs(value)

    def neg(self, a: Near) -> Near:
        return -a[0], a[1]

    def inv(self, a: Near) -> Near:
        size = abs(a[0])
        if size <= a[1]:
            raise PointError("division by zero, as far as rounding lets one see.")
        value, below = 1 / a[0], size * (size - a[1])
        if not below:
            raise PointError("division by a number that is too small.")
        return value, a[1] / below + UNIT * abs(value)

    def dot(self, left: Sequence[Near], right: Sequence[Near]) -> Near:
        (a, da), (b, db) = _apart(left), _apart(right)
        products = list(map(mul, a, b))
        size = sum(map(abs, products))
        if not math.isfinite(size):
            raise overflow()
        value = math.fsum(products)
        off = sum(
            abs(x) * dy + abs(y) * dx + dx * dy for x, dx, y, dy in zip(a, da, b, db, strict=True)
        )
        return value, off + 2 * UNIT * size

    def matmul(self, left: Rows[Near], right: Rows[Near]) -> Rows[Near]:
        columns = list(zip(*right, strict=True))
        return [[self.dot(row, column) for column in columns] for row in left]

    def whole(self, a: Near) -> int | None:
        if not math.isfinite(a[0]):
            return None
        nearest = round(a[0])
        return nearest if abs(a[0] - nearest) <= a[1] else None

    def size(self, a: Near) -> float:
        """Zero where it may be zero."""
        return abs(a[0]) if abs(a[0]) > a[1] else 0.0

    def random(self, rng: Random, kind: str = "any") -> Near:
        return self._plain.random(rng, kind), 0.0

    def power(self, base: Near, exponent: Near) -> Near:
        power = self._plain.power
        whole = self.whole(exponent)
        if whole is not None:
            if whole < 0 and abs(base[0]) <= base[1]:
                raise PointError(f"{base[0]} has no power {whole}.")
            return self._within(lambda a: power(a, float(whole)), base)
        if base[0] <= base[1]:
            return self._power_near_zero(base, exponent[0])
        value, off = self._within(lambda a: power(a, exponent[0]), base)
        return value, off + self._within(lambda s: power(base[0], s), exponent)[1]

    def _power_near_zero(self, base: Near, exponent: float) -> Near:
        """0ˢ of a number that rounding keeps from being 0."""
        if exponent <= 0 or base[0] < -base[1]:
            raise PointError(f"{base[0]} has no power {exponent}.")
        return 0.0, (2 * base[1]) ** exponent

    def function(self, name: str, a: Near) -> Near:
        if name in KINKS and abs(a[0]) <= a[1]:
            raise PointError(f"{name} has a kink here, as far as rounding lets one see.")
        return self._within(lambda x: self._plain.function(name, x), a)

    def _within(self, function: Callable[[float], float], a: Near) -> Near:
        """f(a): the bound grows as f does around a."""
        value, off = function(a[0]), 0.0
        if a[1]:
            off = max(abs(function(a[0] + step) - value) for step in (a[1], -a[1]))
        return value, 2 * off + CARE * abs(value)


def _apart(row: Sequence[Near]) -> tuple[Sequence[float], Sequence[float]]:
    return [value for value, _ in row], [bound for _, bound in row]


HIDDEN = "rounding errors hide the values"
SLACK = 16
"""How many times the bound two equal values may differ: the bound is of first order."""
BLUNT = 1e-9
"""Bounds beyond this, per unit of the values or of 1, tell nothing."""


def gap(true: Sequence[Near], claimed: Sequence[Near]) -> tuple[bool, float, float]:
    """Whether values are equal within their bounds; the largest difference, the largest bound.

    Both are relative to the largest value, or to 1 where all are smaller. A difference may be
    seen beyond any bound. Raises PointError where there is none and the bounds are too wide.

    >>> gap([(1.0, 1e-16)], [(1.0 + 1e-12, 1e-16)])[0]
    False
    """
    pairs = list(zip(true, claimed, strict=True))
    scale = max([1.0, *(abs(a[0]) for pair in pairs for a in pair)])
    bound = max((a[1] + b[1] for a, b in pairs), default=0.0)
    if not all(math.isfinite(each) for pair in pairs for near in pair for each in near):
        raise overflow()
    equal = all(abs(a[0] - b[0]) <= SLACK * (a[1] + b[1]) for a, b in pairs)
    if equal and bound * SLACK > BLUNT * scale:
        raise PointError(f"{HIDDEN}.")
    off = max((abs(a[0] - b[0]) for a, b in pairs), default=0.0)
    return equal, off / scale, bound / scale
