"""matcalc → SymPy. Nothing is evaluated, so every node comes back as it went.

A 1×1 expression becomes a number, everything else a matrix; positions count from 0 in SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from matcalc.expr import Dim, Elementwise, Expr, postorder
from matcalc.expr import head as h
from matcalc.expr.head import Head
from matcalc.interop import vocabulary as v
from matcalc.interop.names import SYMPY_FUNCTIONS

Writer = Callable[[Expr, tuple[Any, ...]], Any]


def to_sympy(root: Expr) -> Any:
    """The SymPy expression that says the same, unevaluated.

    >>> from matcalc.expr import symbol, trace
    >>> to_sympy(trace(symbol("V", "n", "m") @ symbol("X", "m", "n")))
    Trace(V*X)
    """
    made: dict[Expr, Any] = {}
    for node in postorder(root):
        made[node] = _WRITERS[node.head](node, tuple(made[arg] for arg in node.args))
    return made[root]


def dimension(dim: Dim) -> Any:
    """A dimension in SymPy: a polynomial in positive integer symbols.

    >>> from matcalc.expr import dim
    >>> dimension(dim("n") * 2 - 1)
    2*n - 1
    """
    return sympy.Add(
        *(sympy.Mul(sympy.Rational(count), *v.sizes(" ".join(names))) for names, count in dim.terms)
    )


def _shape(node: Expr) -> tuple[Any, Any]:
    return dimension(node.rows), dimension(node.cols)


def _symbol(node: Expr, args: tuple[Any, ...]) -> Any:
    declaration = node.declaration
    if declaration.rank == 0:
        return sympy.Symbol(declaration.name)
    made = sympy.MatrixSymbol(declaration.name, *_shape(node))
    return v.scalar(made) if node.is_scalar else made


def _index(node: Expr) -> Any:
    """The index itself, as a position from 0. Its value as a number is one more."""
    name, over = node.data
    return sympy.Idx(sympy.Symbol(name, integer=True), dimension(over))


def position(node: Expr) -> Any:
    """A position counted from 1, counted from 0."""
    if node.head is h.INDEX:
        return _index(node)
    return to_sympy(node) - 1


def _scale(node: Expr, args: tuple[Any, ...]) -> Any:
    if node.is_scalar:
        return sympy.Mul(*args, evaluate=False)
    return sympy.MatMul(*args)


def _sum(node: Expr, args: tuple[Any, ...]) -> Any:
    if node.is_scalar:
        return sympy.Add(*args, evaluate=False)
    return sympy.MatAdd(*args)


def _product(node: Expr, args: tuple[Any, ...]) -> Any:
    made = sympy.MatMul(*args)
    return v.scalar(made) if node.is_scalar else made


def _epower(node: Expr, args: tuple[Any, ...]) -> Any:
    if node.is_scalar:
        return sympy.Pow(*args, evaluate=False)
    return sympy.HadamardPower(*args)


def _apply(node: Expr, args: tuple[Any, ...]) -> Any:
    t = sympy.Symbol("t")
    if not node.is_scalar:
        return ElementwiseApplyFunction(sympy.Lambda(t, _at(node.data, t)), args[0])
    if node.data.order:
        return sympy.Subs(_at(node.data, t), t, args[0])
    if _would_merge(node):
        body = v.one_by_one(args[0])
        return v.scalar(ElementwiseApplyFunction(sympy.Lambda(t, _at(node.data, t)), body))
    return _function(node.data)(args[0], evaluate=False)


def _would_merge(node: Expr) -> bool:
    """log(Determinant(A)) is how SymPy says the log-determinant."""
    return node.data.name == "log" and node.args[0].head is h.DET


def _at(function: Elementwise, t: Any) -> Any:
    """f(t), h′(t), h″(t)."""
    body = _function(function)(t)
    return sympy.Derivative(body, (t, function.order)) if function.order else body


def _function(function: Elementwise) -> Any:
    return sympy.Function(function.name) if function.is_abstract else SYMPY_FUNCTIONS[function.name]


def _abstract(node: Expr, args: tuple[Any, ...]) -> Any:
    return v.Abstract(node.data[0], *_shape(node), *args)


def _operation(node: Expr, args: tuple[Any, ...]) -> Any:
    name, sizes = node.data
    return v.Operation(name, *args, *map(dimension, sizes))


def _block(node: Expr, args: tuple[Any, ...]) -> Any:
    height, width = node.data
    numbers = all(arg.is_scalar for arg in node.args)
    parts = args if numbers else tuple(v.one_by_one(arg) for arg in args)
    rows = [parts[row * width : (row + 1) * width] for row in range(height)]
    if not numbers:
        return sympy.BlockMatrix(rows)
    made = sympy.ImmutableMatrix(rows)
    return v.scalar(made) if node.is_scalar else made


def _entry(node: Expr, args: tuple[Any, ...]) -> Any:
    row, column = (position(arg) for arg in node.args[1:])
    return MatrixElement(v.one_by_one(args[0]), row, column)


def _index_sum(node: Expr, args: tuple[Any, ...]) -> Any:
    over = _index(node.args[0])
    size = dimension(node.args[0].data[1])
    if node.is_scalar:
        return sympy.Sum(args[1], (over, 0, size - 1))
    return v.MatrixSum(args[1], over, size)


def _tabulate(node: Expr, args: tuple[Any, ...]) -> Any:
    letters = [
        _index(at) if at.head is h.INDEX else sympy.Symbol(f"_{place}", integer=True)
        for place, at in zip(("row", "column"), node.args[:2], strict=True)
    ]
    made = sympy.FunctionMatrix(*_shape(node), sympy.Lambda(tuple(letters), args[2]))
    return v.scalar(made) if node.is_scalar else made


def _of_matrices(build: Callable[..., Any]) -> Writer:
    """A class that wants matrices: numbers go in as 1×1, and 1×1 comes out as a number."""

    def write(node: Expr, args: tuple[Any, ...]) -> Any:
        made = build(*(v.one_by_one(arg) for arg in args))
        return v.scalar(made) if node.is_scalar else made

    return write


def _along(build: Callable[..., Any]) -> Writer:
    return lambda node, args: build(v.one_by_one(args[0]), node.data)


_WRITERS: Mapping[Head, Writer] = MappingProxyType(
    {
        h.SYMBOL: _symbol,
        h.NUMBER: lambda node, args: sympy.Rational(node.data.numerator, node.data.denominator),
        h.SIZE: lambda node, args: v.Size(dimension(node.data)),
        h.CONSTANT: lambda node, args: {"pi": sympy.pi}[node.data],
        h.IDENTITY: lambda node, args: sympy.Identity(dimension(node.rows)),
        h.ONES: lambda node, args: sympy.OneMatrix(*_shape(node)),
        h.ZEROS: lambda node, args: sympy.ZeroMatrix(*_shape(node)),
        h.UNIT: lambda node, args: v.Unit(dimension(node.rows), position(node.args[0])),
        h.INDEX: lambda node, args: _index(node) + 1,
        h.SUM: _sum,
        h.SCALE: _scale,
        h.PRODUCT: _product,
        h.TRANSPOSE: _of_matrices(sympy.Transpose),
        h.TRACE: _of_matrices(sympy.Trace),
        h.INVERSE: _of_matrices(sympy.Inverse),
        h.DET: _of_matrices(sympy.Determinant),
        h.LOGDET: lambda node, args: sympy.log(
            sympy.Determinant(v.one_by_one(args[0])), evaluate=False
        ),
        h.POWER: lambda node, args: sympy.MatPow(*args),
        h.INNER: _of_matrices(v.Inner),
        h.NORM: _of_matrices(v.Norm),
        h.NORM1: _of_matrices(v.Norm1),
        h.TOTAL: _of_matrices(v.Total),
        h.KRON: _of_matrices(sympy.KroneckerProduct),
        h.VEC: _of_matrices(v.Vec),
        h.DIAG: _of_matrices(sympy.DiagMatrix),
        h.DIAGONAL: _of_matrices(sympy.DiagonalOf),
        h.BLOCK: _block,
        h.EXPM: _of_matrices(v.MatrixExp),
        h.COMMUTATION: lambda node, args: v.Commutation(*map(dimension, node.data)),
        h.OPERATION: _operation,
        h.HADAMARD: lambda node, args: sympy.HadamardProduct(*args),
        h.EPOWER: _epower,
        h.APPLY: _apply,
        h.SOFTMAX: _along(v.Softmax),
        h.LOG_SOFTMAX: _along(v.LogSoftmax),
        h.LOGSUMEXP: _along(v.LogSumExp),
        h.DIFFERENTIAL: _of_matrices(v.DifferentialOf),
        h.ABSTRACT: _abstract,
        h.PARTIAL: lambda node, args: v.Partial(*args),
        h.ENTRY: _entry,
        h.DELTA: lambda node, args: sympy.KroneckerDelta(
            *(position(arg) for arg in node.args), evaluate=False
        ),
        h.INDEX_SUM: _index_sum,
        h.TABULATE: _tabulate,
    }
)
