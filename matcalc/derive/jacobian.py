"""The Jacobian of a column by a column: dy = J dx, read off.

The differential is written out through all definitions; then dx is brought to the right end of
every term, and what stands before it is collected.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.derive.expand import expand, varying_in
from matcalc.derive.simplify import simplify
from matcalc.derive.tape import Tape
from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    add,
    contains,
    differential,
    matmul,
    rebuild,
    substitute,
    vec,
    zeros,
)
from matcalc.expr import head as h
from matcalc.kernel import Derivation, jacobian_of
from matcalc.rules.rightward import is_end, moves, moving


def forward(
    tape: Tape, target: Expr, variable: Expr, definitions: Sequence[Definition]
) -> Expr:
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


def derive_jacobian(
    target: Expr, variable: Expr, definitions: Sequence[Definition]
) -> Derivation:
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
    if not moves(line):
        jacobian, end = zeros(target.rows, moved.rows), line
    else:
        line = push_right(tape, line, wide=moved.head is h.VEC)
        if line is moved or line.head is h.SCALE and line.args[-1] is moved:
            line = tape.compute("collect_differential", line)
        jacobian = simplify(tape, jacobian_of(line, moved))
        end = matmul(jacobian, moved)
    stage = tape.stage(target, start, end)
    return Derivation(target, variable, tuple(definitions), "jacobian", (stage,), jacobian)


def push_right(tape: Tape, line: Expr, wide: bool) -> Expr:
    """A column or a scalar that is linear in dx, as J dx, or dx itself.

    ``wide`` says that the variable is a matrix, so that lines end in vec(dX).
    """
    if is_end(line):
        return line
    if line.head is h.SUM:
        pushed = add(*(push_right(tape, term, wide) for term in line.args))
        return tape.compute("collect_differential", pushed)
    name = _move(line, wide)
    if name is not None:
        line = tape.compute(name, line)
        if name in ("vec_inward", "transpose_inward"):
            line = simplify(tape, line, factor=False)
        return push_right(tape, line, wide)
    position = moving(line)
    pushed = push_right(tape, line.args[position], wide)
    line = rebuild(line, (*line.args[:position], pushed, *line.args[position + 1 :]))
    if line.head is h.SCALE and pushed is not line.args[-1] and not line.is_scalar:
        return tape.compute("scalar_behind", line)
    return line


def _move(line: Expr, wide: bool) -> str | None:
    """The rewriting that this line needs before its moving argument is looked at."""
    table = _WIDE if wide else _WHOLE
    if line.head in table:
        return table[line.head]
    if line.head is h.SCALE:
        return None
    if line.head is not h.PRODUCT:
        raise UnsupportedError(f"dx cannot be brought to the right end of {line!r}.")
    position = moving(line)
    if wide and (line.cols is not ONE or line.args[position].cols is not ONE):
        raise UnsupportedError(f"dX cannot be brought to the right end of {line!r}.")
    if position == len(line.args) - 1:
        return None
    if line.is_scalar:
        return "scalar_transposed"
    if position == 0 and line.args[0].head is h.DIAG:
        return "diag_swap"
    raise UnsupportedError(f"dx cannot be brought to the right end of {line!r}.")


_WHOLE = {
    h.HADAMARD: "hadamard_as_diag",
    h.TRANSPOSE: "transpose_inward",
    h.INNER: "inner_of_columns",
    h.TOTAL: "total_of_column",
}
"""What to do with a line in which a column moves."""

_WIDE = {
    h.VEC: "vec_inward",
    h.HADAMARD: "hadamard_as_diag",
    h.INNER: "inner_as_vec",
    h.TRACE: "trace_as_vec",
    h.TOTAL: "total_as_vec",
}
"""What to do with a line in which a matrix moves."""
