"""The sign and the size of entries, taken apart factor by factor."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from matcalc.index.canonical import components
from matcalc.index.network import (
    FULL,
    Factor,
    Term,
    Terms,
    constant,
    product,
)
from matcalc.index.power import (
    atom,
    factor_sign,
    is_nonnegative,
    is_positive,
    taken_out,
)

Builder = Callable[[Terms], Terms]


def one_factor(factor: Factor, exponent: Fraction = FULL) -> Terms:
    """A factor to a power, as terms."""
    return (Term(FULL, (Factor(factor.tensor, factor.labels, exponent),)),)


def step(terms: Terms) -> Terms:
    """step(a x) = step(x) for a > 0."""
    if not terms:
        return ()
    if is_positive(terms):
        return constant(1)
    _, rest = taken_out(terms, whole=False) if len(terms) > 1 else (None, _signed_part(terms[0]))
    return one_factor(atom("step", rest, facts=("idempotent", "nonnegative")))


def _signed_part(term: Term) -> Terms:
    """What the sign of a product depends on."""
    kept = Term(FULL if term.coefficient > 0 else -FULL)
    for group, summed in components(term):
        positive = all(factor_sign(factor) == "positive" for factor in group)
        if not positive:
            kept = Term(kept.coefficient, kept.factors + group, kept.summed + summed)
    return (kept,)


def magnitude(terms: Terms) -> Terms:
    """|a b| = |a| |b|, |a| = a for a ≥ 0."""
    if not terms:
        return ()
    if is_nonnegative(terms):
        return terms
    if len(terms) == 1:
        return _by_parts(terms[0], _magnitude_part, abs(terms[0].coefficient))
    content, rest = taken_out(terms, whole=True)
    made = atom("abs", rest, facts=("nonnegative",))
    return product(magnitude((content,)), one_factor(made))


def sign(terms: Terms) -> Terms:
    """sign(a b) = sign(a) sign(b), 1 for a positive."""
    if not terms:
        return ()
    if is_positive(terms):
        return constant(1)
    if len(terms) == 1:
        return _by_parts(terms[0], _sign_part, Fraction(1 if terms[0].coefficient > 0 else -1))
    content, rest = taken_out(terms, whole=True)
    return product(sign((content,)), one_factor(atom("sign", rest)))


def _by_parts(term: Term, part: Builder, number: Fraction) -> Terms:
    groups = [(Term(FULL, group, summed),) for group, summed in components(term)]
    return product(constant(number), *(part(group) for group in groups))


def _magnitude_part(terms: Terms) -> Terms:
    if is_nonnegative(terms):
        return terms
    factor = terms[0].factors[0]
    if terms[0].summed:
        return one_factor(atom("abs", terms, facts=("nonnegative",)))
    base = (Term(FULL, (Factor(factor.tensor, factor.labels),)),)
    return one_factor(atom("abs", base, facts=("nonnegative",)), factor.exponent)


def _sign_part(terms: Terms) -> Terms:
    if is_positive(terms):
        return constant(1)
    factor = terms[0].factors[0]
    if terms[0].summed or factor.exponent.denominator != 1:
        return one_factor(atom("sign", terms))
    base = (Term(FULL, (Factor(factor.tensor, factor.labels),)),)
    return one_factor(atom("sign", base), Fraction(abs(factor.exponent.numerator)))
