"""The tape on which the engine writes each step as it takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.errors import DisagreementError, UnsupportedError
from matcalc.expr import Definition, Expr, contains, differential, postorder, substitute
from matcalc.expr import head as h
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
        try:
            new = SCHEMAS[name](old)
        except ValueError as error:
            raise UnsupportedError(f"{old!r} cannot be rewritten: {error}.") from None
        return self.write(Computed(name, old, new))

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
        state, kept = self._replayed(start)
        self.steps = []
        if state is not end:
            raise DisagreementError(
                f"replaying the steps from {start!r} gives {state!r}, not {end!r}"
            )
        return Stage(subject, start, tuple(kept), end, cotangent)

    def leads(self, start: Expr, end: Expr) -> bool:
        """Whether the steps, taken from ``start``, lead to ``end``."""
        return self._replayed(start)[0] is end

    def _replayed(self, start: Expr) -> tuple[Expr, list[Step]]:
        state, kept = start, list[Step]()
        for step in self.steps:
            replaced = substitute(state, {step.old: step.new})
            if replaced is not state:
                state = replaced
                kept.append(step)
                continue
            for placed in _placed(step, state):
                state = substitute(state, {placed.old: placed.new})
                kept.append(placed)
        return state, kept


def _placed(step: Step, state: Expr) -> list[Step]:
    """The step where it stands in ``state``: as it is, or inside a flat node that took it in."""
    nodes = postorder(state)
    if step.old in nodes:
        return [step]
    if step.old.head not in ASSOCIATIVE or isinstance(step, Unfold):
        return []
    if isinstance(step, Computed) and step.name == "merge_scalar_powers":
        return _merged(step, nodes)
    for node in nodes:
        if node.head is step.old.head and len(node.args) > len(step.old.args):
            places = _places(step.old, node)
            if places is not None:
                return [_moved(step, node, places)]
    return []


def _merged(step: Computed, nodes: Sequence[Expr]) -> list[Step]:
    """The same scalars merged in front of a product that goes on, as A dX does after A."""
    for node in nodes:
        if node.head is h.SCALE and node.args[:-1] == step.old.args[:-1]:
            return [Computed(step.name, node, SCHEMAS[step.name](node))]
    return []


def _places(part: Expr, node: Expr) -> tuple[int, ...] | None:
    """Where the arguments of ``part`` stand among those of ``node``, in order.

    Factors of a matrix product stand side by side; what commutes may have others between.
    """
    wanted, args = part.args, node.args
    for at in range(len(args) - len(wanted) + 1):
        if args[at : at + len(wanted)] == wanted:
            return tuple(range(at, at + len(wanted)))
    if node.head is h.PRODUCT:
        return None
    places: list[int] = []
    for arg in wanted:
        start = places[-1] + 1 if places else 0
        found = next((at for at in range(start, len(args)) if args[at] is arg), None)
        if found is None:
            return None
        places.append(found)
    return tuple(places)


def _moved(step: Use | Computed, node: Expr, places: tuple[int, ...]) -> Step:
    """The step on those arguments of ``node``; what is computed is about all of them."""
    if isinstance(step, Computed):
        return Computed(step.name, node, SCHEMAS[step.name](node))
    picks = step.window.picks if step.window is not None else range(len(step.old.args))
    window = Window(node, tuple(places[pick] for pick in picks))
    return use(step.rule, dict(step.bindings), dict(step.sizes), window)
