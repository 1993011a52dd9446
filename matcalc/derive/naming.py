"""Names for parts of a large expression, so that each stage of a derivation stays small.

A part that is used twice is differentiated once, and a thousand nested layers cost a thousand
small stages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

from matcalc.derive.split import JOIN
from matcalc.expr import Definition, Expr, contains, leaves, postorder, rebuild, symbol
from matcalc.expr import head as h

SMALL = 60
"""An expression with fewer leaves is left as it stands."""

SHALLOW = 180
"""Also the number of its different nodes: a thousand nested functions have one leaf."""

PART = 14
"""A part that has grown to this many nodes gets a name."""


WIDE = 24
"""A sum or product with more parts that vary is cut into named parts."""

CHUNK = 8
"""How many arguments of a wide sum or product get one name."""


def with_named_parts(
    target: Expr, definitions: Sequence[Definition], variable: Expr
) -> tuple[Expr, tuple[Definition, ...]]:
    """The target and definitions, with parts named where they are large."""
    roots = (target, *(each.body for each in definitions))
    if sum(map(leaves, roots)) <= SMALL and len(postorder(*roots)) <= SHALLOW:
        return target, tuple(definitions)
    namer = _Namer(roots, variable)
    told: list[Definition] = []
    for each in definitions:
        body = namer.run(each.body)
        told.extend(namer.take())
        told.append(Definition(each.name, body))
        namer.learn(each.name, body)
    target = namer.run(target)
    return target, (*told, *namer.take())


def names_in(*roots: Expr) -> set[str]:
    """The names of the symbols that occur."""
    return {node.declaration.name for node in postorder(*roots) if node.head is h.SYMBOL}


def free_name(wanted: str, taken: Set[str]) -> str:
    """``wanted``, with a number behind it while that name is taken.

    >>> free_name("g", {"g", "g_2"})
    'g_3'
    """
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    return name


class _Namer:
    """Replaces shared or grown parts by names, each part once."""

    def __init__(self, roots: Iterable[Expr], variable: Expr) -> None:
        nodes = postorder(*roots)
        self.users = Counter(arg for node in nodes for arg in set(node.args))
        self.taken = {node.declaration.name for node in nodes if node.head is h.SYMBOL}
        self.short: dict[Expr, Expr] = {}
        self.grown: dict[Expr, int] = {}
        self.made: list[Definition] = []
        self.names: dict[Expr, Expr] = {}
        self.moving: set[Expr] = {variable}

    def learn(self, name: Expr, body: Expr) -> None:
        """A defined name varies when its body does."""
        if contains(body, self.moving):
            self.moving.add(name)

    def run(self, root: Expr) -> Expr:
        """``root`` in terms of the names."""
        for node in postorder(root):
            if node not in self.short:
                self._visit(node, node is root)
        return self.short[root]

    def take(self) -> list[Definition]:
        """The definitions made since last asked."""
        made, self.made = self.made, []
        return made

    def _visit(self, node: Expr, is_root: bool) -> None:
        body = self._cut(rebuild(node, tuple(self.short[arg] for arg in node.args)))
        size = 1 + sum(self.grown[arg] for arg in node.args)
        shared = self.users[node] > 1 and size > 3
        if not is_root and node.args and (shared or size > PART):
            body, size = self._named(body), 1
        self.short[node], self.grown[node] = body, size

    def _cut(self, node: Expr) -> Expr:
        """A wide sum or product as one of named parts, so that no line of a proof is long."""
        args = node.args
        while node.head in JOIN and len(args) > WIDE and self._moving(args) > WIDE:
            grouped = tuple(self._grouped(node, args))
            if len(grouped) == len(args):
                break
            args = grouped
        return node if args == node.args else JOIN[node.head](*args)

    def _moving(self, args: Sequence[Expr]) -> int:
        return sum(contains(arg, self.moving) for arg in args)

    def _grouped(self, node: Expr, args: Sequence[Expr]) -> Iterator[Expr]:
        for at in range(0, len(args), CHUNK):
            group = args[at : at + CHUNK]
            part = JOIN[node.head](*group)
            is_part = part.head is node.head and (node.is_scalar or not part.is_scalar)
            if is_part and contains(part, self.moving):
                yield self._named(part)
            else:
                yield from group

    def _named(self, body: Expr) -> Expr:
        """The name for a part; the same part has the same name."""
        if body not in self.names:
            name = self.names[body] = self._name(body)
            self.made.append(Definition(name, body))
            self.learn(name, body)
        return self.names[body]

    def _name(self, body: Expr) -> Expr:
        count = len(self.taken)
        while f"t{count}" in self.taken:
            count += 1
        self.taken.add(f"t{count}")
        dims = body.shape if body.rows.value != 1 or body.cols.value != 1 else ()
        return symbol(f"t{count}", *dims, latex=f"t_{{{count}}}")
