"""f(x) entry by entry: what people mean by the derivative of a vector function of that form."""

from __future__ import annotations

from dataclasses import replace

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr, Problem, fold, total
from matcalc.expr import head as h

NOTE = "The function works entry by entry: its derivative is taken entry by entry too."

_ENTRYWISE = (h.APPLY, h.EPOWER, h.HADAMARD, h.SUM, h.SCALE)


def told_as_scalar(problem: Problem) -> Problem:
    """The gradient of an entrywise f(x) as that of the sum of its entries; others unchanged.

    >>> from matcalc.expr import apply, symbol
    >>> x = symbol("x", "n")
    >>> told_as_scalar(Problem(apply("tanh", x), x)).target
    sum(tanh(x))
    """
    wrt = problem.wrt
    if problem.kind != "gradient" or wrt is None or wrt.is_scalar or problem.target.is_scalar:
        return problem
    try:
        body = problem.unfold(problem.target)
    except UnsupportedError:
        return problem
    if body.shape != wrt.shape or not is_entrywise(body, wrt):
        return problem
    return replace(problem, target=total(problem.target))


def is_entrywise(body: Expr, wrt: Expr) -> bool:
    """Whether each entry of ``body`` depends on the same entry of ``wrt`` alone."""

    def visit(node: Expr, args: tuple[str, ...]) -> str:
        if node is wrt:
            return "entrywise"
        if all(arg == "constant" for arg in args):
            return "constant"
        fits = node.head in _ENTRYWISE and node.shape == wrt.shape and "mixed" not in args
        return "entrywise" if fits else "mixed"

    return fold(body, visit) == "entrywise"
