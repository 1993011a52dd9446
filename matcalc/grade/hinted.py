"""A report for the student: where to look and the rule to think of, and no answer."""

from __future__ import annotations

from dataclasses import replace

from matcalc.check.hints import BRIEFLY, hint_for
from matcalc.grade.findings import Finding, Report
from matcalc.grade.rubric import Rubric
from matcalc.grade.score import scored


def with_hints(report: Report, rubric: Rubric | None = None) -> Report:
    """The report without right formulas and counterexamples, scored as before."""
    told = replace(report, findings=tuple(map(_hinted, report.findings)))
    return scored(told, rubric)


def _hinted(finding: Finding) -> Finding:
    """What is right or undecided is told as it is, but for the formula it was compared with."""
    plain = replace(
        finding,
        derived="",
        derived_latex="",
        counterexample="",
        slip="",
        links=tuple(map(_hinted, finding.links)),
    )
    if finding.verdict not in BRIEFLY:
        return plain
    code = "layout" if finding.verdict == "layout" else finding.slip_code
    hint = hint_for(code)
    notes = (hint.look, hint.rule)
    return replace(plain, text=BRIEFLY[finding.verdict], conditions=(), notes=notes)
