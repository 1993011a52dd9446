"""One step of Newton's method: x⁺ = x − α H⁻¹ g, with the gradient and Hessian at x."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from matcalc.course.field import Field, refuse_not_a_gradient
from matcalc.course.judgement import Judgement, judged
from matcalc.course.scalars import read_matrix
from matcalc.course.terms import difference_told, entry_told, table_written
from matcalc.course.words import matrix_written, written
from matcalc.course.zero import Known, compared, sign
from matcalc.errors import ReadError, ShapeError, UnsupportedError

QUANTITIES: Mapping[str, str] = {
    "gradient": "∇f at the point",
    "hessian": "H at the point",
    "inverse": "H⁻¹",
    "step": "the step -α H⁻¹ ∇f",
    "next": "the next point",
}
"""What a Newton step consists of, and how each is named."""


@dataclass(frozen=True, slots=True)
class NewtonStep:
    """The quantities of one step, in the order in which they are computed."""

    gradient: sympy.ImmutableMatrix
    hessian: sympy.ImmutableMatrix
    inverse: sympy.ImmutableMatrix
    step: sympy.ImmutableMatrix
    next: sympy.ImmutableMatrix


def newton_step(field: Field, point: Sequence[Any], rate: Any = 1) -> NewtonStep:
    """The step from a point. Raises UnsupportedError where the Hessian is singular, or none.

    >>> from matcalc.course.field import field_of
    >>> newton_step(field_of("x^4 + y^2"), (1, 2)).next.T
    Matrix([[2/3, 0]])
    """
    refuse_not_a_gradient(field)
    gradient, hessian = field.gradient_at(point), field.hessian_at(point)
    if sign(hessian.det()) == 0:
        raise UnsupportedError(
            f"the Hessian {matrix_written(hessian)} at this point is singular: it has no inverse, "
            "and Newton's method takes no step.",
            hint="Start from another point.",
        )
    inverse = hessian.inv().applyfunc(sympy.simplify)
    step = (-rate * inverse * gradient).applyfunc(sympy.simplify)
    return NewtonStep(gradient, hessian, inverse, step, sympy.ImmutableMatrix(point) + step)


def check_step(
    truth: NewtonStep, claims: Sequence[tuple[str, sympy.ImmutableMatrix]]
) -> tuple[Judgement, ...]:
    """Each claim of a quantity against the step, in the order of computation.

    A quantity that follows rightly from a wrong one before it is told as such: the first wrong
    line is where the mistake is.
    """
    judgements: list[Judgement] = []
    order = list(QUANTITIES)
    for name, value in sorted(claims, key=lambda claim: order.index(claim[0])):
        judgement = check_table(QUANTITIES[name], value, getattr(truth, name))
        if judgement.verdict == Known.REFUTED and any(not each.is_right for each in judgements):
            judgement = _follows(judgement, (name, value), claims)
        judgements.append(judgement)
    return tuple(judgements)


def _follows(
    judgement: Judgement,
    claim: tuple[str, sympy.ImmutableMatrix],
    claims: Sequence[tuple[str, sympy.ImmutableMatrix]],
) -> Judgement:
    name, value = claim
    products = [each * value for other, each in claims if other == "hessian"]
    if name != "inverse" or not any(_equal(each, sympy.eye(each.rows)) for each in products):
        return judgement
    slip = "It is the inverse of the matrix that was found; the mistake is in that one."
    return judged(judgement.about, judgement.claimed, judgement.derived, "refuted", slip)


def check_table(
    about: str, claimed: sympy.ImmutableMatrix, right: sympy.ImmutableMatrix
) -> Judgement:
    """A claimed vector or matrix against the right one. Raises ShapeError if the sizes differ."""
    if claimed.shape == right.shape[::-1] != right.shape and 1 in right.shape:
        claimed = sympy.ImmutableMatrix(claimed.T)
    if claimed.shape != right.shape:
        raise ShapeError(
            f"{about} is {right.rows}×{right.cols}, and the claim is "
            f"{claimed.rows}×{claimed.cols}.",
            hint="Write one entry for each variable.",
        )
    known = _known(claimed, right)
    slip = entry_told(claimed, right) if known is Known.REFUTED else ""
    return judged(about, table_written(claimed), table_written(right), known, slip)


def _known(claimed: sympy.ImmutableMatrix, right: sympy.ImmutableMatrix) -> Known:
    found = {compared(one, other) for one, other in zip(claimed, right, strict=True)}
    for known in (Known.REFUTED, Known.HOLDS):
        if known in found:
            return known
    return Known.PROVED


def _equal(one: Any, other: Any) -> bool:
    return _known(sympy.ImmutableMatrix(one), sympy.ImmutableMatrix(other)) is not Known.REFUTED


def read_quantity(claim: tuple[str, str]) -> tuple[str, sympy.ImmutableMatrix]:
    """The name of a quantity of a step, and its claimed value.

    >>> read_quantity(("next", "(2/3, 0)"))[0]
    'next'
    """
    name, value = claim
    if name not in QUANTITIES:
        raise ReadError(
            f"{name!r} is not a part of a Newton step.",
            hint=f"The parts are {', '.join(QUANTITIES)}.",
        )
    return name, read_matrix(value)


def check_formula(about: str, claimed: Any, right: Any) -> Judgement:
    """One claimed formula against the right one, with the term that differs."""
    known = compared(claimed, right)
    slip = difference_told(claimed, right) if known is Known.REFUTED else ""
    return judged(about, written(claimed), written(right), known, slip)
