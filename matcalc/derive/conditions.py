"""Conditions of a theorem in words, without those that the declarations already give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matcalc.expr import Expr, postorder, substitute
from matcalc.expr import head as h

Condition = tuple[str, Expr]

_WORDS: Mapping[str, str] = {
    "invertible": "{0} invertible",
    "nonzero": "{0} ≠ 0",
    "nonzero_entries": "{0} ≠ 0 (every entry)",
    "positive": "{0} > 0",
    "off_kink": "{0} ≠ 0 (every entry)",
    "power_defined": "{0} > 0, or a whole exponent",
}

_GIVEN: Mapping[str, frozenset[str]] = {
    "invertible": frozenset({"invertible", "positive_definite", "orthogonal", "positive_diagonal"}),
    "nonzero": frozenset({"nonzero", "positive", "unit_norm", "unit_interval", "simplex"}),
    "nonzero_entries": frozenset({"nonzero", "positive", "unit_interval", "simplex", "sign"}),
    "positive": frozenset({"positive", "unit_interval", "simplex"}),
    "off_kink": frozenset({"nonzero", "positive"}),
    "power_defined": frozenset({"positive", "unit_interval"}),
}
"""Assumptions on a symbol from which a condition follows."""

_ALWAYS_POSITIVE = frozenset({"exp", "sigmoid", "softplus", "cosh", "normcdf", "normpdf"})


def needed_by(expr: Expr) -> list[Condition]:
    """What must hold for an expression to have a value: nothing is divided by zero, and so on.

    >>> from matcalc.expr import inverse, symbol
    >>> needed_by(inverse(symbol("A", "n", "n")))
    [('invertible', A)]
    """
    found: list[Condition] = []
    for node in postorder(expr):
        if node.head is h.INVERSE:
            found.append(("invertible", node.args[0]))
        elif node.head is h.APPLY and node.data.name == "log":
            found.append(("positive", node.args[0]))
        elif node.head is h.EPOWER and node.args[1].head is h.NUMBER:
            found.extend(_needed_by_power(*node.args))
    return found


def _needed_by_power(base: Expr, exponent: Expr) -> list[Condition]:
    if base.head in (h.SIZE, h.NUMBER, h.CONSTANT):
        return []
    if exponent.data.denominator != 1:
        return [("positive", base)]
    if exponent.data > 0:
        return []
    return [("nonzero", base.args[0]) if base.head is h.NORM else ("nonzero_entries", base)]


def in_words(conditions: Iterable[Condition], meanings: Mapping[Expr, Expr]) -> tuple[str, ...]:
    """The conditions that a reader must be told, each once; ``meanings`` are the definitions."""
    kept: dict[str, None] = {}
    told: set[Condition] = set()
    for kind, value in conditions:
        if _follows(kind, substitute(value, meanings)):
            continue
        told.add((kind, value))
    for kind, value in conditions:
        implied = kind == "nonzero_entries" and ("positive", value) in told
        implied = implied or (kind == "nonzero_entries" and _norm_told(value, told))
        if (kind, value) in told and not implied:
            kept[_text(kind, value)] = None
    return tuple(kept)


def _text(kind: str, value: Expr) -> str:
    words = _WORDS[kind].format(repr(value))
    return words.replace(" (every entry)", "") if value.is_scalar else words


def _norm_told(value: Expr, told: set[Condition]) -> bool:
    return value.head is h.NORM and ("nonzero", value.args[0]) in told


def _follows(kind: str, value: Expr) -> bool:
    if value.head is h.SYMBOL:
        return not _GIVEN[kind].isdisjoint(value.declaration.assumptions)
    if kind == "invertible" and value.head in (h.INVERSE, h.TRANSPOSE):
        return _follows(kind, value.args[0])
    if kind == "invertible":
        return False
    return _is_positive(value)


def _is_positive(value: Expr) -> bool:
    """Whether every entry is positive by its form."""
    if value.head is h.NUMBER:
        return bool(value.data > 0)
    if value.head in (h.SOFTMAX, h.SIZE, h.ONES):
        return True
    if value.head is h.SYMBOL:
        return not _GIVEN["positive"].isdisjoint(value.declaration.assumptions)
    if value.head is h.APPLY:
        return value.data.name in _ALWAYS_POSITIVE
    if value.head is h.SUM and _is_one_minus(value):
        return True
    if value.head in (h.SUM, h.SCALE, h.HADAMARD, h.PRODUCT):
        return all(_is_positive(arg) for arg in value.args)
    if value.head in (h.EPOWER, h.TRANSPOSE):
        return _is_positive(value.args[0])
    return False


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
    return value.head is h.SOFTMAX
