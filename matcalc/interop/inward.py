"""SymPy → matcalc, by a table over SymPy's classes. Nothing of SymPy is evaluated or rewritten.

A class without a row is an error that names it, never a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.sympify import _sympify
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from matcalc import expr as e
from matcalc.errors import UnsupportedError
from matcalc.expr import Expr
from matcalc.expr import head as h
from matcalc.interop import entrywise
from matcalc.interop import vocabulary as v
from matcalc.interop.names import NAMES
from matcalc.interop.scope import Scope, dimension, letter, scope_of

Reader = Callable[[Any, tuple[Expr, ...], Scope], Expr]


def from_sympy(expr: Any, symbols: Iterable[Expr] = ()) -> Expr:
    """The expression a SymPy expression stands for.

    ``symbols`` are declared names that the expression uses, with their assumptions; a name that
    is not among them is declared as SymPy has it: `MatrixSymbol("x", n, 1)` is an n×1 column.

    >>> from sympy import MatrixSymbol, Trace
    >>> m, n = v.sizes("m n")
    >>> from_sympy(Trace(MatrixSymbol("V", n, m) * MatrixSymbol("X", m, n)))
    tr(V*X)

    Raises UnsupportedError with the name of a function that matcalc does not know, and
    ShapeError where shapes do not fit.
    """
    if isinstance(expr, str):
        raise UnsupportedError(
            f"{expr!r} is text, not a SymPy expression.",
            hint="Build it from SymPy's symbols, or read the text with matcalc.problem.",
        )
    root = _sympify(expr)
    return translate(root, scope_of([root], symbols))


def translate(root: Any, scope: Scope) -> Expr:
    """The expression under names that are already known."""
    made: dict[Any, Expr] = {}
    stack = [(root, False)]
    while stack:
        node, expanded = stack.pop()
        if node in made:
            continue
        parts = _parts(node)
        if expanded or not parts:
            args = tuple(made[part] for part in parts)
            made[node] = _reader(node)(node, args, scope)
        else:
            stack.append((node, True))
            stack.extend((part, False) for part in reversed(parts))
    return made[root]


def _parts(node: Any) -> tuple[Any, ...]:
    """The subexpressions to translate first: not dimensions, positions, names or bound letters."""
    for kind, parts in _PARTS.items():
        if isinstance(node, kind):
            return parts(node)
    return tuple(node.args)


def _reader(node: Any) -> Reader:
    for kind in type(node).__mro__:
        if kind in _READERS:
            return _READERS[kind]
    raise UnsupportedError(
        f"matcalc does not know SymPy's {type(node).__name__}, which occurs in {node}."
    )


_PARTS: Mapping[Any, Callable[[Any], tuple[Any, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                sympy.Symbol,
                sympy.Idx,
                sympy.MatrixSymbol,
                sympy.Identity,
                sympy.OneMatrix,
                sympy.ZeroMatrix,
                sympy.Derivative,
                sympy.Subs,
                sympy.KroneckerDelta,
                v.Unit,
                v.Size,
                v.Commutation,
            ),
            lambda node: (),
        ),
        MatrixElement: lambda node: (node.parent,),
        ElementwiseApplyFunction: lambda node: (node.expr,),
        sympy.FunctionMatrix: lambda node: (node.lamda.expr,),
        sympy.Sum: lambda node: (node.function,),
        v.MatrixSum: lambda node: node.args[:1],
        sympy.Inverse: lambda node: (node.arg,),
        sympy.BlockMatrix: lambda node: tuple(node.blocks),
        sympy.ImmutableMatrix: lambda node: tuple(node.flat()),
        v.Softmax: lambda node: node.args[:1],
        v.LogSoftmax: lambda node: node.args[:1],
        v.LogSumExp: lambda node: node.args[:1],
        v.Abstract: lambda node: node.args[3:],
        v.Operation: lambda node: node.args[1 : 1 + len(_row(node).roles)],
    }
)


def _plain(build: Callable[..., Expr]) -> Reader:
    return lambda node, args, scope: build(*args)


def _along(build: Callable[..., Expr]) -> Reader:
    return lambda node, args, scope: build(args[0], str(node.args[1]))


def _sized(build: Callable[..., Expr]) -> Reader:
    return lambda node, args, scope: build(*(dimension(size) for size in node.args))


def _rational(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    return e.number(Fraction(int(node.p), int(node.q)))


def _decimal(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    """A decimal as it is written: 0.1 is 1/10."""
    return e.number(Fraction(str(node)))


def _maximum(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    """max(0, t) is relu(t); no other maximum is known."""
    others = [arg for arg in args if arg.number != 0]
    if len(args) == 2 and len(others) == 1:
        return e.apply("relu", others[0])
    raise UnsupportedError(
        f"matcalc does not know the maximum {node}.", hint="Only max(0, t) is known: relu(t)."
    )


def _diagonal_part(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    return e.diag(e.diagonal(args[0]))


def _add(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    counted = scope.count(node)
    if counted is not None:
        return counted
    args = _positive_first(args)
    return e.add(*args) if _has_matrices(node) else entrywise.add(*args)


def _added(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    return e.add(*_positive_first(args))


def _positive_first(terms: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """A x − b, which SymPy sorts as −b + A x."""
    at = next((at for at, term in enumerate(terms) if not _has_minus(term)), 0)
    return (terms[at], *terms[:at], *terms[at + 1 :])


def _has_minus(term: Expr) -> bool:
    front = term.args[0] if term.head is h.SCALE else term
    return front.number is not None and front.number < 0


def _mul(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    return _matmul(node, args, scope) if _has_matrices(node) else entrywise.multiply(*args)


def _pow(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    return e.power(*args) if _has_matrices(node) else e.epower(*args)


def _has_matrices(node: Any) -> bool:
    """Whether SymPy itself sees a matrix here, and not a letter that stands for its entries."""
    return any(part.is_Matrix for part in node.args)


def _matmul(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    numbers = [arg for arg, part in zip(args, node.args, strict=True) if not part.is_Matrix]
    matrices = [arg for arg, part in zip(args, node.args, strict=True) if part.is_Matrix]
    return e.scale(*numbers, e.matmul(*matrices))


def _function(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    name = NAMES.get(type(node))
    if name is None or len(args) != 1:
        known = ", ".join(NAMES.values())
        raise UnsupportedError(
            f"matcalc does not know the function {type(node).__name__}, which occurs in {node}.",
            hint=f"Known are {known}; for an unspecified one, use Function('h').",
        )
    if not args[0].is_scalar and not scope.letters:
        raise UnsupportedError(
            f"{node} applies {name} to a {args[0].rows}×{args[0].cols} matrix.",
            hint=f"Entry by entry it is X.applyfunc({name}); for e^X use MatrixExp(X).",
        )
    return e.apply(name, args[0])


def _log(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    if isinstance(node.args[0], sympy.Determinant):
        return e.logdet(args[0].args[0])
    return _function(node, args, scope)


def _polygamma(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    """SymPy rewrites digamma(t) as polygamma(0, t)."""
    if node.args[0] == 0:
        return e.apply("digamma", args[1])
    return _function(node, args, scope)


def _unspecified(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    """h of one number is applied entry by entry; of a matrix or of several, h is a number."""
    name = type(node).__name__
    if len(args) == 1 and (args[0].is_scalar or scope.letters):
        return e.apply(e.unspecified(name), args[0])
    return e.abstract(name, (e.ONE, e.ONE), *args)


def _derivative(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    """h′(t), h″(t), …, of an unspecified h at its own argument."""
    function, *counts = node.args
    at, order = counts[0]
    if len(counts) == 1 and isinstance(function, AppliedUndef) and function.args == (at,):
        return e.apply(e.unspecified(type(function).__name__, int(order)), translate(at, scope))
    raise UnsupportedError(
        f"{node} is a derivative yet to be taken.",
        hint="Only h'(t) of an unspecified h(t) is a formula; else write Partial(F, X).",
    )


def _substituted(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    """SymPy's way to write h′ at something longer than a letter: Subs(h′(t), t, s)."""
    body, letters, points = node.args
    values = {at: translate(point, scope) for at, point in zip(letters, points, strict=True)}
    inner = Scope(scope.declared, scope.dimensions, scope.indices, {**scope.letters, **values})
    return translate(body, inner)


