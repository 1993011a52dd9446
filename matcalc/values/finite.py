"""Derivatives from values alone, in NumPy: central differences with Richardson extrapolation,
and the complex step f′(x) = Im f(x + iε)/ε where everything is analytic.

All points that one difference needs are evaluated in one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.errors import UnsupportedError
from matcalc.expr import ONE, Expr, Problem, postorder
from matcalc.expr import head as h
from matcalc.values.arithmetic import PointError
from matcalc.values.exactly import (
    TRIAL_POOLS,
    Comparison,
    derivative_shape_error,
    relative_error,
)
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
from matcalc.values.interpret import Table, pick, union
from matcalc.values.numpy_ import NumpyEvaluation, whole
from matcalc.values.point import Point, Scene, first_result, points, sequence
from matcalc.values.sizes import NO_RULES, SizeRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

STEP = 2e-3
"""Of the differences: their error is about step⁴, and rounding adds 1e-16/step."""
TINY = 1e-40
"""Of the complex step, which has no cancellation."""
TOLERANCE = 1e-6
"""Relative error up to which a formula counts as agreeing with differences."""
SETTLED = 1e-7
"""Relative change with a smaller step beyond which differences say nothing."""
NOT_ANALYTIC = frozenset({"erf", "normcdf", "lgamma", "digamma"})
"""Functions without complex values in the standard library."""

Directions = Mapping[Expr, Any]


def _offsets(step: float) -> Array:
    """±h and ±h/2, along a first axis."""
    return step * np.array([1.0, -1.0, 0.5, -0.5])[:, None, None]


def _extrapolated(values: Array, step: float) -> Array:
    """(4 D(h/2) − D(h))/3 of the central differences D, from the values at ±h, ±h/2."""
    wide = (values[0] - values[1]) / (2 * step)
    narrow = (values[2] - values[3]) / step
    result: Array = (4 * narrow - wide) / 3
    return result


def _batched(value: Any, points: int) -> Array:
    """A value at each point; one that does not depend on the point is repeated."""
    value = np.asarray(value)
    return value if value.ndim > 2 else np.broadcast_to(value, (points, *value.shape))


def slope(at: NumpyEvaluation, expr: Expr, directions: Directions, step: float = STEP) -> Array:
    """The derivative of ``expr`` along the directions, by central differences."""
    for moved in directions:
        at.evaluate(moved)
    changed = {moved: at.fetch(moved) + _offsets(step) * by for moved, by in directions.items()}
    return _extrapolated(_batched(at.moved(changed).value(expr), 4), step)


def complex_slope(
    at: NumpyEvaluation, expr: Expr, directions: Directions, step: float = STEP
) -> Array:
    """The derivative of an analytic ``expr`` along the directions, to rounding.

    No step is needed; it is taken so that both slopes are called alike.
    """
    for moved in directions:
        at.evaluate(moved)
    changed = {moved: at.fetch(moved) + 1j * TINY * by for moved, by in directions.items()}
    result: Array = np.imag(at.moved(changed).value(expr)) / TINY
    return result


def mixed_slope(
    at: NumpyEvaluation,
    expr: Expr,
    first: Directions,
    second: Directions,
    analytic: bool,
    step: float = STEP,
) -> Array:
    """The second derivative along two directions: the slope of a slope."""
    for moved in (*first, *second):
        at.evaluate(moved)
    changed = {moved: at.fetch(moved) + _offsets(step) * by for moved, by in second.items()}
    inner = complex_slope if analytic else _wide_slope
    return _extrapolated(_batched(inner(at.moved(changed), expr, first, step), 4), step)


def _wide_slope(at: NumpyEvaluation, expr: Expr, directions: Directions, step: float) -> Array:
    """`slope` at points that are a batch themselves."""
    steps = _offsets(step)[:, None]
    changed = {moved: at.fetch(moved) + steps * by for moved, by in directions.items()}
    value = np.asarray(at.moved(changed).value(expr))
    if value.ndim < 4:
        # Nothing of these directions is in it: the batch is the outer one, or there is none.
        value = np.broadcast_to(value, (4, *value.shape))
    return _extrapolated(value, step)


def is_analytic(*roots: Expr) -> bool:
    """Whether the complex step may be taken through these expressions."""
    for node in postorder(*roots):
        if node.head in (h.PARTIAL, h.DIFFERENTIAL, h.OPERATION):
            return False
        if node.head is h.APPLY and node.data.name in NOT_ANALYTIC and not node.data.is_abstract:
            return False
    return True


def partial_table(at: NumpyEvaluation, node: Expr) -> tuple[tuple[Expr, ...], Table[Array]]:
    """The value of ∂F/∂X for each assignment of its free indices."""
    function, by = node.args
    body = by.args[0] if by.head is h.ENTRY else by
    at.evaluate(body, *by.args[1:] if by.head is h.ENTRY else ())
    if body in at.free:
        raise UnsupportedError(f"{body!r} has free indices: write one entry of it.")
    rows, cols = at.shape(body)
    units = np.eye(rows * cols).reshape(rows, cols, rows, cols)
    inside, values = _slopes_by_entry(at, function, body, units)
    if by.head is not h.ENTRY:
        return inside, {key: _assembled(node, each) for key, each in values.items()}
    free = union([at.table(by.args[1])[0], at.table(by.args[2])[0], inside])
    table = {}
    for chosen in at.assignments(free):
        i, j = (whole(pick(at.table(index), free, chosen)) for index in by.args[1:])
        table[chosen] = pick((inside, values), free, chosen)[i - 1][j - 1]
    return free, table


def _slopes_by_entry(
    at: NumpyEvaluation, function: Expr, body: Expr, units: Array
) -> tuple[tuple[Expr, ...], dict[tuple[int, ...], list[list[Array]]]]:
    """For each entry of the body, the slope of the function when that entry moves."""
    rows, cols = units.shape[:2]
    free: tuple[Expr, ...] = ()
    found: dict[tuple[int, ...], list[list[Array]]] = {}
    for i in range(rows):
        for j in range(cols):
            moved = at.moved(
                {body: at.fetch(body) + _lead(_offsets(STEP), at.fetch(body)) * units[i, j]}
            )
            moved.evaluate(function)
            free, table = moved.table(function)
            for key, value in table.items():
                grid = found.setdefault(key, [[value] * cols for _ in range(rows)])
                grid[i][j] = _extrapolated(_batched(value, 4), STEP)
    return free, found


def _lead(steps: Array, value: Any) -> Array:
    """The steps with an axis for each axis of points that the value already has."""
    extra = np.ndim(value) - 2
    return steps.reshape(4, *[1] * extra, 1, 1)


def _assembled(node: Expr, slopes: list[list[Array]]) -> Array:
    function, by = node.args
    if by.is_scalar:
        return slopes[0][0]
    if function.is_scalar:
        rows = [np.concatenate(row, axis=-1) for row in slopes]
        return np.concatenate(rows, axis=-2)
    is_column = function.cols is ONE
    columns = [each if is_column else np.swapaxes(each, -1, -2) for each in chain(*slopes)]
    return np.concatenate(columns, axis=-1)


def finite_check(
    problem: Problem,
    candidate: Expr,
    *,
    trials: int = 3,
    seed: int = 0,
    rules: SizeRules = NO_RULES,
) -> Comparison:
    """Whether ``candidate`` agrees with finite differences along one random direction a trial.

    Raises ShapeError when it has another shape than the derivative.

    >>> from matcalc.expr import symbol
    >>> x, B = symbol("x", "n"), symbol("B", "n", "n")
    >>> finite_check(Problem(x.T @ B @ x, x), (B + B.T) @ x).equal
    True
    """
    form = form_of(problem)
    error = derivative_shape_error(problem, candidate, form)
    if error is not None:
        raise error
    scene = Scene.of(problem, candidate)
    analytic = is_analytic(problem.target, *(each.body for each in problem.definitions))
    check = _Check(problem, candidate, form, analytic)
    worst: Comparison | None = None
    for trial, each in enumerate(sequence(seed, trials)):
        pool = TRIAL_POOLS[trial % len(TRIAL_POOLS)]
        found = first_result(points(scene, Floating, each, pool, rules), check.at_point)
        found = replace(found, seed=seed, trials=trial + 1)
        if worst is None or found.error > worst.error:
            worst = found
        if not found.equal:
            return found
    assert worst is not None, "a check needs at least one trial"
    return worst


def finite_check_at(problem: Problem, candidate: Expr, point: Point) -> Comparison:
    """The same at a point that is given, the value of the candidate perhaps with it.

    Raises PointError where the differences do not settle.
    """
    analytic = is_analytic(problem.target, *(each.body for each in problem.definitions))
    return _Check(problem, candidate, form_of(problem), analytic).at_point(point)


class _Check:
    """One problem and claim, compared at any point."""

    def __init__(self, problem: Problem, candidate: Expr, form: Form, analytic: bool) -> None:
        self.problem, self.candidate = problem, candidate
        self.form, self.analytic = form, analytic
        self.step = STEP

    def slope(self, at: NumpyEvaluation, expr: Expr, directions: Directions) -> Array:
        """The derivative along the directions, by the method that fits the function."""
        return (complex_slope if self.analytic else slope)(at, expr, directions, self.step)

    def at_point(self, point: Point) -> Comparison:
        """The comparison at a point; a difference counts only where the differences settle."""
        true, claimed = self._sides(point, STEP)
        error = relative_error(true, claimed)
        if error > TOLERANCE and relative_error(true, self._sides(point, STEP / 4)[0]) > SETTLED:
            raise PointError("differences do not settle so close to a singularity.")
        return Comparison(error <= TOLERANCE, False, error, 0, 1, point.sizes, point=point)

    def _sides(self, point: Point, step: float) -> tuple[list[float], list[float]]:
        self.step = step
        values: dict[Expr, Any] = {name: np.array(rows) for name, rows in point.values.items()}
        at = NumpyEvaluation(point.sizes, values, point.definitions, point.numbers.seed)
        rng = np.random.default_rng(point.seed)
        try:
            with np.errstate(all="ignore"):
                true, claimed = SAMPLES[type(self.form)](self, at, rng)
        except np.linalg.LinAlgError as failure:
            raise PointError(str(failure)) from failure
        both = [np.ravel(true), np.ravel(claimed)]
        if not all(np.isfinite(each).all() for each in both):
            raise PointError("a value is not finite.")
        return both[0].tolist(), both[1].tolist()


Pair = tuple[Any, Any]
Generator = np.random.Generator


def _random(at: NumpyEvaluation, expr: Expr, rng: Generator) -> Array:
    return rng.uniform(-1, 1, at.shape(expr))


def _entries(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    form, problem = check.form, check.problem
    assert isinstance(form, Entries)
    wrt = variable(problem)
    weights = _random(at, wrt, rng)
    true = check.slope(at, form.target(problem), {wrt: form.combined(weights)})
    return true, (weights * at.value(check.candidate)).sum()


def _by_scalar(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    true = check.slope(at, check.problem.target, {variable(check.problem): np.ones((1, 1))})
    return true, _like(at.value(check.candidate), true)


def _like(value: Any, other: Array) -> Array:
    return np.broadcast_to(value, np.shape(other))


def _columns(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    wrt = variable(check.problem)
    direction = _random(at, wrt, rng)
    true = check.slope(at, check.problem.target, {wrt: direction})
    return true.T.ravel(), at.value(check.candidate) @ direction.T.ravel()


def _second(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    problem = check.problem
    first = variable(problem)
    second = problem.second or first
    D, E = _random(at, first, rng), _random(at, second, rng)
    true = mixed_slope(at, problem.target, {first: D}, {second: E}, check.analytic, check.step)
    return true, D.T.ravel() @ at.value(check.candidate) @ E.T.ravel()


def _by_scalar_twice(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    problem, one = check.problem, np.ones((1, 1))
    first = variable(problem)
    moved = {problem.second or first: one}
    true = mixed_slope(at, problem.target, {first: one}, moved, check.analytic)
    return true, _like(at.value(check.candidate), true)


def _second_along(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    problem = check.problem
    wrt = variable(problem)
    weights = _random(at, wrt, rng)
    [(moved, direction), *_] = problem.direction
    along = {moved: at.value(direction)}
    true = mixed_slope(at, problem.target, {wrt: weights}, along, check.analytic, check.step)
    return true, (weights * at.value(check.candidate)).sum()


def _moving(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    problem = check.problem
    directions = {moved: at.value(direction) for moved, direction in problem.direction}
    for each in (problem.wrt, problem.second):
        if each is not None and each not in directions:
            directions[each] = _random(at, each, rng)
    at.directions = directions
    true = check.slope(at, problem.target, directions)
    return true, _like(at.value(check.candidate), true)


def _plain(check: _Check, at: NumpyEvaluation, rng: Generator) -> Pair:
    sides = (check.problem.target, check.candidate)
    at.directions = {name: _random(at, name, rng) for name in at.given}
    at.evaluate(*sides)
    tables = [at.table(side) for side in sides]
    free = union(names for names, _ in tables)
    true, claimed = (
        np.stack([pick(each, free, chosen) for chosen in at.assignments(free)]) for each in tables
    )
    return true, _like(claimed, true)


SAMPLES: Mapping[type[Form], Callable[[_Check, NumpyEvaluation, Generator], Pair]] = {
    Entries: _entries,
    ByScalar: _by_scalar,
    Columns: _columns,
    Second: _second,
    ByScalarTwice: _by_scalar_twice,
    SecondAlong: _second_along,
    Moving: _moving,
    Plain: _plain,
}
"""How the truth and the claim are compared along a random direction, form by form."""
