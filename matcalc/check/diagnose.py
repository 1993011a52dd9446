"""Which slip turns the right formula into the claim?

First a constant ratio (sign, factor, mean), then an assumption that was not given, then every
row of the table of slips; then the same mistakes the other way round (something too many in the
claim), the derivative of a like problem, and last two slips at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from random import Random
from typing import TypeVar

from matcalc.check.mutate import spread
from matcalc.check.partly import wrong_entries, wrong_terms
from matcalc.check.ratio import constant_ratios, small_ratio
from matcalc.check.related import related
from matcalc.check.slips import EXTRAS, SLIPS, SlipRow
from matcalc.check.verdict import Slip
from matcalc.errors import MatcalcError, UnsupportedError
from matcalc.expr import ONE, Expr, Problem, declared, leaves, postorder, substitute, symbols
from matcalc.expr import head as h
from matcalc.values.arithmetic import InexactError, PointError
from matcalc.values.exactly import Probe, agrees

Values = tuple[int, ...]
"""The entries of a formula at a point."""
MOST = 300
"""Wrong formulas that one row may make of one form."""
TWICE = 600
"""Pairs of slips that are tried before the search gives up."""
COMMON = 17
"""The rows of the table that also come as a second slip."""
MOST_DRAWS = 4
"""Points that are drawn to find one of other sizes."""
EFFORT = 150_000
"""Leaves of formulas that are looked at before the search gives up."""

Tried = TypeVar("Tried")


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
    """The first slip that explains a claim which has the right shape but the wrong value.

    A slip is named only when it gives the claim at two points of different sizes.
    """
    try:
        search = _Search(problem, claim, truth, seed)
    except (InexactError, UnsupportedError):
        return None
    if search.claimed is None or search.true is None:
        return None
    return (
        search.ratio()
        or _assumed_symmetry(problem, claim, seed)
        or _assumed_total(problem, claim, seed)
        or search.mutation()
        or search.wrong_name()
        or search.too_many()
        or search.related()
        or search.scaled
        or search.twice()
        or search.partly()
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


def _assumed_total(problem: Problem, claim: Expr, seed: int) -> Slip | None:
    """Right if the entries of some vector, or of each row of a matrix, add up to one: name it."""
    bodies = (problem.target, *(each.body for each in problem.definitions))
    if not any(node.head in _OF_CHANCES for node in postorder(*bodies)):
        return None
    for name in problem.inputs(claim):
        given = name.declaration
        is_vector = ONE in name.shape
        tag = "sums_to_one" if is_vector else "rows_sum_to_one"
        if name.is_scalar or name is problem.wrt or given.assumptions:
            continue
        tagged = declared(replace(given, assumptions=frozenset({tag})))
        if _holds_with(problem, claim, name, tagged, seed):
            what = "the entries" if is_vector else "the entries of every row"
            told = f"This is right if {what} of {given.name} add up to 1, and that is not given."
            return Slip("total_assumed", told)
    return None


_OF_CHANCES = (h.SOFTMAX, h.LOG_SOFTMAX, h.LOGSUMEXP)


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


Made = tuple[SlipRow, Expr]


class _Search:
    """One claim and the right formula at two points, and the wrong formulas tried so far."""

    def __init__(self, problem: Problem, claim: Expr, truth: Expr, seed: int) -> None:
        self.problem, self.claim, self.truth, self.seed = problem, claim, truth, seed
        self.probe = self._probe(seed)
        self.claimed = self.probe.fingerprint(claim)
        self.true = self.probe.fingerprint(truth)
        self.first: list[Made] = []
        self.seen: set[Expr] = set()
        self.met: set[tuple[int, ...] | None] = {self.true}
        """The values of the formulas tried: the same value again explains nothing more."""
        self.scaled: Slip | None = None
        """A slip that explains the claim up to a sign or a small factor."""
        self._other: Probe | None = None
        self.effort = Effort(EFFORT)

    @property
    def other(self) -> Probe:
        """The second point, which is made when the first finds something: of other sizes."""
        if self._other is None:
            made = (self._probe(self.seed + 1 + at, "other") for at in range(MOST_DRAWS))
            self._other = next(filter(self._is_of_other_sizes, made), None)
            self._other = self._other or self._probe(self.seed + 1)
        return self._other

    def _is_of_other_sizes(self, probe: Probe) -> bool:
        sizes = self.probe.point.sizes
        return all(probe.point.sizes[name] != size for name, size in sizes.items())

    def _probe(self, seed: int, pool: str = "main") -> Probe:
        more = (self.claim, self.truth, *self.problem.inputs())
        return Probe(self.problem, seed=seed, more=more, pool=pool)

    def ratio(self) -> Slip | None:
        """The claim is a constant multiple of the right formula."""
        told = self._ratios_at(self.probe)
        return next((each for each in told if each in self._ratios_at(self.other)), None)

    def _ratios_at(self, probe: Probe) -> Iterator[Slip]:
        claimed, true = probe.fingerprint(self.claim), probe.fingerprint(self.truth)
        if claimed is None or true is None:
            return iter(())
        return constant_ratios(probe, claimed, true, (self.truth, self.claim))

    def mutation(self) -> Slip | None:
        """One slip; the wrong formulas it makes, each value once, are kept in ``first``."""
        for row in SLIPS:
            for form in self._forms(self.truth):
                for wrong in self.effort.of(islice(row.make(form), MOST), form):
                    if wrong in self.seen or wrong.shape != self.truth.shape:
                        continue
                    known = len(self.met)
                    if self._explains(wrong, row.code, row.sentence):
                        return Slip(row.code, row.sentence)
                    if len(self.met) > known:
                        self.first.append((row, wrong))
        return None

    def _explains(self, wrong: Expr, code: str, sentence: str) -> bool:
        """Whether a wrong formula is the claim; one that is up to a factor is remembered."""
        self.seen.add(wrong)
        values = self.probe.fingerprint(wrong)
        if values in self.met:
            return False
        self.met.add(values)
        if values == self.claimed:
            return self.other.fingerprint(wrong) == self.other.fingerprint(self.claim)
        if values is not None and self.claimed is not None and self.scaled is None:
            told = small_ratio(self.claimed, values)
            if told is not None and told == self._small_ratio_at_other(self.claim, wrong):
                self.scaled = Slip(f"{code}+{told.code}", f"{sentence} {told.text}")
        return False

    def _small_ratio_at_other(self, above: Expr, below: Expr) -> Slip | None:
        claimed, values = self.other.fingerprint(above), self.other.fingerprint(below)
        return None if claimed is None or values is None else small_ratio(claimed, values)

    def wrong_name(self) -> Slip | None:
        """A quantity of the problem that does not belong into the formula, for one that does."""
        names = [*self.problem.inputs(), *(each.name for each in self.problem.definitions)]
        for right in symbols(self.truth):
            for wrong in self.effort.of(names, self.truth):
                if wrong.shape != right.shape or wrong is right:
                    continue
                sentence = f"{wrong!r} stands where {right!r} is needed."
                made = substitute(self.truth, {right: wrong})
                if self._explains(made, "wrong_quantity", sentence):
                    return Slip("wrong_quantity", sentence)
        return None

    def _forms(self, formula: Expr) -> list[Expr]:
        """A formula as it stands, multiplied out, and with its definitions put in."""
        return list(dict.fromkeys((formula, spread(formula), self.problem.unfold(formula))))

    def too_many(self) -> Slip | None:
        """The claim with something left out is right."""
        for row in EXTRAS:
            for form in self._forms(self.claim):
                for right in self.effort.of(islice(row.make(form), MOST), form):
                    if right.shape == self.claim.shape and self._corrects(right, row):
                        return Slip(row.code, row.sentence)
        return None

    def _corrects(self, formula: Expr, row: SlipRow) -> bool:
        """Whether a changed claim is right; one that is up to a factor is remembered."""
        values = self.probe.fingerprint(formula)
        if values == self.true:
            return self.other.fingerprint(formula) == self.other.fingerprint(self.truth)
        if values is not None and self.true is not None and self.scaled is None:
            told = small_ratio(values, self.true)
            if told is not None and told == self._small_ratio_at_other(formula, self.truth):
                self.scaled = Slip(f"{row.code}+{told.code}", f"{row.sentence} {told.text}")
        return False

    def related(self) -> Slip | None:
        """The claim answers another question."""
        for other in related(self.problem):
            if all(self._answers(other.problem, probe) for probe in self._both()):
                return Slip(other.code, other.sentence)
        return None

    def _both(self) -> Iterator[Probe]:
        yield self.probe
        yield self.other

    def _answers(self, problem: Problem, probe: Probe) -> bool:
        rng = Random(probe.point.seed)
        try:
            true, claimed = probe.form.sampled(problem, probe.at, self.claim, rng)
        except (MatcalcError, PointError, InexactError):
            return False
        return bool(true == claimed)

    def twice(self) -> Slip | None:
        """Two slips at once, as far as the budget goes."""
        longest = max((made for _, made in self.first), key=leaves, default=self.truth)
        pairs = islice(_pairs(self.first), TWICE)
        for (earlier, _), row, wrong in self.effort.of(pairs, longest):
            if wrong in self.seen or self._has_new_partial(wrong):
                continue
            code, sentence = f"{earlier.code}+{row.code}", f"{earlier.sentence} {row.sentence}"
            if row.code == earlier.code:
                code, sentence = row.code, row.sentence
            if self._explains(wrong, code, sentence):
                return Slip(code, sentence)
        return self.scaled

    def partly(self) -> Slip | None:
        """No slip explains the claim: say at least where it is right."""
        return wrong_terms(self.probe, self.claim, self._forms(self.truth)) or wrong_entries(
            self.probe, self.claim, self.truth
        )

    def _has_new_partial(self, wrong: Expr) -> bool:
        """Whether it needs another ∂L/∂Y, which is worked out by every entry: too slow to guess."""
        known = self.probe.at.is_known
        return any(node.head is h.PARTIAL and not known(node) for node in postorder(wrong))


def _pairs(first: list[Made]) -> Iterator[tuple[Made, SlipRow, Expr]]:
    for made in first:
        for row in SLIPS[:COMMON]:
            for wrong in row.make(made[1]):
                if wrong.shape == made[1].shape:
                    yield made, row, wrong
