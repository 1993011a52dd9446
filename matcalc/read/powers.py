"""Rules for powers: Aᵏ of a square matrix, entry by entry of others, eᴬ, A⁺ and x!."""

from __future__ import annotations

from matcalc.errors import UnsupportedError
from matcalc.expr import ONE, Expr, add, apply, epower, expm, inner, number, ones, operation, power
from matcalc.expr.node import is_symbol
from matcalc.expr.unify import can_equal, unify
from matcalc.read.engine import Builder, Engine, described, is_matrix, is_scalar, is_wide
from matcalc.read.surface import Node


def raised(engine: Engine, node: Node) -> Builder | None:
    """sᵏ, Aᵏ of a square matrix, xᵏ entry by entry of a vector, e^A."""
    base, exponent = node.children
    if _is_euler(engine, base):
        engine.set(node, *engine.slots[exponent])
        return lambda args: _exponential(engine, args[1])
    slot = engine.slot(base)
    if is_scalar(slot):
        engine.set(node, *slot)
        return lambda args: epower(*args)
    if is_matrix(slot):
        if can_equal(*slot):
            unify(*slot)
        engine.set(node, *slot)
        return lambda args: _matrix_power(engine, *args)
    if is_wide(slot) and ONE in slot and engine.manner.squares and exponent.value == 2:
        engine.set(node, ONE, ONE)
        engine.note("the square of a vector is read as its squared length.")
        return lambda args: inner(args[0], args[0])
    if is_wide(slot) and ONE in slot:
        engine.set(node, *slot)
        return lambda args: _vector_power(engine, *args)
    return None


def _exponential(engine: Engine, exponent: Expr) -> Expr:
    """e^A, the matrix function of a square matrix; of anything else entry by entry."""
    if exponent.is_scalar or not exponent.is_square:
        return apply("exp", exponent)
    engine.note(
        f"e to the power of the square matrix {exponent!r} is the matrix exponential, "
        "expm; exp(…) is read entry by entry."
    )
    return expm(exponent)


def entry_by_entry(engine: Engine, name: str, body: Expr) -> Expr:
    """The argument of a function that of a square matrix could be the matrix function."""
    other = {"exp": "expm", "log": "logm", "sqrt": "sqrtm"}.get(name)
    if other is not None and body.is_square and not body.is_scalar:
        engine.note(
            f"{name} of the square matrix {body!r} is read entry by entry; the matrix function "
            f"is {other}."
        )
    return body


def _is_euler(engine: Engine, base: Node) -> bool:
    return base.kind == "name" and base.value == "e" and not engine.scope.knows("e")


def _matrix_power(engine: Engine, base: Expr, exponent: Expr) -> Expr:
    value = exponent.number
    if not base.is_square and value is not None and value > 0:
        engine.note(f"{described(base)}: it has no matrix power, so it is read entry by entry.")
        return epower(base, exponent)
    if value is not None and value.denominator == 2:
        root = operation("sqrtm", base)
        return root if value == 1 / 2 else power(root, number(2 * value))
    if value is not None and value.denominator != 1:
        raise UnsupportedError(
            f"{described(base)}: a matrix to the power {value} is not supported.",
            hint="For entry by entry, write A .^ k or sqrt(A).",
        )
    return power(base, exponent)


def _vector_power(engine: Engine, base: Expr, exponent: Expr) -> Expr:
    engine.note(f"{described(base)}: its power is read entry by entry.")
    return epower(base, exponent)


def entrywise_power(engine: Engine, node: Node) -> Builder | None:
    """A .^ s."""
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    return lambda args: epower(*args)


def positive_part(engine: Engine, node: Node) -> Builder | None:
    """(x)⁺ = max(0, x) of a scalar or a vector; A⁺ of a matrix with a declared rank."""
    if _has_declared_rank(engine, node.children[0]):
        return pseudo_inverse(engine, node)
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    return lambda args: _positive_part(args[0])


def _has_declared_rank(engine: Engine, body: Node) -> bool:
    known = engine.scope.values.get(body.text) if body.kind == "name" else None
    tags = known.declaration.assumptions if known is not None and is_symbol(known) else frozenset()
    return not tags.isdisjoint({"full_column_rank", "full_row_rank"})


def _positive_part(body: Expr) -> Expr:
    if ONE not in body.shape:
        raise UnsupportedError(
            f"{described(body)}: ^+ of a matrix may be the pseudo-inverse or the positive part.",
            hint="Write pinv(A), or max(0, A).",
        )
    return apply("relu", body)


def factorial(engine: Engine, node: Node) -> Builder | None:
    """x! = Γ(x + 1), entry by entry."""
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    return lambda args: apply("exp", apply("lgamma", add(args[0], ones(*args[0].shape))))


def pseudo_inverse(engine: Engine, node: Node) -> Builder | None:
    """A⁺."""
    rows, cols = engine.slots[node.children[0]]
    engine.set(node, cols, rows)
    return lambda args: operation("pinv", args[0])
