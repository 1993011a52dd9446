"""The pass that every meaning shares: each node once, arguments first, indices bound by tables.

A meaning is a table from heads to functions of (interpreter, node, values of the arguments).
A node in which indices stand free has one value for each assignment of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Generic, TypeVar

from matcalc.errors import UnknownNameError, UnsupportedError
from matcalc.expr import Definition, Expr
from matcalc.expr import head as h
from matcalc.expr.dim import Dim

V = TypeVar("V")
Table = dict[tuple[int, ...], V]
"""A value for each assignment of the free indices, in the order in which they are listed."""
Meaning = Callable[[Any, Expr, list[Any]], Any]


def is_even_norm(node: Expr) -> bool:
    """Whether this is ‖A‖², ‖A‖⁴, …, which needs no root."""
    if node.head is not h.EPOWER or node.args[0].head is not h.NORM:
        return False
    exponent = node.args[1].number
    return exponent is not None and exponent.denominator == 1 and exponent % 2 == 0


class Interpreter(Generic[V]):
    """What expressions are worth, given the sizes of dimensions and the values of symbols.

    ``given`` may hold any node: the value there stands, and nothing below it is looked at.
    """

    def __init__(
        self,
        meanings: Mapping[h.Head, Meaning],
        sizes: Mapping[str, int],
        given: Mapping[Expr, V],
        definitions: Iterable[Definition] = (),
    ) -> None:
        self.meanings = meanings
        self.sizes = sizes
        self.definitions = {each.name: each.body for each in definitions}
        self.values: dict[Expr, V] = dict(given)
        self.tables: dict[Expr, Table[V]] = {}
        self.free: dict[Expr, tuple[Expr, ...]] = {}

    def value(self, expr: Expr, indices: Mapping[Expr, int] | None = None) -> V:
        """The value of ``expr``; its free indices take the values given, from 1."""
        self.evaluate(expr)
        free = self.free.get(expr)
        if not free:
            return self.values[expr]
        missing = [index for index in free if index not in (indices or {})]
        if missing:
            raise UnsupportedError(
                f"the index {missing[0]!r} stands free in {expr!r}.",
                hint="Sum over it, or say which entry is meant.",
            )
        return self.tables[expr][tuple((indices or {})[index] for index in free)]

    def evaluate(self, *roots: Expr) -> None:
        """Give every node under the roots its value."""
        for node in self.schedule(roots):
            self.visit(node)

    def schedule(self, roots: Iterable[Expr]) -> list[Expr]:
        """The nodes without a value yet, arguments and definitions before their users."""
        order: list[Expr] = []
        seen: set[Expr] = set()
        stack = [(root, False) for root in roots]
        while stack:
            node, expanded = stack.pop()
            if expanded:
                order.append(node)
            elif node not in seen and not self.is_known(node):
                seen.add(node)
                stack.append((node, True))
                stack.extend((arg, False) for arg in self.children(node))
        return order

    def is_known(self, node: Expr) -> bool:
        return node in self.values or node in self.tables

    def children(self, node: Expr) -> Sequence[Expr]:
        """What a node is computed from: its arguments, or the body of its definition."""
        if node.head is h.SYMBOL:
            body = self.definitions.get(node)
            return () if body is None else (body,)
        if is_even_norm(node):
            return (node.args[0].args[0], node.args[1])
        return node.args

    def visit(self, node: Expr) -> None:
        """Give one node its value; those of its children are known."""
        if node.head is h.SYMBOL:
            self._name(node)
        elif node.head is h.INDEX:
            count = self.size(node.data[1])
            self.store(node, (node,), {(i,): self.scalar(i) for i in range(1, count + 1)})
        elif node.head is h.PARTIAL:
            self.partial(node)
        elif node.head in (h.INDEX_SUM, h.TABULATE):
            self._bind(node)
        else:
            self._plain(node)

    def store(self, node: Expr, free: tuple[Expr, ...], table: Table[V]) -> None:
        """Keep the values of a node."""
        if free:
            self.free[node], self.tables[node] = free, table
        else:
            self.values[node] = table[()]

    def fetch(self, node: Expr) -> V:
        """The value of a node without free indices."""
        return self.values[node]

    def table(self, node: Expr) -> tuple[tuple[Expr, ...], Table[V]]:
        """The free indices of a node, and its value for each assignment of them."""
        free = self.free.get(node, ())
        return (free, self.tables[node]) if free else ((), {(): self.fetch(node)})

    def size(self, dim: Dim) -> int:
        """The number that a dimension is. Raises UnknownNameError where nothing tells it."""
        if not dim.names <= self.sizes.keys():
            raise UnknownNameError(
                f"the dimension {dim} has no size: nothing in the problem has it.",
                hint=f"The dimensions are {', '.join(self.sizes) or 'all numbers'}.",
            )
        return dim.at(self.sizes)

    def shape(self, node: Expr) -> tuple[int, int]:
        return self.size(node.rows), self.size(node.cols)

    def scalar(self, value: int) -> V:
        """A whole number as a value."""
        raise NotImplementedError

    def partial(self, node: Expr) -> None:
        """Store the value of a derivative atom ∂F/∂X."""
        raise NotImplementedError

    def _name(self, node: Expr) -> None:
        if node not in self.definitions:
            raise UnknownNameError(f"{node!r} has no value here.", hint="Give it one.")
        self.store(node, *self.table(self.definitions[node]))

    def _plain(self, node: Expr) -> None:
        meaning, children = self.meanings[node.head], self.children(node)
        if not self.free or self.free.keys().isdisjoint(children):
            self.values[node] = meaning(self, node, [self.fetch(arg) for arg in children])
            return
        tables = [self.table(arg) for arg in children]
        free = union(names for names, _ in tables)
        result = {
            chosen: meaning(self, node, [pick(each, free, chosen) for each in tables])
            for chosen in self.assignments(free)
        }
        self.store(node, free, result)

    def _bind(self, node: Expr) -> None:
        """Hand a binder the list of values of its body, the last bound index running fastest."""
        *over, body = node.args
        bound = tuple(each for each in over if each.head is h.INDEX)
        names, values = self.table(body)
        free = tuple(index for index in names if index not in bound)
        inner = list(self.assignments(bound))
        meaning = self.meanings[node.head]
        result = {
            chosen: meaning(
                self,
                node,
                [pick((names, values), free + bound, chosen + each) for each in inner],
            )
            for chosen in self.assignments(free)
        }
        self.store(node, free, result)

    def assignments(self, free: Sequence[Expr]) -> Iterable[tuple[int, ...]]:
        """Every way to give the indices a value."""
        return product(*(range(1, self.size(index.data[1]) + 1) for index in free))


def union(groups: Iterable[tuple[Expr, ...]]) -> tuple[Expr, ...]:
    """The indices of all groups once, in order of first occurrence."""
    return tuple(dict.fromkeys(index for group in groups for index in group))


def pick(
    table: tuple[tuple[Expr, ...], Table[V]], free: tuple[Expr, ...], chosen: tuple[int, ...]
) -> V:
    """The value of a table at an assignment of more indices than it needs."""
    names, values = table
    return values[tuple(chosen[free.index(name)] for name in names)]
