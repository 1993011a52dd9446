"""The kernel: re-checks a derivation. It instantiates, replaces and compares; it never searches.

`matcalc.derivation` says what a derivation is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcalc.derivation import Checked, Closing, Computed, Derivation, Stage, Step, Unfold
from matcalc.errors import KernelError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    add,
    contains,
    differential,
    inner,
    number,
    transpose,
    vec,
    zeros,
)
from matcalc.expr import head as h
from matcalc.expr.assume import is_symmetric, rows_sum_to_one
from matcalc.expr.walk import postorder, resize, substitute
from matcalc.rules.readings import READINGS
from matcalc.rules.rightward import read_off
from matcalc.rules.row import Use, Window, instantiate
from matcalc.rules.schema import SCHEMAS, conditions_of
from matcalc.rules.table import rule_named

ASSUMED = (
    "invertible",
    "nonzero",
    "nonzero_entries",
    "positive",
    "off_kink",
    "power_defined",
    "principal",
    "positive_whole",
    "solvable_sum",
    "solvable_product",
    "constant_rank",
    "full_rank",
    "independent_columns",
    "positive_definite",
    "symmetric_point",
    "distinct_eigenvalues",
    "simple_real_eigenvalue",
    "distinct_singular_values",
    "no_wider_than_high",
    "largest_singular_value_simple",
    "off_bounds",
    "single_largest",
    "above_minus_one",
    "cosine_nonzero",
)
"""Conditions that become part of the theorem."""

PROVEN = {"symmetric": is_symmetric, "rows_sum_to_one": rows_sum_to_one}
"""Conditions that must follow from what is declared."""


@dataclass
class _Context:
    varying: frozenset[Expr]
    definitions: Mapping[Expr, Expr]
    told: frozenset[Expr]
    conditions: dict[tuple[str, Expr], None] = field(default_factory=dict)


def check(derivation: Derivation) -> Checked:
    """Re-check every step; raise KernelError at the first that does not follow."""
    context = _context(derivation)
    opening = derivation.stages[0]
    if opening.subject is not derivation.target or opening.cotangent is not None:
        raise KernelError(f"the first stage must be about {derivation.target!r}")
    if derivation.mode == "gradient":
        shown = _check_pullback(derivation, context)
    else:
        shown = _read(derivation.mode, _check_forward(derivation, context), derivation.variable)
    if derivation.closing is not None:
        _check_renaming(derivation, context)
        shown = _check_closing(derivation.closing, shown, context)
    if shown is not derivation.result:
        raise KernelError(f"the stages show {shown!r}, not the result {derivation.result!r}")
    return Checked(tuple(context.conditions))


def _check_closing(closing: Closing, shown: Expr, context: _Context) -> Expr:
    if closing.found is not shown:
        raise KernelError(f"the stages show {shown!r}, not {closing.found!r}")
    state = opened(closing)
    for step in closing.steps:
        state = _check_step(state, step, context)
    return state


def opened(closing: Closing) -> Expr:
    """Where the closing steps start: names put in, and rearranged."""
    return READINGS[closing.reading](substitute(closing.found, dict(closing.renaming)))


def _check_renaming(derivation: Derivation, context: _Context) -> None:
    """dX may get a name, a symbol its assumptions, and bᵀ stand for the column it was told as."""
    assert derivation.closing is not None
    for old, new in derivation.closing.renaming:
        is_direction = (
            derivation.mode == "differential"
            and old is differential(derivation.variable)
            and new.head is h.SYMBOL
            and old.shape == new.shape
        )
        is_told_as = new.head is h.TRANSPOSE and context.definitions.get(new.args[0]) is transpose(
            old
        )
        if not (is_direction or is_told_as or _same_name(old, new)):
            raise KernelError(f"{old!r} cannot be called {new!r}")


def _same_name(old: Expr, new: Expr) -> bool:
    if old.head is not h.SYMBOL or new.head is not h.SYMBOL or old.shape != new.shape:
        return False
    return not old.declaration.assumptions and old.data.name == new.data.name


def _context(derivation: Derivation) -> _Context:
    if derivation.variable.head is not h.SYMBOL:
        raise KernelError(f"{derivation.variable!r} is not a name to differentiate by")
    varying = {derivation.variable}
    meanings: dict[Expr, Expr] = {}
    waiting = {definition.name for definition in derivation.definitions}
    for definition in derivation.definitions:
        if definition.name in meanings or definition.name is derivation.variable:
            raise KernelError(f"{definition.name!r} is defined twice")
        if definition.name.head is not h.SYMBOL or definition.name.shape != definition.body.shape:
            raise KernelError(f"{definition.name!r} cannot be a name for {definition.body!r}")
        if contains(definition.body, waiting):
            raise KernelError(f"{definition.name!r} uses a name that is defined after it")
        waiting.discard(definition.name)
        meanings[definition.name] = definition.body
        if contains(definition.body, varying):
            varying.add(definition.name)
    bodies = (part for each in derivation.definitions for part in (each.name, each.body))
    told = postorder(derivation.target, derivation.variable, *bodies)
    return _Context(frozenset(varying), meanings, frozenset(told))


def _check_pullback(derivation: Derivation, context: _Context) -> Expr:
    """Reverse accumulation: every cotangent is spent once, after all that feeds it."""
    if not derivation.target.is_scalar:
        raise KernelError("a gradient is of a scalar")
    waiting: dict[Expr, list[Expr]] = {}
    spent: set[Expr] = set()
    names: dict[Expr, Expr] = {}
    for number_of_stage, stage in enumerate(derivation.stages):
        if number_of_stage == 0:
            expected = differential(derivation.target)
        else:
            if stage.subject not in waiting:
                raise KernelError(f"nothing has reached {stage.subject!r}")
            arrived = add(*waiting.pop(stage.subject))
            if stage.cotangent is not None:
                _check_new_name(stage.cotangent, arrived, names, context)
                arrived = stage.cotangent.name
            expected = inner(arrived, differential(stage.subject))
            spent.add(stage.subject)
        _check_stage(stage, expected, context)
        if number_of_stage and stage.subject is derivation.variable:
            continue
        for cotangent, subject in _terms(stage.end):
            if subject in spent:
                raise KernelError(f"{subject!r} was passed on before all had reached it")
            waiting.setdefault(subject, []).append(cotangent)
    if not waiting and stage.end.number == 0:
        return zeros(*derivation.variable.shape)
    if waiting or derivation.stages[-1].subject is not derivation.variable:
        raise KernelError("the last stage must be about the variable, and nothing left over")
    ((gradient, subject),) = _terms(derivation.stages[-1].end)
    if subject is not derivation.variable:
        raise KernelError(f"the last line is about {subject!r}")
    return gradient


def _check_new_name(
    cotangent: Definition, arrived: Expr, names: dict[Expr, Expr], context: _Context
) -> None:
    taken = cotangent.name in names or cotangent.name in context.told
    is_name = cotangent.name.head is h.SYMBOL and cotangent.name.shape == arrived.shape
    if taken or not is_name or cotangent.body is not arrived:
        raise KernelError(f"{cotangent.name!r} does not stand for what reached it")
    if cotangent.name.declaration.assumptions:
        raise KernelError(f"nothing may be assumed of {cotangent.name!r}")
    names[cotangent.name] = arrived


def _check_forward(derivation: Derivation, context: _Context) -> Expr:
    (stage,) = derivation.stages
    target = derivation.target
    if derivation.mode == "jacobian" and target.cols is not ONE:
        target = vec(target)
    _check_stage(stage, differential(target), context)
    return stage.end


def _terms(end: Expr) -> list[tuple[Expr, Expr]]:
    """The pairs (G, Z) of a line Σ ⟨G, dZ⟩."""
    pairs = []
    for term in end.args if end.head is h.SUM else (end,):
        if term.head is h.NUMBER and term.data == 0:
            continue
        if term.head is not h.INNER or term.args[1].head is not h.DIFFERENTIAL:
            raise KernelError(f"{term!r} is not of the form ⟨G, dZ⟩")
        if _has_differential(term.args[0]):
            raise KernelError(f"{term!r} has a differential on both sides")
        pairs.append((term.args[0], term.args[1].args[0]))
    return pairs


def _read(mode: str, end: Expr, variable: Expr) -> Expr:
    moved = differential(variable)
    if mode == "differential":
        return end
    if mode == "scalar":
        return substitute(end, {moved: number(1)})
    if mode == "jacobian":
        return jacobian_of(end, moved if variable.cols is ONE else vec(moved))
    raise KernelError(f"no mode {mode!r}")


def jacobian_of(end: Expr, moved: Expr) -> Expr:
    """J of a line J dx, where J may carry scalars in front; a line without dx has J = 0."""
    if end.head is h.ZEROS or end.number == 0:
        return zeros(end.rows, moved.rows)
    try:
        jacobian = read_off(end, moved)
    except ValueError as error:
        raise KernelError(str(error)) from None
    if _has_differential(jacobian):
        raise KernelError(f"{end!r} is not linear in dx")
    return jacobian


def _check_stage(stage: Stage, expected: Expr, context: _Context) -> None:
    if stage.start is not expected:
        raise KernelError(f"a stage must start from {expected!r}, not {stage.start!r}")
    state = stage.start
    for step in stage.steps:
        state = _check_step(state, step, context)
    if state is not stage.end:
        raise KernelError(f"the steps lead to {state!r}, not to {stage.end!r}")


def _check_step(state: Expr, step: Step, context: _Context) -> Expr:
    if isinstance(step, Unfold):
        _check_unfold(step, context)
    elif isinstance(step, Computed):
        _check_computed(step, context)
    else:
        _check_use(step, state, context)
    replaced = substitute(state, {step.old: step.new})
    if replaced is state and step.old not in postorder(state):
        raise KernelError(f"{step.old!r} does not stand in {state!r}")
    return replaced


def _check_computed(step: Computed, context: _Context) -> None:
    schema = SCHEMAS.get(step.name)
    if schema is None:
        raise KernelError(f"there is no equation {step.name!r}")
    if schema(step.old) is not step.new:
        raise KernelError(f"{step.name} does not give {step.new!r}")
    for kind, value in conditions_of(step.name, step.old):
        context.conditions[(kind, value)] = None


def _check_unfold(step: Unfold, context: _Context) -> None:
    name, body = step.definition.name, step.definition.body
    if context.definitions.get(name) is not body:
        raise KernelError(f"{name!r} is not defined as {body!r}")
    plain = (step.old is name and step.new is body) or (step.old is body and step.new is name)
    moved = step.old is differential(name) and step.new is differential(body)
    if not plain and not moved:
        raise KernelError(f"the definition of {name!r} does not give {step.new!r}")


def _check_use(step: Use, state: Expr, context: _Context) -> None:
    if rule_named(step.rule.name) != step.rule:
        raise KernelError(f"there is no rule {step.rule}")
    bindings, sizes = dict(step.bindings), dict(step.sizes)
    for letter, value in bindings.items():
        if letter.head is not h.SYMBOL or resize(letter, sizes).shape != value.shape:
            raise KernelError(f"{step.rule.name}: {value!r} does not fit the letter {letter!r}")
    old = instantiate(step.rule.left, bindings, sizes)
    new = instantiate(step.rule.right, bindings, sizes)
    if step.window is not None:
        old, new = _in_window(step.window, old, new)
    if old is not step.old or new is not step.new:
        raise KernelError(f"{step.rule.name} gives {old!r} = {new!r}, not {step.new!r}")
    for condition in step.rule.when:
        _check_condition(condition.kind, bindings[condition.letter], state, step, context)


def _in_window(window: Window, old: Expr, new: Expr) -> tuple[Expr, Expr]:
    picks: Sequence[int] = window.picks
    if window.node.head is h.PRODUCT and list(picks) != list(range(picks[0], picks[-1] + 1)):
        raise KernelError("factors that do not stand side by side")
    in_order = sorted(set(picks)) == list(picks) and picks[0] >= 0
    if not in_order or window.part() is not old:
        raise KernelError(f"{old!r} is not that part of {window.node!r}")
    return window.node, window.replaced(new)


def _check_condition(kind: str, value: Expr, state: Expr, step: Use, context: _Context) -> None:
    if kind == "constant":
        if contains(value, context.varying) or _has_differential(value):
            raise KernelError(f"{step.rule.name}: {value!r} is not constant")
    elif kind in PROVEN:
        if not PROVEN[kind](value):
            raise KernelError(f"{step.rule.name}: {value!r} is not known to be {kind}")
        if _inside_differential(step.old, state):
            raise KernelError(f"{step.rule.name}: an assumption about a point was differentiated")
    elif kind in ASSUMED:
        context.conditions[(kind, value)] = None
    else:
        raise KernelError(f"no condition {kind!r}")


def _has_differential(expr: Expr) -> bool:
    return any(node.head is h.DIFFERENTIAL for node in postorder(expr))


def _inside_differential(part: Expr, state: Expr) -> bool:
    return any(
        node.head is h.DIFFERENTIAL and contains(node.args[0], [part]) for node in postorder(state)
    )
