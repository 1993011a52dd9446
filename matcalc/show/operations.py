"""Named operations in print: X⁺, √X, λᵢ(X), ‖X‖_*, L_exp(A, E), and by name otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.expr.node import Expr
from matcalc.show.functions import call
from matcalc.show.page import Page, dimension
from matcalc.show.style import ATOM, BIG, POWER, PREFIX, TERM, Piece


def operation(node: Expr, page: Page) -> Piece:
    """An operation with its arguments."""
    name, sizes = node.data
    special = _SPECIAL.get(name)
    if special is not None:
        return special(node, page)
    pieces = [page.pieces[arg] for arg in node.args]
    pieces += [dimension(size, page.style) for size in sizes]
    text = call(_SPELLED.get(name, name).replace("_", " "), pieces, page.style)
    return Piece(text, tall=page.is_tall(*node.args))


_SPELLED: Mapping[str, str] = {"logm": "Log", "sinm": "Sin", "cosm": "Cos"}


def _raised(above: Callable[[Page], str]) -> Callable[[Expr, Page], Piece]:
    def write(node: Expr, page: Page) -> Piece:
        return Piece(page.style.raised(page.wrap(node.args[0], ATOM), above(page)), POWER)

    return write


def _half(page: Page) -> str:
    style = page.style
    return style.number(1) + style.sign("/") + style.number(2)


def _eigenvalue(node: Expr, page: Page) -> Piece:
    style, (body, position) = page.style, node.args
    letter = style.scripts(style.name(r"\lambda").text, page.signed(position), "")
    inside = style.fence("()", page.signed(body), tall=page.is_tall(body))
    return Piece(letter + inside, tall=page.is_tall(body))


def _norm(below: str) -> Callable[[Expr, Page], Piece]:
    def write(node: Expr, page: Page) -> Piece:
        style, (body,) = page.style, node.args
        text = style.fence("‖‖", page.signed(body), tall=page.is_tall(body))
        return Piece(style.scripts(text, style.mark(below), ""), tall=page.is_tall(body))

    return write


def _frechet(node: Expr, page: Page) -> Piece:
    style = page.style
    function = node.data[0].removesuffix("m_frechet")
    head = style.scripts(style.letter("L"), style.function(function), "")
    inside = style.sign(",").join(page.signed(arg) for arg in node.args)
    tall = page.is_tall(*node.args)
    return Piece(head + style.fence("()", inside, tall=tall), tall=tall)


def _power_frechet(node: Expr, page: Page) -> Piece:
    """Σ Aʳ⁻¹ E Aᵏ⁻ʳ for r = 1, …, k."""
    style, (body, along, exponent) = page.style, node.args
    r, k = style.letter("r"), page.wrap(exponent, TERM)
    before = style.raised(page.wrap(body, ATOM), r + style.sign("-") + style.number(1))
    behind = style.raised(page.wrap(body, ATOM), k + style.sign("-") + r)
    prefix = style.big_sum(r, page.signed(exponent))
    return Piece(style.join([prefix, before, page.wrap(along, PREFIX), behind]), BIG, tall=True)


def _duplication(node: Expr, page: Page) -> Piece:
    size = dimension(node.data[1][0], page.style).text
    return Piece(page.style.scripts(page.style.mark("D"), size, ""))


_SPECIAL: Mapping[str, Callable[[Expr, Page], Piece]] = {
    "pinv": _raised(lambda page: page.style.mark("+")),
    "sqrtm": _raised(_half),
    "eigval": _eigenvalue,
    "nuclear": _norm("*"),
    "specnorm": _norm("2"),
    "duplication": _duplication,
    "power_frechet": _power_frechet,
    **{f"{name}_frechet": _frechet for name in ("expm", "logm", "sinm", "cosm")},
}
