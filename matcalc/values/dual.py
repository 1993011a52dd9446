"""Dual numbers v + ε t, with ε² = 0: arithmetic that differentiates. They nest.

A tangent that is exactly zero is None, so constants cost no more than they would without ε.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Generic

from matcalc.errors import UnsupportedError
from matcalc.values.arithmetic import Arithmetic, Rows, T

Pair = tuple[T, T | None]


class Dual(Arithmetic[Pair[T]], Generic[T]):
    """Numbers v + ε t over another arithmetic.

    >>> from matcalc.values.arithmetic import Rational
    >>> duals = Dual(Rational())
    >>> x = (Fraction(3), Fraction(1))
    >>> duals.mul(x, x) == (9, 6)
    True
    """

    def __init__(self, base: Arithmetic[T]) -> None:
        super().__init__(base.seed)
        self.base = base
        self.zero = (base.zero, None)
        self.one = (base.one, None)
        self.rounds, self.has_bounds = base.rounds, base.has_bounds

    def lift(self, rows: Rows[T]) -> Rows[Pair[T]]:
        """A matrix that does not change."""
        return [[(value, None) for value in row] for row in rows]

    def moving(self, rows: Rows[T], tangent: Rows[T]) -> Rows[Pair[T]]:
        """A matrix and how it changes."""
        is_zero = self.base.is_zero
        return [
            [(v, None if is_zero(t) else t) for v, t in zip(values, tangents, strict=True)]
            for values, tangents in zip(rows, tangent, strict=True)
        ]

    def tangent(self, rows: Rows[Pair[T]]) -> Rows[T]:
        """How a matrix changes."""
        zero = self.base.zero
        return [[zero if t is None else t for _, t in row] for row in rows]

    def number(self, value: Fraction) -> Pair[T]:
        return (self.base.number(value), None)

    def constant(self, name: str) -> Pair[T]:
        return (self.base.constant(name), None)

    def coefficient(self, *key: object) -> Pair[T]:
        """That of the numbers below, where it is kept for all directions."""
        return (self.base.coefficient(*key), None)

    def add(self, a: Pair[T], b: Pair[T]) -> Pair[T]:
        return (self.base.add(a[0], b[0]), self._plus(a[1], b[1]))

    def mul(self, a: Pair[T], b: Pair[T]) -> Pair[T]:
        mul = self.base.mul
        left = None if a[1] is None else mul(a[1], b[0])
        right = None if b[1] is None else mul(a[0], b[1])
        return (mul(a[0], b[0]), self._plus(left, right))

    def neg(self, a: Pair[T]) -> Pair[T]:
        return (self.base.neg(a[0]), None if a[1] is None else self.base.neg(a[1]))

    def inv(self, a: Pair[T]) -> Pair[T]:
        base = self.base
        value = base.inv(a[0])
        if a[1] is None:
            return (value, None)
        return (value, base.neg(base.mul(base.mul(value, value), a[1])))

    def total(self, values: Iterable[Pair[T]]) -> Pair[T]:
        kept = list(values)
        tangents = [t for _, t in kept if t is not None]
        total = self.base.total
        return (total(v for v, _ in kept), total(tangents) if tangents else None)

    def dot(self, left: Sequence[Pair[T]], right: Sequence[Pair[T]]) -> Pair[T]:
        base = self.base
        value = base.dot([v for v, _ in left], [v for v, _ in right])
        ahead = [(a[1], b[0]) for a, b in zip(left, right, strict=True) if a[1] is not None]
        behind = [(a[0], b[1]) for a, b in zip(left, right, strict=True) if b[1] is not None]
        pairs = ahead + behind
        if not pairs:
            return (value, None)
        return (value, base.dot([a for a, _ in pairs], [b for _, b in pairs]))

    def matmul(self, left: Rows[Pair[T]], right: Rows[Pair[T]]) -> Rows[Pair[T]]:
        """A B, by whole matrices: (A B)′ = A′ B + A B′."""
        base = self.base
        A, B = _values(left), _values(right)
        product = base.matmul(A, B)
        parts: list[Rows[T]] = []
        if _moves(left):
            parts.append(base.matmul(self.tangent(left), B))
        if _moves(right):
            parts.append(base.matmul(A, self.tangent(right)))
        if not parts:
            return self.lift(product)
        tangent = parts[0]
        if len(parts) == 2:
            add = base.add
            tangent = [list(map(add, *rows)) for rows in zip(*parts, strict=True)]
        return [list(zip(*rows, strict=True)) for rows in zip(product, tangent, strict=True)]

    def whole(self, a: Pair[T]) -> int | None:
        return self.base.whole(a[0])

    def note_softmax(self, value: Pair[T], exponent: Pair[T], total: Pair[T]) -> None:
        self.base.note_softmax(value[0], exponent[0], total[0])

    def is_zero(self, a: Pair[T]) -> bool:
        return a[1] is None and self.base.is_zero(a[0])

    def size(self, a: Pair[T]) -> float:
        return self.base.size(a[0])

    def power(self, base: Pair[T], exponent: Pair[T]) -> Pair[T]:
        """(a^s)′ = s a^(s−1) a′ + a^s log(a) s′."""
        inner = self.base
        (a, da), (s, ds) = base, exponent
        value = inner.power(a, s)
        tangent: T | None = None
        if da is not None and not inner.is_zero(s):
            lower = inner.power(a, inner.sub(s, inner.one))
            tangent = inner.mul(inner.mul(s, lower), da)
        if ds is not None:
            along = inner.mul(inner.mul(value, inner.function("log", a)), ds)
            tangent = self._plus(tangent, along)
        return (value, tangent)

    def function(self, name: str, a: Pair[T]) -> Pair[T]:
        value = self.base.function(name, a[0])
        if a[1] is None:
            return (value, None)
        slope = DERIVATIVES.get(name)
        if slope is None:
            raise UnsupportedError(f"the derivative of {name} has no name in matcalc.")
        factor = slope(self.base, a[0], value)
        return (value, None if factor is None else self.base.mul(factor, a[1]))

    def unspecified(self, name: str, order: int, a: Pair[T]) -> Pair[T]:
        value = self.base.unspecified(name, order, a[0])
        if a[1] is None:
            return (value, None)
        return (value, self.base.mul(self.base.unspecified(name, order + 1, a[0]), a[1]))

    def _plus(self, a: T | None, b: T | None) -> T | None:
        if a is None:
            return b
        return a if b is None else self.base.add(a, b)


def _values(rows: Rows[Pair[T]]) -> Rows[T]:
    return [[v for v, _ in row] for row in rows]


def _moves(rows: Rows[Pair[T]]) -> bool:
    return any(t is not None for row in rows for _, t in row)


Slope = Callable[[Arithmetic[T], T, T], T | None]


def _one_minus_square(numbers: Arithmetic[T], x: T, y: T) -> T | None:
    return numbers.sub(numbers.one, numbers.mul(y, y))


def _one_plus_square(numbers: Arithmetic[T], x: T, y: T) -> T:
    return numbers.add(numbers.one, numbers.mul(y, y))


def _erf(numbers: Arithmetic[T], x: T, y: T) -> T | None:
    """2 exp(−x²)/√π."""
    root = numbers.power(numbers.constant("pi"), numbers.number(Fraction(-1, 2)))
    bell = numbers.function("exp", numbers.neg(numbers.mul(x, x)))
    return numbers.mul(numbers.number(Fraction(2)), numbers.mul(root, bell))


DERIVATIVES: Mapping[str, Slope[Any]] = {
    "exp": lambda numbers, x, y: y,
    "log": lambda numbers, x, y: numbers.inv(x),
    "log1p": lambda numbers, x, y: numbers.inv(numbers.add(numbers.one, x)),
    "tanh": _one_minus_square,
    "sigmoid": lambda numbers, x, y: numbers.mul(y, numbers.sub(numbers.one, y)),
    "softplus": lambda numbers, x, y: numbers.function("sigmoid", x),
    "relu": lambda numbers, x, y: numbers.function("step", x),
    "step": lambda numbers, x, y: None,
    "abs": lambda numbers, x, y: numbers.function("sign", x),
    "sign": lambda numbers, x, y: None,
    "sin": lambda numbers, x, y: numbers.function("cos", x),
    "cos": lambda numbers, x, y: numbers.neg(numbers.function("sin", x)),
    "tan": lambda numbers, x, y: _one_plus_square(numbers, x, y),
    "sinh": lambda numbers, x, y: numbers.function("cosh", x),
    "cosh": lambda numbers, x, y: numbers.function("sinh", x),
    "arctan": lambda numbers, x, y: numbers.inv(_one_plus_square(numbers, y, x)),
    "erf": _erf,
    "normcdf": lambda numbers, x, y: numbers.function("normpdf", x),
    "normpdf": lambda numbers, x, y: numbers.neg(numbers.mul(x, y)),
    "lgamma": lambda numbers, x, y: numbers.function("digamma", x),
}
"""f′(x) from x and y = f(x); None where it is zero. Written from calculus, not from the rules."""
