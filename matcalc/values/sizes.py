"""Sizes for the named dimensions, and the conditions they must meet."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from matcalc.errors import ReadError
from matcalc.expr.dim import Dim, dim

POOLS: Mapping[str, tuple[int, ...]] = {
    "main": (3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "other": (4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
    "small": (2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    "degenerate": (1, 2),
    "equal": (2, 3),
}
"""Where sizes are drawn from. In ``equal`` all are the same, in ``degenerate`` any, else none."""

_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    "≥": operator.ge,
    "≤": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_SIGN = re.compile("(>=|<=|==|!=|≥|≤|=|>|<)")
_TERM = re.compile(r"([+-]?)((?:\d+|[^\W\d]\w*)(?:\*(?:\d+|[^\W\d]\w*))*)")


def read_dim(text: str) -> Dim:
    """A dimension from its text.

    >>> read_dim("2*n - 1")
    2*n - 1
    """
    squeezed = "".join(text.split())
    total, place = dim(0), 0
    while place < len(squeezed) or not squeezed:
        found = _TERM.match(squeezed, place)
        if found is None or (place and not found[1]):
            raise ReadError(
                f"{text!r} is no dimension.",
                hint="Write a sum of products of names and whole numbers, such as 2*n - 1.",
            )
        term = dim(-1 if found[1] == "-" else 1)
        for factor in found[2].split("*"):
            term = term * (int(factor) if factor.isdigit() else factor)
        total, place = total + term, found.end()
    return total


@dataclass(frozen=True, slots=True)
class SizeRules:
    """What sizes must meet: ``fixed`` numbers, and conditions such as ``m >= n``."""

    fixed: Mapping[str, int] = field(default_factory=dict)
    conditions: tuple[tuple[str, Dim, Dim], ...] = ()

    @staticmethod
    def read(texts: Sequence[str] = (), fixed: Mapping[str, int] | None = None) -> SizeRules:
        """The rules written as ``m >= n`` or ``k < m <= n``.

        >>> SizeRules.read(["m > n"]).allow({"m": 3, "n": 3})
        False
        """
        conditions: list[tuple[str, Dim, Dim]] = []
        for text in texts:
            parts = _SIGN.split(text)
            if len(parts) < 3:
                raise ReadError(
                    f"{text!r} is no condition on dimensions.", hint="Write one such as m >= n."
                )
            sides = [read_dim(part) for part in parts[::2]]
            for sign, (left, right) in zip(parts[1::2], pairwise(sides), strict=True):
                conditions.append((sign, left, right))
        return SizeRules(dict(fixed or {}), tuple(conditions))

    @staticmethod
    def among(texts: Iterable[str], names: Container[str]) -> SizeRules:
        """The rules among the conditions of a theorem that speak of these sizes alone.

        >>> SizeRules.among(["X invertible", "m > n", "w ≠ 0"], ["m", "n"]).names
        ['m', 'n']
        """
        kept: list[tuple[str, Dim, Dim]] = []
        for text in texts:
            with suppress(ReadError):
                found = SizeRules.read([text])
                if all(name in names for name in found.names):
                    kept.extend(found.conditions)
        return SizeRules(conditions=tuple(kept)) if kept else NO_RULES

    def with_more(self, other: SizeRules) -> SizeRules:
        """Both sets of rules."""
        if self is NO_RULES or other is NO_RULES:
            return other if self is NO_RULES else self
        return SizeRules({**self.fixed, **other.fixed}, (*self.conditions, *other.conditions))

    @property
    def names(self) -> list[str]:
        """The sizes that the rules speak of."""
        found = [name for _, left, right in self.conditions for name in left.names | right.names]
        return sorted({*found, *self.fixed})

    def allow(self, sizes: Mapping[str, int]) -> bool:
        """Whether these sizes meet the conditions."""
        return all(
            _COMPARISONS[sign](left.at(sizes), right.at(sizes))
            for sign, left, right in self.conditions
        )


NO_RULES = SizeRules()


def draw_sizes(
    names: Sequence[str],
    rng: Random,
    pool: str = "main",
    rules: SizeRules = NO_RULES,
    dims: Sequence[Dim] = (),
) -> dict[str, int]:
    """Random sizes that meet the rules and make each of ``dims`` at least 1.

    Raises ReadError when no sizes of the pool do.

    >>> sizes = draw_sizes(["m", "n"], Random(1))
    >>> min(sizes.values()) >= 3 and sizes["m"] != sizes["n"]
    True
    """
    wanted = list(dict.fromkeys([*names, *rules.names]))
    free = [name for name in wanted if name not in rules.fixed]
    for attempt in range(400):
        # Conditions such as n >= 4 leave nothing in the pools of small sizes.
        values = _values(len(free), rng, pool if attempt < 100 else "main", attempt)
        sizes = {**dict(zip(free, values, strict=True)), **rules.fixed}
        if rules.allow(sizes) and all(each.at(sizes) >= 1 for each in dims):
            return {name: sizes[name] for name in wanted}
    raise ReadError(
        f"no sizes were found for {', '.join(wanted)} that meet the conditions on the dimensions.",
        hint="Check that they can hold together.",
    )


def _values(count: int, rng: Random, pool: str, attempt: int) -> list[int]:
    choices = list(POOLS[pool])
    if pool == "equal":
        return [rng.choice(choices)] * count
    if pool == "degenerate":
        return [rng.choice(choices) for _ in range(count)]
    while len(choices) < count:
        choices.append(choices[-1] + 1)
    return rng.sample(choices[: count + attempt // 10], count)


def growing_sizes(
    names: Sequence[str],
    rules: SizeRules = NO_RULES,
    dims: Sequence[Dim] = (),
    largest: int = 4,
) -> Iterator[dict[str, int]]:
    """Every choice of sizes up to ``largest``, the smallest sum first, equal sizes before others.

    >>> next(growing_sizes(["m", "n"], SizeRules.read(["m > n"])))
    {'m': 2, 'n': 1}
    """
    wanted = list(dict.fromkeys([*names, *rules.names]))
    free = [name for name in wanted if name not in rules.fixed]
    for total in range(len(free), largest * len(free) + 1):
        level = list(_compositions(len(free), total, largest))
        for values in sorted(level, key=lambda each: (max(each, default=0), each)):
            sizes = {**dict(zip(free, values, strict=True)), **rules.fixed}
            if rules.allow(sizes) and all(each.at(sizes) >= 1 for each in dims):
                yield {name: sizes[name] for name in wanted}


def _compositions(count: int, total: int, largest: int) -> Iterator[tuple[int, ...]]:
    """The ways to write ``total`` as ``count`` numbers from 1 to ``largest``."""
    if count == 0:
        if total == 0:
            yield ()
        return
    for first in range(1, min(largest, total - count + 1) + 1):
        for rest in _compositions(count - 1, total - first, largest):
            yield (first, *rest)
