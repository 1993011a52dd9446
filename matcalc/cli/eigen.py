"""``matcalc eigen``: eigenvalues of an explicit matrix, and claimed eigenvectors, judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.judgements import claim_option, claimed, halves, json_option, report
from matcalc.cli.trouble import told

if TYPE_CHECKING:
    from matcalc.course import Judgement


@click.command("eigen")
@click.argument("matrix")
@claim_option
@json_option
def command(matrix: str, claims: tuple[str, ...], as_json: bool) -> None:
    r"""Find the eigenvalues of MATRIX, and judge claims such as "3: (1, 1)" or "values: (1, 3)".

    \b
    matcalc eigen "\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}" --claim "3: (1, 1)"
    """
    from matcalc.course import read_matrix, spectrum_facts

    with told(matrix):
        read = read_matrix(matrix)
        judgements = [_judged(read, claim) for claim in claims]
        raise report(spectrum_facts(read), judgements, as_json=as_json)


def _judged(matrix: Any, claim: str) -> Judgement:
    from matcalc.course import check_pair, check_values, read_number, read_point

    with claimed(claim):
        value, vector = halves(claim, ":", '"3: (1, 1)"')
        if value == "values":
            return check_values(matrix, read_point(vector))
        return check_pair(matrix, read_number(value), read_point(vector))
