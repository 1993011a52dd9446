r"""Running averages, m_t = a m_{t−1} + b g_t from m_0 = 0: closed forms and expectations.

Unrolled, m_t = Σ_{i=1}^t b aᵗ⁻ⁱ gᵢ. If every gᵢ has the mean E[g], then E[m_t] is
b (1 − aᵗ)/(1 − a) E[g], which for b = 1 − a is (1 − aᵗ) E[g]: the bias that Adam divides out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from matcalc.course.sequences import read_sequence_formula, sides_of
from matcalc.course.words import written
from matcalc.errors import ReadError, UnsupportedError


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
        """E[m_t] over the mean of the input: gain (1 − decayᵗ)/(1 − decay), or t gain."""
        if self.decay == 1:
            return self.gain * t
        return sympy.cancel(self.gain / (1 - self.decay)) * (1 - self.decay**t)


def average(recurrence: str) -> RunningAverage:
    r"""The running average that a recurrence defines.

    Raises UnsupportedError unless m_t is a multiple of m_{t−1} and a multiple of the input at t,
    and both multiples are the same at every step.

    >>> average(r"v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2").decay
    beta_2
    """
    left, *right = sides_of(recurrence)
    member = read_sequence_formula(left)
    if len(right) != 1 or not isinstance(member, AppliedUndef) or not member.args[0].is_Symbol:
        raise ReadError(
            f"{recurrence.strip()} does not say what the member m_t of a sequence is.",
            hint="Write the recurrence as m_t = beta m_{t-1} + (1 - beta) g_t.",
        )
    step = member.args[0]
    before = member.func(step - 1)
    body = sympy.expand(read_sequence_formula(right[0]))
    decay, rest = body.coeff(before), sympy.expand(body - body.coeff(before) * before)
    source = _input(rest)
    if source is None or source.has(member.func) or decay == 0:
        raise UnsupportedError(
            f"{written(member)} is not a multiple of {written(before)} and of one input.",
            hint="Write the recurrence as m_t = beta m_{t-1} + (1 - beta) g_t.",
        )
    gain = sympy.cancel(rest / source)
    for factor, of in ((decay, before), (gain, source)):
        _refuse_changing(factor, of, step)
    return RunningAverage(member.func.__name__, source, step, decay, gain)


def _refuse_changing(factor: Any, of: Any, step: sympy.Symbol) -> None:
    """Raises UnsupportedError where a factor is not the same at every step."""
    subscripted = any(each.name.endswith(f"_{step}") for each in factor.free_symbols)
    if factor.has(step) or subscripted or factor.atoms(AppliedUndef):
        raise UnsupportedError(
            f"the factor {written(factor)} of {written(of)} depends on {step}: only a factor that "
            "is the same at every step is unrolled.",
            hint="Write the recurrence as m_t = beta m_{t-1} + (1 - beta) g_t.",
        )


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
    if decay == 0 or gain.has(t) or decay.has(t):
        return None
    return RunningAverage(name.__name__, source.subs(member, member.func(t)), t, decay, gain)


def _input(rest: Any) -> Any | None:
    """The power of a member that every term holds: g_t² of (1 − β) g_t²; None without one."""
    members = rest.atoms(AppliedUndef)
    found = {term.as_independent(*members)[1] for term in sympy.Add.make_args(rest)}
    return found.pop() if len(found) == len(members) == 1 else None


def closed_form(average: RunningAverage) -> str:
    """``m_t = (1 - β) Σ_{i=1}^t β^(t - i) g_i``."""
    return f"{average.name}_{average.step} = {sum_written(average, average.step)}"


def expectation(average: RunningAverage) -> str:
    """``E[m_t] = (1 - β^t) E[g_t]``."""
    one = sympy.Integer(1)
    return f"E[{average.name}_{average.step}] = {mean_written(average, one)}"


def condition(average: RunningAverage) -> str:
    """``β ≠ 1`` where the mean divides by 1 − β, ``""`` where it holds for every β.

    >>> condition(average("u_t = mu u_{t-1} + g_t")), condition(average("u_t = u_{t-1} + g_t"))
    ('μ ≠ 1', '')
    """
    below = sympy.fraction(sympy.cancel(average.gain / (1 - average.decay)))[1]
    is_open = average.decay != 1 and below.free_symbols
    return f"{written(average.decay)} ≠ 1" if is_open else ""


def sum_written(average: RunningAverage, t: Any) -> str:
    """``(1 - β) Σ_{i=1}^t β^(t - i) g_i``."""
    weight = "" if average.decay == 1 else f"{factor_written(average.decay)}^({t} - i) "
    total = f"Σ_{{i=1}}^{t} {weight}{written(average.input.subs(average.step, 'i'))}"
    return _times(average.gain, total)


def expected_written(average: RunningAverage) -> str:
    """``E[g_t]``."""
    return f"E[{written(average.input)}]"


def mean_written(average: RunningAverage, divisor: Any) -> str:
    """``(1 - β^t) E[g_t]``, divided by a correction."""
    whole = sympy.simplify(average.mean(average.step) / divisor)
    return _times(whole, expected_written(average))


def _times(factor: Any, text: str) -> str:
    """``3 E[g_t]``, and without a factor 1."""
    return text if factor == 1 else f"{factor_written(factor)} {text}"


def factor_written(value: Any) -> str:
    """A factor, in brackets unless it is a letter or a natural number."""
    is_bare = value.is_Symbol or (value.is_Integer and value >= 0)
    return written(value) if is_bare else f"({written(value)})"
