"""One presentation of a network: the same whatever the names of labels and the order of factors.

Labels are told apart by colour refinement: what a label sits on, and with which others. Where that
leaves ties, each of the tied labels is tried first and the least text wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from itertools import groupby, permutations, product

from matcalc.index.network import (
    Factor,
    Label,
    Labels,
    Permutation,
    Tensor,
    Term,
    Terms,
    TooLargeError,
)
from matcalc.index.tidy import Order, permuted, tidy

MOST_SUMMED = 300
"""Summed labels in one group of factors; refining the colours costs the square of it."""
MOST_TRIALS = 2000
"""Labellings tried for one group of factors before it is refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Terms over open labels in a fixed order; ``key`` tells networks apart.

    The key is a digest, so that the cost of comparing does not grow with what is nested inside.
    """

    open: Labels
    terms: Terms
    key: str
    term_keys: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def is_zero(self) -> bool:
        return not self.terms


def canonical(terms: Terms, open_labels: Labels) -> Network:
    """The network of these terms: equal terms combined, the order fixed."""
    order = {label: at for at, label in enumerate(open_labels)}
    sums: dict[str, Fraction] = {}
    kept: dict[str, Term] = {}
    for term in terms:
        for part in tidy(term, order):
            key, ordered = _term_key(part, order)
            sums[key] = sums.get(key, Fraction(0)) + part.coefficient
            kept.setdefault(key, ordered)
    keys = sorted(key for key, coefficient in sums.items() if coefficient)
    made = tuple(Term(sums[key], kept[key].factors, kept[key].summed) for key in keys)
    dims = ",".join(str(label.dim) for label in open_labels)
    text = f"[{dims}]" + "+".join(f"{sums[key]}*{key}" for key in keys)
    return Network(open_labels, made, digest(text), tuple(keys))


def digest(text: str) -> str:
    """A short name for a text; two texts share one with probability 2⁻¹²⁸."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def unordered(terms: Terms, labels: Labels) -> tuple[Network, tuple[Permutation, ...]]:
    """The least presentation over all orders of the open labels, and the orders that tie."""
    orders = list(_label_orders(labels))
    networks = [canonical(terms, order) for order in orders]
    best = min(networks, key=lambda network: network.key)
    swaps = [
        tuple(best.open.index(label) for label in other.open)
        for other in networks
        if other is not best and other.key == best.key
    ]
    return best, tuple(swaps)


def _label_orders(labels: Labels) -> Iterator[Labels]:
    """All orders in which equal ranges stand together."""
    by_dim = groupby(sorted(labels, key=lambda label: str(label.dim)), key=lambda each: each.dim)
    groups = [tuple(group) for _, group in by_dim]
    for choice in product(*(permutations(group) for group in groups)):
        yield tuple(label for group in choice for label in group)


def components(term: Term) -> list[tuple[tuple[Factor, ...], Labels]]:
    """The factors of a term in groups that share no summed label with each other."""
    groups: list[tuple[list[Factor], dict[Label, None]]] = []
    summed = set(term.summed)
    for factor in term.factors:
        own = dict.fromkeys(label for label in factor.labels if label in summed)
        members = [factor]
        if own:
            touched = [group for group in groups if not own.keys().isdisjoint(group[1])]
            for group in touched:
                members = [*group[0], *members]
                own = {**group[1], **own}
                groups.remove(group)
        groups.append((members, own))
    return [(tuple(members), tuple(own)) for members, own in groups]


def _term_key(term: Term, order: Order) -> tuple[str, Term]:
    """The text of a term without its coefficient, and the term with its factors in that order."""
    parts = []
    for factors, summed in components(term):
        text, ordered, labels = _component(factors, summed, order)
        parts.append((text, ordered, labels))
    parts.sort(key=lambda part: part[0])
    factors = tuple(factor for _, ordered, _ in parts for factor in ordered)
    labels = tuple(label for _, _, labels in parts for label in labels)
    text = "·".join(part[0] for part in parts)
    return text, Term(term.coefficient, factors, labels)


Labelled = tuple[str, tuple[Factor, ...], Labels]


