"""Where a wrong formula is right: which of its terms, or which of its entries."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.check.mutate import spread
from matcalc.check.verdict import Slip
from matcalc.expr import Expr, add, leaves
from matcalc.expr import head as h
from matcalc.values.exactly import Probe

MOST = 8
"""Terms of a formula that are compared one by one."""
LONGEST = 30
"""Leaves of a part that is still shown."""

Values = tuple[object, ...]


def wrong_terms(probe: Probe, claim: Expr, forms: Sequence[Expr]) -> Slip | None:
    """Some terms are those of the derivative, and what stands beside them is not.

    ``forms`` are ways to write the derivative.
    """
    claimed = _terms(claim)
    for form in forms:
        true = _terms(form)
        if max(len(claimed), len(true)) > MOST or len(claimed) < 2:
            continue
        left = {probe.fingerprint(term): term for term in true}
        common = [term for term in claimed if probe.fingerprint(term) in left]
        wrong = [term for term in claimed if probe.fingerprint(term) not in left]
        kept = {probe.fingerprint(term) for term in common}
        missing = [term for values, term in left.items() if values not in kept]
        if common and wrong and missing and any(any(values or ()) for values in kept):
            return Slip("wrong_term", _told(common, wrong, missing))
    return None


def _terms(formula: Expr) -> tuple[Expr, ...]:
    made = spread(formula)
    return made.args if made.head is h.SUM else (made,)


def _told(common: Sequence[Expr], wrong: Sequence[Expr], missing: Sequence[Expr]) -> str:
    right, bad, good = (add(*terms) for terms in (common, wrong, missing))
    if leaves(bad) + leaves(good) > LONGEST or leaves(right) > LONGEST:
        count = "One term is" if len(common) == 1 else f"{len(common)} terms are"
        return f"{count} right, and the rest is not."
    return f"{right!r} is right; {bad!r} should be {good!r}."


def wrong_entries(probe: Probe, claim: Expr, truth: Expr) -> Slip | None:
    """A matrix that is right on its diagonal or beside it, or a written one in some entries."""
    claimed, true = probe.fingerprint(claim), probe.fingerprint(truth)
    if claimed is None or true is None or claim.is_scalar:
        return None
    _, cols = probe.at.shape(claim)
    off = [divmod(at, cols) for at, (a, b) in enumerate(zip(claimed, true, strict=True)) if a != b]
    diagonal = [i == j for i, j in off]
    size = len(claimed)
    if claim.is_square and off and not any(diagonal) and len(off) == size - cols:
        return Slip("off_diagonal", "The diagonal is right, and the other entries are not.")
    if claim.is_square and off and all(diagonal) and len(off) == cols:
        return Slip("diagonal", "The diagonal is wrong, and the other entries are right.")
    if any(dim.value is None for dim in claim.shape) or not 0 < len(off) < size:
        return None
    places = ", ".join(_place(i, j, cols) for i, j in off)
    told = "Only this entry is wrong" if len(off) == 1 else "Only these entries are wrong"
    return Slip("entries", f"{told}: {places}.")


def _place(row: int, col: int, cols: int) -> str:
    return f"({row + 1}, {col + 1})" if cols > 1 else str(row + 1)
