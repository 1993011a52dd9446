"""Reading rules of the named operations, such as pinv(A), eigval(S, 1) and unvec(x, m, n)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.errors import ReadError
from matcalc.expr import (
    ONE,
    OPERATIONS,
    Dim,
    Expr,
    apply,
    det,
    epower,
    inverse,
    matmul,
    number,
    ones,
    operation,
    scale,
    size,
    total,
)
from matcalc.expr.operation import shape_of
from matcalc.expr.unify import Slot
from matcalc.read.dimensions import read_dim
from matcalc.read.engine import Builder, Engine, Rule, is_known
from matcalc.read.sizes import size_of
from matcalc.read.surface import Node


def named_operation(name: str) -> Rule:
    """The rule of one operation: what is square, and what the value is shaped like."""
    row = OPERATIONS[name]
    count = len(row.roles)

    def rule(engine: Engine, node: Node) -> Builder | None:
        _counted(node, count + row.sizes)
        args = node.children[:count]
        sizes = [size_of(child) for child in node.children[count:]]
        slots = [engine.slot(arg) for arg in args]
        if row.square and not is_known(slots[0]):
            engine.equate((slots[0][0], slots[0][0]), slots[0])
        for arg, role in zip(args, row.roles, strict=True):
            if not role.isupper() and role != "x" and role != "t":
                engine.set(arg, ONE, ONE)
        if row.is_scalar:
            engine.set(node, ONE, ONE)
        elif row.keeps is not None:
            engine.equate(engine.slots[node], engine.slots[args[row.keeps]])
        elif all(map(is_known, slots)):
            engine.set(node, *shape_of(name, [_shape(slot) for slot in slots], tuple(sizes)))
        elif name in _ENDS:
            rows, cols = _ENDS[name]
            engine.set(node, slots[0][rows], ONE if cols is None else slots[0][cols])
            return None
        else:
            return None
        return lambda built: operation(name, *built[:count], sizes=sizes)

    return rule


_ENDS: Mapping[str, tuple[int, int | None]] = {
    "pinv": (1, 0),
    "qrr": (1, 1),
    "svdv": (1, 1),
    "singvals": (1, None),
    "eigvals": (0, None),
    "eigvec": (0, None),
    "reigvec": (0, None),
}
"""Which dimension of the first argument the rows and columns are, None for one column."""


def _shape(slot: Slot) -> tuple[Dim, Dim]:
    rows, cols = slot
    assert isinstance(rows, Dim)
    assert isinstance(cols, Dim)
    return rows, cols


def _counted(node: Node, count: int) -> tuple[Node, ...]:
    if len(node.children) != count:
        raise ReadError(
            f"{node.text} takes {count} argument{'s' if count != 1 else ''}, "
            f"and here are {len(node.children)}.",
            span=node.span,
        )
    return node.children


def _adjugate(engine: Engine, node: Node) -> Builder:
    """adj A = det(A) A⁻¹ of an invertible A."""
    (body,) = _counted(node, 1)
    engine.equate(engine.slots[node], engine.slots[body])
    engine.note("adj(A) is read as det(A)*inv(A), for an invertible A.")
    return lambda args: scale(det(args[0]), inverse(args[0]))


def _cumulated(engine: Engine, node: Node) -> Builder | None:
    """The running sums of a column: a lower triangle of ones times it."""
    (body,) = _counted(node, 1)
    engine.equate(engine.slots[node], engine.slots[body])
    if not is_known(engine.slot(body)):
        return None
    return lambda args: matmul(operation("tril", ones(args[0].rows, args[0].rows)), args[0])


def _p_norm(engine: Engine, node: Node) -> Builder:
    """(Σ |aᵢ|ᵖ)^(1/p)."""
    _, exponent = _counted(node, 2)
    engine.set(exponent, ONE, ONE)
    engine.set(node, ONE, ONE)

    def build(args: Sequence[Expr]) -> Expr:
        body, p = args
        inverted = number(1 / p.number) if p.number else epower(p, number(-1))
        return epower(total(epower(apply("abs", body), p)), inverted)

    return build


def largest_or(fallback: Rule) -> Rule:
    """max(A) of one argument is its largest entry; of two, another rule."""
    single = named_operation("max")

    def rule(engine: Engine, node: Node) -> Builder | None:
        return single(engine, node) if len(node.children) == 1 else fallback(engine, node)

    return rule


def eigenvalue_at(engine: Engine, node: Node, place: str) -> Builder:
    """λᵢ(X), where the subscript is a number or a size such as n − 1."""
    (body,) = _counted(node, 1)
    rows, cols = engine.slots[body]
    engine.equate((rows, rows), (rows, cols))
    engine.set(node, ONE, ONE)
    position = read_dim(place)
    at = number(position.value) if position.value is not None else size(position)
    return lambda args: operation("eigval", args[0], at)


OPERATION_RULES: Mapping[str, Rule] = {
    **{name: named_operation(name) for name in OPERATIONS if name != "max"},
    "adj": _adjugate,
    "cumsum": _cumulated,
    "normp": _p_norm,
}
"""How each is read, by its name in both notations."""
