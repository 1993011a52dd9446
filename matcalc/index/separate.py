"""A ⊗ B taken apart: factors that tie the parts of a compound row to those of its column."""

from __future__ import annotations

from matcalc.index.matrices import Square
from matcalc.index.network import FULL, Factor, Label, Term, Terms
from matcalc.index.slots import Form


def separated(form: Form) -> tuple[Terms, list[Square]] | None:
    """The scalars and the square matrices of a Kronecker product; None when it is not one."""
    if len(form.rows) < 2 or len(form.rows) != len(form.cols) or len(form.terms) != 1:
        return None
    term = form.terms[0]
    squares, used = [], set[int]()
    for row, col in zip(form.rows, form.cols, strict=True):
        places = _tied_to(term, row, col)
        strangers = [label for label in (*form.rows, *form.cols) if label not in (row, col)]
        found = [term.factors[at] for at in places]
        if row.dim is not col.dim or used & places or _touches(found, strangers):
            return None
        used |= places
        inner = tuple(label for label in term.summed if _touches(found, [label]))
        squares.append(Square((Term(FULL, tuple(found), inner),), row, col))
    rest = tuple(factor for at, factor in enumerate(term.factors) if at not in used)
    kept = tuple(label for label in term.summed if _touches(list(rest), [label]))
    return (Term(term.coefficient, rest, kept),), squares


def _touches(factors: list[Factor], labels: list[Label]) -> bool:
    return any(label in factor.labels for factor in factors for label in labels)


def _tied_to(term: Term, *ends: Label) -> set[int]:
    """The places of the factors that are linked to these labels."""
    known, places = set(ends), set[int]()
    grown = True
    while grown:
        grown = False
        for at, factor in enumerate(term.factors):
            if at not in places and not known.isdisjoint(factor.labels):
                places.add(at)
                known.update(factor.labels)
                grown = True
    return places
