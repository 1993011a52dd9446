"""The gradient of a scalar: df = ⟨G, dX⟩, read off.

Reverse accumulation over the definitions: each name is differentiated once, with all that has
reached it, so the cost grows linearly with the depth.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from matcalc.derive.expand import Varies, expand, varying_in
from matcalc.derive.naming import WIDE, free_name, names_in
from matcalc.derive.pull import move_across
from matcalc.derive.simplify import simplify, simplify_each
from matcalc.derive.still import nowhere_defined
from matcalc.derive.tape import Tape
from matcalc.expr import (
    Definition,
    Expr,
    add,
    contains,
    differential,
    inner,
    leaves,
    postorder,
    substitute,
    symbol,
    zeros,
)
from matcalc.expr import head as h
from matcalc.kernel import Derivation, Stage
from matcalc.rules.rightward import moves
from matcalc.rules.table import rule_named

NAMED_FROM = 40
"""A cotangent with more leaves than this gets a name of its own, so that nothing grows."""


def derive_gradient(target: Expr, variable: Expr, definitions: Sequence[Definition]) -> Derivation:
    """The derivation of the gradient of a scalar ``target``."""
    names = {variable}
    for definition in definitions:
        if contains(definition.body, names):
            names.add(definition.name)
    varies = varying_in([target, *(each.body for each in definitions)], names)
    roots = [target, variable]
    roots += [part for each in definitions for part in (each.name, each.body)]
    taken = names_in(*roots)
    tape = Tape()
    tidy = sum(contains(each.body, [variable]) for each in definitions) > WIDE
    waiting: dict[Expr, list[Expr]] = {}
    stages = [_first_stage(tape, target, varies, waiting)]
    for definition in reversed(definitions):
        if definition.name in waiting:
            stages.append(_definition_stage(tape, definition, varies, waiting, taken, tidy))
    if variable not in waiting:
        result = zeros(*variable.shape)
        return Derivation(target, variable, tuple(definitions), "gradient", tuple(stages), result)
    start = inner(add(*waiting.pop(variable)), differential(variable))
    result = simplify(tape, start.args[0])
    end = inner(result, differential(variable))
    stages.append(tape.stage(variable, start, end))
    return Derivation(target, variable, tuple(definitions), "gradient", tuple(stages), result)


def _first_stage(
    tape: Tape, target: Expr, varies: Varies, waiting: dict[Expr, list[Expr]]
) -> Stage:
    start = differential(target)
    expanded = simplify(tape, expand(tape, target, varies), factor=False)
    if expanded.number == 0:
        return tape.stage(target, start, expanded)
    if not moves(expanded):
        raise nowhere_defined(expanded)
    paired = tape.use("inner_with_one", {rule_named("inner_with_one").left: expanded})
    end = _pull(tape, paired, waiting)
    return tape.stage(target, start, end)


def _definition_stage(
    tape: Tape,
    definition: Definition,
    varies: Varies,
    waiting: dict[Expr, list[Expr]],
    taken: Set[str],
    tidy: bool,
) -> Stage:
    arrived = add(*waiting.pop(definition.name))
    cotangent = None
    if leaves(arrived) > NAMED_FROM:
        cotangent = Definition(_cotangent_name(definition.name, taken), arrived)
        arrived = cotangent.name
    moved = differential(definition.name)
    start = inner(arrived, moved)
    arrived = simplify(tape, arrived)
    tape.unfold(definition)
    expanded = tape.fold(definition, expand(tape, definition.body, varies))
    expanded = simplify(tape, expanded, factor=False)
    if expanded.head is h.ZEROS or expanded.number == 0:
        end = simplify(tape, inner(arrived, expanded))
    else:
        end = _pull(tape, inner(arrived, expanded), waiting, tidy)
    return tape.stage(definition.name, start, end, cotangent)


def _cotangent_name(name: Expr, taken: Set[str]) -> Expr:
    given = name.declaration
    latex = given.latex or given.name
    dims = name.shape[: given.rank]
    return symbol(free_name(f"g_{given.name}", taken), *dims, latex=rf"\bar{{{latex}}}")


def _pull(tape: Tape, paired: Expr, waiting: dict[Expr, list[Expr]], tidy: bool = False) -> Expr:
    """⟨G, E⟩ with E linear in differentials of names, as Σ ⟨Gₖ, dZₖ⟩; each Gₖ reaches its Zₖ.

    ``tidy`` simplifies each Gₖ before it leaves: where hundreds meet, lines would be long.
    """
    stack, done = [paired], []
    inside = _pairs(*paired.args)
    while stack:
        top = stack.pop()
        if top.head is h.SUM:
            stack.extend(reversed(top.args))
            continue
        cotangent, body = top.args
        if body.head is h.DIFFERENTIAL:
            done.append(top)
        else:
            moved = move_across(tape, cotangent, body)
            if top in inside:
                # A step replaces its left side inside later terms too, as in ⟨1, ⟨X, dX⟩⟩.
                stack = [substitute(term, {top: moved}) for term in stack]
                inside |= _pairs(moved) if stack else set()
            stack.append(moved)
    if tidy:
        done = simplify_each(tape, done)
    for cotangent, moved in (pair.args for pair in done):
        waiting.setdefault(moved.args[0], []).append(cotangent)
    return add(*done)


def _pairs(*roots: Expr) -> set[Expr]:
    return {node for node in postorder(*roots) if node.head is h.INNER}
