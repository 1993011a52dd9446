"""A function of several scalars with its gradient and Hessian, or a gradient without its function.

A field (g₁, …, gₙ) is a gradient only if ∂gᵢ/∂xⱼ = ∂gⱼ/∂xᵢ: a formula that breaks this is wrong
whatever the function was, and the smallest edit that mends it says where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import sympy

from matcalc.course.scalars import (
    entries_of,
    in_sympy,
    letters_of,
    read_number_formula,
    read_scalars,
    slope,
)
from matcalc.course.words import point_written, written
from matcalc.course.zero import Known, compared, is_real, sign
from matcalc.errors import ReadError, ShapeError, UnsupportedError
from matcalc.expr import Expr


@dataclass(frozen=True, slots=True)
class Field:
    """The gradient (g₁, …, gₙ) by the letters, and its Jacobian: the Hessian of the function."""

    letters: tuple[str, ...]
    gradient: tuple[Expr, ...]
    hessian: tuple[tuple[Expr, ...], ...]

    @property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        """The letters in SymPy."""
        return tuple(sympy.Symbol(name) for name in self.letters)

    def gradient_values(self) -> sympy.ImmutableMatrix:
        """The gradient in SymPy, a column."""
        return sympy.ImmutableMatrix([in_sympy(part) for part in self.gradient])

    def hessian_values(self) -> sympy.ImmutableMatrix:
        """The Hessian in SymPy."""
        return sympy.ImmutableMatrix([[in_sympy(part) for part in row] for row in self.hessian])

    def gradient_at(self, point: Sequence[Any]) -> sympy.ImmutableMatrix:
        """The gradient at a point, real numbers."""
        return self._at(self.gradient_values(), point)

    def hessian_at(self, point: Sequence[Any]) -> sympy.ImmutableMatrix:
        """The Hessian at a point, real numbers.

        Raises ShapeError for a point of another length, and UnsupportedError where f has no second
        derivatives.
        """
        self.gradient_at(point)
        return self._at(self.hessian_values(), point)

    def _at(self, table: sympy.ImmutableMatrix, point: Sequence[Any]) -> sympy.ImmutableMatrix:
        if len(point) != len(self.letters):
            raise ShapeError(
                f"the point {point_written(point)} has {len(point)} coordinates, and there are "
                f"{len(self.letters)} letters ({', '.join(self.letters)}).",
                hint="Write one number for each letter, in this order.",
            )
        if not all(map(is_real, point)):
            raise ReadError(
                f"{point_written(point)} is not a point: a coordinate is no real number.",
                hint="Write numbers, as (0, 3/4).",
            )
        at = dict(zip(self.symbols, point, strict=True))
        return sympy.ImmutableMatrix([[_value(e, at) for e in row] for row in table.tolist()])


_KINKS = (sympy.Abs, sympy.sign, sympy.Heaviside, sympy.Max, sympy.Min, sympy.Piecewise)


def _value(formula: Any, at: Mapping[Any, Any]) -> Any:
    """A real number, where the formula is smooth."""
    value = formula.subs(at)
    bent = [each for each in formula.atoms(*_KINKS) if _is_bent(each, at)]
    if bent or value.free_symbols or not is_real(value):
        point = ", ".join(f"{name} = {written(number)}" for name, number in at.items())
        reason = f"{written(bent[0])} has a kink" if bent else f"{written(formula)} is no number"
        raise UnsupportedError(
            f"the function is not smooth at {point}: {reason} there.",
            hint="Give a point at which it has second derivatives.",
        )
    return value


def _is_bent(part: Any, at: Mapping[Any, Any]) -> bool:
    if isinstance(part, (sympy.Max, sympy.Min, sympy.Piecewise)):
        return True
    inside = part.args[0].subs(at)
    return not is_real(inside) or sign(inside) == 0


def field_of(function: str, letters: Sequence[str] = ()) -> Field:
    """The gradient and Hessian of a function that is given by its formula.

    >>> field_of("x^4 + y^4 - 4 x y").gradient
    (4*x^3 - 4*y, 4*y^3 - 4*x)
    """
    names = tuple(letters) or _some(letters_of(function), function)
    formula = read_number_formula(function, names)
    return _field(names, tuple(slope(formula, name) for name in names))


def field_from_gradient(gradient: str, letters: Sequence[str] = ()) -> Field:
    """A gradient that is given as a vector of formulas.

    >>> field_from_gradient("(6 x - 3 y, 4 y - 3 x)").hessian
    ((6, -3), (-3, 4))
    """
    names = tuple(letters) or _some(letters_of(gradient), gradient)
    rows = entries_of(read_scalars(gradient, names))
    parts = tuple(part for row in rows for part in row)
    if len(parts) != len(names) or (len(rows) > 1 and len(rows[0]) > 1):
        raise ReadError(
            f"this gradient has {len(parts)} entries, and there are {len(names)} letters "
            f"({', '.join(names)}).",
            hint="Write one entry for each letter, and name the letters in their order.",
        )
    return _field(names, parts)


def _some(letters: tuple[str, ...], text: str) -> tuple[str, ...]:
    if not letters:
        raise ReadError(
            f"{text.strip()} has no letters: it is constant, and every point is critical.",
            hint="Write a function of at least one letter, as x^2.",
        )
    return letters


def _field(letters: tuple[str, ...], gradient: tuple[Expr, ...]) -> Field:
    hessian = tuple(tuple(slope(part, name) for name in letters) for part in gradient)
    return Field(letters, gradient, hessian)


def asymmetries(field: Field) -> Iterator[tuple[int, int]]:
    """The pairs i < j with ∂gᵢ/∂xⱼ ≠ ∂gⱼ/∂xᵢ: none, where the field is a gradient."""
    hessian = field.hessian_values()
    for i, j in combinations(range(len(field.letters)), 2):
        if compared(hessian[i, j], hessian[j, i]) is Known.REFUTED:
            yield i, j


def refuse_not_a_gradient(field: Field) -> None:
    """Raises UnsupportedError where no function has this gradient: its Jacobian is no Hessian."""
    if why := why_not_a_gradient(field):
        raise UnsupportedError(
            why,
            hint=f"The entries are the derivatives by {', '.join(field.letters)}, in this order.",
        )


def why_not_a_gradient(field: Field) -> str:
    """Why no function has this gradient, and the edit that mends it; ``""`` for a gradient.

    >>> print(why_not_a_gradient(field_from_gradient("(2 x + 3, x^2 + x y^2)")))
    No function has this gradient: ∂/∂y of the entry by x is 0, ∂/∂x of the entry by y is 2 x + y^2.
    >>> print(why_not_a_gradient(field_from_gradient("(2 x y^2 + y, x^2 + x)")))
    No function has this gradient: ∂/∂y of the entry by x is 4 x y + 1, ∂/∂x of the entry by y is \
