"""Rules for sums, products, quotients and powers: what people mean by each when they write it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from matcalc.errors import ReadError, UnsupportedError
from matcalc.expr import (
    ONE,
    Dim,
    Expr,
    add,
    apply,
    divide,
    epower,
    expm,
    hadamard,
    identity,
    inner,
    kron,
    matmul,
    multiply,
    number,
    ones,
    operation,
    power,
    quotient,
    scale,
    transpose,
)
from matcalc.expr.node import is_symbol
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
    if term.is_scalar and term.number is None and not engine.scope.values:
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
