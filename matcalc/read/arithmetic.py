"""Rules for sums, products, quotients and powers: what people mean by each when they write it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from matcalc.errors import ReadError
from matcalc.expr import (
    ONE,
    Dim,
    Expr,
    add,
    divide,
    epower,
    hadamard,
    identity,
    inner,
    kron,
    matmul,
    multiply,
    number,
    ones,
    quotient,
    scale,
    transpose,
)
from matcalc.expr.unify import Slot, Term, can_equal, unify
from matcalc.read.engine import (
    Builder,
    Engine,
    Rule,
    described,
    is_known,
    is_matrix,
    is_scalar,
    is_wide,
)
from matcalc.read.exponents import refuse_number
from matcalc.read.powers import entrywise_power, factorial, positive_part, pseudo_inverse, raised
from matcalc.read.surface import Node
from matcalc.read.wordings import INNER

MANY = 20
"""Notes beyond which more would help nobody."""


def negate(engine: Engine, node: Node) -> Builder | None:
    """−A."""
    engine.equate(engine.slots[node], engine.slots[node.children[0]])
    return lambda args: scale(number(-1), args[0])


def add_terms(engine: Engine, node: Node) -> Builder | None:
    """A + B: equal shapes; a row is repeated over the rows, a number over all entries."""
    slots = [engine.slot(child) for child in node.children]
    if all(is_scalar(slot) for slot in slots):
        engine.set(node, ONE, ONE)
        return lambda args: add(*args)
    shapes = [slot for slot in slots if is_known(slot) and not is_scalar(slot)]
    model = next((slot for slot in shapes if is_matrix(slot)), shapes[0] if shapes else None)
    if model is None:
        return _add_open(engine, node, slots)
    for slot in slots:
        if not is_known(slot) and not _may_be_scalar(slot):
            engine.equate(slot, model)
    slots = [engine.slot(child) for child in node.children]
    if not all(is_known(slot) for slot in slots):
        return None
    engine.set(node, *model)
    return lambda args: add(*(_spread(engine, arg, node) for arg in args))


def _may_be_scalar(slot: Slot) -> bool:
    return not is_wide(slot)


def _add_open(engine: Engine, node: Node, slots: list[Slot]) -> Builder | None:
    """No shape is known: terms that cannot be scalars are alike."""
    wide = [slot for slot in slots if is_wide(slot)]
    for left, right in pairwise(wide):
        engine.equate(left, right)
    if wide:
        engine.set(node, *wide[0])
        numbers = [is_scalar(slot) for slot in slots]
        if all(is_wide(slot) or number for slot, number in zip(slots, numbers, strict=True)):
            return lambda args: add(*(_spread(engine, arg, node) for arg in args))
    return None


def _spread(engine: Engine, term: Expr, node: Node) -> Expr:
    """A term in the shape of the sum: rows, columns and numbers repeated, as people write."""
    rows, cols = engine.shape(node)
    if term.shape == (rows, cols):
        return term
    made = None
    if term.is_scalar and (term.number is not None or ONE in (rows, cols) or rows is not cols):
        made = scale(term, ones(rows, cols))
    elif term.is_scalar and engine.manner.units:
        made = scale(term, identity(rows))
        engine.note(f"{term!r} beside a square matrix is read as {made!r}.")
        return made
    elif term.rows is ONE and term.cols is cols and rows is not ONE:
        made = matmul(ones(rows), term)
    elif term.cols is ONE and term.rows is rows and cols is not ONE:
        made = matmul(term, ones(1, cols))
    elif term.cols is ONE and term.rows is cols and _is_flat(term):
        made = matmul(ones(rows), transpose(term))
    if made is None:
        return term
    if term.is_scalar and term.number is None and engine.guessed:
        engine.stretched = True
    engine.note(f"{term!r} is repeated to {rows}×{cols}: {made!r}.")
    return made


def _is_flat(term: Expr) -> bool:
    from matcalc.expr.head import SYMBOL

    return term.head is SYMBOL and term.declaration.rank == 1


def product(engine: Engine, node: Node) -> Builder | None:
    """A B: a multiple, a matrix product, else an entrywise product of equal shapes."""
    left, right = (engine.slot(child) for child in node.children)
    if is_scalar(left):
        engine.set(node, *right)
        return lambda args: scale(args[0], args[1])
    if is_scalar(right):
        engine.set(node, *left)
        return lambda args: scale(args[1], args[0])
    if not is_wide(left) or not is_wide(right):
        return _inner_dimension(engine, node, left, right)
    if node.value == INNER and left[1] is ONE and right[1] is ONE:
        engine.equate(left, right)
        engine.set(node, ONE, ONE)
        return lambda args: inner(args[0], args[1])
    if can_equal(left[1], right[0]):
        unify(left[1], right[0])
        engine.set(node, left[0], right[1])
        return lambda args: matmul(*args)
    is_strict = node.text.strip("()") in ("*", "@")
    if not is_strict and can_equal(left[0], right[0]) and can_equal(left[1], right[1]):
        _refuse_families(engine, node)
        engine.equate(left, right)
        engine.set(node, *left)
        return lambda args: _entrywise(engine, args[0], args[1])
    if not (is_known(left) and is_known(right)):
        engine.equate((left[1], ONE), (right[0], ONE))
    engine.set(node, left[0], right[1])
    return lambda args: multiply(args[0], args[1])


def _refuse_families(engine: Engine, node: Node) -> None:
    """Σ_k xᵀ A_k x: an A that nothing declares is rather one of several matrices than a row."""
    for child in node.children:
        base = child.children[0] if child.kind == "entry" and len(child.children) == 2 else None
        if base is not None and base.text in engine.guessed and base.text[:1].isupper():
            raise ReadError(
                f"{base.text} with one index may be a row of {base.text}, or one of several "
                "matrices, which a sum cannot have.",
                span=child.span,
                hint=f"Declare {base.text}, or write the matrices out, as in A_1 + A_2.",
            )


def _inner_dimension(engine: Engine, node: Node, left: Slot, right: Slot) -> Builder | None:
    """One factor may still be a scalar: it is one where the matrix product cannot fit."""
    if not can_equal(left[1], right[0]):
        for slot, other in ((left, right), (right, left)):
            if not is_wide(slot) and can_equal(slot[0], ONE) and can_equal(slot[1], ONE):
                engine.equate(slot, (ONE, ONE))
                engine.set(node, *other)
                return lambda args: multiply(args[0], args[1])
    return None


def _entrywise(engine: Engine, left: Expr, right: Expr) -> Expr:
    if len(engine.notes) < MANY:
        engine.note(
            f"{described(left)} and {described(right)}: no matrix product, read entry by entry."
        )
    return hadamard(left, right)


def hadamard_product(engine: Engine, node: Node) -> Builder | None:
    """A ∘ B: equal shapes, or a scalar, or a row or column repeated."""
    left, right = (engine.slot(child) for child in node.children)
    if is_scalar(left) or is_scalar(right):
        return product(engine, node)
    if is_known(left) and is_known(right):
        model = left if is_matrix(left) or not is_matrix(right) else right
        engine.set(node, *model)
        return lambda args: hadamard(*(_spread_factor(engine, arg, node) for arg in args))
    if not is_wide(left) or not is_wide(right):
        return None
    engine.equate(left, right)
    engine.set(node, *left)
    return lambda args: hadamard(*args)


def _spread_factor(engine: Engine, factor: Expr, node: Node) -> Expr:
    made = factor if factor.is_scalar else _spread(engine, factor, node)
    engine.stretched = engine.stretched or made is not factor
    return made


def entrywise_quotient(engine: Engine, node: Node) -> Builder | None:
    """A ⊘ B, or s ⊘ B."""
    left, right = (engine.slot(child) for child in node.children)
    if is_scalar(right):
        engine.set(node, *left)
        return lambda args: divide(*args)
    if is_scalar(left):
        engine.set(node, *right)
        return lambda args: scale(args[0], epower(args[1], number(-1)))
    if not (is_wide(left) and is_wide(right)):
        return None
    if is_known(left) and is_known(right):
        engine.set(node, *(left if is_matrix(left) or not is_matrix(right) else right))
        return lambda args: quotient(*(_spread_factor(engine, arg, node) for arg in args))
    engine.equate(left, right)
    engine.set(node, *left)
    return lambda args: quotient(*args)


def division(engine: Engine, node: Node) -> Builder | None:
    """A / s; a fraction of two equal shapes is entry by entry."""
    left, right = (engine.slot(child) for child in node.children)
    if is_scalar(right):
        engine.set(node, *left)
        return lambda args: divide(*args)
    if not is_wide(right):
        return None
    if node.value != "frac" and is_matrix(right):
        return lambda args: divide(*args)
    builder = entrywise_quotient(engine, node)
    if builder is None:
        return None
    engine.note("a quotient of vectors or matrices is read entry by entry.")
    return builder


def kronecker(engine: Engine, node: Node) -> Builder | None:
    """A ⊗ B; of two vectors the outer product, where only that fits."""
    left, right = (engine.slot(child) for child in node.children)
    if not (is_known(left) and is_known(right)):
        return None
    is_vectors = ONE in left and ONE in right
    if engine.manner.outer and is_vectors:
        sizes = [slot[0] if slot[1] is ONE else slot[1] for slot in (left, right)]
        engine.set(node, *sizes)
        engine.note("⊗ of two vectors is read as their outer product.")
        return lambda args: _outer(*args)
    rows = _times(left[0], right[0])
    engine.set(node, rows, _times(left[1], right[1]))
    return lambda args: kron(*args)


def _times(left: Term, right: Term) -> Dim:
    assert isinstance(left, Dim)
    assert isinstance(right, Dim)
    return left * right


def _outer(left: Expr, right: Expr) -> Expr:
    column = left if left.cols is ONE else transpose(left)
    row = right if right.cols is not ONE else transpose(right)
    return matmul(column, row)


def colon(engine: Engine, node: Node) -> Builder | None:
    """A : B = ⟨A, B⟩."""
    left, right = (engine.slots[child] for child in node.children)
    engine.equate(left, right)
    engine.set(node, ONE, ONE)
    return lambda args: inner(*args)


def transposed(engine: Engine, node: Node) -> Builder | None:
    """Aᵀ; of a number nothing."""
    rows, cols = engine.slots[node.children[0]]
    engine.set(node, cols, rows)
    if is_scalar(engine.slot(node.children[0])):
        refuse_number(node)
    return lambda args: transpose(args[0])


ARITHMETIC: Mapping[str, Rule] = {
    "negate": negate,
    "add": add_terms,
    "product": product,
    "hadamard": hadamard_product,
    "quotient": entrywise_quotient,
    "divide": division,
    "kron": kronecker,
    "colon": colon,
    "transpose": transposed,
    "power": raised,
    "epower": entrywise_power,
    "positive": positive_part,
    "pinv": pseudo_inverse,
    "factorial": factorial,
}
