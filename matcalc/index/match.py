"""Finding a pattern of factors inside a term: which factors, and which label stands for which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.index.network import Factor, Label, Labels, Term
from matcalc.index.tidy import permuted

MOST_STEPS = 3000
"""Attempts to place a factor before the search is given up: the pattern is then not found."""


@dataclass(frozen=True, slots=True)
class Match:
    """What is left without the pattern and the skipped factor, and what the labels stand for."""

    rest: tuple[Factor, ...]
    summed: Labels
    binding: Mapping[Label, Label]


State = tuple[dict[Label, Label], tuple[Fraction, ...], int]


def find(pattern: Term, binding: Mapping[Label, Label], term: Term, skip: int) -> Match | None:
    """``pattern`` among the factors of ``term``, the factor at ``skip`` left out.

    Open labels of the pattern may be bound beforehand. A summed label of the pattern stands for a
    summed label of the term that sits on nothing else.
    """
    candidates = _Search(pattern, term, skip)
    for state in candidates.run(dict(binding)):
        found = candidates.completed(state)
        if found is not None:
            return found
    return None


class _Search:
    def __init__(self, pattern: Term, term: Term, skip: int) -> None:
        self.pattern = _connected(pattern)
        self.inner = set(pattern.summed)
        self.term = term
        self.skip = skip

    def run(self, binding: dict[Label, Label]) -> Iterator[State]:
        """Every way to place all factors of the pattern."""
        left = tuple(factor.exponent for factor in self.term.factors)
        stack: list[State] = [(binding, left, 0)]
        steps = 0
        while stack and steps < MOST_STEPS:
            state = stack.pop()
            steps += 1
            if state[2] == len(self.pattern):
                yield state
            else:
                stack.extend(self._placements(state))

    def _placements(self, state: State) -> Iterator[State]:
        binding, left, at = state
        wanted = self.pattern[at]
        exact = any(label in self.inner for label in wanted.labels)
        for place, factor in enumerate(self.term.factors):
            if place == self.skip or factor.tensor != wanted.tensor:
                continue
            if not _enough(left[place], wanted.exponent, exact):
                continue
            rest = (*left[:place], left[place] - wanted.exponent, *left[place + 1 :])
            for labels in (factor.labels, *permuted(factor)):
                bound = self._bound(binding, wanted.labels, labels)
                if bound is not None:
                    yield bound, rest, at + 1

    def _bound(
        self, binding: dict[Label, Label], ours: Sequence[Label], theirs: Sequence[Label]
    ) -> dict[Label, Label] | None:
        made = dict(binding)
        for label, other in zip(ours, theirs, strict=True):
            if made.setdefault(label, other) is not other or label.dim is not other.dim:
                return None
            if label in self.inner and other not in self.term.summed:
                return None
        return made

    def completed(self, state: State) -> Match | None:
        """The match, unless an inner label is not its own or sits on what is left."""
        binding, left, _ = state
        gone = [binding[label] for label in self.inner]
        others = [other for label, other in binding.items() if label not in self.inner]
        if len(set(gone)) < len(gone) or not set(gone).isdisjoint(others):
            return None
        rest = tuple(
            Factor(factor.tensor, factor.labels, exponent)
            for place, (factor, exponent) in enumerate(zip(self.term.factors, left, strict=True))
            if exponent and place != self.skip
        )
        if any(label in gone for factor in rest for label in factor.labels):
            return None
        kept = tuple(label for label in self.term.summed if label not in gone)
        return Match(rest, kept, binding)


def _enough(have: Fraction, wanted: Fraction, exact: bool) -> bool:
    if exact:
        return have == wanted
    return have >= wanted > 0 or have == wanted


def _connected(pattern: Term) -> list[Factor]:
    """The factors, each sharing a label with one before it where that can be."""
    left, ordered = list(pattern.factors), []
    known: set[Label] = set()
    while left:
        linked = [factor for factor in left if not known.isdisjoint(factor.labels)]
        factor = (linked or left)[0]
        left.remove(factor)
        ordered.append(factor)
        known.update(factor.labels)
    return ordered
