"""What a notation has to know: how it writes letters, fractions, powers, brackets and sums.

The table over heads in `typeset` speaks to this interface alone, so LaTeX, Unicode and MathML
agree on where brackets and minus signs stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

SUM, BIG, CIRCLE, TERM, PREFIX, POWER, ATOM = range(7)
"""How tightly a text binds: A + B, Σ s, A ⊙ B, A B, dX, Aᵏ, and what needs no brackets."""


class Piece(NamedTuple):
    """A text, how tightly it binds, whether a minus stands before it, and whether it is tall.

    The minus is kept apart from the text, so that a sum can write ``A - B``.
    """

    text: str
    level: int = ATOM
    minus: bool = False
    tall: bool = False


class NameStyle(Protocol):
    """How the parts of a name are written."""

    def letter(self, char: str) -> str:
        """One italic letter, Latin or Greek."""

    def word(self, text: str) -> str:
        """Upright letters, as in a subscript ``out``."""

    def accent(self, kind: str, body: str) -> str:
        """A letter with a ``hat``, ``tilde``, ``bar``, ``dot`` or ``vec``."""

    def scripts(self, base: str, below: str, above: str) -> str:
        """A subscript and a superscript; either may be empty."""

    def over(self, above: str, below: str) -> str:
        """One part of a name over another, as in ∂L/∂Y."""

    def glue(self, parts: Sequence[str]) -> str:
        """The parts of a name, one after the other."""


class Style(NameStyle, Protocol):
    """How everything else is written."""

    def name(self, latex: str) -> Piece:
        """A declared name, given as LaTeX."""

    def join(self, parts: Sequence[str]) -> str:
        """Factors side by side."""

    def number(self, value: int) -> str:
        """A natural number."""

    def sign(self, sign: str) -> str:
        """An operator between two texts: ``+ - ⊙ ⊘ ⊗ > ,`` or the product of numbers ``·``."""

    def minus(self, body: str) -> str:
        """The sign change."""

    def fence(self, pair: str, body: str, *, tall: bool) -> str:
        """``body`` in a pair of brackets, such as ``()``, ``[]``, ``||``, ``‖‖`` or ``⟨⟩``."""

    def fraction(self, above: Piece, below: Piece) -> Piece:
        """One over the other."""

    def root(self, body: Piece) -> Piece:
        """The square root."""

    def raised(self, base: str, above: str) -> str:
        """``above`` as a superscript."""

    def mark(self, name: str) -> str:
        """A letter or sign with a fixed meaning: ``⊤ ⊙ ∂ d 1 0 I δ K e``."""

    def function(self, name: str) -> str:
        """The name of a function: ``tr``, ``exp``, ``σ``."""

    def big_sum(self, index: str, end: str) -> str:
        """Σ from 1 to ``end``, without its body."""

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        """A matrix written out."""


def signed(piece: Piece, style: Style) -> str:
    """The whole text, its minus sign included."""
    return style.minus(piece.text) if piece.minus else piece.text


def wrapped(piece: Piece, least: int, style: Style) -> str:
    """The text, in brackets if it binds less tightly than ``least`` or has a minus sign."""
    if piece.level >= least and not piece.minus:
        return piece.text
    return style.fence("()", signed(piece, style), tall=piece.tall)
