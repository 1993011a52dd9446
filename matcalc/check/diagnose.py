"""Which slip turns the right formula into the claim?

First a constant ratio (sign, factor, mean), then an assumption that was not given, then every
row of the table of slips; then the same mistakes the other way round (something too many in the
claim), the derivative of a like problem, and last two slips at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from random import Random
from typing import TypeVar

from matcalc.check.mutate import spread
from matcalc.check.ratio import constant_ratio
from matcalc.check.related import related
from matcalc.check.slips import EXTRAS, SLIPS, SlipRow
from matcalc.check.verdict import Slip
from matcalc.errors import MatcalcError, UnsupportedError
from matcalc.expr import Expr, Problem, declared, leaves, postorder, substitute, symbols
from matcalc.expr import head as h
from matcalc.values.arithmetic import InexactError, PointError
from matcalc.values.exactly import Probe, agrees

Tried = TypeVar("Tried")
Values = tuple[int, ...]
"""The entries of a formula at a point."""
MOST = 300
"""Wrong formulas that one row may make of one form."""
TWICE = 600
"""Pairs of slips that are tried before the search gives up."""
EFFORT = 150_000
"""Leaves of wrong formulas that are looked at; a formula of 2,000 terms gets fewer tries."""
COMMON = 17
"""The rows of the table that also come as a second slip."""


class Effort:
    """What is left of the leaves that may be looked at: the same on every machine."""

    def __init__(self, left: int) -> None:
        self.left = left

    def of(self, tries: Iterable[Tried], like: Expr) -> Iterator[Tried]:
        """The tries, each of about the length of ``like``, as long as the effort lasts."""
        cost = leaves(like)
        for each in tries:
            self.left -= cost
            if self.left < 0:
                return
            yield each


def diagnose(problem: Problem, claim: Expr, truth: Expr, seed: int = 0) -> Slip | None:
    """The first slip that explains a claim which has the right shape but the wrong value."""
    try:
        probe = Probe(problem, seed=seed, more=(claim, truth, *problem.inputs()))
        claimed, true = probe.fingerprint(claim), probe.fingerprint(truth)
    except (InexactError, UnsupportedError):
        return None
    if claimed is None or true is None:
        return None
    first: list[tuple[SlipRow, Expr]] = []
    seen: set[Expr] = set()
    effort = Effort(EFFORT)
    return (
        constant_ratio(probe, claimed, true, (truth, claim))
        or _assumed_symmetry(problem, claim, seed)
        or _by_mutation(probe, claimed, truth, first, seen, effort)
        or _wrong_name(probe, claimed, truth, effort)
        or _too_many(probe, true, claim, effort)
        or _of_related(probe, claim)
        or _twice(probe, claimed, first, seen, effort)
    )


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


def _by_mutation(
    probe: Probe,
    claimed: Values,
    truth: Expr,
    first: list[tuple[SlipRow, Expr]],
    seen: set[Expr],
    effort: Effort,
) -> Slip | None:
    """One slip; the wrong formulas it makes are kept in ``first``."""
    for row in SLIPS:
        for form in _forms(probe, truth):
            for wrong in effort.of(islice(row.make(form), MOST), form):
                if wrong in seen or wrong.shape != truth.shape:
                    continue
                seen.add(wrong)
                first.append((row, wrong))
                if probe.fingerprint(wrong) == claimed:
                    return Slip(row.code, row.sentence)
    return None


def _wrong_name(probe: Probe, claimed: Values, truth: Expr, effort: Effort) -> Slip | None:
    """A quantity of the problem that does not belong into the formula, for one that does."""
    problem = probe.problem
    names = [*problem.inputs(), *(each.name for each in problem.definitions)]
    for right in symbols(truth):
        for wrong in effort.of(names, truth):
            if wrong.shape != right.shape or wrong is right:
                continue
            if probe.fingerprint(substitute(truth, {right: wrong})) == claimed:
                return Slip("wrong_quantity", f"{wrong!r} stands where {right!r} is needed.")
    return None


def _forms(probe: Probe, formula: Expr) -> list[Expr]:
    """A formula as it stands, multiplied out, and with its definitions put in."""
    forms = [formula, spread(formula)]
    with suppress(UnsupportedError):
        forms.append(probe.problem.unfold(formula))
    return list(dict.fromkeys(forms))


def _too_many(probe: Probe, true: Values, claim: Expr, effort: Effort) -> Slip | None:
    """The claim with something left out is right."""
    for row in EXTRAS:
        for form in _forms(probe, claim):
            for right in effort.of(islice(row.make(form), MOST), form):
                if right.shape == claim.shape and probe.fingerprint(right) == true:
                    return Slip(row.code, row.sentence)
    return None


def _of_related(probe: Probe, claim: Expr) -> Slip | None:
    """The claim answers another question."""
    for other in related(probe.problem):
        rng = Random(probe.point.seed)
        try:
            true, claimed = probe.form.sampled(other.problem, probe.at, claim, rng)
        except (MatcalcError, PointError, InexactError):
            continue
        if true == claimed:
            return Slip(other.code, other.sentence)
    return None


def _twice(
    probe: Probe,
    claimed: Values,
    first: list[tuple[SlipRow, Expr]],
    seen: set[Expr],
    effort: Effort,
) -> Slip | None:
    """Two slips at once, as far as the budget goes."""
    longest = first[-1][1] if first else probe.problem.target
    for (earlier, _), row, wrong in effort.of(islice(_pairs(first), TWICE), longest):
        if wrong in seen or _has_new_partial(probe, wrong):
            continue
        seen.add(wrong)
        if probe.fingerprint(wrong) == claimed:
            if row.code == earlier.code:
                return Slip(row.code, row.sentence)
            return Slip(f"{earlier.code}+{row.code}", f"{earlier.sentence} {row.sentence}")
    return None


def _has_new_partial(probe: Probe, wrong: Expr) -> bool:
    """Whether it needs another ∂L/∂Y, which is worked out by every entry: too slow to guess at."""
    return any(node.head is h.PARTIAL and not probe.at.is_known(node) for node in postorder(wrong))


Made = tuple[SlipRow, Expr]


def _pairs(first: list[Made]) -> Iterator[tuple[Made, SlipRow, Expr]]:
    for made in first:
        for row in SLIPS[:COMMON]:
            for wrong in row.make(made[1]):
                if wrong.shape == made[1].shape:
                    yield made, row, wrong
