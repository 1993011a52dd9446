"""The argument that moves, in a line that is linear in differentials.

Such a line is zero where nothing in it moves. If that is not seen, something in it has no value:
a part that is zero for every point, such as X − X, and stands in a denominator.
"""

from __future__ import annotations

from matcalc.errors import DisagreementError, MatcalcError, UnsupportedError
from matcalc.expr import Expr, postorder
from matcalc.expr import head as h
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
    if any(map(_divides_by_zero, postorder(line))):
        return UnsupportedError(
            f"there is a division by zero in {line!r}: the function is not defined anywhere.",
            hint="Look for a part that is always zero, as X - X, in a denominator or inside log.",
        )
    return DisagreementError(f"{line!r} should be zero: nothing in it varies")


def _divides_by_zero(node: Expr) -> bool:
    if node.head in (h.INVERSE, h.EPOWER):
        negative = node.head is h.INVERSE or (node.args[1].number or 0) < 0
        return negative and (node.args[0].head is h.ZEROS or node.args[0].number == 0)
    return False
