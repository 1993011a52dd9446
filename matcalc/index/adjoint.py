"""What reaches the argument of a function: for F = f(U), ∂L/∂U from C = ∂L/∂F, with indices.

Each row gives the entries of ∂L/∂U as terms over a row and a column label of U.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import prod

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    apply,
    epower,
    identity,
    inverse,
    norm,
    number,
    partial,
    power,
    softmax,
)
from matcalc.expr import head as h
from matcalc.index.network import (
    DELTA,
    FULL,
    Factor,
    Label,
    Labels,
    Term,
    Terms,
    TooLargeError,
    opaque,
)
from matcalc.index.slopes import slope
from matcalc.index.slots import Form, slot

MOST_UNROLLED = 64
"""A power whose derivative is a sum of more terms than this is refused."""

Reached = tuple[Expr, Form]
Adjoint = Callable[[Expr, Expr], Iterator[Reached]]


def at(body: Expr, row: Labels, col: Labels) -> Factor:
    """The entry of a matrix at two labels; a side of dimension one has none."""
    if body.head is h.IDENTITY:
        return Factor(DELTA, row + col)
    rows = () if body.rows is ONE else row
    cols = () if body.cols is ONE else col
    return Factor(opaque(body), (*rows, *cols))


def _form(body: Expr, entries: Callable[[Labels, Labels], Terms]) -> Form:
    rows, cols = slot(body.rows), slot(body.cols)
    return Form(rows, cols, entries(rows, cols))


def _term(*factors: Factor, coefficient: Fraction = FULL, summed: Labels = ()) -> Term:
    return Term(coefficient, factors, summed)


def _apply(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C_ij f′(U_ij)."""
    body, steep = node.args[0], slope(node)
    yield body, _form(body, lambda r, c: (_term(at(reached, r, c), at(steep, r, c)),))


def _epower(node: Expr, reached: Expr) -> Iterator[Reached]:
    """s C_ij U_ij^(s−1) to the base, Σ C_ij U_ij^s log U_ij to the exponent."""
    body, exponent = node.args
    less = epower(body, exponent - 1 if exponent.number is None else number(exponent.number - 1))
    if exponent.number == 2:
        less = body
    by = Factor(opaque(exponent))
    yield body, _form(body, lambda r, c: (_term(by, at(reached, r, c), at(less, r, c)),))
    if exponent.number is None:
        rows, cols = slot(body.rows), slot(body.cols)
        log = at(apply("log", body), rows, cols)
        term = _term(at(reached, rows, cols), at(node, rows, cols), log, summed=rows + cols)
        yield exponent, Form((), (), (term,))


def _inverse(node: Expr, reached: Expr) -> Iterator[Reached]:
    """−Σ C_ij Z_ia Z_bj for Z = U⁻¹."""
    body = node.args[0]
    i, j = slot(body.rows), slot(body.rows)

    def entries(r: Labels, c: Labels) -> Terms:
        ends = (at(node, i, r), at(reached, i, j), at(node, c, j))
        return (_term(*ends, coefficient=-FULL, summed=i + j),)

    yield body, _form(body, entries)


