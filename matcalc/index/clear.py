"""Clearing denominators: E = 0 exactly when P E = 0 for an invertible P.

Used on what is left of a difference, where reciprocals of different sums stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from matcalc.expr import head as h
from matcalc.index.canonical import Network
from matcalc.index.network import (
    FULL,
    Factor,
    Label,
    Labels,
    Term,
    Terms,
    product,
    rename_all,
    summed_over,
)

MOST_TRIALS = 12
"""Products formed before giving up."""
MOST_FACTORS = 10_000
"""Factors in all these products together."""

Normalise = Callable[[Terms, Labels], Network]
Product = tuple[Terms, Labels]


def cleared(network: Network, normalise: Normalise) -> Network:
    """Zero when some product with what terms are divided by is zero, else the network itself."""
    stack, seen, trials, written = [network], {network.key}, 0, 0
    while stack:
        found = stack.pop()
        if found.is_zero:
            return found
        for terms, labels in _products(found):
            trials, written = trials + 1, written + sum(len(term.factors) for term in terms)
            if trials > MOST_TRIALS or written > MOST_FACTORS:
                return network
            made = normalise(terms, labels)
            if made.key not in seen:
                seen.add(made.key)
                stack.append(made)
    return network


def _products(network: Network) -> Iterator[Product]:
    """The network times each inverse's argument, sums first; then times each divisor."""
    inverses: dict[tuple[str, int], tuple[Factor, int]] = {}
    divisors: dict[str, Factor] = {}
    known = set(network.open)
    for term in network.terms:
        for factor in term.factors:
            if factor.tensor.head is h.INVERSE:
                for side, label in enumerate(factor.labels):
                    if label in known and factor.labels.count(label) == 1:
                        inverses.setdefault((str(factor.tensor.key), side), (factor, side))
            elif factor.exponent < 0 and known.issuperset(factor.labels):
                divisors.setdefault(str(factor.tensor.key), factor)
    ordered = sorted(inverses.values(), key=lambda pair: len(pair[0].tensor.args[0].terms))
    for factor, side in ordered:
        yield _multiplied(network, factor, side, factor.labels[side])
    for factor in divisors.values():
        whole = Fraction(-(factor.exponent.numerator // factor.exponent.denominator))
        by = Factor(factor.tensor, factor.labels, whole)
        yield product(network.terms, (Term(FULL, (by,)),)), network.open


def _multiplied(network: Network, factor: Factor, side: int, label: Label) -> Product:
    inside: Network = factor.tensor.args[0]
    inner, outer = Label(label.dim), Label(label.dim)
    ends = {inside.open[1 - side]: inner, inside.open[side]: outer}
    terms = product(rename_all(inside.terms, ends), rename_all(network.terms, {label: inner}))
    labels = tuple(outer if each is label else each for each in network.open)
    return summed_over(terms, (inner,)), labels
