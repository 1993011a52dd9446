"""``matcalc verify``: every check on every identity, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

import click

from matcalc.cli.identities import slug
from matcalc.cli.trouble import told
from matcalc.verify import CHECKS, Report, Stated, verify_all


@click.command("verify")
@click.argument("names", nargs=-1)
@click.option(
    "--check",
    "checks",
    type=click.Choice(CHECKS),
    multiple=True,
    help="Only this check. Repeatable; all of them by default.",
)
@click.option("--trials", type=click.IntRange(1), default=4, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random points.")
@click.option("--jobs", "-j", type=click.IntRange(1), default=1, show_default=True)
def command(
    names: tuple[str, ...], checks: tuple[str, ...], trials: int, seed: int, jobs: int
) -> None:
    """Verify the identities NAMES, or the whole library.

    The exit code is 1 when a check fails.
    """
    with told(*names):
        identities = _chosen(names)
        wanted = checks or CHECKS
        reports = list(_reports(identities, wanted, trials, seed, jobs))
    _print(reports, wanted)
    if not all(report.passed for report in reports):
        raise click.exceptions.Exit(1)


def _chosen(names: Iterable[str]) -> tuple[Stated, ...]:
    from matcalc.identities import all_identities, find

    return tuple(find(slug(name)) for name in names) or all_identities()


def _reports(
    identities: tuple[Stated, ...], checks: tuple[str, ...], trials: int, seed: int, jobs: int
) -> Iterator[Report]:
    """The reports in order, with a progress bar where there is a terminal to show it."""
    from rich.console import Console
    from rich.progress import track

    pool = ProcessPoolExecutor(jobs) if jobs > 1 else None
    found = verify_all(identities, checks=checks, trials=trials, seed=seed, executor=pool)
    console = Console(stderr=True)
    shown = track(found, "verifying", len(identities), console=console, transient=True)
    try:
        yield from shown if console.is_terminal else found
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _print(reports: list[Report], checks: tuple[str, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("identity", *checks, box=None, header_style="bold")
    for report in reports:
        marks = ["[green]✓[/]" if each.passed else "[red]✗[/]" for each in report.outcomes]
        table.add_row(report.name, *marks)
    console = Console()
    console.print(table)
    for report in reports:
        for each in report.outcomes:
            if not each.passed:
                click.echo(f"{report.name}, {each.check}: {each.text}")
    passed = sum(report.passed for report in reports)
    click.echo(f"{passed} of {len(reports)} identities pass {', '.join(checks)}.")
