"""What expressions are worth in JAX: one row for each head.

Arrays have shape (rows, cols). `double_precision` holds only where it is asked for.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy.special as special
import numpy as np
from jax.scipy.linalg import expm

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr
from matcalc.expr import head as h
from matcalc.values.array_operations import operation
from matcalc.values.arrays import ArrayEvaluation
from matcalc.values.interpret import is_even_norm, pick, union
from matcalc.values.numpy_ import place, whole
from matcalc.values.numpy_functions import polynomial, weights

Array = Any
Rule = Callable[["JaxEvaluation", Expr, list[Any]], Any]


def double_precision() -> Any:
    """A context in which JAX computes in double precision (older versions keep it elsewhere)."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)
    return importlib.import_module("jax.experimental").enable_x64()


class JaxEvaluation(ArrayEvaluation):
    """Values as JAX arrays of shape (rows, cols), traceable by its transformations."""

    def library(self) -> Mapping[h.Head, Rule]:
        return JAX

    def partial(self, node: Expr) -> None:
        """∂F/∂X by forward-mode differentiation."""
        function, by = node.args
        body = by.args[0] if by.head is h.ENTRY else by
        self.evaluate(body, *by.args[1:] if by.head is h.ENTRY else ())
        if body in self.free:
            raise UnsupportedError(f"{body!r} has free indices: write one entry of it.")
        inside = self._free(function, body)

        def values(value: Any) -> dict[tuple[int, ...], Any]:
            moved = self.moved({body: value})
            moved.evaluate(function)
            return dict(moved.table(function)[1])

        slopes = jax.jacfwd(values)(self.fetch(body))
        if by.head is not h.ENTRY:
            self.store(node, inside, {key: assembled(node, each) for key, each in slopes.items()})
            return
        free = union([self.table(by.args[1])[0], self.table(by.args[2])[0], inside])
        table = {}
        for chosen in self.assignments(free):
            i, j = (whole(pick(self.table(index), free, chosen)) for index in by.args[1:])
            table[chosen] = pick((inside, slopes), free, chosen)[..., i - 1, j - 1]
        self.store(node, free, table)

    def _free(self, function: Expr, body: Expr) -> tuple[Expr, ...]:
        """The free indices of a function, found without computing it twice."""
        moved = self.moved({body: self.fetch(body)})
        moved.evaluate(function)
        return moved.table(function)[0]

    def differential(self, node: Expr) -> Any:
        """dA along the directions given, by forward-mode differentiation."""
        if not self.directions:
            raise UnsupportedError(f"{node!r} has no value without a direction.")
        return pushed(self, node.args[0], self.directions)


def assembled(node: Expr, slopes: Any) -> Any:
    """Slopes with axes (rows of F, cols of F, rows of X, cols of X) as the matrix ∂F/∂X."""
    function, by = node.args
    if by.is_scalar:
        return slopes[:, :, 0, 0]
    if function.is_scalar:
        return slopes[0, 0]
    rows, cols, down, across = slopes.shape
    return slopes.reshape(rows * cols, down * across)


def pushed(at: JaxEvaluation, expr: Expr, directions: Mapping[Expr, Any]) -> Any:
    """The derivative of ``expr`` along the directions."""
    names = list(directions)
    at.evaluate(*names)

    def value(*values: Any) -> Any:
        return at.moved(dict(zip(names, values, strict=True))).value(expr)

    start = tuple(jnp.asarray(at.fetch(name)) for name in names)
    along = tuple(jnp.asarray(directions[name]) for name in names)
    return jax.jvp(value, start, along)[1]


