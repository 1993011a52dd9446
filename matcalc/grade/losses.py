r"""A loss that is described in words, or in the last row of a table of layers.

"Loss input = …" and "Loss output = …" define C(ỹ).

Its letter, and that of the prediction, are those of ∂C/∂ỹ in the same document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.grade.blocks import Block, joined
from matcalc.grade.derivative import named
from matcalc.grade.formulas import split_at
from matcalc.grade.stages import LOSS, tabled

_PARTIAL = re.compile(
    r"\\frac\s*\{\s*\\partial\s*(?P<loss>\\?[A-Za-z]+|\\math\w+\s*\{\s*\w\s*\})\s*\}"
    r"\s*\{\s*\\partial\s*(?P<prediction>\\(?:tilde|hat|widehat|widetilde)\s*(?:\{\s*\w\s*\}|\w))\s*\}"
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
    text, starts = joined(blocks)
    pairs = {
        (named(found["loss"]), named(found["prediction"])): found
        for found in _PARTIAL.finditer(text)
    }
    if len(pairs) != 1:
        return
    ((_, written),) = pairs.items()
    letter, prediction = written["loss"], written["prediction"]
    given = ""
    for at, which, body in _told(text):
        if which == "input":
            given = body
        elif given and given in body:
            place = bisect_right(starts, at) - 1
            yield Loss(letter, body.replace(given, prediction), blocks[place].place.start)
            given = ""


def _told(text: str) -> list[tuple[int, str, str]]:
    """Where, whether it is the input or the output, and the formula; the first of two inputs."""
    worded = [
        (found.start(), found["which"].lower(), found["body"].strip(" .,\n"))
        for found in _WORDED.finditer(text)
    ]
    rows = [
        (each.at, each.which, split_at(each.body.split("$")[0], ",")[0].strip())
        for each in tabled(text)
        if LOSS.search(each.name)
    ]
    return sorted(worded + rows)
