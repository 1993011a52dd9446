"""A term put in order: deltas contracted, powers of one entry merged, unused sums made sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from matcalc.index.lower import size_terms
from matcalc.index.network import (
    DELTA,
    Factor,
    Label,
    Labels,
    Tensor,
    Term,
    Terms,
    product,
    rename_factors,
)
from matcalc.index.numbers import whole_power

Order = Mapping[Label, int]


def tidy(term: Term, order: Order) -> Terms:
    """The term in order; several terms only where a compound size is multiplied out.

    ``order`` ranks the open labels: of two that a delta ties, the first is kept on the others.
    """
    factors, summed = _contract(term, order)
    coefficient, factors = _merge(term.coefficient, factors)
    if not coefficient:
        return ()
    used = {label for factor in factors for label in factor.labels}
    kept = tuple(label for label in summed if label in used)
    made = Term(coefficient, factors, kept)
    if len(kept) == len(summed):
        return (made,)
    unused = [size_terms(label.dim) for label in summed if label not in used]
    grown = product((Term(coefficient),), *unused)
    return tuple(Term(*_merge(each.coefficient, [*factors, *each.factors]), kept) for each in grown)


def _contract(term: Term, order: Order) -> tuple[Sequence[Factor], Sequence[Label]]:
    """Carry the deltas out: a summed label becomes the other one."""
    if all(factor.tensor is not DELTA for factor in term.factors):
        return term.factors, term.summed
    summed = dict.fromkeys(term.summed)
    names: dict[Label, Label] = {}
    kept: list[tuple[Label, Label]] = []
    for factor in term.factors:
        if factor.tensor is not DELTA:
            continue
        left, right = (_find(label, names) for label in factor.labels)
        if left is right:
            continue
        if left not in summed and right not in summed:
            left, right = sorted((left, right), key=order.__getitem__)
            kept.append((left, right))
            names[right] = left
        elif right in summed:
            names[right] = left
            del summed[right]
        else:
            names[left] = right
            del summed[left]
    others = [factor for factor in term.factors if factor.tensor is not DELTA]
    renaming = {label: _find(label, names) for label in names}
    tied = [Factor(DELTA, (_find(left, names), right)) for left, right in kept]
    return [*rename_factors(others, renaming), *tied], tuple(summed)


def _find(label: Label, names: Mapping[Label, Label]) -> Label:
    while label in names:
        label = names[label]
    return label


def _merge(coefficient: Fraction, factors: Sequence[Factor]) -> tuple[Fraction, tuple[Factor, ...]]:
    """Entries of one tensor with the same labels become one power."""
    places: dict[Label, int] = {}
    powers: dict[tuple[Tensor, tuple[int, ...]], tuple[Labels, Fraction]] = {}
    for factor in factors:
        for label in factor.labels:
            places.setdefault(label, len(places))
        labels = _settled(factor, places)
        key = (factor.tensor, tuple(places[label] for label in labels))
        _, exponent = powers.get(key, (labels, Fraction(0)))
        powers[key] = (labels, exponent + factor.exponent)
    made = []
    for (tensor, _), (labels, exponent) in powers.items():
        coefficient, exponent = _settle_exponent(tensor, coefficient, exponent)
        if exponent:
            made.append(Factor(tensor, labels, exponent))
    return coefficient, tuple(made)


def _settled(factor: Factor, places: Mapping[Label, int]) -> Labels:
    """The labels in the first of the orders that mean the same entry."""
    if not factor.tensor.swaps:
        return factor.labels
    orders = [factor.labels, *permuted(factor)]
    return min(orders, key=lambda labels: [places[label] for label in labels])


def permuted(factor: Factor) -> list[Labels]:
    """The other orders of the labels that mean the same entry."""
    return [tuple(factor.labels[at] for at in swap) for swap in factor.tensor.swaps]


def _settle_exponent(
    tensor: Tensor, coefficient: Fraction, exponent: Fraction
) -> tuple[Fraction, Fraction]:
    if "number" in tensor.facts:
        whole = exponent.numerator // exponent.denominator
        return coefficient * whole_power(Fraction(tensor.data), whole), exponent - whole
    if "idempotent" in tensor.facts and exponent > 0 and exponent.denominator == 1:
        return coefficient, Fraction(1)
    if "squares_to_one" in tensor.facts and exponent.denominator == 1:
        return coefficient, exponent % 2
    return coefficient, exponent
