"""Sentences with formulas in them: a row of words, formulas and shapes, in every format.

>>> from matcalc.expr import symbol
>>> S = symbol("S", "n", "n")
>>> in_text((S, " is ", S.shape)), in_latex((S, " is ", S.shape))
('S is n×n', '$S$ is $n \\\\times n$')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape as escape_html

from matcalc.expr import Dim, Expr, shape_text
from matcalc.show import to_latex, to_unicode
from matcalc.show.breaking import broken
from matcalc.show.escaping import escape
from matcalc.show.mathml import MATHML
from matcalc.show.typeset import typeset

Shape = tuple[Dim, Dim]
Piece = str | Expr | Shape
Sentence = tuple[Piece, ...]


def in_text(sentence: Sentence) -> str:
    """For a terminal."""
    return _written(sentence, _TEXT)


def in_latex(sentence: Sentence) -> str:
    """For LaTeX, where a wide formula may be broken."""
    return _written(sentence, _LATEX)


def in_markdown(sentence: Sentence) -> str:
    """For a notebook: words as they are, formulas between dollars."""
    return _written(sentence, _MARKDOWN)


def in_html(sentence: Sentence) -> str:
    """For a page, formulas in MathML."""
    return _written(sentence, _HTML)


@dataclass(frozen=True, slots=True)
class _Writer:
    """How a format writes words, a formula and a shape."""

    words: Callable[[str], str]
    formula: Callable[[Expr], str]
    shape: Callable[[Shape], str]


def _written(sentence: Sentence, by: _Writer) -> str:
    return "".join(_piece(piece, by) for piece in sentence)


def _piece(piece: Piece, by: _Writer) -> str:
    if isinstance(piece, str):
        return by.words(piece)
    return by.formula(piece) if isinstance(piece, Expr) else by.shape(piece)


def _latex_formula(expr: Expr) -> str:
    pieces = broken(expr)
    return "$" + r"$ $".join(pieces) + "$"


def _latex_shape(shape: Shape) -> str:
    rows, cols = (str(dim).replace("*", "") for dim in shape)
    return rf"${rows} \times {cols}$"


def _html_formula(expr: Expr) -> str:
    return f"<math><mrow>{typeset(expr, MATHML)}</mrow></math>"


def _html_shape(shape: Shape) -> str:
    return escape_html(shape_text(shape))


_TEXT = _Writer(str, to_unicode, shape_text)
_LATEX = _Writer(escape, _latex_formula, _latex_shape)
_MARKDOWN = _Writer(str, lambda expr: f"${to_latex(expr)}$", _latex_shape)
_HTML = _Writer(escape_html, _html_formula, _html_shape)
