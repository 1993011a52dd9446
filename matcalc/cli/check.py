"""``matcalc check``: is this the derivative? A verdict, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

import click

from matcalc.check.verdict import EXIT_CODES
from matcalc.cli.batch import answer_batch, batch_option
from matcalc.cli.formula import FormulaCommand
from matcalc.cli.guard import guarded, seconds_option
from matcalc.cli.request import make_request, problem_options
from matcalc.cli.style import marked, row, shapes, style_option, written
from matcalc.cli.trouble import pointed, told
from matcalc.service import check_response, stated

if TYPE_CHECKING:
    from matcalc.check.verdict import Verdict


@click.command("check", cls=FormulaCommand)
@click.argument("function", required=False)
@click.argument("claim", required=False)
@problem_options
@style_option
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random points.")
@click.option(
    "--hint",
    type=click.IntRange(1, 4),
    metavar="N",
    help="A hint instead of the answer: 1 shape, 2 which term, 3 the rule, 4 the formula.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the response as JSON.")
@seconds_option
@batch_option
def command(
    function: str | None,
    claim: str | None,
    style: str,
    seed: int,
    hint: int | None,
    as_json: bool,
    batch: TextIO | None,
    limits: bool,
    seconds: float,
    **options: Any,
) -> None:
    """Check CLAIM, a formula for the derivative of FUNCTION.

    \b
    matcalc check "tr(V X W)" "V' W'" --wrt X
    matcalc check "x^T B x" "2 B x" --wrt x --assume "B: symmetric"
    """
    if batch is not None:
        answer_batch(batch, "check", check_response, limits=limits)
        return
    if function is None or claim is None:
        raise click.UsageError("Say what to check: matcalc check 'tr(V X W)' 'W V' --wrt X.")
    request = {**make_request(function, **options), "claim": claim, "seed": seed, "hint": hint}
    with guarded(seconds):
        code = _answer(request) if as_json else _tell(request, style)
        raise click.exceptions.Exit(code)


def _answer(request: dict[str, Any]) -> int:
    """Print the response as JSON; the exit code."""
    response = check_response(request)
    click.echo(json.dumps(response, ensure_ascii=False, indent=2))
    return EXIT_CODES[response["verdict"]]


def _tell(request: dict[str, Any], style: str) -> int:
    """Print the verdict; the exit code."""
    from matcalc.check.text import check_text

    claim, hint = request["claim"], request["hint"]
    with told(request["function"]):
        problem, scope = stated(request)
    with told(claim):
        verdict = check_text(claim, problem, scope, seed=request["seed"])
        click.echo(hinted(verdict, hint) if hint else told_verdict(verdict, claim, style))
        if problem.notes and not hint:
            click.echo(row("function", written(problem.target, style)))
    return verdict.exit_code


def hinted(verdict: Verdict, level: int) -> str:
    """The verdict with a hint of this level (0: none); what is not wrong is told as it is."""
    from matcalc.check.hints import BRIEFLY, hint_at

    text = BRIEFLY.get(verdict.verdict, verdict.text)
    hint = hint_at(verdict, level) if level else ""
    rows = [f"{marked(verdict.verdict)}  {text}", *([row(f"hint {level}", hint)] if hint else [])]
    return "\n".join(rows)


def told_verdict(verdict: Verdict, claim: str, style: str = "unicode") -> str:
    """The verdict as lines: what was found, the right formula, a counterexample."""
    rows = [f"{marked(verdict.verdict)}  {verdict.text}"]
    if verdict.error is not None and verdict.error.span is not None:
        rows += pointed(claim, verdict.error.span)
    if verdict.slip is not None and verdict.slip.text not in verdict.text:
        rows.append(row("slip", verdict.slip.text))
    if verdict.derived is not None:
        rows.append(row("derived", written(verdict.derived, style)))
    if verdict.result is not None:
        rows.append(row("shapes", shapes(verdict.result.problem.inputs())))
    if verdict.conditions:
        rows.append(row("if", ", ".join(verdict.conditions)))
    rows += [row("note", note) for note in verdict.notes]
    if verdict.counterexample is not None:
        rows.append(row("example", str(verdict.counterexample)))
    return "\n".join(rows)
