"""``matcalc demo``: one identity from the derivation to a mistake found."""

from __future__ import annotations

from dataclasses import replace

import click

from matcalc.cli.trouble import told

NAME = "quadratic-form"
"""The identity shown."""


@click.command("demo")
def command() -> None:
    """Derive, prove and verify one identity, then find a student's mistake in it."""
    with told():
        _show()


def _show() -> None:
    from matcalc.check import check
    from matcalc.cli.check import told_verdict
    from matcalc.cli.style import written
    from matcalc.identities import find
    from matcalc.service import derived
    from matcalc.show.proof import to_text
    from matcalc.verify import verify

    identity = find(NAME)
    problem = identity.problem()
    result = derived(problem)
    _title(f"The gradient of {written(problem.target)}, derived")
    click.echo(f"  {written(result.expr)}")
    _title("Proved: each line is a step that the kernel has re-checked")
    click.echo(to_text(result))
    _title("Verified: four checks that fail for different reasons")
    for outcome in verify(identity).outcomes:
        mark = click.style("✓", fg="green") if outcome.passed else click.style("✗", fg="red")
        click.echo(f"  {mark} {outcome.check:<8}{outcome.text}")
    (_, wrong), *_ = identity.wrong()
    _title(f"A student writes {written(wrong)}")
    click.echo(told_verdict(replace(check(problem, wrong), result=None), ""))


def _title(text: str) -> None:
    click.echo(f"\n{click.style(text, bold=True)}\n")
