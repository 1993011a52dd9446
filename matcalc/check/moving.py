"""A claim written as a differential, d f = 2 X : dX, where the derivative was asked for."""

from __future__ import annotations

from dataclasses import replace

from matcalc.derive import derive
from matcalc.expr import Expr, Problem, postorder, substitute, symbol, zeros
from matcalc.expr import head as h

NOTE = "this is read as the differential: the derivative is what stands beside d{}."

_ASKED = ("gradient", "jacobian", "scalar-derivative")


def as_differential(problem: Problem, claim: Expr) -> tuple[Problem, Expr, tuple[str, ...]]:
    """The problem whose answer contains dX, if the claim does; what stays fixed does not move.

    >>> from matcalc.expr import differential, symbol, trace
    >>> A, X = symbol("A", "n", "m"), symbol("X", "m", "n")
    >>> as_differential(Problem(trace(A @ X), X), trace(A @ differential(X)))[0].kind
    'differential'
    """
    moved = [node for node in postorder(claim) if node.head is h.DIFFERENTIAL]
    wrt = problem.wrt
    if not moved or wrt is None or problem.kind not in _ASKED:
        return problem, claim, ()
    defined = {each.name for each in problem.definitions}
    fixed = {
        node: zeros(*node.shape)
        for node in moved
        if node.args[0].head is h.SYMBOL and node.args[0] not in {wrt, *defined}
    }
    notes = [NOTE.format(wrt.declaration.name)]
    notes += [f"{node.args[0]!r} does not depend on {wrt!r}: {node!r} = 0." for node in fixed]
    asked = replace(problem, kind="differential")
    return asked, substitute(claim, fixed), tuple(notes)


def with_directions(problem: Problem, expr: Expr) -> Expr:
    """Every d g written out by dX, and dX as a letter: so equations of differentials are compared.

    Raises MatcalcError when g has no differential that is known.

    >>> from matcalc.expr import differential, symbol, trace
    >>> X = symbol("X", "n", "n")
    >>> with_directions(Problem(trace(X), X), differential(trace(X @ X)))
    tr(dX*X + X*dX)
    """
    wrt = problem.wrt
    moved = [node for node in postorder(expr) if node.head is h.DIFFERENTIAL]
    if wrt is None or not moved:
        return expr
    told = {
        node: derive(replace(problem, target=node.args[0], kind="differential")).expr
        for node in moved
        if node.args[0] is not wrt
    }
    expr = substitute(expr, told)
    steps = {node: node for node in postorder(expr) if node.head is h.DIFFERENTIAL}
    sizes = () if wrt.is_scalar else wrt.shape
    return substitute(expr, {node: symbol(f"d{wrt.declaration.name}", *sizes) for node in steps})
