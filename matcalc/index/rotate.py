"""Push-through: with P = c I + B C and Q = c I + C B, C P = Q C and det P ~ det Q."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.index.network import DELTA, FULL, Factor, Label, Labels, Term, Terms, rename_factors
from matcalc.index.path import path_of


@dataclass(frozen=True, slots=True)
class Rotation:
    """Q = c I + C B over (row, col), for P = c I + B C; ``moved`` is C over (inner, end)."""

    terms: Terms
    row: Label
    col: Label
    moved: Term
    start: Label
    end: Label


def rotations(terms: Terms, row: Label, col: Label) -> Iterator[Rotation]:
    """Every cut of the one product B C in c I + B C."""
    unit: list[Term] = []
    bodies: list[Term] = []
    for term in terms:
        (unit if _is_identity(term, row, col) else bodies).append(term)
    if len(unit) != 1 or len(bodies) != 1:
        return
    scalars = tuple(factor for factor in bodies[0].factors if not factor.labels)
    links = tuple(factor for factor in bodies[0].factors if factor.labels)
    path = _links(Term(FULL, links, bodies[0].summed), row, col)
    if path is None:
        return
    labels, parts = path
    for at in range(1, len(parts)):
        yield _rotated(unit[0], bodies[0], scalars, labels, parts, at)


def _is_identity(term: Term, row: Label, col: Label) -> bool:
    """c I: scalars and one delta."""
    ties = [factor for factor in term.factors if factor.labels]
    return len(ties) == 1 and ties[0].tensor is DELTA and set(ties[0].labels) == {row, col}


def _links(term: Term, row: Label, col: Label) -> tuple[list[Label], list[Factor]] | None:
    """The path of a product of matrices with nothing on the labels between."""
    if any(len(factor.labels) != 2 or factor.tensor is DELTA for factor in term.factors):
        return None
    return path_of(term, row, col)


def _rotated(
    unit: Term,
    body: Term,
    scalars: tuple[Factor, ...],
    labels: list[Label],
    links: list[Factor],
    at: int,
) -> Rotation:
    """B C cut behind its first ``at`` links: C B runs from the cut round to the cut."""
    cut, seam = labels[at], Label(labels[0].dim)
    first, last = Label(cut.dim), Label(cut.dim)
    before = rename_factors(links[:at], {labels[0]: seam, cut: last})
    behind = rename_factors(links[at:], {labels[-1]: seam, cut: first})
    inner: Labels = (*(label for label in labels[1:-1] if label is not cut), seam)
    turned = Term(body.coefficient, (*scalars, *behind, *before), inner)
    plain = tuple(factor for factor in unit.factors if not factor.labels)
    identity = Term(unit.coefficient, (*plain, Factor(DELTA, (first, last))))
    moved = Term(FULL, tuple(links[at:]), tuple(labels[at + 1 : -1]))
    return Rotation((identity, turned), first, last, moved, cut, labels[-1])
