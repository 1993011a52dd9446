"""Dimensions: polynomials in named sizes, such as ``n``, ``2n - 1`` or ``n(n + 1)/2``.

Two dimensions are equal exactly when their polynomials are.

>>> n = dim("n")
>>> n + n - 1
2*n - 1
>>> (n + 1) * n == n * n + n
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import lcm

Monomial = tuple[str, ...]
DimLike = "Dim | int | str"
Count = int | Fraction
"""A coefficient; a fraction only where the value is whole for all sizes, as in n(n + 1)/2."""


class Dim:
    """A size: Σ coefficient · monomial. Immutable and interned, so ``is`` is equality."""

    __slots__ = ("__weakref__", "name", "terms", "value")
    terms: tuple[tuple[Monomial, Count], ...]
    name: str | None
    """The single name this is, or None when it is a number or compound."""
    value: int | None
    """The number this is, or None when a name occurs in it."""

    @staticmethod
    @cache
    def _intern(terms: tuple[tuple[Monomial, Count], ...]) -> Dim:
        made = object.__new__(Dim)
        made.terms = terms
        made.name, made.value = _plain(terms)
        return made

    @staticmethod
    def of(terms: Mapping[Monomial, Count]) -> Dim:
        """The polynomial with these terms, zero coefficients dropped and the order fixed."""
        kept = [(monomial, _whole(count)) for monomial, count in terms.items() if count]
        return Dim._intern(tuple(sorted(kept, key=lambda term: (-len(term[0]), term[0]))))

    @property
    def names(self) -> frozenset[str]:
        """The named sizes that occur."""
        return frozenset(name for monomial, _ in self.terms for name in monomial)

    def at(self, sizes: Mapping[str, int]) -> int:
        """The number this is when each named size has the value given.

        >>> (dim("n") * 2 - 1).at({"n": 3})
        5
        """
        total: Count = 0
        for monomial, count in self.terms:
            for name in monomial:
                count *= sizes[name]
            total += count
        return int(total)

    @property
    def denominator(self) -> int:
        """The least number that makes all coefficients whole: 2 for n(n + 1)/2."""
        return lcm(*(Fraction(count).denominator for _, count in self.terms))

    def half(self) -> Dim | None:
        """Half of this, where that is whole for all sizes; else None.

        >>> n = dim("n")
        >>> (n * (n + 1)).half(), (n + 1).half()
        (1/2*n*n + 1/2*n, None)
        """
        if any(isinstance(count, Fraction) for _, count in self.terms):
            return None
        made = Dim.of({monomial: Fraction(count) / 2 for monomial, count in self.terms})
        names = sorted(self.names)
        tried = range(1 << len(names))
        points = [{name: at >> k & 1 for k, name in enumerate(names)} for at in tried]
        return made if all(self.at(point) % 2 == 0 for point in points) else None

    def substitute(self, sizes: Mapping[str, Dim]) -> Dim:
        """This with named sizes replaced by other dimensions."""
        if not sizes or self.names.isdisjoint(sizes):
            return self
        total = ZERO
        for monomial, count in self.terms:
            part = Dim.of({(): count})
            for name in monomial:
                part = part * sizes.get(name, dim(name))
            total = total + part
        return total

    def __add__(self, other: Dim | int | str) -> Dim:
        sums = dict(self.terms)
        for monomial, count in dim(other).terms:
            sums[monomial] = sums.get(monomial, 0) + count
        return Dim.of(sums)

    def __sub__(self, other: Dim | int | str) -> Dim:
        return self + dim(other) * -1

    def __mul__(self, other: Dim | int | str) -> Dim:
        products: dict[Monomial, Count] = {}
        for left, left_count in self.terms:
            for right, right_count in dim(other).terms:
                monomial = tuple(sorted(left + right))
                products[monomial] = products.get(monomial, 0) + left_count * right_count
        return Dim.of(products)

    def __str__(self) -> str:
        if not self.terms:
            return "0"
        text = ""
        for monomial, count in self.terms:
            body = "*".join(monomial)
            size = str(abs(count)) if abs(count) != 1 or not body else ""
            sign = ("-" if count < 0 else "") if not text else (" - " if count < 0 else " + ")
            text += sign + "*".join(part for part in (size, body) if part)
        return text

    __repr__ = __str__


def _whole(count: Count) -> Count:
    return count if isinstance(count, int) or count.denominator != 1 else count.numerator


def _plain(terms: tuple[tuple[Monomial, Count], ...]) -> tuple[str | None, int | None]:
    """The name and the number that a polynomial is, if it is one of these."""
    if not terms:
        return None, 0
    monomial, count = terms[0]
    if not monomial and isinstance(count, int):
        return None, count
    alone = len(terms) == 1 and len(monomial) == 1 and count == 1
    return (monomial[0] if alone else None), None


@cache
def _from_int(value: int) -> Dim:
    return Dim.of({(): value})


@cache
def _from_name(name: str) -> Dim:
    return Dim.of({(name,): 1})


def dim(value: Dim | int | str) -> Dim:
    """A dimension from a number, a name, or a dimension.

    >>> dim(3), dim("n")
    (3, n)
    """
    if isinstance(value, Dim):
        return value
    return _from_int(value) if isinstance(value, int) else _from_name(value)


ZERO = dim(0)
ONE = dim(1)

Shape = tuple[Dim, Dim]
"""Rows and columns. A scalar is 1×1, a column vector n×1, a row 1×n."""


def shape_text(shape: Shape) -> str:
    """``n×m`` for people; a scalar is named as such.

    >>> shape_text((dim("n"), dim(1)))
    'n×1'
    """
    return "a scalar" if shape == (ONE, ONE) else "×".join(map(_side, shape))


def _side(side: Dim) -> str:
    """A dimension beside a ×: (n + 1)×m, n·k×m, (n² + n)/2×1."""
    below = side.denominator
    text = _SQUARE.sub(r"\1²", str(side * below)).replace("*", "·")
    text = f"({text})" if len(side.terms) > 1 else text
    return text if below == 1 else f"{text}/{below}"


_SQUARE = re.compile(r"\b(\w+)\*\1\b(?!\*\1\b)")
