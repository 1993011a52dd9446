"""The identity library as one web page: MathML, no scripts and nothing to fetch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from matcalc.show.book import Entry
from matcalc.show.equality import to_html
from matcalc.show.proof import proof_of
from matcalc.show.remarks import as_html
from matcalc.show.webpage import (
    anchor,
    blocks,
    index_blocks,
    page,
    rules_used,
    words,
)


def to_html_book(entries: Sequence[Entry], *, title: str = "Matrix derivatives, proved") -> str:
    """The page: contents, identities by subject, the table of how each is known."""
    return page(title, [f"<h1>{words(title)}</h1>", *_contents(entries), *_chapters(entries)])


def _contents(entries: Sequence[Entry]) -> Iterator[str]:
    yield "<nav>"
    for subject, group in groupby(entries, key=lambda entry: entry.subject):
        items = "".join(
            f'<li><a href="#{each.name}">{words(each.title)}</a></li>' for each in group
        )
        link = f'<a href="#{anchor(subject)}">{words(subject.capitalize())}</a>'
        yield f"<details><summary>{link}</summary><ul>{items}</ul></details>"
    yield '<p><a href="#known">How each identity is known</a></p></nav>'


def _chapters(entries: Sequence[Entry]) -> Iterator[str]:
    for subject, group in groupby(entries, key=lambda entry: entry.subject):
        yield f'<h2 id="{anchor(subject)}">{words(subject.capitalize())}</h2>'
        for entry in group:
            yield from _section(entry)
    results = (entry.result for entry in entries if entry.result is not None)
    yield from rules_used(proof_of(result) for result in results)
    yield from _known(entries)


def _section(entry: Entry) -> Iterator[str]:
    yield f'<h3 id="{entry.name}">{words(entry.title)}</h3>'
    if entry.remarks.insight:
        yield f"<p>{words(entry.remarks.insight)}</p>"
    if entry.equality is not None:
        yield from to_html(entry.equality)
    if entry.result is not None:
        yield from blocks(entry.result)
        if entry.worked is not None:
            yield f"<details><summary>With indices</summary>{_worked(entry)}</details>"
    yield from as_html(replace(entry.remarks, insight=""))
    if entry.erratum:
        yield f'<p class="note">Elsewhere: {words(entry.erratum)}</p>'
    yield f'<p class="source">Source: {words(entry.source)}.</p>'


def _worked(entry: Entry) -> str:
    if entry.result is None or entry.worked is None:
        return ""
    return "".join(index_blocks(entry.result, entry.worked))


def _known(entries: Sequence[Entry]) -> Iterator[str]:
    """The table of how each identity is known."""
    names = list(dict.fromkeys(name for entry in entries for name, _ in entry.checks))
    yield '<h2 id="known">How each identity is known</h2><table class="known">'
    yield "<tr>" + "".join(f"<th>{words(name)}</th>" for name in ("identity", *names)) + "</tr>"
    for entry in entries:
        passed = dict(entry.checks)
        marks = ({True: "✓", False: "✗", None: ""}[passed.get(name)] for name in names)
        cells = [f'<a href="#{entry.name}">{words(entry.title)}</a>', *marks]
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</table>"
