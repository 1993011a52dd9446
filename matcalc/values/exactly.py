"""Does a formula equal the derivative? Decided at random points, by arithmetic alone.

Modulo 2⁶¹ − 1 a false algebraic formula passes one trial with a chance of about degree/2⁶¹.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import Definition, Expr, Problem, shape_text
from matcalc.values.arithmetic import InexactError, Matrix, PointError
from matcalc.values.bounded import HIDDEN, Bounded, gap
from matcalc.values.evaluate import Evaluation
from matcalc.values.floating import FAR, Floating
from matcalc.values.forms import Form, form_of
from matcalc.values.meaning import flat
from matcalc.values.modular import Modular
from matcalc.values.nudge import is_steady
from matcalc.values.point import DOMAINS, Numbers, Point, Scene, first_result, points, sequence
from matcalc.values.sizes import NO_RULES, SizeRules

TOLERANCE = 1e-8
"""Relative error up to which two floating-point values count as equal."""
NOISE = 1e-2
"""Relative error up to which a difference without a bound may be rounding; 0/0 is wrong anyway."""
TRIAL_POOLS = ("main", "main", "degenerate", "equal")
"""Where the sizes of the trials come from, in turn."""
TRIAL_DOMAINS = ("any", "any", "any", "negative", "wide")
"""What entries are tried as first, in turn: their signs and their magnitude matter too."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two quantities are equal, and how that is known.

    ``exact`` says that only the four operations (and roots) took part, so that a difference
    is a proof. Otherwise a difference needs a second opinion; equality does not.
    ``error`` is the largest relative difference seen, 0 or infinite in exact arithmetic, and
    ``bound`` what rounding can explain of it.
    """

    equal: bool
    exact: bool
    error: float
    seed: int
    trials: int
    sizes: Mapping[str, int]
    where: tuple[int, int] | None = None
    point: Point | None = None
    bound: float = 0.0
    largest: float = math.inf
    """The largest value that was compared; it is told of floating-point numbers only."""


def derivative_shape_error(problem: Problem, candidate: Expr, form: Form) -> ShapeError | None:
    """The error of a candidate that is not shaped like the derivative, if it is not."""
    wanted = form.shape(problem)
    if candidate.shape == wanted:
        return None
    return ShapeError(
        f"{candidate!r} is {shape_text(candidate.shape)}, and the derivative is "
        f"{shape_text(wanted)}."
    )


def derivative_at(problem: Problem, point: Point) -> Matrix:
    """∂target/∂wrt at a point, entry by entry, from directional derivatives alone.

    Raises PointError where there is no value, UnsupportedError for a kind without one.
    """
    return form_of(problem).truth(problem, point.evaluation(), Random(point.seed))


def directional(problem: Problem, point: Point, direction: Matrix) -> Matrix:
    """The derivative of the target along a direction of the variable."""
    assert problem.wrt is not None
    return point.evaluation().along({problem.wrt: direction}).tangent(problem.target)


def agrees(
    problem: Problem,
    candidate: Expr,
    *,
    trials: int = 3,
    seed: int = 0,
    rules: SizeRules = NO_RULES,
    locate: bool = True,
) -> Comparison:
    """Whether ``candidate`` is the derivative that the problem asks for, modulo 2⁶¹ − 1.

    Raises ShapeError when it has another shape, InexactError when something in it has no exact
    value (a matrix exponential), UnsupportedError when no point lies in the domain.

    >>> from matcalc.expr import symbol, trace
    >>> V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
    >>> agrees(Problem(trace(V @ X @ W), X), (W @ V).T).equal
    True
    """
    return _compare(problem, candidate, Modular, trials, seed, rules, locate)


def agrees_floating(
    problem: Problem,
    candidate: Expr,
    *,
    trials: int = 3,
    seed: int = 0,
    rules: SizeRules = NO_RULES,
    locate: bool = False,
) -> Comparison:
    """The same in double precision: equal within the bound of the rounding error.

    Both the difference and the bound are reported, relative to the values or to 1. Where there is
    no bound (eigenvalues), or it grows until it tells nothing (a thousand layers), values are
    compared up to TOLERANCE and ``bound`` is infinite; a difference then counts only where it is
    steady when the point is moved a little.
    """
    try:
        return _compare(problem, candidate, Bounded, trials, seed, rules, locate)
    except InexactError:
        pass
    except UnsupportedError as error:
        if HIDDEN not in error.message:
            raise
    return _compare(problem, candidate, Floating, trials, seed, rules, locate)


def agrees_far_out(problem: Problem, candidate: Expr, *, seed: int = 0) -> bool:
    """Whether two formulas agree near zero and far out too; where they have no value, they do.

    >>> from matcalc.expr import apply, symbol
    >>> x = symbol("x")
    >>> agrees_far_out(Problem(x * x, x), 2 * x + apply("relu", x - 50))
    False
    """
    form, scene = form_of(problem), Scene.of(problem, candidate)
    for each, domain in enumerate(FAR * 2):
        drawn = points(scene, Bounded, seed + each, attempts=3, domains=(domain,))
        try:
            found = first_result(drawn, lambda point: _at_point(problem, candidate, form, point))
        except (InexactError, UnsupportedError):
            continue
        if not found.equal:
            return False
    return True


def same(
    left: Expr,
    right: Expr,
    definitions: Sequence[Definition] = (),
    *,
    trials: int = 3,
    seed: int = 0,
    rules: SizeRules = NO_RULES,
) -> Comparison:
    """Whether two expressions are equal, modulo 2⁶¹ − 1; free indices run over their range.

    >>> from matcalc.expr import symbol
    >>> A, B = symbol("A", "n", "n"), symbol("B", "n", "n")
    >>> same((A @ B).T, B.T @ A.T).equal, same((A @ B).T, A.T @ B.T).equal
    (True, False)
    """
    problem = Problem(left, kind="value", definitions=tuple(definitions))
    return agrees(problem, right, trials=trials, seed=seed, rules=rules)


def same_floating(
    left: Expr,
    right: Expr,
    definitions: Sequence[Definition] = (),
    *,
    trials: int = 3,
    seed: int = 0,
    rules: SizeRules = NO_RULES,
) -> Comparison:
    """Whether two expressions are equal in double precision, with the relative error."""
    problem = Problem(left, kind="value", definitions=tuple(definitions))
    return agrees_floating(problem, right, trials=trials, seed=seed, rules=rules)


def _compare(
    problem: Problem,
    candidate: Expr,
    numbers: Numbers,
    trials: int,
    seed: int,
    rules: SizeRules,
    locate: bool,
) -> Comparison:
    form = form_of(problem)
    error = derivative_shape_error(problem, candidate, form)
    if error is not None:
        raise error
    scene = Scene.of(problem, candidate)
    result: Comparison | None = None
    for trial, each in enumerate(sequence(seed, trials)):
        pool = TRIAL_POOLS[trial % len(TRIAL_POOLS)]
        first = TRIAL_DOMAINS[trial % len(TRIAL_DOMAINS)]
        domains = tuple(dict.fromkeys((first, *DOMAINS)))
        drawn = points(scene, numbers, each, pool, rules, domains=domains)
        found = first_result(drawn, lambda point: _at_point(problem, candidate, form, point))
        found = replace(found, seed=seed, trials=trial + 1)
        if not found.equal:
            return _located(problem, candidate, form, found) if locate else found
        result = _worse(result, found)
    assert result is not None, "a check needs at least one trial"
    return result


def _worse(one: Comparison | None, two: Comparison) -> Comparison:
    """The comparison to report of two that found equality."""
    if one is None:
        return two
    error, bound = max(one.error, two.error), max(one.bound, two.bound)
    largest = max(one.largest, two.largest)
    return replace(two, exact=one.exact and two.exact, error=error, bound=bound, largest=largest)


def _at_point(problem: Problem, candidate: Expr, form: Form, point: Point) -> Comparison:
    true, claimed = form.sampled(problem, point.evaluation(), candidate, Random(point.seed))
    plain = point.numbers.rounds and not isinstance(point.numbers, Bounded)
    if plain and not all(map(math.isfinite, (*true, *claimed))):
        raise PointError("a value is too large.")
    largest = math.inf
    if isinstance(point.numbers, Bounded):
        equal, error, bound = gap(true, claimed)
        largest = max((abs(value) for value, _ in (*true, *claimed)), default=0.0)
    elif point.numbers.rounds:
        error, bound = relative_error(true, claimed), math.inf
        equal = error <= TOLERANCE
        if TOLERANCE < error < NOISE and not is_steady(problem, candidate, form, point):
            raise PointError("rounding hides the difference of the two values.")
    else:
        equal, bound = true == claimed, 0.0
        error = 0.0 if equal else float("inf")
    return Comparison(
        equal,
        is_exact(point),
        error,
        0,
        1,
        point.sizes,
        point=point,
        bound=bound,
        largest=largest,
    )


def is_exact(point: Point) -> bool:
    """Whether no remembered value took part at this point."""
    numbers = point.numbers
    if isinstance(numbers, Modular):
        return not numbers.remembered
    return not numbers.rounds


def relative_error(true: Sequence[float], claimed: Sequence[float]) -> float:
    """The largest difference over the largest value, or over 1e-3 where all are smaller.

    For methods whose own error is not known, such as finite differences of values around 1.
    """
    scale = max((abs(value) for value in (*true, *claimed)), default=0.0)
    off = max((abs(a - b) for a, b in zip(true, claimed, strict=True)), default=0.0)
    return off / max(scale, 1e-3)


def _located(problem: Problem, candidate: Expr, form: Form, found: Comparison) -> Comparison:
    """The comparison with the first entry that differs."""
    assert found.point is not None
    at = found.point.evaluation()
    true, claimed = form.both(problem, at, candidate, Random(found.point.seed))
    rounds = found.point.numbers.rounds
    if isinstance(found.point.numbers, Bounded):
        true, claimed = ([[value for value, _ in row] for row in rows] for rows in (true, claimed))
    return replace(found, where=first_difference(true, claimed, rounds))


def first_difference(true: Matrix, claimed: Matrix, rounds: bool) -> tuple[int, int] | None:
    """The first place, row by row and from 0, at which two matrices differ."""
    scale = max((abs(value) for value in flat(true) + flat(claimed)), default=0) if rounds else 0
    for i, (row, other) in enumerate(zip(true, claimed, strict=True)):
        for j, (a, b) in enumerate(zip(row, other, strict=True)):
            if abs(a - b) > TOLERANCE * scale if rounds else a != b:
                return i, j
    return None


class Probe:
    """One problem at fixed points, to compare many candidates quickly.

    >>> from matcalc.expr import symbol
    >>> x, B = symbol("x", "n"), symbol("B", "n", "n")
    >>> probe = Probe(Problem(x.T @ B @ x, x))
    >>> probe.matches((B + B.T) @ x), probe.matches(2 * (B @ x))
    (True, False)
    """

    def __init__(
        self,
        problem: Problem,
        *,
        seed: int = 0,
        rules: SizeRules = NO_RULES,
        numbers: Numbers = Modular,
        more: Sequence[Expr] = (),
        pool: str = "main",
    ) -> None:
        self.problem, self.form = problem, form_of(problem)
        scene = Scene.of(problem, *more)
        drawn = points(scene, numbers, seed, pool, rules)
        self.at, self.point = first_result(drawn, self._try)

    def _try(self, point: Point) -> tuple[Evaluation, Point]:
        at = point.evaluation()
        at.evaluate(self.problem.target)
        return at, point

    def fingerprint(self, expr: Expr) -> tuple[Any, ...] | None:
        """The values of an expression at the point, row by row; None where it has none."""
        try:
            return tuple(flat(self.at.value(expr)))
        except PointError:
            return None

    def matches(self, candidate: Expr) -> bool:
        """Whether the candidate has the shape and, at the point, the value of the derivative."""
        if candidate.shape != self.form.shape(self.problem):
            return False
        try:
            rng = Random(self.point.seed)
            true, claimed = self.form.sampled(self.problem, self.at, candidate, rng)
        except PointError:
            return False
        if self.point.numbers.rounds:
            return relative_error(true, claimed) <= TOLERANCE
        return true == claimed
