"""The tape on which the engine writes each step as it takes it."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.errors import DisagreementError
from matcalc.expr import Definition, Expr, contains, differential, substitute
from matcalc.kernel import Computed, Stage, Step, Unfold
from matcalc.rules.row import Window, use
from matcalc.rules.schema import SCHEMAS
from matcalc.rules.table import rule_named


class Tape:
    """Steps in the order taken; each method returns what the old expression became."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def write(self, step: Step) -> Expr:
        """Add a step that already stands."""
        if step.old is not step.new:
            self.steps.append(step)
        return step.new

    def use(self, name: str, bindings: Mapping[Expr, Expr], window: Window | None = None) -> Expr:
        """Apply the named rule with these bindings."""
        return self.write(use(rule_named(name), bindings, window=window))

    def compute(self, name: str, old: Expr) -> Expr:
        """Apply an equation of `rules.schema`."""
        return self.write(Computed(name, old, SCHEMAS[name](old)))

    def unfold(self, definition: Definition) -> Expr:
        """d name = d body."""
        old, new = differential(definition.name), differential(definition.body)
        return self.write(Unfold(definition, old, new))

    def fold(self, definition: Definition, expr: Expr) -> Expr:
        """``expr`` with the body of a definition called by its name."""
        if definition.body.args and contains(expr, [definition.body]):
            self.write(Unfold(definition, definition.body, definition.name))
            return substitute(expr, {definition.body: definition.name})
        return expr

    def stage(
        self, subject: Expr, start: Expr, end: Expr, cotangent: Definition | None = None
    ) -> Stage:
        """The stage that these steps make; those that change nothing are left out."""
        state, kept = start, []
        for step in self.steps:
            if contains(state, [step.old]):
                state = substitute(state, {step.old: step.new})
                kept.append(step)
        self.steps = []
        if state is not end:
            raise DisagreementError(
                f"replaying the steps from {start!r} gives {state!r}, not {end!r}"
            )
        return Stage(subject, start, tuple(kept), end, cotangent)
