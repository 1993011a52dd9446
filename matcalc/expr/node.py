"""Expressions: frozen, interned, typed by shape. The same subexpression is the same object.

Every shape is rows × columns: a scalar is 1×1, a column n×1. Nodes are made by constructors
(arithmetic here, the rest in `functions`) which check shapes and simplify nothing, except that
sums and products are flat and scalars stand in front: (AB)C is A(BC), and A(sB) is s(AB).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any
from weakref import WeakValueDictionary

from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr.dim import ONE, Dim, Shape, shape_text
from matcalc.expr.head import (
    EPOWER,
    HADAMARD,
    INVERSE,
    NUMBER,
    POWER,
    PRODUCT,
    SCALE,
    SUM,
    SYMBOL,
    TRANSPOSE,
    Head,
)

Number = int | Fraction
SCALAR: Shape = (ONE, ONE)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declared name: how it is written, its shape, and what is assumed of it.

    ``rank`` is how the user declared it: 0 scalar, 1 vector (one-dimensional in NumPy),
    2 matrix. ``latex`` is the spelling in the user's text.
    """

    name: str
    shape: Shape
    rank: int
    assumptions: frozenset[str] = frozenset()
    latex: str = ""


class Expr:
    """A node: ``head`` with arguments ``args``, extra ``data``, and a ``shape``.

    ``leaves`` is its length as written: shared parts are counted each time.
    """

    __slots__ = ("__weakref__", "args", "data", "head", "leaves", "shape")
    head: Head
    args: tuple[Expr, ...]
    data: Any
    shape: Shape
    leaves: int

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an expression is frozen: {name} cannot be set")

    def __reduce__(self) -> Any:
        raise TypeError("an expression is not pickled; send its text")

    @property
    def rows(self) -> Dim:
        return self.shape[0]

    @property
    def cols(self) -> Dim:
        return self.shape[1]

    @property
    def is_scalar(self) -> bool:
        return self.shape == (ONE, ONE)

    @property
    def is_square(self) -> bool:
        return self.shape[0] is self.shape[1]

    @property
    def declaration(self) -> Declaration:
        """What was declared of this symbol."""
        assert isinstance(self.data, Declaration)
        return self.data

    @property
    def number(self) -> Fraction | None:
        """The value of a literal number, else None."""
        return self.data if self.head is NUMBER else None

    def __iter__(self) -> Iterator[Expr]:
        raise TypeError("an expression is not a sequence; its arguments are in .args")

    def __repr__(self) -> str:
        from matcalc.expr.text import to_ascii

        return to_ascii(self)

    def __add__(self, other: Expr | Number) -> Expr:
        return add(self, lift(other))

    def __radd__(self, other: Number) -> Expr:
        return add(lift(other), self)

    def __sub__(self, other: Expr | Number) -> Expr:
        return add(self, scale(number(-1), lift(other)))

    def __rsub__(self, other: Number) -> Expr:
        return add(lift(other), scale(number(-1), self))

    def __neg__(self) -> Expr:
        return scale(number(-1), self)

    def __mul__(self, other: Expr | Number) -> Expr:
        return multiply(self, lift(other))

    def __rmul__(self, other: Number) -> Expr:
        return multiply(lift(other), self)

    def __matmul__(self, other: Expr) -> Expr:
        return matmul(self, other)

    def __truediv__(self, other: Expr | Number) -> Expr:
        return divide(self, lift(other))

    def __pow__(self, exponent: Expr | Number) -> Expr:
        return power(self, lift(exponent))

    @property
    def T(self) -> Expr:
        """The transpose."""
        return transpose(self)


_table: WeakValueDictionary[tuple[Head, tuple[Expr, ...], Any, Shape], Expr] = WeakValueDictionary()


MOST_LEAVES = 1 << 60
"""What is longer is not counted further: a thousand doublings make a number of 300 digits."""


