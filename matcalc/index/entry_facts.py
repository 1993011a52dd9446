"""Facts about entries: powers of sums, sums to one, orthonormal columns, signs, sin and cos."""

from __future__ import annotations

from fractions import Fraction

from matcalc.expr import head as h
from matcalc.index.canonical import Network
from matcalc.index.functions import rebuilt
from matcalc.index.match import find
from matcalc.index.network import (
    DELTA,
    Factor,
    Label,
    Tensor,
    Term,
    Terms,
    rename,
)
from matcalc.index.power import MOST_POWER_TERMS, POWER, raised
from matcalc.index.rewrite import Rewrite, around, is_whole, lead, less, sits_alone, told, without


def entry_of_diagonal(term: Term, at: int) -> Terms | None:
    """f(A)ᵢᵢ = f(Aᵢᵢ): an entrywise atom with a label twice is told with fewer labels."""
    factor = term.factors[at]
    if len(set(factor.labels)) == len(factor.labels):
        return None
    made = rebuilt(factor)
    if made is None:
        return None
    return around(term, without(term, at), term.summed, made)


def multiplied_out(term: Term, at: int) -> Terms | None:
    """A whole power of a sum, multiplied out."""
    factor = term.factors[at]
    if factor.tensor.head != POWER or not is_whole(factor.exponent):
        return None
    network = factor.tensor.args[0]
    if len(network.terms) > 1 and (
        factor.exponent > MOST_POWER_TERMS
        or len(network.terms) ** factor.exponent > MOST_POWER_TERMS
    ):
        return None
    inner = raised(told(network, factor.labels), factor.exponent)
    return around(term, without(term, at), term.summed, inner)


def base_times_power(term: Term, at: int) -> Terms | None:
    """a aˢ = aˢ⁺¹ for a sum a, recognised by its leading term."""
    factor = term.factors[at]
    if factor.tensor.head != POWER or is_whole(factor.exponent):
        return None
    network = factor.tensor.args[0]
    chosen = lead(network)
    if chosen is None:
        return None
    pattern = network.terms[chosen]
    binding = dict(zip(network.open, factor.labels, strict=True))
    found = find(pattern, binding, term, at)
    if found is None:
        return None
    share = term.coefficient / pattern.coefficient
    grown = Factor(factor.tensor, factor.labels, factor.exponent + 1)
    kept = found.rest if not grown.exponent else (*found.rest, grown)
    result = [Term(share, kept, found.summed)]
    for other in (each for place, each in enumerate(network.terms) if place != chosen):
        inner = rename(other, binding)
        result.append(
            Term(
                -share * inner.coefficient,
                (*found.rest, factor, *inner.factors),
                found.summed + inner.summed,
            )
        )
    return tuple(result)


def sums_to_one(word: str, position: int) -> Rewrite:
    """A sum to one over the label at this position."""

    def rewrite(term: Term, at: int) -> Terms | None:
        factor = term.factors[at]
        if word not in factor.tensor.facts or factor.exponent != 1:
            return None
        if position >= len(factor.labels):
            return None
        label = factor.labels[position]
        if factor.labels.count(label) > 1 or not sits_alone(term, label, at):
            return None
        return (Term(term.coefficient, without(term, at), less(term.summed, label)),)

    return rewrite


def unit_norm(term: Term, at: int) -> Terms | None:
    """uᵀu = 1."""
    factor = term.factors[at]
    if "unit_norm" not in factor.tensor.facts or factor.exponent != 2 or len(factor.labels) != 1:
        return None
    if not sits_alone(term, factor.labels[0], at):
        return None
    return (Term(term.coefficient, without(term, at), less(term.summed, *factor.labels)),)


def orthonormal(word: str, position: int) -> Rewrite:
    """Σ_k Q_ki Q_kj = δ_ij (position 0), Σ_k Q_ik Q_jk = δ_ij (position 1)."""

    def rewrite(term: Term, at: int) -> Terms | None:
        factor = term.factors[at]
        if word not in factor.tensor.facts or len(factor.labels) != 2:
            return None
        label, mine = factor.labels[position], factor.labels[1 - position]
        if label is mine or factor.exponent not in (1, 2):
            return None
        if factor.exponent == 2:
            return _paired(term, (at,), label, mine, mine)
        for place, other in enumerate(term.factors):
            same = place != at and other.tensor == factor.tensor and other.exponent == 1
            if same and other.labels[position] is label:
                return _paired(term, (at, place), label, mine, other.labels[1 - position])
        return None

    return rewrite


