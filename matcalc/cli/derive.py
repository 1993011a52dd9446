"""``matcalc derive``: the derivative, its conditions, and the code that computes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

import click

from matcalc.cli.batch import answer_batch, batch_option
from matcalc.cli.formula import FormulaCommand
from matcalc.cli.guard import guarded, seconds_option
from matcalc.cli.request import make_request, problem_options
from matcalc.cli.style import row, shapes, style_option, written
from matcalc.cli.trouble import told
from matcalc.service import agreed, code_of, derive_response, stated

if TYPE_CHECKING:
    from matcalc.derive import Result


@click.command("derive", cls=FormulaCommand)
@click.argument("function", required=False)
@problem_options
@style_option
@click.option("--code", type=click.Choice(["numpy", "jax", "torch"]), help="Print a program too.")
@click.option("--json", "as_json", is_flag=True, help="Print the response as JSON.")
@seconds_option
@batch_option
def command(
    function: str | None,
    style: str,
    code: str | None,
    as_json: bool,
    batch: TextIO | None,
    limits: bool,
    seconds: float,
    **options: Any,
) -> None:
    """Derive the derivative of FUNCTION by a variable.

    \b
    matcalc derive "x^T B x" --wrt x
    matcalc derive "norm(Y)^2" --given "Y = A*X - B" --wrt X --code numpy
    """
    if batch is not None:
        answer_batch(batch, "derive", derive_response, limits=limits)
        return
    if function is None:
        raise click.UsageError("Say what to derive: matcalc derive 'tr(V X W)' --wrt X.")
    request = make_request(function, **options)
    with guarded(seconds), told(request["function"]):
        if as_json:
            raise click.exceptions.Exit(_answer(request))
        _print(request, style, code)


def _answer(request: dict[str, Any]) -> int:
    """Print the response as JSON; the exit code."""
    response = derive_response(request)
    click.echo(json.dumps(response, ensure_ascii=False, indent=2))
    return 0 if response["error"] is None else 2


def _print(request: dict[str, Any], style: str, code: str | None) -> None:
    from matcalc.derive import derive

    problem, _ = stated(request)
    result = derive(problem)
    told_how = report(result, style)  # Compares with the second engine: first, so that it can stop.
    click.echo(f"{click.style(written(result.expr, style), bold=True)}\n")
    click.echo(told_how)
    if code is not None:
        click.echo(f"\n{code_of(result, code)}")


def report(result: Result, style: str) -> str:
    """How the result is known, and what it rests on."""
    problem = result.problem
    known = "by differentials, each step accepted by the kernel"
    known += "; the index engine proves the same" if agreed(result) else ""
    rows = [row("shapes", shapes(problem.inputs()))]
    rows += [
        row("with", f"{written(each.name, style)} = {written(each.body, style)}")
        for each in result.definitions
    ]
    if result.conditions:
        rows.append(row("if", ", ".join(result.conditions)))
    rows += [row("note", note) for note in result.problem.notes]
    return "\n".join([*rows, row("known", known)])
