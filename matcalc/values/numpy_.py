"""What expressions are worth in NumPy, many points at once.

A value has shape (rows, cols), or (points, rows, cols) where it depends on the point.
Arrays may be complex: every function that is analytic is continued analytically.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.errors import UnsupportedError
from matcalc.expr import Definition, Expr
from matcalc.expr import head as h
from matcalc.values.arithmetic import PointError
from matcalc.values.array_operations import operation
from matcalc.values.arrays import ArrayEvaluation
from matcalc.values.interpret import is_even_norm
from matcalc.values.numpy_functions import (
    ELEMENTWISE,
    logsumexp,
    on_positive,
    polynomial,
    softmax,
    weights,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Rule = Callable[["NumpyEvaluation", Expr, list[Any]], Any]


class NumpyEvaluation(ArrayEvaluation):
    """Values as NumPy arrays, at one point or at many.

    >>> from matcalc.expr import symbol
    >>> x = symbol("x", "n")
    >>> at = NumpyEvaluation({"n": 2}, {x: np.array([[3.0], [4.0]])})
    >>> float(at.value(x.T @ x)[0, 0])
    25.0
    """

    def library(self) -> Mapping[h.Head, Rule]:
        return NUMPY

    def partial(self, node: Expr) -> None:
        """∂F/∂X by central differences with Richardson extrapolation."""
        from matcalc.values.finite import partial_table

        free, table = partial_table(self, node)
        self.store(node, free, table)

    def differential(self, node: Expr) -> Array:
        """dA along the directions given, by the same differences."""
        from matcalc.values.finite import slope

        if not self.directions:
            raise UnsupportedError(f"{node!r} has no value without a direction.")
        return slope(self, node.args[0], self.directions)


def numpy_value(
    expr: Expr,
    given: Mapping[Expr, Any],
    sizes: Mapping[str, int] | None = None,
    definitions: Iterable[Definition] = (),
) -> Array:
    """The value of an expression at arrays of shape (rows, cols). Sizes are read from them.

    Raises UnknownNameError for a symbol without a value.

    >>> from matcalc.expr import symbol, trace
    >>> A = symbol("A", "n", "n")
    >>> float(numpy_value(trace(A @ A), {A: np.eye(3)})[0, 0])
    3.0
    """
    known = dict(sizes or {})
    for symbol, value in given.items():
        for dim, length in zip(symbol.shape, np.shape(value)[-2:], strict=True):
            if dim.name is not None:
                known.setdefault(dim.name, length)
    result: Array = NumpyEvaluation(known, given, definitions).value(expr)
    return result


def turned(a: Array) -> Array:
    """The transpose of each matrix."""
    return np.swapaxes(a, -1, -2)


def scalar_of(a: Array) -> Array:
    """Numbers, one for each point, as 1×1 matrices."""
    return np.asarray(a)[..., None, None]


def _total(a: Array) -> Array:
    result: Array = a.sum(axis=(-1, -2), keepdims=True)
    return result


def _product(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    if node.cols.value == 1:
        result = args[-1]
        for factor in reversed(args[:-1]):
            result = factor @ result
        return result
    result = args[0]
    for factor in args[1:]:
        result = result @ factor
    return result


def _fold(operation: Callable[[Any, Any], Any]) -> Rule:
    def value(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Any:
        result = args[0]
        for arg in args[1:]:
            result = operation(result, arg)
        return result

    return value


def whole(a: Any) -> int:
    """The whole number that a 1×1 array is at every point."""
    values = np.real(np.asarray(a)).ravel()
    if values.size == 0 or np.any(values != np.round(values[0])):
        raise UnsupportedError("a position or an exponent of a matrix must be a whole number.")
    return int(values[0])


def place(a: Any, length: int) -> int:
    """A position counted from 0, for a value counted from 1."""
    found = whole(a)
    if not 1 <= found <= length:
        raise PointError(f"there is no position {found} among {length}.")
    return found - 1


def _logdet(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    """log |det A|; of complex A the analytic continuation from the real point."""
    if np.iscomplexobj(args[0]):
        determinants = np.linalg.det(args[0])
        return scalar_of(np.log(np.where(determinants.real < 0, -determinants, determinants)))
    return scalar_of(np.linalg.slogdet(args[0])[1])


def _norm(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    return np.sqrt(_total(args[0] * args[0]))


def _epower(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Any:
    body, exponent = args
    literal = node.args[1].number
    if is_even_norm(node):
        assert literal is not None
        return _total(body * body) ** int(literal / 2)
    if literal == -1:
        return 1 / body
    if literal == Fraction(1, 2):
        return on_positive(np.sqrt)(body)
    if literal is not None and literal.denominator == 1:
        return body ** int(literal)
    return on_positive(lambda base: base**exponent)(body)


def _kron(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    A, B = args
    blocks = A[..., :, None, :, None] * B[..., None, :, None, :]
    rows, cols = A.shape[-2] * B.shape[-2], A.shape[-1] * B.shape[-1]
    result: Array = blocks.reshape(*blocks.shape[:-4], rows, cols)
    return result


def _vec(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    a = turned(args[0])
    result: Array = a.reshape(*a.shape[:-2], -1, 1)
    return result


def _diag(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    a = args[0].reshape(*args[0].shape[:-2], -1)
    result: Array = a[..., :, None] * np.eye(a.shape[-1])
    return result


def _diagonal(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    return np.diagonal(args[0], axis1=-2, axis2=-1)[..., None]


def _trace(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    return scalar_of(np.trace(args[0], axis1=-2, axis2=-1))


def _block(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    height, width = node.data
    lead = np.broadcast_shapes(*(arg.shape[:-2] for arg in args))
    parts = [np.broadcast_to(arg, (*lead, *arg.shape[-2:])) for arg in args]
    rows = [np.concatenate(parts[i * width : (i + 1) * width], axis=-1) for i in range(height)]
    return np.concatenate(rows, axis=-2)


def _expm(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    """Scaling and squaring with the series."""
    largest = float(np.abs(args[0]).sum(axis=-1).max())
    halvings = max(0, math.ceil(math.log2(largest)) + 3) if largest > 0 else 0
    base = args[0] / 2.0**halvings
    result = term = np.eye(base.shape[-1])
    for k in range(1, 19):
        term = term @ base / k
        result = result + term
    for _ in range(halvings):
        result = result @ result
    return result


def _commutation(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    m, n = (at.size(dim) for dim in node.data)
    places = np.arange(m * n).reshape(n, m).T.ravel()
    return np.eye(m * n)[places]


def _apply(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Any:
    f = node.data
    if not f.is_abstract:
        return ELEMENTWISE[f.name](args[0])
    return polynomial(at.coefficients, f.name, f.order, args[0])


def _along(function: Callable[[Any, int], Any]) -> Rule:
    return lambda at, node, args: function(args[0], -2 if node.data == "columns" else -1)


def _abstract(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Any:
    """The same random cubic as over the other arithmetics."""
    lead = np.broadcast_shapes(*(arg.shape[:-2] for arg in args))
    flat = [np.broadcast_to(arg, (*lead, *arg.shape[-2:])).reshape(*lead, -1) for arg in args]
    entries = np.concatenate(flat, axis=-1)
    rows, cols = at.shape(node)
    forms, constants = weights(at.coefficients, node.data[0], rows, cols, entries.shape[-1])
    linear = np.einsum("ijfk,...k->...ijf", forms, entries) / entries.shape[-1]
    cubic = linear[..., 3] * linear[..., 4] * linear[..., 5]
    return constants + linear[..., 0] + linear[..., 1] * linear[..., 2] + cubic


def _entry(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    rows, cols = args[0].shape[-2:]
    i, j = place(args[1], rows), place(args[2], cols)
    return args[0][..., i : i + 1, j : j + 1]


def _unit(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    n = at.size(node.rows)
    return np.eye(n)[:, [place(args[0], n)]]


def _tabulate(at: NumpyEvaluation, node: Expr, args: list[Array]) -> Array:
    rows, cols = at.shape(node)
    lead = np.broadcast_shapes(*(np.shape(arg)[:-2] for arg in args))
    entries = [np.broadcast_to(arg, (*lead, 1, 1))[..., 0, 0] for arg in args]
    return np.stack(entries, axis=-1).reshape(*lead, rows, cols)


NUMPY: Mapping[h.Head, Rule] = {
    h.SYMBOL: lambda at, node, args: at.values[node],
    h.NUMBER: lambda at, node, args: np.array([[float(node.data)]]),
    h.SIZE: lambda at, node, args: np.array([[float(at.size(node.data))]]),
    h.CONSTANT: lambda at, node, args: np.array([[at.coefficients.constant(node.data)]]),
    h.IDENTITY: lambda at, node, args: np.eye(at.size(node.rows)),
    h.ONES: lambda at, node, args: np.ones(at.shape(node)),
    h.ZEROS: lambda at, node, args: np.zeros(at.shape(node)),
    h.UNIT: _unit,
    h.INDEX: lambda at, node, args: at.values[node],
    h.SUM: _fold(np.add),
    h.SCALE: _fold(np.multiply),
    h.PRODUCT: _product,
    h.TRANSPOSE: lambda at, node, args: turned(args[0]),
    h.TRACE: _trace,
    h.INVERSE: lambda at, node, args: np.linalg.inv(args[0]),
    h.DET: lambda at, node, args: scalar_of(np.linalg.det(args[0])),
    h.LOGDET: _logdet,
    h.POWER: lambda at, node, args: np.linalg.matrix_power(args[0], whole(args[1])),
    h.INNER: lambda at, node, args: _total(args[0] * args[1]),
    h.NORM: _norm,
    h.NORM1: lambda at, node, args: _total(ELEMENTWISE["abs"](args[0])),
    h.TOTAL: lambda at, node, args: _total(args[0]),
    h.KRON: _kron,
    h.VEC: _vec,
    h.DIAG: _diag,
    h.DIAGONAL: _diagonal,
    h.BLOCK: _block,
    h.EXPM: _expm,
    h.COMMUTATION: _commutation,
    h.OPERATION: operation(np),
    h.HADAMARD: _fold(np.multiply),
    h.EPOWER: _epower,
    h.APPLY: _apply,
    h.SOFTMAX: _along(softmax),
    h.LOG_SOFTMAX: _along(lambda a, axis: a - logsumexp(a, axis)),
    h.LOGSUMEXP: _along(logsumexp),
    h.DIFFERENTIAL: lambda at, node, args: at.differential(node),
    h.ABSTRACT: _abstract,
    h.PARTIAL: lambda at, node, args: at.values[node],
    h.ENTRY: _entry,
    h.DELTA: lambda at, node, args: np.array([[float(whole(args[0]) == whole(args[1]))]]),
    h.INDEX_SUM: _fold(np.add),
    h.TABULATE: _tabulate,
}
"""Every head in NumPy."""
