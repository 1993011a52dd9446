"""Expressions in mathematical notation: one table over heads, for every notation.

>>> from matcalc.expr import symbol
>>> from matcalc.show.unicode import UNICODE
>>> x, A = symbol("x", "n"), symbol("A", "n", "n")
>>> typeset((A + A.T) @ x, UNICODE)
'(A + Aᵀ) x'
"""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.expr import head as h
from matcalc.expr.dim import ONE
from matcalc.expr.node import Expr
from matcalc.expr.text import LONGEST
from matcalc.expr.walk import leaves, postorder
from matcalc.show.functions import call, function_name
from matcalc.show.indexed import commutation, delta, entry, index_sum, tabulate, unit
from matcalc.show.names import latex_name, spelling
from matcalc.show.operations import operation
from matcalc.show.page import Page, Writer, dimension
from matcalc.show.quotient import Factor, quotient, reciprocal
from matcalc.show.sizes import needs_sizes
from matcalc.show.style import (
    ATOM,
    BIG,
    CIRCLE,
    POWER,
    PREFIX,
    TERM,
    Piece,
    Style,
    signed,
    wrapped,
)
from matcalc.show.style import SUM as LOOSE


def typeset(root: Expr, style: Style) -> str:
    """The expression in a notation."""
    count = leaves(root)
    if count > LONGEST:
        return style.word(f"an expression of {root.rows}×{root.cols} with {count} leaves")
    order = postorder(root)
    taken = {spelling(node.data) for node in order if node.head is h.SYMBOL}
    page = Page(style, frozenset(taken), needs_sizes(root))
    for node in order:
        page.pieces[node] = _WRITERS[node.head](node, page)
    return signed(page.pieces[root], style)


def _symbol(node: Expr, page: Page) -> Piece:
    return page.style.name(spelling(node.declaration))


def _number(node: Expr, page: Page) -> Piece:
    style, value = page.style, abs(node.data)
    above = Piece(style.number(value.numerator))
    if value.denominator != 1:
        above = style.fraction(above, Piece(style.number(value.denominator)))
    return above._replace(minus=node.data < 0)


def _lettered(letter: str) -> Writer:
    """I, 1 or 0, with sizes where they are needed."""

    def write(node: Expr, page: Page) -> Piece:
        style = page.style
        text = style.mark(letter)
        if page.sized:
            sizes = [node.rows] if letter == "I" or node.cols is ONE else [node.rows, node.cols]
            below = style.sign("×").join(dimension(size, style).text for size in sizes)
            text = style.scripts(text, below, "")
        return Piece(text)

    return write


def _ones(node: Expr, page: Page) -> Piece:
    style, one = page.style, page.style.mark("1")
    if page.sized and ONE not in node.shape:
        return _lettered("1")(node, page)
    if page.sized:
        size = node.rows if node.cols is ONE else node.cols
        one = style.scripts(one, dimension(size, style).text, "")
    row = style.raised(one, style.mark("⊤"))
    if node.cols is ONE:
        return Piece(one)
    return Piece(row, POWER) if node.rows is ONE else Piece(style.join([one, row]), TERM)


def _sum(node: Expr, page: Page) -> Piece:
    style, text = page.style, ""
    for term in node.args:
        piece = page.pieces[term]
        body = wrapped(piece._replace(minus=False), BIG, style)
        if text:
            text += style.sign("-" if piece.minus else "+") + body
        else:
            text = style.minus(body) if piece.minus else body
    return Piece(text, LOOSE, tall=page.is_tall(*node.args))


def _scale(node: Expr, page: Page) -> Piece:
    factors = [Factor(arg, page.pieces[arg], *_denominator(arg, page)) for arg in node.args]
    return quotient(factors, page.style)


def _denominator(factor: Expr, page: Page) -> tuple[Piece | None]:
    inverted = reciprocal(factor)
    if inverted is None:
        return (None,)
    base, exponent = inverted
    return (_scalar_power(page.pieces[base], exponent.numerator, exponent.denominator, page),)


def _scalar_power(base: Piece, above: int, below: int, page: Page) -> Piece:
    style = page.style
    if (above, below) == (1, 1):
        return base
    if (above, below) == (1, 2):
        return style.root(base)
    exponent = style.number(above)
    if below != 1:
        exponent = _inline(exponent, style.number(below), style)
    return Piece(style.raised(wrapped(base, ATOM, style), exponent), POWER, tall=base.tall)


def _inline(above: str, below: str, style: Style) -> str:
    return above + style.sign("/") + below


