"""One formula, in either notation, to a typed expression."""

from __future__ import annotations

from matcalc.expr import Shape
from matcalc.read.elaborate import elaborate
from matcalc.read.parser import parse
from matcalc.read.reading import Reading
from matcalc.read.scope import Scope
from matcalc.read.surface import Node
from matcalc.read.tokens import tokens_of


def read_surface(text: str, scope: Scope, *, syntax: str = "auto") -> Node:
    """The surface tree of a formula."""
    return parse(tokens_of(text, scope, syntax), text)


def read_expression(
    text: str,
    scope: Scope,
    *,
    expected: Shape | None = None,
    syntax: str = "auto",
) -> Reading:
    """The expression that a text means in a scope.

    ``expected`` is a hint for constants such as 1, I and 0. Raises ReadError with a place in the
    text, UnknownNameError, or ShapeError with the dimensions that clash.

    >>> from matcalc.expr import symbol
    >>> X, W = symbol("X", "s", "m"), symbol("W", "n", "m")
    >>> read_expression("X W^T + 1", Scope.of([X, W])).echo
    "X*W' + ones(s, n)"
    """
    return elaborate(read_surface(text, scope, syntax=syntax), scope, expected)
