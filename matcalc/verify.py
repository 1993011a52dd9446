"""An identity to its report: the four checks that fail for different reasons.

``kernel``  derived, re-checked step by step, and equal to the claim by normal form: proved
``exact``   dual numbers modulo 2⁶¹ − 1 at random points
``jax``     automatic differentiation in double precision
``finite``  finite differences in double precision
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

from matcalc.check.claim import check
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, Problem
from matcalc.values.arithmetic import InexactError
from matcalc.values.exactly import Comparison, agrees, agrees_floating

CHECKS = ("kernel", "exact", "jax", "finite")


class Stated(Protocol):
    """What can be verified: a named problem with a claim."""

    @property
    def name(self) -> str: ...

    def problem(self) -> Problem: ...

    def claim(self) -> Expr: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check of one identity: passed or not, and in words how it is known."""

    check: str
    passed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one identity, with the seed that repeats them."""

    name: str
    outcomes: tuple[Outcome, ...]
    seed: int

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(outcome.passed for outcome in self.outcomes)


def verify(
    identity: Stated, *, checks: Sequence[str] = CHECKS, trials: int = 4, seed: int = 0
) -> Report:
    """The report on one identity.

    >>> from matcalc.identities import find
    >>> verify(find("quadratic-form"), checks=["kernel", "exact"]).passed
    True
    """
    problem, claim = identity.problem(), identity.claim()
    outcomes = (_run(name, problem, claim, trials, seed) for name in checks)
    return Report(identity.name, tuple(outcomes), seed)


def verify_all(
    identities: Iterable[Stated],
    *,
    checks: Sequence[str] = CHECKS,
    trials: int = 4,
    seed: int = 0,
    executor: Executor | None = None,
) -> Iterator[Report]:
    """The reports in order; in parallel through any ``concurrent.futures`` executor."""
    if executor is None:
        for identity in identities:
            yield verify(identity, checks=checks, trials=trials, seed=seed)
        return
    jobs = [
        executor.submit(verify_named, identity.name, tuple(checks), trials, seed)
        for identity in identities
    ]
    for job in jobs:
        yield job.result()


def verify_named(name: str, checks: Sequence[str], trials: int, seed: int) -> Report:
    """The report on an identity of the library: what a worker is sent is only its name."""
    from matcalc.identities import find

    return verify(find(name), checks=checks, trials=trials, seed=seed)


def _run(name: str, problem: Problem, claim: Expr, trials: int, seed: int) -> Outcome:
    try:
        return _CHECKS[name](problem, claim, trials, seed)
    except MatcalcError as error:
        return Outcome(name, False, f"{error.code}: {error}")


def _kernel(problem: Problem, claim: Expr, trials: int, seed: int) -> Outcome:
    verdict = check(problem, claim, seed=seed, explain=False)
    return Outcome("kernel", verdict.verdict == "proved", verdict.text)


def _exact(problem: Problem, claim: Expr, trials: int, seed: int) -> Outcome:
    try:
        found = agrees(problem, claim, trials=trials, seed=seed)
    except InexactError as error:
        found = agrees_floating(problem, claim, trials=trials, seed=seed)
        text = f"{error.message} In dual numbers of double precision instead: {_words(found)}"
        return Outcome("exact", found.equal, text)
    return Outcome("exact", found.equal, _words(found))


def _jax(problem: Problem, claim: Expr, trials: int, seed: int) -> Outcome:
    from matcalc.values.jax_ import jax_gradient_check

    found = jax_gradient_check(problem, claim, trials=1, seed=seed)
    return Outcome("jax", found.equal, _words(found))


def _finite(problem: Problem, claim: Expr, trials: int, seed: int) -> Outcome:
    from matcalc.values.finite import finite_check

    found = finite_check(problem, claim, trials=trials, seed=seed)
    return Outcome("finite", found.equal, _words(found))


def _words(found: Comparison) -> str:
    sizes = ", ".join(f"{name} = {size}" for name, size in found.sizes.items())
    at = f"{found.trials} random shape{'s' if found.trials > 1 else ''}, seed {found.seed}"
    verdict = "equal" if found.equal else f"differs at {sizes}"
    return f"{verdict} ({at}; relative error {found.error:.0e})"


_CHECKS: dict[str, Callable[[Problem, Expr, int, int], Outcome]] = {
    "kernel": _kernel,
    "exact": _exact,
    "jax": _jax,
    "finite": _finite,
}
