"""``matcalc book``: the identity library as one LaTeX book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcalc.cli.trouble import told
from matcalc.verify import CHECKS

if TYPE_CHECKING:
    from matcalc.derive import Result
    from matcalc.interop import Identity
    from matcalc.show.book import Entry
    from matcalc.show.equality import Equality
    from matcalc.show.remarks import Remarks


@click.command("book")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("identities.tex"),
    show_default=True,
    help="The .tex, .pdf or .html file to write.",
)
@click.option(
    "--only", "-s", "subjects", multiple=True, metavar="SUBJECT", help="One subject. Repeatable."
)
@click.option(
    "--check",
    "checks",
    type=click.Choice(CHECKS),
    multiple=True,
    default=CHECKS,
    show_default=True,
    help="A check for the table of how each identity is known. Repeatable.",
)
def command(output: Path, subjects: tuple[str, ...], checks: tuple[str, ...]) -> None:
    """Write the identity library as a book: theorems, both proofs, rules, how each is known.

    \b
    matcalc book -o book.pdf
    matcalc book --only traces --check kernel -o traces.html
    """
    with told():
        from matcalc.cli.typeset import save, typeset
        from matcalc.show.book import to_latex_book
        from matcalc.show.bookpage import to_html_book

        entries = list(_shown(_chosen(subjects), checks))
        if output.suffix == ".html":
            save(output, to_html_book(entries))
            return
        source = output.with_suffix(".tex")
        save(source, to_latex_book(entries))
        if output.suffix == ".pdf":
            click.echo(f"wrote {typeset(source, runs=3)}")


def _chosen(subjects: tuple[str, ...]) -> list[Identity]:
    from matcalc.identities import all_identities

    known = dict.fromkeys(each.subject for each in all_identities())
    for subject in subjects:
        if subject not in known:
            raise click.UsageError(f"No subject {subject!r}. Known: {', '.join(known)}.")
    return [each for each in all_identities() if not subjects or each.subject in subjects]


def _shown(identities: list[Identity], checks: tuple[str, ...]) -> Iterator[Entry]:
    """The entries, with a progress bar where there is a terminal to show it."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    found = (_entry(identity, checks) for identity in identities)
    bar = track(found, "proving", len(identities), console=console, transient=True)
    yield from bar if console.is_terminal else found


def _remarks(identity: Identity, result: Result | None) -> Remarks:
    from matcalc.remarks import remarks_on, remarks_on_equality

    return remarks_on_equality(identity) if result is None else remarks_on(result, identity)


def _equality(identity: Identity) -> Equality | None:
    """A plain equality with the comparison of its entries, None for a derivative."""
    from matcalc.index.equality import compared
    from matcalc.show.equality import Equality

    problem, claim = identity.problem(), identity.claim()
    if problem.wrt is not None:
        return None
    return Equality(problem, claim, compared(problem.target, claim))


def _entry(identity: Identity, checks: tuple[str, ...]) -> Entry:
    from matcalc.derive import derive
    from matcalc.index.worked import worked_out
    from matcalc.show.book import Entry
    from matcalc.verify import verify

    problem = identity.problem()
    report = verify(identity, checks=checks)
    result = None if problem.wrt is None else derive(problem)
    return Entry(
        identity.subject,
        identity.name,
        identity.title,
        problem,
        result,
        None if result is None else worked_out(problem),
        _equality(identity),
        identity.erratum,
        identity.source,
        _remarks(identity, result),
        tuple((each.check, each.passed) for each in report.outcomes),
    )
