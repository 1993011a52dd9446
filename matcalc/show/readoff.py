"""The derivative taken from the last line of a derivation, in a sentence.

>>> from matcalc.expr import differential, matmul, symbol, trace
>>> from matcalc.show.sentence import in_text
>>> A, X = symbol("A", "n", "n"), symbol("X", "n", "n")
>>> in_text(gradient_read(trace(A @ differential(X)), X))
'The gradient is the transpose of what stands before dX'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.expr import (
    ONE,
    Expr,
    differential,
    identity,
    matmul,
    postorder,
    scale,
    trace,
    transpose,
    vec,
)
from matcalc.expr import head as h
from matcalc.show import to_unicode

if TYPE_CHECKING:
    from matcalc.kernel import Derivation
    from matcalc.show.sentence import Sentence


def reading(derivation: Derivation, last: Expr) -> Sentence:
    """The sentence that takes the derivative from the last line as it is written."""
    moved = differential(derivation.variable)
    if derivation.mode == "differential":
        return ("This is linear in ", moved)
    if derivation.mode == "jacobian":
        stacked = any(node.head is h.VEC and node.args[0] is moved for node in postorder(last))
        moved = vec(moved) if stacked else moved
        return ("What stands before ", moved, " is the Jacobian, rows by outputs")
    if derivation.mode == "scalar" or derivation.variable.is_scalar:
        return ("What stands with ", moved, " is the derivative")
    return gradient_read(last, derivation.variable)


def gradient_read(last: Expr, variable: Expr) -> Sentence:
    """How the gradient of a scalar is seen in a line that is linear in the differential."""
    moved, body = differential(variable), bare(last)
    if last.number == 0:
        return ("Nothing in it changes, so the gradient is",)
    if body.head is h.TOTAL:
        return ("Every entry of ", moved, " counts alike, so the gradient is")
    if body.head is h.TRACE and body.args[0] is moved:
        told = trace(matmul(identity(variable.rows), moved))
        return ("Since ", body, " = ", told, ", the gradient is")
    if body.head is h.TRACE:
        return ("The gradient is the transpose of what stands before ", moved)
    if variable.rows is ONE:
        return ("What stands with ", transpose(moved), " is the gradient")
    if variable.cols is ONE:
        return ("The gradient is the transpose of what stands with ", moved)
    return ("What stands with ", moved, " is the gradient")


def bare(last: Expr) -> Expr:
    """A line without the scalars in front."""
    return last.args[-1] if last.head is h.SCALE else last


def turned(last: Expr, derivation: Derivation, found: Expr) -> Expr | None:
    """(W V)ᵀ of a last line tr(W V dX), where the gradient is not written so."""
    body = bare(last)
    if derivation.mode != "gradient" or body.head is not h.TRACE:
        return None
    moving = bare(body.args[0])
    if moving.head is not h.PRODUCT or moving.args[-1] is not differential(derivation.variable):
        return None
    if len(moving.args) == 2 and moving.args[0].head is h.TRANSPOSE:
        return None
    front = [*_front(last), *_front(body.args[0])]
    told = scale(*front, transpose(matmul(*moving.args[:-1])))
    return None if to_unicode(told) == to_unicode(found) else told


def _front(expr: Expr) -> tuple[Expr, ...]:
    return expr.args[:-1] if expr.head is h.SCALE else ()
