"""Conditions that can never hold: what needs them has no value anywhere, and nothing is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from matcalc.derive.definite import is_definite, is_nonnegative
from matcalc.expr import Expr, add, declared, fold, number, scale
from matcalc.expr import head as h

_OPPOSITE: Mapping[str, str] = {
    "negative": "positive",
    "nonpositive": "nonnegative",
    "positive": "negative",
    "nonnegative": "nonpositive",
}
_LARGEST = 64
"""The largest exponent with which a number is computed."""


def never_holds(kind: str, value: Expr) -> bool:
    """Whether a condition fails at every point, as far as its form tells.

    >>> from matcalc.expr import epower, number, symbol
    >>> x = symbol("x")
    >>> [never_holds("positive", each) for each in (-epower(x, number(2)), number(0), x)]
    [True, True, False]
    """
    if kind in ("nonzero", "nonzero_entries", "off_kink", "invertible"):
        return _is_zero(value)
    if kind == "positive":
        return _is_zero(value) or is_nonnegative(negated(value))
    if kind == "above_minus_one":
        return is_nonnegative(negated(add(value, number(1)))) if value.is_scalar else False
    return kind == "positive_definite" and (_is_zero(value) or is_definite(negated(value)))


def _is_zero(value: Expr) -> bool:
    if value.head is h.SYMBOL:
        return "zero" in value.declaration.assumptions
    if value.head is h.SCALE and constant(value.args[0]) == 0:
        return True
    return value.head is h.ZEROS or constant(value) == 0


def negated(value: Expr) -> Expr:
    """−a, without two signs in front of one another.

    >>> from matcalc.expr import symbol
    >>> negated(-symbol("x") - 1)
    x + 1
    """
    found = constant(value)
    if found is not None:
        return number(-found)
    if value.head is h.SUM:
        return add(*(negated(term) for term in value.args))
    if value.head is h.SCALE and value.args[0].number is not None:
        factor = -value.args[0].number
        return value.args[1] if factor == 1 and len(value.args) == 2 else _times(factor, value)
    if value.head is h.SYMBOL and not _OPPOSITE.keys().isdisjoint(value.declaration.assumptions):
        told = value.declaration
        turned = frozenset(_OPPOSITE.get(each, each) for each in told.assumptions)
        return declared(replace(told, assumptions=turned))
    return scale(number(-1), value)


def _times(factor: Fraction, value: Expr) -> Expr:
    return scale(*((number(factor),) if factor != 1 else ()), *value.args[1:])


def constant(value: Expr) -> Fraction | None:
    """The number that an expression without letters is; None for another.

    >>> from matcalc.expr import number, symbol
    >>> constant(number(2) - number(3)), constant(symbol("x"))
    (Fraction(-1, 1), None)
    """
    return fold(value, _constant)


def _constant(node: Expr, args: tuple[Fraction | None, ...]) -> Fraction | None:
    if node.number is not None:
        return Fraction(node.number)
    known = [each for each in args if each is not None]
    if not args or len(known) < len(args) or not node.is_scalar:
        return None
    if node.head is h.SUM:
        return sum(known, Fraction(0))
    if node.head in (h.SCALE, h.PRODUCT, h.HADAMARD):
        product = Fraction(1)
        for each in known:
            product *= each
        return product
    return _power(*known) if node.head is h.EPOWER else None


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or abs(exponent) > _LARGEST or (not base and exponent < 0):
        return None
    return Fraction(base**exponent.numerator)
