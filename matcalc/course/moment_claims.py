"""Claims about a running average: a member, a closed form, a mean; proved by induction over t."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from matcalc.course.judgement import Judgement, judged
from matcalc.course.moments import (
    RunningAverage,
    expected_written,
    factor_written,
    mean_written,
    sum_written,
)
from matcalc.course.sequences import EXPECTATION, read_sequence_formula, sides_of
from matcalc.course.terms import difference_told
from matcalc.course.words import written
from matcalc.course.zero import Known, compared
from matcalc.errors import ReadError

_STEPS = 6
_MEMBERS = 100


def check_equation(average: RunningAverage, equation: str) -> tuple[Judgement, ...]:
    r"""Every side of ``m_t = … = …`` or ``E[m_t] = …`` against the average.

    A mean may be corrected on the left: ``E[m_t] / (1 - beta^t) = E[g]``. Raises ReadError where
    the left side is neither.
    """
    left, *sides = sides_of(equation)
    quantity = read_sequence_formula(left)
    if isinstance(quantity, AppliedUndef) and quantity.func.__name__ == average.name:
        return tuple(check_member(average, left, side) for side in sides)
    means = [each for each in quantity.atoms(AppliedUndef) if each.func == EXPECTATION]
    names = (sympy.Function(average.name)(average.step), sympy.Symbol(average.name))
    is_one = len(means) == 1 and means[0].args[0] in names
    factor = sympy.cancel(means[0] / quantity) if is_one else quantity
    if not is_one or factor.atoms(AppliedUndef):
        raise ReadError(
            f"the left side {left} is neither {average.name}_{average.step} nor its mean.",
            hint=f"Write {average.name}_{average.step} = … or E[{average.name}_{average.step}] = …",
        )
    return tuple(_check_mean(average, side, factor) for side in sides)


def check_member(average: RunningAverage, left: str, claim: str) -> Judgement:
    """A claimed closed form of m_t, or of one member such as m_3.

    >>> from matcalc.course.moments import average
    >>> adam = average("m_t = beta m_{t-1} + (1 - beta) g_t")
    >>> check_member(adam, "m_t", r"(1 - beta) \\sum_{i=0}^t beta^{t-i} g_i").slip
    'The sum starts at i = 0: a term in g_0, that no step has added. It has to start at i = 1.'
    """
    claimed = read_sequence_formula(claim)
    (at,) = read_sequence_formula(left).args
    _refuse_far(average, at, left)
    start = _start(average, claimed, at)

    def truth(step: Any) -> Any:
        return average.at(step) + start.subs(at, step)

    filled = _filled(average, claimed, truth)
    if at.is_Integer:
        right, claimed = truth(int(at)), filled(claimed)
        known = compared(claimed, right)
        slip = difference_told(claimed, right) if known is Known.REFUTED else ""
        return judged(f"{average.name}_{at}", "", written(right), known, slip)
    wrong = _first_wrong(claimed, at, truth, filled)
    derived = sum_written(average, at)
    if wrong is not None:
        slip = _bounds_slip(average, claimed, at) or _at_told(wrong, claimed, at, truth, filled)
        return judged(f"{average.name}_{at}", "", derived, Known.REFUTED, slip)
    claimed = sympy.expand(claimed - start) if start != 0 else claimed
    is_proved = _unrolls(average, claimed, at, average.input) or _recurs(average, claimed, at)
    return _for_every_step(f"{average.name}_{at}", derived, at, is_proved)


def _filled(average: RunningAverage, claim: Any, truth: Any) -> Any:
    """What works out the members m_1, m_2, … in a claim; m_0 is 0 unless the claim speaks of it."""
    member = sympy.Function(average.name)
    first = member(0) if claim.has(member(0)) else sympy.Integer(0)

    def filled(formula: Any) -> Any:
        return formula.replace(
            lambda part: isinstance(part, member) and part.args[0].is_Integer,
            lambda part: first if part.args[0] == 0 else truth(int(part.args[0])),
        )

    return filled


def _recurs(average: RunningAverage, claimed: Any, t: Any) -> bool:
    """Whether the claim is the recurrence itself."""
    before = sympy.Function(average.name)(t - 1)
    again = average.decay * before + average.gain * average.input.subs(average.step, t)
    return _vanishes(claimed - again)


def _refuse_far(average: RunningAverage, at: Any, left: str) -> None:
    if not (at.is_Symbol or (at.is_Integer and 0 <= at <= _MEMBERS)):
        raise ReadError(
            f"{left} is neither {average.name}_{average.step} nor one of {average.name}_0, …, "
            f"{average.name}_{_MEMBERS}.",
            hint=f"Write {average.name}_{average.step} = …, or {average.name}_3 = …",
        )


def _start(average: RunningAverage, claimed: Any, t: Any) -> Any:
    """aᵗ m_0 for a claim that speaks of m_0, which is 0 otherwise."""
    first = sympy.Function(average.name)(0)
    return average.decay**t * first if claimed.has(first) else sympy.Integer(0)


def check_mean(average: RunningAverage, claim: str, corrected_by: str = "1") -> Judgement:
    """A claimed E[m_t], divided by a correction where one is applied.

    >>> from matcalc.course.moments import average
    >>> adam = average("m_t = beta m_{t-1} + (1 - beta) g_t")
    >>> check_mean(adam, "E[g] (1 - beta^t)").text
    'E[m_t] is right for every t.'
    """
    return _check_mean(average, claim, read_sequence_formula(corrected_by))


def _check_mean(average: RunningAverage, claim: str, divisor: Any) -> Judgement:
    t, mean = average.step, sympy.Symbol("mean")
    claimed = _in_mean(average, read_sequence_formula(claim), mean)
    claimed -= _start(average, claimed, t) / divisor
    about = f"E[{average.name}_{t}]" + (f"/{factor_written(divisor)}" if divisor != 1 else "")
    derived = mean_written(average, divisor)

    def truth(step: Any) -> Any:
        return average.mean(step) * mean / divisor.subs(t, step)

    wrong = _first_wrong(claimed, t, truth)
    if wrong is not None:
        slip = _at_told(wrong, claimed, t, truth).replace("mean", expected_written(average))
        return judged(about, "", derived, Known.REFUTED, slip)
    gap = claimed * divisor - average.mean(t) * mean
    is_proved = _vanishes(gap) or (divisor == 1 and _unrolls(average, claimed, t, mean))
    return _for_every_step(about, derived, t, is_proved)


def _for_every_step(about: str, derived: str, t: Any, is_proved: bool) -> Judgement:
    known = Known.PROVED if is_proved else Known.HOLDS
    every = f"for every {t}." if is_proved else f"for {t} = 1, …, {_STEPS}; for every {t} unproved."
    return Judgement(about, "", derived, str(known), f"{about} is right {every}")


def _as_it_is(formula: Any) -> Any:
    return formula


def _first_wrong(claimed: Any, t: Any, truth: Any, filled: Any = _as_it_is) -> int | None:
    """The first step at which a claim differs."""
    for step in range(1, _STEPS + 1):
        if compared(filled(claimed.subs(t, step).doit()), truth(step)) is Known.REFUTED:
            return step
    return None


def _at_told(step: int, claimed: Any, t: Any, truth: Any, filled: Any = _as_it_is) -> str:
    return (
        f"At {t} = {step} it gives "
        f"{written(sympy.expand(filled(claimed.subs(t, step).doit())))}, "
        f"and right is {written(sympy.expand(truth(step)))}."
    )


def _unrolls(average: RunningAverage, claimed: Any, t: Any, member: Any) -> bool:
    """Whether the claim is one sum of all members up to t, with the weights of the average.

    Their sum with these weights is m_t by induction: each step multiplies them by the decay.
    """
    factor, total = claimed.as_independent(sympy.Sum)
    if not isinstance(total, sympy.Sum) or len(total.limits) != 1:
        return False
    letter, first, last = total.limits[0]
    term = factor * total.function
    if (first, last) == (0, t - 1):
        term, first, last = term.subs(letter, t - letter), sympy.Integer(1), t
    right = average.weight(letter, t) * member.subs(average.step, letter)
    return (first, last) == (1, t) and _vanishes(term - right)


def _vanishes(gap: Any) -> bool:
    return bool(sympy.simplify(sympy.powsimp(sympy.expand(gap))) == 0)


def _bounds_slip(average: RunningAverage, claimed: Any, t: Any) -> str:
    """Whether the sum would be right from another first index."""
    for total in claimed.atoms(sympy.Sum):
        letter, first, last = total.limits[0]
        mended = claimed.subs(total, sympy.Sum(total.function, (letter, 1, last)))
        if first != 1 and _first_wrong(mended, t, average.at) is None:
            extra = written(average.input.subs(average.step, first))
            return (
                f"The sum starts at {letter} = {first}: a term in {extra}, that no step has added. "
                f"It has to start at {letter} = 1."
            )
    return ""


def _in_mean(average: RunningAverage, formula: Any, mean: Any) -> Any:
    """The formula with E[…] worked out: linear, and the same mean for every input."""
    t = average.step
    formula = formula.replace(EXPECTATION, lambda inside: _expected(average, inside, mean))
    return formula.subs(sympy.Symbol("t"), t)


def _expected(average: RunningAverage, inside: Any, mean: Any) -> Any:
    """An expectation over that of the input; any other moment is an unknown of its own."""
    bare, whole = sympy.Symbol(average.name), inside
    inside = inside.subs(bare, sympy.Function(average.name)(average.step))
    member = sympy.Function(average.name)
    inside = inside.replace(member, lambda t: average.mean(t) * mean if t != 0 else member(t))
    source = next(iter(average.input.atoms(AppliedUndef))).func
    power = sympy.degree(average.input, source(average.step))
    inside = inside.subs(sympy.Symbol(source.__name__) ** power, mean)
    worked_out = inside.replace(
        lambda part: (
            part == source(*getattr(part, "args", ())) ** power
            or (isinstance(part, sympy.Pow) and isinstance(part.base, source) and part.exp == power)
            or (power == 1 and isinstance(part, source))
        ),
        lambda part: mean,
    )
    if worked_out.diff(mean, 2) != 0 or worked_out.has(source, sympy.Symbol(source.__name__)):
        return sympy.Symbol(f"E[{written(whole)}]")
    return worked_out
