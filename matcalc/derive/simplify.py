"""Rewriting by the tables of algebra until no row applies, then factoring where it shortens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import prod

from matcalc.derive.factor import factor_sums
from matcalc.derive.tape import Tape
from matcalc.expr import Expr, add, leaves, postorder, scale, substitute
from matcalc.expr import head as h
from matcalc.kernel import PROVEN, Computed, Step
from matcalc.rules.row import Rule, Use, applications
from matcalc.rules.schema import SCHEMAS
from matcalc.rules.table import ALL_SIMPLIFICATIONS

Table = Mapping[h.Head, tuple[Rule, ...]]


def _by_head(rules: Sequence[Rule]) -> Table:
    table: dict[h.Head, list[Rule]] = defaultdict(list)
    for rule in rules:
        table[rule.left.head].append(rule)
    return {head: tuple(rows) for head, rows in table.items()}


_MERGES = {
    h.SUM: ("collect_like_terms", "positive_first"),
    h.SCALE: ("merge_scalar_powers",),
    h.HADAMARD: ("merge_entry_powers",),
}


def _turns_cleanly(node: Expr) -> bool:
    """Whether a transpose goes into a sum or entrywise product and fewer transposes are left."""
    if node.head is not h.TRANSPOSE or node.args[0].head not in (h.SUM, h.HADAMARD):
        return False
    bodies = [arg.args[-1] if arg.head is h.SCALE else arg for arg in node.args[0].args]
    parts = [part for body in bodies for part in (body.args if body.head is h.PRODUCT else (body,))]
    before = 1 + sum(part.head is h.TRANSPOSE for part in parts)
    return sum(part.head not in _SELF_TRANSPOSED for part in parts) < before


def _is_zero(node: Expr) -> bool:
    """Whether a matrix is written out in zeros only, or this is an entry of a zero matrix."""
    parts = node.args if node.head is h.BLOCK else node.args[:1]
    return all(part.head is h.ZEROS or part.number == 0 for part in parts)


_SELF_TRANSPOSED = (h.TRANSPOSE, h.ONES, h.ZEROS, h.IDENTITY, h.DIAG)


@cache
def _simplifying() -> Table:
    return _by_head(ALL_SIMPLIFICATIONS)


def simplify(tape: Tape, root: Expr, *, factor: bool = True) -> Expr:
    """``root`` in a shorter form, every step on the tape."""
    simplified = Simplifier(tape).run(root)
    while factor:
        shorter = factor_sums(tape, multiply_out(tape, simplified))
        if shorter is simplified:
            break
        simplified = Simplifier(tape).run(shorter)
    return simplified


MOST_PRODUCTS = 40
"""Products of sums that would give more terms than this are not multiplied out."""


def multiply_out(tape: Tape, root: Expr) -> Expr:
    """``root`` with products of sums multiplied out where terms then cancel and it gets shorter."""
    for node in postorder(root):
        if 1 < _products(node) <= MOST_PRODUCTS and _has_quotient(node):
            trial = Tape()
            expanded = Simplifier(trial).run(_distribute_all(trial, node))
            replaced = substitute(root, {node: expanded})
            if leaves(expanded) < leaves(node) and trial.leads(root, replaced):
                for step in trial.steps:
                    tape.write(step)
                return replaced
    return root


def _has_quotient(node: Expr) -> bool:
    """Whether a term of one of its sums has a denominator, which another factor may cancel."""
    return any(
        inside.head is h.EPOWER and (inside.args[1].number or 0) < 0
        for arg in node.args
        if arg.head is h.SUM
        for inside in postorder(arg)
    )


def _products(node: Expr) -> int:
    if node.head not in (h.HADAMARD, h.SCALE):
        return 1
    return prod(len(arg.args) if arg.head is h.SUM else 1 for arg in node.args)


def _distribute_all(tape: Tape, node: Expr) -> Expr:
    """A product of sums as a sum of products; equal factors are merged before each spreading."""
    done: list[Expr] = []
    waiting = [node]
    while waiting:
        term = waiting.pop()
        part = term.args[-1] if term.head is h.SCALE and not term.is_scalar else term
        merged = _merge(tape, part)
        if merged is part and _products(part) > 1:
            merged = tape.compute("distribute", part)
        if merged is part:
            done.append(term)
            continue
        if part is not term:
            merged = scale(*term.args[:-1], merged)
            merged = tape.compute("distribute", merged) if _has_sum(merged) else merged
        waiting.extend(reversed(_terms(merged)))
    return add(*done)


def _has_sum(product: Expr) -> bool:
    return product.head is h.SCALE and any(arg.head is h.SUM for arg in product.args)


def _merge(tape: Tape, part: Expr) -> Expr:
    name = {h.HADAMARD: "merge_entry_powers", h.SCALE: "merge_scalar_powers"}.get(part.head)
    return part if name is None else tape.compute(name, part)


def _terms(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if expr.head is h.SUM else (expr,)


def simplify_each(tape: Tape, pairs: Sequence[Expr]) -> list[Expr]:
    """The terms of a sum of pairs ⟨G, dZ⟩ with every G simplified, dZ left alone."""
    simplifier = Simplifier(tape)
    terms = list(pairs)
    for at in range(len(terms)):
        step = simplifier.next(terms[at].args[0])
        while step is not None:
            tape.write(step)
            terms = [substitute(term, {step.old: step.new}) for term in terms]
            step = simplifier.next(terms[at].args[0])
    return terms


class Simplifier:
    """One pass with the table of simplifications, one step at a time on the whole expression.

    A step replaces its left side wherever it stands, and sums and products are flat, so each
    step is looked for anew from the whole; what no row applies to is remembered as settled.
    """

    def __init__(self, tape: Tape, without: Sequence[str] = ()) -> None:
        self.tape = tape
        self.without = without
        self.table = _simplifying()
        self.settled: set[Expr] = set()

    def run(self, root: Expr) -> Expr:
        """The simplified form of ``root``."""
        step = self.next(root)
        while step is not None:
            self.tape.write(step)
            root = substitute(root, {step.old: step.new})
            step = self.next(root)
        return root

    def next(self, root: Expr) -> Step | None:
        """The first step that applies to ``root``, parts before the whole."""
        for node in self._unsettled(root):
            step = self._first(node)
            if step is not None:
                return step
            self.settled.add(node)
        return None

    def _unsettled(self, root: Expr) -> list[Expr]:
        """The nodes not known to be settled, parts before the whole."""
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

    def _first(self, node: Expr) -> Step | None:
        if _turns_cleanly(node):
            name = "transpose_inward"
            return Computed(name, node, SCHEMAS[name](node))
        if node.head in (h.BLOCK, h.ENTRY) and _is_zero(node):
            return Computed("only_zeros", node, SCHEMAS["only_zeros"](node))
        for name in _MERGES.get(node.head, ()):
            merged = SCHEMAS[name](node)
            if merged is not node:
                return Computed(name, node, merged)
        for rule in self.table.get(node.head, ()):
            if rule.name in self.without:
                continue
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
