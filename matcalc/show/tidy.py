"""A state of a derivation as people write it: the same value, with less bookkeeping.

Transposes stand at the letters, ⟨1, s⟩ is s, ⟨a, b⟩ of columns is aᵀb, ⟨I, S⟩ is tr S, and
factors I and 11ᵀ that change nothing are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matcalc.expr import (
    ONE,
    Expr,
    add,
    differential,
    fold,
    hadamard,
    inner,
    matmul,
    number,
    ones,
    postorder,
    rebuild,
    scale,
    total,
    trace,
    transpose,
    zeros,
)
from matcalc.expr import head as h


@dataclass(frozen=True, slots=True)
class Tidy:
    """An expression and its transpose, each tidy, with the transposes written in them."""

    plain: Expr
    turned: Expr
    bends: int = 0
    turned_bends: int = 0

    def flipped(self) -> Tidy:
        """The transpose."""
        return Tidy(self.turned, self.plain, self.turned_bends, self.bends)


def tidied(state: Expr, *, by_traces: bool = False) -> Expr:
    """The state as it is printed. ``by_traces`` writes ⟨G, dX⟩ of matrices as tr(Gᵀ dX).

    >>> from matcalc.expr import differential, symbol
    >>> x, B = symbol("x", "n"), symbol("B", "n", "n")
    >>> tidied(inner((x.T @ B).T.T.T, differential(x)))
    x'*B*dx
    """

    moving = moving_parts(state)

    def visit(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
        if node.head is h.INNER:
            return _scalar(_paired(*args, by_traces=by_traces), args)
        if node.head is h.SUM:
            return _sum(node, args, moves=node in moving)
        if node.head is h.SCALE and node.is_scalar:
            resting = [part not in moving for part in node.args]
            first = [arg for arg, rests in zip(args, resting, strict=True) if rests]
            args = (*first, *(arg for arg, rests in zip(args, resting, strict=True) if not rests))
        writer = _WRITERS.get(node.head, _other)
        return writer(node, args)

    return fold(state, visit).plain


def gathered(expr: Expr) -> Expr:
    """An expression as it was given, but Aᵀ − (B C)ᵀ written as (A − B C)ᵀ.

    >>> from matcalc.expr import symbol
    >>> x, y, A = symbol("x", "n"), symbol("y", "m"), symbol("A", "m", "n")
    >>> gathered((x.T @ A.T - y.T) @ y)
    (A*x - y)'*y
    """

    def visit(node: Expr, args: tuple[Expr, ...]) -> Expr:
        made = rebuild(node, args)
        if made.head is not h.SUM or not all(map(_ends_turned, made.args)):
            return made
        written = tidied(made)
        return written if written.head is h.TRANSPOSE else made

    return fold(expr, visit)


def _ends_turned(term: Expr) -> bool:
    """Aᵀ, B Aᵀ, a multiple of them, or I."""
    if term.head in (h.SCALE, h.PRODUCT):
        term = term.args[-1]
    if term.head is h.PRODUCT:
        term = term.args[-1]
    return term.head in (h.TRANSPOSE, h.IDENTITY, h.ONES)


def _scalar(expr: Expr, args: tuple[Tidy, ...]) -> Tidy:
    bends = sum(arg.bends for arg in args)
    return Tidy(expr, expr, bends, bends)


def _other(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    plain = rebuild(node, tuple(arg.plain for arg in args))
    if plain.is_scalar:
        return _scalar(plain, args)
    bends = sum(arg.bends for arg in args)
    return Tidy(plain, transpose(plain), bends, bends + 1)


def _transpose(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    return args[0].flipped()


def _is_zero(part: Tidy) -> bool:
    return part.plain.head is h.ZEROS or part.plain.number == 0


def _zero(node: Expr) -> Tidy:
    if node.is_scalar:
        return Tidy(number(0), number(0))
    return Tidy(zeros(*node.shape), zeros(node.cols, node.rows))


def _product(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    if any(map(_is_zero, args)):
        return _zero(node)
    kept = _ones_joined([arg for arg in args if arg.plain.head is not h.IDENTITY] or args[:1])
    plain = matmul(*(arg.plain for arg in kept))
    turned = plain if plain.is_scalar else matmul(*(arg.turned for arg in reversed(kept)))
    return Tidy(
        plain, turned, sum(arg.bends for arg in kept), sum(arg.turned_bends for arg in kept)
    )


def _ones_joined(factors: Sequence[Tidy]) -> list[Tidy]:
    """1 1ᵀ as one matrix of ones."""
    joined: list[Tidy] = []
    for factor in factors:
        last = joined[-1].plain if joined else factor.plain
        if joined and last.head is factor.plain.head is h.ONES and last.cols is ONE:
            rows, cols = last.rows, factor.plain.cols
            joined[-1] = Tidy(ones(rows, cols), ones(cols, rows))
        else:
            joined.append(factor)
    return joined


def _differential(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    """d(Xᵀ) as (dX)ᵀ."""
    if node.args[0].head is not h.TRANSPOSE:
        return _other(node, args)
    moved = differential(args[0].turned)
    return Tidy(transpose(moved), moved, args[0].bends, args[0].turned_bends)


def _scale(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    if any(map(_is_zero, args)):
        return _zero(node)
    *scalars, body = args
    front = [arg.plain for arg in scalars]
    return Tidy(
        scale(*front, body.plain), scale(*front, body.turned), body.bends, body.turned_bends
    )


def moving_parts(state: Expr) -> set[Expr]:
    """The parts that hold a differential."""
    found: set[Expr] = set()
    for node in postorder(state):
        if node.head is h.DIFFERENTIAL or not found.isdisjoint(node.args):
            found.add(node)
    return found


def _sum(node: Expr, args: tuple[Tidy, ...], *, moves: bool) -> Tidy:
    """A sum without zeros; Aᵀ − (B C)ᵀ as (A − B C)ᵀ, unless a differential is in it."""
    kept = tuple(arg for arg in args if not _is_zero(arg))
    if not kept:
        return _zero(node)
    made = _termwise(add, kept)
    if moves or node.is_scalar or made.turned_bends + 1 >= made.bends:
        return made
    return Tidy(transpose(made.turned), made.turned, made.turned_bends + 1, made.turned_bends)


def _hadamard(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    kept = tuple(arg for arg in args if arg.plain.head is not h.ONES) or args[:1]
    return _termwise(hadamard, kept)


def _termwise(join: Callable[..., Expr], args: tuple[Tidy, ...]) -> Tidy:
    """The transpose goes into every term where that writes no more transposes than there were."""
    plain, turned = join(*(arg.plain for arg in args)), join(*(arg.turned for arg in args))
    bends, turned_bends = sum(arg.bends for arg in args), sum(arg.turned_bends for arg in args)
    if plain.is_scalar:
        return _scalar(plain, args)
    if turned_bends <= bends:
        return Tidy(plain, turned, bends, turned_bends)
    return Tidy(plain, transpose(plain), bends, bends + 1)


def _trace(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    return _scalar(_traced(args[0].plain), args)


def _traced(body: Expr) -> Expr:
    """tr(s A) = s tr A, and the trace of a scalar is that scalar."""
    if body.is_scalar:
        return body
    front, inside = _split(body)
    return scale(*front, trace(inside))


def _split(body: Expr) -> tuple[tuple[Expr, ...], Expr]:
    """The scalars in front of an expression, and the rest."""
    return (body.args[:-1], body.args[-1]) if body.head is h.SCALE else ((), body)


def _paired(left: Tidy, right: Tidy, *, by_traces: bool) -> Expr:
    """⟨A, B⟩ in the shortest form."""
    front, inside = _split(left.plain)
    if left.plain.is_scalar:
        return scale(left.plain, right.plain)
    if inside.head is h.IDENTITY:
        return scale(*front, _traced(right.plain))
    if inside.head is h.ONES:
        return scale(*front, total(right.plain))
    if left.plain.cols is ONE:
        return matmul(left.turned, right.plain)
    if left.plain.rows is ONE:
        return matmul(left.plain, right.turned)
    if by_traces:
        return _traced(matmul(left.turned, right.plain))
    return inner(left.plain, right.plain)


def _unturned(node: Expr, args: tuple[Tidy, ...]) -> Tidy:
    """A node that is its own transpose."""
    plain = node if not args else rebuild(node, tuple(arg.plain for arg in args))
    return _scalar(plain, args)


def _sized(make: Callable[..., Expr]) -> Callable[[Expr, tuple[Tidy, ...]], Tidy]:
    return lambda node, args: Tidy(node, make(node.cols, node.rows))


_WRITERS: Mapping[h.Head, Callable[[Expr, tuple[Tidy, ...]], Tidy]] = {
    h.TRANSPOSE: _transpose,
    h.DIFFERENTIAL: _differential,
    h.PRODUCT: _product,
    h.SCALE: _scale,
    h.HADAMARD: _hadamard,
    h.TRACE: _trace,
    h.IDENTITY: _unturned,
    h.DIAG: _unturned,
    h.ONES: _sized(ones),
    h.ZEROS: _sized(zeros),
}
"""How a node is written; the others as they stand."""


def uses_traces(states: tuple[Expr, ...]) -> bool:
    """Whether a differential stands under a trace: then a proof goes on with traces."""
    return any(_moving_trace(state) for state in states)


def _moving_trace(state: Expr) -> bool:
    def visit(node: Expr, args: tuple[tuple[bool, bool], ...]) -> tuple[bool, bool]:
        moves = node.head is h.DIFFERENTIAL or any(moved for moved, _ in args)
        found = (node.head is h.TRACE and moves) or any(known for _, known in args)
        return moves, found and node.head is not h.DIFFERENTIAL

    return fold(state, visit)[1]
