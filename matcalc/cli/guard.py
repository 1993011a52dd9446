"""A command in a process with limits: it goes on in a child, and its parent tells what stopped it.

A process that the system stops for its memory or time cannot say so itself. So the program that
was called forks before it reads a formula, waits, and exits as its child did. A command called
from Python (as the tests do) never forks: only `matcalc.cli.run` allows it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import click

from matcalc.limited import Limits, allow, are_kept, confine

Command = TypeVar("Command", bound=Callable[..., Any])

STOPPED = 3
"""How a command exits that was stopped: nothing was decided."""
TOO_LATE = (
    "this takes more than the {seconds:g} seconds of processor time that one formula may take."
)
TOO_LARGE = "this needs more than the {megabytes} MB of memory that one formula may use."
BROKE_DOWN = "the process that worked on this broke down."
MORE_TIME = "Ask for something smaller, or allow more time, as in --seconds 20."
MORE_MEMORY = "Ask for something smaller."


@dataclass(frozen=True, slots=True)
class Guard:
    """The sign that a command may fork: it was called as a program."""

    memory: int = Limits().memory


def seconds_option(command: Command) -> Command:
    """Add ``--seconds``, passed on as `seconds`."""
    return click.option(
        "--seconds",
        type=click.FloatRange(min=0.1),
        default=Limits().seconds,
        show_default=True,
        help="Most processor time for one formula.",
    )(command)


@contextmanager
def guarded(seconds: float) -> Iterator[Callable[[], None]]:
    """Work within the limits; call what is given before each formula: its time begins then.

    Where a command was not called as a program, or the system keeps no limits, nothing is limited.
    """
    guard = click.get_current_context().find_object(Guard)
    if guard is None or not are_kept():
        yield lambda: None
        return
    child = os.fork()
    if child:
        _follow(child, seconds, guard)
    confine(guard.memory)
    allow(seconds, spare=0)
    try:
        yield lambda: allow(seconds, spare=0)
    except MemoryError:
        # Unwinding has given memory back: enough to say it.
        _tell(TOO_LARGE.format(megabytes=guard.memory >> 20), MORE_MEMORY)
        raise click.exceptions.Exit(STOPPED) from None


def _follow(child: int, seconds: float, guard: Guard) -> NoReturn:
    """Wait for the child, tell what stopped it, and exit as it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the child too: it ends first.
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        _tell(TOO_LATE.format(seconds=seconds), MORE_TIME)
    elif code < 0 and code != -signal.SIGINT:
        _tell(BROKE_DOWN, MORE_MEMORY)
    sys.stderr.flush()
    os._exit(code if code >= 0 else STOPPED)


def _tell(message: str, hint: str) -> None:
    click.echo(f"error: {message}\nhint: {hint}", err=True)
