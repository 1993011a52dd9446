"""The named functions: what shapes each takes and gives, and the node that it builds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.errors import ReadError, UnsupportedError
from matcalc.expr import (
    ONE,
    Dim,
    Expr,
    add,
    apply,
    block,
    commutation,
    det,
    diag,
    diagonal,
    divide,
    expm,
    hadamard,
    identity,
    inner,
    inverse,
    log_softmax,
    logdet,
    logsumexp,
    matmul,
    norm,
    norm1,
    number,
    ones,
    scale,
    size,
    softmax,
    total,
    trace,
    transpose,
    unit,
    vec,
    zeros,
)
from matcalc.expr.unify import Slot, Unknown, resolve
from matcalc.read.arithmetic import kronecker
from matcalc.read.dimensions import read_dim
from matcalc.read.engine import Builder, Engine, Rule, is_known
from matcalc.read.operations import OPERATION_RULES, largest_or
from matcalc.read.sizes import size_of
from matcalc.read.surface import Node


def arguments(node: Node, *counts: int) -> tuple[Node, ...]:
    """The arguments of a function that takes so many."""
    if len(node.children) not in counts:
        wanted = " or ".join(map(str, counts))
        raise ReadError(
            f"{node.text} takes {wanted} argument{'s' if counts != (1,) else ''}, "
            f"and here are {len(node.children)}.",
            span=node.span,
        )
    return node.children


# Of a matrix or a vector.


def _scalar_of(constructor: Callable[[Expr], Expr]) -> Rule:
    def rule(engine: Engine, node: Node) -> Builder:
        arguments(node, 1)
        engine.set(node, ONE, ONE)
        return lambda args: constructor(args[0])

    return rule


def _of_square(constructor: Callable[[Expr], Expr], *, keeps: bool) -> Rule:
    def rule(engine: Engine, node: Node) -> Builder:
        (body,) = arguments(node, 1)
        rows, cols = engine.slot(body)
        if isinstance(rows, Unknown) or isinstance(cols, Unknown):
            engine.equate((rows, rows), (rows, cols))
        if keeps:
            engine.equate(engine.slots[node], engine.slots[body])
        else:
            engine.set(node, ONE, ONE)
        return lambda args: constructor(args[0])

    return rule


def _mean(body: Expr) -> Expr:
    return divide(total(body), size(body.rows * body.cols))


def _diag(engine: Engine, node: Node) -> Builder | None:
    (body,) = arguments(node, 1)
    rows, cols = engine.slot(body)
    if ONE not in (rows, cols) and not is_known((rows, cols)):
        return None
    if ONE not in (rows, cols):
        engine.set(node, rows, ONE)
        engine.note("diag of a matrix is read as its diagonal.")
        return lambda args: diagonal(args[0])
    length = rows if cols is ONE else cols
    engine.set(node, length, length)
    return lambda args: diag(args[0])


def _diagonal(engine: Engine, node: Node) -> Builder | None:
    (body,) = arguments(node, 1)
    rows, cols = engine.slots[body]
    if is_known(engine.slot(body)):
        engine.set(node, rows, ONE)
        return lambda args: diagonal(args[0])
    engine.equate((rows, rows), (rows, cols))
    engine.set(node, rows, ONE)
    return lambda args: diagonal(args[0])


def _pair(constructor: Callable[[Expr, Expr], Expr]) -> Rule:
    """A scalar of two equal shapes."""

    def rule(engine: Engine, node: Node) -> Builder:
        left, right = arguments(node, 2)
        engine.equate(engine.slots[left], engine.slots[right])
        engine.set(node, ONE, ONE)
        return lambda args: constructor(*args)

    return rule


def _kron(engine: Engine, node: Node) -> Builder | None:
    arguments(node, 2)
    return kronecker(engine, node)


def _vec(engine: Engine, node: Node) -> Builder | None:
    (body,) = arguments(node, 1)
    rows, cols = engine.slot(body)
    if not (isinstance(rows, Dim) and isinstance(cols, Dim)):
        return None
    engine.set(node, rows * cols, ONE)
    return lambda args: vec(args[0])


def _transpose(engine: Engine, node: Node) -> Builder:
    (body,) = arguments(node, 1)
    rows, cols = engine.slots[body]
    engine.set(node, cols, rows)
    return lambda args: transpose(args[0])


# Along rows or columns.

ALONG: Mapping[str, Callable[[Expr, str], Expr]] = {
    "softmax": softmax,
    "log_softmax": log_softmax,
    "logsumexp": logsumexp,
}
_AXES = {
    "rows": "rows",
    "row": "rows",
    "columns": "columns",
    "column": "columns",
    "cols": "columns",
}


def along(engine: Engine, node: Node, name: str, axis: str = "") -> Builder | None:
    """softmax and its kin along each row or column."""
    body = node.children[0]
    slot = engine.slot(body)
    axis = _AXES.get(axis, "")
    if name != "logsumexp":
        engine.equate(engine.slots[node], engine.slots[body])
    else:
        if not is_known(slot):
            return None
        natural = axis or ("columns" if slot[1] is ONE else "rows")
        engine.set(node, *((slot[0], ONE) if natural == "rows" else (ONE, slot[1])))
    return lambda args: ALONG[name](args[0], axis)


def _along_rule(name: str) -> Rule:
    def rule(engine: Engine, node: Node) -> Builder | None:
        given = arguments(node, 1, 2)
        axis = given[1].text if len(given) == 2 else ""
        return along(engine, node, name, axis)

    return rule


def _sum_of_rows(engine: Engine, node: Node) -> Builder:
    """The sum of each row, X 1."""
    (body,) = arguments(node, 1)
    engine.set(node, engine.slot(body)[0], ONE)
    return lambda args: matmul(args[0], ones(args[0].cols))


def _sum_of_columns(engine: Engine, node: Node) -> Builder:
    """The sum of each column, 1ᵀX."""
    (body,) = arguments(node, 1)
    engine.set(node, ONE, engine.slot(body)[1])
    return lambda args: matmul(ones(ONE, args[0].rows), args[0])


# Constants with sizes.


def _sized(constructor: Callable[..., Expr], fewest: int, most: int) -> Rule:
    def rule(engine: Engine, node: Node) -> Builder:
        arguments(node, *range(fewest, most + 1))
        sizes = [size_of(child) for child in node.children]
        made = constructor(*sizes)
        engine.set(node, *made.shape)
        return lambda args: made

    return rule


def _unit(engine: Engine, node: Node) -> Builder:
    length, _ = arguments(node, 2)
    made = size_of(length)
    engine.set(node, made, ONE)
    return lambda args: unit(made, args[1])


def _basis(engine: Engine, node: Node) -> Builder:
    """eᵢ of a length that the formula tells."""
    arguments(node, 1)
    rows, cols = engine.slots[node]
    engine.equate((rows, cols), (Unknown(wide=True), ONE))
    return lambda args: unit(engine.shape(node)[0], args[0])


# Blocks, extrema, indicators, losses.


def _stack(*, down: bool) -> Rule:
    def rule(engine: Engine, node: Node) -> Builder | None:
        if not node.children:
            raise ReadError(
                f"{node.text} joins matrices, and here are none.",
                span=node.span,
                hint=f"Write {node.text}(A, B).",
            )
        slots = [engine.slot(child) for child in node.children]
        across = 1 if down else 0
        for slot in slots[1:]:
            engine.equate((slots[0][across], ONE), (slot[across], ONE))
        lengths = [resolve(slot[1 - across]) for slot in slots]
        if not all(isinstance(length, Dim) for length in lengths):
            return None
        whole = sum((each for each in lengths if isinstance(each, Dim)), read_dim(0))
        shape: Slot = (whole, slots[0][1]) if down else (slots[0][0], whole)
        engine.set(node, *shape)
        return lambda args: block(tuple((arg,) for arg in args) if down else (tuple(args),))

    return rule


def _extremum(sign: int) -> Rule:
    """max(0, A) is relu(A), min(0, A) is −relu(−A)."""

    def rule(engine: Engine, node: Node) -> Builder:
        zeros_at = [at for at, child in enumerate(node.children) if child.value == 0]
        if len(node.children) != 2 or not zeros_at:
            raise UnsupportedError(f"only {node.text}(0, A) is supported.", span=node.span)
        body = 1 - zeros_at[0]
        engine.equate(engine.slots[node], engine.slots[node.children[body]])
        if sign > 0:
            return lambda args: apply("relu", args[body])
        return lambda args: scale(number(-1), apply("relu", scale(number(-1), args[body])))

    return rule


def _indicator(engine: Engine, node: Node) -> Builder:
    """1[A > B], entry by entry: step(A − B)."""
    (body,) = arguments(node, 1)
    if body.kind != "compare":
        raise ReadError("an indicator needs a comparison, as in 1[x > 0].", span=node.span)
    engine.equate(engine.slots[node], engine.slots[body])
    return lambda args: apply("step", args[0])


def compare(engine: Engine, node: Node) -> Builder | None:
    """A > B inside an indicator: A − B."""
    left, right = node.children
    first, second = (left, right) if node.value in (">", r"\geq", r"\ge") else (right, left)
    if second.kind == "number" and second.value == 0:
        engine.equate(engine.slots[node], engine.slots[first])
        place = node.children.index(first)
        return lambda args: args[place]
    if first.kind == "number" and first.value == 0:
        engine.equate(engine.slots[node], engine.slots[second])
        place = node.children.index(second)
        return lambda args: scale(number(-1), args[place])
    engine.equate(engine.slots[left], engine.slots[right])
    engine.equate(engine.slots[node], engine.slots[left])
    if left in engine.indices.of_name and right in engine.indices.of_name:
        return _in_order(node, first, second)
    places = node.children.index(first), node.children.index(second)
    return lambda args: add(args[places[0]], scale(number(-1), args[places[1]]))


def _in_order(node: Node, first: Node, second: Node) -> Builder:
    """i > j as 2(i − j) − 1 and i ≥ j as 2(i − j) + 1: positive or negative, and never 0."""
    bound = -1 if node.value in ("<", ">") else 1
    above, below = node.children.index(first), node.children.index(second)
    return lambda args: add(
        scale(number(2), args[above]), scale(number(-2), args[below]), number(bound)
    )


def _cross_entropy(engine: Engine, node: Node) -> Builder | None:
    """CE(y, p) = −Σ y log p; the prediction may come first when it is a softmax."""
    first, second = arguments(node, 2)
    swapped = first.kind == "call" and first.text.startswith("softmax")
    engine.equate(engine.slots[first], engine.slots[second])
    engine.set(node, ONE, ONE)
    engine.note("CE(y, p) is read as -sum(y .* log(p)).")

    def build(args: object) -> Expr:
        assert isinstance(args, list)
        target, prediction = reversed(args) if swapped else args
        return scale(number(-1), total(hadamard(target, apply("log", prediction))))

    return build


FUNCTIONS: Mapping[str, Rule] = {
    "tr": _of_square(trace, keeps=False),
    "det": _of_square(det, keeps=False),
    "logdet": _of_square(logdet, keeps=False),
    "inv": _of_square(inverse, keeps=True),
    "expm": _of_square(expm, keeps=True),
    "diagonal": _diagonal,
    "diag": _diag,
    "norm": _scalar_of(norm),
    "norm1": _scalar_of(norm1),
    "sum": _scalar_of(total),
    "mean": _scalar_of(_mean),
    "rowsum": _sum_of_rows,
    "colsum": _sum_of_columns,
    "inner": _pair(inner),
    "dot": _pair(inner),
    "kron": _kron,
    "vec": _vec,
    "transpose": _transpose,
    "softmax": _along_rule("softmax"),
    "log_softmax": _along_rule("log_softmax"),
    "logsumexp": _along_rule("logsumexp"),
    "ones": _sized(ones, 1, 2),
    "zeros": _sized(zeros, 1, 2),
    "eye": _sized(identity, 1, 1),
    "commutation": _sized(commutation, 2, 2),
    "unit": _unit,
    "basis": _basis,
    "vcat": _stack(down=True),
    "hcat": _stack(down=False),
    **OPERATION_RULES,
    "max": largest_or(_extremum(1)),
    "min": _extremum(-1),
    "indicator": _indicator,
    "CE": _cross_entropy,
}
