"""From labels back to matrices: eliminate the summed labels of a term one by one.

Factors that share both labels are multiplied entrywise; a summed label between two matrices makes
their product, with what else sits on it as a diagonal matrix between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from matcalc.expr import (
    Expr,
    add,
    number,
    scale,
    zeros,
)
from matcalc.expr import head as h
from matcalc.index.board import Board, NoMatrixFormError, merged
from matcalc.index.network import DELTA, Factor, Label, Labels, Term, Terms
from matcalc.index.slots import span


def collapse(terms: Terms, rows: Labels, cols: Labels) -> Expr:
    """The matrix with these entries; raises NoMatrixFormError when a term has no matrix form."""
    if len(rows) > 1 or len(cols) > 1:
        raise NoMatrixFormError("the row or the column has more than one index.")
    parts: dict[Expr, Fraction] = {}
    for term in terms:
        coefficient, body = contract(term, rows, cols)
        parts[body] = parts.get(body, Fraction(0)) + coefficient
    kept = [scale(number(count), body) for body, count in parts.items() if count]
    return add(*kept) if kept else zeros(span(rows), span(cols))


def contract(term: Term, rows: Labels, cols: Labels) -> tuple[Fraction, Expr]:
    """The coefficient of one term, and its matrix with these row and column labels."""
    factors, summed = without_deltas(term)
    board = Board(summed, rows + cols)
    for factor in factors:
        board.place(factor)
    while board.summed:
        board.eliminate()
    body = board.finished(rows[0] if rows else None, cols[0] if cols else None)
    if board.scalars:
        body = scale(*merged(board.scalars), body)
    coefficient, body = _without_number(body)
    return term.coefficient * coefficient, body


def _without_number(body: Expr) -> tuple[Fraction, Expr]:
    """A number in front, and the rest."""
    if body.number is not None:
        return body.number, number(1)
    if body.head is not h.SCALE or body.args[0].number is None:
        return Fraction(1), body
    return body.args[0].number, scale(*body.args[1:])


def without_deltas(term: Term) -> tuple[list[Factor], list[Label]]:
    """The factors and summed labels with summed deltas carried out; open deltas stay."""
    factors, summed = list(term.factors), list(term.summed)
    ties = [at for at, factor in enumerate(factors) if factor.tensor is DELTA]
    for at in ties:
        left, right = factors[at].labels
        if left is right:
            continue
        if left not in summed:
            left, right = right, left
        if left in summed:
            factors = [_with_label(each, left, right) for each in factors]
            summed.remove(left)
    return [each for each in factors if not _is_one(each)], summed


def _is_one(factor: Factor) -> bool:
    return factor.tensor is DELTA and factor.labels[0] is factor.labels[1]


def _with_label(factor: Factor, old: Label, new: Label) -> Factor:
    if old not in factor.labels:
        return factor
    labels = tuple(new if label is old else label for label in factor.labels)
    return Factor(factor.tensor, labels, factor.exponent)


def labels_of(terms: Iterable[Term]) -> Labels:
    """The labels that stand open on any term, in order."""
    found: dict[Label, None] = {}
    for term in terms:
        factors, summed = without_deltas(term)
        for factor in factors:
            found.update((label, None) for label in factor.labels if label not in summed)
    return tuple(found)
