"""Rational powers of sums of terms, entry by entry.

A whole power is multiplied out. Otherwise the power of a product is the product of powers as far as
signs allow, and what is left is an atom: a sum raised to a power.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from matcalc.errors import UnsupportedError
from matcalc.index.canonical import Network, canonical, components, unordered
from matcalc.index.network import (
    FULL,
    Factor,
    Labels,
    Permutation,
    Tensor,
    Term,
    Terms,
    constant,
    open_labels,
    product,
    scaled,
)
from matcalc.index.numbers import whole_power

MOST_POWER_TERMS = 120
"""A whole power with more terms than this stays an atom."""


def atom(
    head: object,
    terms: Terms,
    *,
    facts: Iterable[str] = (),
    data: object = None,
    entrywise: bool = True,
) -> Factor:
    """A function of a network as one factor, its labels those that occur in the network."""
    network, swaps = unordered(terms, open_labels(terms))
    return network_atom(head, network, swaps, facts=facts, data=data, entrywise=entrywise)


def network_atom(
    head: object,
    network: Network,
    swaps: tuple[Permutation, ...],
    *,
    facts: Iterable[str] = (),
    data: object = None,
    entrywise: bool = True,
) -> Factor:
    """The same of a network whose order of labels is settled."""
    known = {*facts, "entrywise"} if entrywise else set(facts)
    key = f"{head}:{data if data is not None else ''}:{network.key}"
    tensor = Tensor(key, head, (network,), data, facts=frozenset(known), swaps=swaps)
    return Factor(tensor, network.open)


POWER = "power"


def number_tensor(prime: int) -> Tensor:
    """A number whose power is not rational."""
    return Tensor(f"#{prime}", "number", (), prime, facts=frozenset({"number", "positive"}))


def factor_sign(factor: Factor) -> str:
    """``positive``, ``nonnegative`` or nothing known."""
    facts = factor.tensor.facts
    if "positive" in facts:
        return "positive"
    even = factor.exponent.denominator == 1 and factor.exponent.numerator % 2 == 0
    return "nonnegative" if even or "nonnegative" in facts else ""


def is_nonnegative(terms: Terms) -> bool:
    """Whether no term can be negative, by its form."""
    return all(term.coefficient > 0 and all(map(factor_sign, term.factors)) for term in terms)


def is_positive(terms: Terms) -> bool:
    """Whether the sum is positive by its form."""
    return is_nonnegative(terms) and any(
        all(factor_sign(factor) == "positive" for factor in term.factors) for term in terms
    )


def sign_facts(terms: Terms) -> tuple[str, ...]:
    """What the form says of the sign, as facts of a tensor."""
    if is_positive(terms):
        return ("positive",)
    return ("nonnegative",) if is_nonnegative(terms) else ()


def raised(terms: Terms, exponent: Fraction) -> Terms:
    """(Σ terms)^exponent; the terms must be in normal form.

    Raises UnsupportedError for a negative power of zero.
    """
    if exponent == 0:
        return constant(1)
    if exponent == 1:
        return terms
    if not terms:
        if exponent > 0:
            return ()
        raise UnsupportedError("zero has no negative power.")
    if len(terms) == 1:
        return _monomial_power(terms[0], exponent)
    if exponent.denominator == 1 and exponent > 0:
        whole = exponent.numerator
        if whole <= MOST_POWER_TERMS and len(terms) ** whole <= MOST_POWER_TERMS:
            return product(*[terms] * whole)
    content, rest = taken_out(terms, whole=exponent.denominator == 1)
    base = atom(POWER, rest, facts=sign_facts(rest))
    outside = _monomial_power(content, exponent)
    return product(outside, (Term(FULL, (Factor(base.tensor, base.labels, exponent),)),))


def _monomial_power(term: Term, exponent: Fraction) -> Terms:
    if exponent.denominator == 1 and exponent > 0 and term.summed:
        return product(*[(term,)] * exponent.numerator)
    number, left_number = number_power(term.coefficient, exponent)
    factors: list[Factor] = []
    left: list[tuple[tuple[Factor, ...], Labels]] = []
    for group, summed in components(term):
        if not _splits(group, summed, exponent):
            left.append((group, summed))
        elif summed:
            factors.append(_power_atom((Term(FULL, group, summed),), exponent))
        else:
            factors.extend(_factor_power(group[0], exponent))
    if left_number == 1 and len(left) == 1 and not left[0][1] and _is_odd(left[0][0][0]):
        factor = left[0][0][0]
        factors.append(Factor(factor.tensor, factor.labels, factor.exponent * exponent))
    elif left or left_number != 1:
        groups = tuple(factor for group, _ in left for factor in group)
        summed = tuple(label for _, labels in left for label in labels)
        factors.append(_power_atom((Term(left_number, groups, summed),), exponent))
    return product(number, (Term(FULL, tuple(factors)),))


def _power_atom(terms: Terms, exponent: Fraction) -> Factor:
    made = atom(POWER, terms, facts=sign_facts(terms))
    return Factor(made.tensor, made.labels, exponent)


def _splits(group: tuple[Factor, ...], summed: Labels, exponent: Fraction) -> bool:
    """Whether (group · rest)^e is group^e · rest^e."""
    return exponent.denominator == 1 or all(map(factor_sign, group))


def _is_odd(factor: Factor) -> bool:
    """A power of an unknown sign whose own powers multiply: where both are defined they agree."""
    return factor.exponent.denominator != 1 or factor.exponent.numerator % 2 == 1


def _factor_power(factor: Factor, exponent: Fraction) -> list[Factor]:
    """(x^a)^e: x^(ae), or |x|^(ae) where a is even and e is not whole."""
    grown = factor.exponent * exponent
    even = factor.exponent.denominator == 1 and factor.exponent.numerator % 2 == 0
    if exponent.denominator == 1 or not even or _never_negative(factor.tensor):
        return [Factor(factor.tensor, factor.labels, grown)]
    size = magnitude(factor.tensor, factor.labels)
    return [Factor(size.tensor, size.labels, grown)]


def _never_negative(tensor: Tensor) -> bool:
    return not tensor.facts.isdisjoint({"positive", "nonnegative"})


def magnitude(tensor: Tensor, labels: Labels) -> Factor:
    """|x| of one entry."""
    single = (Term(FULL, (Factor(tensor, labels),)),)
    return atom("abs", single, facts=("nonnegative",))


def number_power(value: Fraction, exponent: Fraction) -> tuple[Terms, Fraction]:
    """|q|^e as a rational and powers of primes; the sign that could not be carried along."""
    if exponent.denominator == 1:
        return constant(whole_power(value, exponent.numerator)), FULL
    factors = [
        Factor(number_tensor(prime), (), times * exponent) for prime, times in primes(abs(value))
    ]
    return (Term(FULL, tuple(factors)),), FULL if value > 0 else -FULL


MOST_TRIED = 1000


def primes(value: Fraction) -> list[tuple[int, int]]:
    """Prime factors with multiplicity, negative below the line; a large cofactor stays whole.

    >>> primes(Fraction(12, 7))
    [(2, 2), (3, 1), (7, -1)]
    """
    found: dict[int, int] = {}
    for rest, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime in range(2, MOST_TRIED):
            while rest % prime == 0:
                rest //= prime
                found[prime] = found.get(prime, 0) + sign
            if prime * prime > rest:
                break
        if rest > 1:
            found[rest] = found.get(rest, 0) + sign
    return sorted(found.items())


def taken_out(terms: Terms, *, whole: bool) -> tuple[Term, Terms]:
    """A common factor and what it leaves: Σ = factor · rest.

    Only positive factors are taken out unless the power to come is ``whole``.
    """
    common = tuple(
        Factor(tensor, labels, exponent)
        for (tensor, labels), exponent in _least_exponents(terms).items()
        if exponent and (whole or "positive" in tensor.facts)
    )
    rest = terms
    if common:
        inverse = Term(FULL, tuple(Factor(f.tensor, f.labels, -f.exponent) for f in common))
        rest = canonical(product((inverse,), terms), open_labels(terms)).terms
    scale = common_number(rest)
    rest = scaled(rest, 1 / scale)
    if whole and not _is_upright(rest):
        scale, rest = -scale, scaled(rest, -FULL)
    return Term(scale, common), rest


def common_number(terms: Terms) -> Fraction:
    """The greatest positive rational that leaves whole coefficients."""
    above = gcd(*(term.coefficient.numerator for term in terms))
    return Fraction(above, lcm(*(term.coefficient.denominator for term in terms)))


def _is_upright(terms: Terms) -> bool:
    """Which of Σ and −Σ is the one that is kept; the same for every order of labels."""
    if all(term.coefficient > 0 for term in terms):
        return True
    if all(term.coefficient < 0 for term in terms):
        return False
    labels = open_labels(terms)
    ours, theirs = (unordered(each, labels)[0].key for each in (terms, scaled(terms, -FULL)))
    return ours < theirs


Entry = tuple[Tensor, Labels]


def _least_exponents(terms: Terms) -> dict[Entry, Fraction]:
    """For each entry without summed labels the least power in any term; absent counts as zero."""
    tables: list[dict[Entry, Fraction]] = []
    for term in terms:
        tables.append(
            {
                (factor.tensor, factor.labels): factor.exponent
                for factor in term.factors
                if not any(label in term.summed for label in factor.labels)
            }
        )
    entries = dict.fromkeys(entry for table in tables for entry in table)
    return {
        entry: min(table.get(entry, Fraction(0)) for table in tables)
        for entry in entries
        if entry[0].key != "δ"
    }