def make(head: Head, args: tuple[Expr, ...], data: Any, shape: Shape) -> Expr:
    """The one node with this head, arguments, data and shape. Checks nothing."""
    key = (head, args, data, shape)
    found = _table.get(key)
    if found is None:
        found = object.__new__(Expr)
        leaves = min(sum([arg.leaves for arg in args]) or 1, MOST_LEAVES)
        fields = (head, args, data, shape, leaves)
        for name, value in zip(("head", "args", "data", "shape", "leaves"), fields, strict=True):
            object.__setattr__(found, name, value)
        found = _table.setdefault(key, found)
    return found


def is_symbol(expr: Expr) -> bool:
    """Whether this is a declared name."""
    return expr.head is SYMBOL


MOST_BITS = 8_000
"""Numbers with more binary digits than this (about 2,400 decimal ones) are refused."""


def number(value: Number) -> Expr:
    """A literal rational number.

    Raises UnsupportedError for one that nobody could read.
    """
    exact = Fraction(value)
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) > MOST_BITS:
        raise UnsupportedError(
            f"a number with more than {MOST_BITS * 3 // 10:,} digits is not computed with.",
            hint="Call it by a name of its own.",
        )
    return make(NUMBER, (), exact, SCALAR)


def lift(value: Expr | Number) -> Expr:
    """An expression as it is, a Python number as a literal."""
    return value if isinstance(value, Expr) else number(value)


def add(*terms: Expr) -> Expr:
    """A + B + …, all of one shape.

    Raises ShapeError naming the first two terms that differ.
    """
    if not terms:
        raise ValueError("an empty sum has no shape")
    for term in terms:
        if term.shape != terms[0].shape:
            raise _unequal("a sum", "+", terms[0], term)
    flat = _flatten(SUM, terms)
    return flat[0] if len(flat) == 1 else make(SUM, flat, None, terms[0].shape)


def scale(*factors: Expr) -> Expr:
    """s t A: scalars times at most one expression that is not a scalar.

    Literal numbers are multiplied into one coefficient in front; reciprocals stand behind the
    other scalars, as in ``s A / t``.
    """
    coefficient = Fraction(1)
    scalars: list[Expr] = []
    reciprocals: list[Expr] = []
    body: Expr | None = None
    for factor in _flatten(SCALE, factors):
        if factor.head is NUMBER:
            coefficient *= factor.data
        elif factor.is_scalar:
            is_below = factor.head is EPOWER and _is_reciprocal(factor)
            (reciprocals if is_below else scalars).append(factor)
        elif body is None:
            body = factor
        else:
            raise ShapeError(
                f"{body!r} is {shape_text(body.shape)} and {factor!r} is "
                f"{shape_text(factor.shape)}: a scalar multiple needs all but one factor scalar."
            )
    args = [*scalars, *reciprocals] if body is None else [*scalars, *reciprocals, body]
    if coefficient != 1 or not args:
        args.insert(0, number(coefficient))
    if len(args) == 1:
        return args[0]
    return make(SCALE, tuple(args), None, SCALAR if body is None else body.shape)


def _is_reciprocal(power: Expr) -> bool:
    exponent = power.args[1].number
    return exponent is not None and exponent.numerator < 0


def matmul(*factors: Expr) -> Expr:
    """A B C …: the columns of each factor are the rows of the next.

    Raises ShapeError with the two inner dimensions that clash.
    """
    for left, right in pairwise(factors):
        if left.cols is not right.rows:
            raise ShapeError(
                f"{left!r} is {shape_text(left.shape)} and {right!r} is "
                f"{shape_text(right.shape)}: their product needs {left.cols} = {right.rows}."
            )
    scalars: list[Expr] = []
    flat: list[Expr] = []
    for factor in factors:
        if factor.is_scalar:
            scalars.append(factor)
            continue
        if factor.head is SCALE:
            scalars.extend(factor.args[:-1])
            factor = factor.args[-1]
        flat.extend(factor.args if factor.head is PRODUCT else (factor,))
    parts = [_product(part) for part in _split_scalars(flat)]
    return parts[0] if len(parts) == 1 and not scalars else scale(*scalars, *parts)


