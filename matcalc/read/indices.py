"""Which names are indices, and which sum each belongs to.

A name in a subscript, under a sum sign or in a delta is an index. A sum index that has the name
of a dimension, or of an index outside, is renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcalc.expr import Dim, Expr
from matcalc.expr import index as make_index
from matcalc.expr.unify import Term, Unknown
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, walk


@dataclass(eq=False)
class Index:
    """An index: its name, its range as far as known, and where it was first seen."""

    name: str
    node: Node
    over: Term = field(default_factory=Unknown)

    def expr(self, over: Dim) -> Expr:
        """The index as an expression."""
        return make_index(self.name, over)


Environment = Mapping[str, Index]

_FRESH = (*"ijklabcdefgh", *(f"i{count}" for count in range(1, 1000)))


@dataclass
class Indices:
    """The indices of the formulas read so far."""

    of_name: dict[Node, Index] = field(default_factory=dict)
    of_binder: dict[Node, tuple[Index, ...]] = field(default_factory=dict)
    free: dict[str, Index] = field(default_factory=dict)

    def bind(self, root: Node, scope: Scope) -> None:
        """Find the index that every name in a formula belongs to."""
        free = {name: Index(name, node) for name, node in free_names(root, scope).items()}
        for name, index in free.items():
            self.free.setdefault(name, index)
        stack: list[tuple[Node, Environment]] = [(root, dict(self.free))]
        while stack:
            node, environment = stack.pop()
            inside = environment
            if node.kind == "name":
                if node.text in environment:
                    self.of_name[node] = environment[node.text]
            elif _bound(node):
                inside = self._bind(node, environment, scope)
            stack.extend((child, inside) for child in node.children)

    def _bind(self, node: Node, environment: Environment, scope: Scope) -> Environment:
        taken = {*scope.dims, *scope.values, *(index.name for index in environment.values())}
        made: dict[str, Index] = {}
        for name in _bound(node):
            fresh = name if name not in taken else next(f for f in _FRESH if f not in taken)
            taken.add(fresh)
            made[name] = Index(fresh, node)
        self.of_binder[node] = tuple(made.values())
        return {**environment, **made}

    def take_free(self) -> tuple[Index, ...]:
        """The free indices of the formula read last, in alphabetical order."""
        found = tuple(self.free[name] for name in sorted(self.free))
        self.free = {}
        return found


def _bound(node: Node) -> tuple[str, ...]:
    """The names that a node binds."""
    if node.kind == "over" and isinstance(node.value, tuple):
        return (str(node.value[0]),)
    if node.kind == "call" and node.value == "Sum" and node.children:
        return (node.children[0].text,)
    if node.kind == "call" and node.value == "table" and len(node.children) == 3:
        return tuple(child.text for child in node.children[:2] if child.kind == "name")
    return ()


def free_names(root: Node, scope: Scope) -> dict[str, Node]:
    """Names in the place of a position that no sum binds."""
    found: dict[str, Node] = {}
    scalars = frozenset(name for name, value in scope.values.items() if value.is_scalar)
    stack: list[tuple[Node, frozenset[str]]] = [(root, frozenset())]
    while stack:
        node, bound = stack.pop()
        bound = bound | frozenset(_bound(node))
        for place in places_of(node):
            for part in walk(place):
                if part.kind == "name" and part.text not in bound | scalars:
                    found.setdefault(part.text, part)
        stack.extend((child, bound) for child in reversed(node.children))
    return found


def places_of(node: Node) -> tuple[Node, ...]:
    """The children of a node that stand in the place of a position."""
    if node.kind == "entry":
        return node.children[1:]
    if node.kind == "call" and node.value in ("delta", "basis"):
        return node.children
    if node.kind == "call" and node.value == "unit":
        return node.children[1:]
    return ()
