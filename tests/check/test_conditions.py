"""What a claim needs to have a value is part of what is proved."""

from __future__ import annotations

import pytest

from matcalc.check import check
from matcalc.expr import Expr, Problem, inverse, norm, quotient, symbol, trace

x, A, S = symbol("x", "n"), symbol("A", "n", "n"), symbol("S", "n", "n")


@pytest.mark.parametrize(
    ("problem", "claim", "conditions"),
    [
        (Problem(x.T @ x, x), 2 * x, ()),
        (Problem(x.T @ x, x), 2 * (A @ inverse(A) @ x), ("A invertible",)),
        (Problem(norm(x), x), x / norm(x), ("x ≠ 0",)),
        (Problem(quotient(x, x), kind="value"), quotient(x, x), ("no entry of x is 0",)),
        (Problem(trace(S), S), S @ inverse(S), ("S invertible",)),
    ],
)
def test_a_claim_brings_its_conditions(
    problem: Problem, claim: Expr, conditions: tuple[str, ...]
) -> None:
    verdict = check(problem, claim)
    assert (verdict.verdict, verdict.conditions) == ("proved", conditions)
