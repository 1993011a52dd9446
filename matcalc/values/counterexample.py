"""The smallest point at which a formula is wrong, with small whole numbers in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import prod
from random import Random
from typing import Any

from matcalc.expr import Expr, Problem, differential, postorder, substitute, symbol
from matcalc.expr import head as h
from matcalc.values.arithmetic import InexactError, Matrix, PointError, Rational, simple_coefficient
from matcalc.values.exactly import derivative_shape_error
from matcalc.values.floating import Floating
from matcalc.values.forms import Form, form_of
from matcalc.values.meaning import flat
from matcalc.values.point import DOMAINS, Point, Scene, points
from matcalc.values.sizes import NO_RULES, SizeRules, growing_sizes
from matcalc.values.work import MOST_WORK, work

SHAPES, ATTEMPTS, SIMPLER = 25, 9, 40
"""How many sizes, points at each, and simplifications of the point are tried."""
WHOLE_FIRST = ((1, ("any", "positive")), (2, ("any", "positive")), (4, DOMAINS))
"""How large the entries may be, and what they are; fractions come last."""
LARGEST = 4
"""The largest size of a dimension that is tried."""
VISIBLE = 1e-6
"""Difference from which rounded values count as different, relative to values above 1."""


class SmallNumbers(Floating):
    """Double precision at small whole numbers; fractions only where the domain asks for them."""

    def draw_coefficient(self, key: tuple[object, ...]) -> float:
        return float(simple_coefficient(self.seed, key))

    def random(self, rng: Random, kind: str = "any") -> float:
        if kind == "unit_interval":
            return rng.choice((0.25, 0.5, 0.75))
        size = rng.choice((1.0, 2.0, 3.0))
        return size + 1 if kind == "greater_than_one" else size * _sign(rng, kind)


def _sign(rng: Random, kind: str) -> int:
    return rng.choice((1, -1)) if kind == "any" else 1


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Inputs at which the claimed value is not the true one; ``where`` counts from 0.

    ``functions`` are the values that unspecified functions and their derivatives take there.
    """

    sizes: Mapping[str, int]
    inputs: Mapping[Expr, Matrix]
    functions: Mapping[Expr, Matrix]
    claimed: Matrix
    true: Matrix
    where: tuple[int, int]
    exact: bool
    seed: int

    def to_json(self) -> dict[str, Any]:
        """Plain data: numbers, fractions as text, nested lists in the declared rank."""
        i, j = self.where
        return {
            "sizes": dict(self.sizes),
            "inputs": {
                name.declaration.name: _plain(name, value) for name, value in self.inputs.items()
            },
            "functions": {
                repr(node): [[_number(entry) for entry in row] for row in value]
                for node, value in self.functions.items()
            },
            "claimed": [[_number(entry) for entry in row] for row in self.claimed],
            "true": [[_number(entry) for entry in row] for row in self.true],
            "where": [i + 1, j + 1],
            "claimed_entry": _number(self.claimed[i][j]),
            "true_entry": _number(self.true[i][j]),
            "exact": self.exact,
            "seed": self.seed,
        }

    def __str__(self) -> str:
        i, j = self.where
        lines = [
            f"{name.declaration.name} = {matrix_text(value)}" for name, value in self.inputs.items()
        ]
        lines += [f"{node!r} = {matrix_text(value)}" for node, value in self.functions.items()]
        place = "" if len(self.true) == len(self.true[0]) == 1 else f" at entry ({i + 1}, {j + 1})"
        lines.append(
            f"claimed {matrix_text(self.claimed)}, true {matrix_text(self.true)}: "
            f"{number_text(self.claimed[i][j])} is not {number_text(self.true[i][j])}{place}"
        )
        return "\n".join(lines)


def number_text(value: Fraction | float) -> str:
    """A fraction in full, a rounded number with six digits."""
    return str(value) if isinstance(value, Fraction) else f"{value:.6g}"


def matrix_text(rows: Matrix) -> str:
    """``[1, 2; 3, 4]``; a single entry stands alone.

    >>> matrix_text([[Fraction(1), Fraction(1, 2)]])
    '[1, 1/2]'
    """
    if len(rows) == len(rows[0]) == 1:
        return number_text(rows[0][0])
    return "[" + "; ".join(", ".join(map(number_text, row)) for row in rows) + "]"


def _number(value: Fraction | float) -> int | float | str:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return float(f"{value:.10g}")


def _plain(name: Expr, value: Matrix) -> Any:
    entries = [[_number(entry) for entry in row] for row in value]
    rank = name.declaration.rank
    return entries[0][0] if rank == 0 else flat(entries) if rank == 1 else entries


def counterexample(
    problem: Problem, claim: Expr, *, seed: int = 0, rules: SizeRules = NO_RULES
) -> Counterexample | None:
    """A smallest point at which ``claim`` is not the derivative; None when none was found.

    Fractions where everything has an exact value, else rounded values at simple inputs.
    Raises ShapeError when the claim has another shape than the derivative.

    >>> x, B = symbol("x", "n"), symbol("B", "n", "n")
    >>> print(counterexample(Problem(x.T @ B @ x, x), (B + B.T) @ x / 2))
    x = 1
    B = 1
    claimed 1, true 2: 1 is not 2
    """
    problem, claim = _with_named_directions(problem, claim)
    form = form_of(problem)
    error = derivative_shape_error(problem, claim, form)
    if error is not None:
        raise error
    scene = Scene.of(problem, claim)
    search = _Search(problem, claim, form, scene)
    shapes = growing_sizes(scene.names, scene.rules.with_more(rules), scene.dims, LARGEST)
    affordable = (sizes for sizes in shapes if search.is_affordable(sizes))
    for sizes in islice(affordable, SHAPES):
        found = search.at_sizes(sizes, seed)
        if found is not None:
            return search.simplest(found)
    return None


