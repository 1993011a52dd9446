"""Whether the second derivation finds the same: a candidate against what the networks give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from matcalc.errors import MatcalcError
from matcalc.expr import (
    Definition,
    Expr,
    Problem,
    add,
    differential,
    hadamard,
    identity,
    inner,
    matmul,
    substitute,
    transpose,
    unfolded,
    vec,
)
from matcalc.index.differentiate import gradient
from matcalc.index.keys import normal_key
from matcalc.index.linear import along, by_scalar, hessian, jacobian
from matcalc.index.names import new_symbol
from matcalc.index.normal import equal

Agrees = Callable[[Problem, Expr, tuple[Definition, ...]], bool]


def agrees_with(problem: Problem, candidate: Expr, definitions: Sequence[Definition] = ()) -> bool:
    """Whether ``candidate`` is the derivative that the problem asks for, for every size.

    ``definitions`` are the names the candidate uses; those of the problem are known. True is a
    proof; False says that none was found.

    >>> from matcalc.expr import symbol
    >>> x, A = symbol("x", "n"), symbol("A", "n", "n")
    >>> agrees_with(Problem(x.T @ A @ x, x), A @ x + A.T @ x)
    True
    """
    own = {each.name for each in problem.definitions}
    added = tuple(each for each in definitions if each.name not in own)
    try:
        return _KINDS[problem.kind](problem, candidate, added)
    except MatcalcError:
        return False


def _same(problem: Problem, ours: Expr, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    """Equal with the names as they stand, or with all of them unfolded."""
    if ours.shape != candidate.shape:
        return False
    if equal(_folded(problem, ours), _folded(problem, candidate)):
        return True
    if not problem.definitions and not added:
        return False
    everything = (*problem.definitions, *added)
    return equal(_unfolded_all(ours, everything), _unfolded_all(candidate, everything))


def _folded(problem: Problem, expr: Expr) -> Expr:
    """``expr`` with the bodies of definitions called by their names."""
    names = {each.body: each.name for each in problem.definitions if each.body.args}
    return substitute(expr, names) if names else expr


def _unfolded_all(expr: Expr, definitions: Sequence[Definition]) -> Expr:
    """All names unfolded, whatever the order in which the definitions stand."""
    while True:
        made = unfolded(expr, definitions)
        if made is expr:
            return expr
        expr = made


def _gradient(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    if not problem.target.is_scalar:
        return _by_scalar(problem, candidate, added)
    if problem.constraint:
        return _constrained(problem, candidate, added)
    for key in (None, normal_key()) if added else (None,):
        found = gradient(problem, added, key)
        if equal(_folded(problem, found.expr), _folded(problem, candidate)):
            return True
    return _same(problem, found.expr, candidate, (*added, *found.definitions))


def _constrained(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    """The gradient over a structured set of matrices."""
    project = _PROJECTIONS.get(problem.constraint or "symmetric:independent")
    if project is None:
        return False
    found = gradient(problem)
    return _same(problem, project(found.expr), candidate, (*added, *found.definitions))


_PROJECTIONS: Mapping[str, Callable[[Expr], Expr]] = {
    "symmetric:independent": lambda g: g + transpose(g) - hadamard(g, identity(g.rows)),
    "symmetric:projected": lambda g: (g + transpose(g)) / 2,
    "skew:projected": lambda g: (g - transpose(g)) / 2,
    "diagonal": lambda g: hadamard(g, identity(g.rows)),
}
"""What a constraint on the variable makes of the gradient G over independent entries."""


def _pullback(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    if problem.cotangent is None:
        return False
    paired = replace(problem, target=inner(problem.cotangent, problem.target))
    return _gradient(paired, candidate, added)


def _jacobian(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    target, wrt = problem.target, problem.wrt
    if wrt is None:
        return False
    if wrt.is_scalar:
        return _by_scalar(problem, candidate, added)
    if target.is_scalar:
        return _gradient(problem, transpose(candidate), added)
    if _is_vector(target) and _is_vector(wrt):
        return _same(problem, jacobian(problem), candidate, added)
    return _by_direction(problem, candidate, added)


def _is_vector(expr: Expr) -> bool:
    return expr.rows.value == 1 or expr.cols.value == 1


def _by_direction(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    """J vec(dX) = vec(dF) for every dX."""
    wrt = problem.wrt
    if wrt is None or candidate.cols is not wrt.rows * wrt.cols:
        return False
    bodies = [each.body for each in (*problem.definitions, *added)]
    direction = new_symbol("direction", wrt, problem.target, candidate, *bodies)
    return _same(
        problem,
        vec(along(problem, direction)),
        matmul(candidate, vec(direction)),
        added,
    )


def _by_scalar(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    if problem.target.is_scalar:
        return _gradient(problem, candidate, added)
    return _same(problem, by_scalar(problem), candidate, added)


def _differential(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    """dF, the sum over the directions that are named; else along dX itself."""
    ways = problem.direction
    if not ways and problem.wrt is not None:
        ways = ((problem.wrt, differential(problem.wrt)),)
    parts = [along(replace(problem, wrt=variable), direction) for variable, direction in ways]
    return bool(parts) and _same(problem, add(*parts), candidate, added)


def _hessian(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    if problem.direction:
        found = gradient(problem)
        slope = unfolded(found.expr, (*problem.definitions, *found.definitions))
        paired = inner(slope, problem.direction[0][1])
        wanted = replace(problem, target=paired, wrt=problem.second or problem.wrt, direction=())
        return _gradient(wanted, candidate, added)
    if problem.wrt is not None and not _is_vector(problem.wrt):
        found = gradient(problem)
        slope = unfolded(found.expr, (*problem.definitions, *found.definitions))
        inner_problem = replace(problem, target=slope, wrt=problem.second or problem.wrt)
        return _by_direction(inner_problem, candidate, added)
    if problem.wrt is not None and problem.wrt.is_scalar and not problem.target.is_scalar:
        slope = by_scalar(problem)
        return _same(problem, by_scalar(replace(problem, target=slope)), candidate, added)
    return _same(problem, hessian(problem), candidate, added)


def _value(problem: Problem, candidate: Expr, added: tuple[Definition, ...]) -> bool:
    return _same(problem, problem.target, candidate, added)


_KINDS: Mapping[str, Agrees] = {
    "gradient": _gradient,
    "gradient-symmetric": _constrained,
    "jacobian": _jacobian,
    "jacobian-vec": _jacobian,
    "hessian": _hessian,
    "differential": _differential,
    "scalar-derivative": _by_scalar,
    "jvp": _differential,
    "vjp": _pullback,
    "value": _value,
}
"""How the answer to each kind of question is compared."""
