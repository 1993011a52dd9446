r"""A document as blocks: headings, prose, mathematics in the line and displayed, with their places.

Markdown, TeX, notebooks and plain text are told apart by the name of the file. Places count in the
text as it was given; what stands in comments, in code and before ``\begin{document}`` is blanked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import ReadError
from matcalc.grade.findings import Place

_DISPLAYS = "align|alignat|aligned|equation|gather|multline|eqnarray|flalign|displaymath|split"
_MATH = re.compile(
    r"(?<!\\)\$\$(?P<dollars>.+?)\$\$"
    r"|(?<!\\)\\\[(?P<brackets>.+?)\\\]"
    rf"|\\begin\{{(?P<env>(?:{_DISPLAYS})\*?)\}}(?P<inside>.+?)\\end\{{(?P=env)\}}"
    r"|(?<!\\)\\\((?P<parens>.+?)\\\)"
    r"|(?<![\\$])\$(?P<inline>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)\$",
    re.DOTALL,
)
_HEADING = re.compile(
    r"^[ \t>*_#]*(?:#+\s*(?P<hash>\S.*)"
    r"|\\(?:sub)*section\*?\{(?P<section>[^}\n]*)\}?"
    r"|(?P<word>(?:Question|Exercise|Problem|Task|Part|Aufgabe|Q)\s*\(?[\dA-Za-z][\w.]*\)?[.:)*]*.*)"
    r"|(?P<number>\d{1,2}(?:\.(?:\d+|[a-z]\b))*\.?[ \t]+"
    r"(?:[a-z]\)[ \t]*|\d{1,2}\.[a-z\d]+[ \t]+)?[A-Z*].{0,80}"
    r"|\d{1,2}\.[a-z]\b.{0,60}|[-*]?[ \t]*\(?[a-z]{1,3}\)[ \t:].{0,80}|\(?[a-z]{1,3}\):?[ \t]*$)"
    r"|(?P<item>\\item\b.{0,80}))",
    re.MULTILINE,
)
_BLANKED = re.compile(r"(?ms)^[ \t]*(?P<fence>```+|~~~+).*?(?:^[ \t]*(?P=fence)|\Z)|<!--.*?-->")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*|\\begin\{(verbatim|lstlisting)\}.*?\\end\{\1\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: ``heading``, ``prose``, ``inline`` or ``display``, and its text."""

    kind: str
    text: str
    place: Place

    @property
    def is_formula(self) -> bool:
        """Whether this is mathematics."""
        return self.kind in ("inline", "display")


def blocks_of(text: str, name: str) -> list[Block]:
    """The blocks of a document, in order. Raises ReadError for a notebook that is not JSON.

    >>> [each.kind for each in blocks_of("Let $a = b$ and $$c = d$$", "a.md")]
    ['prose', 'inline', 'prose', 'display']
    """
    if name.lower().endswith(".ipynb"):
        return list(_of_cells(text))
    if name.lower().endswith((".tex", ".latex")):
        return list(_of_text(_without_preamble(_blanked(text, _COMMENT))))
    return list(_of_text(_blanked(text, _BLANKED)))


def _of_cells(text: str) -> Iterator[Block]:
    try:
        cells = json.loads(text)["cells"]
        kept = [(at, each) for at, each in enumerate(cells, 1) if each["cell_type"] != "code"]
        sources = [(at, _joined(each["source"])) for at, each in kept]
    except (ValueError, KeyError, TypeError, RecursionError) as trouble:
        raise ReadError(
            f"this is not a notebook: {type(trouble).__name__}.",
            hint="Save it once more from Jupyter, as a file that ends in .ipynb.",
        ) from trouble
    for cell, source in sources:
        for block in _of_text(_blanked(source, _BLANKED)):
            yield replace(block, place=replace(block.place, cell=cell))


def _joined(source: object) -> str:
    return source if isinstance(source, str) else "".join(str(line) for line in source)  # type: ignore[attr-defined]


def _blanked(text: str, what: re.Pattern[str]) -> str:
    """The text with spaces for what is no part of it: the places stay."""
    return what.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def _without_preamble(text: str) -> str:
    start = text.find(r"\begin{document}")
    if start < 0:
        return text
    return re.sub(r"[^\n]", " ", text[:start]) + text[start:]


def _of_text(text: str) -> Iterator[Block]:
    line_starts = [0, *(found.end() for found in re.finditer(r"\n", text))]
    at = 0
    for found in _MATH.finditer(text):
        yield from _prose(text, at, found.start(), line_starts)
        group = found.lastgroup or "inline"
        group = "inside" if group == "env" else group
        kind = "inline" if group in ("inline", "parens") else "display"
        yield Block(kind, found[group], _place(*found.span(group), line_starts))
        at = found.end()
    yield from _prose(text, at, len(text), line_starts)


def _prose(text: str, start: int, end: int, line_starts: list[int]) -> Iterator[Block]:
    """Prose, its headings apart."""
    at = start
    for found in _HEADING.finditer(text, start, end):
        starts_line = found.start() == 0 or text[found.start() - 1] == "\n"
        if not starts_line:
            continue
        if text[at : found.start()].strip():
            yield Block("prose", text[at : found.start()], _place(at, found.start(), line_starts))
        yield Block("heading", found.group(), _place(*found.span(), line_starts))
        at = found.end()
    if text[at:end].strip():
        yield Block("prose", text[at:end], _place(at, end, line_starts))


def _place(start: int, end: int, line_starts: list[int]) -> Place:
    from bisect import bisect_right

    return Place(start, end, bisect_right(line_starts, start))


def joined(blocks: Sequence[Block]) -> tuple[str, list[int]]:
    """The text with the formulas between dollars, and where each block starts in it."""
    text, starts = "", []
    for block in blocks:
        starts.append(len(text))
        text += f" ${block.text}$ " if block.is_formula else block.text
    return text, starts