def _product(node: Expr, page: Page) -> Piece:
    texts = [page.wrap(each, TERM if each.head is h.ONES else PREFIX) for each in node.args]
    text = page.style.join(texts)
    return Piece(text, TERM, tall=page.is_tall(*node.args))


def _transpose(node: Expr, page: Page) -> Piece:
    style, body = page.style, node.args[0]
    if body.head is h.INVERSE:
        above = style.minus(style.mark("⊤"))
        return Piece(style.raised(page.wrap(body.args[0], ATOM), above), POWER)
    least = PREFIX if body.head is h.DIFFERENTIAL else ATOM
    return Piece(style.raised(page.wrap(body, least), style.mark("⊤")), POWER)


def _inverse(node: Expr, page: Page) -> Piece:
    style = page.style
    above = style.minus(style.number(1))
    return Piece(style.raised(page.wrap(node.args[0], ATOM), above), POWER)


def _power(node: Expr, page: Page) -> Piece:
    above = _exponent(node.args[1], page)
    return Piece(page.style.raised(page.wrap(node.args[0], ATOM), above), POWER)


def _exponent(exponent: Expr, page: Page) -> str:
    """An exponent on one line: 1/2 rather than a fraction."""
    value = exponent.number
    if value is None or value.denominator == 1:
        return page.signed(exponent)
    style = page.style
    text = _inline(style.number(abs(value.numerator)), style.number(value.denominator), style)
    return style.minus(text) if value < 0 else text


def _epower(node: Expr, page: Page) -> Piece:
    style, (base, exponent) = page.style, node.args
    inverted = reciprocal(node)
    if inverted is not None:
        below = _scalar_power(page.pieces[base], *inverted[1].as_integer_ratio(), page)
        return style.fraction(Piece(style.number(1)), below)
    value = exponent.number
    if value is not None and value.as_integer_ratio() == (1, 2) and ONE in node.shape:
        return style.root(page.pieces[base])
    above = _exponent(exponent, page)
    if not node.is_scalar:
        above = style.mark("⊙") + (
            above if exponent.head is h.NUMBER else page.wrap(exponent, ATOM)
        )
    return Piece(style.raised(page.wrap(base, ATOM), above), POWER, tall=page.is_tall(base))


def _hadamard(node: Expr, page: Page) -> Piece:
    style, text = page.style, ""
    for factor in node.args:
        divides = text and factor.head is h.EPOWER and factor.args[1].number == -1
        if divides:
            text += style.sign("⊘") + page.wrap(factor.args[0], PREFIX)
        else:
            text += (style.sign("⊙") if text else "") + page.wrap(factor, PREFIX)
    return Piece(text, CIRCLE, tall=page.is_tall(*node.args))


def _kron(node: Expr, page: Page) -> Piece:
    left, right = node.args
    first = page.wrap(left, CIRCLE if left.head is h.KRON else PREFIX)
    text = first + page.style.sign("⊗") + page.wrap(right, PREFIX)
    return Piece(text, CIRCLE, tall=page.is_tall(left, right))


def _fenced(pair: str, below: str = "") -> Writer:
    def write(node: Expr, page: Page) -> Piece:
        style = page.style
        inside = style.sign(",").join(page.signed(arg) for arg in node.args)
        text = style.fence(pair, inside, tall=page.is_tall(*node.args))
        return Piece(style.scripts(text, style.letter(below), "") if below else text)

    return write


def _norm(node: Expr, page: Page) -> Piece:
    is_vector = ONE in node.args[0].shape
    return _fenced("‖‖", "" if is_vector else "F")(node, page)


def _norm1(node: Expr, page: Page) -> Piece:
    text = _fenced("‖‖")(node, page).text
    return Piece(page.style.scripts(text, page.style.number(1), ""))


def _logdet(node: Expr, page: Page) -> Piece:
    style, body = page.style, node.args[0]
    if page.pieces[body].level >= POWER and not page.pieces[body].minus:
        inside = style.function("det") + style.sign(" ") + page.pieces[body].text
    else:
        inside = call("det", [page.pieces[body]], style)
    tall = page.is_tall(body)
    return Piece(style.function("log") + style.fence("||", inside, tall=tall), tall=tall)


def _call(name: str) -> Writer:
    def write(node: Expr, page: Page) -> Piece:
        pieces = [page.pieces[arg] for arg in node.args]
        return Piece(call(name, pieces, page.style), tall=page.is_tall(*node.args))

    return write


