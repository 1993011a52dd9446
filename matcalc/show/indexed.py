"""Index notation in print: entries, deltas, sums over an index, tables."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.expr import head as h
from matcalc.expr.dim import ONE, Dim
from matcalc.expr.node import Expr
from matcalc.show.names import spelling
from matcalc.show.page import Page, dimension
from matcalc.show.style import BIG, Piece


def unit(node: Expr, page: Page) -> Piece:
    """eᵢ."""
    return Piece(page.style.scripts(page.style.mark("e"), page.signed(node.args[0]), ""))


def commutation(node: Expr, page: Page) -> Piece:
    """K with its two sizes."""
    style = page.style
    below = style.sign(",").strip().join(dimension(size, style).text for size in node.data)
    return Piece(style.scripts(style.mark("K"), below, ""))


def entry(node: Expr, page: Page) -> Piece:
    """Aᵢⱼ, or [A B]ᵢⱼ for a compound."""
    style, (body, row, column) = page.style, node.args
    places = [row] if body.cols is ONE and column.number == 1 else [row, column]
    text = page.signed(body)
    if body.head is not h.SYMBOL or "_" in spelling(body.declaration):
        text = style.fence("[]", text, tall=page.is_tall(body))
    return Piece(style.scripts(text, _places(places, page), ""))


def _places(places: Sequence[Expr], page: Page) -> str:
    """``ij`` for two letters, ``i,1`` when a position is longer or a number."""
    short = all(place.head is h.INDEX and len(place.data[0]) == 1 for place in places)
    comma = "" if short else page.style.sign(",").strip()
    return comma.join(page.signed(place) for place in places)


def delta(node: Expr, page: Page) -> Piece:
    """δᵢⱼ."""
    style = page.style
    return Piece(style.scripts(style.mark("δ"), _places(node.args, page), ""))


def index_sum(node: Expr, page: Page) -> Piece:
    """Σ over the whole range of an index; over several at once where the ranges are the same."""
    style, ranges = page.style, dict[Dim, list[str]]()
    while node.head is h.INDEX_SUM:
        over, node = node.args
        ranges.setdefault(over.data[1], []).append(page.signed(over))
    comma = style.sign(",").strip()
    prefixes = [
        style.big_sum(comma.join(names), dimension(size, style).text)
        for size, names in ranges.items()
    ]
    return Piece(style.join([*prefixes, page.wrap(node, BIG)]), BIG, tall=True)


def tabulate(node: Expr, page: Page) -> Piece:
    """[s]ᵢⱼ: the matrix with these entries."""
    style, (row, column, body) = page.style, node.args
    places = [row] if column.number == 1 and row.head is h.INDEX else [row, column]
    text = style.fence("[]", page.signed(body), tall=page.is_tall(body))
    return Piece(style.scripts(text, _places(places, page), ""))
