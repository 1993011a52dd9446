"""How many (identity, shape) pairs are verified in a second, exactly and by differences."""

from __future__ import annotations

from benchmarks.clock import timed
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, Problem
from matcalc.values.arithmetic import InexactError
from matcalc.values.exactly import agrees, agrees_floating
from matcalc.values.finite import finite_check


def run(count: int | None = None, trials: int = 8) -> list[str]:
    """The lines of the report."""
    from matcalc.identities import all_identities

    stated = [(each.problem(), each.claim()) for each in all_identities()[:count]]
    lines = []
    for name, verify in (("exact", _exact), ("finite differences", _finite)):
        pairs, spent = 0, 0.0
        for problem, claim in stated:
            time, done = timed(lambda p=problem, c=claim, v=verify: v(p, c, trials))  # type: ignore[misc]
            pairs, spent = pairs + done, spent + time
        lines.append(f"{name}: {pairs / spent * 1000:,.0f} (identity, shape) pairs a second")
    return lines


def _exact(problem: Problem, claim: Expr, trials: int) -> int:
    """The shapes that were compared."""
    try:
        agrees(problem, claim, trials=trials)
    except InexactError:
        agrees_floating(problem, claim, trials=trials)
    except MatcalcError:
        return 0
    return trials


def _finite(problem: Problem, claim: Expr, trials: int) -> int:
    """The shapes that were compared."""
    try:
        finite_check(problem, claim, trials=trials)
    except MatcalcError:
        return 0
    return trials
