"""Marks of verdicts, and the lines that tell a finding: what every way of showing shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matcalc.grade.findings import Finding, Report, Score


class Mark(NamedTuple):
    """How a verdict is shown: a sign, a word, a colour, and how a count of it is told."""

    sign: str
    word: str
    colour: str
    counted: str


MARKS: Mapping[str, Mark] = {
    "proved": Mark("✓", "proved", "green", "proved"),
    "holds": Mark("≈", "holds", "green", "hold at every point tested"),
    "layout": Mark("↔", "other layout", "yellow", "right in the other layout"),
    "refuted": Mark("✗", "refuted", "red", "refuted"),
    "ill_shaped": Mark("✗", "dimensions", "red", "with dimensions that do not fit"),
    "unreadable": Mark("?", "not understood", "yellow", "not understood"),
    "unknown": Mark("?", "undecided", "yellow", "undecided"),
}

WRONG = ("refuted", "ill_shaped")


class Detail(NamedTuple):
    """One labelled line of a finding; `latex` where the text is a formula."""

    label: str
    text: str
    latex: str = ""


def details(finding: Finding) -> list[Detail]:
    """What is said of a finding below its verdict.

    How it was read, the right formula and the counterexample are told of what is not right.
    """
    is_right = MARKS[finding.verdict].colour == "green"
    rows = []
    if finding.slip not in finding.text:
        rows.append(Detail("slip", finding.slip))
    if not is_right:
        rows += [Detail("about", finding.about), Detail("read as", finding.reading)]
        rows.append(Detail("right is", finding.derived, finding.derived_latex))
        rows.append(Detail("example", finding.counterexample))
    rows.append(Detail("if", ", ".join(finding.conditions)))
    rows += [Detail("note", note) for note in finding.notes]
    return [row for row in rows if row.text]


def is_wrong(finding: Finding) -> bool:
    """Whether a formula, or a line of it, is wrong."""
    return finding.verdict in WRONG or finding.first_wrong is not None


def counted(report: Report) -> str:
    """The counts of a report in words.

    >>> counted(Report("a.md"))
    'no formulas to check'
    """
    told = [f"{count} {MARKS[word].counted}" for word, count in report.counts.items() if count]
    return ", ".join(told) or "no formulas to check"


def skipped(report: Report) -> str:
    """What was not judged, by reason."""
    return ", ".join(f"{count} {reason}" for reason, count in sorted(report.skipped.items()))


def points(scores: tuple[Score, ...]) -> str:
    """The sum of the points.

    >>> points((Score("1", 1.5, 2, ""), Score("2", 0, 3, "")))
    '1.5 of 5 points'
    """
    got, possible = (
        sum(each) for each in zip(*((s.points, s.possible) for s in scores), strict=True)
    )
    return f"{got:g} of {possible:g} points"


def where(finding: Finding) -> str:
    """The place of a finding in words: its line, and its cell in a notebook."""
    cell = f"cell {finding.place.cell}, " if finding.place.cell is not None else ""
    return f"{cell}line {finding.place.line}"
