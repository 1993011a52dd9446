"""The Jacobian of a column by a column: dy = J dx, read off.

The differential is written out through all definitions; then dx is brought to the right end of
every term, and what stands before it is collected.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.derive.expand import expand, varying_in
from matcalc.derive.simplify import Simplifier, simplify
from matcalc.derive.still import moving_argument
from matcalc.derive.tape import Tape
from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    contains,
    differential,
    is_operation,
    matmul,
    substitute,
    vec,
    zeros,
)
from matcalc.expr import head as h
from matcalc.kernel import Derivation, jacobian_of
from matcalc.rules.rightward import is_end, moves
from matcalc.rules.row import Window, match, use
from matcalc.rules.table import has_rule, rule_named


def forward(tape: Tape, target: Expr, variable: Expr, definitions: Sequence[Definition]) -> Expr:
    """d target, linear in d variable, with every definition on the way unfolded."""
    names = {variable}
    for definition in definitions:
        if contains(definition.body, names):
            names.add(definition.name)
    varies = varying_in([target, *(each.body for each in definitions)], names)
    line = expand(tape, target, varies)
    for definition in reversed(definitions):
        moved = differential(definition.name)
        if definition.name in names and contains(line, [moved]):
            tape.unfold(definition)
            body = tape.fold(definition, expand(tape, definition.body, varies))
            line = substitute(line, {moved: body})
    return simplify(tape, line, factor=False)


def derive_jacobian(target: Expr, variable: Expr, definitions: Sequence[Definition]) -> Derivation:
    """The derivation of ∂target/∂variable for columns; rows are outputs.

    Of or by a matrix it is ∂vec(target)/∂vec(variable), columns stacked.
    """
    tape = Tape()
    moved = differential(variable)
    if variable.cols is not ONE:
        moved = vec(moved)
    if target.cols is not ONE:
        target = vec(target)
    start = differential(target)
    line = forward(tape, target, variable, definitions)
    if moves(line):
        line = push_right(tape, line, wide=moved.head is h.VEC)
        if line is moved or (line.head is h.SCALE and line.args[-1] is moved):
            line = tape.compute("collect_differential", line)
        if simplify(Tape(), jacobian_of(line, moved)).head is h.ZEROS:
            line = simplify(tape, line)
    if moves(line):
        jacobian = simplify(tape, jacobian_of(line, moved))
        end = matmul(jacobian, moved)
    else:
        jacobian, end = zeros(target.rows, moved.rows), line
    stage = tape.stage(target, start, end)
    return Derivation(target, variable, tuple(definitions), "jacobian", (stage,), jacobian)


def push_right(tape: Tape, line: Expr, wide: bool) -> Expr:
    """A column or a scalar that is linear in dx, as J dx, or dx itself.

    ``wide`` says that the variable is a matrix, so that lines end in vec(dX). One move at a
    time, each looked for from the whole line, since products and sums are flat.
    """
    found = _next(line, wide)
    while found is not None:
        name, part = found
        line = substitute(line, {part: _rewritten(tape, name, part)})
        if name in _TO_TIDY or name.startswith("vec_"):
            line = Simplifier(tape, without=_UNDOING).run(line)
        found = _next(line, wide)
    return line


_TO_TIDY = ("transpose_inward", "column_as_vec", "distribute_moving")
_UNDOING = ("diag_times_vector", "kron_times_vec")


def _rewritten(tape: Tape, name: str, part: Expr) -> Expr:
    """The part after a move: an equation, or a rule about what stands from the moving factor on."""
    if not has_rule(name):
        return tape.compute(name, part)
    position = moving_argument(part) if part.head is h.PRODUCT else 0
    window = Window(part, tuple(range(position, len(part.args)))) if position else None
    found = match(rule_named(name).left, part if window is None else window.part())
    if found is None:
        raise UnsupportedError(f"dx cannot be brought to the right end of {part!r}.")
    return tape.write(use(rule_named(name), *found, window))


def _next(line: Expr, wide: bool) -> tuple[str, Expr] | None:
    """The next move and the part of the line it rewrites."""
    if is_end(line):
        return None
    if line.head is h.SUM:
        moves_left = (_next(term, wide) for term in line.args)
        return next(filter(None, moves_left), ("collect_differential", line))
    name = _move(line, wide)
    if name is not None:
        return name, line
    position = moving_argument(line)
    inside = _next(line.args[position], wide)
    if inside is not None:
        return inside
    if line.head is h.SCALE and position < len(line.args) - 1 and not line.is_scalar:
        return "scalar_behind", line
    return None


def _move(line: Expr, wide: bool) -> str | None:
    """The rewriting that this line needs before its moving argument is looked at."""
    table = _WIDE if wide else _NARROW
    if line.head is h.VEC and line.args[0].head is h.OPERATION:
        return _move_operation(line.args[0])
    if line.head in table:
        return table[line.head]
    if line.head is h.SCALE:
        return None
    if line.head is h.DIAGONAL:
        return _move_diagonal(line)
    if line.head is not h.PRODUCT:
        raise UnsupportedError(f"dx cannot be brought to the right end of {line!r}.")
    return _move_product(line)


def _move_operation(body: Expr) -> str:
    name = f"vec_{body.data[0]}"
    if not has_rule(name):
        raise UnsupportedError(
            f"vec of {body!r} has no matrix form that is linear in its direction."
        )
    return name


def _move_diagonal(line: Expr) -> str:
    return "diagonal_of_diag" if line.args[0].head is h.PRODUCT else "diagonal_of_sum"


def _move_product(line: Expr) -> str | None:
    position = moving_argument(line)
    inside = line.args[position]
    if position == len(line.args) - 1 and inside.cols is ONE:
        return None
    if inside.head is h.BLOCK:
        return None
    if inside.head is h.SUM:
        return "distribute_moving"
    if is_operation(inside, "hat") and line.cols is ONE:
        return "cross_product_turned"
    if line.is_scalar and inside.rows is ONE:
        return "scalar_transposed"
    if inside.head is h.DIAG and line.cols is ONE:
        return "diag_swap"
    if line.cols is ONE and inside.head is not h.DIAG:
        return "column_as_vec"
    raise UnsupportedError(f"dx cannot be brought to the right end of {line!r}.")


_NARROW = {
    h.BLOCK: "block_as_sum",
    h.VEC: "vec_inward",
    h.HADAMARD: "hadamard_as_diag",
    h.TRANSPOSE: "transpose_inward",
    h.INNER: "inner_of_columns",
    h.TOTAL: "total_of_column",
}
"""What to do with a line in which a column moves."""

_WIDE = {
    h.BLOCK: "block_as_sum",
    h.VEC: "vec_inward",
    h.HADAMARD: "hadamard_as_diag",
    h.INNER: "inner_as_vec",
    h.TRACE: "trace_as_vec",
    h.TOTAL: "total_as_vec",
}
"""What to do with a line in which a matrix moves."""
