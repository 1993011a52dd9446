"""Powers, inverses, determinants and triangles taken apart before anything is multiplied out.

Once (a + b)² is a² + 2ab + b², its reciprocal no longer shows that it is 1/(a + b) squared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.expr import (
    Expr,
    add,
    det,
    epower,
    fold,
    hadamard,
    identity,
    inverse,
    logdet,
    matmul,
    number,
    ones,
    operation,
    rebuild,
    scale,
    transpose,
)
from matcalc.expr import head as h


def prepared(root: Expr) -> Expr:
    """The same value, with powers and inverses on the factors.

    >>> from matcalc.expr import symbol
    >>> a, b = symbol("a"), symbol("b")
    >>> prepared(epower(epower(a + b, number(2)), number(-1)))
    (a + b)^-2
    """
    return fold(root, _visit)


def _visit(node: Expr, args: tuple[Expr, ...]) -> Expr:
    made = rebuild(node, args) if args else node
    split = _SPLITS.get(made.head)
    return split(made) if split is not None else made


def _power(node: Expr) -> Expr:
    base, exponent = node.args
    value = exponent.number
    if value is None or value.denominator != 1:
        return node
    if base.head is h.EPOWER and base.args[1].number is not None:
        return epower(base.args[0], number(base.args[1].number * value))
    if base.head in (h.SCALE, h.HADAMARD):
        join = scale if base.head is h.SCALE else hadamard
        return join(*(_powered(part, exponent) for part in base.args))
    return node


def _powered(part: Expr, exponent: Expr) -> Expr:
    return _power(epower(part, exponent))


def _inverse(node: Expr) -> Expr:
    parts = _square_factors(node.args[0])
    return matmul(*(inverse(part) for part in reversed(parts))) if parts else node


def _det(node: Expr) -> Expr:
    parts = _square_factors(node.args[0])
    return scale(*(det(part) for part in parts)) if parts else node


def _logdet(node: Expr) -> Expr:
    parts = _square_factors(node.args[0])
    return add(*(logdet(part) for part in parts)) if parts else node


def _square_factors(body: Expr) -> tuple[Expr, ...]:
    """The factors of a product of square matrices, else nothing."""
    if body.head is h.PRODUCT and all(factor.is_square for factor in body.args):
        return body.args
    return ()


def _operation(node: Expr) -> Expr:
    split = _OPERATIONS.get(node.data[0])
    return split(node) if split is not None else node


def _lower(node: Expr) -> Expr:
    return _masked(node, _triangle(node))


def _upper(node: Expr) -> Expr:
    return _masked(node, transpose(_triangle(transpose(node))))


def _half_lower(node: Expr) -> Expr:
    return hadamard(_triangle(node) - identity(node.rows) / 2, node.args[0])


def _triangle(node: Expr) -> Expr:
    """1 on and below the diagonal, else 0."""
    return operation("tril", ones(node.rows, node.cols))


def _masked(node: Expr, mask: Expr) -> Expr:
    return mask if node.args[0].head is h.ONES else hadamard(mask, node.args[0])


def _polar(node: Expr) -> Expr:
    (body,) = node.args
    return operation("svdu", body) @ operation("svdv", body).T


def _along_diagonals(node: Expr) -> Expr:
    """Sums along |i − j| do not see a transpose: of A and Aᵀ, the one that is no transpose."""
    (body,) = node.args
    return operation(node.data[0], body.args[0]) if body.head is h.TRANSPOSE else node


_OPERATIONS: Mapping[str, Callable[[Expr], Expr]] = {
    "tril": _lower,
    "triu": _upper,
    "halflower": _half_lower,
    "polar": _polar,
    "symtoeplitz_adjoint": _along_diagonals,
}
"""Operations told by others: a triangle of A is a mask of 0 and 1 times A, entry by entry."""

_SPLITS: Mapping[h.Head, Callable[[Expr], Expr]] = {
    h.EPOWER: _power,
    h.INVERSE: _inverse,
    h.DET: _det,
    h.LOGDET: _logdet,
    h.OPERATION: _operation,
}
