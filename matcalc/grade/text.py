"""A report as text for the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from textwrap import fill

import click

from matcalc.grade.findings import Finding, Report
from matcalc.grade.marks import MARKS, counted, details, points, skipped, where

WIDTH = 100
LONGEST = 400
"""Characters of a formula that are shown."""

BEGINNING = 72
"""Characters of a chain that are shown above its lines."""


def to_text(report: Report) -> str:
    """The report: each formula with its verdict, then the counts and the points."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield click.style(printable(report.name), bold=True)
    question = ""
    for finding in report.findings:
        if finding.question != question:
            question = finding.question
            yield f"\n  {click.style(printable(question), underline=True)}"
        yield ""
        yield from finding_lines(finding)
    yield ""
    if report.trouble:
        yield f"  {click.style('! ' + report.trouble, fg='red')}"
    yield f"  {counted(report)}" + (f"; not judged: {skipped(report)}" * bool(report.skipped))
    for each in report.scores:
        yield f"  {each.question:<8}{each.points:g}/{each.possible:g}  {printable(each.text)}"
    if report.scores:
        yield f"  {points(report.scores)}"


def finding_lines(finding: Finding, indent: str = "  ") -> Iterator[str]:
    """The lines on one formula: the verdict and where, the formula, and why."""
    mark = MARKS[finding.verdict]
    verdict = click.style(f"{mark.sign} {mark.word}", fg=mark.colour, bold=True)
    yield f"{indent}{verdict}  {where(finding)}"
    yield from _formula(finding, f"{indent}  ")
    if finding.text:
        yield _block(finding.text, f"{indent}  ")
    for row in details(finding):
        yield _labelled(row.label, row.text, f"{indent}  ")
    yield from _links(finding.links, finding.first_wrong, indent)


def _formula(finding: Finding, indent: str) -> Iterator[str]:
    """The formula; the beginning of a chain, whose lines follow."""
    if finding.links:
        whole = printable(finding.source)
        yield f"{indent}{whole[:BEGINNING]}{'…' * (len(whole) > BEGINNING)}"
    else:
        yield _block(finding.source, indent)


def _links(links: Sequence[Finding], first_wrong: int | None, indent: str) -> Iterator[str]:
    """The lines of a chain, a row each; all is told of the first wrong one."""
    for at, link in enumerate(links):
        mark = MARKS[link.verdict]
        sign = click.style(mark.sign, fg=mark.colour, bold=True)
        yield f"{indent}  {sign} {printable(link.source)}"
        if at == first_wrong:
            yield _labelled("first wrong", link.text, f"{indent}    ")
            for row in details(link):
                yield _labelled(row.label, row.text, f"{indent}    ")


def _block(text: str, indent: str) -> str:
    return fill(
        printable(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def _labelled(label: str, text: str, indent: str) -> str:
    first, *rest = [printable(line) for line in text.splitlines()] or [""]
    return "\n".join([f"{indent}{label:<12}{first}", *(f"{indent}{'':<12}{line}" for line in rest)])


def printable(text: str, *, cut: bool = True) -> str:
    """The text on one line, without characters that are not seen or turn the line around.

    >>> printable("a\\n  b\\u202e c\\x1b[2J")
    'a b c[2J'
    """
    seen = "".join(
        char if char.isspace() or not unicodedata.category(char).startswith("C") else ""
        for char in text
    )
    line = " ".join(seen.split())
    return line if len(line) <= LONGEST or not cut else f"{line[:LONGEST]}…"
