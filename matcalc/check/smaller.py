"""Small sizes in the place of large literal ones: X 784×784 is tested as X n×n.

What fails for every n tried fails at 784 too, unless a number in the formulas is bound up with the
size, as in tr(I) = 784. Then the sizes stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod

from matcalc.errors import ShapeError
from matcalc.expr import Definition, Dim, Expr, Problem, dim, postorder
from matcalc.expr import head as h
from matcalc.expr.walk import resized

LARGE = 12
"""Literal sizes above this are replaced."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The problem and the claim as they are tested; ``note`` says what was replaced."""

    problem: Problem
    claim: Expr
    renamed: Mapping[Dim, Dim]
    note: str = ""

    def put(self, expr: Expr) -> Expr:
        """Another expression of the same problem, at the sizes of the trial."""
        return resized(expr, self.renamed)


def trial_of(problem: Problem, claim: Expr, truth: Expr | None = None) -> Trial:
    """The problem and the claim with names for large literal sizes, where that is sound.

    >>> from matcalc.expr import symbol
    >>> x, A = symbol("x", 784), symbol("A", 784, 784)
    >>> trial_of(Problem(x.T @ A @ x, x), 2 * (A @ x)).note
    'Tested at small sizes in the place of 784.'
    """
    as_told = Trial(problem, claim, {})
    roots = [problem.target, claim, *(each.body for each in problem.definitions)]
    large = sorted(
        {value for node in postorder(*roots) for value in _literals(node) if value > LARGE}
    )
    if not large:
        return as_told
    if _largest_number(roots) >= large[0]:
        return as_told
    renamed = _names(large)
    try:
        if truth is not None:
            resized(truth, renamed)
        told, said = _renamed(problem, renamed), resized(claim, renamed)
    except ShapeError:
        return as_told
    note = f"Tested at small sizes in the place of {', '.join(map(str, large))}."
    return Trial(told, said, renamed, note)


def _names(large: list[int]) -> dict[Dim, Dim]:
    """A name for each size; 900 beside 30 is the product of the names."""
    named: dict[Dim, Dim] = {}
    for value in large:
        parts = [(a, b) for a in named for b in named if a * b is dim(value)]
        name = dim(f"size_{value}")
        named[dim(value)] = named[parts[0][0]] * named[parts[0][1]] if parts else name
    return named


def _literals(node: Expr) -> list[int]:
    return [each.value for each in node.shape if each.value is not None]


def _largest_number(roots: list[Expr]) -> int:
    """The largest number that the literals could make when all are multiplied."""
    numbers = [node.data for node in postorder(*roots) if node.head is h.NUMBER]
    return prod(max(abs(each.numerator), each.denominator, 1) for each in numbers)


def _renamed(problem: Problem, renamed: Mapping[Dim, Dim]) -> Problem:
    def put(expr: Expr | None) -> Expr | None:
        return None if expr is None else resized(expr, renamed)

    return replace(
        problem,
        target=resized(problem.target, renamed),
        wrt=put(problem.wrt),
        second=put(problem.second),
        cotangent=put(problem.cotangent),
        declared=tuple(resized(each, renamed) for each in problem.declared),
        definitions=tuple(
            Definition(resized(each.name, renamed), resized(each.body, renamed))
            for each in problem.definitions
        ),
        direction=tuple((resized(a, renamed), resized(b, renamed)) for a, b in problem.direction),
    )
