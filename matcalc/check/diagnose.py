"""Which slip turns the right formula into the claim?

First a constant ratio (sign, factor, mean), then an assumption that was not given, then every
row of the table of slips, once and then twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from matcalc.check.mutate import spread
from matcalc.check.slips import SLIPS, SlipRow
from matcalc.check.verdict import Slip
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, Problem, declared, substitute
from matcalc.values.arithmetic import InexactError
from matcalc.values.exactly import Probe, agrees
from matcalc.values.modular import P as PRIME

MOST = 1500
"""Candidates that are compared before the search gives up."""


def diagnose(problem: Problem, claim: Expr, truth: Expr, seed: int = 0) -> Slip | None:
    """The first slip that explains a claim which has the right shape but the wrong value."""
    try:
        probe = Probe(problem, seed=seed, more=(claim, truth))
        claimed, true = probe.fingerprint(claim), probe.fingerprint(truth)
    except InexactError:
        return None
    if claimed is None or true is None:
        return None
    return (
        _constant_ratio(claimed, true, probe.point.sizes)
        or _assumed_symmetry(problem, claim, seed)
        or _by_mutation(probe, claimed, truth)
    )


def _constant_ratio(
    claimed: tuple[int, ...], true: tuple[int, ...], sizes: Mapping[str, int]
) -> Slip | None:
    pairs = [(c, t) for c, t in zip(claimed, true, strict=True) if c or t]
    if not pairs or not all(c and t for c, t in pairs):
        return None
    ratios = {c * pow(t, -1, PRIME) % PRIME for c, t in pairs}
    if len(ratios) != 1:
        return None
    ratio = ratios.pop()
    if ratio == PRIME - 1:
        return Slip("sign", "The sign is flipped: the whole formula has the opposite sign.")
    return _by_size(ratio, sizes) or _by_number(ratio)


def _by_number(ratio: int) -> Slip | None:
    for value in _small_fractions():
        if value.numerator * pow(value.denominator, -1, PRIME) % PRIME == ratio:
            wrong = f"The formula is {value} times the right one"
            missing = 1 / value
            return Slip("factor", f"{wrong}: a factor {missing} is missing.")
    return None


def _small_fractions() -> Iterator[Fraction]:
    for bottom in range(1, 13):
        for top in range(1, 13):
            value = Fraction(top, bottom)
            if value.denominator == bottom and value != 1:
                yield from (value, -value)


def _by_size(ratio: int, sizes: Mapping[str, int]) -> Slip | None:
    for name, size in sizes.items():
        for sign, words in ((1, ""), (-1, " and the sign is flipped")):
            if sign * size % PRIME == ratio:
                return Slip("mean", f"The factor 1/{name} of the mean is missing{words}.")
            if sign * pow(size, -1, PRIME) % PRIME == ratio:
                return Slip("mean", f"There is a factor 1/{name} too many{words}.")
    return None


def _assumed_symmetry(problem: Problem, claim: Expr, seed: int) -> Slip | None:
    """Right if some square matrix were symmetric: name it."""
    for name in problem.inputs(claim):
        given = name.declaration
        if not name.is_square or name.is_scalar or "symmetric" in given.assumptions:
            continue
        tagged = declared(replace(given, assumptions=given.assumptions | {"symmetric"}))
        if _holds_with(problem, claim, name, tagged, seed):
            return Slip(
                "symmetry_assumed",
                f"This is right only if {given.name} is symmetric, and that is not given.",
            )
    return None


def _holds_with(problem: Problem, claim: Expr, name: Expr, tagged: Expr, seed: int) -> bool:
    swap = {name: tagged}
    told = replace(
        problem,
        target=substitute(problem.target, swap),
        wrt=None if problem.wrt is None else substitute(problem.wrt, swap),
        definitions=tuple(
            replace(each, body=substitute(each.body, swap)) for each in problem.definitions
        ),
    )
    try:
        return agrees(told, substitute(claim, swap), seed=seed, trials=2).equal
    except MatcalcError:
        return False


def _by_mutation(probe: Probe, claimed: tuple[int, ...], truth: Expr) -> Slip | None:
    wide = probe.problem.unfold(truth)
    forms = list(dict.fromkeys((truth, spread(truth), wide)))
    seen: set[Expr] = set()
    first: list[tuple[SlipRow, Expr]] = []
    for row in SLIPS:
        for form in forms:
            for wrong in islice(row.make(form), MOST):
                if wrong in seen or wrong.shape != truth.shape:
                    continue
                seen.add(wrong)
                first.append((row, wrong))
                if probe.fingerprint(wrong) == claimed:
                    return Slip(row.code, row.sentence)
    return _twice(probe, claimed, first, seen)


def _twice(
    probe: Probe, claimed: tuple[int, ...], first: list[tuple[SlipRow, Expr]], seen: set[Expr]
) -> Slip | None:
    """Two slips at once, as far as the budget goes."""
    budget = MOST
    for earlier, form in first:
        for row in SLIPS:
            for wrong in row.make(form):
                if wrong in seen or wrong.shape != form.shape:
                    continue
                seen.add(wrong)
                budget -= 1
                if probe.fingerprint(wrong) == claimed:
                    if row.code == earlier.code:
                        return Slip(row.code, row.sentence)
                    return Slip(f"{earlier.code}+{row.code}", f"{earlier.sentence} {row.sentence}")
                if budget < 0:
                    return None
    return None
