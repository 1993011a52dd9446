"""What a derivation is: stages of steps, as data. It proves nothing by itself.

A *stage* starts from an expression and rewrites it step by step; a step replaces one expression
by an equal one wherever it stands. The first stage starts from the differential of what is
derived; each further stage takes one defined name ``Z``, starts from ⟨∂L/∂Z, dZ⟩ (the sum of
all that reached it) and passes it on. What reaches the variable is the derivative.
`matcalc.kernel` checks it.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.expr import Definition, Expr
from matcalc.rules.row import Use


@dataclass(frozen=True, slots=True)
class Unfold:
    """By a definition: d name becomes d body, name becomes body, or body becomes name."""

    definition: Definition
    old: Expr
    new: Expr


@dataclass(frozen=True, slots=True)
class Computed:
    """An equation that a function of `rules.schema` computes from its left side, ``old``."""

    name: str
    old: Expr
    new: Expr


Step = Use | Unfold | Computed


@dataclass(frozen=True, slots=True)
class Stage:
    """A chain of steps about ``subject``: what is derived, a defined name, or the variable."""

    subject: Expr
    start: Expr
    steps: tuple[Step, ...]
    end: Expr
    cotangent: Definition | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What is done to ``found``, the derivative read off: names put in, rearranged, simplified.

    ``renaming`` calls dX by the name of a direction, or puts a symbol with its assumptions in
    the place of the same symbol without; ``reading`` is a row of `rules.readings`.
    """

    found: Expr
    renaming: tuple[tuple[Expr, Expr], ...]
    reading: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A claim ∂ target / ∂ variable = result, with the stages that show it.

    ``mode`` says how the last line is read: ``gradient`` from ⟨G, dX⟩, ``jacobian`` from J dx,
    ``scalar`` from dα·F, ``differential`` as it stands.
    """

    target: Expr
    variable: Expr
    definitions: tuple[Definition, ...]
    mode: str
    stages: tuple[Stage, ...]
    result: Expr
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the kernel found: the conditions under which the result holds, in order of use."""

    conditions: tuple[tuple[str, Expr], ...]
