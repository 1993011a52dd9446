"""Critical points: all of them, exactly, each classified by the eigenvalues of the Hessian.

∇f = 0 is a polynomial system. Every coordinate of a solution is a real root of an elimination
polynomial (the last one of a lexicographic Gröbner basis), so trying all combinations of roots
finds every solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy

from matcalc.course.beyond import Beyond, beyond
from matcalc.course.field import Field, refuse_not_a_gradient
from matcalc.course.inertia import inertia
from matcalc.course.kinds import MAXIMUM, MINIMUM, SADDLE, UNDECIDED
from matcalc.course.words import matrix_written, point_written, written
from matcalc.course.zero import sign
from matcalc.errors import UnsupportedError

_COMBINATIONS = 2_000


@dataclass(frozen=True, slots=True)
class CriticalPoint:
    """A point with ∇f = 0, the Hessian there, and how many of its eigenvalues have each sign."""

    point: tuple[Any, ...]
    hessian: sympy.ImmutableMatrix
    positive: int
    negative: int
    zero: int
    beyond: Beyond | None = None

    @property
    def kind(self) -> str:
        """Minimum, maximum, saddle point, or undecided where an eigenvalue is zero."""
        return classified(self.positive, self.negative, self.zero)

    @property
    def known_kind(self) -> str:
        """The kind, from more than the Hessian where that decides nothing."""
        return self.beyond.kind if self.beyond else self.kind

    @property
    def determinant(self) -> Any:
        """det H, the product of the eigenvalues."""
        return sympy.expand(self.hessian.det())


def classified(positive: int, negative: int, zero: int) -> str:
    """What the signs of the eigenvalues say.

    >>> classified(2, 0, 0), classified(1, 1, 0), classified(1, 0, 1)
    ('local minimum', 'saddle point', 'undecided by second derivatives')
    """
    if positive and negative:
        return SADDLE
    if zero:
        return UNDECIDED
    return MINIMUM if positive else MAXIMUM


def critical_points(field: Field) -> tuple[CriticalPoint, ...]:
    """Every real critical point, in the order of its coordinates.

    Raises UnsupportedError where ∇f is not a polynomial with rational coefficients, or where the
    critical points form a curve.

    >>> from matcalc.course.field import field_of
    >>> [(each.point, each.kind) for each in critical_points(field_of("x^2 - y^2"))]
    [((0, 0), 'saddle point')]
    """
    refuse_not_a_gradient(field)
    gradient = tuple(sympy.expand(part) for part in field.gradient_values())
    roots = [_real_roots(polynomial) for polynomial in _eliminated(gradient, field.symbols)]
    if _size(roots) > _COMBINATIONS:
        raise UnsupportedError(
            f"there are {_size(roots)} combinations of coordinates to try, too many.",
            hint="Give the points, and have each of them classified.",
        )
    points = (at for at in product(*roots) if is_critical(field, at))
    return tuple(classify(field, at) for at in points)


def is_critical(field: Field, point: Sequence[Any]) -> bool:
    """Whether ∇f = 0 at the point."""
    return all(sign(part) == 0 for part in field.gradient_at(point))


def classify(field: Field, point: Sequence[Any]) -> CriticalPoint:
    """The Hessian at a critical point, the signs of its eigenvalues, and what decides beyond them.

    Raises UnsupportedError where the field is no gradient, or not defined at the point.
    """
    refuse_not_a_gradient(field)
    hessian = sympy.ImmutableMatrix(field.hessian_at(point).applyfunc(sympy.expand))
    signs = inertia(hessian)
    more = beyond(field, point) if classified(*signs) == UNDECIDED else None
    return CriticalPoint(tuple(point), hessian, *signs, more)


def _eliminated(
    gradient: Sequence[sympy.Expr], letters: Sequence[sympy.Symbol]
) -> list[sympy.Poly]:
    """For each letter the polynomial in it alone that ∇f = 0 implies."""
    if not all(_is_rational(part, letters) for part in gradient):
        raise UnsupportedError(
            "the critical points can be listed only of a polynomial with rational coefficients.",
            hint='Give a point to classify it: --at "x = 0, y = 1".',
        )
    found = []
    for letter in letters:
        others = [each for each in letters if each != letter]
        basis = sympy.groebner(gradient, *others, letter, order="lex", domain="QQ")
        last = basis.exprs[-1]
        if last.is_number and last != 0:
            return [sympy.Poly(1, each) for each in letters]
        if last == 0 or last.free_symbols != {letter}:
            raise UnsupportedError(
                f"the critical points are not isolated: {letter} is free on a curve of them.",
                hint='Give a point to classify it: --at "x = 0, y = 1".',
            )
        found.append(sympy.Poly(last, letter))
    return found


def _is_rational(formula: sympy.Expr, letters: Sequence[sympy.Symbol]) -> bool:
    if not formula.is_polynomial(*letters):
        return False
    return all(c.is_Rational for c in sympy.Poly(formula, *letters).coeffs())


def _real_roots(polynomial: sympy.Poly) -> list[Any]:
    """The different real roots, ascending, in radicals where they have degree two."""
    if polynomial.degree() == 0:
        return []
    return list(dict.fromkeys(sympy.real_roots(polynomial)))


def _size(roots: Sequence[Sequence[Any]]) -> int:
    combinations = 1
    for each in roots:
        combinations *= len(each)
    return combinations


def nearest(points: Sequence[CriticalPoint], claimed: Sequence[Any]) -> CriticalPoint | None:
    """The critical point that shares most coordinates with a claimed one, the closest of those."""

    def away(each: CriticalPoint) -> tuple[int, float]:
        gaps = [a - b for a, b in zip(each.point, claimed, strict=True)]
        return sum(sign(gap) != 0 for gap in gaps), float(sum(abs(sympy.N(gap)) for gap in gaps))

    return min(points, key=away, default=None)


def named(each: CriticalPoint) -> str:
    """``(0, 0): local minimum``."""
    return f"{point_written(each.point)}: {each.known_kind}"


def described(each: CriticalPoint) -> str:
    """The point, its kind, and the Hessian that decides."""
    told = f"{named(each)}. H = {matrix_written(each.hessian)}: {eigenvalues_told(each)}"
    if each.kind != UNDECIDED:
        return told
    return f"{told}, decides nothing{f'; {each.beyond.why}' if each.beyond else ''}"


def eigenvalues_told(each: CriticalPoint) -> str:
    """``1 positive and 1 negative eigenvalue, determinant -16``."""
    counts = (("positive", each.positive), ("negative", each.negative), ("zero", each.zero))
    parts = [f"{count} {word}" for word, count in counts if count]
    plural = "eigenvalue" if each.hessian.rows == 1 else "eigenvalues"
    return f"{' and '.join(parts)} {plural}, determinant {written(each.determinant)}"


def refuse_not_critical(field: Field, point: Sequence[Any]) -> None:
    """Raises UnsupportedError where ∇f is not zero at the point."""
    if not is_critical(field, point):
        raise UnsupportedError(
            f"{point_written(point)} is not a critical point: ∇f there is "
            f"{gradient_in_digits(field, point)}, not 0.",
            hint="Give a point with ∇f = 0, or leave --at out to find them all.",
        )


def gradient_in_digits(field: Field, point: Sequence[Any]) -> str:
    """∇f at a point in four digits."""
    return f"({', '.join(f'{float(part):.4g}' for part in field.gradient_at(point))})"
