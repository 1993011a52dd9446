r"""A loss that is described in words: "Loss input = …" and "Loss output = …" define C(ỹ).

Its letter, and that of the prediction, are those of ∂C/∂ỹ in the same document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.grade.blocks import Block

_PARTIAL = re.compile(
    r"\\frac\s*\{\s*\\partial\s*(?P<loss>\\?[A-Za-z]+|\\math\w+\s*\{\s*\w\s*\})\s*\}"
    r"\s*\{\s*\\partial\s*(?P<prediction>\\(?:tilde|hat|widehat|widetilde)\s*\{\s*\w\s*\})\s*\}"
)
_WORDED = re.compile(
    r"(?i:\b(?:loss|cost)(?:\s+function)?\s+)(?P<which>input|output)\s*\}?\s*\$?\s*&?\s*=\s*\$*"
    r"(?P<body>(?:(?!\\\\|\\end\{|\\text|&)[^$])+)"
)


@dataclass(frozen=True, slots=True)
class Loss:
    """``letter = body`` with the prediction in it, and the character where it is told."""

    letter: str
    body: str
    at: int


def losses_in(blocks: Sequence[Block]) -> Iterator[Loss]:
    """The losses that a document describes in words, each for the input that is named before it.

    Nothing is told where the input does not occur in the output as it is written, or where the
    document differentiates two losses.
    """
    text, starts = _joined(blocks)
    named = {(found["loss"], found["prediction"]) for found in _PARTIAL.finditer(text)}
    if len(named) != 1:
        return
    letter, prediction = named.pop()
    given = ""
    for found in _WORDED.finditer(text):
        body = found["body"].strip(" .,\n")
        if found["which"] == "input":
            given = body
        elif given and given in body:
            place = bisect_right(starts, found.start()) - 1
            yield Loss(letter, body.replace(given, prediction), blocks[place].place.start)
            given = ""


def _joined(blocks: Sequence[Block]) -> tuple[str, list[int]]:
    """The text with its formulas between dollars, and where each block starts in it."""
    text, starts = "", []
    for block in blocks:
        starts.append(len(text))
        text += f" ${block.text}$ " if block.is_formula else block.text
    return text, starts
