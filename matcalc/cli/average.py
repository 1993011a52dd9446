"""``matcalc average``: closed forms and expectations of a running average, for every t."""

from __future__ import annotations

import click

from matcalc.cli.judgements import claim_option, json_option, report
from matcalc.cli.trouble import told


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
    from matcalc.course import average, check_equation, closed_form, condition, expectation

    with told(recurrence):
        found = average(recurrence)
        judgements = [each for claim in claims for each in check_equation(found, claim)]
        facts = {
            "from": f"{found.name}_0 = 0",
            "unrolled": closed_form(found),
            "mean": expectation(found),
        }
        if needed := condition(found):
            facts["where"] = needed
        raise report(facts, judgements, as_json=as_json)
