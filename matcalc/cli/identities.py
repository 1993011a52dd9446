"""``matcalc identities``: the library, as a table or one record at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from matcalc.cli.style import row, shapes, style_option, written
from matcalc.cli.trouble import told

if TYPE_CHECKING:
    from matcalc.interop import Identity


@click.group("identities", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, search and show the identity library."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all)


@command.command("list")
@click.option("--subject", "-s", metavar="SUBJECT", help="Only this subject.")
def list_all(subject: str | None) -> None:
    """Every identity, by subject."""
    from matcalc.identities import all_identities

    found = [each for each in all_identities() if subject in (None, each.subject)]
    if not found:
        subjects = dict.fromkeys(each.subject for each in all_identities())
        raise click.UsageError(f"No subject {subject!r}. Known: {', '.join(subjects)}.")
    _table(found)


@command.command("search")
@click.argument("words", nargs=-1, required=True)
def search_all(words: tuple[str, ...]) -> None:
    """The identities in which every one of WORDS occurs."""
    from matcalc.identities import search

    found = search(" ".join(words))
    if not found:
        click.echo(f"nothing found for {' '.join(words)!r}", err=True)
        raise click.exceptions.Exit(1)
    _table(found)


@command.command("show")
@click.argument("name")
@style_option
def show_one(name: str, style: str) -> None:
    """One identity: the formula, its conditions, usual mistakes and the source."""
    from matcalc.identities import find

    with told(name):
        identity = find(slug(name))
        click.echo("\n".join(_card(identity, style)))


def slug(name: str) -> str:
    """The name as the library writes it: ``quadratic_form`` is quadratic-form."""
    return name.strip().lower().replace("_", "-").replace(" ", "-")


def _table(found: Iterable[Identity]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "title", "derivative", "subject", box=None, header_style="bold")
    for identity in found:
        title = identity.title
        table.add_row(identity.name, title, written(identity.claim()), identity.subject)
    Console().print(table)


def _card(identity: Identity, style: str) -> list[str]:
    problem = identity.problem()
    rows = [click.style(identity.title, bold=True)]
    rows.append(row("function", written(problem.target, style)))
    rows += [
        row("with", f"{written(each.name, style)} = {written(each.body, style)}")
        for each in problem.definitions
    ]
    if problem.wrt is not None:
        rows.append(row("by", f"{written(problem.wrt, style)} ({problem.kind})"))
    rows.append(row("derivative", click.style(written(identity.claim(), style), bold=True)))
    rows.append(row("shapes", shapes(problem.inputs())))
    if identity.conditions:
        rows.append(row("if", ", ".join(identity.conditions)))
    rows += [row("not", f"{written(wrong, style)}  ({why})") for why, wrong in identity.wrong()]
    if identity.insight:
        rows.append(row("why", identity.insight))
    if identity.erratum:
        rows.append(row("elsewhere", identity.erratum))
    return [*rows, row("source", identity.source)]
