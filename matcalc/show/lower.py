"""Expressions to arrays in emitted code: one table over heads.

Scalar multiples and entrywise products stand in `multiples`, index notation in `entries`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.errors import UnsupportedError
from matcalc.expr import head as h
from matcalc.expr.dim import ONE
from matcalc.expr.node import Expr
from matcalc.show.array import COL, ROW, Array
from matcalc.show.chain import (
    Link,
    formed_diagonal,
    join,
    multiplied,
    product_diagonal,
    product_trace,
    trace,
)
from matcalc.show.entries import delta, entry, index, index_sum, tabulate, unit
from matcalc.show.factors import along_rows, links_of
from matcalc.show.multiples import epower, hadamard, scale
from matcalc.show.operation_code import operation
from matcalc.show.scope import Scope

Writer = Callable[[Expr, Scope], Array]


def lower(root: Expr, scope: Scope) -> Array:
    """The array of an expression, its parts kept in the scope."""
    stack = [root]
    while stack:
        node = stack[-1]
        missing = [arg for arg in node.args if arg not in scope.known]
        if node in scope.known:
            stack.pop()
        elif missing:
            stack.extend(reversed(missing))
        else:
            scope.known[node] = _WRITERS[node.head](node, scope)
    return scope[root]


def _symbol(node: Expr, scope: Scope) -> Array:
    name = node.declaration.name
    raise UnsupportedError(
        f"{name} is neither an input nor defined.", hint=f"Add {name} to the inputs."
    )


def _constant(node: Expr, scope: Scope) -> Array:
    op = scope.arrays.program.op(f"{scope.arrays.backend.module}.{node.data}", cheap=True)
    return Array(op, is_number=True)


def _sum(node: Expr, scope: Scope) -> Array:
    arrays, terms = scope.arrays, [scope[term] for term in node.args]
    opposites = arrays.program.opposites
    if terms[0].op in opposites:
        first = next((at for at, term in enumerate(terms) if term.op not in opposites), 0)
        terms.insert(0, terms.pop(first))
    total = terms[0]
    for term in terms[1:]:
        total = arrays.plus(total, term)
    return total


def _product(node: Expr, scope: Scope) -> Array:
    return multiplied(links_of(node, scope), scope.arrays)


def _transpose(node: Expr, scope: Scope) -> Array:
    return scope.arrays.transposed(scope[node.args[0]])


def _trace(node: Expr, scope: Scope) -> Array:
    body, arrays = node.args[0], scope.arrays
    if body.head is h.PRODUCT:
        return product_trace(links_of(body, scope), arrays)
    return trace(scope[body], body.rows, arrays)


def _diagonal(node: Expr, scope: Scope) -> Array:
    body, arrays = node.args[0], scope.arrays
    if body.head is h.PRODUCT:
        links = links_of(body, scope)
        if len(links) > 1:
            left = join(links[:-1], arrays)
            return product_diagonal(left, links[-1], arrays)
    return arrays.renamed(scope[body], {COL: ROW})


def _diag(node: Expr, scope: Scope) -> Array:
    vector = along_rows(scope[node.args[0]], scope)
    return formed_diagonal(vector, node.rows, scope.arrays)


def _inverse(node: Expr, scope: Scope) -> Array:
    body, arrays = node.args[0], scope.arrays
    if body.is_scalar:
        return arrays.divided(arrays.number(1), scope[body])
    if body.head is h.DIAG:
        vector = along_rows(scope[body.args[0]], scope)
        inverted = arrays.divided(arrays.number(1), vector)
        return formed_diagonal(inverted, node.rows, arrays)
    array = arrays.whole(scope[body], body.shape)
    return Array(arrays.plain_call("linalg.inv", array.op), array.axes)


def _of_square(text: str, place: str = "") -> Writer:
    """A scalar function of a square matrix."""

    def write(node: Expr, scope: Scope) -> Array:
        body, arrays = node.args[0], scope.arrays
        array = arrays.unindexed(arrays.whole(scope[body], body.shape), node.head.formula)
        op = arrays.program.op(f"{arrays.backend.module}.{text}({{0}}){place}", array.op)
        return Array(op)

    return write


def _det(node: Expr, scope: Scope) -> Array:
    if node.args[0].is_scalar:
        return scope[node.args[0]]
    return _of_square("linalg.det")(node, scope)


def _logdet(node: Expr, scope: Scope) -> Array:
    if node.args[0].is_scalar:
        return scope.arrays.call("log", scope.arrays.call("abs", scope[node.args[0]]))
    return _of_square("linalg.slogdet", "[1]")(node, scope)


def _power(node: Expr, scope: Scope) -> Array:
    (body, exponent), arrays = node.args, scope.arrays
    value = exponent.number
    if value is not None and value.denominator != 1:
        raise UnsupportedError(
            f"code for the power {value} of a matrix is not written.",
            hint="Whole exponents are.",
        )
    array = arrays.unindexed(arrays.whole(scope[body], body.shape), node.head.formula)
    times = str(value) if value is not None else "int({1})"
    args = (array.op,) if value is not None else (array.op, scope[exponent].op)
    template = f"{arrays.backend.module}.linalg.matrix_power({{0}}, {times})"
    return Array(arrays.program.op(template, *args), (ROW, COL))


def _inner(node: Expr, scope: Scope) -> Array:
    left, right = node.args
    return scope.arrays.inner(scope[left], scope[right], left.shape)


def _norm(node: Expr, scope: Scope) -> Array:
    body, arrays = node.args[0], scope.arrays
    array = scope[body]
    if body.is_scalar and not array.indices:
        return arrays.call("abs", array)
    whole = arrays.whole(array, body.shape)
    if whole.indices:
        return arrays.call("sqrt", arrays.total(arrays.times(whole, whole), body.shape))
    return Array(arrays.plain_call("linalg.norm", whole.op))


def _norm1(node: Expr, scope: Scope) -> Array:
    body, arrays = node.args[0], scope.arrays
    return arrays.total(arrays.call("abs", scope[body]), body.shape)


def _total(node: Expr, scope: Scope) -> Array:
    """Σ of a product is (1ᵀA)(B 1): vectors first."""
    body, arrays = node.args[0], scope.arrays
    if body.head is not h.PRODUCT:
        return arrays.total(scope[body], body.shape)
    one = arrays.number(1)
    first = Link(ONE, body.rows, lambda: one, is_ones=True)
    last = Link(body.cols, ONE, lambda: one, is_ones=True)
    ends = ([first] if body.rows is not ONE else [], [last] if body.cols is not ONE else [])
    return multiplied([*ends[0], *links_of(body, scope), *ends[1]], arrays)


def _kron(node: Expr, scope: Scope) -> Array:
    (left, right), arrays = node.args, scope.arrays
    first, second = scope[left], scope[right]
    if left.is_scalar or right.is_scalar:
        return arrays.times(first, second)
    arrays.unindexed(first, node.head.formula)
    arrays.unindexed(second, node.head.formula)
    first, second = arrays.whole(first, left.shape), arrays.whole(second, right.shape)
    if (first.axes, second.axes) in (((ROW,), (COL,)), ((COL,), (ROW,))):
        return arrays.times(first, second)
    if len(first.axes) != len(second.axes):
        first, second = scope.flat(first), scope.flat(second)
    axes = first.axes if len(first.axes) == 1 else (ROW, COL)
    return Array(arrays.plain_call("kron", first.op, second.op), axes)


def _vec(node: Expr, scope: Scope) -> Array:
    body, arrays = node.args[0], scope.arrays
    array = arrays.unindexed(arrays.whole(scope[body], body.shape), node.head.formula)
    if len(array.axes) < 2:
        return along_rows(array, scope)
    turned = arrays.transposed(array)
    return Array(arrays.program.op("{0}.reshape(-1)", turned.op, needs=(5,)), (ROW,))


def _block(node: Expr, scope: Scope) -> Array:
    """The blocks as two-dimensional arrays; a column or row is read off again."""
    arrays, width = scope.arrays, node.data[1]
    parts: list[Array] = []
    for arg in node.args:
        part = arrays.unindexed(arrays.whole(scope[arg], arg.shape), node.head.formula)
        parts.append(scope.flat(part))
    texts = [f"{{{at}}}" for at in range(len(parts))]
    rows = [", ".join(texts[at : at + width]) for at in range(0, len(texts), width)]
    inside = ", ".join(f"[{row}]" for row in rows)
    backend = arrays.backend
    template = f"{backend.functions['block']}([{inside}])"
    helper = "" if "." in backend.functions["block"] else "block"
    op = arrays.program.op(template, *(part.op for part in parts), helper=helper)
    whole = Array(op, (ROW, COL))
    if node.cols is ONE:
        whole = arrays.taken(whole, {COL: 0})
    return arrays.taken(whole, {ROW: 0}) if node.rows is ONE else whole


def _commutation(node: Expr, scope: Scope) -> Array:
    arrays = scope.arrays
    sizes = [arrays.size_of(dim) for dim in node.data]
    like = ""
    if arrays.backend.needs_tensors and arrays.like is not None:
        like, sizes = ", {2}", [*sizes, arrays.like]
    op = arrays.program.op(f"commutation({{0}}, {{1}}{like})", *sizes, helper="commutation")
    return Array(op, (ROW, COL))


def _expm(node: Expr, scope: Scope) -> Array:
    body, arrays = node.args[0], scope.arrays
    if body.is_scalar:
        return arrays.call("exp", scope[body])
    array = arrays.unindexed(arrays.whole(scope[body], body.shape), node.head.formula)
    return arrays.call("expm", array)


def _apply(node: Expr, scope: Scope) -> Array:
    arrays, function, body = scope.arrays, node.data, scope[node.args[0]]
    if function.is_abstract:
        name = scope.callable_named(function)
        return Array(arrays.program.op(f"{name}({{0}})", arrays.tensor(body)), body.axes)
    if function.name == "step":
        return arrays.indicator(arrays.mask(body))
    return arrays.call(function.name, body)


def _along(node: Expr, scope: Scope) -> Array:
    """softmax and its kin, along the columns for rows and along the rows for columns."""
    arrays, body, array = scope.arrays, node.args[0], scope[node.args[0]]
    axis, length = (COL, body.cols) if node.data == "rows" else (ROW, body.rows)
    if axis not in array.axes:
        return _constant_along(node, array, arrays.size(length), scope)
    place = array.axes.index(axis) - len(array.axes)
    called = arrays.call(node.head.name, array, f", {arrays.backend.axis}={place}")
    if node.head is not h.LOGSUMEXP:
        return called
    return Array(called.op, tuple(each for each in array.axes if each != axis))


def _constant_along(node: Expr, array: Array, length: Array, scope: Scope) -> Array:
    arrays = scope.arrays
    if node.head is h.SOFTMAX:
        return arrays.divided(arrays.number(1), length)
    logarithm = arrays.call("log", length)
    if node.head is h.LOGSUMEXP:
        return arrays.plus(array, logarithm)
    return arrays.negative(logarithm)


def _unwritable(what: str, hint: str) -> Writer:
    def refuse(node: Expr, scope: Scope) -> Array:
        raise UnsupportedError(f"{what} {node!r} has no value in code.", hint=hint)

    return refuse


_WRITERS: Mapping[h.Head, Writer] = {
    h.SYMBOL: _symbol,
    h.NUMBER: lambda node, scope: scope.arrays.number(node.data),
    h.SIZE: lambda node, scope: scope.arrays.size(node.data),
    h.CONSTANT: _constant,
    h.IDENTITY: lambda node, scope: scope.arrays.identity(node.rows, (ROW, COL)),
    h.ONES: lambda node, scope: scope.arrays.number(1),
    h.ZEROS: lambda node, scope: scope.arrays.number(0),
    h.UNIT: unit,
    h.INDEX: index,
    h.SUM: _sum,
    h.SCALE: scale,
    h.PRODUCT: _product,
    h.TRANSPOSE: _transpose,
    h.TRACE: _trace,
    h.INVERSE: _inverse,
    h.DET: _det,
    h.LOGDET: _logdet,
    h.POWER: _power,
    h.INNER: _inner,
    h.NORM: _norm,
    h.NORM1: _norm1,
    h.TOTAL: _total,
    h.KRON: _kron,
    h.VEC: _vec,
    h.DIAG: _diag,
    h.DIAGONAL: _diagonal,
    h.BLOCK: _block,
    h.EXPM: _expm,
    h.COMMUTATION: _commutation,
    h.OPERATION: operation,
    h.HADAMARD: hadamard,
    h.EPOWER: epower,
    h.APPLY: _apply,
    h.SOFTMAX: _along,
    h.LOG_SOFTMAX: _along,
    h.LOGSUMEXP: _along,
    h.DIFFERENTIAL: _unwritable("The differential", "Ask for it along a declared direction."),
    h.ABSTRACT: _unwritable("The unspecified function", "Define it."),
    h.PARTIAL: _unwritable("The derivative", "Define the function, or declare the derivative."),
    h.ENTRY: entry,
    h.DELTA: delta,
    h.INDEX_SUM: index_sum,
    h.TABULATE: tabulate,
}
