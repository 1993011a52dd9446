"""``matcalc newton``: one step of Newton's method, with everything it is made of."""

from __future__ import annotations

from typing import Any

import click

from matcalc.cli.judgements import claim_option, claimed, halves, json_option, report
from matcalc.cli.trouble import told


@click.command("newton")
@click.argument("function")
@click.option("--gradient", is_flag=True, help="FUNCTION is the gradient, as (4 x - y, 4 y - x).")
@click.option("--at", "point", required=True, metavar="POINT", help="Where to start: (0, 0).")
@click.option("--rate", default="1", show_default=True, help="The length α of the step.")
@claim_option
@json_option
def command(
    function: str, gradient: bool, point: str, rate: str, claims: tuple[str, ...], as_json: bool
) -> None:
    """Take one Newton step on FUNCTION, a formula in scalar letters.

    \b
    matcalc newton "2 x^2 + 2 y^2 - x y - 17 y" --at "(0, 0)"
    matcalc newton "x^4 + y^2" --at "(1, 2)" --claim "gradient: (4, 2)" --claim "next: (2/3, 0)"
    """
    from matcalc.course import (
        QUANTITIES,
        check_step,
        field_from_gradient,
        field_of,
        newton_step,
        read_number,
        read_point,
        table_written,
    )

    with told(function):
        field = field_from_gradient(function) if gradient else field_of(function)
        step = newton_step(field, read_point(point), read_number(rate))
        facts = {"letters": ", ".join(field.letters)}
        facts |= {name: table_written(getattr(step, name)) for name in QUANTITIES}
        raise report(facts, check_step(step, list(map(_quantity, claims))), as_json=as_json)


def _quantity(claim: str) -> tuple[str, Any]:
    from matcalc.course import read_quantity

    with claimed(claim):
        return read_quantity(halves(claim, ":", '"gradient: (4, 2)"'))
