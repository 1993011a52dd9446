"""Moves that bring dx to the right end of a line, so that J dx can be read off.

Each is an equation computed from its left side, where exactly one factor moves: the one in
which a differential stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.expr import (
    ONE,
    Expr,
    add,
    block,
    commutation,
    diag,
    diagonal,
    hadamard,
    identity,
    kron,
    matmul,
    ones,
    postorder,
    scale,
    transpose,
    vec,
    zeros,
)
from matcalc.expr import head as h


def moving(body: Expr) -> int:
    """The position of the one argument in which a differential stands."""
    found = [at for at, arg in enumerate(body.args) if moves(arg)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} arguments of {body!r} move, not one")
    return found[0]


def is_end(expr: Expr) -> bool:
    """dx, or vec(dX): what a line may end in."""
    inside = expr.args[0] if expr.head is h.VEC else expr
    return inside.head is h.DIFFERENTIAL and inside.args[0].head is h.SYMBOL


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
    """A diag(b) c = A diag(c) b, where b moves."""
    position = moving(line)
    if line.head is not h.PRODUCT or line.args[position].head is not h.DIAG:
        raise ValueError("no moving diag(b)")
    rest, body = line.args[position + 1 :], line.args[position].args[0]
    if line.cols is not ONE or not rest or body.cols is not ONE:
        raise ValueError("diag(b) does not stand before a column")
    return matmul(*line.args[:position], diag(matmul(*rest)), body)


def diagonal_of_diag(line: Expr) -> Expr:
    """The diagonal of A diag(b) C is (A ∘ Cᵀ) b, where b moves."""
    (body,) = line.args
    position = moving(body) if body.head is h.PRODUCT else -1
    if line.head is not h.DIAGONAL or position < 0 or body.args[position].head is not h.DIAG:
        raise ValueError("not the diagonal of a product with a moving diag(b)")
    left, right = body.args[:position], body.args[position + 1 :]
    n, inside = body.args[position].rows, body.args[position].args[0]
    before = matmul(*left) if left else identity(n)
    behind = _transposed(matmul(*right)) if right else identity(n)
    return matmul(hadamard(before, behind), inside)


def column_as_vec(line: Expr) -> Expr:
    """A E b = (bᵀ ⊗ A) vec(E) for a column, where the matrix E moves."""
    if line.head is not h.PRODUCT or line.cols is not ONE:
        raise ValueError("not a column")
    return _vec_of_product(line)


def distribute_moving(line: Expr) -> Expr:
    """A (E + F) B = A E B + A F B over the factor that moves."""
    position = moving(line)
    inside = line.args[position]
    if line.head is not h.PRODUCT or inside.head is not h.SUM:
        raise ValueError("no moving sum in a product")
    before, behind = line.args[:position], line.args[position + 1 :]
    return add(*(matmul(*before, term, *behind) for term in inside.args))


def diagonal_of_sum(line: Expr) -> Expr:
    """The diagonal of A + B is the sum of the diagonals; scalars go in front."""
    (body,) = line.args
    if line.head is not h.DIAGONAL or body.head not in (h.SUM, h.SCALE):
        raise ValueError("not the diagonal of a sum")
    if body.head is h.SCALE:
        return scale(*body.args[:-1], diagonal(body.args[-1]))
    return add(*(diagonal(term) for term in body.args))


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


def vec_inward(line: Expr) -> Expr:
    """vec(A E B) = (Bᵀ ⊗ A) vec E, vec(Eᵀ) = K vec E, vec(A ∘ E) = diag(vec A) vec E, …"""
    (body,) = line.args
    if line.head is not h.VEC or body.head not in _VEC_OF:
        raise ValueError("vec cannot be taken further in")
    return _VEC_OF[body.head](body)


def _vec_of_product(body: Expr) -> Expr:
    """vec(A E B) = (Bᵀ ⊗ A) vec E, where E moves."""
    position = moving(body)
    left, right = body.args[:position], body.args[position + 1 :]
    inside = body.args[position]
    before = matmul(*left) if left else identity(inside.rows)
    behind = _transposed(matmul(*right)) if right else identity(inside.cols)
    return matmul(kron(behind, before), vec(inside))


def _vec_of_hadamard(body: Expr) -> Expr:
    position = moving(body)
    others = body.args[:position] + body.args[position + 1 :]
    return matmul(diag(vec(hadamard(*others))), vec(body.args[position]))


def _vec_of_transpose(body: Expr) -> Expr:
    inside = body.args[0]
    return matmul(commutation(inside.rows, inside.cols), vec(inside))


def block_as_sum(line: Expr) -> Expr:
    """[A; B] = [I; 0] A + [0; I] B, over the parts that move; the others must be zero."""
    if line.head is not h.BLOCK:
        raise ValueError("not a matrix written out in blocks")
    height, width = line.data
    terms = []
    for at, part in enumerate(line.args):
        if moves(part):
            left = _slot([line.args[row * width] for row in range(height)], at // width, rows=True)
            right = _slot(list(line.args[:width]), at % width, rows=False)
            terms.append(matmul(left, part, right))
        elif part.head is not h.ZEROS and part.number != 0:
            raise ValueError(f"the block {part!r} neither moves nor is zero")
    return add(*terms)


def _slot(parts: list[Expr], chosen: int, rows: bool) -> Expr:
    """The identity at one place of a column, or of a row, of zero blocks."""
    length = parts[chosen].rows if rows else parts[chosen].cols
    sizes = [part.rows if rows else part.cols for part in parts]
    made = [
        identity(length) if at == chosen else zeros(*((size, length) if rows else (length, size)))
        for at, size in enumerate(sizes)
    ]
    if len(made) == 1:
        return made[0]
    return block(tuple((each,) for each in made)) if rows else block((tuple(made),))


_VEC_OF: Mapping[h.Head, Callable[[Expr], Expr]] = {
    h.PRODUCT: _vec_of_product,
    h.HADAMARD: _vec_of_hadamard,
    h.TRANSPOSE: _vec_of_transpose,
    h.SCALE: lambda body: scale(*body.args[:-1], vec(body.args[-1])),
    h.SUM: lambda body: add(*(vec(term) for term in body.args)),
}


def inner_as_vec(line: Expr) -> Expr:
    """⟨A, B⟩ = vec(A)ᵀ vec(B)."""
    left, right = line.args
    if line.head is not h.INNER:
        raise ValueError("not an inner product")
    return matmul(transpose(vec(left)), vec(right))


def trace_as_vec(line: Expr) -> Expr:
    """tr(A B) = vec(Aᵀ)ᵀ vec(B), cut before the factor that moves."""
    (body,) = line.args
    if line.head is not h.TRACE:
        raise ValueError("not a trace")
    if body.head is not h.PRODUCT:
        return matmul(transpose(vec(identity(body.rows))), vec(body))
    position = moving(body)
    turned = (*body.args[position + 1 :], *body.args[:position])
    inside = body.args[position]
    if not turned:
        raise ValueError("not a product")
    return matmul(transpose(vec(_transposed(matmul(*turned)))), vec(inside))


def total_as_vec(line: Expr) -> Expr:
    """The sum of A is 1ᵀ vec(A)."""
    (body,) = line.args
    if line.head is not h.TOTAL:
        raise ValueError("not a sum of entries")
    return matmul(ones(1, body.rows * body.cols), vec(body))


def collect_differential(line: Expr) -> Expr:
    """A dx + B dx + dx = (A + B + I) dx, and the same of vec(dX)."""
    parts = [_coefficient(term) for term in (line.args if line.head is h.SUM else (line,))]
    moved = parts[0][1]
    if any(other is not moved for _, other in parts):
        raise ValueError("the terms end in different differentials")
    return matmul(add(*(coefficient for coefficient, _ in parts)), moved)


def read_off(line: Expr, moved: Expr) -> Expr:
    """J of a line J dx, where J may carry scalars."""
    coefficient, end = _coefficient(line)
    if end is not moved or line is moved:
        raise ValueError(f"{line!r} is not of the form J dx")
    return coefficient


def _coefficient(term: Expr) -> tuple[Expr, Expr]:
    """(J, dx) of a term J dx, with its scalars."""
    scalars: tuple[Expr, ...] = ()
    body = term
    if term.head is h.SCALE:
        at = moving(term)
        scalars, body = term.args[:at] + term.args[at + 1 :], term.args[at]
    moved = body.args[-1] if body.head is h.PRODUCT else body
    if not is_end(moved) or not all(scalar.is_scalar for scalar in scalars):
        raise ValueError(f"{term!r} does not end in dx")
    before = matmul(*body.args[:-1]) if body is not moved else identity(moved.rows)
    return scale(*scalars, before), moved
