"""A claim written as a differential, d f = 2 X : dX, where the derivative was asked for."""

from __future__ import annotations

from dataclasses import replace

from matcalc.expr import Expr, Problem, postorder, substitute, zeros
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
