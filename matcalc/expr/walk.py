"""Passes over expressions: each node once, children first, never recursing.

A pass is a function of a node and the results of its arguments; sharing makes it linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from matcalc.errors import ShapeError
from matcalc.expr import functions as f
from matcalc.expr import head as h
from matcalc.expr.dim import Dim
from matcalc.expr.node import (
    Expr,
    add,
    epower,
    hadamard,
    make,
    matmul,
    power,
    scale,
    transpose,
)
from matcalc.expr.operation import operation

Result = TypeVar("Result")


def postorder(*roots: Expr) -> list[Expr]:
    """Every node under the roots once, arguments before the node that has them."""
    seen: set[Expr] = set()
    order: list[Expr] = []
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            if not node.args:
                order.append(node)
                continue
            stack.append((node, True))
            for arg in node.args[::-1]:
                if arg not in seen:
                    stack.append((arg, False))
    return order


def fold(
    root: Expr,
    visit: Callable[[Expr, tuple[Result, ...]], Result],
    results: dict[Expr, Result] | None = None,
) -> Result:
    """The result at ``root`` of a pass from the leaves up.

    ``results`` are those of earlier passes, which are not made again; new ones are added.
    """
    results = {} if results is None else results
    stack = [root]
    while stack:
        node = stack[-1]
        waiting = [arg for arg in node.args if arg not in results]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        if node not in results:
            results[node] = visit(node, tuple([results[arg] for arg in node.args]))
    return results[root]


def rebuild(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """The same node over other arguments, its shape checked again."""
    if args == node.args:
        return node
    return _CONSTRUCTORS[node.head](node, args)


def substitute(
    root: Expr, replacements: Mapping[Expr, Expr], sizes: Mapping[str, Dim] | None = None
) -> Expr:
    """``root`` with expressions replaced, and optionally named dimensions."""
    made: dict[Expr, Expr] = dict(replacements)
    stack = [root]
    while stack:
        node = stack[-1]
        if node in made:
            stack.pop()
            continue
        if not node.args:
            made[node] = resize(node, sizes) if sizes else node
            stack.pop()
            continue
        waiting = [arg for arg in node.args if arg not in made]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        args = tuple([made[arg] for arg in node.args])
        if sizes and node.head is h.OPERATION:
            made[node] = _resized_operation(node, args, lambda dim: dim.substitute(sizes))
        else:
            made[node] = rebuild(node, args)
    return made[root]


def resized(root: Expr, renamed: Mapping[Dim, Dim]) -> Expr:
    """``root`` with whole dimensions replaced, those of its leaves and all that follow.

    Raises ShapeError where the shapes then no longer fit.
    """

    def change(dim: Dim) -> Dim:
        return renamed.get(dim, dim)

    def visit(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if node.head is h.OPERATION:
            return _resized_operation(node, args, change)
        if not args:
            return _resize(node, change)
        if node.head is h.UNIT:
            return f.unit(change(node.rows), args[0])
        if node.head is h.ABSTRACT:
            return make(node.head, args, node.data, (change(node.rows), change(node.cols)))
        return rebuild(node, args)

    return fold(root, visit) if renamed else root


def resize(leaf: Expr, sizes: Mapping[str, Dim]) -> Expr:
    """A leaf with its named dimensions replaced."""
    return _resize(leaf, lambda dim: dim.substitute(sizes))


def _resize(leaf: Expr, change: Callable[[Dim], Dim]) -> Expr:
    rows, cols = (change(dim) for dim in leaf.shape)
    if leaf.head in _SIZED:
        return _SIZED[leaf.head](rows, cols)
    data = leaf.data
    if leaf.head is h.OPERATION:
        return _resized_operation(leaf, (), change)
    if leaf.head is h.SYMBOL:
        kept = leaf.declaration
        data = type(kept)(kept.name, (rows, cols), kept.rank, kept.assumptions, kept.latex)
    elif leaf.head is h.SIZE:
        data = change(data)
    elif leaf.head is h.INDEX:
        data = (data[0], change(data[1]))
    elif leaf.head is h.COMMUTATION:
        data = tuple(change(dim) for dim in data)
    return make(leaf.head, (), data, (rows, cols))


def _resized_operation(node: Expr, args: tuple[Expr, ...], change: Callable[[Dim], Dim]) -> Expr:
    name, own = node.data
    return operation(name, *args, sizes=[change(dim) for dim in own])


_SIZED: Mapping[h.Head, Callable[[Dim, Dim], Expr]] = {
    h.IDENTITY: lambda rows, cols: f.identity(rows),
    h.ONES: f.ones,
    h.ZEROS: f.zeros,
}


def contains(root: Expr, parts: Iterable[Expr]) -> bool:
    """Whether any of ``parts`` occurs in ``root``."""
    wanted = parts if isinstance(parts, (set, frozenset)) else set(parts)
    return any(node in wanted for node in postorder(root))


def symbols(*roots: Expr) -> list[Expr]:
    """The declared names that occur, in order of first occurrence."""
    return [node for node in postorder(*roots) if node.head is h.SYMBOL]


def dimension_names(*roots: Expr) -> list[str]:
    """The named sizes that occur in any shape, in order of first occurrence."""
    found: dict[str, None] = {}
    for node in postorder(*roots):
        inside = node.data if node.head is h.COMMUTATION else ()
        for dim in (*node.shape, *inside):
            for monomial, _ in dim.terms:
                found.update(dict.fromkeys(monomial))
        if node.head in (h.SIZE, h.INDEX):
            over = node.data if node.head is h.SIZE else node.data[1]
            found.update(dict.fromkeys(sorted(over.names)))
    return list(found)


def leaves(root: Expr) -> int:
    """The length of an expression as written: its leaves, shared ones counted each time."""
    return root.leaves


def at_path(root: Expr, path: tuple[int, ...]) -> Expr:
    """The node reached by taking the arguments numbered in ``path``."""
    for position in path:
        root = root.args[position]
    return root


def replace_at(root: Expr, path: tuple[int, ...], new: Expr) -> Expr:
    """``root`` with the node at ``path`` replaced."""
    spine = [root]
    for position in path:
        spine.append(spine[-1].args[position])
    for node, position in zip(reversed(spine[:-1]), reversed(path), strict=True):
        args = (*node.args[:position], new, *node.args[position + 1 :])
        new = rebuild(node, args)
    return new


def _leaf(node: Expr, args: tuple[Expr, ...]) -> Expr:
    raise ShapeError(f"{node.head} takes no arguments")


def _of_same_data(node: Expr, args: tuple[Expr, ...]) -> Expr:
    return make(node.head, args, node.data, node.shape)


Constructor = Callable[[Expr, tuple[Expr, ...]], Expr]


def _plain(constructor: Callable[..., Expr]) -> Constructor:
    return lambda node, args: constructor(*args)


def _block(node: Expr, args: tuple[Expr, ...]) -> Expr:
    height, width = node.data
    return f.block(tuple(args[row * width : (row + 1) * width] for row in range(height)))


_CONSTRUCTORS: Mapping[h.Head, Constructor] = {
    **dict.fromkeys(
        (
            h.SYMBOL,
            h.NUMBER,
            h.SIZE,
            h.CONSTANT,
            h.IDENTITY,
            h.ONES,
            h.ZEROS,
            h.INDEX,
            h.COMMUTATION,
        ),
        _leaf,
    ),
    h.UNIT: lambda node, args: f.unit(node.rows, args[0]),
    h.SUM: _plain(add),
    h.SCALE: _plain(scale),
    h.PRODUCT: _plain(matmul),
    h.TRANSPOSE: _plain(transpose),
    h.TRACE: _plain(f.trace),
    h.INVERSE: _plain(f.inverse),
    h.DET: _plain(f.det),
    h.LOGDET: _plain(f.logdet),
    h.POWER: _plain(power),
    h.INNER: _plain(f.inner),
    h.NORM: _plain(f.norm),
    h.NORM1: _plain(f.norm1),
    h.TOTAL: _plain(f.total),
    h.KRON: _plain(f.kron),
    h.VEC: _plain(f.vec),
    h.DIAG: _plain(f.diag),
    h.DIAGONAL: _plain(f.diagonal),
    h.BLOCK: _block,
    h.EXPM: _plain(f.expm),
    h.OPERATION: lambda node, args: operation(node.data[0], *args, sizes=node.data[1]),
    h.HADAMARD: _plain(hadamard),
    h.EPOWER: _plain(epower),
    h.APPLY: lambda node, args: f.apply(node.data, args[0]),
    h.SOFTMAX: lambda node, args: f.softmax(args[0], node.data),
    h.LOG_SOFTMAX: lambda node, args: f.log_softmax(args[0], node.data),
    h.LOGSUMEXP: lambda node, args: f.logsumexp(args[0], node.data),
    h.DIFFERENTIAL: _plain(f.differential),
    h.ABSTRACT: _of_same_data,
    h.PARTIAL: _plain(f.partial),
    h.ENTRY: _plain(f.entry),
    h.DELTA: _plain(f.delta),
    h.INDEX_SUM: _plain(f.index_sum),
    h.TABULATE: _plain(f.tabulate),
}
