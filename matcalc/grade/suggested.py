r"""Definitions that lines suggest.

∂h/∂x = ∂f/∂x + ∂g/∂x suggests h = f + g, and g(f(x)) = g(W x) says that f(x) = W x.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matcalc.grade.derivative import Asked, asked, named, partials
from matcalc.grade.formulas import split_at

_GROUP = r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_LETTER = r"\\?[A-Za-z]+(?:\s*\{\s*\w\s*\})?"
_TWICE = re.compile(
    rf"^(?P<outer>[a-z])\s*\(\s*(?P<inner>[a-z])\s*\(\s*(?P<x>{_LETTER})\s*\)\s*\)$"
)


def suggested(sides: Sequence[str]) -> Iterator[tuple[str, str]]:
    r"""P = Q + c R where a line says that ∂P/∂x = ∂Q/∂x + c ∂R/∂x.

    >>> terms = r"\frac{\partial Q}{\partial x} + c \frac{\partial R}{\partial x}"
    >>> list(suggested((r"\frac{\partial P}{\partial x}", terms)))
    [('P', 'Q + c R')]
    """
    for one, other in pairwise(sides):
        whole = asked(one)
        if whole is None or not named(whole.quantity) or whole.of != whole.quantity:
            continue
        terms = [_without_derivative(term, whole) for term in split_at(other, "+")]
        if len(terms) > 1 and all(terms):
            yield whole.quantity, " + ".join(terms)


def _without_derivative(term: str, whole: Asked) -> str:
    """c R for c ∂R/∂x, "" for any other term."""
    found = partials(term)
    if len(found) != 1 or named(found[0].variable) != named(whole.variable):
        return ""
    start = term.rfind(r"\frac")
    left = term[:start].strip()
    is_last = re.fullmatch(rf"\\frac\s*{_GROUP}\s*{_GROUP}", term[start:].strip())
    return f"{left} {found[0].of}".strip() if is_last and named(found[0].of) else ""


def composed(sides: Sequence[str]) -> Iterator[tuple[str, str]]:
    r"""f(x) = W x and g(x) = V x in g(f(x)) = g(W x) = V W x.

    >>> list(composed(("g(f(x))", "g(W x)", "V W x")))
    [('f(x)', 'W x'), ('g(x)', 'V x')]
    """
    for at, side in enumerate(sides[:-1]):
        found = _TWICE.match(side.strip())
        call = found and re.fullmatch(
            rf"{found['outer']}\s*\((?P<body>[^()]+)\)", sides[at + 1].strip()
        )
        if not found or not call:
            continue
        x, body = found["x"], call["body"].strip()
        yield f"{found['inner']}({x})", body
        after = sides[at + 2].strip() if at + 2 < len(sides) else ""
        if after.endswith(body) and not re.search(r"[-+]", after) and after != body:
            yield f"{found['outer']}({x})", f"{after.removesuffix(body).strip()} {x}"
