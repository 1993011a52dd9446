"""Jacobians, Hessians and directional derivatives: the pullback is linear in what is pulled back.

With g = ∂⟨V, F⟩/∂X, which is linear in V, cutting V out of g leaves ∂F/∂X.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.errors import UnsupportedError
from matcalc.expr import ONE, Definition, Expr, Problem, inner, scale, transpose, unfolded
from matcalc.index.contract import collapse
from matcalc.index.differentiate import cut_out, gradient
from matcalc.index.names import new_symbol


def pullback(problem: Problem, by: Expr) -> Expr:
    """∂⟨V, F⟩/∂X, all names unfolded but those of the problem's variables."""
    target = problem.target
    paired = scale(by, target) if target.is_scalar else inner(by, target)
    found = gradient(replace(problem, target=paired))
    return unfolded(found.expr, (*problem.definitions, *found.definitions))


def upstream_of(problem: Problem, *others: Expr) -> Expr:
    """A new symbol V for what is pulled back: of the shape of the target."""
    bodies = (each.body for each in problem.definitions)
    names = (each.name for each in problem.definitions)
    return new_symbol("upstream", problem.target, *problem.declared, *bodies, *names, *others)


def jacobian(problem: Problem) -> Expr:
    """∂y/∂x for columns or rows y and x: rows are the entries of y, columns those of x.

    >>> from matcalc.expr import symbol
    >>> A, x = symbol("A", "m", "n"), symbol("x", "n")
    >>> jacobian(Problem(A @ x, x, kind="jacobian"))
    A
    """
    by = upstream_of(problem)
    pulled = pullback(problem, by)
    form, cuts = cut_out(pulled, by)
    inputs = (*form.rows, *form.cols)
    terms = tuple(term for term, _ in cuts)
    outputs = cuts[0][1] if cuts else ()
    if len(outputs) > 1 or len(inputs) > 1:
        raise UnsupportedError("this Jacobian has more than two indices.")
    if not cuts:
        raise UnsupportedError("the derivative is zero everywhere.")
    return collapse(terms, outputs, inputs)


def along(problem: Problem, direction: Expr) -> Expr:
    """dF for dX = ``direction``: of the shape of F."""
    by = upstream_of(problem, direction)
    pulled = pullback(problem, by)
    moved = scale(direction, pulled) if direction.is_scalar else inner(direction, pulled)
    return gradient(Problem(moved, by)).expr


def by_scalar(problem: Problem) -> Expr:
    """∂F/∂α: of the shape of F."""
    by = upstream_of(problem)
    return gradient(Problem(pullback(problem, by), by)).expr


def hessian(problem: Problem, known: Sequence[Definition] = ()) -> Expr:
    """∂²L/∂x∂y of a scalar: the Jacobian of the gradient."""
    found = gradient(problem)
    slope = unfolded(found.expr, (*problem.definitions, *found.definitions))
    second = problem.second or problem.wrt
    inner_problem = Problem(slope, second)
    if second is not None and second.is_scalar:
        return by_scalar(inner_problem)
    if slope.is_scalar:
        return transpose(gradient(inner_problem).expr)
    if slope.cols is not ONE and slope.rows is not ONE:
        raise UnsupportedError("this Hessian has more than two indices.")
    return jacobian(inner_problem)
