r"""The macros of a document, ``\newcommand{\R}{\mathbb{R}}``, and formulas without them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_START = re.compile(
    r"\\(?:re|provide)?(?:newcommand|command)\*?\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*(?:\[(\d)\])?\s*(?=\{)"
    r"|\\def\s*(\\[A-Za-z]+)\s*(?=\{)"
    r"|\\DeclareMathOperator\*?\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*(?=\{)"
)
_DEPTH = 8
"""Macros that use macros, at most so deep: a macro that uses itself ends."""
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Macro:
    """What a macro stands for: a body with #1, #2, …, and how many arguments it takes."""

    body: str
    arguments: int = 0


def macros_of(text: str) -> dict[str, Macro]:
    r"""The macros that a text defines.

    >>> macros_of(r"\newcommand{\R}{\mathbb{R}}")
    {'\\R': Macro(body='\\mathbb{R}', arguments=0)}
    """
    found: dict[str, Macro] = {}
    for each in _START.finditer(text):
        body, _ = braced(text, each.end())
        if body is None:
            continue
        name = each[1] or each[3] or each[4]
        found[name] = Macro(rf"\operatorname{{{body}}}" if each[4] else body, int(each[2] or 0))
    return found


def braced(text: str, at: int) -> tuple[str | None, int]:
    """The inside of the braces that open at a place, and where it goes on; None if they do not."""
    if at >= len(text) or text[at] != "{":
        return None, at
    depth = 0
    for end in range(at, len(text)):
        if text[end] in "{}" and (end == 0 or text[end - 1] != "\\"):
            depth += 1 if text[end] == "{" else -1
        if depth == 0:
            return text[at + 1 : end], end + 1
    return None, at


def expanded(text: str, macros: Mapping[str, Macro]) -> str:
    """A formula with every macro written out."""
    if not macros:
        return text
    names = re.compile("|".join(rf"{re.escape(name)}(?![A-Za-z])" for name in macros))
    for _ in range(_DEPTH):
        made = _once(text, macros, names)
        if made == text or len(made) > _LONGEST:
            return made[:_LONGEST]
        text = made
    return text


def _once(text: str, macros: Mapping[str, Macro], names: re.Pattern[str]) -> str:
    made: list[str] = []
    at = 0
    while (found := names.search(text, at)) is not None:
        macro = macros[found.group()]
        made.append(text[at : found.start()])
        at, given = found.end(), []
        for _ in range(macro.arguments):
            argument, at = _argument(text, at)
            given.append(argument)
        body = _filled(macro.body, given)
        made.append(body if body[-1:].isalpha() is False else body + " ")
    return "".join([*made, text[at:]])


def _filled(body: str, given: Sequence[str]) -> str:
    """The body with what was given for #1, #2, …."""
    return re.sub(r"#(\d)", lambda hole: "".join(given[int(hole[1]) - 1 : int(hole[1])]), body)


def _argument(text: str, at: int) -> tuple[str, int]:
    while at < len(text) and text[at].isspace():
        at += 1
    inside, after = braced(text, at)
    return (inside, after) if inside is not None else (text[at : at + 1], at + 1)
