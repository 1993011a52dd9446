"""Expressions as ASCII: the notation that the reader reads back to the same expression.

>>> from matcalc.expr import symbol, trace
>>> x, A = symbol("x", "n"), symbol("A", "n", "n")
>>> to_ascii((A + A.T) @ x / 2)
"1/2*(A + A')*x"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from matcalc.expr import head as h
from matcalc.expr.dim import ONE
from matcalc.expr.node import Expr
from matcalc.expr.walk import leaves, postorder

Piece = tuple[str, int]
"""A text and how tightly it binds."""

SUM, TERM, UNARY, POWER, ATOM = range(5)
LONGEST = 4000
"""Leaves beyond which a text would help nobody."""


def to_ascii(root: Expr) -> str:
    """The expression in the ASCII notation."""
    if leaves(root) > LONGEST:
        return f"<an expression of {root.rows}×{root.cols} with {leaves(root)} leaves>"
    pieces: dict[Expr, Piece] = {}
    for node in postorder(root):
        pieces[node] = _WRITERS[node.head](node, pieces)
    return pieces[root][0]


Pieces = Mapping[Expr, Piece]
Writer = Callable[[Expr, Pieces], Piece]


def _wrap(piece: Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else f"({piece[0]})"


def _call(name: str) -> Writer:
    def write(node: Expr, pieces: Pieces) -> Piece:
        return f"{name}({', '.join(pieces[arg][0] for arg in node.args)})", ATOM

    return write


def _leaf(text: Callable[[Expr], str], level: int = ATOM) -> Writer:
    return lambda node, pieces: (text(node), level)


def _number(node: Expr, pieces: Pieces) -> Piece:
    value: Fraction = node.data
    text = str(value)
    if value < 0:
        return text, SUM
    return text, ATOM if value.denominator == 1 else TERM


def _sized(name: str) -> Writer:
    def write(node: Expr, pieces: Pieces) -> Piece:
        sizes = [str(node.rows)] if node.cols is ONE else [str(node.rows), str(node.cols)]
        return f"{name}({', '.join(sizes)})", ATOM

    return write


def _sum(node: Expr, pieces: Pieces) -> Piece:
    text = ""
    for term in node.args:
        part = _wrap(pieces[term], TERM) if term.head is not h.NUMBER else pieces[term][0]
        if term.head is h.SCALE and pieces[term][1] == SUM:
            part = pieces[term][0]
        if not text:
            text = part
        elif part.startswith("-"):
            text += f" - {part[1:]}"
        else:
            text += f" + {part}"
    return text, SUM


def _scale(node: Expr, pieces: Pieces) -> Piece:
    """Coefficient, numerators, then denominators: ``-2*s*A*x/norm(x)``."""
    coefficient, factors = Fraction(1), list(node.args)
    if factors[0].head is h.NUMBER:
        coefficient = factors.pop(0).data
    above: list[str] = []
    below: list[str] = []
    for factor in factors:
        inverted = _reciprocal(factor)
        if inverted is not None:
            below.append(_reciprocal_text(inverted, pieces))
        else:
            above.append(_wrap(pieces[factor], TERM if not above else _tight(factor)))
    size = abs(coefficient)
    if (size.denominator != 1 and above) or size != 1 or not above:
        above.insert(0, str(size))
    text = "*".join(above) + "".join(f"/{part}" for part in below)
    return (f"-{text}", SUM) if coefficient < 0 else (text, TERM)


def _tight(factor: Expr) -> int:
    """A product may follow a scalar bare; an entrywise product may not."""
    return UNARY if factor.head is h.HADAMARD else TERM


def _reciprocal(factor: Expr) -> tuple[Expr, Fraction] | None:
    """(b, k) for a scalar factor b⁻ᵏ."""
    if factor.head is h.EPOWER and factor.is_scalar:
        exponent = factor.args[1].number
        if exponent is not None and exponent < 0:
            return factor.args[0], -exponent
    return None


def _reciprocal_text(inverted: tuple[Expr, Fraction], pieces: Pieces) -> str:
    base, exponent = inverted
    if exponent == 1:
        return _wrap(pieces[base], POWER)
    if exponent == Fraction(1, 2):
        return f"sqrt({pieces[base][0]})"
    return f"{_wrap(pieces[base], ATOM)}^{_exponent(str(exponent))}"


def _exponent(text: str) -> str:
    return text if text.isalnum() or text.lstrip("-").isdigit() else f"({text})"


def _product(node: Expr, pieces: Pieces) -> Piece:
    return "*".join(_wrap(pieces[factor], UNARY) for factor in node.args), TERM


def _hadamard(node: Expr, pieces: Pieces) -> Piece:
    text = ""
    for factor in node.args:
        base, exponent = factor.args if factor.head is h.EPOWER else (factor, None)
        if text and exponent is not None and exponent.number == -1:
            text += f" ./ {_wrap(pieces[base], UNARY)}"
        else:
            text += (" .* " if text else "") + _wrap(pieces[factor], UNARY)
    return text, TERM


def _transpose(node: Expr, pieces: Pieces) -> Piece:
    return _wrap(pieces[node.args[0]], ATOM) + "'", ATOM


def _power(node: Expr, pieces: Pieces) -> Piece:
    base, exponent = (pieces[arg] for arg in node.args)
    return f"{_wrap(base, ATOM)}^{_exponent(exponent[0])}", POWER


def _epower(node: Expr, pieces: Pieces) -> Piece:
    base, exponent = node.args
    if exponent.number == Fraction(1, 2):
        return f"sqrt({pieces[base][0]})", ATOM
    if exponent.number == -1:
        sign = "/" if node.is_scalar else " ./ "
        return f"1{sign}{_wrap(pieces[base], POWER)}", TERM
    sign = "^" if node.is_scalar else ".^"
    return f"{_wrap(pieces[base], ATOM)}{sign}{_exponent(pieces[exponent][0])}", POWER


def _apply(node: Expr, pieces: Pieces) -> Piece:
    return f"{node.data}({pieces[node.args[0]][0]})", ATOM


def _along(name: str) -> Writer:
    def write(node: Expr, pieces: Pieces) -> Piece:
        body = node.args[0]
        natural = "columns" if body.cols is ONE else "rows"
        axis = "" if node.data == natural and body.cols is ONE else f", {node.data}"
        return f"{name}({pieces[body][0]}{axis})", ATOM

    return write


def _differential(node: Expr, pieces: Pieces) -> Piece:
    body = node.args[0]
    text = pieces[body][0]
    return (f"d{text}" if body.head is h.SYMBOL else f"d({text})"), ATOM


def _abstract(node: Expr, pieces: Pieces) -> Piece:
    inside = ", ".join(pieces[arg][0] for arg in node.args)
    return f"{node.data[0]}({inside})", ATOM


def _entry(node: Expr, pieces: Pieces) -> Piece:
    body, row, column = node.args
    places = [pieces[row][0]] if body.cols is ONE else [pieces[row][0], pieces[column][0]]
    return f"{_wrap(pieces[body], ATOM)}[{', '.join(places)}]", ATOM


def _index_sum(node: Expr, pieces: Pieces) -> Piece:
    over, body = node.args
    return f"Sum({over.data[0]}, 1, {over.data[1]}, {pieces[body][0]})", ATOM


def _block(node: Expr, pieces: Pieces) -> Piece:
    height, width = node.data
    texts = [pieces[arg][0] for arg in node.args]
    rows = [texts[row * width : (row + 1) * width] for row in range(height)]
    return "[" + "; ".join(", ".join(row) for row in rows) + "]", ATOM


def _operation(node: Expr, pieces: Pieces) -> Piece:
    name, sizes = node.data
    inside = [*(pieces[arg][0] for arg in node.args), *map(str, sizes)]
    return f"{name}({', '.join(inside)})", ATOM


_WRITERS: Mapping[h.Head, Writer] = {
    h.SYMBOL: _leaf(lambda node: node.data.name),
    h.NUMBER: _number,
    h.SIZE: lambda node, pieces: (
        str(node.data),
        ATOM if node.data.name or node.data.value is not None else SUM,
    ),
    h.CONSTANT: _leaf(lambda node: node.data),
    h.IDENTITY: _leaf(lambda node: f"eye({node.rows})"),
    h.ONES: _sized("ones"),
    h.ZEROS: _sized("zeros"),
    h.UNIT: lambda node, pieces: (f"unit({node.rows}, {pieces[node.args[0]][0]})", ATOM),
    h.INDEX: _leaf(lambda node: node.data[0]),
    h.SUM: _sum,
    h.SCALE: _scale,
    h.PRODUCT: _product,
    h.TRANSPOSE: _transpose,
    h.TRACE: _call("tr"),
    h.INVERSE: _call("inv"),
    h.DET: _call("det"),
    h.LOGDET: _call("logdet"),
    h.POWER: _power,
    h.INNER: _call("inner"),
    h.NORM: _call("norm"),
    h.NORM1: _call("norm1"),
    h.TOTAL: _call("sum"),
    h.KRON: _call("kron"),
    h.VEC: _call("vec"),
    h.DIAG: _call("diag"),
    h.DIAGONAL: _call("diagonal"),
    h.BLOCK: _block,
    h.EXPM: _call("expm"),
    h.COMMUTATION: _leaf(lambda node: f"commutation({node.data[0]}, {node.data[1]})"),
    h.OPERATION: _operation,
    h.HADAMARD: _hadamard,
    h.EPOWER: _epower,
    h.APPLY: _apply,
    h.SOFTMAX: _along("softmax"),
    h.LOG_SOFTMAX: _along("log_softmax"),
    h.LOGSUMEXP: _along("logsumexp"),
    h.DIFFERENTIAL: _differential,
    h.ABSTRACT: _abstract,
    h.PARTIAL: _call("partial"),
    h.ENTRY: _entry,
    h.DELTA: _call("delta"),
    h.INDEX_SUM: _index_sum,
    h.TABULATE: _call("table"),
}
