"""What a name in a SymPy expression stands for: a dimension, an index, a declared symbol.

SymPy writes all three as symbols. A symbol is a dimension when a shape contains it, and an index
when a sum, a table or an entry uses it as one. SymPy counts positions from 0, matcalc from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy.core.sympify import _sympify
from sympy.matrices.expressions.matexpr import MatrixElement

from matcalc.errors import UnsupportedError
from matcalc.expr import Dim, Expr, dim, index, number, size, symbol
from matcalc.interop import vocabulary as v


@dataclass(frozen=True, slots=True)
class Range:
    """An index runs over ``over`` values, the first of which SymPy calls ``start``."""

    over: Dim
    start: Any = sympy.S.Zero


@dataclass(frozen=True, slots=True)
class Scope:
    """Declared names, dimensions and indices; and the letters of a function λt. f(t)."""

    declared: Mapping[str, Expr]
    dimensions: frozenset[str]
    indices: Mapping[Any, Range]
    letters: Mapping[Any, Expr] = field(default_factory=dict)

    def name(self, leaf: Any) -> Expr:
        """What a SymPy symbol stands for as a number."""
        if leaf in self.letters:
            return self.letters[leaf]
        if leaf in self.indices:
            return self._value(leaf)
        if leaf.name in self.declared:
            return self.declared[leaf.name]
        if leaf.name in self.dimensions:
            return size(leaf.name)
        return symbol(leaf.name, assume=("positive",) if leaf.is_positive else ())

    def matrix(self, leaf: Any) -> Expr:
        """What a MatrixSymbol stands for."""
        shape = tuple(dimension(size) for size in leaf.shape)
        found = self.declared.get(leaf.name)
        if found is None:
            return symbol(leaf.name, *shape)
        if found.shape != shape:
            raise UnsupportedError(
                f"{leaf.name} is declared {found.rows}×{found.cols}, "
                f"and the SymPy symbol {leaf.name} is {shape[0]}×{shape[1]}.",
                hint="Give both the same shape.",
            )
        return found

    def position(self, at: Any, over: Dim) -> Expr:
        """A place counted from 0, as one counted from 1."""
        if at.is_Integer:
            return number(int(at) + 1)
        for leaf in (at, *at.args):
            if leaf in self.indices and at - leaf + self.indices[leaf].start == 0:
                return index(letter(leaf), self.indices[leaf].over)
        raise UnsupportedError(
            f"the position {at} along {over} is neither a number nor an index.",
            hint="Sum over the index itself, from 0 to n - 1.",
        )

    def count(self, value: Any) -> Expr | None:
        """The index itself, where SymPy adds to one that starts at 0 to make it start at 1."""
        for leaf in value.args:
            if leaf in self.indices and value - leaf + self.indices[leaf].start == 1:
                return index(letter(leaf), self.indices[leaf].over)
        return None

    def _value(self, leaf: Any) -> Expr:
        counted = index(letter(leaf), self.indices[leaf].over)
        shift = int(self.indices[leaf].start) - 1
        return counted + shift if shift else counted


def letter(leaf: Any) -> str:
    """The name of an index, whether SymPy has it as a Symbol or an Idx."""
    return str(leaf.label if isinstance(leaf, sympy.Idx) else leaf.name)


def scope_of(roots: Iterable[Any], declared: Iterable[Expr]) -> Scope:
    """The names of some SymPy expressions, read off their shapes, sums and entries."""
    names = {name.declaration.name: name for name in declared}
    dimensions = {part for name in names.values() for size in name.shape for part in size.names}
    indices: dict[Any, Range] = {}
    for node in _nodes(roots):
        if isinstance(node, _SIZED):
            dimensions.update(leaf.name for leaf in node.free_symbols - {node})
        for leaf, run in _ranges(node):
            _bind(indices, leaf, run)
    return Scope(names, frozenset(dimensions), indices)


_SIZED = (sympy.MatrixSymbol, sympy.Identity, sympy.OneMatrix, sympy.ZeroMatrix)


def _nodes(roots: Iterable[Any]) -> list[Any]:
    """Every node once, parents first. SymPy's own traversals recurse, and end at depth 1000."""
    found: dict[Any, None] = {}
    waiting = list(roots)[::-1]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = None
            waiting.extend(reversed(node.args))
    return list(found)


def _bind(indices: dict[Any, Range], leaf: Any, run: Range) -> None:
    if indices.setdefault(leaf, run) != run:
        raise UnsupportedError(
            f"the index {leaf} runs over {indices[leaf].over} and over {run.over}.",
            hint="Give each range a letter of its own.",
        )


def _ranges(node: Any) -> list[tuple[Any, Range]]:
    if isinstance(node, sympy.Idx) and node.upper is not None:
        return [(node, Range(dimension(node.upper - node.lower + 1), node.lower))]
    if isinstance(node, sympy.Sum):
        return [(at, Range(dimension(hi - lo + 1), lo)) for at, lo, hi in node.limits]
    if isinstance(node, sympy.FunctionMatrix):
        pairs = zip(node.lamda.variables, node.shape, strict=True)
        return [(leaf, Range(dimension(over))) for leaf, over in pairs]
    if isinstance(node, v.MatrixSum):
        return [(node.args[1], Range(dimension(node.args[2])))]
    if isinstance(node, MatrixElement):
        pairs = zip(node.args[1:], node.parent.shape, strict=True)
        return [(at, Range(dimension(over))) for at, over in pairs if _is_free_index(at)]
    return []


def _is_free_index(at: Any) -> bool:
    return isinstance(at, sympy.Symbol)


def dimension(size: Any) -> Dim:
    """A dimension from SymPy's arithmetic: a polynomial that is whole for all sizes.

    >>> n, = v.sizes("n")
    >>> dimension(2 * n - 1), dimension(n * (n + 1) / 2)
    (2*n - 1, 1/2*n*n + 1/2*n)
    """
    doubled = sympy.expand(2 * _sympify(size))
    whole = _polynomial(doubled, size).half()
    if whole is None:
        raise _not_a_dimension(size)
    return whole


def _polynomial(expanded: Any, size: Any) -> Dim:
    total = dim(0)
    for term in sympy.Add.make_args(expanded):
        product = dim(1)
        for factor in sympy.Mul.make_args(term):
            product = product * _power(factor, size)
        total = total + product
    return total


def _power(factor: Any, size: Any) -> Dim:
    base, exponent = factor.as_base_exp()
    if factor.is_Integer:
        return dim(int(factor))
    if not (base.is_Symbol and exponent.is_Integer and exponent > 0):
        raise _not_a_dimension(size)
    product = dim(base.name)
    for _ in range(int(exponent) - 1):
        product = product * base.name
    return product


def _not_a_dimension(size: Any) -> UnsupportedError:
    return UnsupportedError(
        f"the dimension {size} is not a polynomial with integer coefficients in named sizes."
    )
