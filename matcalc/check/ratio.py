"""A claim that is a constant multiple of the right formula: a sign, a factor, a mean, a scalar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache

from matcalc.check.verdict import Slip
from matcalc.errors import UnsupportedError
from matcalc.expr import Expr, leaves, postorder
from matcalc.expr import head as h
from matcalc.values.exactly import Probe
from matcalc.values.modular import P as PRIME

Values = tuple[int, ...]
MOST_LEAVES = 30
"""A longer factor is not named: nobody would read it."""


def constant_ratios(
    probe: Probe, claimed: Values, true: Values, formulas: Sequence[Expr]
) -> Iterator[Slip]:
    """The factor by which every entry of the claim differs from the right one, in words.

    At one point it may be several things: 3 is n where n is 3. Another point decides.
    """
    pairs = [(c, t) for c, t in zip(claimed, true, strict=True) if c or t]
    if not pairs or not all(c and t for c, t in pairs):
        return
    ratios = {c * pow(t, -1, PRIME) % PRIME for c, t in pairs}
    if len(ratios) != 1:
        return
    ratio = ratios.pop()
    if ratio == PRIME - 1:
        yield Slip("sign", "The sign is flipped: the whole formula has the opposite sign.")
        return
    yield from _by_size(ratio, probe.point.sizes)
    yield from _by_number(ratio)
    yield from _by_scalar(probe, ratio, formulas)


def small_ratio(claimed: Values, true: Values) -> Slip | None:
    """A sign or a small factor by which all entries differ, told as a mistake beside another."""
    at = next((at for at, value in enumerate(true) if value), None)
    if at is None or not claimed[at]:
        return None
    above, below = claimed[at], true[at]
    if any((c * below - t * above) % PRIME for c, t in zip(claimed, true, strict=True)):
        return None
    value = _residues().get(above * pow(below, -1, PRIME) % PRIME)
    if value is None:
        return None
    if value == -1:
        return Slip("sign", "The sign is flipped too.")
    return Slip("factor", f"A factor {1 / value} is missing too.")


@cache
def _residues() -> Mapping[int, Fraction]:
    """−1 and the small fractions, by what they are modulo p."""
    return {_modular(value): value for value in (Fraction(-1), *_small_fractions())}


def _by_number(ratio: int) -> Iterator[Slip]:
    for value in _small_fractions():
        if _modular(value) == ratio:
            wrong = f"The formula is {value} times the right one"
            yield Slip("factor", f"{wrong}: a factor {1 / value} is missing.")


def _small_fractions() -> Iterator[Fraction]:
    for bottom in range(1, 13):
        for top in range(1, 13):
            value = Fraction(top, bottom)
            if value.denominator == bottom and value != 1:
                yield from (value, -value)


def _modular(value: Fraction) -> int:
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def _by_size(ratio: int, sizes: Mapping[str, int]) -> Iterator[Slip]:
    for name, size in sizes.items():
        for sign, words in ((1, ""), (-1, " and the sign is flipped")):
            if sign * size % PRIME == ratio:
                yield Slip("mean", f"The factor 1/{name} of the mean is missing{words}.")
            if sign * pow(size, -1, PRIME) % PRIME == ratio:
                yield Slip("mean", f"There is a factor 1/{name} too many{words}.")


_NUMBERS = tuple(Fraction(*pair) for pair in ((1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2)))


def _by_scalar(probe: Probe, ratio: int, formulas: Sequence[Expr]) -> Iterator[Slip]:
    """A factor det X, ‖x‖, t, … that stands in the problem or in one of the formulas."""
    roots = list(formulas)
    with suppress(UnsupportedError):
        roots.append(probe.problem.unfold(probe.problem.target))
    for node in dict.fromkeys(postorder(*roots)):
        if leaves(node) > MOST_LEAVES:
            continue
        value = _value(probe, node)
        if not value:
            continue
        for number in _NUMBERS:
            told = "" if number == 1 else f"{number}·"
            if value * _modular(number) % PRIME == ratio:
                yield Slip("factor", f"There is a factor {told}{node!r} too many.")
            if pow(value, -1, PRIME) * _modular(number) % PRIME == ratio:
                missing = "" if number == 1 else f", and one of {number} is too many"
                yield Slip("factor", f"A factor {node!r} is missing{missing}.")


def _value(probe: Probe, node: Expr) -> int:
    if not node.is_scalar or node.head in (h.NUMBER, h.INDEX, h.ENTRY, h.DELTA):
        return 0
    if node.head in (h.INDEX_SUM, h.SCALE) or any(_is_index(part) for part in postorder(node)):
        return 0
    found = probe.fingerprint(node)
    return int(found[0]) if found else 0


def _is_index(node: Expr) -> bool:
    return node.head in (h.INDEX, h.DIFFERENTIAL)
