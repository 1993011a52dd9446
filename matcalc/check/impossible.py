"""Conditions that are never true: then the function or the formula has no value anywhere."""

from __future__ import annotations

from matcalc.derive.conditions import in_words, needed_by, needed_by_problem
from matcalc.derive.positivity import is_nonnegative
from matcalc.expr import Expr, Problem

_NOT_ZERO = ("nonzero", "nonzero_entries", "invertible")


def impossible(problem: Problem, claim: Expr) -> str:
    """Why the function or the claim has no value at any point; "" where it may have one.

    >>> from matcalc.expr import Problem, symbol
    >>> x = symbol("x")
    >>> impossible(Problem(x * x, x), 2 * x)
    ''
    """
    for in_function, pairs in ((True, needed_by_problem(problem)), (False, needed_by(claim))):
        for word, value in pairs:
            if _is_never(word, value):
                told = ", ".join(in_words([(word, value)], {})) or f"{value!r} > 0"
                of = "function" if in_function else "formula"
                return f"{told} is never true, so the {of} has no value at any point."
    return ""


def _is_never(word: str, value: Expr) -> bool:
    if word in _NOT_ZERO:
        return value.number == 0
    return word == "positive" and is_nonnegative(-1 * value)
