"""Errors on the terminal: the message, the text with a caret under the place, the hint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from matcalc.errors import DisagreementError, MatcalcError, Span, UnsupportedError
from matcalc.service import DEFECTS, internal

UNREADABLE = 2
UNDECIDED = 3
AROUND = 36
"""Characters of a long line shown on each side of the place."""


def explain(error: MatcalcError, texts: tuple[str, ...] = ()) -> str:
    """The error as lines; the place is shown in the first text it fits.

    >>> print(explain(MatcalcError("Q is not known.", span=(3, 4)), ("tr(Q)",)))
    error: Q is not known.
      tr(Q)
         ^
    """
    rows = [f"error: {error.message}"]
    if error.span is not None:
        start, end = error.span
        for text in texts:
            if end <= len(text):
                rows += pointed(text, (start, end))
                break
    if error.hint:
        rows.append(f"hint: {error.hint}")
    return "\n".join(rows)


def pointed(text: str, span: Span) -> tuple[str, str]:
    """The line of the text in which a span starts, and carets under it."""
    start, end = span
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = len(text) if last < 0 else last
    left = max(first, start - AROUND)
    right = min(last, max(end, start + 1) + AROUND)
    before, after = "…" * (left > first), "…" * (right < last)
    width = max(1, min(end, right) - start)
    line = f"  {before}{text[left:right]}{after}"
    return line, " " * (2 + len(before) + start - left) + "^" * width


@contextmanager
def told(*texts: str) -> Iterator[None]:
    """Run a command; tell its errors without a traceback and exit with 2, or 3 for a refusal."""
    try:
        yield
    except MatcalcError as error:
        click.echo(explain(error, texts), err=True)
        raise click.exceptions.Exit(exit_code(error)) from error
    except DEFECTS as defect:
        click.echo(explain(internal(defect)), err=True)
        raise click.exceptions.Exit(UNDECIDED) from defect


def exit_code(error: MatcalcError) -> int:
    """2 for what cannot be read or has impossible shapes, 3 for what cannot be decided."""
    undecided = isinstance(error, (DisagreementError, UnsupportedError))
    return UNDECIDED if undecided else UNREADABLE
