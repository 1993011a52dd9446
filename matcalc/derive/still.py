"""The argument that moves, in a line that is linear in differentials.

Such a line is zero where nothing in it moves. If that is not seen, something in it has no value:
a part that is zero for every point, such as X − X, and stands in a denominator.
"""

from __future__ import annotations

from matcalc.errors import MatcalcError, UnsupportedError
from matcalc.expr import Expr
from matcalc.rules.rightward import moves, moving


def moving_argument(line: Expr) -> int:
    """The position of the one argument in which a differential stands.

    Raises UnsupportedError where there is none, since the function is nowhere defined.
    """
    if not moves(line):
        raise nowhere_defined(line)
    return moving(line)


def nowhere_defined(line: Expr) -> MatcalcError:
    """The error about a line in which nothing moves and that is not seen to be zero."""
    return UnsupportedError(
        f"the differential comes to {line!r}, in which nothing moves: the function divides by "
        "what is always zero, and is not defined anywhere.",
        hint="Look for a part such as X - X in a denominator, an inverse or a logarithm.",
    )
