"""Arrays in emitted code: an operation, and the axes along which its value varies.

A column, a row and a matrix that is constant along its rows all lack an axis; they are stored
without it and broadcast where they meet others, so ``1 b'`` costs nothing. Axes are sorted
(indices by name, then rows, then columns), so what two arrays share stands in one order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.errors import UnsupportedError
from matcalc.expr.dim import ONE, Dim, Shape
from matcalc.expr.node import Expr
from matcalc.show.backend import Backend
from matcalc.show.program import ATOM, COMPARISON, POWER, SUM, TERM, UNARY, Op, Program

ROW, COL, CONTRACTED = "row", "column", "contracted"
Axis = str | Expr
"""ROW, COL, or a named index."""


@dataclass(frozen=True, slots=True)
class Array:
    """``op`` varies along ``axes``; ``is_number`` tells a Python number from a tensor."""

    op: Op
    axes: tuple[Axis, ...] = ()
    is_number: bool = False

    @property
    def indices(self) -> tuple[Expr, ...]:
        """The named indices among the axes."""
        return tuple(axis for axis in self.axes if isinstance(axis, Expr))


def sorted_axes(axes: Sequence[Axis]) -> tuple[Axis, ...]:
    """Indices by name, then ROW, then what is being contracted, then COL."""
    return tuple(sorted(dict.fromkeys(axes), key=_rank))


def _rank(axis: Axis) -> tuple[int, str, str]:
    if isinstance(axis, Expr):
        return 0, axis.data[0], str(axis.data[1])
    return (ROW, CONTRACTED, COL).index(axis) + 1, "", ""


def _unflipped(part: Array) -> Array:
    """A transposed matrix as the matrix itself, its axes the other way round."""
    if part.op.template == "{0}.T":
        return Array(part.op.args[0], part.axes[::-1])
    return part


class Arrays:
    """The arithmetic of arrays, written down in a program for one library."""

    def __init__(self, program: Program, backend: Backend, sizes: Callable[[Dim], Op]) -> None:
        self.program = program
        self.backend = backend
        self.size_of = sizes
        self.like: Op | None = None

    # Numbers.

    def number(self, value: Fraction | int) -> Array:
        """A literal: 2, 0.5 or 1 / 3."""
        value = Fraction(value)
        if value < 0:
            return self.negative(self.number(-value))
        short = value.denominator in (1, 2, 4, 8, 16) and value.numerator < 10**15
        if value.denominator == 1:
            text, level = str(value.numerator), ATOM
        elif short:
            text, level = repr(value.numerator / value.denominator), ATOM
        else:
            text, level = f"{value.numerator} / {value.denominator}", TERM
        return Array(self.program.op(text, level=level, cheap=True), (), is_number=True)

    def size(self, dim: Dim) -> Array:
        """A dimension as a number."""
        return Array(self.size_of(dim), (), is_number=True)

    def is_one(self, array: Array) -> bool:
        """Whether this is the literal 1."""
        return array.op is self.number(1).op

    # Entry by entry.

    def call(self, function: str, body: Array, arguments: str = "") -> Array:
        """f(A), with the name that the library has for it."""
        callee = self.backend.functions[function]
        helper = callee if "." not in callee else ""
        called = self.program.op(f"{callee}({{0}}{arguments})", self.tensor(body), helper=helper)
        return Array(called, body.axes, body.is_number and not self.backend.needs_tensors)

    def tensor(self, array: Array) -> Op:
        """The operation; a Python number as a tensor, where functions take nothing else."""
        if not (array.is_number and self.backend.needs_tensors):
            return array.op
        return self.program.op("torch.tensor({0}, dtype=torch.float64)", array.op)

    def plain_call(self, text: str, *args: Op, helper: str = "") -> Op:
        """A function of the library's own module."""
        places = ", ".join(f"{{{at}}}" for at in range(len(args)))
        return self.program.op(f"{self.backend.module}.{text}({places})", *args, helper=helper)

    def kron(self, left: Op, right: Op) -> Op:
        """A ⊗ B; PyTorch needs both in one piece, and a transpose is not."""
        if self.backend.needs_tensors:
            whole = "{0}.contiguous()"
            left, right = (self.program.op(whole, part, needs=(ATOM,)) for part in (left, right))
        return self.plain_call("kron", left, right)

    def binary(
        self, sign: str, left: Array, right: Array, level: int, needs: tuple[int, int]
    ) -> Array:
        """An operator between two arrays, broadcast along the axes that either lacks."""
        axes = sorted_axes((*left.axes, *right.axes))
        ops = (self._spread(left, axes), self._spread(right, axes))
        op = self.program.op(f"{{0}}{sign}{{1}}", *ops, level=level, needs=needs)
        return Array(op, axes, left.is_number and right.is_number)

    def _spread(self, array: Array, axes: tuple[Axis, ...]) -> Op:
        """The array with new axes of length 1 wherever a later one would be mistaken."""
        if not array.axes:
            return array.op
        first = axes.index(array.axes[0])
        places = [":" if axis in array.axes else "None" for axis in axes[first:]]
        if "None" not in places:
            return array.op
        return self.program.op(f"{{0}}[{', '.join(places)}]", array.op, needs=(ATOM,), cheap=True)

    def times(self, left: Array, right: Array) -> Array:
        """A ∘ B; a factor 1 only lends its axes, of which it has none."""
        if self.is_one(left):
            return right
        if self.is_one(right):
            return left
        return self.binary(" * ", left, right, TERM, (TERM, UNARY))

    def divided(self, left: Array, right: Array) -> Array:
        """A ⊘ B."""
        return left if self.is_one(right) else self.binary(" / ", left, right, TERM, (TERM, UNARY))

    def plus(self, left: Array, right: Array) -> Array:
        """A + B, or A - B where B is the opposite of something."""
        opposite = self.program.opposites.get(right.op)
        if opposite is not None:
            positive = Array(opposite, right.axes, right.is_number)
            return self.binary(" - ", left, positive, SUM, (SUM, TERM))
        return self.binary(" + ", left, right, SUM, (SUM, SUM))

    def negative(self, body: Array) -> Array:
        """-A."""
        op = self.program.op("-{0}", body.op, level=UNARY, needs=(UNARY,), cheap=not body.axes)
        self.program.opposites[op] = body.op
        return Array(op, body.axes, body.is_number)

    def power(self, base: Array, exponent: Array) -> Array:
        """A**s."""
        return self.binary("**", base, exponent, POWER, (ATOM, UNARY))

    def mask(self, body: Array) -> Array:
        """A > 0, for use as a factor."""
        inside = self.tensor(body)
        op = self.program.op("{0} > 0", inside, level=COMPARISON, needs=(SUM,), cheap=True)
        return Array(op, body.axes)

    def indicator(self, condition: Array) -> Array:
        """1.0 where a condition holds, else 0.0."""
        if not self.backend.needs_tensors:
            template = f"{self.backend.module}.where({{0}}, 1.0, 0.0)"
            return Array(self.program.op(template, condition.op), condition.axes)
        if self.like is None:
            op = self.program.op("{0}.to(torch.float64)", condition.op, needs=(ATOM,))
        else:
            needs = (ATOM, ATOM)
            op = self.program.op("{0}.to({1}.dtype)", condition.op, self.like, needs=needs)
        return Array(op, condition.axes)

    # Sums and products.

    def summed(self, body: Array, axis: Axis, length: Dim) -> Array:
        """Σ along one axis; along an axis it lacks, a multiple."""
        if axis not in body.axes:
            return body if length is ONE else self.times(self.size(length), body)
        rest = tuple(each for each in body.axes if each != axis)
        where = f", {self.backend.axis}={body.axes.index(axis)}" if rest else ""
        template = f"{self.backend.module}.sum({{0}}{where})"
        return Array(self.program.op(template, body.op), rest)

    def total(self, body: Array, shape: Shape) -> Array:
        """Σ over rows and columns, all at once where no index is left."""
        if set(body.axes) == {ROW, COL}:
            return Array(self.plain_call("sum", body.op))
        return self.summed(self.summed(body, ROW, shape[0]), COL, shape[1])

    def inner(self, left: Array, right: Array, shape: Shape) -> Array:
        """Σ Aᵢⱼ Bᵢⱼ."""
        if left.axes == right.axes and left.axes in ((ROW,), (COL,)):
            op = self.program.op("{0} @ {1}", left.op, right.op, level=TERM, needs=(TERM, UNARY))
            missing = shape[1] if left.axes == (ROW,) else shape[0]
            return self.summed(Array(op), ROW, missing)
        return self.total(self.times(left, right), shape)

    def matmul(self, left: Array, right: Array, length: Dim) -> Array:
        """A B, contracted over columns of A and rows of B, of which there are ``length``."""
        if left.indices or right.indices:
            return self._contracted(left, right, length)
        if COL not in left.axes:
            return self._outer(left, self.summed(right, ROW, length))
        if ROW not in right.axes:
            return self._outer(self.summed(left, COL, length), right)
        axes = (*left.axes[:-1], *right.axes[1:])
        first, second = left.op, right.op
        if first.template == "{0}.T" and len(right.axes) == 1:
            first, second = second, first.args[0]
        elif second.template == "{0}.T" and len(left.axes) == 1:
            first, second = second.args[0], first
        op = self.program.op("{0} @ {1}", first, second, level=TERM, needs=(TERM, UNARY))
        return Array(op, axes)

    def _outer(self, column: Array, row: Array) -> Array:
        if column.axes == (ROW,) and row.axes == (COL,):
            return Array(self.plain_call("outer", column.op, row.op), (ROW, COL))
        return self.times(column, row)

    def _contracted(self, left: Array, right: Array, length: Dim) -> Array:
        """The product of factors that depend on indices."""
        middle = CONTRACTED
        parts = [self.renamed(left, {COL: middle}), self.renamed(right, {ROW: middle})]
        if middle in parts[0].axes and middle in parts[1].axes:
            axes = [axis for part in parts for axis in part.axes if axis != middle]
            return self.einsum(parts, sorted_axes(axes))
        narrow = [self.summed(part, middle, ONE) for part in parts]
        product = self.times(narrow[0], narrow[1])
        if any(middle in part.axes for part in parts):
            return product
        return self.summed(product, middle, length)

    def einsum(self, parts: Sequence[Array], axes: tuple[Axis, ...]) -> Array:
        """The sum of a product over all axes that are not in ``axes``."""
        letters: dict[Axis, str] = {}
        parts = [_unflipped(part) for part in parts]
        for part in parts:
            for axis in part.axes:
                letters.setdefault(axis, "ijklmnopqrstuvwxyzabcdefgh"[len(letters)])
        inputs = ",".join("".join(letters[axis] for axis in part.axes) for part in parts)
        output = "".join(letters[axis] for axis in axes)
        places = ", ".join(f"{{{at}}}" for at in range(len(parts)))
        template = f'{self.backend.module}.einsum("{inputs}->{output}", {places})'
        return Array(self.program.op(template, *(part.op for part in parts)), axes)

    # Axes.

    def renamed(self, body: Array, names: Mapping[Axis, Axis]) -> Array:
        """The array with axes called otherwise; two of one name leave the diagonal."""
        axes = tuple(names.get(axis, axis) for axis in body.axes)
        target = sorted_axes(axes)
        if axes == target:
            return Array(body.op, axes, body.is_number)
        if len(target) < len(axes):
            if len(axes) == 2:
                return Array(self.plain_call("diagonal", body.op), target)
            return self.einsum([Array(body.op, axes)], target)
        if len(axes) == 2:
            return Array(self._flipped(body.op), target)
        order = ", ".join(str(axes.index(axis)) for axis in target)
        template = f"{self.backend.module}.{self.backend.permute}({{0}}, ({order}))"
        return Array(self.program.op(template, body.op), target)

    def _flipped(self, op: Op) -> Op:
        if op.template == "{0}.T":
            return op.args[0]
        return self.program.op("{0}.T", op, needs=(ATOM,), cheap=True)

    def transposed(self, body: Array) -> Array:
        """Aᵀ; of a vector, itself."""
        return self.renamed(body, {ROW: COL, COL: ROW})

    def taken(self, body: Array, places: Mapping[Axis, Array | int]) -> Array:
        """The entries at given places of some axes, counted from 0 (a number) or 1 (an array)."""
        texts: list[str] = []
        args: list[Op] = []
        for axis in body.axes:
            place = places.get(axis)
            if isinstance(place, Array):
                args.append(place.op)
                texts.append(f"int({{{len(args)}}}) - 1")
            else:
                texts.append(":" if place is None else str(place))
        while texts and texts[-1] == ":":
            texts.pop()
        if not texts:
            return body
        rest = tuple(each for each in body.axes if each not in places)
        needs = (ATOM, *(COMPARISON for _ in args))
        op = self.program.op(f"{{0}}[{', '.join(texts)}]", body.op, *args, needs=needs)
        return Array(op, rest)

    # Whole arrays.

    def filled(self, name: str, lengths: Sequence[Op]) -> Op:
        """``ones``, ``zeros`` or ``eye`` of the given lengths."""
        sizes = [f"{{{at}}}" for at in range(len(lengths))]
        shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
        return self._made(f"{name}({shape}", lengths)

    def counted(self, length: Dim, axis: Axis) -> Array:
        """1, 2, …, n along an axis."""
        stop = self.program.op("{0} + 1", self.size_of(length), level=SUM, needs=(SUM,))
        return Array(self._made("arange(1, {0}", [stop]), (axis,))

    def _made(self, call: str, args: Sequence[Op]) -> Op:
        """A new array, of the kind and on the device of the inputs where that must be said."""
        if self.backend.stretch and self.like is not None:
            call += self.backend.stretch.format(like=f"{{{len(args)}}}")
            args = [*args, self.like]
        return self.program.op(f"{self.backend.module}.{call})", *args)

    def identity(self, length: Dim, axes: tuple[Axis, Axis]) -> Array:
        """I along two axes."""
        return Array(self.filled("eye", [self.size_of(length)]), sorted_axes(axes))

    def whole(self, body: Array, shape: Shape) -> Array:
        """The array with every axis of its shape there."""
        lengths: list[tuple[Axis, Dim]] = [(ROW, shape[0]), (COL, shape[1])]
        axes = tuple(axis for axis, length in lengths if length is not ONE)
        if set(axes) <= set(body.axes):
            return body
        sizes = [self.size_of(length) for _, length in lengths if length is not ONE]
        if not body.axes and body.op is self.number(0).op:
            return Array(self.filled("zeros", sizes), axes)
        return self.times(body, Array(self.filled("ones", sizes), axes))

    def unindexed(self, body: Array, what: str) -> Array:
        """``body``, which must not depend on an index."""
        if body.indices:
            names = ", ".join(str(index.data[0]) for index in body.indices)
            raise UnsupportedError(
                f"code for {what} of something that depends on the index {names} is not written."
            )
        return body
