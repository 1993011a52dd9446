"""What a derivative is, kind by kind, from directional derivatives alone.

Nothing here knows a rule of matrix calculus: the variable moves along a direction, and the
change of the target is read from dual numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import Expr, Problem, Shape, inner, postorder, shape_text
from matcalc.expr import head as h
from matcalc.values.arithmetic import Matrix
from matcalc.values.evaluate import Along, Evaluation
from matcalc.values.interpret import pick, union
from matcalc.values.meaning import flat, stacked, turned

Pair = tuple[list[Any], list[Any]]
"""Numbers that are true, and numbers that are claimed, in one order."""


class Form:
    """One way to read ∂target/∂wrt. ``claim`` is compared with the truth in two ways."""

    def shape(self, problem: Problem) -> Shape:
        """The shape that the derivative has."""
        raise NotImplementedError

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        """The derivative, entry by entry."""
        raise NotImplementedError

    def both(
        self, problem: Problem, at: Evaluation, claim: Expr, rng: Random
    ) -> tuple[Matrix, Matrix]:
        """The derivative and the claim, entry by entry."""
        return self.truth(problem, at, rng), at.value(claim)

    def sampled(self, problem: Problem, at: Evaluation, claim: Expr, rng: Random) -> Pair:
        """Both along one random direction where that is cheaper; it is as decisive."""
        true, claimed = self.both(problem, at, claim, rng)
        return flat(true), flat(claimed)


def variable(problem: Problem) -> Expr:
    """What the problem differentiates by."""
    if problem.wrt is None:
        raise UnsupportedError("nothing is said to be differentiated by.")
    return problem.wrt


def random_direction(at: Evaluation, of: Expr, rng: Random) -> Matrix:
    """A random matrix shaped like an expression."""
    rows, cols = at.shape(of)
    return [[at.numbers.random(rng) for _ in range(cols)] for _ in range(rows)]


def _combined(at: Evaluation, weights: Sequence[Any], entries: Sequence[Any]) -> Any:
    return at.numbers.dot(weights, entries)


class Entries(Form):
    """The gradient: the derivative of a scalar by each entry of the variable.

    ``directions`` says along which (row, column, weight) the entry (i, j) moves the variable.
    """

    def __init__(self, directions: Directions) -> None:
        self.directions = directions

    def shape(self, problem: Problem) -> Shape:
        return variable(problem).shape

    def target(self, problem: Problem) -> Expr:
        """The scalar that is differentiated: for a pullback, ⟨G, F⟩."""
        target = problem.target
        if problem.kind == "vjp" and problem.cotangent is not None:
            target = inner(problem.cotangent, target)
        if not target.is_scalar:
            raise ShapeError(
                f"a gradient is of a scalar, and {target!r} is {shape_text(target.shape)}.",
                hint="Ask for the jacobian, or give the upstream gradient of the output.",
            )
        return target

    def combined(self, weights: Any) -> Any:
        """Σ weightᵢⱼ · (the direction of the entry i, j), in floating point."""
        result = 0 * weights
        for i, row in enumerate(weights):
            for j, weight in enumerate(row):
                for k, m, share in self.directions(i, j):
                    result[k, m] += weight * float(share)
        return result

    def _direction(self, at: Evaluation, weights: Matrix) -> Matrix:
        numbers = at.numbers
        result = [[numbers.zero] * len(row) for row in weights]
        for i, row in enumerate(weights):
            for j, weight in enumerate(row):
                for k, m, share in self.directions(i, j):
                    part = numbers.mul(weight, numbers.number(share))
                    result[k][m] = numbers.add(result[k][m], part)
        return result

    def _derivative(self, problem: Problem, at: Evaluation, weights: Matrix) -> Any:
        wrt = variable(problem)
        along = at.along({wrt: self._direction(at, weights)})
        return along.tangent(self.target(problem))[0][0]

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        wrt = variable(problem)
        rows, cols = at.shape(wrt)
        return [
            [self._derivative(problem, at, at.basis(wrt, i, j)) for j in range(cols)]
            for i in range(rows)
        ]

    def sampled(self, problem: Problem, at: Evaluation, claim: Expr, rng: Random) -> Pair:
        weights = random_direction(at, variable(problem), rng)
        true = self._derivative(problem, at, weights)
        claimed = _combined(at, flat(weights), flat(at.value(claim)))
        return [true], [claimed]


Directions = Callable[[int, int], list[tuple[int, int, Fraction]]]
_1, _HALF = Fraction(1), Fraction(1, 2)

CONSTRAINTS: Mapping[str, Directions] = {
    "": lambda i, j: [(i, j, _1)],
    "symmetric:independent": lambda i, j: [(i, j, _1)] if i == j else [(i, j, _1), (j, i, _1)],
    "symmetric:projected": lambda i, j: [(i, j, _HALF), (j, i, _HALF)],
    "skew:projected": lambda i, j: [(i, j, _HALF), (j, i, -_HALF)],
    "diagonal": lambda i, j: [(i, j, _1)] if i == j else [],
    "lower_triangular": lambda i, j: [(i, j, _1)] if j <= i else [],
    "upper_triangular": lambda i, j: [(i, j, _1)] if i <= j else [],
}
"""How a structured variable moves when the entry (i, j) of its reported gradient is asked for."""


class ByScalar(Form):
    """∂F/∂α, of the shape of F."""

    def shape(self, problem: Problem) -> Shape:
        return problem.target.shape

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        along = at.along({variable(problem): [[at.numbers.one]]})
        return along.tangent(problem.target)


class Columns(Form):
    """The Jacobian: rows are outputs, columns entries of the variable, both column by column."""

    def shape(self, problem: Problem) -> Shape:
        target, wrt = problem.target, variable(problem)
        return (target.rows * target.cols, wrt.rows * wrt.cols)

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        wrt = variable(problem)
        rows, cols = at.shape(wrt)
        columns = [
            stacked(at.along({wrt: at.basis(wrt, i, j)}).tangent(problem.target))
            for j in range(cols)
            for i in range(rows)
        ]
        return turned(columns)

    def sampled(self, problem: Problem, at: Evaluation, claim: Expr, rng: Random) -> Pair:
        wrt = variable(problem)
        direction = random_direction(at, wrt, rng)
        true = stacked(at.along({wrt: direction}).tangent(problem.target))
        weights = stacked(direction)
        rows = at.value(claim)
        return true, [_combined(at, row, weights) for row in rows]


class Second(Form):
    """The Hessian: rows entries of the variable, columns entries of the second variable."""

    def shape(self, problem: Problem) -> Shape:
        first, second = self._variables(problem)
        return (first.rows * first.cols, second.rows * second.cols)

    def _variables(self, problem: Problem) -> tuple[Expr, Expr]:
        if not problem.target.is_scalar:
            raise ShapeError(
                f"a Hessian is of a scalar, and {problem.target!r} is "
                f"{shape_text(problem.target.shape)}."
            )
        wrt = variable(problem)
        return wrt, problem.second or wrt

    def _derivative(self, problem: Problem, at: Evaluation, D: Matrix, E: Matrix) -> Any:
        """The mixed derivative along D in the first variable and E in the second."""
        first, second = self._variables(problem)
        once = at.along({first: D})
        twice = once.along({second: once.numbers.lift(E)})
        return once.numbers.tangent(twice.tangent(problem.target))[0][0]

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        first, second = self._variables(problem)
        return [
            [
                self._derivative(problem, at, at.basis(first, i, j), at.basis(second, k, m))
                for m, k in _column_by_column(at, second)
            ]
            for j, i in _column_by_column(at, first)
        ]

    def sampled(self, problem: Problem, at: Evaluation, claim: Expr, rng: Random) -> Pair:
        first, second = self._variables(problem)
        D, E = random_direction(at, first, rng), random_direction(at, second, rng)
        weights = stacked(E)
        rows = at.value(claim)
        across = [_combined(at, row, weights) for row in rows]
        return [self._derivative(problem, at, D, E)], [_combined(at, stacked(D), across)]


def _column_by_column(at: Evaluation, expr: Expr) -> list[tuple[int, int]]:
    rows, cols = at.shape(expr)
    return list(product(range(cols), range(rows)))


class ByScalarTwice(Second):
    """∂²F/∂α∂β, of the shape of F."""

    def _variables(self, problem: Problem) -> tuple[Expr, Expr]:
        wrt = variable(problem)
        return wrt, problem.second or wrt

    def shape(self, problem: Problem) -> Shape:
        return problem.target.shape

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        first, second = self._variables(problem)
        once = at.along({first: [[at.numbers.one]]})
        twice = once.along({second: once.numbers.lift([[at.numbers.one]])})
        return once.numbers.tangent(twice.tangent(problem.target))

    def sampled(self, problem: Problem, at: Evaluation, claim: Expr, rng: Random) -> Pair:
        true, claimed = self.both(problem, at, claim, rng)
        return flat(true), flat(claimed)


class SecondAlong(Second):
    """The Hessian applied to a direction: shaped like the variable."""

    def shape(self, problem: Problem) -> Shape:
        return variable(problem).shape

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        wrt = variable(problem)
        [(moved, direction), *_] = problem.direction
        once = at.along({moved: at.value(direction)})
        rows, cols = at.shape(wrt)
        result = []
        for i in range(rows):
            result.append([self._entry(problem, once, wrt, i, j) for j in range(cols)])
        return result

    def _entry(self, problem: Problem, once: Along, wrt: Expr, i: int, j: int) -> Any:
        twice = once.along({wrt: once.basis(wrt, i, j)})
        return once.numbers.tangent(twice.tangent(problem.target))[0][0]

    def sampled(self, problem: Problem, at: Evaluation, claim: Expr, rng: Random) -> Pair:
        true, claimed = self.both(problem, at, claim, rng)
        return flat(true), flat(claimed)


class Moving(Form):
    """The differential: the change of the target; the claim contains dX or its name."""

    def shape(self, problem: Problem) -> Shape:
        return problem.target.shape

    def _along(self, problem: Problem, at: Evaluation, rng: Random) -> Along:
        tangents = {moved: at.value(direction) for moved, direction in problem.direction}
        wanted = [problem.wrt, problem.second]
        for each in wanted:
            if each is not None and each not in tangents:
                tangents[each] = random_direction(at, each, rng)
        return at.along(tangents, calculus=True)

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        return self._along(problem, at, rng).tangent(problem.target)

    def both(
        self, problem: Problem, at: Evaluation, claim: Expr, rng: Random
    ) -> tuple[Matrix, Matrix]:
        along = self._along(problem, at, rng)
        value = along.value(claim)
        return along.tangent(problem.target), [[v for v, _ in row] for row in value]


class Plain(Form):
    """An equality without a variable. Where dX occurs, everything that is given moves."""

    def shape(self, problem: Problem) -> Shape:
        return problem.target.shape

    def truth(self, problem: Problem, at: Evaluation, rng: Random) -> Matrix:
        return self._values(at, [problem.target], rng)[0]

    def both(
        self, problem: Problem, at: Evaluation, claim: Expr, rng: Random
    ) -> tuple[Matrix, Matrix]:
        true, claimed = self._values(at, [problem.target, claim], rng)
        return true, claimed

    def _values(self, at: Evaluation, sides: list[Expr], rng: Random) -> list[Matrix]:
        """The sides for every assignment of their free indices, one below the other."""
        if not has_differential(at, sides):
            return self._tables(at, sides)
        given = [name for name in at.values if name.head is h.SYMBOL and name not in at.definitions]
        tangents = {name: random_direction(at, name, rng) for name in given}
        along = at.along(tangents, calculus=True)
        return [[[v for v, _ in row] for row in rows] for rows in self._tables(along, sides)]

    def _tables(self, at: Evaluation, sides: list[Expr]) -> list[Matrix]:
        at.evaluate(*sides)
        tables = [at.table(side) for side in sides]
        free = union(names for names, _ in tables)
        return [
            [row for chosen in at.assignments(free) for row in pick(each, free, chosen)]
            for each in tables
        ]


def has_differential(at: Evaluation, sides: Sequence[Expr]) -> bool:
    """Whether some dX occurs in the sides, or in the definitions."""
    return any(node.head is h.DIFFERENTIAL for node in postorder(*sides, *at.definitions.values()))


BY_SCALAR_TWICE = ByScalarTwice()
COLUMNS, BY_SCALAR, SECOND, SECOND_ALONG, MOVING, PLAIN = (
    Columns(),
    ByScalar(),
    Second(),
    SecondAlong(),
    Moving(),
    Plain(),
)


def form_of(problem: Problem) -> Form:
    """How the derivative that the problem asks for is read.

    Raises UnsupportedError for a kind or a constraint without a form.
    """
    choose = _FORMS.get(problem.kind)
    if choose is None:
        raise UnsupportedError(
            f"the kind {problem.kind!r} has no values.", hint=f"Known: {', '.join(_FORMS)}."
        )
    return choose(problem)


def _entries(problem: Problem) -> Form:
    wrt = variable(problem)
    if problem.kind != "vjp" and wrt.is_scalar and not problem.target.is_scalar:
        return BY_SCALAR
    constraint = problem.constraint
    if problem.kind == "gradient-symmetric" and not constraint:
        constraint = "symmetric:independent"
    if constraint not in CONSTRAINTS:
        raise UnsupportedError(
            f"the constraint {constraint!r} has no values.",
            hint=f"Known: {', '.join(name for name in CONSTRAINTS if name)}.",
        )
    return Entries(CONSTRAINTS[constraint])


def _second(problem: Problem) -> Form:
    if problem.direction:
        return SECOND_ALONG
    wrt = variable(problem)
    scalars = wrt.is_scalar and (problem.second or wrt).is_scalar
    return BY_SCALAR_TWICE if scalars and not problem.target.is_scalar else SECOND


_FORMS: Mapping[str, Callable[[Problem], Form]] = {
    "gradient": _entries,
    "gradient-symmetric": _entries,
    "vjp": _entries,
    "jacobian": lambda problem: BY_SCALAR if variable(problem).is_scalar else COLUMNS,
    "jacobian-vec": lambda problem: BY_SCALAR if variable(problem).is_scalar else COLUMNS,
    "scalar-derivative": lambda problem: BY_SCALAR,
    "hessian": lambda problem: _second(problem),
    "differential": lambda problem: MOVING,
    "jvp": lambda problem: MOVING,
    "value": lambda problem: PLAIN,
}