def _with_named_directions(problem: Problem, claim: Expr) -> tuple[Problem, Expr]:
    """dX as a symbol of its own, so that its value can be shown."""
    if problem.kind not in ("differential", "jvp"):
        return problem, claim
    named = dict(problem.direction)
    for moved in (problem.wrt, problem.second):
        if moved is not None and moved not in named:
            declaration = moved.declaration
            dims = declaration.shape[: declaration.rank]
            named[moved] = symbol(f"d{declaration.name}", *dims)
    replaced = {differential(moved): direction for moved, direction in named.items()}
    return replace(problem, direction=tuple(named.items())), substitute(claim, replaced)


@dataclass(frozen=True, slots=True)
class _Search:
    problem: Problem
    claim: Expr
    form: Form
    scene: Scene

    def at_sizes(self, sizes: Mapping[str, int], seed: int) -> Counterexample | None:
        """A failing point at these sizes: exact if there is one, else a rounded one."""
        inexact = False
        for point in self._exact_points(sizes, seed):
            try:
                found = self.failure(point)
            except InexactError:
                inexact = True
                continue
            if found is not None:
                return found
        if not inexact:
            return None
        drawn = points(self.scene, SmallNumbers, seed, sizes=sizes, attempts=ATTEMPTS)
        return next((found for point in drawn if (found := self.failure(point))), None)

    def is_affordable(self, sizes: Mapping[str, int]) -> bool:
        """Whether the truth, which is computed entry by entry, is found in a moment."""
        moved = [each for each in (self.problem.wrt, self.problem.second) if each is not None]
        entries = prod(dim.at(sizes) for each in moved for dim in each.shape)
        if self.problem.kind == "hessian" and self.problem.second is None:
            entries *= entries
        return entries * work(self.scene.costs, sizes) <= MOST_WORK

    def _exact_points(self, sizes: Mapping[str, int], seed: int) -> Iterator[Point]:
        for reach, domains in WHOLE_FIRST:
            yield from points(
                self.scene,
                lambda each, reach=reach: Rational(each, reach),  # type: ignore[misc]
                seed,
                sizes=sizes,
                attempts=ATTEMPTS // 3,
                domains=domains,
            )

    def failure(self, point: Point) -> Counterexample | None:
        """The counterexample that this point is, if it is one."""
        try:
            at = point.evaluation()
            true, claimed = self.form.both(self.problem, at, self.claim, Random(point.seed))
        except PointError:
            return None
        where = _first_visible(true, claimed)
        if where is None:
            return None
        exact = not point.numbers.rounds
        functions = {node: at.value(node) for node in self._unspecified()}
        return Counterexample(
            point.sizes, point.values, functions, claimed, true, where, exact, point.seed
        )

    def _unspecified(self) -> list[Expr]:
        """The nodes with an unspecified function in them that stand under no index."""
        bodies = [each.body for each in self.scene.definitions]
        return [
            node
            for node in postorder(self.problem.target, *bodies, self.claim)
            if (node.head in (h.ABSTRACT, h.PARTIAL) or is_unspecified(node))
            and not any(below.head is h.INDEX for below in postorder(node))
        ]

    def simplest(self, found: Counterexample) -> Counterexample:
        """The same counterexample with entries of free symbols made 0 or 1 where that works."""
        numbers = Rational(found.seed) if found.exact else SmallNumbers(found.seed)
        for name, i, j, value in islice(self._changes(found), SIMPLER):
            old = found.inputs[name][i][j]
            new = numbers.number(Fraction(value))
            if old == new or abs(old) < abs(new):
                continue
            rows = [list(row) for row in found.inputs[name]]
            rows[i][j] = new
            values = {**found.inputs, name: rows}
            if not any(map(bool, flat(rows))):
                continue
            point = Point(found.sizes, values, numbers, self.scene.definitions, found.seed)
            try:
                found = self.failure(point) or found
            except InexactError:
                continue
        return found

    def _changes(self, found: Counterexample) -> Iterator[tuple[Expr, int, int, int]]:
        for name, rows in found.inputs.items():
            if name.declaration.assumptions or name in self.scene.positions:
                continue
            for i, row in enumerate(rows):
                for j in range(len(row)):
                    yield from ((name, i, j, value) for value in (0, 1))


def is_unspecified(node: Expr) -> bool:
    """Whether this is h(A) of an unspecified h."""
    return node.head is h.APPLY and bool(node.data.is_abstract)


def _first_visible(true: Matrix, claimed: Matrix) -> tuple[int, int] | None:
    """The first entry that differs, by more than rounding explains."""
    rounded = isinstance(true[0][0], float)
    scale = max(1, *map(abs, flat(true) + flat(claimed))) if rounded else 0
    for i, (row, other) in enumerate(zip(true, claimed, strict=True)):
        for j, (a, b) in enumerate(zip(row, other, strict=True)):
            if abs(a - b) > VISIBLE * scale if rounded else a != b:
                return i, j
    return None
