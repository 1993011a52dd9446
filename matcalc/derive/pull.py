"""⟨G, L(dX)⟩ = ⟨L*(G), dX⟩: one linear operation at a time is moved across."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.derive.split import after, before, middle_split, split
from matcalc.derive.still import moving_argument
from matcalc.derive.tape import Tape
from matcalc.errors import UnsupportedError
from matcalc.expr import ONE, OPERATIONS, Expr, inner
from matcalc.expr import head as h
from matcalc.rules.table import has_rule, rule_named


def move_across(tape: Tape, cotangent: Expr, body: Expr) -> Expr:
    """The outermost operation of ``body`` taken to the other side of ⟨cotangent, body⟩."""
    if body.head is h.SUM:
        return _apply(tape, "adjoint_sum", cotangent, middle_split(body))
    if body.head in _SCHEMA:
        return tape.compute(_SCHEMA[body.head], inner(cotangent, body))
    position = moving_argument(body)
    if body.head in (h.PRODUCT, h.HADAMARD):
        return _move_factor(tape, cotangent, body, position)
    if body.head is h.SCALE:
        return _move_scalar(tape, cotangent, body, position)
    name = _UNARY.get(body.head)
    if body.head is h.OPERATION:
        name = _of_operation(body, position)
    if name is None:
        raise UnsupportedError(f"{body.head.formula} cannot be moved across an inner product yet.")
    if body.head is h.DIAG and body.args[0].cols is not ONE:
        name = "adjoint_diag_row"
    if body.head is h.INNER and position == 0:
        name = "adjoint_inner_first"
    return _apply(tape, name, cotangent, body.args)


def _of_operation(body: Expr, position: int) -> str | None:
    """The row for a linear operation, whose last direction is what moves."""
    name = body.data[0]
    keeps = OPERATIONS[name].keeps
    moves = keeps if name.endswith("_frechet") else len(body.args) - 1
    known = has_rule(f"adjoint_{name}") and position == moves
    return f"adjoint_{name}" if known else None


_SCHEMA = {h.ENTRY: "adjoint_entry", h.BLOCK: "adjoint_block"}

_UNARY: Mapping[h.Head, str] = {
    h.TRANSPOSE: "adjoint_transpose",
    h.TRACE: "adjoint_trace",
    h.TOTAL: "adjoint_total",
    h.INNER: "adjoint_inner",
    h.VEC: "adjoint_vec",
    h.DIAG: "adjoint_diag",
    h.DIAGONAL: "adjoint_diagonal",
}

_FACTOR = {
    h.PRODUCT: ("adjoint_left_factor", "adjoint_right_factor"),
    h.HADAMARD: ("adjoint_hadamard", "adjoint_hadamard_right"),
}


def _apply(tape: Tape, name: str, cotangent: Expr, parts: tuple[Expr, ...]) -> Expr:
    left = rule_named(name).left
    letters = (left.args[0], *left.args[1].args)
    return tape.use(name, dict(zip(letters, (cotangent, *parts), strict=True)))


def _move_factor(tape: Tape, cotangent: Expr, body: Expr, position: int) -> Expr:
    """Factors behind the moving one go first, then those before it."""
    from_left, from_right = _FACTOR[body.head]
    parts = after(body, position)
    if parts is not None:
        return _apply(tape, from_right, cotangent, parts)
    parts = before(body, position)
    if parts is None:
        raise UnsupportedError(f"{body!r} cannot be cut beside its differential.")
    return _apply(tape, from_left, cotangent, parts)


def _move_scalar(tape: Tape, cotangent: Expr, body: Expr, position: int) -> Expr:
    """Scalars before the moving factor go across; then, if it is a scalar, what it multiplies."""
    parts = split(body, position)
    if parts is not None:
        return _apply(tape, "adjoint_scale", cotangent, parts)
    parts = split(body, 1)
    if parts is None:
        raise UnsupportedError(f"{body!r} cannot be cut beside its differential.")
    return _apply(tape, "adjoint_scalar_factor", cotangent, parts)
