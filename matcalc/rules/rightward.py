"""Moves that bring dx to the right end of a line, so that J dx can be read off.

Each is an equation computed from its left side, where exactly one factor moves: the one in
which a differential stands.
"""

from __future__ import annotations

from matcalc.expr import (
    ONE,
    Expr,
    add,
    diag,
    hadamard,
    identity,
    matmul,
    ones,
    postorder,
    scale,
    transpose,
)
from matcalc.expr import head as h


def moving(body: Expr) -> int:
    """The position of the one argument in which a differential stands."""
    found = [at for at, arg in enumerate(body.args) if moves(arg)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} arguments of {body!r} move, not one")
    return found[0]


def moves(expr: Expr) -> bool:
    """Whether a differential stands in an expression."""
    return any(node.head is h.DIFFERENTIAL for node in postorder(expr))


def scalar_behind(line: Expr) -> Expr:
    """(r dx) b = b r dx: a moving scalar goes behind the column it multiplies."""
    position = moving(line)
    scalar, body = line.args[position], line.args[-1]
    if line.head is not h.SCALE or scalar is body or scalar.head is not h.PRODUCT:
        raise ValueError("no moving scalar stands before a column")
    others = line.args[:position] + line.args[position + 1 : -1]
    return scale(*others, matmul(matmul(body, scalar.args[0]), *scalar.args[1:]))


def hadamard_as_diag(line: Expr) -> Expr:
    """a ∘ b = diag(a) b for columns, where b moves."""
    position = moving(line)
    if line.head is not h.HADAMARD or line.cols is not ONE:
        raise ValueError("not an entrywise product of columns")
    others = line.args[:position] + line.args[position + 1 :]
    return matmul(diag(hadamard(*others)), line.args[position])


def diag_swap(line: Expr) -> Expr:
    """diag(b) a = diag(a) b, where b moves."""
    if line.head is not h.PRODUCT or line.args[0].head is not h.DIAG or line.cols is not ONE:
        raise ValueError("not diag(b) times a column")
    body, rest = line.args[0].args[0], matmul(*line.args[1:])
    if moving(line) != 0 or body.cols is not ONE:
        raise ValueError("the diagonal does not move")
    return matmul(diag(rest), body)


def scalar_transposed(line: Expr) -> Expr:
    """a B c = cᵀ Bᵀ aᵀ for a scalar product."""
    if line.head is not h.PRODUCT or not line.is_scalar:
        raise ValueError("not a scalar product")
    return matmul(*(_transposed(factor) for factor in reversed(line.args)))


def _transposed(factor: Expr) -> Expr:
    return factor.args[0] if factor.head is h.TRANSPOSE else transpose(factor)


def transpose_inward(line: Expr) -> Expr:
    """(a ∘ b)ᵀ = aᵀ ∘ bᵀ and (a + b)ᵀ = aᵀ + bᵀ."""
    (body,) = line.args
    if line.head is not h.TRANSPOSE or body.head not in (h.HADAMARD, h.SUM):
        raise ValueError("not the transpose of a sum or an entrywise product")
    join = hadamard if body.head is h.HADAMARD else add
    return join(*(_transposed(arg) for arg in body.args))


def inner_of_columns(line: Expr) -> Expr:
    """⟨a, b⟩ = aᵀ b for columns."""
    left, right = line.args
    if line.head is not h.INNER or left.cols is not ONE:
        raise ValueError("not an inner product of columns")
    return matmul(_transposed(left), right)


def total_of_column(line: Expr) -> Expr:
    """The sum of a column a is 1ᵀ a."""
    (body,) = line.args
    if line.head is not h.TOTAL or body.cols is not ONE:
        raise ValueError("not the sum of a column")
    return matmul(ones(1, body.rows), body)


def collect_differential(line: Expr) -> Expr:
    """A dx + B dx + dx = (A + B + I) dx."""
    if line.head is h.DIFFERENTIAL:
        return matmul(identity(line.rows), line)
    if line.head is not h.SUM:
        raise ValueError("not a sum")
    parts = [_coefficient(term) for term in line.args]
    (moved,) = {moved for _, moved in parts}
    return matmul(add(*(coefficient for coefficient, _ in parts)), moved)


def _coefficient(term: Expr) -> tuple[Expr, Expr]:
    scalars, body = (term.args[:-1], term.args[-1]) if term.head is h.SCALE else ((), term)
    moved = body.args[-1] if body.head is h.PRODUCT else body
    if moved.head is not h.DIFFERENTIAL or moved.args[0].head is not h.SYMBOL:
        raise ValueError(f"{term!r} does not end in dx")
    before = matmul(*body.args[:-1]) if body is not moved else identity(moved.rows)
    return scale(*scalars, before), moved
