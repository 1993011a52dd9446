"""Random points: sizes, and values of all symbols, at which some expressions have a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from matcalc.errors import UnsupportedError
from matcalc.expr import Definition, Expr, Problem, is_operation, postorder
from matcalc.expr import head as h
from matcalc.expr.dim import Dim
from matcalc.expr.walk import dimension_names, symbols
from matcalc.values.arithmetic import Arithmetic, Matrix, PointError
from matcalc.values.evaluate import Evaluation
from matcalc.values.sample import draw
from matcalc.values.sizes import NO_RULES, SizeRules, draw_sizes
from matcalc.values.work import MOST_WORK, Cost, costs, work

DOMAINS = ("any", "positive", "unit_interval")
"""What undeclared entries are tried as, in turn: log X needs X > 0, log(1 − X) also X < 1."""
ATTEMPTS = 60

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a point must provide for: symbols, names of sizes, dimensions, whole-number roles."""

    inputs: tuple[Expr, ...]
    names: tuple[str, ...]
    dims: tuple[Dim, ...]
    positions: Mapping[Expr, Dim | None]
    definitions: tuple[Definition, ...]
    rules: SizeRules = NO_RULES
    costs: tuple[Cost, ...] = ()

    @staticmethod
    def of(problem: Problem, *more: Expr) -> Scene:
        """What is needed to evaluate the problem and the expressions."""
        roots = [problem.target, *more, *(each.body for each in problem.definitions)]
        extra = (problem.wrt, problem.second, problem.cotangent)
        roots += [each for each in extra if each is not None]
        roots += [direction for _, direction in problem.direction]
        defined = {each.name for each in problem.definitions}
        inputs = tuple(name for name in symbols(*roots) if name not in defined)
        dims = dict.fromkeys(dim for name in inputs for dim in name.shape if dim.value is None)
        names = dict.fromkeys(dimension_names(*roots))
        whole = _whole_roles(roots)
        rules = SizeRules.among(problem.conditions, names)
        told = problem.definitions
        return Scene(inputs, tuple(names), tuple(dims), whole, told, rules, costs(roots))

    def fits(self, sizes: Mapping[str, int]) -> bool:
        """Whether a value at these sizes can be computed in a moment."""
        return work(self.costs, sizes) <= MOST_WORK

    def fitting(self, drawn: Mapping[str, int], rules: SizeRules) -> Mapping[str, int]:
        """The sizes drawn, or smaller ones where a value would take too long."""
        for largest in (max(drawn.values(), default=1), 5, 3, 2):
            sizes = {name: min(size, largest) for name, size in drawn.items()}
            allowed = rules.allow(sizes) and all(each.at(sizes) >= 1 for each in self.dims)
            if allowed and self.fits(sizes):
                return sizes
        raise UnsupportedError(
            "the matrices are too large for a test: even at small sizes one value takes "
            f"{work(self.costs, dict.fromkeys(drawn, 2)):,} multiplications, and at most "
            f"{MOST_WORK:,} are tried.",
            hint="State the problem with names for its dimensions, such as n.",
            code="too_large",
        )


def _whole_roles(roots: Iterable[Expr]) -> dict[Expr, Dim | None]:
    """Symbols that stand as a position or as the exponent of a matrix."""
    found: dict[Expr, Dim | None] = {}
    for node in postorder(*roots):
        if node.head is h.UNIT:
            places = [(node.args[0], node.rows)]
        elif node.head is h.ENTRY:
            body, row, column = node.args
            places = [(row, body.rows), (column, body.cols)]
        elif node.head is h.POWER:
            found.update((name, None) for name in _exponents(node.args[1]) if name not in found)
            continue
        elif is_operation(node, "power_frechet"):
            found.update((name, None) for name in _exponents(node.args[2]) if name not in found)
            continue
        elif is_operation(node, "eigval", "eigvec", "eigreal", "reigvec"):
            places = [(node.args[1], node.args[0].rows)]
        else:
            continue
        found.update((at, over) for at, over in places if at.head is h.SYMBOL)
    return found


def _exponents(exponent: Expr) -> list[Expr]:
    """The numbers in an exponent; of a matrix, as in A^(det A), nothing can be asked."""
    return [name for name in symbols(exponent) if name.is_scalar]


@dataclass(frozen=True, slots=True)
class Point:
    """Sizes and values, with the arithmetic they are of and the seed that gives them again."""

    sizes: Mapping[str, int]
    values: Mapping[Expr, Matrix]
    numbers: Arithmetic[Any]
    definitions: tuple[Definition, ...]
    seed: int

    def evaluation(self) -> Evaluation:
        """A fresh evaluation at this point."""
        return Evaluation(self.numbers, self.sizes, self.values, self.definitions)


Numbers = Callable[[int], Arithmetic[Any]]
"""Makes the arithmetic for a seed."""


def points(
    scene: Scene,
    numbers: Numbers,
    seed: int,
    pool: str = "main",
    rules: SizeRules = NO_RULES,
    sizes: Mapping[str, int] | None = None,
    attempts: int = ATTEMPTS,
    domains: Sequence[str] = DOMAINS,
) -> Iterator[Point]:
    """Random points, one for each attempt; points that assumptions rule out are skipped."""
    for attempt in range(attempts):
        rng = Random(f"{seed}:{attempt}")
        chosen = sizes
        if chosen is None:
            told = scene.rules.with_more(rules)
            drawn = draw_sizes(scene.names, rng, pool, told, scene.dims)
            chosen = scene.fitting(drawn, told)
        arithmetic = numbers(seed * 1000 + attempt)
        domain = domains[attempt % len(domains)]
        try:
            values = draw(scene.inputs, chosen, arithmetic, rng, domain, scene.positions)
        except PointError:
            continue
        yield Point(chosen, values, arithmetic, scene.definitions, seed)


MISSING = "State the assumptions that are missing, such as positive or invertible."


def first_result(candidates: Iterable[Point], compute: Callable[[Point], Result]) -> Result:
    """The result at the first point that lies in the domain.

    Raises UnsupportedError, with the last reason, when none does.
    """
    reason, hint = "the assumptions leave no room", MISSING
    for point in candidates:
        try:
            return compute(point)
        except PointError as error:
            reason, hint = error.message, error.hint or MISSING
    raise UnsupportedError(
        f"no point was found at which everything has a value ({reason.rstrip('.')}).",
        hint=hint,
        code="no_point",
    )


def sequence(seed: int, count: int) -> Sequence[int]:
    """The seeds of the trials of one check."""
    return [seed * 101 + trial for trial in range(count)]
