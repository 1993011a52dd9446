"""A claim about a derivative, checked: derive the truth, compare, and explain the difference.

``refuted`` needs an exact difference, or a floating one beyond the bound of its rounding error: a
value that the exact arithmetic only remembers (exp, log, …) proves nothing on its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matcalc.check.diagnose import diagnose
from matcalc.check.smaller import Trial, trial_of
from matcalc.check.tested import Tested, of_tested_ranks, test, thorough
from matcalc.check.verdict import Slip, Verdict
from matcalc.derive import Result, derive
from matcalc.derive.conditions import in_words, needed_by
from matcalc.errors import MatcalcError, UnsupportedError
from matcalc.expr import Expr, Problem, Shape, shape_text, transpose
from matcalc.index import equal
from matcalc.values import Counterexample, counterexample
from matcalc.values.forms import form_of

HAVE_LAYOUTS = ("gradient", "gradient-symmetric", "jacobian", "jacobian-vec", "vjp", "hessian")
"""Kinds whose answer is written in two layouts; the others have the shape of the function."""


def check(problem: Problem, claim: Expr, *, seed: int = 0, explain: bool = True) -> Verdict:
    """The verdict on ``claim`` as the answer to ``problem``.

    >>> from matcalc.expr import symbol
    >>> x, B = symbol("x", "n"), symbol("B", "n", "n")
    >>> check(Problem(x.T @ B @ x, x), B @ x + B.T @ x).verdict
    'proved'
    >>> check(Problem(x.T @ B @ x, x), 2 * (B @ x)).slip.code
    'symmetry_assumed'
    """
    result, reason = _derived(problem)
    truth = problem.target if problem.kind == "value" else result.expr if result else None
    conditions = _conditions(problem, claim, result)
    base = Verdict(
        "unknown",
        "",
        claim,
        truth,
        result,
        conditions,
        seed=seed,
        notes=(reason,) if reason else (),
    )
    wanted = form_of(problem).shape(problem)
    if claim.shape != wanted:
        return _misshapen(base, problem, claim, wanted, seed)
    trial = trial_of(problem, claim, truth)
    tested = _tested(test, trial, seed)
    disproved = tested.decided and not tested.equal
    if truth is not None and not disproved and _is_proved(base, claim, truth):
        return replace(base, verdict="proved", text="Right: proved for all sizes.")
    if tested.equal:
        tested = _tested(thorough, trial, seed)
    if not tested.decided:
        return replace(base, text=tested.text)
    if trial.note:
        base = replace(base, notes=(*base.notes, trial.note))
    if tested.equal:
        told = (*conditions, *of_tested_ranks(problem, claim))
        conditions = tuple(dict.fromkeys(told))
        return replace(base, verdict="holds", text=tested.text, conditions=conditions)
    if (
        _may_be_other_layout(problem, claim)
        and test(trial.problem, transpose(trial.claim), seed).equal
    ):
        return _layout(base, problem)
    if not explain:
        return replace(base, verdict="refuted", text="Wrong.")
    slip = _slip(trial, truth, seed) if truth is not None else None
    shown = _counterexample(trial)
    return replace(base, verdict="refuted", text=_wrong(slip), slip=slip, counterexample=shown)


def _conditions(problem: Problem, claim: Expr, result: Result | None) -> tuple[str, ...]:
    """Those of the theorem, and what the claim itself needs to have a value."""
    told = result.conditions if result is not None else problem.conditions
    sides = (claim,) if problem.kind != "value" else (problem.target, claim)
    meanings = {each.name: each.body for each in problem.definitions}
    needed = in_words([pair for side in sides for pair in needed_by(side)], meanings)
    return tuple(dict.fromkeys((*told, *needed)))


def _slip(trial: Trial, truth: Expr, seed: int) -> Slip | None:
    """A claim is wrong whether or not its slip can be named."""
    try:
        return diagnose(trial.problem, trial.claim, trial.put(truth), seed)
    except MatcalcError:
        return None


Test = Callable[[Problem, Expr, int], Tested]


def _tested(how: Test, trial: Trial, seed: int) -> Tested:
    """The tests come first: they find a wrong claim faster than its proof fails."""
    try:
        return how(trial.problem, trial.claim, seed)
    except UnsupportedError as error:
        return Tested(False, False, str(error))


def _may_be_other_layout(problem: Problem, claim: Expr) -> bool:
    return problem.kind in HAVE_LAYOUTS and claim.is_square and not claim.is_scalar


def _derived(problem: Problem) -> tuple[Result | None, str]:
    """The truth, or why it could not be derived; then the tests decide alone."""
    if problem.kind == "value":
        return None, ""
    try:
        return derive(problem), ""
    except UnsupportedError as error:
        return None, str(error)


def _is_proved(base: Verdict, claim: Expr, truth: Expr) -> bool:
    """Equal by normal form, the defined names standing for themselves or for what they mean."""
    if equal(claim, truth):
        return True
    if base.result is None:
        return False
    told = base.result.stated
    free = tuple(each for each in told.definitions if each.name is not told.wrt)
    return bool(free) and equal(claim, truth, free)


def _misshapen(base: Verdict, problem: Problem, claim: Expr, wanted: Shape, seed: int) -> Verdict:
    """A claim of another shape: the other layout, or no derivative at all."""
    told = f"The formula is {shape_text(claim.shape)}, the derivative is {shape_text(wanted)}."
    if claim.shape == wanted[::-1] and problem.kind in HAVE_LAYOUTS:
        trial = trial_of(problem, transpose(claim))
        if test(trial.problem, trial.claim, seed).equal:
            return _layout(base, problem)
        slip = Slip("shape", f"{told} Its transpose is not the derivative either.")
        return replace(base, verdict="ill_shaped", text=slip.text, slip=slip)
    slip = Slip("shape", f"{told} No formula of that shape can be right.")
    return replace(base, verdict="ill_shaped", text=slip.text, slip=slip)


def _layout(base: Verdict, problem: Problem) -> Verdict:
    if problem.kind in ("jacobian", "jacobian-vec", "hessian"):
        text = "Right in denominator layout: transpose it to have the outputs as rows."
    else:
        text = (
            "Right in numerator layout: transpose it to get the derivative in the shape of the "
            "variable."
        )
    return replace(base, verdict="layout", text=text)


def _counterexample(trial: Trial) -> Counterexample | None:
    try:
        return counterexample(trial.problem, trial.claim)
    except MatcalcError:
        return None


def _wrong(slip: Slip | None) -> str:
    return "Wrong." if slip is None else f"Wrong. {slip.text}"