def _det(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C det(U) (U⁻¹)_ba."""
    body = node.args[0]
    turned = inverse(body)
    both = (Factor(opaque(reached)), Factor(opaque(node)))
    yield body, _form(body, lambda r, c: (_term(*both, at(turned, c, r)),))


def _logdet(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C (U⁻¹)_ba."""
    body = node.args[0]
    turned = inverse(body)
    yield body, _form(body, lambda r, c: (_term(Factor(opaque(reached)), at(turned, c, r)),))


def _norm(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C U_ij / ‖U‖."""
    body = node.args[0]
    below = Factor(opaque(epower(norm(body), number(-1))))
    yield body, _form(body, lambda r, c: (_term(Factor(opaque(reached)), below, at(body, r, c)),))


def _norm1(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C sign(U_ij)."""
    body = node.args[0]
    signs = apply("sign", body)
    yield body, _form(body, lambda r, c: (_term(Factor(opaque(reached)), at(signs, r, c)),))


def _softmax(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C_ij S_ij − S_ij Σ_k C_ik S_ik along a row; likewise along a column."""
    body = node.args[0]

    def entries(r: Labels, c: Labels) -> Terms:
        plain = _term(at(reached, r, c), at(node, r, c))
        k: Labels = tuple(Label(label.dim) for label in (c if node.data == "rows" else r))
        away = (r, k) if node.data == "rows" else (k, c)
        mixed = (at(node, r, c), at(reached, *away), at(node, *away))
        return (plain, _term(*mixed, coefficient=-FULL, summed=k))

    yield body, _form(body, entries)


def _log_softmax(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C_ij − S_ij Σ_k C_ik along a row, S the softmax; likewise along a column."""
    body = node.args[0]
    share = softmax(body, node.data)

    def entries(r: Labels, c: Labels) -> Terms:
        k: Labels = tuple(Label(label.dim) for label in (c if node.data == "rows" else r))
        away = (r, k) if node.data == "rows" else (k, c)
        mixed = (at(share, r, c), at(reached, *away))
        return (_term(at(reached, r, c)), _term(*mixed, coefficient=-FULL, summed=k))

    yield body, _form(body, entries)


def _logsumexp(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C_i S_ij along a row; likewise along a column."""
    body = node.args[0]
    share = softmax(body, node.data)

    def entries(r: Labels, c: Labels) -> Terms:
        ends = (r, ()) if node.data == "rows" else ((), c)
        return (_term(at(reached, *ends), at(share, r, c)),)

    yield body, _form(body, entries)


def _power(node: Expr, reached: Expr) -> Iterator[Reached]:
    """Σ_p (A^p)_ia C_ij (A^(k−1−p))_bj, for a whole number k."""
    body, exponent = node.args
    value = exponent.number
    if value != 1 and _is_multiple_of_identity(reached):
        yield body, _power_of_trace(node, reached)
        return
    if value is None or value.denominator != 1 or value < 1:
        raise UnsupportedError(f"the derivative of {node!r} needs a sum of unknown length.")
    if value > MOST_UNROLLED:
        raise TooLargeError(f"the derivative of {node!r} is a sum of {value} terms.")
    i, j = slot(body.rows), slot(body.rows)

    def entries(r: Labels, c: Labels) -> Terms:
        return tuple(
            _term(
                at(_whole_power(body, before), i, r),
                at(reached, i, j),
                at(_whole_power(body, value.numerator - 1 - before), c, j),
                summed=i + j,
            )
            for before in range(value.numerator)
        )

    yield body, _form(body, entries)


def _is_multiple_of_identity(reached: Expr) -> bool:
    inside = reached.args[-1] if reached.head is h.SCALE else reached
    return inside.head is h.IDENTITY


def _power_of_trace(node: Expr, reached: Expr) -> Form:
    """k c (A^(k−1))_ba where C = c I has reached A^k: all terms of the sum are the same."""
    body, exponent = node.args
    less = _one_less(body, exponent)
    scalars = reached.args[:-1] if reached.head is h.SCALE else ()
    front = [Factor(opaque(each)) for each in (exponent, *scalars) if each.number is None]
    known = prod(
        (each.number for each in (exponent, *scalars) if each.number is not None), start=FULL
    )

    def entries(r: Labels, c: Labels) -> Terms:
        return (_term(*front, at(less, c, r), coefficient=known),)

    return _form(body, entries)


def _one_less(body: Expr, exponent: Expr) -> Expr:
    value = exponent.number
    if value is None:
        return power(body, exponent - 1)
    return body if value == 2 else power(body, number(value - 1))


def _whole_power(body: Expr, exponent: int) -> Expr:
    if exponent == 0:
        return identity(body.rows)
    return body if exponent == 1 else power(body, number(exponent))


def _abstract(node: Expr, reached: Expr) -> Iterator[Reached]:
    """C ∂F/∂U for an unspecified F."""
    for body in node.args:
        yield body, _partial_form(partial(node, body), node, body, reached)


def _partial_form(slope: Expr, node: Expr, body: Expr, reached: Expr) -> Form:
    rows, cols = slot(body.rows), slot(body.cols)
    if node.is_scalar:
        return Form(rows, cols, (_term(Factor(opaque(reached)), at(slope, rows, cols)),))
    out, along = slot(node.rows), slot(node.cols)
    both = (at(reached, out, along), at(slope, out, along if body.is_scalar else rows))
    return Form(rows, cols, (_term(*both, summed=out + along),))


ADJOINTS: Mapping[h.Head, Adjoint] = {
    h.APPLY: _apply,
    h.EPOWER: _epower,
    h.INVERSE: _inverse,
    h.DET: _det,
    h.LOGDET: _logdet,
    h.NORM: _norm,
    h.NORM1: _norm1,
    h.SOFTMAX: _softmax,
    h.LOG_SOFTMAX: _log_softmax,
    h.LOGSUMEXP: _logsumexp,
    h.POWER: _power,
    h.ABSTRACT: _abstract,
}
"""The functions that can be differentiated with indices."""


def adjoint(node: Expr, reached: Expr) -> list[Reached]:
    """What reaches each argument of ``node`` when ``reached`` has reached the node."""
    rule = ADJOINTS.get(node.head)
    if rule is None:
        raise UnsupportedError(f"{node.head} has no derivative with indices: {node!r}.")
    return list(rule(node, reached))
