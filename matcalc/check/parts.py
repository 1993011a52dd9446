"""What a letter that nothing declares may stand for: the quantities that a problem is made of.

>>> from matcalc.read import problem_from
>>> problem, _ = problem_from("norm(tanh(A*x) - b)^2", wrt="x")
>>> parts(problem)[:2]
[tanh(A*x), A*x]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from matcalc.errors import MatcalcError
from matcalc.expr import (
    ONE,
    Expr,
    Problem,
    add,
    apply,
    hadamard,
    matmul,
    number,
    ones,
    postorder,
    scale,
    softmax,
    tabulate,
    transpose,
)
from matcalc.expr import head as h

_LEAVES = (h.NUMBER, h.SYMBOL, h.INDEX, h.UNIT, h.ONES, h.IDENTITY, h.SIZE, h.ZEROS)
_FUNCTIONS = (h.APPLY, h.SOFTMAX, h.LOG_SOFTMAX, h.LOGSUMEXP)
_PROBABLE = ("exp", "softplus", "log", "sigmoid")
"""Functions beside which σ of the same argument is a probability."""

NEAR = 200
"""Parts that lie deeper inside the problem have no letter of their own."""


def parts(problem: Problem) -> list[Expr]:
    """The function values and their arguments, probabilities of them, then every other part.

    A part about one row i of many is given for all rows at once.
    """
    roots = [problem.target, *(each.body for each in problem.definitions)]
    nodes = postorder(*roots)[::-1][:NEAR]
    layers = [part for node in nodes if node.head in _FUNCTIONS for part in (node, node.args[0])]
    found = [
        *(_whole(node) for node in layers),
        *(each for node in layers for each in _probabilities(node)),
        *(_whole(node) for node in nodes if node not in roots[:1]),
        *(_whole(add(*(-term for term in node.args))) for node in nodes if node.head is h.SUM),
    ]
    return list(dict.fromkeys(each for each in found if each is not None and _is_quantity(each)))


def _is_quantity(part: Expr) -> bool:
    """Whether somebody may have given it a letter: no number, no name, no name transposed."""
    inside = part.args[0] if part.head is h.TRANSPOSE else part
    return inside.head not in _LEAVES


def _probabilities(node: Expr) -> Iterator[Expr]:
    """σ(a) beside log(1 + eᵃ), and softmax(a) beside log Σ eᵃ."""
    argument = _whole(node.args[0]) if node.args else None
    if argument is None:
        return
    if node.head is h.LOGSUMEXP or node.head is h.LOG_SOFTMAX:
        with suppress(MatcalcError):
            yield softmax(argument, str(node.data or "columns"))
    if node.head is h.APPLY and node.data.name in _PROBABLE:
        yield apply("sigmoid", argument)
        yield apply("sigmoid", -argument)
        if argument.cols is ONE and not argument.is_scalar:
            yield softmax(argument, "columns")


def _whole(part: Expr) -> Expr | None:
    """A part for every value of its one free index; None when it has several or does not fit."""
    free = _free(part)
    if not free:
        return part
    if len(free) > 1 or not part.is_scalar or part.head is h.INDEX:
        return None
    with suppress(MatcalcError):
        return _over(part, free[0])
    return None


def _free(part: Expr) -> list[Expr]:
    nodes = postorder(part)
    bound = {node.args[0] for node in nodes if node.head in (h.INDEX_SUM, h.TABULATE)}
    return [node for node in nodes if node.head is h.INDEX and node not in bound]


def _over(part: Expr, index: Expr) -> Expr:
    """The column of the values of a scalar: X w for x_iᵀ w, v for v_i, f(…) for f of one."""
    made: dict[Expr, Expr] = {}
    for node in postorder(part):
        if index in _free(node) and node.is_scalar and node is not index:
            made[node] = _column(node, index, made)
    return made[part]


def _column(node: Expr, index: Expr, made: dict[Expr, Expr]) -> Expr:
    if node.head is h.PRODUCT and (found := _product(node, index)) is not None:
        return found
    if node.head is h.ENTRY and node.args[1] is index and node.args[0].cols is ONE:
        return node.args[0]
    if node.head is h.APPLY and node.args[0] in made:
        return apply(node.data, made[node.args[0]])
    if node.head in (h.SCALE, h.SUM) and all(each.is_scalar for each in node.args):
        return _joined(node, index, made)
    return tabulate(index, number(1), node)


def _joined(node: Expr, index: Expr, made: dict[Expr, Expr]) -> Expr:
    """The sum or the product of numbers, for every value of the index."""
    moving = [each for each in node.args if index in _free(each)]
    free = [made.get(each) or tabulate(index, number(1), each) for each in moving]
    rest = [each for each in node.args if each not in moving]
    if node.head is h.SUM:
        return add(*free, *(scale(each, ones(index.data[1])) for each in rest))
    column = hadamard(*free) if len(free) > 1 else free[0]
    return scale(*rest, column) if rest else column


def _product(node: Expr, index: Expr) -> Expr | None:
    """X w for x_iᵀ w or wᵀ x_i, where one factor at an end depends on the index."""
    places = [at for at, factor in enumerate(node.args) if index in _free(factor)]
    if places == [len(node.args) - 1]:
        rows, others = _rows(node.args[-1], index), _turned(node.args[:-1])
    elif places == [0]:
        rows, others = _rows(_transposed(node.args[0]), index), list(node.args[1:])
    else:
        return None
    return None if rows is None else matmul(*rows, *others)


def _rows(column: Expr, index: Expr) -> list[Expr] | None:
    """The factors of the matrix whose i-th row is the transpose of the column A e_i."""
    factors = column.args if column.head is h.PRODUCT else (column,)
    unit, before = factors[-1], factors[:-1]
    if unit.head is not h.UNIT or any(index in _free(factor) for factor in before):
        return None
    return _turned(before)


def _turned(factors: Sequence[Expr]) -> list[Expr]:
    """The factors of the transposed product."""
    return [_transposed(factor) for factor in reversed(factors)]


def _transposed(factor: Expr) -> Expr:
    return factor.args[0] if factor.head is h.TRANSPOSE else transpose(factor)
