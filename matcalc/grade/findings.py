"""What grading finds in a document: one finding for each formula, one report for each file.

A `Finding` says what was read at a place of the document, and how it is known to be right or wrong.
Everything here is plain data: it crosses the border between processes, and becomes JSON unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERDICTS = (
    "proved",
    "holds",
    "layout",
    "refuted",
    "ill_shaped",
    "unreadable",
    "unknown",
)
"""In the order in which they are counted; `matcalc.check.verdict` says what each means."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a formula stands: characters `start` to `end` of the file, first of them in `line`.

    Lines count from 1. In a notebook, `cell` counts its cells from 1, and the characters are those
    of the cell.
    """

    start: int
    end: int
    line: int
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One formula of a document, judged.

    `source` is the text as written, `about` what it was compared with (``∂L/∂W``), `reading` how it
    was read, `text` the verdict in one or two sentences. `slip` is a sentence, `slip_code` the name
    of its row in the table of slips: partial credit goes by it. `links` are the lines of a chain,
    each a finding of its own, and `first_wrong` counts them from 0.
    """

    place: Place
    source: str
    verdict: str
    text: str
    about: str = ""
    reading: str = ""
    derived: str = ""
    derived_latex: str = ""
    slip: str = ""
    counterexample: str = ""
    conditions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[Finding, ...] = ()
    first_wrong: int | None = None
    question: str = ""
    slip_code: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one question of a rubric."""

    question: str
    points: float
    possible: float
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found in one file; or the `trouble` that kept it from being graded."""

    name: str
    findings: tuple[Finding, ...] = ()
    scores: tuple[Score, ...] = ()
    trouble: str = ""
    seed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    """How many formulas state nothing to be judged, by reason (a definition, a shape, a number)."""

    @property
    def counts(self) -> dict[str, int]:
        """How many findings have each verdict.

        >>> place = Place(0, 1, 1)
        >>> Report("a.md", (Finding(place, "x", "proved", "Right."),)).counts["proved"]
        1
        """
        found = Counter(finding.verdict for finding in self.findings)
        return {verdict: found[verdict] for verdict in VERDICTS}

    def __str__(self) -> str:
        from click import unstyle

        from matcalc.grade.text import to_text

        return unstyle(to_text(self))

    def _repr_html_(self) -> str:
        from matcalc.grade.page import to_fragment

        return to_fragment(self)


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values, its counts included."""
    from dataclasses import asdict

    return {**asdict(report), "counts": report.counts}


def finding_from(values: Mapping[str, Any]) -> Finding:
    """The finding that JSON values stand for: what `dataclasses.asdict` made of it.

    >>> from dataclasses import asdict
    >>> found = Finding(Place(0, 1, 1), "x", "proved", "Right.", conditions=("w ≠ 0",))
    >>> finding_from(asdict(found)) == found
    True
    """
    fields = {
        **values,
        "place": Place(**values["place"]),
        "links": tuple(map(finding_from, values["links"])),
        "conditions": tuple(values["conditions"]),
        "notes": tuple(values["notes"]),
    }
    return Finding(**fields)


def report_from(values: Mapping[str, Any]) -> Report:
    """The report that JSON values stand for.

    >>> report_from(as_json(Report("a.md", trouble="It is empty."))).trouble
    'It is empty.'
    """
    fields = {name: value for name, value in values.items() if name != "counts"}
    found = tuple(map(finding_from, values["findings"]))
    scores = tuple(Score(**score) for score in values["scores"])
    return Report(**{**fields, "findings": found, "scores": scores})
