"""Whether a claim survives tests at random points, and in words how it was tested.

Exact arithmetic first. Where functions or roots take part, whose values it only remembers,
double precision with a bound on its rounding error has the last word: on signs, on ranges, on
small differences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from matcalc.derive.conditions import in_words
from matcalc.errors import MatcalcError, UnsupportedError
from matcalc.expr import Expr, Problem, postorder
from matcalc.expr import head as h
from matcalc.values.arithmetic import InexactError
from matcalc.values.exactly import Comparison, agrees, agrees_far_out, agrees_floating

FEW = 3
"""Points at which every claim is tested."""
POINTS = 12
"""Points at which a claim is tested that holds without a proof."""


@dataclass(frozen=True, slots=True)
class Tested:
    """Whether a claim survived the tests, and how they were made."""

    equal: bool
    decided: bool
    text: str


FAINT = 1e-9
"""Values below this at every point tell nothing about a formula."""
TOO_SMALL = (
    "Nothing can be said: at all points tested the derivative is too small to tell it from 0."
)
WRONG = Tested(False, True, "Wrong.")


def test(problem: Problem, claim: Expr, seed: int) -> Tested:
    """A few points: enough to find almost every wrong claim.

    Raises UnsupportedError when no point lies in the domain of everything.
    """
    exact = _exactly(problem, claim, seed, FEW)
    if exact is not None and exact.equal:
        return Tested(True, True, _words(exact, None))
    if exact is not None and exact.exact:
        return WRONG
    floating = agrees_floating(problem, claim, seed=seed, trials=FEW)
    if floating.equal:
        return Tested(True, True, _words(exact, floating))
    if exact is None and _differences_agree(problem, claim, seed):
        return Tested(False, False, "Two tests disagree: nothing can be said.")
    return WRONG


def thorough(problem: Problem, claim: Expr, seed: int) -> Tested:
    """More points for a claim that passed: other signs, large values, sizes 1, equal sizes.

    Raises UnsupportedError when no point lies in the domain of everything.
    """
    exact = _exactly(problem, claim, seed, POINTS)
    if exact is not None and exact.exact:
        return Tested(True, True, _words(exact, None)) if exact.equal else WRONG
    floating = agrees_floating(problem, claim, seed=seed, trials=POINTS)
    if not floating.equal or not agrees_far_out(problem, claim, seed=seed):
        return WRONG
    if exact is not None and not exact.equal and floating.largest < FAINT:
        return Tested(False, False, TOO_SMALL)
    return Tested(True, True, _words(exact, floating))


def of_tested_ranks(problem: Problem, claim: Expr) -> tuple[str, ...]:
    """Full rank of what has a pseudo-inverse: it is tested at matrices of full rank alone.

    >>> from matcalc.expr import operation, symbol
    >>> A = symbol("A", "n", "n")
    >>> of_tested_ranks(Problem(A, kind="value"), operation("pinv", A))
    ('A of full rank',)
    """
    bodies = (each.body for each in problem.definitions)
    nodes = postorder(problem.target, claim, *bodies)
    turned = [node for node in nodes if node.head is h.OPERATION and node.data[0] == "pinv"]
    meanings = {each.name: each.body for each in problem.definitions}
    return in_words([("full_rank", node.args[0]) for node in turned], meanings)


def same_value(problem: Problem, one: Expr, other: Expr, seed: int) -> bool:
    """Whether two formulas have the same value, where the definitions of the problem hold."""
    if one.shape != other.shape:
        return False
    stated = Problem(one, None, "value", problem.definitions, problem.declared)
    try:
        return test(stated, other, seed).equal
    except MatcalcError:
        return False


def differs(problem: Problem, one: Expr, other: Expr, seed: int) -> bool:
    """Whether two formulas are known to have different values; False where nothing is known."""
    if one.shape != other.shape:
        return True
    stated = Problem(one, None, "value", problem.definitions, problem.declared)
    try:
        found = test(stated, other, seed)
    except MatcalcError:
        return False
    return found.decided and not found.equal


def _exactly(problem: Problem, claim: Expr, seed: int, trials: int) -> Comparison | None:
    """The exact comparison, None where something has no exact value."""
    try:
        return agrees(problem, claim, seed=seed, trials=trials, locate=False)
    except (InexactError, UnsupportedError):
        return None


def _words(exact: Comparison | None, floating: Comparison | None) -> str:
    if floating is None:
        assert exact is not None
        return (
            f"Right at all {exact.trials} points tested, exactly (seed {exact.seed}). Not proved."
        )
    known = "no bound on the rounding error is known"
    if floating.bound < math.inf:
        known = f"the rounding error is at most {_size(floating.bound)}"
    told = (
        f"Right at all {floating.trials} points tested, within {_size(floating.error)}; {known} "
        f"(seed {floating.seed}). Not proved."
    )
    if exact is None:
        told += " Only floating-point numbers could be compared: not everything has an exact value."
    return told


def _size(error: float) -> str:
    return f"{error:.0e}" if error else "0"


def _differences_agree(problem: Problem, claim: Expr, seed: int) -> bool:
    """The second opinion where exact arithmetic has no value: finite differences."""
    from matcalc.values.finite import finite_check

    return finite_check(problem, claim, seed=seed).equal