def _apply(node: Expr, page: Page) -> Piece:
    body, function = node.args[0], node.data
    style, tall = page.style, page.is_tall(body)
    if function.is_abstract:
        primes = style.letter("′") * function.order
        name = style.name(latex_name(function.name)).text
        head = style.scripts(name, "", primes) if primes else name
        return Piece(head + style.fence("()", page.signed(body), tall=tall), tall=tall)
    if function.name == "abs" and node.is_scalar:
        return Piece(style.fence("||", page.signed(body), tall=tall), tall=tall)
    if function.name == "step":
        inside = page.wrap(body, LOOSE) + style.sign(">") + style.number(0)
        return Piece(style.mark("1") + style.fence("[]", inside, tall=tall), tall=tall)
    name = function_name(function.name, page.taken)
    return Piece(call(name, [page.pieces[body]], style), tall=tall)


def _along(name: str) -> Writer:
    """softmax and its kin; the axis is written where the shape leaves a choice."""

    def write(node: Expr, page: Page) -> Piece:
        style, body = page.style, node.args[0]
        is_vector = (body.cols is ONE and node.data == "columns") or (
            body.rows is ONE and node.data == "rows"
        )
        below = "" if is_vector else style.word(node.data)
        text = call(name, [page.pieces[body]], style, below)
        return Piece(text, tall=page.is_tall(body))

    return write


def _differential(node: Expr, page: Page) -> Piece:
    body = node.args[0]
    inside = (
        page.wrap(body, ATOM)
        if body.head is h.SYMBOL
        else page.style.fence("()", page.signed(body), tall=page.is_tall(body))
    )
    return Piece(page.style.mark("d") + inside, PREFIX)


def _abstract(node: Expr, page: Page) -> Piece:
    text = _abstract_name(node, page)
    if not node.args:
        return Piece(text)
    inside = page.style.sign(",").join(page.signed(arg) for arg in node.args)
    tall = page.is_tall(*node.args)
    return Piece(text + page.style.fence("()", inside, tall=tall), tall=tall)


def _abstract_name(node: Expr, page: Page) -> str:
    name, latex = node.data
    return page.style.name(latex or latex_name(name)).text


def _partial(node: Expr, page: Page) -> Piece:
    style, (function, variable) = page.style, node.args
    above = page.wrap(function, ATOM)
    if function.head is h.ABSTRACT and variable in function.args:
        above = _abstract_name(function, page)
    mark = style.mark("∂")
    below = mark + page.wrap(variable, ATOM)
    return style.fraction(Piece(mark + above), Piece(below))


def _block(node: Expr, page: Page) -> Piece:
    width = node.data[1]
    texts = [page.signed(arg) for arg in node.args]
    rows = [texts[start : start + width] for start in range(0, len(texts), width)]
    return Piece(page.style.table(rows), tall=True)


_WRITERS: Mapping[h.Head, Writer] = {
    h.SYMBOL: _symbol,
    h.NUMBER: _number,
    h.SIZE: lambda node, page: dimension(node.data, page.style),
    h.CONSTANT: lambda node, page: page.style.name(rf"\{node.data}"),
    h.IDENTITY: _lettered("I"),
    h.ONES: _ones,
    h.ZEROS: _lettered("0"),
    h.UNIT: unit,
    h.INDEX: lambda node, page: page.style.name(latex_name(node.data[0])),
    h.SUM: _sum,
    h.SCALE: _scale,
    h.PRODUCT: _product,
    h.TRANSPOSE: _transpose,
    h.TRACE: _call("tr"),
    h.INVERSE: _inverse,
    h.DET: _call("det"),
    h.LOGDET: _logdet,
    h.POWER: _power,
    h.INNER: _fenced("⟨⟩"),
    h.NORM: _norm,
    h.NORM1: _norm1,
    h.TOTAL: _call("sum"),
    h.KRON: _kron,
    h.VEC: _call("vec"),
    h.DIAG: _call("diag"),
    h.DIAGONAL: _call("diagonal"),
    h.BLOCK: _block,
    h.EXPM: _call("Exp"),
    h.COMMUTATION: commutation,
    h.OPERATION: operation,
    h.HADAMARD: _hadamard,
    h.EPOWER: _epower,
    h.APPLY: _apply,
    h.SOFTMAX: _along("softmax"),
    h.LOG_SOFTMAX: _along("log softmax"),
    h.LOGSUMEXP: _along("logsumexp"),
    h.DIFFERENTIAL: _differential,
    h.ABSTRACT: _abstract,
    h.PARTIAL: _partial,
    h.ENTRY: entry,
    h.DELTA: delta,
    h.INDEX_SUM: index_sum,
    h.TABULATE: tabulate,
}
