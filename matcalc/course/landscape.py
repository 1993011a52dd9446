"""A student's table of critical points, judged: each point, each kind, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from matcalc.course.beyond import is_global_extremum
from matcalc.course.critical import (
    CriticalPoint,
    classify,
    eigenvalues_told,
    gradient_in_digits,
    is_critical,
    named,
    nearest,
)
from matcalc.course.field import Field
from matcalc.course.judgement import Judgement, judged
from matcalc.course.kinds import (
    CRITICAL,
    DEGENERATE,
    MAXIMUM,
    MINIMUM,
    SADDLE,
    UNDECIDED,
    Statement,
)
from matcalc.course.words import matrix_written, point_written
from matcalc.course.zero import sign


@dataclass(frozen=True, slots=True)
class PointClaim:
    """A point that is said to be critical, and what is said of it, if anything."""

    point: tuple[Any, ...]
    said: Statement | None = None


def check_points(
    field: Field,
    truth: Sequence[CriticalPoint] | None,
    claims: Sequence[PointClaim],
    *,
    is_complete: bool = True,
) -> tuple[Judgement, ...]:
    """Every claim, then the critical points that nobody named, if the claims name them all.

    ``truth`` are all critical points, None where they could not be listed.
    """
    judgements = [_judged(field, truth or (), claim) for claim in claims]
    named_points = [claim.point for claim in claims]
    missing = [each for each in truth or () if not any(_same(each.point, p) for p in named_points)]
    unexplained = len(missing) - sum(not is_critical(field, point) for point in named_points)
    if claims and is_complete and unexplained > 0:
        judgements += [_left_out(each) for each in missing[-unexplained:]]
    return tuple(judgements)


def _judged(field: Field, truth: Sequence[CriticalPoint], claim: PointClaim) -> Judgement:
    about = f"{point_written(claim.point)} as a critical point"
    if not is_critical(field, claim.point):
        return _not_critical(field, truth, claim, about)
    found = classify(field, claim.point)
    if claim.said is None:
        text = f"{point_written(claim.point)} is a critical point."
        return Judgement(about, "", found.known_kind, "proved", text)
    values = [each.point for each in truth]
    return _of_kind(found, claim.said, claim.said.truth(partial(holds, field, found, values)))


def _of_kind(found: CriticalPoint, said: Statement, is_so: bool | None) -> Judgement:
    """The judgement on what is said of a critical point."""
    at, kind = point_written(found.point), found.known_kind
    slip = f"The Hessian there is {matrix_written(found.hessian)}: {eigenvalues_told(found)}."
    if {*said.kinds} & _GLOBAL:
        slip = "The Hessian tells only what is local; what is global, f itself has to tell."
    if is_so is None:
        text = f"Whether {at} is {_told(said)} is not decided."
        return Judgement(at, str(said), kind, "unknown", text, slip)
    if is_so:
        return judged(named(found) if said.only == kind else f"{at}: {said}", "", kind, "proved")
    if said.only and said.only != kind and not {*said.kinds} & _GLOBAL:
        return judged(at, _told(said), _a(kind), "refuted", slip)
    text = f"{at} is {_a(kind)}: that it is {_told(said)} is wrong."
    return Judgement(at, str(said), kind, "refuted", text, slip)


_GLOBAL = {
    f"{strict}global {each}" for strict in ("", "strict ") for each in ("minimum", "maximum")
}


def holds(
    field: Field, found: CriticalPoint, others: Sequence[Sequence[Any]], kind: str
) -> bool | None:
    """Whether a critical point is of a kind; None where neither H nor more decides it.

    ``others`` are all critical points, if they are known.
    """
    if kind in (CRITICAL, DEGENERATE, UNDECIDED):
        is_so = {DEGENERATE: found.zero > 0, UNDECIDED: found.kind == UNDECIDED}
        return is_so.get(kind, True)
    if kind == SADDLE:
        return None if found.known_kind == UNDECIDED else found.known_kind == SADDLE
    *strict, scope, extremum = kind.split()
    side = 1 if extremum == "minimum" else -1
    is_local = _is_local(found, side)
    if scope == "local":
        return is_local if not strict or not is_local else _is_strict(found)
    if is_local is False:
        return False
    is_global = is_global_extremum(field, found.point, side, others)
    return None if strict and is_global else is_global


def _is_local(found: CriticalPoint, side: int) -> bool | None:
    """A local minimum (side 1) has no negative eigenvalue, a local maximum no positive one."""
    if (found.negative if side > 0 else found.positive) > 0:
        return False
    if found.known_kind == UNDECIDED:
        return None
    return found.known_kind == (MINIMUM if side > 0 else MAXIMUM)


def _is_strict(found: CriticalPoint) -> bool | None:
    return found.beyond.is_strict if found.beyond else True


def _told(said: Statement) -> str:
    return _a(said.only) if said.only else str(said)


def _a(kind: str) -> str:
    return kind if kind == UNDECIDED else f"a {kind}"


def _not_critical(
    field: Field, truth: Sequence[CriticalPoint], claim: PointClaim, about: str
) -> Judgement:
    slip = f"∇f there is {gradient_in_digits(field, claim.point)}, not 0."
    close = nearest(truth, claim.point)
    if close is None:
        return Judgement(about, point_written(claim.point), "", "refuted", slip)
    shared = [
        name
        for name, a, b in zip(field.letters, close.point, claim.point, strict=True)
        if sign(a - b) != 0
    ]
    where = f" Only {shared[0]} is wrong." if len(shared) == 1 and len(field.letters) > 1 else ""
    return Judgement(
        about,
        point_written(claim.point),
        point_written(close.point),
        "refuted",
        f"{point_written(claim.point)} is not a critical point; {point_written(close.point)} is.",
        f"{slip}{where}",
    )


def _left_out(each: CriticalPoint) -> Judgement:
    text = f"The critical point {named(each)} is missing."
    return Judgement("all critical points", "", named(each), "refuted", text)


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return all(sign(a - b) == 0 for a, b in zip(one, other, strict=True))
