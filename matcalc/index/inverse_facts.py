"""Facts about inverses and functions of a whole matrix."""

from __future__ import annotations

from matcalc.expr import head as h
from matcalc.index.canonical import Network
from matcalc.index.lower import size_terms
from matcalc.index.match import Match, find
from matcalc.index.matrices import Square, matrix_atom, oriented
from matcalc.index.network import (
    DELTA,
    FULL,
    Factor,
    Label,
    Term,
    Terms,
    rename,
    rename_all,
    scaled,
)
from matcalc.index.power import raised
from matcalc.index.rewrite import around, lead, less, sits_alone, without
from matcalc.index.rotate import rotations


def inverse_times_argument(term: Term, at: int) -> Terms | None:
    """A A⁻¹ = I = A⁻¹ A; a sum A is recognised by its leading term."""
    factor = term.factors[at]
    if factor.tensor.head is not h.INVERSE or factor.exponent != 1:
        return None
    network = factor.tensor.args[0]
    chosen = lead(network)
    if chosen is None:
        return None
    for side in (0, 1):
        inner, outer = factor.labels[1 - side], factor.labels[side]
        if inner is outer or inner not in term.summed:
            continue
        near, far = network.open[side], network.open[1 - side]
        found = _beside(network.terms[chosen], near, inner, term, at)
        if found is not None and far in found.binding:
            end = found.binding[far]
            return _replaced(term, factor, network, chosen, found, (near, inner, far, end, outer))
    return None


def _beside(lead_term: Term, near: Label, inner: Label, term: Term, at: int) -> Match | None:
    pattern = Term(lead_term.coefficient, lead_term.factors, (*lead_term.summed, near))
    return find(pattern, {near: inner}, term, at)


def _replaced(
    term: Term,
    factor: Factor,
    network: Network,
    chosen: int,
    found: Match,
    ends: tuple[Label, Label, Label, Label, Label],
) -> Terms:
    """Z m = (δ − Z (P − m))/c for the leading term c m of P = Z⁻¹."""
    near, inner, far, end, outer = ends
    share = term.coefficient / network.terms[chosen].coefficient
    result = [Term(share, (*found.rest, Factor(DELTA, (outer, end))), found.summed)]
    for place, other in enumerate(network.terms):
        if place == chosen:
            continue
        told = rename(other, {near: inner, far: end})
        result.append(
            Term(
                -share * told.coefficient,
                (*found.rest, factor, *told.factors),
                (*found.summed, inner, *told.summed),
            )
        )
    return tuple(result)


def push_through(term: Term, at: int) -> Terms | None:
    """C (c I + B C)⁻¹ = (c I + C B)⁻¹ C, towards the inverse that comes first."""
    factor = term.factors[at]
    if factor.tensor.head is not h.INVERSE or factor.exponent != 1:
        return None
    network = factor.tensor.args[0]
    for side in (0, 1):
        row, col = network.open[side], network.open[1 - side]
        inner, outer = factor.labels[side], factor.labels[1 - side]
        if inner not in term.summed or inner is outer:
            continue
        for turn in rotations(network.terms, row, col):
            square = Square(turn.terms, turn.row, turn.col)
            if oriented(square)[0].key >= network.key:
                continue
            pattern = Term(FULL, turn.moved.factors, (*turn.moved.summed, turn.end))
            found = find(pattern, {turn.end: inner}, term, at)
            if found is not None:
                return _pushed(term, found, square, turn.moved, (turn.start, turn.end, outer))
    return None


def _pushed(
    term: Term, found: Match, square: Square, moved: Term, ends: tuple[Label, Label, Label]
) -> Terms:
    start, end, outer = ends
    middle = Label(start.dim)
    made = matrix_atom(h.INVERSE, square)
    inverse = rename_all(made, {square.row: found.binding[start], square.col: middle})
    behind = rename(moved, {start: middle, end: outer})
    return around(term, found.rest, (*found.summed, middle), inverse, (behind,))


def trace_of_inverse(term: Term, at: int) -> Terms | None:
    """tr (c I + B C)⁻¹ = tr (c I + C B)⁻¹ + (n − m)/c, towards the inverse that comes first."""
    factor = term.factors[at]
    if factor.tensor.head is not h.INVERSE or factor.exponent != 1:
        return None
    label, other = factor.labels
    if label is not other or not sits_alone(term, label, at):
        return None
    network = factor.tensor.args[0]
    for turn in rotations(network.terms, *network.open):
        square = Square(turn.terms, turn.row, turn.col)
        if oriented(square)[0].key >= network.key:
            continue
        rest, summed = without(term, at), less(term.summed, label)
        last = Label(turn.row.dim)
        made = rename_all(matrix_atom(h.INVERSE, square), {turn.row: last, turn.col: last})
        unit = turn.terms[0]
        over = raised((Term(unit.coefficient, unit.factors[:-1]),), -FULL)
        excess = (*size_terms(label.dim), *scaled(size_terms(last.dim), -FULL))
        return (
            *around(term, rest, (*summed, last), made),
            *around(term, rest, summed, over, excess),
        )
    return None


def function_first(term: Term, at: int) -> Terms | None:
    """A f(A) = f(A) A, for the matrix exponential and symbolic powers."""
    factor = term.factors[at]
    if factor.tensor.head not in (h.EXPM, h.POWER) or factor.exponent != 1:
        return None
    network = factor.tensor.args[0]
    if len(network.terms) != 1 or any(f.tensor is DELTA for f in network.terms[0].factors):
        return None
    inner, outer = factor.labels
    if inner not in term.summed or inner is outer:
        return None
    near, far = network.open[1], network.open[0]
    found = _beside(network.terms[0], near, inner, term, at)
    if found is None:
        return None
    start, middle = found.binding[far], Label(near.dim)
    moved = rename(network.terms[0], {far: middle, near: outer})
    made = Factor(factor.tensor, (start, middle))
    behind = scaled((moved,), 1 / moved.coefficient)
    return around(term, (*found.rest, made), (*found.summed, middle), behind)
