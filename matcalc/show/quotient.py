r"""Scalar multiples in print: ``2 s A x / ‖x‖`` as a lecturer would set it.

Numbers stand first, reciprocals go under one fraction bar. A body that is long or tall stands
beside the fraction, not on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from matcalc.expr import head as h
from matcalc.expr.node import Expr
from matcalc.show.style import ATOM, BIG, PREFIX, SUM, TERM, Piece, Style, wrapped

_BESIDE = (h.HADAMARD, h.KRON, h.BLOCK, h.INDEX_SUM, h.TABULATE)
"""Bodies that stand beside a fraction."""


class Factor(NamedTuple):
    """A factor of a scalar multiple; ``below`` is what it puts under the fraction bar."""

    expr: Expr
    piece: Piece
    below: Piece | None


def reciprocal(factor: Expr) -> tuple[Expr, Fraction] | None:
    """(b, k) for a scalar b⁻ᵏ."""
    if factor.head is h.EPOWER and factor.is_scalar:
        exponent = factor.args[1].number
        if exponent is not None and exponent < 0:
            return factor.args[0], -exponent
    return None


def quotient(factors: Sequence[Factor], style: Style) -> Piece:
    """The product of the factors, with one fraction bar at most."""
    coefficient = Fraction(1)
    if factors[0].expr.head is h.NUMBER:
        coefficient, factors = factors[0].expr.data, factors[1:]
    above = [factor for factor in factors if factor.below is None]
    below = [factor.below for factor in factors if factor.below is not None]
    size = abs(coefficient)
    if below and _fits_above(above):
        numerator = _numerator(size.numerator, above, style)
        text = style.fraction(numerator, _denominator(size.denominator, below, style))
    elif size.denominator != 1 or below:
        bar = style.fraction(
            Piece(style.number(size.numerator)), _denominator(size.denominator, below, style)
        )
        text = _beside(bar, above, style)
    else:
        text = _row(size.numerator, above, style)
    return text._replace(minus=coefficient < 0)


def _fits_above(above: Sequence[Factor]) -> bool:
    return all(each.expr.head not in _BESIDE and not each.piece.tall for each in above)


def _numerator(number: int, above: Sequence[Factor], style: Style) -> Piece:
    """What stands above the bar; a lone factor needs no brackets there."""
    return above[0].piece if number == 1 and len(above) == 1 else _row(number, above, style)


def _row(number: int, above: Sequence[Factor], style: Style) -> Piece:
    """Number and factors side by side, so that a minus sign may stand before them."""
    texts = [style.number(number)] if number != 1 or not above else []
    texts += _side_by_side(above, style, alone=not texts and len(above) == 1)
    level = _row_level(above) if above else ATOM
    return Piece(style.join(texts), level, tall=any(each.piece.tall for each in above))


def _row_level(above: Sequence[Factor]) -> int:
    last = above[-1]
    return last.piece.level if _is_open(last) else TERM


def _side_by_side(above: Sequence[Factor], style: Style, *, alone: bool = False) -> list[str]:
    if not above:
        return []
    texts = [wrapped(_guarded(each), PREFIX, style) for each in above[:-1]]
    least = BIG if alone else _row_level(above)
    return [*texts, wrapped(_guarded(above[-1]), least, style)]


def _guarded(factor: Factor) -> Piece:
    """A factor that starts with a digit asks for brackets, lest 2 3ˢ be read as 23ˢ."""
    expr = factor.expr
    first = expr.args[0] if expr.head is h.EPOWER else expr
    digit = first.head is h.NUMBER or (first.head is h.SIZE and first.data.value is not None)
    return factor.piece._replace(level=SUM) if digit else factor.piece


def _is_open(factor: Factor) -> bool:
    """s A ⊙ B and s Σ t need no brackets: the scalar may as well belong to the first factor."""
    return factor.expr.head in (h.HADAMARD, h.INDEX_SUM)


def _denominator(number: int, below: Sequence[Piece], style: Style) -> Piece:
    if number == 1 and len(below) == 1:
        return below[0]
    texts = [style.number(number)] if number != 1 or not below else []
    texts += [wrapped(piece, PREFIX, style) for piece in below]
    level = TERM if len(texts) > 1 else PREFIX
    return Piece(style.join(texts), level, tall=any(piece.tall for piece in below))


def _beside(bar: Piece, above: Sequence[Factor], style: Style) -> Piece:
    if not above:
        return bar
    texts = [wrapped(bar, PREFIX, style), *_side_by_side(above, style)]
    return Piece(style.join(texts), _row_level(above), tall=True)
