"""Problems restated for tensorgrad: every quantity has the edges i (rows) and j (columns)."""

from __future__ import annotations

from functools import reduce
from typing import Any

import tensorgrad as tg
from sympy import symbols as sizes

from matcalc.expr import Expr, Problem
from matcalc.expr import head as h
from matcalc.expr.walk import fold


def translated(problem: Problem) -> tuple[Any, Any]:
    """The function and the variable. Raises KeyError for what is not translated here."""
    assert problem.wrt is not None
    names = {name: _variable(name) for name in problem.inputs()}
    target = fold(problem.target, lambda node, args: _tensor(node, args, names))
    return target, names[problem.wrt]


def derivative(target: Any, variable: Any) -> Any:
    """What is timed: the derivative, simplified, without which it is not a formula."""
    return tg.Derivative(target, variable).full_simplify()


def _variable(name: Expr) -> Any:
    edges = {edge: dim for edge, dim in zip("ij", name.shape, strict=True) if dim.value != 1}
    return tg.Variable(repr(name), **{edge: sizes(str(dim)) for edge, dim in edges.items()})


def _tensor(node: Expr, args: tuple[Any, ...], names: dict[Expr, Any]) -> Any:
    if node.head is h.SYMBOL:
        return names[node]
    return _MEANINGS[node.head](node, args)


def _product(left: Any, right: Any) -> Any:
    if "j" not in left.edges or "i" not in right.edges:
        return tg.Product([left, right])
    return tg.functions.dot(left, right, ("j", "i"))


def _turned(node: Expr, args: tuple[Any, ...]) -> Any:
    edges = {"i": "j", "j": "i"}
    return args[0].rename(**{edge: edges[edge] for edge in args[0].edges})


def _sum(node: Expr, args: tuple[Any, ...]) -> Any:
    return tg.Sum(list(args))


def _number(node: Expr, args: tuple[Any, ...]) -> Any:
    return tg.Product([]) * int(node.data)


def _power(node: Expr, args: tuple[Any, ...]) -> Any:
    exponent = node.args[1].data
    return tg.pow(args[0], exponent)


_FUNCTIONS = {"exp": tg.functions.exp, "log": tg.functions.log}

_MEANINGS = {
    h.NUMBER: _number,
    h.SUM: _sum,
    h.SCALE: lambda node, args: tg.Product(list(args)),
    h.PRODUCT: lambda node, args: reduce(_product, args),
    h.TRANSPOSE: _turned,
    h.TRACE: lambda node, args: tg.trace(args[0]),
    h.INVERSE: lambda node, args: tg.functions.inverse(args[0]),
    h.EPOWER: _power,
    h.POWER: lambda node, args: reduce(_product, [args[0]] * int(node.args[1].data)),
    h.APPLY: lambda node, args: _FUNCTIONS[node.data.name](args[0]),
}
