"""Unknown dimensions, and what follows from setting two of them equal.

>>> from matcalc.expr.dim import dim
>>> left, right = Unknown(), Unknown()
>>> unify(left, right); unify(right, dim("n"))
>>> resolve(left)
n
"""

from __future__ import annotations

from matcalc.errors import ShapeError
from matcalc.expr.dim import ONE, Dim


class Unknown:
    """A dimension that is not known yet. A ``wide`` one is never 1."""

    __slots__ = ("link", "wide")

    def __init__(self, *, wide: bool = False) -> None:
        self.link: Dim | Unknown | None = None
        self.wide = wide

    def __repr__(self) -> str:
        found = resolve(self)
        return "?" if isinstance(found, Unknown) else str(found)


Term = Dim | Unknown
Slot = tuple[Term, Term]
"""Rows and columns, each known or not."""


class Clash(ShapeError):  # noqa: N818
    """Two dimensions that must be equal and are not."""

    def __init__(self, left: Term, right: Term) -> None:
        super().__init__(f"the dimensions {left!r} and {right!r} must be equal and are not.")
        self.left = left
        self.right = right


def resolve(term: Term) -> Term:
    """What is known of a dimension by now."""
    while isinstance(term, Unknown) and term.link is not None:
        term = term.link
    return term


def can_equal(left: Term, right: Term) -> bool:
    """Whether two dimensions may still turn out equal."""
    left, right = resolve(left), resolve(right)
    if isinstance(left, Unknown):
        return not (left.wide and right is ONE)
    if isinstance(right, Unknown):
        return not (right.wide and left is ONE)
    return left is right


def unify(left: Term, right: Term) -> None:
    """Set two dimensions equal. Raises Clash when they are known and differ."""
    left, right = resolve(left), resolve(right)
    if left is right:
        return
    if not can_equal(left, right):
        raise Clash(left, right)
    if isinstance(left, Unknown):
        if isinstance(right, Unknown):
            right.wide = right.wide or left.wide
        left.link = right
    elif isinstance(right, Unknown):
        right.link = left


def slot_text(slot: Slot) -> str:
    """A shape for people, ``?`` where a dimension is not known."""
    rows, cols = resolve(slot[0]), resolve(slot[1])
    return "a scalar" if rows is ONE and cols is ONE else f"{rows!r}×{cols!r}"
