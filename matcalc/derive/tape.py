"""The tape on which the engine writes each step as it takes it."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.errors import DisagreementError
from matcalc.expr import Definition, Expr, contains, differential, postorder, substitute
from matcalc.kernel import Computed, Stage, Step, Unfold
from matcalc.rules.row import ASSOCIATIVE, Use, Window, use
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
            for placed in _placed(step, state):
                state = substitute(state, {placed.old: placed.new})
                kept.append(placed)
        self.steps = []
        if state is not end:
            raise DisagreementError(
                f"replaying the steps from {start!r} gives {state!r}, not {end!r}"
            )
        return Stage(subject, start, tuple(kept), end, cotangent)


def _placed(step: Step, state: Expr) -> list[Step]:
    """The step where it stands in ``state``: as it is, or inside a flat node that took it in."""
    nodes = postorder(state)
    if step.old in nodes:
        return [step]
    if step.old.head not in ASSOCIATIVE or isinstance(step, Unfold):
        return []
    wanted = step.old.args
    for node in nodes:
        if node.head is step.old.head and len(node.args) > len(wanted):
            for at in range(len(node.args) - len(wanted) + 1):
                if node.args[at : at + len(wanted)] == wanted:
                    return [_shifted(step, node, at)]
    return []


def _shifted(step: Use | Computed, node: Expr, at: int) -> Step:
    """The step on the arguments of ``node`` from position ``at`` on."""
    picks = step.window.picks if step.window is not None else range(len(step.old.args))
    window = Window(node, tuple(at + pick for pick in picks))
    if isinstance(step, Computed):
        new = window.replaced(SCHEMAS[step.name](window.part()))
        return Computed(step.name, node, new, window)
    return use(step.rule, dict(step.bindings), dict(step.sizes), window)
