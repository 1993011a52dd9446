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
    Definition,
    Expr,
    add,
    contains,
    differential,
    matmul,
    rebuild,
    substitute,
    zeros,
)
from matcalc.expr import head as h
from matcalc.kernel import Derivation, jacobian_of
from matcalc.rules.rightward import moving


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
    """The derivation of ∂target/∂variable for two columns; rows are outputs."""
    tape = Tape()
    start, moved = differential(target), differential(variable)
    line = forward(tape, target, variable, definitions)
    if not contains(line, [moved]):
        jacobian, end = zeros(target.rows, variable.rows), line
    else:
        line = push_right(tape, line)
        if line is moved:
            line = tape.compute("collect_differential", line)
        jacobian = simplify(tape, jacobian_of(line, moved))
        end = matmul(jacobian, moved)
    stage = tape.stage(target, start, end)
    return Derivation(target, variable, tuple(definitions), "jacobian", (stage,), jacobian)


def push_right(tape: Tape, line: Expr) -> Expr:
    """A column or a scalar that is linear in dx, as J dx, or dx itself."""
    if line.head is h.DIFFERENTIAL:
        return line
    if line.head is h.SUM:
        return tape.compute(
            "collect_differential", add(*(push_right(tape, term) for term in line.args))
        )
    name = _move(line)
    if name == "transpose_inward":
        return push_right(tape, simplify(tape, tape.compute(name, line), factor=False))
    if name is not None:
        return push_right(tape, tape.compute(name, line))
    position = moving(line)
    pushed = push_right(tape, line.args[position])
    line = rebuild(line, (*line.args[:position], pushed, *line.args[position + 1 :]))
    if line.head is h.SCALE and pushed is not line.args[-1] and not line.is_scalar:
        return tape.compute("scalar_behind", line)
    return line


def _move(line: Expr) -> str | None:
    """The rewriting that this line needs before its moving argument is looked at."""
    if line.head in _WHOLE:
        return _WHOLE[line.head]
    if line.head is h.SCALE:
        return None
    if line.head is not h.PRODUCT:
        raise UnsupportedError(f"dx cannot be brought to the right end of {line!r}.")
    position = moving(line)
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
