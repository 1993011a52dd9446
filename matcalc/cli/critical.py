"""``matcalc critical``: critical points, classified by the Hessian; a student's table, judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from matcalc.cli.judgements import claim_option, claimed, halves, json_option, report
from matcalc.cli.trouble import told

if TYPE_CHECKING:
    from matcalc.course import CriticalPoint, Field, PointClaim


@click.command("critical")
@click.argument("function")
@click.option("--gradient", is_flag=True, help="FUNCTION is the gradient, as (4 x - y, 4 y - x).")
@click.option("--at", "points", multiple=True, metavar="POINT", help="Classify this point only.")
@claim_option
@json_option
def command(
    function: str, gradient: bool, points: tuple[str, ...], claims: tuple[str, ...], as_json: bool
) -> None:
    """Find and classify the critical points of FUNCTION, a formula in scalar letters.

    \b
    matcalc critical "x^4 + y^4 - 4 x y"
    matcalc critical "x^4 + y^4 - 4 x y" --claim "(0, 0): local minimum"
    """
    from matcalc.course import check_points, described, field_from_gradient, field_of

    with told(function):
        field = field_from_gradient(function) if gradient else field_of(function)
        found = _found(field, points)
        facts = {
            "letters": ", ".join(field.letters),
            "critical": [described(each) for each in found] or ["no critical points"],
        }
        judgements = check_points(field, None if points else found, [_claim(c) for c in claims])
        raise report(facts, judgements, as_json=as_json)


def _found(field: Field, points: tuple[str, ...]) -> tuple[CriticalPoint, ...]:
    from matcalc.course import classify, critical_points, read_point, refuse_not_critical

    if not points:
        return critical_points(field)
    at = [read_point(text) for text in points]
    for point in at:
        refuse_not_critical(field, point)
    return tuple(classify(field, point) for point in at)


def _claim(text: str) -> PointClaim:
    from matcalc.course import PointClaim, read_kind, read_point

    with claimed(text):
        point, kind = halves(text, ":", '"(0, 0): saddle point"')
        return PointClaim(read_point(point), read_kind(kind))
