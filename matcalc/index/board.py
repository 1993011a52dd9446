"""What is left of a term while its summed labels are eliminated: scalars, columns, matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    diag,
    diagonal,
    epower,
    hadamard,
    identity,
    matmul,
    number,
    ones,
    postorder,
    size,
    softmax,
    total,
    trace,
    unit,
)
from matcalc.expr import head as h
from matcalc.expr.dim import Dim
from matcalc.index.flip import flip
from matcalc.index.network import DELTA, Factor, Label, Labels, Tensor

Pair = tuple[Label, Label]


class NoMatrixFormError(UnsupportedError):
    """A term that cannot be written with matrices: too many labels meet, or too many are open."""

    default_code = "index_notation_only"


def tensor_matrix(tensor: Tensor, labels: Labels) -> Expr:
    """The expression that a tensor is."""
    if tensor is DELTA:
        return identity(labels[0].dim)
    if tensor.head is h.SIZE:
        return size(tensor.data)
    if tensor.head is h.UNIT:
        return unit(tensor.data[0], number(tensor.data[1]))
    if isinstance(tensor.data, Expr):
        return tensor.data
    raise NoMatrixFormError("a factor has an index of a compound range.")


@dataclass
class Board:
    """What is left of a term: labels still to be summed, scalars, columns, matrices."""

    summed: list[Label]
    open: Labels
    scalars: list[Expr] = field(default_factory=list)
    columns: dict[Label, list[Expr]] = field(default_factory=dict)
    matrices: dict[Pair, list[Expr]] = field(default_factory=dict)

    def place(self, factor: Factor) -> None:
        """Put a factor where its labels say."""
        body = tensor_matrix(factor.tensor, factor.labels)
        if body.head is h.SCALE and not body.is_scalar and factor.exponent == 1:
            self.scalars.extend(body.args[:-1])
            body = body.args[-1]
        if factor.exponent != 1:
            body = epower(body, number(factor.exponent))
        labels = factor.labels
        if not labels:
            self.scalars.append(body)
        elif len(labels) == 1:
            self.add_column(labels[0], body if body.cols is ONE else flip(body))
        elif len(labels) == 2:
            self.add_matrix((labels[0], labels[1]), body)
        else:
            raise NoMatrixFormError("a factor has more than two indices.")

    def add_column(self, label: Label, body: Expr) -> None:
        if body.head is not h.ONES:
            self.columns.setdefault(label, []).append(body)

    def add_matrix(self, pair: Pair, body: Expr) -> None:
        if pair[0] is pair[1]:
            self.add_column(pair[0], diagonal(body))
        elif (pair[1], pair[0]) in self.matrices:
            self.matrices[pair[1], pair[0]].append(flip(body))
        elif body.head is not h.ONES or pair in self.matrices:
            self.matrices.setdefault(pair, []).append(body)

    def eliminate(self) -> None:
        """Sum over the label that meets the fewest matrices."""
        self.softmax_rows()
        met: dict[Label, list[Pair]] = {label: [] for label in self.summed}
        for pair in self.matrices:
            for label in dict.fromkeys(pair):
                if label in met:
                    met[label].append(pair)
        label = min(self.summed, key=lambda each: len(met[each]))
        pairs = met[label]
        if len(pairs) > 2:
            raise NoMatrixFormError("a summed index sits on more than two matrices.")
        if len(pairs) == 1 and self.closes(pairs[0]):
            self.close(pairs[0])
            return
        self.summed.remove(label)
        if not pairs:
            self.sum_column(label)
        elif len(pairs) == 1:
            self.sum_matrix(label, pairs[0])
        else:
            self.join(label, pairs)

    def closes(self, pair: Pair) -> bool:
        """Whether the matrices of this pair stand alone under two sums."""
        return len(self.matrices[pair]) > 1 and all(
            label in self.summed
            and label not in self.columns
            and sum(label in other for other in self.matrices) == 1
            for label in pair
        )

    def close(self, pair: Pair) -> None:
        """Σ A_ij B_ij = tr(AᵀB)."""
        first, *rest = self.matrices.pop(pair)
        for label in pair:
            self.summed.remove(label)
        if len(rest) == 1:
            self.scalars.append(trace(_upright(matmul(flip(first), rest[0]))))
        else:
            self.scalars.append(total(entrywise([first, *rest])))

    def sum_column(self, label: Label) -> None:
        bodies = self.columns.pop(label, [])
        if not bodies:
            self.scalars.append(size(label.dim))
        elif len(bodies) == 1:
            self.scalars.append(_column_sum(bodies[0]))
        else:
            first = entrywise(bodies[:-1])
            self.scalars.append(matmul(flip(first), bodies[-1]))

    def sum_matrix(self, label: Label, pair: Pair) -> None:
        body = entrywise(self.matrices.pop(pair))
        other = pair[1] if pair[0] is label else pair[0]
        oriented = body if pair[1] is label else flip(body)
        column = self.columns.pop(label, [])
        by = entrywise(column) if column else ones(label.dim)
        self.add_column(other, matmul(oriented, by))

    def join(self, label: Label, pairs: Sequence[Pair]) -> None:
        sides = []
        for pair, at_end in zip(pairs, (True, False), strict=True):
            body = entrywise(self.matrices.pop(pair))
            is_last = pair[1] is label
            other = pair[0] if is_last else pair[1]
            sides.append((other, body if is_last is at_end else flip(body)))
        column = self.columns.pop(label, [])
        middle = [diag(entrywise(column))] if column else []
        (left, first), (right, last) = sides
        if self.open and (left is self.open[-1] or right is self.open[0]):
            self.add_matrix((right, left), flip(matmul(first, *middle, last)))
        else:
            self.add_matrix((left, right), matmul(first, *middle, last))

    def softmax_rows(self) -> None:
        """exp(Z)ᵢⱼ / (exp(Z) 1)ᵢ is a softmax."""
        for pair, bodies in self.matrices.items():
            for label, axis in zip(pair, ("rows", "columns"), strict=True):
                for at, body in enumerate(bodies):
                    for divisor in self.columns.get(label, []):
                        if _normalises(divisor, body, axis):
                            bodies[at] = softmax(body.args[0], axis)
                            self.columns[label].remove(divisor)
                            if not self.columns[label]:
                                del self.columns[label]
                            return
        for bodies in self.columns.values():
            for at, body in enumerate(bodies):
                for divisor in self.scalars:
                    if _normalises_column(divisor, body):
                        bodies[at] = softmax(body.args[0])
                        self.scalars.remove(divisor)
                        return

    def finished(self, row: Label | None, col: Label | None) -> Expr:
        """The matrix that is left on the open labels."""
        self.softmax_rows()
        known = {row, col}
        stray = [label for label in self.columns if label not in known]
        stray += [label for pair in self.matrices for label in pair if label not in known]
        if stray:
            raise NoMatrixFormError("an index is neither summed over nor a row or a column.")
        left = self.columns.get(row, []) if row else []
        right = self.columns.get(col, []) if col else []
        if row is None or col is None:
            return _vector(row, col, left or right)
        if (row, col) in self.matrices:
            return _framed(left, self.matrices[row, col], right)
        if (col, row) in self.matrices:
            return _framed(left, [flip(each) for each in self.matrices[col, row]], right)
        return _outer(row.dim, col.dim, left, right)


def entrywise(bodies: Sequence[Expr]) -> Expr:
    """A ∘ B ∘ …, a diagonal where an identity is among them."""
    bodies = merged(bodies)
    if len(bodies) > 1 and any(body.head is h.IDENTITY for body in bodies):
        rest = [diagonal(body) for body in bodies if body.head is not h.IDENTITY]
        return diag(hadamard(*rest)) if rest else bodies[0]
    return hadamard(*bodies)


def merged(bodies: Sequence[Expr]) -> list[Expr]:
    """Entrywise powers of one thing made one power; each body once, in order."""
    powers: dict[Expr, Fraction] = {}
    joins = (h.HADAMARD, h.SCALE) if bodies[0].is_scalar else (h.HADAMARD,)
    flat = [part for body in bodies for part in (body.args if body.head in joins else (body,))]
    numbers = [body for body in flat if body.head is h.NUMBER]
    for body in (each for each in flat if each.head is not h.NUMBER):
        base, exponent = _base_and_exponent(body)
        powers[base] = powers.get(base, Fraction(0)) + exponent
    kept = [
        base if exponent == 1 else epower(base, number(exponent))
        for base, exponent in powers.items()
        if exponent
    ]
    return [*numbers, *kept] or [ones(*bodies[0].shape)]


def _base_and_exponent(body: Expr) -> tuple[Expr, Fraction]:
    if body.head is h.EPOWER and body.args[1].number is not None:
        return body.args[0], body.args[1].number
    return body, Fraction(1)


def _column_sum(body: Expr) -> Expr:
    """Σ of a column; the sum of A 1 is the sum of A, that of a diagonal is the trace."""
    if body.head is h.DIAGONAL:
        return trace(body.args[0])
    if body.head is h.PRODUCT and body.args[-1].head is h.ONES:
        return total(matmul(*body.args[:-1]))
    return total(body)


def _upright(body: Expr) -> Expr:
    """The body or its transpose, whichever has fewer transposes: the trace is the same."""
    return min(body, flip(body), key=_transposes)


def _transposes(body: Expr) -> tuple[int, int]:
    """How many transposes there are, and how many of them stand inside a factor."""
    everywhere = sum(node.head is h.TRANSPOSE for node in postorder(body))
    return everywhere, everywhere - sum(arg.head is h.TRANSPOSE for arg in body.args)


def _vector(row: Label | None, col: Label | None, bodies: list[Expr]) -> Expr:
    label = row or col
    if label is None:
        return number(1)
    column = entrywise(bodies) if bodies else ones(label.dim)
    return column if col is None else flip(column)


def _framed(left: list[Expr], middle: Sequence[Expr], right: list[Expr]) -> Expr:
    """diag(u) M diag(v)."""
    body = entrywise(middle)
    if body.head is h.ONES:
        return _outer(body.rows, body.cols, left, right)
    if body.head is h.IDENTITY:
        return diag(entrywise(left + right)) if left or right else body
    if body.head is h.DIAG:
        return diag(entrywise([*left, body.args[0], *right]))
    before = [diag(entrywise(left))] if left else []
    after = [diag(entrywise(right))] if right else []
    return matmul(*before, body, *after)


def _outer(rows: Dim, cols: Dim, left: list[Expr], right: list[Expr]) -> Expr:
    if not left and not right:
        return ones(rows, cols)
    column = entrywise(left) if left else ones(rows)
    row = flip(entrywise(right)) if right else ones(1, cols)
    return matmul(column, row)


def _normalises(divisor: Expr, body: Expr, axis: str) -> bool:
    """Whether ``divisor`` is 1/(body 1), with ``body`` an exponential."""
    summed = _exponential_inverse(divisor, body)
    if summed is None or summed.head is not h.PRODUCT or len(summed.args) != 2:
        return False
    rows = body if axis == "rows" else flip(body)
    return summed.args[0] is rows and summed.args[1].head is h.ONES


def _normalises_column(divisor: Expr, body: Expr) -> bool:
    summed = _exponential_inverse(divisor, body)
    return summed is not None and summed.head is h.TOTAL and summed.args[0] is body


def _exponential_inverse(divisor: Expr, body: Expr) -> Expr | None:
    """What ``divisor`` is one over, when ``body`` is an exponential."""
    if body.head is not h.APPLY or body.data.name != "exp" or body.data.is_abstract:
        return None
    if divisor.head is not h.EPOWER or divisor.args[1].number != -1:
        return None
    return divisor.args[0]
