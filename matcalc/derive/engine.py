"""What is asked for, dispatched: gradient, Jacobian, Hessian, differential, pullback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from matcalc.derive.conditions import in_words, needed_by_problem
from matcalc.derive.gradient import derive_gradient
from matcalc.derive.jacobian import derive_jacobian, forward
from matcalc.derive.matrices import in_matrices
from matcalc.derive.naming import free_name, names_in, with_named_parts
from matcalc.derive.simplify import simplify
from matcalc.derive.tape import Tape
from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    Problem,
    declared,
    differential,
    inner,
    number,
    shape_text,
    substitute,
    symbol,
    symbols,
    transpose,
)
from matcalc.kernel import Closing, Derivation, check, opened
from matcalc.rules.readings import CONSTRAINTS


@dataclass(frozen=True, slots=True)
class Result:
    """∂target/∂wrt = expr under ``conditions``, with the derivations the kernel accepted.

    ``definitions`` are those of the problem and any that the engine added.
    """

    problem: Problem
    expr: Expr
    definitions: tuple[Definition, ...]
    derivations: tuple[Derivation, ...]
    conditions: tuple[str, ...]

    @property
    def stated(self) -> Problem:
        """The problem with the definitions that the result uses."""
        return replace(self.problem, definitions=self.definitions)

    def unfold(self) -> Expr:
        """The derivative with every defined name replaced by what it stands for."""
        return self.stated.unfold(self.expr)


def derive(problem: Problem) -> Result:
    """The derivative that the problem asks for, with its proof.

    >>> from matcalc.expr import symbol, trace
    >>> V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
    >>> derive(Problem(trace(V @ X @ W), X)).expr
    V'*W'
    """
    if problem.wrt is None:
        raise UnsupportedError(
            "nothing is said to be differentiated by.", hint="Name the variable with --wrt."
        )
    solve = _KINDS.get(problem.kind)
    if solve is None:
        raise UnsupportedError(
            f"the kind {problem.kind!r} is not known.", hint=f"Known: {', '.join(_KINDS)}."
        )
    problem = in_matrices(problem)
    assert problem.wrt is not None
    free = tuple(each for each in problem.definitions if each.name is not problem.wrt)
    target, told = with_named_parts(problem.target, free, problem.wrt)
    derivations = solve(replace(problem, target=target, definitions=told), problem.wrt)
    added = _cotangents(derivations)
    conditions = [pair for each in derivations for pair in check(each).conditions]
    kept = tuple(each for each in problem.definitions if each.name is problem.wrt)
    definitions = _in_order((*kept, *told, *added))
    meanings = {_unassumed(name): name for name in (problem.wrt, problem.second) if name}
    meanings |= {each.name: each.body for each in problem.definitions}
    conditions += needed_by_problem(problem)
    words = dict.fromkeys((*problem.conditions, *in_words(conditions, meanings)))
    return Result(problem, derivations[-1].result, definitions, derivations, tuple(words))


Solved = tuple[Derivation, ...]
"""The derivations, one after the other; the result of the last is the answer."""


def _in_order(definitions: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """Each definition behind those it uses."""
    by_name = {each.name: each for each in definitions}
    uses = {
        each.name: [name for name in symbols(each.body) if name in by_name] for each in definitions
    }
    try:
        return tuple(by_name[name] for name in TopologicalSorter(uses).static_order())
    except CycleError:
        raise UnsupportedError("the definitions go round in a circle.") from None


def _unconstrained(problem: Problem, wrt: Expr) -> Derivation:
    target = problem.target
    if not target.is_scalar:
        if wrt.is_scalar:
            return _by_scalar(problem, wrt)[0]
        raise ShapeError(
            f"a gradient is of a scalar, and {target!r} is {shape_text(target.shape)}.",
            hint="Ask for the jacobian, or give the upstream gradient of the output.",
        )
    return derive_gradient(target, wrt, problem.definitions)


def _structured(problem: Problem, wrt: Expr) -> Solved:
    """The gradient of a structured variable, from the unconstrained one."""
    derivation = _unconstrained(problem, wrt)
    name = problem.constraint
    if problem.kind == "gradient-symmetric":
        name = name or "symmetric:independent"
    if not name or wrt.is_scalar:
        return (derivation,)
    if name not in CONSTRAINTS:
        raise UnsupportedError(
            f"the constraint {name!r} is not known.", hint=f"Known: {', '.join(CONSTRAINTS)}."
        )
    return (closed(derivation, name),)


def closed(
    derivation: Derivation,
    reading: str = "",
    renaming: tuple[tuple[Expr, Expr], ...] = (),
    *,
    factor: bool = True,
) -> Derivation:
    """The derivation with its result renamed, rearranged and simplified, step by step."""
    closing = Closing(derivation.result, renaming, reading, ())
    start = opened(closing)
    tape = Tape()
    result = simplify(tape, start, factor=factor)
    steps = tape.stage(start, start, result).steps
    if not steps and not renaming and not reading:
        return derivation
    return replace(derivation, result=result, closing=replace(closing, steps=steps))


def _jacobian(problem: Problem, wrt: Expr) -> Solved:
    target, definitions = problem.target, problem.definitions
    if wrt.is_scalar:
        return _by_scalar(problem, wrt)
    if target.is_scalar:
        return (closed(derive_gradient(target, wrt, definitions), "row"),)
    if target.cols is not ONE and target.rows is ONE:
        target = transpose(target)
    if wrt.rows is ONE:
        return _by_row(target, wrt, definitions)
    return (derive_jacobian(target, wrt, definitions),)


def _by_row(target: Expr, wrt: Expr, definitions: tuple[Definition, ...]) -> Solved:
    """By a row bᵀ: the row is told as the transpose of a column."""
    roots = [target, wrt, *(part for each in definitions for part in (each.name, each.body))]
    column = symbol(free_name(f"{wrt.declaration.name}_column", names_in(*roots)), wrt.cols)
    told = (Definition(wrt, transpose(column)), *definitions)
    derivation = derive_jacobian(target, column, told)
    return (closed(derivation, renaming=((column, transpose(wrt)),)),)


def _by_scalar(problem: Problem, wrt: Expr) -> Solved:
    """∂F/∂α, of the shape of F: dF with dα taken as 1."""
    if not wrt.is_scalar:
        raise ShapeError(
            f"a derivative by a scalar was asked for, and {wrt!r} is {shape_text(wrt.shape)}."
        )
    tape = Tape()
    line = forward(tape, problem.target, wrt, problem.definitions)
    stage = tape.stage(problem.target, differential(problem.target), line)
    read = substitute(line, {differential(wrt): number(1)})
    derivation = Derivation(problem.target, wrt, problem.definitions, "scalar", (stage,), read)
    return (closed(derivation),)


def _differential(problem: Problem, wrt: Expr) -> Solved:
    """dF with dX called by the name the problem gives it."""
    tape = Tape()
    line = forward(tape, problem.target, wrt, problem.definitions)
    stage = tape.stage(problem.target, differential(problem.target), line)
    derivation = Derivation(
        problem.target, wrt, problem.definitions, "differential", (stage,), line
    )
    named = tuple((differential(name), direction) for name, direction in problem.direction)
    return (closed(derivation, renaming=named, factor=False),)


def _pullback(problem: Problem, wrt: Expr) -> Solved:
    """The gradient of ⟨G, F⟩ for the named cotangent G."""
    if problem.cotangent is None:
        raise UnsupportedError("a vjp needs the name of its cotangent.")
    return _structured(replace(problem, target=inner(problem.cotangent, problem.target)), wrt)


def _hessian(problem: Problem, wrt: Expr) -> Solved:
    """The Jacobian of the gradient; rows by ``wrt``, columns by the second variable. With a
    direction v it is H v, the gradient of ⟨∇f, v⟩.

    What is assumed of a variable describes the point, so it must not be used before the second
    differentiation: the variables go through it without their assumptions.
    """
    free = {name: _unassumed(name) for name in (wrt, problem.second or wrt)}
    told = tuple(Definition(each.name, substitute(each.body, free)) for each in problem.definitions)
    problem = replace(problem, target=substitute(problem.target, free), definitions=told)
    wrt, second = free[wrt], free[problem.second or wrt]
    first = _unconstrained(problem, wrt)
    definitions = _in_order((*problem.definitions, *_cotangents((first,))))
    again = replace(problem, target=first.result, definitions=definitions)
    if problem.direction:
        hessian = derive_gradient(_along(problem, first.result), second, definitions)
    else:
        (hessian,) = _jacobian(again, second)
    back = tuple((bare, name) for name, bare in free.items() if bare is not name)
    return first, _told_again(hessian, back)


def _along(problem: Problem, gradient: Expr) -> Expr:
    """⟨∇f, v⟩, whose gradient is H v."""
    (_, direction), *others = problem.direction
    if others or direction.shape != gradient.shape:
        raise UnsupportedError(
            f"a Hessian is applied to one direction, of the shape {shape_text(gradient.shape)}.",
            hint="Give one tangent, shaped like the variable.",
        )
    return inner(gradient, direction)


def _told_again(derivation: Derivation, renaming: tuple[tuple[Expr, Expr], ...]) -> Derivation:
    """Renamed after a closing of its own, if it has one."""
    before = derivation.closing
    if not renaming:
        return derivation
    if before is None:
        return closed(derivation, renaming=renaming)
    raw = replace(derivation, result=before.found, closing=None)
    return closed(raw, before.reading, (*before.renaming, *renaming))


def _cotangents(derivations: Solved) -> tuple[Definition, ...]:
    """The names that the engine gave to cotangents."""
    stages = (stage for each in derivations for stage in each.stages)
    return tuple(stage.cotangent for stage in stages if stage.cotangent is not None)


def _unassumed(name: Expr) -> Expr:
    return declared(replace(name.declaration, assumptions=frozenset()))


_KINDS: Mapping[str, Callable[[Problem, Expr], Solved]] = {
    "gradient": _structured,
    "gradient-symmetric": _structured,
    "jacobian": _jacobian,
    "jacobian-vec": _jacobian,
    "scalar-derivative": _by_scalar,
    "hessian": _hessian,
    "differential": _differential,
    "jvp": _differential,
    "vjp": _pullback,
}
