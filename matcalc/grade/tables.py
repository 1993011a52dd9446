"""Reports for other programs: a CSV summary, and the results files of two autograders.

A test of an autograder is a question of the rubric, which gives the points.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from click import unstyle

from matcalc.grade.findings import VERDICTS, Report
from matcalc.grade.marks import counted
from matcalc.grade.text import to_text

LONGEST = 200_000
"""Characters of output that are sent: a results file of PrairieLearn has at most 1 MB."""


def to_csv(reports: Sequence[Report]) -> str:
    """One row for each document: the counts of the verdicts, the points, the trouble."""
    labels = list(dict.fromkeys(s.question for report in reports for s in report.scores))
    header = ["name", *VERDICTS, *labels, "points", "possible", "trouble"]
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(header)
    for report in reports:
        got = {score.question: score.points for score in report.scores}
        total = [_sum(report, "points"), _sum(report, "possible")] if got else ["", ""]
        row = [report.name, *report.counts.values(), *(got.get(label, "") for label in labels)]
        writer.writerow([_safe(cell) for cell in (*row, *total, report.trouble)])
    return target.getvalue()


def _safe(cell: object) -> object:
    """A spreadsheet takes a text that begins with one of these signs for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def _sum(report: Report, name: str) -> float:
    return round(float(sum(getattr(score, name) for score in report.scores)), 4)


def to_gradescope(report: Report) -> dict[str, Any]:
    """The `results.json` of a Gradescope autograder: a test for each question of the rubric."""
    return {
        "score": _sum(report, "points"),
        "output": unstyle(to_text(report)),
        "output_format": "text",
        "visibility": "visible",
        "tests": [
            {
                "name": each.question,
                "score": each.points,
                "max_score": each.possible,
                "status": "passed" if each.points >= each.possible else "failed",
                "output": each.text,
                "output_format": "text",
                "visibility": "visible",
            }
            for each in report.scores
        ],
    }


def to_prairielearn(report: Report) -> dict[str, Any]:
    """The `results.json` of a PrairieLearn external grader; its score goes from 0 to 1.

    A document that could not be graded is not gradable, and costs no attempt.
    """
    if report.trouble:
        return {"gradable": False, "format_errors": [report.trouble]}
    possible = _sum(report, "possible")
    return {
        "gradable": True,
        "score": round(_sum(report, "points") / possible, 6) if possible else 0.0,
        "message": counted(report),
        "output": unstyle(to_text(report))[:LONGEST],
        "tests": [
            {
                "name": each.question,
                "points": each.points,
                "max_points": each.possible,
                "message": each.text,
            }
            for each in report.scores
        ],
    }
