"""One document, graded in a process with limits: a hostile formula costs only its own finding.

The child reads one order, tells its parent of each formula before it judges it, and each finding
as it is made. When it has to be killed, a new child starts over: what is known is not judged
again, and the formula that took all the time is told as undecided.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any

from matcalc.grade.findings import Finding, Place, Report, as_json, finding_from, report_from
from matcalc.grade.rubric import Rubric, rubric_from
from matcalc.grade.score import scored
from matcalc.limited import OUT_OF_MEMORY, START, Limits, Worker, allow, confine
from matcalc.service import DEFECTS

Examine = Callable[..., Report]
Known = tuple[Mapping[str, Any], Mapping[str, Any]]
"""A formula as it was told when it began, and its finding, both as JSON."""

MODULE = "matcalc.grade.worker"


def grade_text(
    text: str,
    name: str,
    *,
    rubric: Rubric | None = None,
    seed: int = 0,
    limits: Limits | None = None,
    module: str = MODULE,
) -> Report:
    """The report on a document; `trouble` when its time is over or it cannot be read."""
    run = _Run(text, name, rubric, seed, limits or Limits(), module)
    return scored(run.report(), rubric)


@dataclass
class _Run:
    """The grading of one document, over as many children as it takes."""

    text: str
    name: str
    rubric: Rubric | None
    seed: int
    limits: Limits
    module: str
    known: list[Known] = field(default_factory=list)
    begun: Mapping[str, Any] | None = None

    def report(self) -> Report:
        """The report of the first child that comes to the end."""
        until = monotonic() + self.limits.total
        while True:
            with Worker(self.module) as worker:
                found = self._follow(worker, until)
            if found is not None:
                return found

    def _follow(self, worker: Worker, until: float) -> Report | None:
        """What a child tells, to its end; None when it ended at a formula and another goes on."""
        if worker.receive(START) is None:
            return self._trouble("the process for it could not be started")
        worker.send(json.dumps(self._order()))
        while True:
            line = worker.receive(self._wait(until))
            if line is None:
                return self._ended(worker, until)
            told = json.loads(line)
            if "report" in told:
                return report_from(told["report"])
            if "finding" in told and self.begun is not None:
                self.known.append((self.begun, told["finding"]))
            self.begun = told.get("begin")

    def _wait(self, until: float) -> float:
        left = until - monotonic()
        if self.begun is None:
            return left
        lines: int = self.begun["lines"]
        return min(left, self.limits.seconds * lines)

    def _ended(self, worker: Worker, until: float) -> Report | None:
        reason = worker.ending()
        if monotonic() >= until:
            return self._trouble(f"it takes more than the {self.limits.total:g} s of a document")
        if self.begun is None:
            return self._trouble(reason)
        place, source = Place(**self.begun["place"]), self.begun["source"]
        text = f"This formula could not be checked: {reason}."
        self.known.append((self.begun, asdict(Finding(place, source, "unknown", text))))
        self.begun = None
        return None

    def _trouble(self, reason: str) -> Report:
        told = f"The document could not be graded to its end: {reason}."
        found = tuple(finding_from(finding) for _, finding in self.known)
        return Report(self.name, found, trouble=told, seed=self.seed)

    def _order(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "name": self.name,
            "rubric": None if self.rubric is None else self.rubric.to_json(),
            "seed": self.seed,
            "known": self.known,
            "seconds": self.limits.seconds,
            "memory": self.limits.memory,
        }


class _Telling:
    """Tells the parent what begins and what was found; gives back what is known already."""

    def __init__(self, known: Sequence[Known], seconds: float) -> None:
        self.known = {
            _key(Place(**begun["place"]), begun["source"]): finding_from(finding)
            for begun, finding in known
        }
        self.seconds = seconds
        self.is_told = False

    def begin(self, place: Place, source: str, lines: int = 1) -> Finding | None:
        """A formula begins: tell it, unless it is known."""
        found = self.known.get(_key(place, source))
        self.is_told = found is None
        if self.is_told:
            allow(self.seconds * lines)
            tell({"begin": {"place": asdict(place), "source": source, "lines": lines}})
        return found

    def end(self, finding: Finding) -> None:
        """A formula was judged: tell what was found, unless it was known."""
        if self.is_told:
            tell({"finding": asdict(finding)})


def _key(place: Place, source: str) -> tuple[Place, str]:
    """A display may hold several formulas: they share its place."""
    return place, source


def tell(message: Mapping[str, Any]) -> None:
    """One line to the parent."""
    print(json.dumps(message), flush=True)


def serve(examine: Examine) -> None:
    """The child: read one order, examine the document, tell the report."""
    tell({"ready": True})
    order = json.loads(sys.stdin.readline())
    confine(order["memory"])
    try:
        tell({"report": as_json(_examined(examine, order))})
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _examined(examine: Examine, order: Mapping[str, Any]) -> Report:
    rubric = None if order["rubric"] is None else rubric_from(order["rubric"], "rubric")
    watch = _Telling(order["known"], order["seconds"])
    name, seed = order["name"], order["seed"]
    try:
        return examine(order["text"], name, rubric=rubric, seed=seed, watch=watch)
    except DEFECTS as defect:
        told = f"A defect in matcalc: {type(defect).__name__}: {defect}."
        return Report(name, trouble=told, seed=seed)


if __name__ == "__main__":
    from matcalc.grade.examine import examine

    serve(examine)
