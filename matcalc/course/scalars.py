"""Closed formulas in scalar letters: x⁴ + y⁴ − 4xy, (4x − y, 4y − x), a 2×2 matrix of numbers.

They are read by the reader of matcalc and differentiated by its engine; SymPy solves equations in
them. Letters that nobody declared are scalars here, in the order of the alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sympy

from matcalc.derive import derive
from matcalc.errors import ReadError
from matcalc.expr import Expr, Problem, number, shape_text, symbol
from matcalc.expr import head as h
from matcalc.interop import to_sympy
from matcalc.read import Scope, read_expression, read_surface
from matcalc.read.surface import walk

_NUMBERS = ("pi", "e")
_LIST = re.compile(r"^\s*\[\s*\[(?P<rows>[^\[\]]*(?:\]\s*,\s*\[[^\[\]]*)*)\]\s*,?\s*\]\s*$")
_BETWEEN = re.compile(r"\]\s*,\s*\[")
"""A matrix that is written as a list of its rows, and what stands between two of them."""


def spaced(text: str) -> str:
    """``3x_1x_2`` as ``3x_1 x_2``: a number ends a subscript.

    >>> spaced("3x_1x_2^2 - x_{10}y")
    '3x_1 x_2^2 - x_{10}y'
    """
    return re.sub(r"(_\d+)(?=[^\W\d_])", r"\1 ", text)


def letters_of(*texts: str) -> tuple[str, ...]:
    """The letters of formulas, x_2 before x_10.

    >>> letters_of("x_10 + x_2^2", "alpha x_2")
    ('alpha', 'x_2', 'x_10')
    """
    nodes = (node for text in texts for node in walk(read_surface(spaced(text), Scope.of([]))))
    names = {node.text for node in nodes if node.kind == "name"} - set(_NUMBERS)
    return tuple(sorted(names, key=_naturally))


def _naturally(name: str) -> tuple[tuple[str, int], ...]:
    return tuple((text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d*)", name))


def read_scalars(text: str, letters: Sequence[str]) -> Expr:
    """The expression that a text means when its letters are scalars.

    Raises UnknownNameError for a letter that is not among them, and ReadError or ShapeError.
    """
    return read_expression(spaced(text), Scope.of([symbol(name) for name in letters])).expr


def read_number_formula(text: str, letters: Sequence[str]) -> Expr:
    """A text that must mean one number, not a vector or a matrix."""
    read = read_scalars(text, letters)
    if not read.is_scalar:
        raise ReadError(
            f"this is {shape_text(read.shape)}, and one number is needed.",
            hint="Write one formula in scalar letters, as x^4 + y^4 - 4 x y.",
        )
    return read


def slope(formula: Expr, letter: str) -> Expr:
    """∂ formula / ∂ letter, by the engine.

    >>> slope(read_scalars("x^2 y", ("x", "y")), "x")
    2*x*y
    """
    if formula is symbol(letter):
        return number(1)
    return derive(Problem(target=formula, wrt=symbol(letter))).expr


def entries_of(table: Expr) -> tuple[tuple[Expr, ...], ...]:
    """The rows of entries of an explicit vector or matrix; one entry for a number.

    >>> entries_of(read_scalars("(x, 2 x)", ("x",)))
    ((x,), (2*x,))
    """
    if table.is_scalar:
        return ((table,),)
    if table.head is not h.BLOCK or not all(entry.is_scalar for entry in table.args):
        raise ReadError(
            f"the entries of this {shape_text(table.shape)} matrix are not written out.",
            hint=r"Write it as (a, b), or as \begin{pmatrix} a & b \\ c & d \end{pmatrix}.",
        )
    height, width = table.data
    return tuple(table.args[row * width : (row + 1) * width] for row in range(height))


def in_sympy(formula: Expr) -> Any:
    """The same in SymPy, evaluated."""
    return to_sympy(formula).doit()


def table_in_sympy(table: Expr) -> sympy.ImmutableMatrix:
    """An explicit vector or matrix in SymPy. What computes one (``H^-1 g``) is worked out.

    >>> table_in_sympy(read_scalars("2 (1, x)", ("x",)))
    Matrix([
    [  2],
    [2*x]])
    """
    value = in_sympy(table)
    return sympy.ImmutableMatrix([[value]] if table.is_scalar else value)


def read_matrix(text: str, letters: Sequence[str] = ()) -> sympy.ImmutableMatrix:
    """An explicit matrix or vector in SymPy, of finite numbers or of formulas in the letters.

    >>> read_matrix("[[1, 2], [3, 4]]")
    Matrix([
    [1, 2],
    [3, 4]])
    """
    rows = _LIST.match(text)
    plain = f"[{_BETWEEN.sub('; ', rows['rows'])}]" if rows else text
    table = table_in_sympy(read_scalars(plain, letters))
    if table.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ReadError(f"{text.strip()} divides by zero.", hint="Write finite numbers.")
    return table


def read_point(text: str) -> tuple[Any, ...]:
    """A point that is written as (0, 3/4).

    >>> read_point("(0, 3/4)")
    (0, 3/4)
    """
    return tuple(read_matrix(text))


def read_number(text: str) -> Any:
    """A number, as sqrt(21)/4."""
    value = in_sympy(read_number_formula(text, ()))
    if value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ReadError(f"{text.strip()} divides by zero.", hint="Write a finite number.")
    return value


def read_formula(text: str, letters: Sequence[str]) -> Any:
    """A formula in scalar letters, in SymPy."""
    return in_sympy(read_number_formula(text, letters))
