"""The tables of a document, in Markdown or in TeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.grade.formulas import split_at

_TABLE = re.compile(
    r"\\begin\{(?P<env>tabular|array)\}(?:\{[^{}]*\})?(?P<rows>.*?)\\end\{(?P=env)\}", re.DOTALL
)
_LINES = re.compile(r"(?m)(?:^[ \t]*\|[^\n]*\n?){2,}")
_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^{}]*\})|[*`]")


def tables_in(text: str) -> Iterator[tuple[int, list[list[str]]]]:
    r"""Where each table starts in a text, and its rows; the first of them is its head.

    >>> list(tables_in("| a | b |\n|---|---|\n| $x$ | $|y|$ |\n"))
    [(0, [['a', 'b'], ['$x$', '$|y|$']])]
    """
    for found in _TABLE.finditer(text):
        yield found.start(), _rows_of_tex(found["rows"]) or [[]]
    for found in _LINES.finditer(text):
        rows = [_cells(line) for line in found.group().splitlines()]
        kept = [row for row in rows if not re.fullmatch(r"[-:\s]*", "".join(row))]
        yield found.start(), kept or [[]]


def _rows_of_tex(text: str) -> list[list[str]]:
    rows = [_RULES.sub(" ", row) for row in split_at(text, r"\\")]
    return [[cell.strip() for cell in split_at(row, "&")] for row in rows if row.strip()]


def _cells(line: str) -> list[str]:
    """The cells of a row in Markdown; a bar in a formula parts nothing."""
    parts = line.strip().strip("|").split("$")
    bare = "$".join(
        part if at % 2 == 0 else part.replace("|", "\0") for at, part in enumerate(parts)
    )
    return [cell.replace("\0", "|").strip() for cell in bare.split("|")]
