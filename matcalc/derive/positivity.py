"""Which functions and sums have positive entries, or none that is negative."""

from __future__ import annotations

from enum import IntEnum

from matcalc.expr import Expr
from matcalc.expr import head as h

POSITIVE_TAGS = frozenset(
    {"positive", "unit_interval", "simplex", "greater_than_one", "positive_integer"}
)
NONNEGATIVE_TAGS = frozenset(
    {"nonnegative", "closed_unit_interval", "binary", "count", "row_stochastic"}
    | {"one_hot", "one_hot_rows", "one_hot_columns"}
)
NONZERO_TAGS = POSITIVE_TAGS | {"nonzero", "nonzero_integer", "negative", "sign"}
"""No entry is zero."""

_POSITIVE_FUNCTIONS = ("exp", "sigmoid", "softplus", "cosh", "normcdf", "normpdf")
_NONNEGATIVE_FUNCTIONS = ("relu", "step", "abs")


class Sign(IntEnum):
    """What is known of every entry; the more, the larger."""

    UNKNOWN = 0
    NONNEGATIVE = 1
    POSITIVE = 2


def entry_sign(node: Expr, args: tuple[Sign, ...]) -> Sign:
    """What is known of the entries of a node, by what is known of those of its arguments."""
    if node.head is h.NUMBER:
        return Sign((node.data >= 0) + (node.data > 0))
    if node.head is h.SYMBOL:
        return _declared(node.declaration.assumptions)
    if node.head in (h.SOFTMAX, h.SIZE, h.ONES, h.CONSTANT):
        return Sign.POSITIVE
    if node.head in (h.NORM, h.NORM1):
        return Sign.NONNEGATIVE
    if node.head is h.APPLY:
        return _applied(node.data.name)
    if node.head is h.SUM:
        return _added(node, args)
    if _is_negative_multiple(node):
        return _opposite(node.args[1])
    if node.head in (h.SCALE, h.HADAMARD, h.PRODUCT, h.TOTAL):
        return min(args)
    if node.head is h.EPOWER:
        return max(args[0], Sign.NONNEGATIVE) if _is_even_power(node) else args[0]
    return args[0] if node.head is h.TRANSPOSE else Sign.UNKNOWN


def _is_negative_multiple(node: Expr) -> bool:
    """−x, −2 x."""
    if node.head is not h.SCALE or len(node.args) != 2:
        return False
    factor = node.args[0].number
    return factor is not None and bool(factor < 0)


def _opposite(value: Expr) -> Sign:
    """−x for an x that is declared negative."""
    tags = value.declaration.assumptions if value.head is h.SYMBOL else frozenset()
    if "negative" in tags:
        return Sign.POSITIVE
    return Sign.NONNEGATIVE if "nonpositive" in tags else Sign.UNKNOWN


def _declared(tags: frozenset[str]) -> Sign:
    if not POSITIVE_TAGS.isdisjoint(tags):
        return Sign.POSITIVE
    return Sign.UNKNOWN if NONNEGATIVE_TAGS.isdisjoint(tags) else Sign.NONNEGATIVE


def _applied(name: str) -> Sign:
    if name in _POSITIVE_FUNCTIONS:
        return Sign.POSITIVE
    return Sign.NONNEGATIVE if name in _NONNEGATIVE_FUNCTIONS else Sign.UNKNOWN


def _added(node: Expr, args: tuple[Sign, ...]) -> Sign:
    if _is_one_minus(node):
        return Sign.POSITIVE
    return max(args) if min(args) else Sign.UNKNOWN


def is_whole_power(value: Expr) -> bool:
    """aᵏ for a whole number k from 1 on."""
    if value.head is not h.EPOWER or value.args[1].number is None:
        return False
    return bool(value.args[1].data.denominator == 1 and value.args[1].data > 0)


def _is_even_power(value: Expr) -> bool:
    return is_whole_power(value) and value.args[1].data % 2 == 0


def is_zero_with_its_argument(value: Expr) -> bool:
    """|a| or an even power of a: never negative, and zero where a is."""
    if value.head is h.APPLY:
        return bool(value.data.name == "abs")
    return _is_even_power(value)


def _is_one_minus(value: Expr) -> bool:
    """1 − a with a between 0 and 1."""
    if len(value.args) != 2:
        return False
    one, rest = value.args
    below = rest.args[-1] if rest.head is h.SCALE and len(rest.args) == 2 else rest
    negative = rest.head is h.SCALE and rest.args[0].number == -1
    return (one.head is h.ONES or one.number == 1) and negative and _is_below_one(below)


def _is_below_one(value: Expr) -> bool:
    if value.head is h.SYMBOL:
        return "unit_interval" in value.declaration.assumptions
    if value.head is h.APPLY:
        return value.data.name in ("sigmoid", "tanh", "normcdf")
    return False  # softmax of a single entry is 1
