"""Facts that rewrite a term: each a row with its name and equation, so that a proof can cite it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.expr import head as h
from matcalc.index.canonical import Network
from matcalc.index.functions import rebuilt
from matcalc.index.lower import size_terms
from matcalc.index.match import Match, find
from matcalc.index.matrices import Square, matrix_atom, oriented
from matcalc.index.network import (
    DELTA,
    FULL,
    Factor,
    Label,
    Labels,
    Tensor,
    Term,
    Terms,
    product,
    rename,
    rename_all,
    scaled,
)
from matcalc.index.power import MOST_POWER_TERMS, POWER, raised
from matcalc.index.rotate import rotations

Rewrite = Callable[[Term, int], Terms | None]


@dataclass(frozen=True, slots=True)
class Fact:
    """An equation used from left to right on one factor of a term."""

    name: str
    equation: str
    rewrite: Rewrite


def _without(term: Term, *places: int) -> tuple[Factor, ...]:
    return tuple(factor for at, factor in enumerate(term.factors) if at not in places)


def _with(term: Term, factors: tuple[Factor, ...], summed: Labels, *parts: Terms) -> Terms:
    """The term over other factors, times parts that speak of its summed labels."""
    return product((Term(term.coefficient, factors),), *parts, summed=summed)


def _is_whole(exponent: Fraction) -> bool:
    return exponent.denominator == 1 and exponent > 0


def _alone(term: Term, label: Label, *places: int) -> bool:
    """Whether a summed label sits on nothing but the factors at these places."""
    return label in term.summed and not any(
        label in factor.labels for factor in _without(term, *places)
    )


def _less(summed: Labels, *gone: Label) -> Labels:
    return tuple(label for label in summed if label not in gone)


def _entry_of_diagonal(term: Term, at: int) -> Terms | None:
    factor = term.factors[at]
    if len(set(factor.labels)) == len(factor.labels):
        return None
    made = rebuilt(factor)
    if made is None:
        return None
    return _with(term, _without(term, at), term.summed, made)


def _multiplied_out(term: Term, at: int) -> Terms | None:
    factor = term.factors[at]
    if factor.tensor.head != POWER or not _is_whole(factor.exponent):
        return None
    network = factor.tensor.args[0]
    if len(network.terms) > 1 and len(network.terms) ** factor.exponent > MOST_POWER_TERMS:
        return None
    inner = raised(_told(network, factor.labels), factor.exponent)
    return _with(term, _without(term, at), term.summed, inner)


def _told(network: Network, labels: Sequence[Label]) -> Terms:
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


def _base_times_power(term: Term, at: int) -> Terms | None:
    factor = term.factors[at]
    if factor.tensor.head != POWER or _is_whole(factor.exponent):
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


def _inverse_times_argument(term: Term, at: int) -> Terms | None:
    factor = term.factors[at]
    if factor.tensor.head is not h.INVERSE or factor.exponent != 1:
        return None
    network = factor.tensor.args[0]
    chosen = lead(network)
    if chosen is None:
        return None
    for side in (0, 1):
        inner, outer = factor.labels[1 - side], factor.labels[side]
        if inner is outer or inner not in term.summed:
            continue
        near, far = network.open[side], network.open[1 - side]
        found = _beside(network.terms[chosen], near, inner, term, at)
        if found is not None:
            end = found.binding[far]
            return _replaced(term, factor, network, chosen, found, (near, inner, far, end, outer))
    return None


def _beside(lead_term: Term, near: Label, inner: Label, term: Term, at: int) -> Match | None:
    pattern = Term(lead_term.coefficient, lead_term.factors, (*lead_term.summed, near))
    return find(pattern, {near: inner}, term, at)


def _replaced(
    term: Term,
    factor: Factor,
    network: Network,
    chosen: int,
    found: Match,
    ends: tuple[Label, Label, Label, Label, Label],
) -> Terms:
    """Z m = (δ − Z (P − m))/c for the leading term c m of P = Z⁻¹."""
    near, inner, far, end, outer = ends
    share = term.coefficient / network.terms[chosen].coefficient
    result = [Term(share, (*found.rest, Factor(DELTA, (outer, end))), found.summed)]
    for place, other in enumerate(network.terms):
        if place == chosen:
            continue
        told = rename(other, {near: inner, far: end})
        result.append(
            Term(
                -share * told.coefficient,
                (*found.rest, factor, *told.factors),
                (*found.summed, inner, *told.summed),
            )
        )
    return tuple(result)


def _sums_to_one(word: str, position: int) -> Rewrite:
    def rewrite(term: Term, at: int) -> Terms | None:
        factor = term.factors[at]
        if word not in factor.tensor.facts or factor.exponent != 1:
            return None
        if position >= len(factor.labels):
            return None
        label = factor.labels[position]
        if factor.labels.count(label) > 1 or not _alone(term, label, at):
            return None
        return (Term(term.coefficient, _without(term, at), _less(term.summed, label)),)

    return rewrite


def _unit_norm(term: Term, at: int) -> Terms | None:
    factor = term.factors[at]
    if "unit_norm" not in factor.tensor.facts or factor.exponent != 2 or len(factor.labels) != 1:
        return None
    if not _alone(term, factor.labels[0], at):
        return None
    return (Term(term.coefficient, _without(term, at), _less(term.summed, *factor.labels)),)


def _orthonormal(word: str, position: int) -> Rewrite:
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
    if left is label or right is label or not _alone(term, label, *places):
        return None
    factors = (*_without(term, *places), Factor(DELTA, (left, right)))
    return (Term(term.coefficient, factors, _less(term.summed, label)),)


def _one_hot(word: str, position: int) -> Rewrite:
    """t_j t_k = t_j δ_jk, for a vector or within a row."""

    def rewrite(term: Term, at: int) -> Terms | None:
        factor = term.factors[at]
        if word not in factor.tensor.facts or len(factor.labels) != position + 1:
            return None
        for place, other in enumerate(term.factors[:at]):
            if other.tensor == factor.tensor and other.labels[:position] == factor.labels[:position]:
                tie = Factor(DELTA, (other.labels[position], factor.labels[position]))
                return (Term(term.coefficient, (*_without(term, at), tie), term.summed),)
            if _other_unit(factor, other):
                return ()
        return None

    return rewrite


def _other_unit(factor: Factor, other: Factor) -> bool:
    """eᵢ and eⱼ on one label, i ≠ j."""
    both = factor.tensor.head is h.UNIT and other.tensor.head is h.UNIT
    return both and factor.labels == other.labels and factor.tensor != other.tensor


def _sign_and_size(term: Term, at: int) -> Terms | None:
    """x |x|ⁿ sign(x)ᵐ with as few factors as possible."""
    factor = term.factors[at]
    if factor.tensor.head not in ("abs", "sign") or factor.exponent.denominator != 1:
        return None
    inside = factor.tensor.args[0]
    if len(inside.terms) != 1 or len(inside.terms[0].factors) != 1 or inside.terms[0].summed:
        return None
    base = _told(inside, factor.labels)[0].factors[0]
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
    return (Term(term.coefficient, (*_without(term, *places), *made), term.summed),)


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


def _circle(term: Term, at: int) -> Terms | None:
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
    kept = (*_without(term, at), *((less,) if less.exponent else ()))
    square = Factor(twin, factor.labels, Fraction(2))
    return (
        Term(term.coefficient, kept, term.summed),
        Term(-term.coefficient, (*kept, square), term.summed),
    )


def _push_through(term: Term, at: int) -> Terms | None:
    """C (c I + B C)⁻¹ = (c I + C B)⁻¹ C, towards the inverse that comes first."""
    factor = term.factors[at]
    if factor.tensor.head is not h.INVERSE or factor.exponent != 1:
        return None
    network = factor.tensor.args[0]
    for side in (0, 1):
        row, col = network.open[side], network.open[1 - side]
        inner, outer = factor.labels[side], factor.labels[1 - side]
        if inner not in term.summed or inner is outer:
            continue
        for turn in rotations(network.terms, row, col):
            square = Square(turn.terms, turn.row, turn.col)
            if oriented(square)[0].key >= network.key:
                continue
            pattern = Term(FULL, turn.moved.factors, (*turn.moved.summed, turn.end))
            found = find(pattern, {turn.end: inner}, term, at)
            if found is not None:
                return _pushed(term, found, square, turn.moved, (turn.start, turn.end, outer))
    return None


def _pushed(
    term: Term, found: Match, square: Square, moved: Term, ends: tuple[Label, Label, Label]
) -> Terms:
    start, end, outer = ends
    middle = Label(start.dim)
    made = matrix_atom(h.INVERSE, square)
    inverse = rename_all(made, {square.row: found.binding[start], square.col: middle})
    behind = rename(moved, {start: middle, end: outer})
    return _with(term, found.rest, (*found.summed, middle), inverse, (behind,))


def _trace_of_inverse(term: Term, at: int) -> Terms | None:
    """tr (c I + B C)⁻¹ = tr (c I + C B)⁻¹ + (n − m)/c, towards the inverse that comes first."""
    factor = term.factors[at]
    if factor.tensor.head is not h.INVERSE or factor.exponent != 1:
        return None
    label, other = factor.labels
    if label is not other or not _alone(term, label, at):
        return None
    network = factor.tensor.args[0]
    for turn in rotations(network.terms, *network.open):
        square = Square(turn.terms, turn.row, turn.col)
        if oriented(square)[0].key >= network.key:
            continue
        rest, summed = _without(term, at), _less(term.summed, label)
        last = Label(turn.row.dim)
        made = rename_all(matrix_atom(h.INVERSE, square), {turn.row: last, turn.col: last})
        unit = turn.terms[0]
        over = raised((Term(unit.coefficient, unit.factors[:-1]),), -FULL)
        excess = (*size_terms(label.dim), *scaled(size_terms(last.dim), -FULL))
        return (
            *_with(term, rest, (*summed, last), made),
            *_with(term, rest, summed, over, excess),
        )
    return None


def _function_first(term: Term, at: int) -> Terms | None:
    """A f(A) = f(A) A, for the matrix exponential and symbolic powers."""
    factor = term.factors[at]
    if factor.tensor.head not in (h.EXPM, h.POWER) or factor.exponent != 1:
        return None
    network = factor.tensor.args[0]
    if len(network.terms) != 1 or any(f.tensor is DELTA for f in network.terms[0].factors):
        return None
    inner, outer = factor.labels
    if inner not in term.summed or inner is outer:
        return None
    near, far = network.open[1], network.open[0]
    found = _beside(network.terms[0], near, inner, term, at)
    if found is None:
        return None
    start, middle = found.binding[far], Label(near.dim)
    moved = rename(network.terms[0], {far: middle, near: outer})
    made = Factor(factor.tensor, (start, middle))
    behind = scaled((moved,), 1 / moved.coefficient)
    return _with(term, (*found.rest, made), (*found.summed, middle), behind)


FACTS: tuple[Fact, ...] = (
    Fact("entry_of_diagonal", "f(A)ᵢᵢ = f(Aᵢᵢ)", _entry_of_diagonal),
    Fact("multiply_out", "(a + b)² = a² + 2ab + b²", _multiplied_out),
    Fact("sum_to_one", "1ᵀt = 1", _sums_to_one("sums_to_one", 0)),
    Fact("rows_sum_to_one", "T 1 = 1", _sums_to_one("rows_sum_to_one", 1)),
    Fact("columns_sum_to_one", "1ᵀT = 1ᵀ", _sums_to_one("columns_sum_to_one", 0)),
    Fact("unit_norm", "uᵀu = 1", _unit_norm),
    Fact("orthonormal_columns", "QᵀQ = I", _orthonormal("orthonormal_columns", 0)),
    Fact("orthogonal", "Q Qᵀ = I", _orthonormal("orthogonal", 1)),
    Fact("one_hot", "tⱼ tₖ = tⱼ δⱼₖ", _one_hot("one_hot", 0)),
    Fact("one_hot_rows", "Tᵢⱼ Tᵢₖ = Tᵢⱼ δⱼₖ", _one_hot("one_hot_rows", 1)),
    Fact("sign_and_size", "x sign(x) = |x|, |x|² = x²", _sign_and_size),
    Fact("circle", "sin² + cos² = 1", _circle),
    Fact("base_times_power", "a aˢ = aˢ⁺¹, for a sum a", _base_times_power),
    Fact("inverse_cancels", "A A⁻¹ = I = A⁻¹ A", _inverse_times_argument),
    Fact("push_through", "A (I + B A)⁻¹ = (I + A B)⁻¹ A", _push_through),
    Fact("trace_of_inverse", "tr (I + A B)⁻¹ = tr (I + B A)⁻¹ + n − m", _trace_of_inverse),
    Fact("function_commutes", "A exp(A) = exp(A) A", _function_first),
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
