"""``matcalc average``: closed forms and expectations of a running average, for every t."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from matcalc.cli.judgements import claim_option, claimed, json_option, report
from matcalc.cli.trouble import told

if TYPE_CHECKING:
    from matcalc.course import Judgement, RunningAverage


@click.command("average")
@click.argument("recurrence")
@claim_option
@json_option
def command(recurrence: str, claims: tuple[str, ...], as_json: bool) -> None:
    r"""Unroll RECURRENCE, and take its expectation, where every input has the same mean.

    \b
    matcalc average "m_t = beta m_{t-1} + (1 - beta) g_t"
    matcalc average "m_t = beta m_{t-1} + (1 - beta) g_t" --claim "E[m_t] = (1 - beta^t) E[g]"
    """
    from matcalc.course import average, closed_form, condition, expectation

    with told(recurrence):
        found = average(recurrence)
        judgements = [each for claim in claims for each in _judged(found, claim)]
        facts = {
            "from": f"{found.name}_0 = 0",
            "unrolled": closed_form(found),
            "mean": expectation(found),
        }
        if needed := condition(found):
            facts["where"] = needed
        raise report(facts, judgements, as_json=as_json)


def _judged(average: RunningAverage, claim: str) -> tuple[Judgement, ...]:
    from matcalc.course import check_equation

    with claimed(claim):
        return check_equation(average, claim)
