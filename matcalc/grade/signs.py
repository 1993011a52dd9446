"""Sentences about the signs of n eigenvalues: the chances of a minimum and of a saddle point."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from matcalc.errors import MatcalcError
from matcalc.grade.blocks import Block, joined
from matcalc.grade.findings import Finding
from matcalc.grade.formulas import split_at

_CLAIM = re.compile(
    r"\b(?P<word>probability|chance|number)\b(?P<what>[^.$]{3,80})\b(?:is|are|equals)\s*"
    r"\$(?P<claim>[^$]*n[^$]*)\$"
)
_KINDS = (
    (re.compile(r"saddle|mixed|different signs"), "saddle"),
    (re.compile(r"minim|all[^.]*positive"), "minimum"),
    (re.compile(r"maxim|all[^.]*negative"), "maximum"),
)
_OTHERWISE = re.compile(
    r"\b(?:not|no|non|neither|nor|never|none|without|except|given|least|most|both|same|global)\b|n't\b"
)
"""Words that turn the event into another one, which is not judged."""
_COIN = re.compile(r"\bcoin|1/2|\\frac\s*\{?\s*1\s*\}?\s*\{?\s*2|2\s*\^\s*\{?\s*n")


def signs_in(blocks: Sequence[Block], labels: Mapping[int, tuple[int, str]]) -> Iterator[Finding]:
    """The findings on such sentences, where the document speaks of eigenvalues and of halves."""
    text, starts = joined(blocks)
    if "eigenvalue" not in text or not _COIN.search(text):
        return
    for found in _CLAIM.finditer(text):
        if _OTHERWISE.search(found["what"]):
            continue
        kinds = [kind for pattern, kind in _KINDS if pattern.search(found["what"])]
        block = blocks[bisect_right(starts, found.start("claim")) - 1]
        label = labels.get(block.place.start, (0, ""))[1]
        for side in split_at(found["claim"], "=") if len(kinds) == 1 else ():
            yield from _judged(found["word"], kinds[0], side.strip(" .,"), block, label)


def _judged(word: str, kind: str, side: str, block: Block, label: str) -> Iterator[Finding]:
    from matcalc.course import check_count, check_probability, read_formula

    check = check_count if word == "number" else check_probability
    try:
        found = check(kind, read_formula(side, ("n",)))
    except MatcalcError:
        return
    yield Finding(
        block.place, side, found.verdict, found.text, about=found.about, derived=found.derived,
        slip=found.slip, question=label,
    )  # fmt: skip