def _applied(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    """λt. f(t) of every entry: the body of f with t standing for the whole matrix."""
    letters = {node.function.variables[0]: args[0]}
    inner = Scope(scope.declared, scope.dimensions, scope.indices, letters)
    return entrywise.like(translate(node.function.expr, inner), args[0])


def _entry(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    body = args[0]
    row, column = (
        scope.position(at, over) for at, over in zip(node.args[1:], body.shape, strict=True)
    )
    return e.entry(body, row, column)


def _delta(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    return e.delta(*(scope.position(at, e.ONE) for at in node.args[:2]))


def _sum(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    body = args[0]
    for at, *_ in node.limits:
        body = e.index_sum(e.index(letter(at), scope.indices[at].over), body)
    return body


def _matrix_sum(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    at, over = node.args[1:]
    return e.index_sum(e.index(letter(at), dimension(over)), args[0])


def _table(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    row, column = (
        e.number(1) if over == 1 else e.index(letter(at), dimension(over))
        for at, over in zip(node.lamda.variables, node.shape, strict=True)
    )
    return e.tabulate(row, column, args[0])


def _blocks(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    grid = node.blocks if isinstance(node, sympy.BlockMatrix) else node
    height, width = grid.shape
    return e.block(tuple(args[row * width : (row + 1) * width] for row in range(height)))


def _abstract(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    rows, cols = (dimension(size) for size in node.args[1:3])
    return e.abstract(str(node.args[0]), (rows, cols), *args)


def _row(node: Any) -> e.Operation:
    return e.OPERATIONS[str(node.args[0])]


def _operation(node: Any, args: tuple[Expr, ...], scope: Scope) -> Expr:
    row = _row(node)
    count = len(row.roles)
    sizes = [dimension(size) for size in node.args[1 + count :]]
    return e.operation(row.name, *args[:count], sizes=sizes)


_READERS: Mapping[Any, Reader] = MappingProxyType(
    {
        # Leaves.
        sympy.Symbol: lambda node, args, scope: scope.name(node),
        sympy.Idx: lambda node, args, scope: scope.name(node),
        sympy.MatrixSymbol: lambda node, args, scope: scope.matrix(node),
        sympy.Rational: _rational,
        sympy.Float: _decimal,
        type(sympy.pi): lambda node, args, scope: e.constant("pi"),
        type(sympy.E): lambda node, args, scope: e.apply("exp", e.number(1)),
        sympy.Identity: lambda node, args, scope: e.identity(dimension(node.shape[0])),
        sympy.OneMatrix: _sized(e.ones),
        sympy.ZeroMatrix: _sized(e.zeros),
        v.Size: _sized(e.size),
        v.Commutation: _sized(e.commutation),
        v.Unit: lambda node, args, scope: e.unit(
            dimension(node.args[0]), scope.position(node.args[1], dimension(node.args[0]))
        ),
        # Numbers.
        sympy.Add: _add,
        sympy.Mul: _mul,
        sympy.Pow: _pow,
        sympy.Function: _function,
        sympy.log: _log,
        sympy.polygamma: _polygamma,
        sympy.Max: _maximum,
        AppliedUndef: _unspecified,
        sympy.Derivative: _derivative,
        sympy.Subs: _substituted,
        v.Scalar: _plain(lambda body: body),
        v.OneByOne: _plain(lambda body: body),
        sympy.Trace: _plain(e.trace),
        sympy.Determinant: _plain(e.det),
        v.Norm: _plain(e.norm),
        v.Norm1: _plain(e.norm1),
        v.Total: _plain(e.total),
        v.Inner: _plain(e.inner),
        # Matrices.
        sympy.MatAdd: _added,
        sympy.MatMul: _matmul,
        sympy.MatPow: _plain(e.power),
        sympy.Inverse: _plain(e.inverse),
        sympy.Transpose: _plain(e.transpose),
        sympy.KroneckerProduct: _plain(entrywise.kronecker),
        sympy.HadamardProduct: _plain(e.hadamard),
        sympy.HadamardPower: _plain(e.epower),
        ElementwiseApplyFunction: _applied,
        sympy.DiagMatrix: _plain(e.diag),
        sympy.DiagonalMatrix: _diagonal_part,
        sympy.DiagonalOf: _plain(e.diagonal),
        sympy.BlockMatrix: _blocks,
        sympy.ImmutableMatrix: _blocks,
        v.Softmax: _along(e.softmax),
        v.LogSoftmax: _along(e.log_softmax),
        v.LogSumExp: _along(e.logsumexp),
        v.Vec: _plain(e.vec),
        v.MatrixExp: _plain(e.expm),
        v.Operation: _operation,
        # Calculus and index notation.
        v.Abstract: _abstract,
        v.Partial: _plain(e.partial),
        v.DifferentialOf: _plain(e.differential),
        MatrixElement: _entry,
        sympy.KroneckerDelta: _delta,
        sympy.Sum: _sum,
        v.MatrixSum: _matrix_sum,
        sympy.FunctionMatrix: _table,
    }
)