def _split_scalars(flat: list[Expr]) -> list[list[Expr]]:
    """A row of factors cut where a leading part is already a scalar: xᵀy zᵀ is (xᵀy) zᵀ."""
    if not flat or flat[0].rows is not ONE:
        return [flat] if flat else []
    parts: list[list[Expr]] = [[]]
    for factor in flat:
        if factor.rows is ONE and parts[-1]:
            parts.append([])
        parts[-1].append(factor)
    return parts


def _product(flat: list[Expr]) -> Expr:
    if len(flat) == 1:
        return flat[0]
    return make(PRODUCT, tuple(flat), None, (flat[0].rows, flat[-1].cols))


def hadamard(*factors: Expr) -> Expr:
    """A ∘ B ∘ …, all of one shape; of scalars it is their product."""
    for factor in factors:
        if factor.shape != factors[0].shape:
            raise _unequal("an entrywise product", "∘", factors[0], factor)
    if factors[0].is_scalar:
        return scale(*factors)
    scalars: list[Expr] = []
    flat: list[Expr] = []
    for factor in factors:
        if factor.head is SCALE:
            scalars.extend(factor.args[:-1])
            factor = factor.args[-1]
        flat.extend(factor.args if factor.head is HADAMARD else (factor,))
    body = flat[0] if len(flat) == 1 else make(HADAMARD, tuple(flat), None, factors[0].shape)
    return scale(*scalars, body) if scalars else body


def multiply(left: Expr, right: Expr) -> Expr:
    """What people mean by writing two factors side by side: s A, A s, or A B."""
    if left.is_scalar:
        return scale(left, right)
    return scale(right, left) if right.is_scalar else matmul(left, right)


def divide(body: Expr, by: Expr) -> Expr:
    """A / s, which is s⁻¹ A."""
    if not by.is_scalar:
        raise ShapeError(
            f"{by!r} is {shape_text(by.shape)}: only a scalar can be divided by.",
            hint="For entry by entry, write A ./ B; for a matrix, multiply by inv(B).",
        )
    if by.head is NUMBER and by.data:
        return scale(number(1 / by.data), body)
    if by.head is EPOWER and by.args[1].head is NUMBER:
        return scale(body, epower(by.args[0], number(-by.args[1].data)))
    return scale(body, epower(by, number(-1)))


def transpose(body: Expr) -> Expr:
    """Aᵀ."""
    return make(TRANSPOSE, (body,), None, (body.cols, body.rows))


def epower(body: Expr, exponent: Expr) -> Expr:
    """Aᵢⱼ^s entry by entry; of a scalar, its power."""
    if not exponent.is_scalar:
        raise ShapeError(
            f"the exponent {exponent!r} is {shape_text(exponent.shape)}; it must be a scalar."
        )
    return make(EPOWER, (body, exponent), None, body.shape)


def power(body: Expr, exponent: Expr) -> Expr:
    """Aᵏ of a square matrix, A⁻¹ for k = −1; of a scalar, its power."""
    if body.is_scalar:
        return epower(body, exponent)
    if not body.is_square:
        raise ShapeError(
            f"{body!r} is {shape_text(body.shape)}: a power needs a square matrix, "
            f"{body.rows} = {body.cols}.",
            hint="For entry by entry, write A .^ k.",
        )
    if not exponent.is_scalar:
        raise ShapeError(
            f"the exponent {exponent!r} is {shape_text(exponent.shape)}; it must be a scalar."
        )
    if exponent.number == -1:
        return make(INVERSE, (body,), None, body.shape)
    return make(POWER, (body, exponent), None, body.shape)


def _flatten(head: Head, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    if all(arg.head is not head for arg in args):
        return args
    return tuple(inner for arg in args for inner in (arg.args if arg.head is head else (arg,)))


def _unequal(what: str, sign: str, left: Expr, right: Expr) -> ShapeError:
    hint = ""
    if left.shape == (right.cols, right.rows):
        hint = f"Did you mean {left!r} {sign} the transpose of {right!r}?"
    return ShapeError(
        f"{left!r} is {shape_text(left.shape)} and {right!r} is {shape_text(right.shape)}: "
        f"{what} needs equal shapes.",
        hint=hint,
    )
