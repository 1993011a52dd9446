"""Rules for bars, norms, and matrices written out."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Dim,
    Expr,
    apply,
    block,
    det,
    norm,
    norm1,
    operation,
)
from matcalc.expr.unify import Unknown, resolve, unify
from matcalc.read.dimensions import read_dim
from matcalc.read.engine import Builder, Engine, is_known, is_matrix, is_scalar, is_wide
from matcalc.read.lengths import LENGTH
from matcalc.read.surface import Node


def absolute(engine: Engine, node: Node) -> Builder | None:
    """|s|, |A| = det A of a square matrix, |x| entry by entry unless only its length fits."""
    slot = engine.slot(node.children[0])
    if is_known(slot) and is_wide(slot) and ONE in slot:
        return _of_vector(engine, node)
    if is_scalar(slot) or (is_wide(slot) and is_known(slot) and slot[0] is not slot[1]):
        engine.set(node, *slot)
        return lambda args: apply("abs", args[0])
    if not is_known(slot):
        if not is_matrix(slot):
            return None
        unify(*slot)
    engine.set(node, ONE, ONE)
    engine.note("|A| of a square matrix is read as its determinant.")
    return lambda args: det(args[0])


def _of_vector(engine: Engine, node: Node) -> Builder:
    if node.value == LENGTH or engine.manner.lengths:
        engine.set(node, ONE, ONE)
        engine.note("|x| of a vector is read as its norm here.")
        return lambda args: norm(args[0])
    engine.set(node, *engine.slot(node.children[0]))
    engine.note(r"|x| of a vector is read entry by entry; for its norm write \|x\|.")
    return lambda args: apply("abs", args[0])


def normed(engine: Engine, node: Node) -> Builder:
    """‖A‖, with 2, F or 1 below it."""
    engine.set(node, ONE, ONE)
    if node.value == "1":
        return lambda args: norm1(args[0])
    if node.text in ("*", r"\ast"):
        return lambda args: operation("nuclear", args[0])
    if node.text not in ("", "2", "F", "\\mathrm{F}"):
        raise UnsupportedError(f"the norm with subscript {node.text} is not supported.")
    body = node.children[0]
    return lambda args: _norm(engine, args[0], node.text, body)


def _norm(engine: Engine, body: Expr, which: str, node: Node) -> Expr:
    if which == "2" and ONE not in body.shape:
        engine.note("the norm of a matrix is read as the Frobenius norm.")
    return norm(body)


def matrix(engine: Engine, node: Node) -> Builder | None:
    """A matrix written out."""
    assert isinstance(node.value, tuple)
    height, width = (int(length) for length in node.value)
    slots = [engine.slot(child) for child in node.children]
    grid = [slots[row * width : (row + 1) * width] for row in range(height)]
    for row in grid:
        for slot, above in zip(row, grid[0], strict=True):
            engine.equate((slot[0], slot[1]), (row[0][0], above[1]))
    rows = [resolve(row[0][0]) for row in grid]
    cols = [resolve(slot[1]) for slot in grid[0]]
    if any(isinstance(term, Unknown) for term in (*rows, *cols)):
        return None
    engine.set(node, _added(rows), _added(cols))
    return lambda args: block(_grid(args, height, width))


def _added(terms: Sequence[object]) -> Dim:
    whole = read_dim(0)
    for term in terms:
        assert isinstance(term, Dim)
        whole = whole + term
    return whole


def _grid(args: Sequence[Expr], height: int, width: int) -> tuple[tuple[Expr, ...], ...]:
    return tuple(tuple(args[row * width : (row + 1) * width]) for row in range(height))
