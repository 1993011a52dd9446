"""``matcalc shapes``: what a formula asks of the dimensions of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from matcalc.cli.judgements import claim_option, claimed, json_option, report
from matcalc.cli.request import declaration
from matcalc.cli.trouble import told

if TYPE_CHECKING:
    from matcalc.course import Judgement
    from matcalc.course.shapes import Groups


@click.command("shapes")
@click.argument("formula")
@click.option("--declare", "-d", multiple=True, metavar="'X: S,F'", help="Dimensions of a name.")
@claim_option
@json_option
def command(formula: str, declare: tuple[str, ...], claims: tuple[str, ...], as_json: bool) -> None:
    """Say which dimensions of FORMULA must be equal.

    \b
    matcalc shapes "X + relu(X W_1') W_2'" -d "X: S,F" -d "W_1: N1,F" -d "W_2: N2,N1"
    """
    from matcalc.course import constraints, constraints_told, shapes_told

    with told(formula):
        declared = dict(map(declaration, declare))
        letters = sorted({each for dims in declared.values() for each in dims})
        groups = constraints(formula, declared)
        needs = (
            {"needs": constraints_told(groups)} if declared else {"shapes": shapes_told(formula)}
        )
        judgements = [_judged(groups, claim, letters) for claim in claims]
        raise report(needs, judgements, as_json=as_json)


def _judged(groups: Groups, claim: str, letters: Sequence[str]) -> Judgement:
    from matcalc.course import check_constraint

    with claimed(claim):
        return check_constraint(groups, claim, letters)