def _component(factors: tuple[Factor, ...], summed: Labels, order: Order) -> Labelled:
    if len(summed) < 2:
        return _text(factors, summed, order)
    if len(summed) > MOST_SUMMED:
        raise TooLargeError(
            f"a product is summed over {len(summed)} indices, {MOST_SUMMED} at most."
        )
    colours = {label: (1, str(label.dim), 0) for label in summed}
    trials = 0
    best: Labelled | None = None
    stack = [_refined(factors, _ranked(colours), order)]
    while stack:
        ranks = stack.pop()
        tied = _first_tie(ranks)
        if tied is None:
            trials += 1
            if trials > MOST_TRIALS:
                raise TooLargeError("a sum of products has too many interchangeable indices.")
            found = _text(factors, tuple(sorted(summed, key=ranks.__getitem__)), order)
            if best is None or found[0] < best[0]:
                best = found
            continue
        for chosen in tied:
            marked = {label: (rank, label is not chosen) for label, rank in ranks.items()}
            stack.append(_refined(factors, _ranked(marked), order))
    assert best is not None
    return best


Ranks = dict[Label, int]


def _ranked(colours: Mapping[Label, object]) -> Ranks:
    """Colours replaced by their position among the colours in use."""
    places = {colour: at for at, colour in enumerate(sorted(set(colours.values())))}  # type: ignore[type-var]
    return {label: places[colour] for label, colour in colours.items()}


def _refined(factors: Sequence[Factor], ranks: Ranks, order: Order) -> Ranks:
    """The colours told apart by their neighbours, until no more can be."""
    while True:
        seen: dict[Label, list[object]] = {label: [] for label in ranks}
        for factor in factors:
            sight = _sight(factor, ranks, order)
            for at, label in enumerate(factor.labels):
                if label in seen:
                    seen[label].append((*sight, orbit(factor.tensor, at)))
        colours = {label: (rank, tuple(sorted(seen[label]))) for label, rank in ranks.items()}  # type: ignore[type-var]
        finer = _ranked(colours)
        if len(set(finer.values())) == len(set(ranks.values())):
            return finer
        ranks = finer


def _sight(factor: Factor, ranks: Ranks, order: Order) -> tuple[object, ...]:
    """A factor as its labels see it: the tensor, and the colours of its labels."""

    def colours(labels: Labels) -> tuple[tuple[int, int], ...]:
        return tuple((1, ranks[label]) if label in ranks else (0, order[label]) for label in labels)

    least = min(map(colours, (factor.labels, *permuted(factor))))
    return (factor.tensor.key, factor.exponent, least)


def orbit(tensor: Tensor, position: int) -> int:
    """The first position that can be exchanged with this one."""
    return min((position, *(swap[position] for swap in tensor.swaps)))


def _first_tie(ranks: Ranks) -> list[Label] | None:
    by_rank: dict[int, list[Label]] = {}
    for label, rank in ranks.items():
        by_rank.setdefault(rank, []).append(label)
    ties = [rank for rank, labels in by_rank.items() if len(labels) > 1]
    return by_rank[min(ties)] if ties else None


def _text(factors: Sequence[Factor], summed: Labels, order: Order) -> Labelled:
    """The text of a group of factors whose summed labels stand in this order."""
    names = {label: f"s{at}" for at, label in enumerate(summed)}
    rows = []
    for factor in factors:
        labels = min(
            (factor.labels, *permuted(factor)),
            key=lambda each: [names.get(label) or f"o{order[label]}" for label in each],
        )
        told = ",".join(names.get(label) or f"o{order[label]}" for label in labels)
        power = f"^{factor.exponent}" if factor.exponent != 1 else ""
        rows.append((f"{factor.tensor.key}({told}){power}", labels, factor))
    rows.sort(key=lambda row: row[0])
    dims = ",".join(str(label.dim) for label in summed)
    text = f"Σ{dims}:" if dims else ""
    ordered = tuple(Factor(factor.tensor, labels, factor.exponent) for _, labels, factor in rows)
    return text + "".join(row[0] for row in rows), ordered, summed
