"""Tokens in order, with the multiplication sign that people leave out put in."""

from __future__ import annotations

from fractions import Fraction

from matcalc.errors import ReadError, Span
from matcalc.read.token import Token
from matcalc.read.words import listed

MOST_DIGITS = 1000

_STARTS = frozenset(
    listed(
        """
        NUMBER NAME ONES ZEROS IDENTITY LPAR CALL INDICATOR BAR_OPEN NORM_OPEN FRAC OVER
        DERIVATIVE OPERATOR BLOCK FUNC OPENFUNC DIFFERENTIAL
        """
    )
)
_ENDS = frozenset(
    listed(
        """
        NUMBER NAME ONES ZEROS IDENTITY RPAR RBRACK BAR_CLOSE NORM_CLOSE OVER_END
        DERIVATIVE_END BLOCK_END TRANSPOSE POSITIVE PINV FACTORIAL
        """
    )
)
_OPENS = frozenset(
    listed(
        """
        LPAR CALL INDICATOR BAR_OPEN NORM_OPEN OVER DERIVATIVE OPERATOR BLOCK LBRACK COMMA ROW
        COLUMN BY AND EQUALS BREAK GREATER LESS
        """
    )
)


class Tokens:
    """A list of tokens that knows where juxtaposition multiplies and what a minus means."""

    def __init__(self) -> None:
        self.made: list[Token] = []
        self._operators = 0

    @property
    def last(self) -> str:
        """The kind of the last token, ``""`` at the beginning."""
        return self.made[-1].kind if self.made else ""

    @property
    def is_after_operand(self) -> bool:
        """Whether a formula could end here."""
        return self.last in _ENDS and not self._in_operator

    @property
    def _in_operator(self) -> bool:
        return self.last == "DERIVATIVE_END" and self.made[-1].value == "operator"

    def add(self, kind: str, value: object, span: Span, *, joined: bool = False) -> None:
        """Append a token. ``joined`` marks one that belongs to the token before it."""
        if kind in _STARTS and self.is_after_operand and not joined:
            place = (self.made[-1].span[1], span[0])
            self.made.append(Token("JUXT", " ", (min(place), max(place))))
        self.made.append(Token(kind, value, span))

    def add_minus(self, span: Span) -> None:
        """A minus: between terms, in front of a sum, or on a factor."""
        if self.is_after_operand:
            self.add("MINUS", "-", span)
        else:
            is_first = not self.made or self.last in _OPENS
            self.add("LEAD" if is_first else "NEG", "-", span)

    def add_plus(self, span: Span) -> None:
        """A plus between terms; one in front of a sum says nothing."""
        if self.is_after_operand:
            self.add("PLUS", "+", span)

    def add_number(self, digits: str, span: Span) -> None:
        """A literal number, exactly."""
        if len(digits) > MOST_DIGITS:
            raise ReadError(
                f"this number has more than {MOST_DIGITS} digits.",
                span=span,
                hint="Call it by a name of its own.",
            )
        self.add("NUMBER", Fraction(digits), span)
