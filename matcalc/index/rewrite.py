"""What the facts share: a term taken apart and put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from matcalc.index.canonical import Network
from matcalc.index.network import (
    DELTA,
    Factor,
    Label,
    Labels,
    Term,
    Terms,
    product,
    rename_all,
)

Rewrite = Callable[[Term, int], Terms | None]


def without(term: Term, *places: int) -> tuple[Factor, ...]:
    """The factors but those at these places."""
    return tuple(factor for at, factor in enumerate(term.factors) if at not in places)


def around(term: Term, factors: tuple[Factor, ...], summed: Labels, *parts: Terms) -> Terms:
    """The term over other factors, times parts that speak of its summed labels."""
    return product((Term(term.coefficient, factors),), *parts, summed=summed)


def is_whole(exponent: Fraction) -> bool:
    """Whether this is 1, 2, 3, …."""
    return exponent.denominator == 1 and exponent > 0


def sits_alone(term: Term, label: Label, *places: int) -> bool:
    """Whether a summed label sits on nothing but the factors at these places."""
    return label in term.summed and not any(
        label in factor.labels for factor in without(term, *places)
    )


def less(summed: Labels, *gone: Label) -> Labels:
    """The labels but those that are gone."""
    return tuple(label for label in summed if label not in gone)


def told(network: Network, labels: Sequence[Label]) -> Terms:
    """The terms of an atom’s argument, with these labels."""
    return rename_all(network.terms, dict(zip(network.open, labels, strict=True)))


def lead(network: Network) -> int | None:
    """The term of highest degree, by which a sum is recognised; None when it is a constant."""
    degrees = [
        (_degree(term), key) for term, key in zip(network.terms, network.term_keys, strict=True)
    ]
    best = max(degrees)
    return degrees.index(best) if best[0] > 0 else None


def _degree(term: Term) -> Fraction:
    """How many factors, with multiplicity; terms with a delta come last."""
    if any(factor.tensor is DELTA for factor in term.factors):
        return Fraction(-1)
    return sum((factor.exponent for factor in term.factors), Fraction(0))
