"""The page on which an expression is written, and sizes on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from matcalc.expr.dim import Dim
from matcalc.expr.node import Expr
from matcalc.show.names import latex_name
from matcalc.show.style import ATOM, SUM, TERM, Piece, Style, signed, wrapped


@dataclass
class Page:
    """What has been written so far, and what the whole expression asks for.

    ``taken`` holds the LaTeX of its names, so that σ(x) gives way to a variable σ; ``sized``
    says whether I and 1 must carry their sizes.
    """

    style: Style
    taken: frozenset[str]
    sized: bool
    pieces: dict[Expr, Piece] = field(default_factory=dict)

    def wrap(self, expr: Expr, least: int) -> str:
        """The text of an argument, in brackets where its place needs them."""
        return wrapped(self.pieces[expr], least, self.style)

    def signed(self, expr: Expr) -> str:
        """The text of an argument as it stands alone."""
        return signed(self.pieces[expr], self.style)

    def is_tall(self, *exprs: Expr) -> bool:
        """Whether brackets around any of these must grow."""
        return any(self.pieces[expr].tall for expr in exprs)


Writer = Callable[[Expr, Page], Piece]


def _size_power(name: str, times: int, style: Style) -> str:
    text = style.name(latex_name(name)).text
    return text if times == 1 else style.scripts(text, "", style.number(times))


def dimension(value: Dim, style: Style) -> Piece:
    """A size such as 2n − 1, as a number."""
    below = value.denominator
    if below != 1:
        return style.fraction(dimension(value * below, style), Piece(style.number(below)))
    parts: list[str] = []
    for monomial, count in value.terms:
        factors = [_size_power(*each, style) for each in Counter(monomial).items()]
        if abs(count) != 1 or not factors:
            factors.insert(0, style.number(abs(int(count))))
        body = style.join(factors)
        if parts:
            parts.append(style.sign("-" if count < 0 else "+"))
        parts.append(style.minus(body) if count < 0 and not parts else body)
    if not parts:
        return Piece(style.number(0))
    if len(parts) > 1 or value.terms[0][1] < 0:
        return Piece("".join(parts), SUM)
    is_product = len(value.terms[0][0]) + (value.terms[0][1] != 1) > 1
    return Piece(parts[0], TERM if is_product else ATOM)