def _fold(operation: Callable[[Any, Any], Any]) -> Rule:
    def value(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
        result = args[0]
        for arg in args[1:]:
            result = operation(result, arg)
        return result

    return value


def _product(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    if node.cols.value != 1:
        return _fold(jnp.matmul)(at, node, args)
    result = args[-1]
    for factor in reversed(args[:-1]):
        result = factor @ result
    return result


def _one(value: Any) -> Any:
    return jnp.reshape(value, (1, 1))


def _epower(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    body, exponent = args
    literal = node.args[1].number
    if is_even_norm(node):
        assert literal is not None
        return _one(jnp.sum(body * body)) ** int(literal / 2)
    if literal is not None and literal.denominator == 1:
        return body ** int(literal)
    return body ** (float(literal) if literal is not None else exponent)


def _apply(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    f = node.data
    if not f.is_abstract:
        return ELEMENTWISE[f.name](args[0])
    return polynomial(at.coefficients, f.name, f.order, args[0])


ELEMENTWISE: Mapping[str, Callable[[Any], Any]] = {
    "exp": jnp.exp,
    "log": jnp.log,
    "log1p": jnp.log1p,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "relu": jax.nn.relu,
    "step": lambda a: jnp.where(a > 0, 1.0, 0.0),
    "abs": jnp.abs,
    "sign": jnp.sign,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "tan": jnp.tan,
    "sinh": jnp.sinh,
    "cosh": jnp.cosh,
    "arctan": jnp.arctan,
    "erf": special.erf,
    "normcdf": special.ndtr,
    "normpdf": lambda a: jnp.exp(-a * a / 2) / math.sqrt(2 * math.pi),
    "lgamma": special.gammaln,
    "digamma": special.digamma,
}


def _along(function: Callable[[Any, int], Any]) -> Rule:
    return lambda at, node, args: function(args[0], 0 if node.data == "columns" else 1)


def _abstract(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    """The same random cubic as over the other arithmetics."""
    entries = jnp.concatenate([jnp.ravel(arg) for arg in args])
    rows, cols = at.shape(node)
    forms, constants = weights(at.coefficients, node.data[0], rows, cols, entries.shape[0])
    linear = forms @ entries / entries.shape[0]
    cubic = linear[..., 3] * linear[..., 4] * linear[..., 5]
    return constants + linear[..., 0] + linear[..., 1] * linear[..., 2] + cubic


def _block(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    height, width = node.data
    return jnp.block([args[i * width : (i + 1) * width] for i in range(height)])


def _entry(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    rows, cols = args[0].shape
    return _one(args[0][place(args[1], rows), place(args[2], cols)])


def _unit(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    n = at.size(node.rows)
    return np.eye(n)[:, [place(args[0], n)]]


def _commutation(at: JaxEvaluation, node: Expr, args: list[Any]) -> Any:
    m, n = (at.size(dim) for dim in node.data)
    return np.eye(m * n)[np.arange(m * n).reshape(n, m).T.ravel()]


JAX: Mapping[h.Head, Rule] = {
    h.SYMBOL: lambda at, node, args: at.values[node],
    h.NUMBER: lambda at, node, args: np.array([[float(node.data)]]),
    h.SIZE: lambda at, node, args: np.array([[float(at.size(node.data))]]),
    h.CONSTANT: lambda at, node, args: np.array([[at.coefficients.constant(node.data)]]),
    h.IDENTITY: lambda at, node, args: np.eye(at.size(node.rows)),
    h.ONES: lambda at, node, args: np.ones(at.shape(node)),
    h.ZEROS: lambda at, node, args: np.zeros(at.shape(node)),
    h.UNIT: _unit,
    h.INDEX: lambda at, node, args: at.values[node],
    h.SUM: _fold(jnp.add),
    h.SCALE: _fold(jnp.multiply),
    h.PRODUCT: _product,
    h.TRANSPOSE: lambda at, node, args: args[0].T,
    h.TRACE: lambda at, node, args: _one(jnp.trace(args[0])),
    h.INVERSE: lambda at, node, args: jnp.linalg.inv(args[0]),
    h.DET: lambda at, node, args: _one(jnp.linalg.det(args[0])),
    h.LOGDET: lambda at, node, args: _one(jnp.linalg.slogdet(args[0])[1]),
    h.POWER: lambda at, node, args: jnp.linalg.matrix_power(args[0], whole(args[1])),
    h.INNER: lambda at, node, args: _one(jnp.sum(args[0] * args[1])),
    h.NORM: lambda at, node, args: _one(jnp.sqrt(jnp.sum(args[0] * args[0]))),
    h.NORM1: lambda at, node, args: _one(jnp.sum(jnp.abs(args[0]))),
    h.TOTAL: lambda at, node, args: _one(jnp.sum(args[0])),
    h.KRON: lambda at, node, args: jnp.kron(args[0], args[1]),
    h.VEC: lambda at, node, args: jnp.reshape(args[0].T, (-1, 1)),
    h.DIAG: lambda at, node, args: jnp.diag(jnp.ravel(args[0])),
    h.DIAGONAL: lambda at, node, args: jnp.reshape(jnp.diagonal(args[0]), (-1, 1)),
    h.BLOCK: _block,
    h.EXPM: lambda at, node, args: expm(args[0]),
    h.COMMUTATION: _commutation,
    h.OPERATION: operation(jnp),
    h.HADAMARD: _fold(jnp.multiply),
    h.EPOWER: _epower,
    h.APPLY: _apply,
    h.SOFTMAX: _along(jax.nn.softmax),
    h.LOG_SOFTMAX: _along(jax.nn.log_softmax),
    h.LOGSUMEXP: _along(lambda a, axis: jax.nn.logsumexp(a, axis=axis, keepdims=True)),
    h.DIFFERENTIAL: lambda at, node, args: at.differential(node),
    h.ABSTRACT: _abstract,
    h.PARTIAL: lambda at, node, args: at.values[node],
    h.ENTRY: _entry,
    h.DELTA: lambda at, node, args: np.array([[float(whole(args[0]) == whole(args[1]))]]),
    h.INDEX_SUM: _fold(jnp.add),
    h.TABULATE: lambda at, node, args: jnp.reshape(jnp.stack(args), at.shape(node)),
}
"""Every head in JAX."""
