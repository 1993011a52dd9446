"""What a text was read as, with everything the reader had to decide on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcalc.errors import Span
from matcalc.expr import Expr
from matcalc.read.surface import Node


@dataclass(frozen=True, slots=True)
class About:
    """A left side with the derivative in, as in −∇f or ∇f(y): the letters that stand for it.

    ``letters`` says at which point each is taken; None is the variable itself.
    """

    formula: Expr
    letters: Mapping[Expr, Expr | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression with where its parts stand in the text, and the decisions taken.

    ``notes`` are sentences for people, such as a broadcast that was written out. ``free`` are
    the indices that are not summed; with one or two of them ``expr`` is the table over them.
    ``sides`` holds every side of a chain a = b = c, the last of which is ``expr``. ``places`` are
    the names of the free indices in the order that the text gives them, ``left`` is the left side
    of an equation, and ``defined`` holds the names that the text defines on its way.
    """

    expr: Expr
    spans: Mapping[Expr, Span] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    free: tuple[Expr, ...] = ()
    surface: Node | None = None
    sides: tuple[Expr, ...] = ()
    inferred: tuple[Expr, ...] = ()
    places: tuple[str, ...] = ()
    left: Node | None = None
    defined: Mapping[str, Expr] = field(default_factory=dict)
    about: About | None = None
    """A left side that is a formula in the derivative, as −∇f."""

    @property
    def echo(self) -> str:
        """The expression as it was understood, in ASCII."""
        return repr(self.expr)
