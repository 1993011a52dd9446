"""``--batch FILE``: JSON Lines in, JSON Lines out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, TextIO, TypeVar

import click

from matcalc.cli.limited import limited_batch
from matcalc.limited import Limits
from matcalc.service import Respond, run_batch

Command = TypeVar("Command", bound=Callable[..., Any])

LONG = 50
"""Requests from which a progress bar is worth showing."""


def batch_option(command: Command) -> Command:
    """Add ``--batch`` and ``--no-limits``."""
    limited = click.option(
        "--limits/--no-limits",
        default=True,
        show_default=True,
        help="With --batch: at most 2.5 s and 1 GiB for a request, kept by the system.",
    )(command)
    return click.option(
        "--batch",
        type=click.File("r", encoding="utf-8", errors="replace"),
        metavar="FILE",
        help="Requests as JSON Lines, one a line; - for standard input.",
    )(limited)


def answer_batch(source: TextIO, command: str, respond: Respond, *, limits: bool) -> None:
    """Write one response for each request, each as soon as it is known."""
    lines = _counted(source)
    responses = limited_batch(lines, command, Limits()) if limits else run_batch(lines, respond)
    for response in responses:
        click.echo(response)
        sys.stdout.flush()


def _counted(source: TextIO) -> Iterable[str]:
    """The lines; a long file shows a progress bar when answers go elsewhere than the terminal."""
    if source is sys.stdin or sys.stdout.isatty() or not sys.stderr.isatty():
        return source
    lines = source.readlines()
    if len(lines) < LONG:
        return lines
    from rich.console import Console
    from rich.progress import track

    return track(lines, "answering", console=Console(stderr=True))
