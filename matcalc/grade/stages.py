r"""The layers of a network as a document tells them: what goes into each, and what comes out.

"f input = W x + b", "f output = …" in words or in a display, or the rows of a table with the
columns Input and Output, in Markdown or in TeX.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.grade.blocks import Block, joined
from matcalc.grade.grids import tables_in

_TEXT = r"\\(?:text\w*|math(?:rm|bf|it|sf)|operatorname)"
_NAME = (
    rf"(?:{_TEXT}\s*\{{\s*(?P<inside>[A-Za-z][\w ]*?)\s*\}}"
    r"|(?<![\\A-Za-z{])(?P<plain>[A-Za-z]\w*))"
)
_INDEX = r"(?P<index>(?:\s*\$?_\s*(?:\{\s*\w+\s*\}|\w)\$?|\s+\d)?)"
_BODY = r"\$+(?P<math>[^$]+)\$|(?P<rest>(?:(?!\\\\|\\end\{|\\text|&)[^$])+)"
_WORDED = re.compile(
    rf"{_NAME}{_INDEX}\s*\$?\s*(?:{_TEXT}\s*\{{)?\s*(?P<which>[Ii]nput|[Oo]utput)\s*\}}?\s*"
    rf"\$?\s*&?\s*[=:]\s*&?\s*(?:{_BODY})"
)
LOSS = re.compile(r"loss|cost", re.IGNORECASE)
"""The name of the layer that is none: the loss."""


@dataclass(frozen=True, slots=True)
class Stage:
    """``made`` comes out of the layer ``name`` where ``given`` goes in, told at a character."""

    name: str
    given: str
    made: str
    at: int


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """The ``input`` or the ``output`` of a layer, at a place of the joined text."""

    at: int
    name: str
    which: str
    body: str


def networks_in(blocks: Sequence[Block]) -> list[list[Stage]]:
    r"""The networks of a document, each the layers from the input to the prediction.

    >>> from matcalc.grade.blocks import blocks_of
    >>> told = "f input: $x$\n\nf output: $W x$\n\ng input: $W x$\n\ng output: $V W x$\n"
    >>> [[each.made for each in network] for network in networks_in(blocks_of(told, ""))]
    [['W x', 'V W x']]
    """
    text, starts = joined(blocks)
    parts: list[dict[str, dict[str, Told]]] = [{}]
    for each in sorted([*_worded(text, blocks, starts), *tabled(text)]):
        is_again = each.which in parts[-1].get(each.name, {})
        if is_again or (LOSS.search(each.name) and each.which == "input"):
            parts.append({})
        parts[-1].setdefault(each.name, {})[each.which] = each
    made = [list(_stages(part, blocks, starts)) for part in parts]
    return [each for each in made if len(each) > 1]


def _stages(
    part: dict[str, dict[str, Told]], blocks: Sequence[Block], starts: Sequence[int]
) -> Iterator[Stage]:
    """The layers whose output is told, but for the loss."""
    for name, told in part.items():
        if "output" in told and not LOSS.search(name):
            given = told["input"].body if "input" in told else ""
            block = blocks[bisect_right(starts, told["output"].at) - 1]
            yield Stage(name, given, told["output"].body, block.place.start)


def _worded(text: str, blocks: Sequence[Block], starts: Sequence[int]) -> Iterator[Told]:
    """ "f output = …": in a display it ends with its cell, in prose with its line."""
    for found in _WORDED.finditer(text):
        body = found["math"] or found["rest"]
        if not found["math"] and not blocks[bisect_right(starts, found.start()) - 1].is_formula:
            body = body.split("\n")[0]
        name = plain(f"{found['inside'] or found['plain']}{found['index']}")
        if body := body.strip(" .,;\n"):
            yield Told(found.start(), name, found["which"].lower(), body)


def tabled(text: str) -> Iterator[Told]:
    """The rows of the tables whose head has an Input and an Output after the name."""
    for at, (head, *rows) in tables_in(text):
        heads = [plain(cell).lower().rstrip("s") for cell in head]
        columns = {each: heads.index(each) for each in ("input", "output") if each in heads}
        if len(columns) < 2 or not all(columns.values()):
            continue
        for place, row in enumerate(rows, start=1):
            for which, column in columns.items() if len(row) == len(head) else ():
                yield Told(at + place, plain(row[0]), which, row[column].strip(" $\n"))


def plain(name: str) -> str:
    r"""The name of a layer without its dress: ``\text{Linear}_1`` is Linear1."""
    return re.sub(rf"{_TEXT}|[^A-Za-z0-9]", "", name)
