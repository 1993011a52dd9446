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
_OPENING = re.compile(
    r"(?<!\\)(?P<dollars>\$\$)"
    r"|(?<!\\)(?P<brackets>\\\[)"
    rf"|\\begin\{{(?P<env>(?:{_DISPLAYS})\*?)\}}"
    r"|(?<!\\)(?P<parens>\\\()"
    r"|(?<![\\$])\$(?P<inline>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)\$",
    re.DOTALL,
)
"""Where mathematics begins; what stands between single dollars is read to its end."""
_CLOSING = {"dollars": "$$", "brackets": r"\]", "parens": r"\)"}
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
_BLANKED = (
    (re.compile(r"(?ms)^[ \t]*(?P<fence>```+|~~~+).*?(?:^[ \t]*(?P=fence)|\Z)"), ""),
    (re.compile(r"(?s)<!--.*?-->"), "-->"),
)
_COMMENT = (
    (re.compile(r"(?<!\\)%[^\n]*"), ""),
    *(
        (re.compile(rf"(?s)\\begin\{{{name}\}}.*?\\end\{{{name}\}}"), rf"\end{{{name}}}")
        for name in ("verbatim", "lstlisting")
    ),
)
"""What is no part of a document, and what it ends in: behind the last of these nothing is read."""

Blanks = Sequence[tuple[re.Pattern[str], str]]


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
        told = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise _no_notebook("the file is not JSON") from trouble
    try:
        cells = told["cells"]
        kept = [(at, each) for at, each in enumerate(cells, 1) if each["cell_type"] != "code"]
        sources = [(at, _joined(each["source"])) for at, each in kept]
    except (KeyError, TypeError) as trouble:
        raise _no_notebook("it has no list of cells, each with a type and a source") from trouble
    for cell, source in sources:
        for block in _of_text(_blanked(source, _BLANKED)):
            yield replace(block, place=replace(block.place, cell=cell))


def _no_notebook(reason: str) -> ReadError:
    return ReadError(
        f"this is not a notebook: {reason}.",
        hint="Save it once more from Jupyter, as a file that ends in .ipynb.",
    )


def _joined(source: object) -> str:
    return source if isinstance(source, str) else "".join(str(line) for line in source)  # type: ignore[attr-defined]


def _blanked(text: str, blanks: Blanks) -> str:
    """The text with spaces for what is no part of it: the places stay."""
    for what, closing in blanks:
        end = text.rfind(closing) + len(closing) if closing else len(text)
        if end >= len(closing):
            blank = what.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text[:end])
            text = blank + text[end:]
    return text


def _without_preamble(text: str) -> str:
    start = text.find(r"\begin{document}")
    if start < 0:
        return text
    return re.sub(r"[^\n]", " ", text[:start]) + text[start:]


def _of_text(text: str) -> Iterator[Block]:
    line_starts = [0, *(found.end() for found in re.finditer(r"\n", text))]
    at = 0
    for kind, inside, (start, end) in _formulas(text):
        yield from _prose(text, at, start, line_starts)
        yield Block(kind, text[slice(*inside)], _place(*inside, line_starts))
        at = end
    yield from _prose(text, at, len(text), line_starts)


Span = tuple[int, int]


def _formulas(text: str) -> Iterator[tuple[str, Span, Span]]:
    """Each formula: its kind, where it stands, and where it stands with what is around it.

    An ending that is looked for and not found is not looked for again.
    """
    missing: set[str] = set()
    found = _OPENING.search(text)
    while found is not None:
        group = found.lastgroup or "inline"
        inside, end = found.span(group), found.end()
        if group != "inline":
            closing = _CLOSING.get(group) or rf"\end{{{found['env']}}}"
            close = -1 if closing in missing else text.find(closing, end + 1)
            if close < 0:
                missing.add(closing)
                found = _OPENING.search(text, end)
                continue
            inside, end = (end, close), close + len(closing)
        kind = "inline" if group in ("inline", "parens") else "display"
        yield kind, inside, (found.start(), end)
        found = _OPENING.search(text, end)


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
