"""Kinds of numbers with one interface: what a matrix can be filled with.

`Rational` stands here; `Modular`, `Floating` and `Dual` have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from hashlib import blake2b
from random import Random
from typing import Any, Generic, TypeVar

from matcalc.errors import MatcalcError

T = TypeVar("T")
Rows = list[list[T]]
Matrix = list[list[Any]]
"""Rows of entries, all of one arithmetic."""


class PointError(MatcalcError):
    """The point lies outside the domain (a singular matrix, no root): another must be drawn."""

    default_code = "no_value_here"


class NoRootError(PointError):
    """A number without a root modulo p."""


class InexactError(MatcalcError):
    """A value that this arithmetic cannot represent exactly."""

    default_code = "inexact"


def drawn(seed: int, *key: object) -> int:
    """A random 64-bit number that depends on the seed and the key alone.

    >>> drawn(1, "h", 2) == drawn(1, "h", 2) != drawn(2, "h", 2)
    True
    """
    return int.from_bytes(blake2b(repr((seed, *key)).encode(), digest_size=8).digest(), "big")


class Arithmetic(Generic[T]):
    """Numbers of type T with their operations. ``seed`` fixes what unspecified functions are."""

    zero: T
    one: T
    rounds: bool = False
    has_bounds: bool = False
    """Whether every number comes with a bound on its rounding error."""
    is_generic: bool = True
    """Whether random numbers are in general position: no accidental zeros."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._coefficients: dict[tuple[object, ...], T] = {}

    def number(self, value: Fraction) -> T:
        """A literal number."""
        raise NotImplementedError

    def constant(self, name: str) -> T:
        """A named constant: ``pi``."""
        raise NotImplementedError

    def add(self, a: T, b: T) -> T:
        raise NotImplementedError

    def mul(self, a: T, b: T) -> T:
        raise NotImplementedError

    def neg(self, a: T) -> T:
        raise NotImplementedError

    def inv(self, a: T) -> T:
        """1/a. Raises PointError at zero."""
        raise NotImplementedError

    def power(self, base: T, exponent: T) -> T:
        """a^s. Raises PointError outside the domain."""
        raise NotImplementedError

    def function(self, name: str, a: T) -> T:
        """A named function of one number."""
        raise NotImplementedError

    def random(self, rng: Random, kind: str = "any") -> T:
        """A random number: any, positive, unit_interval or greater_than_one. Never zero."""
        raise NotImplementedError

    def whole(self, a: T) -> int | None:
        """The small whole number that a is, or None."""
        raise NotImplementedError

    def note_softmax(self, value: T, exponent: T, total: T) -> None:
        """Told that value = exp(exponent)/total, so that its logarithm may be known."""

    def is_zero(self, a: T) -> bool:
        return a == self.zero

    def size(self, a: T) -> float:
        """How good a pivot a is; anything but zero where there is no rounding."""
        return 0.0 if self.is_zero(a) else 1.0

    def sub(self, a: T, b: T) -> T:
        return self.add(a, self.neg(b))

    def div(self, a: T, b: T) -> T:
        return self.mul(a, self.inv(b))

    def total(self, values: Iterable[T]) -> T:
        """The sum of some numbers."""
        result = self.zero
        for value in values:
            result = self.add(result, value)
        return result

    def dot(self, left: Sequence[T], right: Sequence[T]) -> T:
        """Σ aᵢ bᵢ."""
        return self.total(self.mul(a, b) for a, b in zip(left, right, strict=True))

    def matmul(self, left: Rows[T], right: Rows[T]) -> Rows[T]:
        """A B."""
        columns = list(zip(*right, strict=True))
        return [[self.dot(row, column) for column in columns] for row in left]

    def whole_power(self, base: T, exponent: int) -> T:
        """aᵏ for a whole number k, by squaring."""
        if exponent < 0:
            base, exponent = self.inv(base), -exponent
        result = self.one
        while exponent:
            if exponent & 1:
                result = self.mul(result, base)
            base, exponent = self.mul(base, base), exponent >> 1
        return result

    def draw_coefficient(self, key: tuple[object, ...]) -> T:
        """A coefficient of an unspecified function: a small fraction that is not zero."""
        code = drawn(self.seed, *key)
        return self.number(Fraction((code % 7 + 1) * (1 if code & 64 else -1), 4))

    def coefficient(self, *key: object) -> T:
        """The coefficient of an unspecified function that is known by ``key``."""
        found = self._coefficients.get(key)
        if found is None:
            found = self._coefficients[key] = self.draw_coefficient(key)
        return found

    def unspecified(self, name: str, order: int, a: T) -> T:
        """h(a), h′(a), …: an unspecified h is a random polynomial of degree 5."""
        result = self.zero
        for k in range(5, order - 1, -1):
            factor = self.one
            for j in range(k - order + 1, k + 1):
                factor = self.mul(factor, self.number(Fraction(j)))
            term = self.mul(factor, self.coefficient("elementwise", name, k))
            result = self.add(self.mul(result, a), term)
        return result


