r"""Definitions that stand in sentences and tables, outside of the mathematics.

"The output is y = W x with weights W", "L = $\|y - t\|^2$", and tables with a column of letters and
one of definitions, or of shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.errors import MatcalcError
from matcalc.grade.grids import tables_in
from matcalc.grade.shapes import shapes_in
from matcalc.read import Scope, read_surface

_FUNCTIONS = (
    "exp|log|ln|tanh|sinh|cosh|sin|cos|tan|max|min|relu|ReLU|softmax|sigmoid|softplus|sqrt|abs|"
    "tr|trace|det|diag|sum|norm|vec|inv"
)
_WORDS = "is|as|in|we|by|or|at|of|to|on|an|be|if|it|so|no|do|my|us|up|he|me|am|go|for|the|and"
_LETTER = r"(?<![\w$\\^_{|'])(?P<left>[A-Za-z](?:_\w)?(?:\([A-Za-z](?:_\w)?\))?)\s*:?=\s*"
_PLAIN = re.compile(
    rf"{_LETTER}(?P<body>(?:(?:max|min)\([^()=]*\)|(?:{_FUNCTIONS})(?![A-Za-z])|(?!(?:{_WORDS})(?![A-Za-z]))[A-Za-z]{{1,2}}"
    r"(?:_\w)?(?![A-Za-z])|\d+(?:\.\d+)?|[-+*/^'()\[\]|]| (?! ))+)(?!\s*=)"
)
_CONDITION = re.compile(r"\b(?:if|when|whenever|unless)\s+$", re.IGNORECASE)
_DOLLARS = re.compile(rf"{_LETTER}\$(?P<body>[^$=]+)\$")
_SENTENCE = re.compile(rf"(?<![\\A-Za-z{{])(?!(?:{_FUNCTIONS})(?![a-z]))[A-Za-z]{{3,}}")
_MEANINGS = ("definition", "formula", "expression", "meaning", "value")
_SHAPES = ("shape", "size", "dimension", "dim")


def equations_in(prose: str) -> Iterator[tuple[str, str]]:
    r"""The equations of a paragraph, whose formulas stand between dollars, outside of these.

    >>> list(equations_in("Let f(x) = Ax + b where $A$ is square, and q = $A x$."))
    [('q', 'A x'), ('f(x)', 'Ax + b')]
    """
    for found in _DOLLARS.finditer(prose):
        yield found["left"], found["body"].strip()
    bare = re.sub(r"\$[^$]*\$", "$", prose)
    for found in _PLAIN.finditer(bare):
        is_condition = _CONDITION.search(bare[: found.start()]) is not None
        if not is_condition and (body := _formula(found["body"])) is not None:
            yield found["left"], body


def _formula(text: str) -> str | None:
    """A text that is read as a formula with letters, and is not one letter alone."""
    text = text.strip(" -+*/^[|" if text.count("|") % 2 else " -+*/^[")
    if text.count("(") < text.count(")"):
        text = text.rstrip(") ")
    try:
        tree = read_surface(text, Scope(), syntax="latex")
    except MatcalcError:
        return None
    return text if tree.kind != "name" and re.search(r"[A-Za-z]", text) else None


def defined_in_tables(text: str) -> Iterator[tuple[int, str, str]]:
    """Where a table starts, and a letter with its definition in a row of it."""
    for at, letter, body in _columns(text, _MEANINGS):
        if "$" not in body and not _SENTENCE.search(body):
            yield at, letter, body.split("=")[-1].strip()


def shaped_in_tables(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Where a table starts, and a letter with its dimensions."""
    for at, letter, body in _columns(text, _SHAPES):
        bare = re.sub(r"^\(([^()]*)\)$", lambda found: found[1].replace(",", r"\times"), body)
        inside = bare if "mathbb" in bare else rf"\mathbb{{R}}^{{{bare}}}"
        for name, dims in shapes_in(rf"{letter} \in {inside}").items():
            yield at, name, dims


def _columns(text: str, heads: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """The formulas of a column with one of these heads, with those of the first column."""
    for at, (head, *rows) in tables_in(text):
        names = [re.sub(r"[^a-z]", "", cell.lower()).rstrip("s") for cell in head]
        columns = [column for column, name in enumerate(names) if name in heads and column]
        for row in rows:
            for column in columns if len(row) == len(head) else ():
                yield at, row[0].strip(" $"), row[column].strip(" $")
