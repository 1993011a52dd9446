"""Expressions over any arithmetic, and their derivatives by dual numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any

from matcalc.errors import UnsupportedError
from matcalc.expr import Definition, Expr
from matcalc.expr import head as h
from matcalc.values.arithmetic import Arithmetic, Matrix
from matcalc.values.dual import Dual
from matcalc.values.interpret import Interpreter, Table, union
from matcalc.values.meaning import MEANINGS


class Evaluation(Interpreter[Matrix]):
    """Values over one arithmetic, at one point. Everything computed is kept.

    >>> from fractions import Fraction
    >>> from matcalc.expr import symbol
    >>> from matcalc.values.arithmetic import Rational
    >>> x = symbol("x", "n")
    >>> at = Evaluation(Rational(), {"n": 2}, {x: [[Fraction(3)], [Fraction(4)]]})
    >>> at.value(x.T @ x) == [[25]]
    True
    """

    numbers: Arithmetic[Any]

    def __init__(
        self,
        numbers: Arithmetic[Any],
        sizes: Mapping[str, int],
        given: Mapping[Expr, Matrix],
        definitions: Iterable[Definition] = (),
    ) -> None:
        super().__init__(MEANINGS, sizes, given, definitions)
        self.numbers = numbers

    def scalar(self, value: int) -> Matrix:
        return [[self.numbers.number(Fraction(value))]]

    def along(self, tangents: Mapping[Expr, Matrix], *, calculus: bool = False) -> Along:
        """The same point, moving with these tangents. ``calculus`` gives dX that meaning."""
        return Along(self, tangents, calculus)

    def differential(self, node: Expr, body: Matrix) -> Matrix:
        """The value of dA."""
        raise UnsupportedError(f"{node!r} has no value without a direction.")

    def partial(self, node: Expr) -> None:
        """∂F/∂X, one entry of X after the other moving by 1."""
        function, variable = node.args
        if variable.head is h.ENTRY:
            self._partial_by_entry(node, function, variable)
            return
        self.evaluate(variable)
        if variable in self.free:
            raise UnsupportedError(f"{variable!r} has free indices: write one entry of it.")
        rows, cols = self.shape(variable)
        moved = {
            (i, j): self._moved(function, variable, i, j) for i in range(rows) for j in range(cols)
        }
        free = moved[0, 0][0]
        table = {
            chosen: self._assembled(node, {at: each[1][chosen] for at, each in moved.items()})
            for chosen in self.assignments(free)
        }
        self.store(node, free, table)

    def _moved(
        self, function: Expr, variable: Expr, i: int, j: int
    ) -> tuple[tuple[Expr, ...], Table[Matrix]]:
        along = self.along({variable: self.basis(variable, i, j)})
        along.evaluate(function)
        free, table = along.table(function)
        return free, {chosen: along.numbers.tangent(value) for chosen, value in table.items()}

    def basis(self, variable: Expr, i: int, j: int) -> Matrix:
        """The matrix shaped like the variable with a single 1."""
        rows, cols = self.shape(variable)
        result = [[self.numbers.zero] * cols for _ in range(rows)]
        result[i][j] = self.numbers.one
        return result

    def _assembled(self, node: Expr, parts: Mapping[tuple[int, int], Matrix]) -> Matrix:
        """The derivatives by each entry of X, in the shape of ∂F/∂X."""
        function, variable = node.args
        if variable.is_scalar:
            return parts[0, 0]
        rows, cols = self.shape(variable)
        if function.is_scalar:
            return [[parts[i, j][0][0] for j in range(cols)] for i in range(rows)]
        columns = [list(chain(*parts[i, j])) for i in range(rows) for j in range(cols)]
        return [list(row) for row in zip(*columns, strict=True)]

    def _partial_by_entry(self, node: Expr, function: Expr, variable: Expr) -> None:
        """∂F/∂Xᵢⱼ, where i and j may be indices that also stand in F."""
        body, row, column = variable.args
        self.evaluate(body, row, column)
        rows, cols = self.shape(body)
        moved = {
            (i + 1, j + 1): self._moved(function, body, i, j)
            for i in range(rows)
            for j in range(cols)
        }
        names = [self.table(row)[0], self.table(column)[0], moved[1, 1][0]]
        free = union(names)
        table = {}
        for chosen in self.assignments(free):
            indices = dict(zip(free, chosen, strict=True))
            i, j = (self.numbers.whole(self.value(at, indices)[0][0]) for at in (row, column))
            inside, values = moved[i or 1, j or 1]
            table[chosen] = values[tuple(indices[index] for index in inside)]
        self.store(node, free, table)


class Along(Evaluation):
    """An evaluation in dual numbers; what does not move is taken from ``still``."""

    numbers: Dual[Any]

    def __init__(self, still: Evaluation, tangents: Mapping[Expr, Matrix], calculus: bool) -> None:
        numbers: Dual[Any] = Dual(still.numbers)
        still.evaluate(*tangents)
        given = {
            node: numbers.moving(still.fetch(node), tangent) for node, tangent in tangents.items()
        }
        super().__init__(numbers, still.sizes, given)
        self.definitions = still.definitions
        self.still = still
        self.calculus = calculus
        self._moves: dict[Expr, bool] = dict.fromkeys(tangents, True)

    def tangent(self, expr: Expr, indices: Mapping[Expr, int] | None = None) -> Matrix:
        """The directional derivative of ``expr``."""
        return self.numbers.tangent(self.value(expr, indices))

    def evaluate(self, *roots: Expr) -> None:
        order = self.schedule(roots)
        resting: list[Expr] = []
        for node in order:
            moves = any(self._moves[arg] for arg in self.children(node))
            if node.head is h.DIFFERENTIAL and self.calculus:
                moves = True
            self._moves[node] = moves
            if not moves:
                resting.append(node)
        self.still.evaluate(*resting)
        for node in order:
            if self._moves[node]:
                self.visit(node)
            else:
                self._take(node)

    def _take(self, node: Expr) -> None:
        free, table = self.still.table(node)
        if free:
            lifted = {chosen: self.numbers.lift(value) for chosen, value in table.items()}
            self.store(node, free, lifted)
        else:
            self.values[node] = self.numbers.lift(self.still.fetch(node))

    def differential(self, node: Expr, body: Matrix) -> Matrix:
        if not self.calculus:
            raise UnsupportedError(f"{node!r} inside a derivative has no value.")
        if node.args[0].head is h.DIFFERENTIAL:
            raise UnsupportedError(f"{node!r} is a second differential.")
        return self.numbers.lift(self.numbers.tangent(body))
