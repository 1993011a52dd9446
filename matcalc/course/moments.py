r"""Running averages, m_t = a m_{t−1} + b g_t from m_0 = 0: closed forms and expectations.

Unrolled, m_t = Σ_{i=1}^t b aᵗ⁻ⁱ gᵢ. If every gᵢ has the mean E[g], then E[m_t] is
b (1 − aᵗ)/(1 − a) E[g], which for b = 1 − a is (1 − aᵗ) E[g]: the bias that Adam divides out.
Claims are proved by induction over t.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from matcalc.course.judgement import Judgement, judged
from matcalc.course.sequences import EXPECTATION, read_sequence_formula, sides_of
from matcalc.course.terms import difference_told
from matcalc.course.words import written
from matcalc.course.zero import Known, compared
from matcalc.errors import ReadError, UnsupportedError

_STEPS = 6


@dataclass(frozen=True, slots=True)
class RunningAverage:
    """m_t = decay m_{t−1} + gain · input_t, from m_0 = 0."""

    name: str
    input: Any
    step: sympy.Symbol
    decay: Any
    gain: Any

    def weight(self, i: Any, t: Any) -> Any:
        """What input_i counts in m_t: gain · decayᵗ⁻ⁱ."""
        return self.gain * self.decay ** (t - i)

    def at(self, t: int) -> Any:
        """m_t, unrolled.

        >>> average("m_t = beta m_{t-1} + (1 - beta) g_t").at(2)
        beta*(1 - beta)*g(1) + (1 - beta)*g(2)
        """
        terms = (self.weight(i, t) * self.input.subs(self.step, i) for i in range(1, t + 1))
        return sympy.Add(*terms)

    def mean(self, t: Any) -> Any:
        """E[m_t] over the mean of the input: gain (1 − decayᵗ)/(1 − decay)."""
        return sympy.cancel(self.gain / (1 - self.decay)) * (1 - self.decay**t)


def average(recurrence: str) -> RunningAverage:
    r"""The running average that a recurrence defines.

    Raises UnsupportedError unless m_t is a multiple of m_{t−1} and a multiple of the input at t.

    >>> average(r"v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2").decay
    beta_2
    """
    left, *right = sides_of(recurrence)
    member = read_sequence_formula(left)
    if not right or not isinstance(member, AppliedUndef) or not member.args[0].is_Symbol:
        raise ReadError(
            f"{recurrence.strip()} does not say what the member m_t of a sequence is.",
            hint="Write the recurrence as m_t = beta m_{t-1} + (1 - beta) g_t.",
        )
    step = member.args[0]
    before = member.func(step - 1)
    body = sympy.expand(read_sequence_formula(right[0]))
    decay, rest = body.coeff(before), sympy.expand(body - body.coeff(before) * before)
    source = _input(rest)
    if source is None or source.has(member.func):
        raise UnsupportedError(
            f"{written(member)} is not a multiple of {written(before)} and of one input.",
            hint="Write the recurrence as m_t = beta m_{t-1} + (1 - beta) g_t.",
        )
    return RunningAverage(member.func.__name__, source, step, decay, sympy.cancel(rest / source))


def average_from_members(members: Mapping[str, str]) -> RunningAverage | None:
    r"""The average that m_1 and m_2 show: m_1 = b g_1 and m_2 = a b g_1 + b g_2.

    >>> average_from_members({"m_1": "(1-c) g_1", "m_2": "c (1-c) g_1 + (1-c) g_2"}).decay
    c
    """
    found = {left: read_sequence_formula(right) for left, right in members.items()}
    read = {read_sequence_formula(left): right for left, right in found.items()}
    name = next((each.func for each in read if each.args == (1,)), None)
    if name is None or name(2) not in read:
        return None
    first, second = sympy.expand(read[name(1)]), sympy.expand(read[name(2)])
    source = _input(first)
    if source is None:
        return None
    (member,) = source.atoms(AppliedUndef)
    t = sympy.Symbol("t")
    gain = sympy.cancel(first / source)
    decay = sympy.cancel(second.coeff(source) / gain)
    return RunningAverage(name.__name__, source.subs(member, member.func(t)), t, decay, gain)


def _input(rest: Any) -> Any | None:
    """The power of a member that every term holds: g_t² of (1 − β) g_t²; None without one."""
    members = rest.atoms(AppliedUndef)
    found = {term.as_independent(*members)[1] for term in sympy.Add.make_args(rest)}
    return found.pop() if len(found) == len(members) == 1 else None


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
    names = (sympy.Function(average.name), sympy.Symbol(average.name))
    if len(means) != 1 or not means[0].args[0].has(*names):
        raise ReadError(
            f"the left side {left} is neither {average.name}_{average.step} nor its mean.",
            hint=f"Write {average.name}_{average.step} = … or E[{average.name}_{average.step}] = …",
        )
    factor = sympy.cancel(means[0] / quantity)
    return tuple(_check_mean(average, side, factor) for side in sides)


def check_member(average: RunningAverage, left: str, claim: str) -> Judgement:
    """A claimed closed form of m_t, or of one member such as m_3.

    >>> adam = average("m_t = beta m_{t-1} + (1 - beta) g_t")
    >>> check_member(adam, "m_t", r"(1 - beta) \\sum_{i=0}^t beta^{t-i} g_i").slip
    'The sum starts at i = 0: a term in g_0, that no step has added. It has to start at i = 1.'
    """
    claimed = read_sequence_formula(claim)
    at = read_sequence_formula(left).args[0]
    if at.is_Integer:
        right = average.at(int(at))
        known = compared(claimed, right)
        slip = difference_told(claimed, right) if known is Known.REFUTED else ""
        return judged(f"{average.name}_{at}", "", written(right), known, slip)
    wrong = _first_wrong(claimed, at, average.at)
    derived = _sum_written(average, at)
    if wrong is not None:
        slip = _bounds_slip(average, claimed, at) or _at_told(wrong, claimed, at, average.at)
        return judged(f"{average.name}_{at}", "", derived, Known.REFUTED, slip)
    is_proved = _unrolls(average, claimed, at, average.input)
    return _for_every_step(f"{average.name}_{at}", derived, at, is_proved)


def check_mean(average: RunningAverage, claim: str, corrected_by: str = "1") -> Judgement:
    """A claimed E[m_t], divided by a correction where one is applied.

    >>> adam = average("m_t = beta m_{t-1} + (1 - beta) g_t")
    >>> check_mean(adam, "E[g] (1 - beta^t)").text
    'E[m_t] is right for every t.'
    """
    return _check_mean(average, claim, read_sequence_formula(corrected_by))


def _check_mean(average: RunningAverage, claim: str, divisor: Any) -> Judgement:
    t, mean = average.step, sympy.Symbol("mean")
    claimed = _in_mean(average, read_sequence_formula(claim), mean)
    about = f"E[{average.name}_{t}]" + (f"/{_factor(divisor)}" if divisor != 1 else "")
    derived = _mean_written(average, divisor)

    def truth(step: Any) -> Any:
        return average.mean(step) * mean / divisor.subs(t, step)

    wrong = _first_wrong(claimed, t, truth)
    if wrong is not None:
        slip = _at_told(wrong, claimed, t, truth).replace("mean", _expected_written(average))
        return judged(about, "", derived, Known.REFUTED, slip)
    gap = claimed * divisor - average.mean(t) * mean
    is_proved = _vanishes(gap) or (divisor == 1 and _unrolls(average, claimed, t, mean))
    return _for_every_step(about, derived, t, is_proved)


def _for_every_step(about: str, derived: str, t: Any, is_proved: bool) -> Judgement:
    known = Known.PROVED if is_proved else Known.HOLDS
    every = f"for every {t}." if is_proved else f"for {t} = 1, …, {_STEPS}; for every {t} unproved."
    return Judgement(about, "", derived, str(known), f"{about} is right {every}")


def _first_wrong(claimed: Any, t: Any, truth: Any) -> int | None:
    """The first step at which a claim differs."""
    for step in range(1, _STEPS + 1):
        if compared(claimed.subs(t, step).doit(), truth(step)) is Known.REFUTED:
            return step
    return None


def _at_told(step: int, claimed: Any, t: Any, truth: Any) -> str:
    return (
        f"At {t} = {step} it gives {written(sympy.expand(claimed.subs(t, step).doit()))}, "
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
    bare = sympy.Symbol(average.name)
    inside = inside.subs(bare, sympy.Function(average.name)(average.step))
    inside = inside.replace(sympy.Function(average.name), lambda t: average.mean(t) * mean)
    source = next(iter(average.input.atoms(AppliedUndef))).func
    power = sympy.degree(average.input, source(average.step))
    inside = inside.subs(sympy.Symbol(source.__name__) ** power, mean)
    return inside.replace(
        lambda part: (
            part == source(*getattr(part, "args", ())) ** power
            or (isinstance(part, sympy.Pow) and isinstance(part.base, source) and part.exp == power)
            or (power == 1 and isinstance(part, source))
        ),
        lambda part: mean,
    )


def closed_form(average: RunningAverage) -> str:
    """``m_t = (1 - β) Σ_{i=1}^t β^(t - i) g_i``."""
    return f"{average.name}_{average.step} = {_sum_written(average, average.step)}"


def expectation(average: RunningAverage) -> str:
    """``E[m_t] = (1 - β^t) E[g_t]``."""
    one = sympy.Integer(1)
    return f"E[{average.name}_{average.step}] = {_mean_written(average, one)}"


def _sum_written(average: RunningAverage, t: Any) -> str:
    term = f"{_factor(average.decay)}^({t} - i) {written(average.input.subs(average.step, 'i'))}"
    return f"{_factor(average.gain)} Σ_{{i=1}}^{t} {term}"


def _expected_written(average: RunningAverage) -> str:
    return f"E[{written(average.input)}]"


def _mean_written(average: RunningAverage, divisor: Any) -> str:
    whole = sympy.simplify(average.mean(average.step) / divisor)
    mean = _expected_written(average)
    return f"{_factor(whole)} {mean}" if whole != 1 else mean


def _factor(value: Any) -> str:
    return written(value) if value.is_Atom else f"({written(value)})"
