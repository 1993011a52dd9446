"""Derivations beside those of SymPy and tensorgrad: the time, and who is right by value."""

from __future__ import annotations

from importlib.util import find_spec
from statistics import median
from typing import Any

from benchmarks.clock import timed
from benchmarks.problems import ROWS, problem_of
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, Problem

REFUSES = (ArithmeticError, AttributeError, LookupError, NotImplementedError, TypeError, ValueError)
"""What a peer may raise on a problem that it cannot do."""


def run(count: int | None = None) -> list[str]:
    """The lines of the report on the first ``count`` problems."""
    lines = [f"{'':28}{'matcalc':>10}{'':>9}{'SymPy':>10}{'':>9}{'ratio':>8}"]
    ratios, ours, theirs = [], 0, 0
    rows = ROWS[:count]
    for function, wrt in rows:
        problem = problem_of(function, wrt)
        time, answer = _matcalc(problem)
        sympy_time, sympy_answer = _sympy(problem)
        right, sympy_right = _judged(problem, answer), _judged(problem, sympy_answer)
        ours, theirs = ours + (right == "right"), theirs + (sympy_right == "right")
        ratio = sympy_time / time
        if right == sympy_right == "right":
            ratios.append(ratio)
        lines.append(
            f"{function:28}{time:8.2f}ms {right:8}{sympy_time:8.2f}ms {sympy_right:8}{ratio:8.2f}"
        )
    lines.append(
        f"right: matcalc {ours} of {len(rows)}, SymPy {theirs} of {len(rows)}; where both are, "
        f"SymPy takes {median(ratios):.2f} times as long (median), matcalc's proof included."
    )
    return [*lines, _tensorgrad(rows)]


def _matcalc(problem: Problem) -> tuple[float, Expr]:
    from matcalc.derive import derive

    time, result = timed(lambda: derive(problem))
    return time, result.unfold()


def _sympy(problem: Problem) -> tuple[float, Expr | None]:
    """SymPy's own derivative, read back; None where it fails or leaves it to be done.

    An entry of a 1×1 product may also be stated as the product: the form it does right counts.
    """
    from matcalc.interop import to_sympy
    from matcalc.interop.vocabulary import Scalar

    told, variable = to_sympy(problem.target), to_sympy(problem.wrt)
    try:
        function = told.replace(Scalar, lambda product: product[0, 0])
    except REFUSES:
        return 0.0, None
    tries = [_differentiated(problem, function, variable)]
    if isinstance(told, Scalar):
        tries.append(_differentiated(problem, told.args[0], variable))
    rights = [each for each in tries if _judged(problem, each[1]) == "right"]
    return (rights or tries)[0]


def _differentiated(problem: Problem, function: Any, variable: Any) -> tuple[float, Expr | None]:
    from matcalc.interop import from_sympy

    def differentiate() -> Any:
        try:
            return function.diff(variable)
        except REFUSES:
            return None

    time, derivative = timed(differentiate)
    if derivative is None:
        return time, None
    try:
        return time, from_sympy(derivative, problem.inputs())
    except (MatcalcError, *REFUSES):
        return time, None


def _judged(problem: Problem, answer: Expr | None) -> str:
    """By automatic differentiation with JAX."""
    from matcalc.values.jax_ import jax_gradient_check

    if answer is None:
        return "none"
    try:
        return "right" if jax_gradient_check(problem, answer).equal else "WRONG"
    except MatcalcError:
        return "WRONG"


def _tensorgrad(rows: tuple[tuple[str, str], ...]) -> str:
    if find_spec("tensorgrad") is None:
        return "tensorgrad: SKIPPED, it is not installed: pip install '.[benchmark]'"
    from benchmarks.einstein import derivative, translated

    ratios = []
    for function, wrt in rows:
        problem = problem_of(function, wrt)
        try:
            tensor, variable = translated(problem)
            time, _ = timed(lambda t=tensor, v=variable: derivative(t, v))  # type: ignore[misc]
        except REFUSES:
            continue
        ratios.append(time / _matcalc(problem)[0])
    told = f"{len(ratios)} of {len(rows)} problems are done by it"
    return f"tensorgrad: {told}; it takes {median(ratios):.1f} times as long (median), no proof."
