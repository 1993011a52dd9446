"""Facts that rewrite a term: each a row with its name and equation, so that a proof can cite it."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.index.entry_facts import (
    base_times_power,
    circle,
    entry_of_diagonal,
    multiplied_out,
    one_hot,
    orthonormal,
    sign_and_size,
    sums_to_one,
    unit_norm,
)
from matcalc.index.inverse_facts import (
    function_first,
    inverse_times_argument,
    push_through,
    trace_of_inverse,
)
from matcalc.index.network import (
    Factor,
    Term,
    Terms,
)
from matcalc.index.rewrite import Rewrite


@dataclass(frozen=True, slots=True)
class Fact:
    """An equation used from left to right, at one factor of a term."""

    name: str
    equation: str
    rewrite: Rewrite


FACTS: tuple[Fact, ...] = (
    Fact("entry_of_diagonal", "f(A)ᵢᵢ = f(Aᵢᵢ)", entry_of_diagonal),
    Fact("multiply_out", "(a + b)² = a² + 2ab + b²", multiplied_out),
    Fact("sum_to_one", "1ᵀt = 1", sums_to_one("sums_to_one", 0)),
    Fact("rows_sum_to_one", "T 1 = 1", sums_to_one("rows_sum_to_one", 1)),
    Fact("columns_sum_to_one", "1ᵀT = 1ᵀ", sums_to_one("columns_sum_to_one", 0)),
    Fact("unit_norm", "uᵀu = 1", unit_norm),
    Fact("orthonormal_columns", "QᵀQ = I", orthonormal("orthonormal_columns", 0)),
    Fact("orthogonal", "Q Qᵀ = I", orthonormal("orthogonal", 1)),
    Fact("one_hot", "tⱼ tₖ = tⱼ δⱼₖ", one_hot("one_hot", 0)),
    Fact("one_hot_rows", "Tᵢⱼ Tᵢₖ = Tᵢⱼ δⱼₖ", one_hot("one_hot_rows", 1)),
    Fact("sign_and_size", "x sign(x) = |x|, |x|² = x²", sign_and_size),
    Fact("circle", "sin² + cos² = 1", circle),
    Fact("base_times_power", "a aˢ = aˢ⁺¹, for a sum a", base_times_power),
    Fact("inverse_cancels", "A A⁻¹ = I = A⁻¹ A", inverse_times_argument),
    Fact("push_through", "A (I + B A)⁻¹ = (I + A B)⁻¹ A", push_through),
    Fact("trace_of_inverse", "tr (I + A B)⁻¹ = tr (I + B A)⁻¹ + n − m", trace_of_inverse),
    Fact("function_commutes", "A exp(A) = exp(A) A", function_first),
)
"""In the order in which they are tried."""


def rewritten(term: Term) -> Terms | None:
    """The term after the first fact that applies, or None."""
    for at, factor in enumerate(term.factors):
        if _is_plain(factor):
            continue
        for fact in FACTS:
            made = fact.rewrite(term, at)
            if made is not None:
                return made
    return None


def _is_plain(factor: Factor) -> bool:
    """A name without assumptions: no fact speaks of it."""
    tensor = factor.tensor
    return not tensor.args and not tensor.facts
