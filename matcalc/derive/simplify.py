"""Rewriting by the tables of algebra until no row applies, then factoring where it shortens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from matcalc.derive.factor import factor_sums
from matcalc.derive.tape import Tape
from matcalc.expr import Expr, rebuild
from matcalc.expr import head as h
from matcalc.kernel import PROVEN, Computed, Step
from matcalc.rules.algebra import SIMPLIFY_RULES
from matcalc.rules.row import Rule, Use, applications
from matcalc.rules.schema import SCHEMAS

Table = Mapping[h.Head, tuple[Rule, ...]]


def _by_head(rules: Sequence[Rule]) -> Table:
    table: dict[h.Head, list[Rule]] = defaultdict(list)
    for rule in rules:
        table[rule.left.head].append(rule)
    return {head: tuple(rows) for head, rows in table.items()}


_MERGES = {
    h.SUM: "collect_like_terms",
    h.SCALE: "merge_scalar_powers",
    h.HADAMARD: "merge_entry_powers",
}


@cache
def _simplifying() -> Table:
    return _by_head(SIMPLIFY_RULES)


def simplify(tape: Tape, root: Expr, *, factor: bool = True) -> Expr:
    """``root`` in a shorter form, every step on the tape."""
    simplified = Simplifier(tape).run(root)
    while factor:
        factored = factor_sums(tape, simplified)
        if factored is simplified:
            break
        simplified = Simplifier(tape).run(factored)
    return simplified


class Simplifier:
    """One pass with the table of simplifications.

    Every rewriting is a step on the tape, where it replaces all that stands at that moment. A
    form met again later is rewritten again, in case it has come back; only settled forms are
    remembered. Steps that turn out to change nothing are dropped when the stage is made.
    """

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.table = _simplifying()
        self.settled: set[Expr] = set()

    def run(self, root: Expr) -> Expr:
        """The simplified form of ``root``."""
        results: dict[Expr, Expr] = {}
        for node in self._unsettled(root):
            args = tuple(results.get(arg, arg) for arg in node.args)
            results[node] = self._settle(rebuild(node, args))
        return results.get(root, root)

    def _unsettled(self, root: Expr) -> list[Expr]:
        seen: set[Expr] = set()
        order: list[Expr] = []
        stack = [(root, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen and node not in self.settled:
                seen.add(node)
                stack.append((node, True))
                stack.extend((arg, False) for arg in reversed(node.args))
        return order

    def _settle(self, node: Expr) -> Expr:
        found = self._first(node)
        while found is not None:
            self.tape.write(found)
            # The right side may hold new forms inside: they come first.
            args = tuple(self.run(arg) for arg in found.new.args)
            node = rebuild(found.new, args)
            found = self._first(node)
        self.settled.add(node)
        return node

    def _first(self, node: Expr) -> Step | None:
        name = _MERGES.get(node.head)
        if name is not None:
            merged = SCHEMAS[name](node)
            if merged is not node:
                return Computed(name, node, merged)
        for rule in self.table.get(node.head, ()):
            for application in applications(rule, node):
                if self._allowed(application):
                    return application
        return None

    def _allowed(self, application: Use) -> bool:
        bindings = dict(application.bindings)
        return all(
            condition.kind not in PROVEN or PROVEN[condition.kind](bindings[condition.letter])
            for condition in application.rule.when
        )
