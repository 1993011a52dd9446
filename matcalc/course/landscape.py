"""A student's table of critical points, judged: each point, each kind, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
from matcalc.course.words import matrix_written, point_written
from matcalc.course.zero import sign


@dataclass(frozen=True, slots=True)
class PointClaim:
    """A point that is said to be critical, and what is said of it: a kind, or nothing."""

    point: tuple[Any, ...]
    kind: str = ""


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
    if not claim.kind or claim.kind == found.kind:
        return judged(named(found), claim.kind, found.kind, "proved")
    slip = f"The Hessian there is {matrix_written(found.hessian)}: {eigenvalues_told(found)}."
    return judged(point_written(claim.point), f"a {claim.kind}", _a(found.kind), "refuted", slip)


def _a(kind: str) -> str:
    return kind if kind.startswith("undecided") else f"a {kind}"


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
