"""Whether a difference of floating-point values is more than rounding, where no bound is known.

What rounding makes of an ill-conditioned value changes when the point is moved by a part in 10¹³;
a difference between two formulas does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from matcalc.expr import Expr, Problem
from matcalc.values.forms import Form
from matcalc.values.point import Point

MOVES = (1e-13, -2e-13, 3e-13)
"""By how much, relative to the values, a point is moved."""
STEADY = 0.1
"""How much of a difference may change when the point is moved."""


def is_steady(problem: Problem, claim: Expr, form: Form, point: Point) -> bool:
    """Whether the two sides differ by the same at points very near to this one.

    Raises PointError where there is no value.
    """
    gap = _gap(problem, claim, form, point)
    size = max(map(abs, gap), default=0.0)
    for move in MOVES:
        other = _gap(problem, claim, form, _moved(point, move))
        if any(abs(a - b) > STEADY * size for a, b in zip(gap, other, strict=True)):
            return False
    return True


def _gap(problem: Problem, claim: Expr, form: Form, point: Point) -> list[float]:
    sides: tuple[Sequence[float], Sequence[float]]
    sides = form.sampled(problem, point.evaluation(), claim, Random(point.seed))
    return [a - b for a, b in zip(*sides, strict=True)]


def _moved(point: Point, move: float) -> Point:
    """All values times 1 + ε, but for whole numbers: they may count something."""
    values = {
        name: [[entry if entry == int(entry) else entry * (1 + move) for entry in row] for row in X]
        for name, X in point.values.items()
    }
    return replace(point, values=values)
