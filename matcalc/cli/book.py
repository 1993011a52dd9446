"""``matcalc book``: the identity library as one LaTeX book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcalc.cli.trouble import told
from matcalc.verify import CHECKS

if TYPE_CHECKING:
    from matcalc.interop import Identity
    from matcalc.show.book import Entry


@click.command("book")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("identities.tex"),
    show_default=True,
    help="The .tex or .pdf file to write.",
)
@click.option("--subject", "-s", "subjects", multiple=True, help="Only this subject. Repeatable.")
@click.option(
    "--check",
    "checks",
    type=click.Choice(CHECKS),
    multiple=True,
    default=("kernel", "exact"),
    show_default=True,
    help="A check for the table of how each identity is known. Repeatable.",
)
def command(output: Path, subjects: tuple[str, ...], checks: tuple[str, ...]) -> None:
    """Write the identity library as a book: theorems, proofs, an index of rules.

    With a .pdf file, pdflatex and makeindex are run.
    """
    with told():
        from matcalc.cli.typeset import typeset
        from matcalc.show.book import to_latex_book

        entries = list(_shown(_chosen(subjects), checks))
        source = output.with_suffix(".tex")
        source.write_text(to_latex_book(entries), encoding="utf-8")
        click.echo(f"wrote {source}: {len(entries)} identities")
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


def _entry(identity: Identity, checks: tuple[str, ...]) -> Entry:
    from matcalc.derive import derive
    from matcalc.show.book import Entry
    from matcalc.verify import verify

    problem = identity.problem()
    report = verify(identity, checks=checks)
    return Entry(
        identity.subject,
        identity.name,
        identity.title,
        problem,
        identity.claim(),
        None if problem.wrt is None else derive(problem),
        identity.insight,
        identity.source,
        identity.wrong(),
        tuple((each.check, each.passed) for each in report.outcomes),
    )
