"""A problem: what is differentiated, by what, and the definitions it is told with.

Defined names stay names: ``Y`` in L is a symbol, and ``Y = softmax(Z)`` a definition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcalc.expr.node import Expr
from matcalc.expr.unfold import unfolded
from matcalc.expr.walk import symbols

KINDS = (
    "gradient",
    "gradient-symmetric",
    "jacobian",
    "jacobian-vec",
    "hessian",
    "differential",
    "scalar-derivative",
    "jvp",
    "vjp",
    "value",
)
"""What may be asked for. ``value`` is a plain equality, without a variable."""


@dataclass(frozen=True, slots=True)
class Definition:
    """``name = body``. The body may use names defined before it."""

    name: Expr
    body: Expr


@dataclass(frozen=True, slots=True)
class Problem:
    """∂ target / ∂ wrt, where ``definitions`` stand in an order in which each can be computed.

    ``second`` is the other variable of a mixed Hessian, ``direction`` the symbol that stands
    for dX where the answer contains it, ``cotangent`` the symbol G of a pullback. ``notes`` are
    sentences about how the problem was understood, for people.
    """

    target: Expr
    wrt: Expr | None = None
    kind: str = "gradient"
    definitions: tuple[Definition, ...] = ()
    declared: tuple[Expr, ...] = ()
    second: Expr | None = None
    direction: tuple[tuple[Expr, Expr], ...] = ()
    cotangent: Expr | None = None
    constraint: str = ""
    conditions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def unfold(self, expr: Expr) -> Expr:
        """``expr`` with every defined name replaced by what it stands for."""
        return unfolded(expr, self.definitions)

    def inputs(self, *more: Expr) -> list[Expr]:
        """The symbols that must be given a value: all that occur and nothing defines."""
        bodies = [definition.body for definition in self.definitions]
        defined = {definition.name for definition in self.definitions}
        wanted: Iterable[Expr] = symbols(*self.declared, self.target, *bodies, *more)
        return [name for name in wanted if name not in defined]
