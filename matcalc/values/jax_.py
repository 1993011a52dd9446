"""Derivatives by the automatic differentiation of JAX, compared entry by entry.

Everything runs in double precision, switched on for the time of a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from matcalc.expr import Expr, Problem
from matcalc.values.arithmetic import PointError
from matcalc.values.exactly import Comparison, derivative_shape_error, relative_error
from matcalc.values.floating import Floating
from matcalc.values.forms import (
    ByScalar,
    ByScalarTwice,
    Columns,
    Entries,
    Form,
    Moving,
    Plain,
    Second,
    SecondAlong,
    form_of,
    variable,
)
from matcalc.values.interpret import pick, union
from matcalc.values.jax_meaning import JaxEvaluation, double_precision, pushed
from matcalc.values.point import Point, Scene, first_result, points
from matcalc.values.sizes import NO_RULES, SizeRules

TOLERANCE = 1e-8
"""Relative error up to which a formula counts as agreeing with automatic differentiation."""


def jax_gradient_check(
    problem: Problem,
    candidate: Expr,
    *,
    shapes: Sequence[Mapping[str, int]] = (),
    trials: int = 1,
    seed: int = 0,
    rules: SizeRules = NO_RULES,
) -> Comparison:
    """Whether ``candidate`` agrees with automatic differentiation, entry by entry.

    One trial for each of ``shapes``, or ``trials`` at random sizes. Raises ShapeError when the
    candidate has another shape than the derivative.
    """
    form = form_of(problem)
    error = derivative_shape_error(problem, candidate, form)
    if error is not None:
        raise error
    scene = Scene.of(problem, candidate)
    worst: Comparison | None = None
    for trial, sizes in enumerate(shapes or [None] * trials):
        drawn = points(scene, Floating, seed * 101 + trial, "main", rules, sizes)
        found = first_result(drawn, lambda point: _at_point(problem, candidate, form, point))
        found = replace(found, seed=seed, trials=trial + 1)
        if worst is None or found.error > worst.error:
            worst = found
        if not found.equal:
            return found
    assert worst is not None, "a check needs at least one trial"
    return worst


def _at_point(problem: Problem, candidate: Expr, form: Form, point: Point) -> Comparison:
    with double_precision():
        values: dict[Expr, Any] = {name: np.array(rows) for name, rows in point.values.items()}
        at = JaxEvaluation(point.sizes, values, point.definitions, point.numbers.seed)
        rng = np.random.default_rng(point.seed)
        true, claimed = (
            np.asarray(each) for each in TRUTHS[type(form)](problem, candidate, at, rng)
        )
    claimed = np.broadcast_to(claimed, true.shape)
    if not (np.isfinite(true).all() and np.isfinite(claimed).all()):
        raise PointError("a value is not finite.")
    error = relative_error(true.ravel().tolist(), claimed.ravel().tolist())
    where = None
    if error > TOLERANCE:
        i, j = np.unravel_index(int(np.argmax(np.abs(true - claimed))), true.shape)
        where = (int(i), int(j))
    return Comparison(error <= TOLERANCE, False, error, 0, 1, point.sizes, where=where, point=point)


Pair = tuple[Any, Any]
Generator = np.random.Generator
Truth = Callable[[Problem, Expr, JaxEvaluation, Generator], Pair]


def _of(at: JaxEvaluation, expr: Expr, moved: Expr) -> tuple[Callable[[Any], Any], Any]:
    """An expression as a function of the value of one node, and that value."""
    at.evaluate(moved)
    return lambda value: at.moved({moved: value}).value(expr), jnp.asarray(at.fetch(moved))


def _entries(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    form = form_of(problem)
    assert isinstance(form, Entries)
    function, start = _of(at, form.target(problem), variable(problem))
    gradient = np.asarray(jax.grad(lambda value: function(value)[0, 0])(start))
    rows, cols = gradient.shape
    true = [
        [sum(gradient[k, m] * float(w) for k, m, w in form.directions(i, j)) for j in range(cols)]
        for i in range(rows)
    ]
    return np.array(true), at.value(claim)


def _by_scalar(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    function, start = _of(at, problem.target, variable(problem))
    return jax.jacfwd(function)(start)[:, :, 0, 0], at.value(claim)


def _columns(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    function, start = _of(at, problem.target, variable(problem))
    slopes = jax.jacfwd(function)(start)
    count = slopes.shape[0] * slopes.shape[1]
    return jnp.transpose(slopes, (1, 0, 3, 2)).reshape(count, -1), at.value(claim)


def _second(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    first = variable(problem)
    second = problem.second or first
    _, start = _of(at, problem.target, second)

    def gradient(value: Any) -> Any:
        moved = at.moved({second: value})
        function, inner = _of(moved, problem.target, first)
        return jax.grad(lambda each: function(each)[0, 0])(inner)

    slopes = jax.jacfwd(gradient)(start)
    count = slopes.shape[0] * slopes.shape[1]
    return jnp.transpose(slopes, (1, 0, 3, 2)).reshape(count, -1), at.value(claim)


def _by_scalar_twice(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    first = variable(problem)
    _, start = _of(at, problem.target, problem.second or first)

    def slope(value: Any) -> Any:
        moved = at.moved({problem.second or first: value})
        function, inner = _of(moved, problem.target, first)
        return jax.jacfwd(function)(inner)[:, :, 0, 0]

    return jax.jacfwd(slope)(start)[:, :, 0, 0], at.value(claim)


def _second_along(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    [(moved, direction), *_] = problem.direction
    wrt = variable(problem)
    _, start = _of(at, problem.target, moved)

    def gradient(value: Any) -> Any:
        function, inner = _of(at.moved({moved: value}), problem.target, wrt)
        return jax.grad(lambda each: function(each)[0, 0])(inner)

    return jax.jvp(gradient, (start,), (jnp.asarray(at.value(direction)),))[1], at.value(claim)


def _moving(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    directions = {moved: at.value(direction) for moved, direction in problem.direction}
    for each in (problem.wrt, problem.second):
        if each is not None and each not in directions:
            directions[each] = rng.uniform(-1, 1, at.shape(each))
    at.directions = directions
    return pushed(at, problem.target, directions), at.value(claim)


def _plain(problem: Problem, claim: Expr, at: JaxEvaluation, rng: Generator) -> Pair:
    at.directions = {name: rng.uniform(-1, 1, at.shape(name)) for name in at.given}
    at.evaluate(problem.target, claim)
    tables = [at.table(side) for side in (problem.target, claim)]
    free = union(names for names, _ in tables)
    true, claimed = (
        np.concatenate([pick(each, free, chosen) for chosen in at.assignments(free)])
        for each in tables
    )
    return true, claimed


TRUTHS: Mapping[type[Form], Truth] = {
    Entries: _entries,
    ByScalar: _by_scalar,
    Columns: _columns,
    Second: _second,
    ByScalarTwice: _by_scalar_twice,
    SecondAlong: _second_along,
    Moving: _moving,
    Plain: _plain,
}
"""The derivative by automatic differentiation and the claim, form by form."""
