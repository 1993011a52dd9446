"""A report as a web page that needs nothing else: no script, no network, formulas in MathML.

The document stands in its order, and under each of its formulas what was found. All text of a
document is escaped: nothing in it becomes part of the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from matcalc.grade.findings import Finding, Report
from matcalc.grade.formula import to_math, with_formulas, without_marks
from matcalc.grade.marks import MARKS, Detail, counted, details, points, skipped, where
from matcalc.grade.text import printable

STYLE = """
:root { color-scheme: light dark; --soft: #8882; --green: #18794e; --red: #c62a2f;
  --yellow: #8f5b00; }
@media (prefers-color-scheme: dark) { :root { --green: #5fd38d; --red: #ff8a8a;
  --yellow: #f2c55c; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
.prose { white-space: pre-wrap; overflow-wrap: anywhere; }
.finding { border-left: .25rem solid var(--tone); background: var(--soft); margin: .75rem 0;
  padding: .4rem 1rem; border-radius: .2rem; overflow-x: auto; }
.green { --tone: var(--green); } .red { --tone: var(--red); } .yellow { --tone: var(--yellow); }
.verdict { color: var(--tone); font-weight: 600; } .where { opacity: .7; font-size: .85rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .3rem 0; }
dt { opacity: .7; } dd { margin: 0; white-space: pre-wrap; } ol { margin: .3rem 0; }
math { font-size: 1.1em; } table { border-collapse: collapse; margin: 1rem 0; }
td, th { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top; }
"""


def to_html(report: Report, text: str | None = None) -> str:
    """A complete page; with the text of the document, its formulas stand between its prose."""
    title = escape(printable(report.name))
    body = _in_text(report, text) if text is not None else _listed(report.findings)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{title}</h1>\n{_summary(report)}{body}</body></html>\n"
    )


def to_fragment(report: Report) -> str:
    """What a notebook shows: the findings without the text between them."""
    return f"<div><style>{STYLE}</style>{_summary(report)}{_listed(report.findings)}</div>"


def _summary(report: Report) -> str:
    told = f"<p>{escape(counted(report))}</p>\n"
    if report.skipped:
        told += f'<p class="where">Not judged: {escape(skipped(report))}.</p>\n'
    if report.trouble:
        told = f'<p class="red verdict">{escape(report.trouble)}</p>\n{told}'
    if not report.scores:
        return told
    rows = "".join(
        f"<tr><td>{escape(each.question)}</td><td>{each.points:g} / {each.possible:g}</td>"
        f"<td>{escape(each.text)}</td></tr>"
        for each in report.scores
    )
    head = "<tr><th>question</th><th>points</th><th></th></tr>"
    total = f"<tr><th>sum</th><th colspan=2>{escape(points(report.scores))}</th></tr>"
    return f"{told}<table>{head}{rows}{total}</table>\n"


def _listed(findings: Iterable[Finding]) -> str:
    return "".join(
        (f"<h2>{escape(printable(question))}</h2>\n" if question else "") + "".join(map(_box, each))
        for question, each in groupby(findings, lambda finding: finding.question)
    )


def _in_text(report: Report, text: str) -> str:
    """The text with each formula in its place; cells of a notebook one after the other."""
    cells = _cells(text) if any(each.place.cell for each in report.findings) else {None: text}
    return "".join(
        _annotated(source, [each for each in report.findings if each.place.cell == cell])
        for cell, source in cells.items()
    )


def _cells(text: str) -> dict[int | None, str]:
    """The cells of a notebook by number; those with code are left out."""
    try:
        listed = json.loads(text)["cells"]
        return {
            at: "".join(cell["source"])
            for at, cell in enumerate(listed, start=1)
            if cell["cell_type"] != "code"
        }
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _annotated(text: str, findings: list[Finding]) -> str:
    return "".join(_pieces(text, sorted(findings, key=lambda each: each.place.start)))


def _pieces(text: str, findings: list[Finding]) -> Iterator[str]:
    at = 0
    for finding in findings:
        before, after = without_marks(text[at : finding.place.start], text[finding.place.end :])
        yield _prose(before)
        yield _box(finding)
        at = max(at, len(text) - len(after))
    yield _prose(text[at:])


def _prose(text: str) -> str:
    return f'<div class="prose">{with_formulas(text.strip())}</div>\n' if text.strip() else ""


def _box(finding: Finding) -> str:
    mark = MARKS[finding.verdict]
    links = "".join(_link(link, at == finding.first_wrong) for at, link in enumerate(finding.links))
    return (
        f'<div class="finding {mark.colour}">{to_math(finding.source)}'
        f'<div><span class="verdict">{mark.sign} {mark.word}</span> '
        f'<span class="where">{escape(where(finding))}</span></div>'
        f"<div>{escape(finding.text)}</div>{_table(details(finding))}"
        f"{f'<ol>{links}</ol>' if links else ''}</div>\n"
    )


def _link(link: Finding, is_first_wrong: bool) -> str:
    mark = MARKS[link.verdict]
    sign = f'<span class="{mark.colour} verdict">{mark.sign}</span>'
    told = f"<div>{escape(link.text)}</div>{_table(details(link))}" if is_first_wrong else ""
    return f"<li>{sign} {to_math(link.source, inline=True)}{told}</li>"


def _table(rows: list[Detail]) -> str:
    cells = "".join(
        f"<dt>{escape(row.label)}</dt>"
        f"<dd>{to_math(row.latex, inline=True) if row.latex else escape(row.text)}</dd>"
        for row in rows
    )
    return f"<dl>{cells}</dl>" if cells else ""
