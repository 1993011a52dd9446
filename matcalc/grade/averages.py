"""Running averages in a document: m_1, m_2, … tell the recurrence, and the rest must follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcalc.grade.formulas import split_at

if TYPE_CHECKING:
    from matcalc.course import Judgement, RunningAverage

_MEMBER = re.compile(r"^\\?[a-z]_\{?(?:\d+|[a-z])\}?$")
_MEAN = re.compile(r"(?:(?<![A-Za-z\\])E|\\mathbb\{?E\}?|\\mathrm\{E\})\s*(?:\\left)?\[")
_ARROWS = re.compile(
    r"\\(?:rightarrow|Rightarrow|implies|to|Longrightarrow|iff)(?![A-Za-z])|[⟹⇒→∴⇔]"
)
_TAG = re.compile(r"\\(?:tag\{[^{}]*\}|quad|qquad)|\(\d+\)\s*$")


@dataclass
class Averages:
    """The running average that a document speaks of, once it is known."""

    average: RunningAverage | None = None

    def judged(self, text: str) -> list[Judgement]:
        """The judgements on the members and means in a formula; none where there are none."""
        equations = [part for part in _equations(text) if len(part) > 1]
        if not any(_MEMBER.match(part[0]) or _MEAN.search(part[0]) for part in equations):
            return []
        self._learn(equations)
        if self.average is None:
            return []
        return [each for part in equations for each in self._checked(part)]

    def _learn(self, equations: list[list[str]]) -> None:
        from matcalc.course import average, average_from_members

        for left, right, *_ in equations:
            letter = left[:1]
            if _MEMBER.match(left) and re.search(rf"{letter}_\{{\s*t\s*-\s*1\s*\}}", right):
                self.average = average(f"{left} = {right}")
                return
        members = {left: right for left, right, *_ in equations if _MEMBER.match(left)}
        found = average_from_members(members)
        self.average = found or self.average

    def _checked(self, sides: list[str]) -> list[Judgement]:
        from matcalc.course import check_equation

        assert self.average is not None
        name = self.average.name
        while len(sides) > 1 and not re.search(rf"(?<![A-Za-z]){name}(?:_|\])", sides[0]):
            sides = sides[1:]
        if len(sides) < 2 or re.search(rf"{name}_\{{\s*t\s*-\s*1", sides[1]):
            return []
        return list(check_equation(self.average, " = ".join(sides)))


def _equations(text: str) -> list[list[str]]:
    """The equations of a display: between commas and arrows."""
    plain = _TAG.sub(" ", text)
    parts = [part for piece in _ARROWS.split(plain) for part in split_at(piece, ",")]
    return [[side.strip(" .&\n").rstrip("\\ ") for side in split_at(part, "=")] for part in parts]