def _paired(
    term: Term, places: tuple[int, ...], label: Label, left: Label, right: Label
) -> Terms | None:
    if left is label or right is label or not sits_alone(term, label, *places):
        return None
    factors = (*without(term, *places), Factor(DELTA, (left, right)))
    return (Term(term.coefficient, factors, less(term.summed, label)),)


def one_hot(word: str, position: int) -> Rewrite:
    """t_j t_k = t_j δ_jk, for a vector or within a row."""

    def rewrite(term: Term, at: int) -> Terms | None:
        factor = term.factors[at]
        if word not in factor.tensor.facts or len(factor.labels) != position + 1:
            return None
        for other in term.factors[:at]:
            if (
                other.tensor == factor.tensor
                and other.labels[:position] == factor.labels[:position]
            ):
                tie = Factor(DELTA, (other.labels[position], factor.labels[position]))
                return (Term(term.coefficient, (*without(term, at), tie), term.summed),)
            if _other_unit(factor, other):
                return ()
        return None

    return rewrite


def _other_unit(factor: Factor, other: Factor) -> bool:
    """eᵢ and eⱼ on one label, i ≠ j."""
    both = factor.tensor.head is h.UNIT and other.tensor.head is h.UNIT
    return both and factor.labels == other.labels and factor.tensor != other.tensor


def sign_and_size(term: Term, at: int) -> Terms | None:
    """x |x|ⁿ sign(x)ᵐ with as few factors as possible."""
    factor = term.factors[at]
    if factor.tensor.head not in ("abs", "sign") or factor.exponent.denominator != 1:
        return None
    inside = factor.tensor.args[0]
    if len(inside.terms) != 1 or len(inside.terms[0].factors) != 1 or inside.terms[0].summed:
        return None
    base = told(inside, factor.labels)[0].factors[0]
    places = {at}
    powers = {"abs": Fraction(0), "sign": Fraction(0), "base": Fraction(0)}
    for place, other in enumerate(term.factors):
        if other.labels != factor.labels:
            continue
        if other.tensor == base.tensor and other.exponent.denominator == 1:
            kind = "base"
        elif other.tensor.head in ("abs", "sign") and other.tensor.args[0] == inside:
            kind = str(other.tensor.head)
        else:
            continue
        powers[kind] += other.exponent
        places.add(place)
    made = _fewest(powers, base, factor, inside)
    if made is None:
        return None
    return (Term(term.coefficient, (*without(term, *places), *made), term.summed),)


def _fewest(
    powers: dict[str, Fraction], base: Factor, factor: Factor, inside: Network
) -> tuple[Factor, ...] | None:
    size, sign, plain = powers["abs"], powers["sign"], powers["base"]
    tensors = {
        head: Tensor(f"{head}::{inside.key}", head, (inside,), None, facts=facts)
        for head, facts in (
            ("abs", frozenset({"entrywise", "nonnegative"})),
            ("sign", frozenset({"entrywise"})),
        )
    }
    if size == plain == 0:
        small = Fraction(2 - sign % 2)
        return None if sign == small else (Factor(tensors["sign"], factor.labels, small),)
    odd, grown = (plain + sign) % 2, size + plain
    if grown.denominator == 1 and grown % 2 == odd and grown != 0:
        return (Factor(base.tensor, base.labels, grown),)
    made = [Factor(tensors["abs"], factor.labels, grown)] if grown else []
    if odd:
        made.append(Factor(tensors["sign"], factor.labels))
    wanted = {"abs": grown, "sign": odd, "base": Fraction(0)}
    return None if wanted == powers else tuple(made)


def circle(term: Term, at: int) -> Terms | None:
    """cos² = 1 − sin²; below the line sin² = 1 − cos², so that a quotient gets shorter."""
    factor = term.factors[at]
    if factor.tensor.head not in ("sin", "cos") or factor.exponent < 2:
        return None
    partner = "cos" if factor.tensor.head == "sin" else "sin"
    twin = Tensor(
        f"{partner}::{factor.tensor.args[0].key}",
        partner,
        factor.tensor.args,
        None,
        facts=factor.tensor.facts,
        swaps=factor.tensor.swaps,
    )
    below = any(
        other.tensor == twin and other.labels == factor.labels and other.exponent < 0
        for other in term.factors
    )
    if not below and factor.tensor.head == "sin":
        return None
    less = Factor(factor.tensor, factor.labels, factor.exponent - 2)
    kept = (*without(term, at), *((less,) if less.exponent else ()))
    square = Factor(twin, factor.labels, Fraction(2))
    return (
        Term(term.coefficient, kept, term.summed),
        Term(-term.coefficient, (*kept, square), term.summed),
    )
