"""The kernel accepts what the engine derives and rejects every edited certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from matcalc.derive import derive
from matcalc.errors import KernelError, MatcalcError
from matcalc.expr import (
    Definition,
    Expr,
    Problem,
    differential,
    inner,
    inverse,
    norm,
    softmax,
    substitute,
    symbol,
    symbols,
    trace,
)
from matcalc.kernel import Closing, Derivation, Stage, Step, check
from matcalc.rules.row import Use, Window, use
from matcalc.rules.table import rule_named

x = symbol("x", "n")
S, A = symbol("S", "n", "n"), symbol("A", "n", "n")
Z, Y, G = (symbol(name, "s", "c") for name in "ZYG")
ELSE = symbol("else", "n")

PROBLEMS = (
    Problem(x.T @ A @ x, x),
    Problem(norm(A @ x), x),
    Problem(trace(inverse(S) @ A), S),
    Problem(inner(G, Y), Z, definitions=(Definition(Y, softmax(Z)),)),
    Problem(softmax(A @ x), x, "jacobian"),
    Problem(trace(S) * S, S, "differential", direction=((S, A),)),
    Problem(trace(A @ S), S, "gradient-symmetric"),
    Problem(norm(A @ x) ** 2, x, "jacobian"),
    Problem(x.T @ A @ x, x, "hessian"),
)


def derivations() -> list[Derivation]:
    return [each for problem in PROBLEMS for each in derive(problem).derivations]


@pytest.mark.parametrize("derivation", derivations(), ids=lambda each: repr(each.target))
def test_every_edit_of_a_step_is_rejected(derivation: Derivation) -> None:
    check(derivation)
    edited = list(edits(derivation))
    assert edited
    for each in edited:
        with pytest.raises((KernelError, MatcalcError, KeyError, ValueError)):
            check(each)


def edits(derivation: Derivation) -> Iterator[Derivation]:
    """One field of one stage or step altered, one step repeated, or all left out."""
    yield replace(derivation, result=derivation.result + derivation.result)
    yield replace(derivation, mode="curl")
    if derivation.closing is not None:
        for changed in closing_edits(derivation.closing):
            yield replace(derivation, closing=changed)
    for at, stage in enumerate(derivation.stages):
        for changed in stage_edits(stage):
            stages = (*derivation.stages[:at], changed, *derivation.stages[at + 1 :])
            yield replace(derivation, stages=stages)


def closing_edits(closing: Closing) -> Iterator[Closing]:
    yield replace(closing, found=other(closing.found))
    yield replace(closing, reading="no such reading")
    yield replace(closing, renaming=((other(x), x),))
    for at, step in enumerate(closing.steps):
        for changed in step_edits(step):
            steps = (*closing.steps[:at], changed, *closing.steps[at + 1 :])
            yield replace(closing, steps=steps)


def stage_edits(stage: Stage) -> Iterator[Stage]:
    yield replace(stage, start=other(stage.start))
    yield replace(stage, end=other(stage.end))
    if stage.steps:
        yield replace(stage, steps=())
    for at, step in enumerate(stage.steps):
        before, after = stage.steps[:at], stage.steps[at + 1 :]
        yield replace(stage, steps=(*before, step, step, *after))
        for changed in step_edits(step):
            yield replace(stage, steps=(*before, changed, *after))


def step_edits(step: Step) -> Iterator[Step]:
    for each in fields(step):
        value = getattr(step, each.name)
        if isinstance(value, Expr):
            yield replace(step, **{each.name: other(value)})
        elif each.name == "name":
            yield replace(step, name="no such equation")
        elif each.name == "bindings" and value:
            letter, bound = value[0]
            yield replace(step, bindings=((letter, other(bound)), *value[1:]))
        elif each.name == "rule":
            yield replace(step, rule=replace(value, right=other(value.right)))


def other(expr: Expr) -> Expr:
    """A different expression of the same shape."""
    return expr + expr


def forward(target: Expr, variable: Expr, *steps: Step, told: tuple[Definition, ...] = ()):
    """A differential, step by step."""
    end = differential(target)
    for step in steps:
        end = substitute(end, {step.old: step.new})
    stage = Stage(target, differential(target), steps, end)
    return Derivation(target, variable, told, "differential", (stage,), end)


def applied(name: str, *values: Expr, window: Window | None = None) -> Use:
    rule = rule_named(name)
    return use(rule, dict(zip(symbols(rule.left), values, strict=True)), window=window)


M, N = symbol("M", "n", "n"), symbol("N", "n", "n")
DIRECTION = Problem(S @ A, S, "differential", direction=((S, M),))
NEVER_CLOSED = Closing(differential(S) @ A, (), "", ())


def opened_as(*renaming: tuple[Expr, Expr]) -> Derivation:
    (derivation,) = derive(replace(DIRECTION, direction=())).derivations
    start = substitute(derivation.result, dict(renaming))
    return replace(derivation, closing=replace(NEVER_CLOSED, renaming=renaming), result=start)


def outside_the_window() -> Derivation:
    """A position counted from the end would drop a term: A M + N M = N M."""
    both = A @ M + N @ M
    factored = applied("factor_right", N, M, A, window=Window(both, (0, 1)))
    window = Window(both, (-1, 0))
    forged = replace(factored, window=window, old=both, new=window.replaced(both))
    constant = applied("d_constant_product", both, S)
    return forward(both @ S, S, constant, replace(forged, old=both, new=N @ M))


FORGED = {
    "is defined after it": forward(
        M, S, applied("d_constant", M), told=(Definition(M, N), Definition(N, S))
    ),
    "defined twice": forward(M, S, told=(Definition(M, N), Definition(M, A))),
    "cannot be a name for": forward(M, S, told=(Definition(A @ A, N),)),
    "is not a name to differentiate by": forward(S @ A, S @ A),
    "A cannot be called M": opened_as((A, M)),
    "dS cannot be called A \\+ M": opened_as((differential(S), A + M)),
    "is not that part of": outside_the_window(),
    "the first stage must be about": replace(
        forward(S, S), stages=(replace(forward(S, S).stages[0], subject=A),)
    ),
}


@pytest.mark.parametrize("said", FORGED)
def test_a_forged_derivation_is_rejected(said: str) -> None:
    with pytest.raises(KernelError, match=said):
        check(FORGED[said])


@pytest.mark.parametrize("taken", [A, Y, inner(x, x), symbol("g", "s", "c", assume=["positive"])])
def test_a_cotangent_gets_a_new_name(taken: Expr) -> None:
    Q = symbol("Q", "s", "c")
    told = (Definition(Y, softmax(Z)), Definition(Q, Y + Y))
    (derivation,) = derive(Problem(inner(G, Q) + trace(A), Z, definitions=told)).derivations
    stage = derivation.stages[1]
    named = replace(stage, cotangent=Definition(taken, stage.start.args[0]))
    stages = (derivation.stages[0], named, *derivation.stages[2:])
    with pytest.raises(KernelError, match=r"does not stand for|nothing may be assumed"):
        check(replace(derivation, stages=stages))


def test_a_stage_must_start_from_what_reached_it() -> None:
    (derivation,) = derive(PROBLEMS[3]).derivations
    swapped = replace(derivation, stages=derivation.stages[::-1])
    with pytest.raises(KernelError):
        check(swapped)


def test_an_assumption_about_a_point_is_not_differentiated() -> None:
    P = symbol("P", "n", "n", assume=["symmetric"])
    result = derive(Problem(trace(P.T @ A), P))
    assert repr(result.expr) == "A"
    assert repr(derive(Problem(trace(A @ P), P)).expr) == "A'"
