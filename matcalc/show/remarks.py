"""What is said after a proof: why it holds, its shapes, other ways to write it, common slips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.show.sentence import Sentence, in_html, in_latex, in_markdown, in_text


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
    rows = [f"{title}.  {in_text(told)}" for title, told in remarks.titled()]
    return rows + [f"{SLIPS}.  {in_text(slip)}" for slip in remarks.slips]


def as_latex(remarks: Remarks) -> str:
    """Paragraphs, and the slips as a list."""
    rows = [
        f"\\noindent\\emph{{{title}.}} {in_latex(told)}\\par\n" for title, told in remarks.titled()
    ]
    items = [f"\\item {in_latex(slip)}\n" for slip in remarks.slips]
    if items:
        head = f"\\noindent\\emph{{{SLIPS}:}}\n\\begin{{itemize}}\n"
        rows.append(f"{head}{''.join(items)}\\end{{itemize}}\n")
    return "".join(rows)


def as_markdown(remarks: Remarks) -> list[str]:
    """A paragraph for each remark, and the slips as a list."""
    rows = [f"*{title}.* {in_markdown(told)}" for title, told in remarks.titled()]
    if remarks.slips:
        items = [f"- {in_markdown(slip)}" for slip in remarks.slips]
        rows.append("\n".join([f"*{SLIPS}:*", "", *items]))
    return rows


def as_html(remarks: Remarks) -> Iterator[str]:
    """Paragraphs of a page, and the slips as a list."""
    for title, told in remarks.titled():
        yield f"<p><em>{title}.</em> {in_html(told)}</p>"
    if remarks.slips:
        items = "".join(f"<li>{in_html(slip)}</li>" for slip in remarks.slips)
        yield f"<p><em>{SLIPS}:</em></p><ul>{items}</ul>"
