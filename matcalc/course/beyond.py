"""Where second derivatives decide nothing, or not enough: what a polynomial itself tells exactly.

P(h) = f(p + h) − f(p) is a polynomial. If all its terms are even with positive coefficients, P ≥ 0
everywhere. If its lowest form is definite, its sign is that of P near p; if its highest form is,
f has a global extremum. Along a line it has one variable, and its ends tell its sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import sympy

from matcalc.course.field import Field
from matcalc.course.inertia import inertia
from matcalc.course.kinds import MAXIMUM, MINIMUM, SADDLE
from matcalc.course.words import point_written
from matcalc.course.zero import sign

_DIRECTIONS = 100


@dataclass(frozen=True, slots=True)
class Beyond:
    """The kind of a critical point with a singular Hessian, and why; None if not known whether
    it is strict."""

    kind: str
    why: str
    is_strict: bool | None = None


def increase(field: Field, point: Sequence[Any]) -> sympy.Poly | None:
    """P(h) = f(p + h) − f(p) = ∫₀¹ ∇f(p + s h)ᵀ h ds; None if ∇f is no polynomial.

    >>> from matcalc.course.field import field_of
    >>> increase(field_of("x^2 + 3"), (1,)).as_expr()
    x**2 + 2*x
    """
    letters, s = field.symbols, sympy.Dummy("s")
    gradient = field.gradient_values()
    if not all(part.is_polynomial(*letters) for part in gradient):
        return None
    at = {name: value + s * name for name, value in zip(letters, point, strict=True)}
    slopes = (
        part.subs(at, simultaneous=True) * name
        for part, name in zip(gradient, letters, strict=True)
    )
    whole = sympy.integrate(sympy.expand(sympy.Add(*slopes)), (s, 0, 1))
    return sympy.Poly(sympy.expand(whole), *letters)


def beyond(field: Field, point: Sequence[Any]) -> Beyond | None:
    """The kind of a critical point, from more than second derivatives; None if that fails too.

    >>> from matcalc.course.field import field_of
    >>> beyond(field_of("x^4 + y^4"), (0, 0)).kind, beyond(field_of("x^2 + y^3"), (0, 0)).kind
    ('local minimum', 'saddle point')
    """
    grown = increase(field, point)
    if grown is None or grown.is_zero:
        return None
    if found := even_sign(grown):
        why = f"every term of f - f(p) is even, with a {_sign_word(found)} coefficient"
        return Beyond(_extremum(found), why, _has_all_powers(grown))
    if found := definite(_form(grown, min)):
        why = f"the lowest terms of f - f(p) are {_sign_word(found)} definite"
        return Beyond(_extremum(found), why, True)
    return _along_lines(grown)


def _extremum(sign_of: int) -> str:
    return MINIMUM if sign_of > 0 else MAXIMUM


def _sign_word(sign_of: int) -> str:
    return "positive" if sign_of > 0 else "negative"


def _along_lines(grown: sympy.Poly) -> Beyond | None:
    """A saddle point: f goes up along one line and down along another, or both along one."""
    up: tuple[int, ...] | None = None
    down: tuple[int, ...] | None = None
    for line, along in _lines(grown):
        (degree,), lowest = along.terms()[-1]
        if degree % 2:
            why = f"f - f(p) changes its sign along {point_written(line)}"
            return Beyond(SADDLE, why)
        up, down = (line, down) if sign(lowest) > 0 else (up, line)
        if up and down:
            why = f"f grows along {point_written(up)} and falls along {point_written(down)}"
            return Beyond(SADDLE, why)
    return None


def _lines(grown: sympy.Poly) -> Iterator[tuple[tuple[int, ...], sympy.Poly]]:
    """Some lines through 0, and the polynomial along each, where it is not constant."""
    s = sympy.Dummy("s")
    directions = (
        each for each in product((0, 1, -1, 2), repeat=len(grown.gens)) if _is_direction(each)
    )
    for line in islice(directions, _DIRECTIONS):
        at = {name: part * s for name, part in zip(grown.gens, line, strict=True)}
        along = sympy.Poly(sympy.expand(grown.as_expr().subs(at, simultaneous=True)), s)
        if not along.is_zero:
            yield line, along


def _is_direction(parts: Sequence[int]) -> bool:
    """The first part that is not zero is positive: one of the two directions of a line."""
    return next((part for part in parts if part), 0) > 0


def even_sign(grown: sympy.Poly) -> int:
    """1 or −1 if all exponents are even and all coefficients have that sign; 0 otherwise."""
    signs = {sign(c) for c in grown.coeffs()}
    is_even = all(e % 2 == 0 for powers in grown.monoms() for e in powers)
    return signs.pop() if is_even and len(signs) == 1 else 0


def _has_all_powers(grown: sympy.Poly) -> bool:
    """Whether every letter has a term of its own: without one, f is constant along its axis."""
    alone = {powers.index(max(powers)) for powers in grown.monoms() if sum(map(bool, powers)) == 1}
    return len(alone) == len(grown.gens)


def _form(grown: sympy.Poly, end: Any) -> sympy.Poly:
    """The terms of the lowest (``min``) or highest (``max``) degree."""
    degree = end(sum(powers) for powers in grown.monoms())
    kept = {powers: c for powers, c in grown.terms() if sum(powers) == degree}
    return sympy.Poly(kept, *grown.gens)


def definite(form: sympy.Poly) -> int:
    """1 or −1 for a form that is positive or negative away from 0; 0 if that is not known.

    >>> x, y = sympy.symbols("x y")
    >>> definite(sympy.Poly(x**4 + x**3 * y + y**4)), definite(sympy.Poly(x**4 - y**4))
    (1, 0)
    """
    if (found := even_sign(form)) and _has_all_powers(form):
        return found
    if form.total_degree() == 2:
        positive, negative, _ = inertia(
            sympy.ImmutableMatrix(sympy.hessian(form.as_expr(), form.gens))
        )
        return {positive: 1, negative: -1}.get(len(form.gens), 0)
    if (
        len(form.gens) != 2
        or form.total_degree() % 2
        or not (form.domain.is_QQ or form.domain.is_ZZ)
    ):
        return 0
    one, other = form.gens
    across = sympy.Poly(form.as_expr().subs(one, 1), other)
    ends = {sign(form.coeff_monomial(each ** form.total_degree())) for each in form.gens}
    return ends.pop() if len(ends) == 1 and across.count_roots() == 0 else 0


def is_global_extremum(
    field: Field, point: Sequence[Any], side: int, values: Sequence[Any]
) -> bool | None:
    """Whether a critical point is the global minimum (side 1) or maximum (side −1) of f.

    ``values`` are all critical points, empty where they are not known. None if not decided.

    >>> from matcalc.course.field import field_of
    >>> is_global_extremum(field_of("x^3 - 3 x"), (1,), 1, ())
    False
    """
    grown = increase(field, point)
    if grown is None:
        return None
    if grown.is_zero or even_sign(grown) == side:
        return True
    if any(_falls_below(along, side) for _, along in _lines(grown)):
        return False
    gaps = [_gap(grown, point, other) for other in values]
    if any(side * sign(gap) < 0 for gap in gaps):
        return False
    return True if gaps and definite(_form(grown, max)) == side else None


def _falls_below(along: sympy.Poly, side: int) -> bool:
    """Far away, or close by, a polynomial in one variable has the wrong sign."""
    (highest, first), (lowest, last) = along.terms()[0], along.terms()[-1]
    ends = ((highest[0], first), (lowest[0], last))
    return any(degree % 2 or side * sign(c) < 0 for degree, c in ends)


def _gap(grown: sympy.Poly, point: Sequence[Any], other: Sequence[Any]) -> Any:
    return grown(*(b - a for a, b in zip(point, other, strict=True)))