2 x + 1. A factor y too many in 2 x y^2, in the entry by x, explains it: 2 x y.
    """
    pairs = list(asymmetries(field))
    if not pairs:
        return ""
    i, j = pairs[0]
    hessian, names = field.hessian_values(), field.letters
    told = (
        f"No function has this gradient: ∂/∂{names[j]} of the entry by {names[i]} is "
        f"{written(hessian[i, j])}, ∂/∂{names[i]} of the entry by {names[j]} is "
        f"{written(hessian[j, i])}."
    )
    edits = list(mending_edits(field))
    return f"{told} {edits[0].text}" if len(edits) == 1 else told


@dataclass(frozen=True, slots=True)
class Edit:
    """One term of one entry changed, so that the field becomes a gradient."""

    entry: int
    old: sympy.Expr
    new: sympy.Expr
    text: str


def mending_edits(field: Field) -> Iterator[Edit]:
    """Every change of a factor or a sign in one term, after which the field is a gradient."""
    gradient = field.gradient_values()
    for place, name in enumerate(field.letters):
        for term in sympy.Add.make_args(sympy.expand(gradient[place])):
            for new, what in _changes(term, field.symbols):
                changed = gradient[place] - term + new
                if _is_symmetric(gradient, place, changed, field.symbols):
                    text = f"{what} {written(term)}, in the entry by {name}, explains it:"
                    yield Edit(place, term, new, f"{text} {written(new)}.")


def mended(field: Field) -> Field | None:
    """The field after the one edit that makes it a gradient; None where there is no such edit.

    >>> mended(field_from_gradient("(2 x y^2 + y, x^2 + x)")).gradient_values().T
    Matrix([[2*x*y + y, x**2 + x]])
    """
    edits = list(mending_edits(field)) if any(True for _ in asymmetries(field)) else []
    if len(edits) != 1:
        return None
    (edit,) = edits
    parts = list(field.gradient_values())
    parts[edit.entry] += edit.new - edit.old
    formulas = (str(part).replace("**", "^") for part in parts)
    return field_from_gradient(f"({', '.join(formulas)})", field.letters)


def _changes(term: sympy.Expr, letters: Sequence[sympy.Symbol]) -> Iterator[tuple[sympy.Expr, str]]:
    for letter in letters:
        yield term * letter, f"A missing factor {letter} in"
        if term.has(letter) and sympy.cancel(term / letter).is_polynomial(letter):
            yield term / letter, f"A factor {letter} too many in"
    if term.free_symbols:
        yield -term, "The sign of"


def _is_symmetric(
    gradient: sympy.ImmutableMatrix,
    place: int,
    changed: sympy.Expr,
    letters: Sequence[sympy.Symbol],
) -> bool:
    parts = [changed if at == place else part for at, part in enumerate(gradient)]
    return all(
        compared(parts[i].diff(letters[j]), parts[j].diff(letters[i])) is not Known.REFUTED
        for i, j in combinations(range(len(letters)), 2)
    )
