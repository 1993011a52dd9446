"""Judgements of a course sheet on the terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.style import marked, row
from matcalc.cli.trouble import UNDECIDED
from matcalc.errors import MatcalcError, ReadError

if TYPE_CHECKING:
    from matcalc.course import Judgement

claim_option = click.option(
    "--claim", "-c", "claims", multiple=True, metavar="TEXT", help="A claim to judge. Repeatable."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


def report(
    facts: Mapping[str, Any], judgements: Sequence[Judgement], *, as_json: bool
) -> click.exceptions.Exit:
    """Print what was found and every judgement; the exit to raise: 1 where a claim is wrong, 3
    where one is undecided."""
    if as_json:
        found = {**facts, "judgements": [each.as_json() for each in judgements]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(facts, judgements)
    return click.exceptions.Exit(exit_of([each.verdict for each in judgements]))


def exit_of(verdicts: Sequence[str]) -> int:
    """0 where everything is right, 1 where something is wrong, 3 where something is undecided.

    >>> exit_of(["proved", "unknown"]), exit_of(["unknown", "refuted"]), exit_of([])
    (3, 1, 0)
    """
    open_ones = {*verdicts} - {"proved", "holds"}
    return 0 if not open_ones else UNDECIDED if open_ones == {"unknown"} else 1


def _print(facts: Mapping[str, Any], judgements: Sequence[Judgement]) -> None:
    for name, value in facts.items():
        for line in value if isinstance(value, list) else [value]:
            click.echo(row(name, line))
    for each in judgements:
        click.echo(f"{marked(each.verdict)}  {each.text}")
        if each.slip:
            click.echo(row("slip", each.slip))


@contextmanager
def claimed(claim: str) -> Iterator[None]:
    """Read a claim: an error in it names the claim, and points at no place in the formula."""
    try:
        yield
    except MatcalcError as error:
        error.span = None
        error.message = f"in the claim {claim!r}: {error.message}"
        raise


def halves(claim: str, mark: str, wanted: str) -> tuple[str, str]:
    """A claim in two parts.

    >>> halves("(0, 0): saddle point", ":", "(0, 0): saddle point")
    ('(0, 0)', 'saddle point')
    """
    left, found, right = claim.partition(mark)
    if not found:
        raise ReadError(f"{claim!r} has no {mark!r}.", hint=f"Write it as {wanted}.")
    return left.strip(), right.strip()
