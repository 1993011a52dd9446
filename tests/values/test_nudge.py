"""A difference of floating-point numbers without a bound counts where it is steady."""

from __future__ import annotations

import pytest

from matcalc.check import check
from matcalc.expr import Expr, Problem, det, operation, symbol
from matcalc.values import Floating
from matcalc.values.forms import form_of
from matcalc.values.nudge import is_steady
from matcalc.values.point import Scene, points

A = symbol("A", "n", "n", assume=["positive_definite"])
SQUARE = A @ A


@pytest.mark.parametrize(
    ("value", "claim", "verdict"),
    [
        (operation("sqrtm", SQUARE), A, "holds"),
        (operation("logm", SQUARE), 2 * operation("logm", A), "holds"),
        (det(operation("sqrtm", SQUARE)), det(A), "holds"),
        (operation("logm", SQUARE), 3 * operation("logm", A), "refuted"),
        (operation("sqrtm", SQUARE), A + 1e-4 * SQUARE, "refuted"),
    ],
)
def test_rounding_refutes_nothing(value: Expr, claim: Expr, verdict: str) -> None:
    assert check(Problem(value, kind="value"), claim, explain=False).verdict == verdict


@pytest.mark.parametrize(("claim", "steady"), [(2 * A, True), (A, False)])
def test_what_rounding_makes_is_not_steady(claim: Expr, steady: bool) -> None:
    problem = Problem(operation("sqrtm", SQUARE), kind="value")
    scene = Scene.of(problem, claim)
    point = next(points(scene, Floating, 1, sizes={"n": 3}))
    assert is_steady(problem, claim, form_of(problem), point) is steady
