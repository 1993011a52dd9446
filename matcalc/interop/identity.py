"""An identity of matrix calculus, stated in SymPy: data, not code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from matcalc.expr import Definition, Expr, Problem, inner, symbol
from matcalc.interop.inward import translate
from matcalc.interop.scope import Scope, dimension, scope_of


@dataclass(frozen=True)
class Slip:
    """A wrong answer that people give: the mistake in words, and the formula in SymPy."""

    mistake: str
    formula: Any


@dataclass(frozen=True, eq=False, kw_only=True)
class Identity:
    """∂ function / ∂ variable = derivative, with the conditions it needs and its usual slips.

    ``variable`` is a symbol, a pair for a mixed Hessian, or None for a plain equality (``kind``
    "value"). ``definitions`` are (name, formula) pairs whose names stay names. With ``upstream``
    G, the derivative is that of ⟨G, function⟩: G stands for ∂L/∂function. ``direction`` is the
    symbol that stands for the change of the variable in a differential. ``assumptions`` maps a
    symbol to its tags, such as "symmetric". A ``constraint`` such as "symmetric:projected" says
    which entries of the variable hang together.

    >>> from sympy import MatrixSymbol
    >>> from matcalc.interop.vocabulary import sizes, vector
    >>> n, = sizes("n")
    >>> B, x = MatrixSymbol("B", n, n), vector("x", n)
    >>> quadratic = Identity(name="quadratic-form", subject="forms", title="Quadratic form",
    ...     function=x.T * B * x, variable=x, derivative=(B + B.T) * x)
    >>> quadratic.problem().target, quadratic.claim()
    (x'*B*x, (B + B')*x)
    """

    name: str
    subject: str
    title: str
    function: Any
    variable: Any
    derivative: Any
    kind: str = "gradient"
    definitions: tuple[tuple[Any, Any], ...] = ()
    upstream: Any = None
    direction: Any = None
    constraint: str = ""
    assumptions: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    source: str = "folklore"
    insight: str = ""

    def problem(self) -> Problem:
        """What is differentiated, by what, under which definitions."""
        variables = self._variables
        target = self._read(self.function)
        if self.upstream is not None:
            target = inner(self._read(self.upstream), target)
        changes = () if self.direction is None else (self._read(self.direction),)
        return Problem(
            target=target,
            wrt=variables[0] if variables else None,
            kind=self.kind,
            definitions=tuple(
                Definition(self._read(name), self._read(body)) for name, body in self.definitions
            ),
            declared=tuple(self._scope.declared.values()),
            second=variables[1] if len(variables) > 1 else None,
            direction=tuple(zip(variables, changes, strict=False)),
            conditions=self.conditions,
            constraint=self.constraint,
        )

    def claim(self) -> Expr:
        """The derivative as stated."""
        return self._read(self.derivative)

    def wrong(self) -> tuple[tuple[str, Expr], ...]:
        """Each slip: the mistake in words, and the wrong formula."""
        return tuple((slip.mistake, self._read(slip.formula)) for slip in self.slips)

    def _read(self, formula: Any) -> Expr:
        return translate(formula, self._scope)

    @property
    def _variables(self) -> tuple[Expr, ...]:
        if self.variable is None:
            return ()
        pair = self.variable if isinstance(self.variable, tuple) else (self.variable,)
        return tuple(self._read(variable) for variable in pair)

    @cached_property
    def _scope(self) -> Scope:
        """One scope for all formulas, so that n is a dimension in each of them."""
        parts = [part for pair in self.definitions for part in pair]
        parts += [self.function, self.derivative, *(slip.formula for slip in self.slips)]
        parts += [part for part in (self.upstream, self.direction) if part is not None]
        return scope_of(parts, _declared(self.assumptions.items()))


def _declared(assumptions: Iterable[tuple[Any, tuple[str, ...]]]) -> list[Expr]:
    """The symbols of which something is assumed; a matrix symbol keeps its two dimensions."""
    made = []
    for leaf, tags in assumptions:
        shape = [dimension(size) for size in leaf.shape] if leaf.is_Matrix else []
        made.append(symbol(leaf.name, *shape, assume=tags))
    return made
