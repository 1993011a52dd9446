"""Rules in JAX and in NumPy: both sides equal, dA by automatic differentiation.

Independent of the dual numbers: JAX pushes the directions forward. In NumPy, which knows no
derivatives, the rules without a dA are evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from matcalc.expr import Expr, Problem, differential, postorder, symbols
from matcalc.expr import head as h
from matcalc.rules.schema import SCHEMAS
from matcalc.values.arithmetic import PointError
from matcalc.values.floating import Floating
from matcalc.values.forms import random_direction
from matcalc.values.jax_meaning import JaxEvaluation, double_precision
from matcalc.values.numpy_ import NumpyEvaluation
from matcalc.values.point import Point, Scene, points
from tests.rules.test_rules import RULES, told, values
from tests.rules.test_schema import CASES

LENGTHS = (4, 3, 2, 5, 6, 7)
"""One size for each name, the same throughout: JAX is slow where it meets a new shape."""


def equations() -> Iterator[Any]:
    for rule in RULES:
        yield from both(rule.name, *told(rule))
    for name, left in CASES:
        yield from both(f"{name}-{left!r}", left, SCHEMAS[name](left), set())


def both(name: str, left: Expr, right: Expr, constants: set[Expr]) -> Iterator[Any]:
    yield pytest.param(left, right, constants, JaxEvaluation, id=f"{name}-jax")
    if not any(node.head is h.DIFFERENTIAL for node in postorder(left, right)):
        yield pytest.param(left, right, constants, NumpyEvaluation, id=f"{name}-numpy")


def drawn(left: Expr, right: Expr, seed: int) -> Iterator[Point]:
    scene = Scene.of(Problem(left, kind="value"), right)
    sizes = dict(zip(scene.names, LENGTHS, strict=False))
    return points(scene, Floating, seed, sizes=sizes)


@pytest.mark.parametrize(("left", "right", "constants", "evaluation"), equations())
def test_both_sides_are_equal(left: Expr, right: Expr, constants: set[Expr], evaluation) -> None:
    for point in drawn(left, right, 11):
        at, rng = point.evaluation(), Random(point.seed)
        letters = [each for each in symbols(left, right) if each not in constants]
        moving = {each: np.array(random_direction(at, each, rng)) for each in letters}
        given = {name: np.array(rows) for name, rows in point.values.items()}
        given |= {differential(each): np.zeros(at.shape(each)) for each in constants}
        try:
            values(left, right, constants, point)  # nothing to compare outside the domain
            with double_precision():
                there = evaluation(point.sizes, given, (), point.numbers.seed)
                there.directions = moving
                one, two = (np.asarray(there.value(side)) for side in (left, right))
        except PointError:
            continue
        if np.isfinite(one).all() and np.isfinite(two).all():
            np.testing.assert_allclose(one, np.broadcast_to(two, one.shape), rtol=1e-8, atol=1e-9)
            return
    pytest.fail("no point in the domain")
