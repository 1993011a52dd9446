"""What a claim needs to have a value is part of what is proved."""

from __future__ import annotations

import pytest

from matcalc.check import check
from matcalc.expr import Expr, Problem, inverse, norm, quotient, symbol, trace
from matcalc.service import check_response

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


@pytest.mark.parametrize(
    ("tags", "conditions"), [((), ("A of full rank",)), (("invertible",), ()), (("spd",), ())]
)
def test_a_pseudo_inverse_is_tested_at_full_rank(
    tags: tuple[str, ...], conditions: tuple[str, ...]
) -> None:
    told = {"function": "A A^\\dagger", "claim": "I", "kind": "value", "assume": {"A": list(tags)}}
    response = check_response({**told, "declare": {"A": ["n", "n"]}})
    assert (response["verdict"], tuple(response["conditions"])) == ("holds", conditions)


@pytest.mark.parametrize(
    ("words", "claim", "verdict"),
    [
        ("integer", "1", "refuted"),
        ("large", "1", "refuted"),
        ("< 0", "-1", "holds"),
        ("< 0", "1", "refuted"),
        ("> 0", "1", "proved"),
        ("!= 0", "1", "refuted"),
    ],
)
def test_signs_are_those_assumed(words: str, claim: str, verdict: str) -> None:
    told = {"function": "|x|", "wrt": "x", "declare": {"x": []}, "claim": claim}
    assert check_response({**told, "assume": {"x": [words]}})["verdict"] == verdict


def test_two_assumptions_that_do_not_go_together_decide_nothing() -> None:
    told = {"function": "A", "claim": "A'", "kind": "value", "declare": {"A": ["n", "n"]}}
    response = check_response({**told, "assume": {"A": ["skew", "row stochastic"]}})
    assert response["verdict"] == "unknown"
    assert response["error"]["message"] == (
        "about A: no values are known that are row stochastic and skew symmetric at once."
    )