MOST_BITS = 1000
"""Fractions with more binary digits than this show nobody anything."""


def _readable(value: Fraction) -> Fraction:
    """The value itself; repeated squares would soon fill the memory."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise InexactError("the fractions grow too long.")
    return value


class Rational(Arithmetic[Fraction]):
    """Fractions: exact, for whatever is built from the four operations and from signs.

    >>> Rational().power(Fraction(9, 4), Fraction(-1, 2))
    Fraction(2, 3)
    """

    zero = Fraction(0)
    one = Fraction(1)
    is_generic = False

    def __init__(self, seed: int = 0, reach: int = 3) -> None:
        super().__init__(seed)
        self.reach = reach

    def number(self, value: Fraction) -> Fraction:
        return value

    def constant(self, name: str) -> Fraction:
        raise InexactError(f"{name} is not a fraction.")

    def add(self, a: Fraction, b: Fraction) -> Fraction:
        return _readable(a + b)

    def mul(self, a: Fraction, b: Fraction) -> Fraction:
        return _readable(a * b)

    def neg(self, a: Fraction) -> Fraction:
        return -a

    def inv(self, a: Fraction) -> Fraction:
        if not a:
            raise PointError("division by zero.")
        return 1 / a

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if exponent.denominator == 1:
            if abs(exponent) > 64:
                raise InexactError(f"the exponent {exponent} is too large.")
            return self.whole_power(base, int(exponent))
        if base < 0 or (not base and exponent < 0):
            raise PointError(f"{base} has no power {exponent}.")
        root = exponent.denominator
        above, below = _whole_root(base.numerator, root), _whole_root(base.denominator, root)
        if above is None or below is None:
            raise InexactError(f"{base} has no rational power {exponent}.")
        return self.whole_power(Fraction(above, below), exponent.numerator)

    def function(self, name: str, a: Fraction) -> Fraction:
        if name in _PIECEWISE:
            if not a:
                raise PointError(f"{name} has a kink at 0.")
            return _PIECEWISE[name](a)
        for known, argument, value in _EXACT_VALUES:
            if name == known and a == argument:
                return Fraction(value)
        raise InexactError(f"{name}({a}) is not a fraction.")

    def draw_coefficient(self, key: tuple[object, ...]) -> Fraction:
        """Whole numbers, and no cubic terms but in functions of one number: short values."""
        return Fraction(simple_coefficient(self.seed, key))

    def random(self, rng: Random, kind: str = "any") -> Fraction:
        """Whole numbers up to ``reach``; simple fractions where they must lie within (0, 1)."""
        size = rng.randint(1, self.reach)
        if kind == "any":
            return Fraction(size * rng.choice((1, -1)))
        if kind == "unit_interval":
            return Fraction(rng.randint(1, size), size + 1)
        return Fraction(size + (kind == "greater_than_one"))

    def whole(self, a: Fraction) -> int | None:
        return int(a) if a.denominator == 1 else None


def simple_coefficient(seed: int, key: tuple[object, ...]) -> int:
    """A small coefficient for an unspecified function whose values are to be shown.

    The last part of a key counts powers (up to 3 are kept); the one before, in a function of a
    matrix, counts linear forms (the product of three is dropped).
    """
    code = drawn(seed, *key)
    if key[0] == "elementwise" and isinstance(key[-1], int) and key[-1] > 3:
        return 0
    if len(key) == 5 and key[3] in (3, 4, 5):
        return 0
    return (code % 2 + 1) * (1 if code & 64 else -1)


_PIECEWISE: dict[str, Callable[[Fraction], Fraction]] = {
    "abs": abs,
    "sign": lambda a: Fraction(1 if a > 0 else -1),
    "step": lambda a: Fraction(int(a > 0)),
    "relu": lambda a: max(a, Fraction(0)),
}

_EXACT_VALUES: tuple[tuple[str, int, Fraction | int], ...] = (
    ("exp", 0, 1),
    ("log", 1, 0),
    ("log1p", 0, 0),
    ("tanh", 0, 0),
    ("sigmoid", 0, Fraction(1, 2)),
    ("sin", 0, 0),
    ("cos", 0, 1),
    ("tan", 0, 0),
    ("sinh", 0, 0),
    ("cosh", 0, 1),
    ("arctan", 0, 0),
    ("erf", 0, 0),
    ("normcdf", 0, Fraction(1, 2)),
)
"""The few arguments at which these functions are rational."""


def _whole_root(value: int, degree: int) -> int | None:
    """The whole number whose power ``degree`` is ``value``, by bisection."""
    low, high = 0, value + 1
    while low < high:
        middle = (low + high) // 2
        if middle**degree < value:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == value else None
