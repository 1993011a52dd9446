"""Points: which finding answers which question of a rubric, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matcalc.check.verdict import RIGHT
from matcalc.grade.findings import Finding, Report, Score
from matcalc.grade.rubric import Question, Rubric

UNDECIDED = ("unreadable", "unknown")


def scored(report: Report, rubric: Rubric | None) -> Report:
    """The report with the points of every question; without a rubric there are none."""
    if rubric is None or report.trouble:
        return report
    return replace(report, scores=tuple(score(each, report.findings) for each in rubric.questions))


def score(question: Question, findings: Iterable[Finding]) -> Score:
    """The points of one question.

    The last formula that answers it counts, as the result of what stands before. What could not
    be decided gives no points, and is said to need a reader.
    """
    answer = answer_to(question, findings)
    if answer is None:
        return Score(question.label, 0.0, question.points, "No formula answers this question.")
    part, why = credit(question, answer)
    points = round(part * question.points, 4)
    return Score(question.label, points, question.points, f"Line {answer.place.line}: {why}")


def answer_to(question: Question, findings: Iterable[Finding]) -> Finding | None:
    """The last finding under the heading of the question, or about what it asks for."""
    found = [each for each in findings if question.is_headed(each.question)]
    if question.about:
        wanted = _squeezed(question.about)
        found = [
            each
            for each in found or [each for each in findings if not each.question]
            if _squeezed(each.about) == wanted
        ]
    return found[-1] if found else None


def _squeezed(about: str) -> str:
    return "".join(about.split())


def credit(question: Question, answer: Finding) -> tuple[float, str]:
    """The part of the points that an answer gets, and why."""
    wrong = _first_wrong(answer)
    if wrong is None and answer.verdict in RIGHT:
        return 1.0, "right."
    if answer.verdict == "layout" and "numerator" in question.layouts:
        return 1.0, "right, in numerator layout."
    if answer.verdict in UNDECIDED:
        return 0.0, f"could not be decided, a person must read it. {answer.text}"
    for code in (answer.slip_code, wrong.slip_code if wrong else "", answer.verdict):
        if code in question.partial:
            return question.partial[code], f"partial credit ({code}). {answer.slip or answer.text}"
    return 0.0, answer.slip or answer.text


def _first_wrong(answer: Finding) -> Finding | None:
    """The first wrong line of a chain."""
    at = answer.first_wrong
    return answer.links[at] if at is not None and at < len(answer.links) else None
