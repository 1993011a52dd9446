"""What is said after a proof: why it holds, its shapes, other ways to write it, common slips.

A sentence is a row of words, formulas and shapes; each format has one table that writes a piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from matcalc.expr import Dim, Expr, shape_text
from matcalc.show.breaking import broken
from matcalc.show.document import escape
from matcalc.show.latex import to_latex
from matcalc.show.mathml import MATHML
from matcalc.show.typeset import typeset
from matcalc.show.unicode import to_unicode
from matcalc.show.webpage import words

Shape = tuple[Dim, Dim]
Piece = str | Expr | Shape
Sentence = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Remarks:
    """The remarks on one derivative; ``insight`` is the idea of the proof in words."""

    insight: str = ""
    shapes: Sentence = ()
    forms: tuple[Sentence, ...] = ()
    slips: tuple[Sentence, ...] = ()

    def titled(self) -> Iterator[tuple[str, Sentence]]:
        """The remarks of one sentence each, by the word that opens them."""
        if self.insight:
            yield "Remark", (self.insight,)
        if self.shapes:
            yield "Shapes", self.shapes
        for form in self.forms:
            yield "Also", form


NOTHING = Remarks()
SLIPS = "Not"
"""The word that opens the list of slips."""


def as_text(remarks: Remarks) -> list[str]:
    """A line for each remark, for a terminal.

    >>> from matcalc.expr import symbol
    >>> S = symbol("S", "n", "n")
    >>> as_text(Remarks("It is linear.", (S, " is ", S.shape, ".")))
    ['Remark.  It is linear.', 'Shapes.  S is n×n.']
    """
    rows = [f"{title}.  {_written(told, _TEXT)}" for title, told in remarks.titled()]
    return rows + [f"{SLIPS}.  {_written(slip, _TEXT)}" for slip in remarks.slips]


def as_latex(remarks: Remarks) -> str:
    """Paragraphs, and the slips as a list."""
    rows = [
        f"\\noindent\\emph{{{title}.}} {_written(told, _LATEX)}\\par\n"
        for title, told in remarks.titled()
    ]
    items = [f"\\item {_written(slip, _LATEX)}\n" for slip in remarks.slips]
    if items:
        head = f"\\noindent\\emph{{{SLIPS}:}}\n\\begin{{itemize}}\n"
        rows.append(f"{head}{''.join(items)}\\end{{itemize}}\n")
    return "".join(rows)


def as_markdown(remarks: Remarks) -> list[str]:
    """A paragraph for each remark, and the slips as a list."""
    rows = [f"*{title}.* {_written(told, _MARKDOWN)}" for title, told in remarks.titled()]
    if remarks.slips:
        items = [f"- {_written(slip, _MARKDOWN)}" for slip in remarks.slips]
        rows.append("\n".join([f"*{SLIPS}:*", "", *items]))
    return rows


def as_html(remarks: Remarks) -> Iterator[str]:
    """Paragraphs of a page, and the slips as a list."""
    for title, told in remarks.titled():
        yield f"<p><em>{title}.</em> {_written(told, _HTML)}</p>"
    if remarks.slips:
        items = "".join(f"<li>{_written(slip, _HTML)}</li>" for slip in remarks.slips)
        yield f"<p><em>{SLIPS}:</em></p><ul>{items}</ul>"


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
    return words(shape_text(shape))


_TEXT = _Writer(str, to_unicode, shape_text)
_LATEX = _Writer(escape, _latex_formula, _latex_shape)
_MARKDOWN = _Writer(str, lambda expr: f"${to_latex(expr)}$", _latex_shape)
_HTML = _Writer(words, _html_formula, _html_shape)
