"""Slots: the row or the column of a matrix as labels, several for a compound dimension.

The row of vec(A) is (column, row) of A; the row of A ⊗ B is (row of A, row of B). The first label
moves slowest. A dimension of one has no label.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcalc.errors import UnsupportedError
from matcalc.expr import ONE, Dim
from matcalc.index.network import DELTA, Factor, Label, Labels, Tensor, Term, Terms, rename_all


@dataclass(frozen=True, slots=True)
class Form:
    """A matrix by its entries: the labels of its row and of its column, and the terms."""

    rows: Labels
    cols: Labels
    terms: Terms


def slot(dim: Dim) -> Labels:
    """A fresh slot of one label, or of none for a dimension of one."""
    return () if dim is ONE else (Label(dim),)


def span(labels: Labels) -> Dim:
    """The dimension that a slot stands for."""
    total = ONE
    for label in labels:
        total = total * label.dim
    return total


def renamed(form: Form, names: dict[Label, Label]) -> Form:
    """The form with all its labels replaced where ``names`` says so, summed ones made anew."""
    return Form(
        tuple(names.get(label, label) for label in form.rows),
        tuple(names.get(label, label) for label in form.cols),
        rename_all(form.terms, names),
    )


def fresh(form: Form) -> Form:
    """A copy whose row and column labels are its own."""
    labels = dict.fromkeys((*form.rows, *form.cols))
    return renamed(form, {label: Label(label.dim) for label in labels})


def aligned(left: Form, left_slot: str, right: Form, right_slot: str) -> tuple[Form, Form]:
    """Both forms with these slots split into labels of the same dimensions, one by one.

    Raises UnsupportedError where no common splitting exists, as for n·m against m·n.
    """
    while True:
        ours, theirs = getattr(left, left_slot), getattr(right, right_slot)
        at = _first_difference(ours, theirs)
        if at is None:
            return left, right
        parts = _prefix(theirs[at:], ours[at].dim)
        if parts is not None:
            left = split(left, ours[at], parts)
            continue
        parts = _prefix(ours[at:], theirs[at].dim)
        if parts is None:
            raise UnsupportedError(
                f"an index of range {_text(ours)} cannot be matched with one of {_text(theirs)}."
            )
        right = split(right, theirs[at], parts)


def _text(labels: Labels) -> str:
    return " · ".join(str(label.dim) for label in labels)


def _first_difference(ours: Labels, theirs: Labels) -> int | None:
    for at, (left, right) in enumerate(zip(ours, theirs, strict=False)):
        if left.dim is not right.dim:
            return at
    return None


def _prefix(labels: Labels, whole: Dim) -> tuple[Dim, ...] | None:
    """The dimensions of the first labels whose product is ``whole``; more than one of them."""
    total = ONE
    for count, label in enumerate(labels, 1):
        total = total * label.dim
        if total is whole:
            return tuple(each.dim for each in labels[:count]) if count > 1 else None
    return None


def split(form: Form, label: Label, dims: tuple[Dim, ...]) -> Form:
    """The form with one label of a compound dimension replaced by several."""
    group = _linked(form, label)
    parts = {each: tuple(Label(dim) for dim in dims) for each in group}
    terms = tuple(_split_term(term, parts) for term in form.terms)
    return Form(_split_labels(form.rows, parts), _split_labels(form.cols, parts), terms)


Parts = dict[Label, Labels]


def _linked(form: Form, label: Label) -> list[Label]:
    """The label and all that deltas tie to it."""
    group = [label]
    for at in group:
        for term in form.terms:
            for factor in term.factors:
                if factor.tensor is DELTA and at in factor.labels:
                    group.extend(other for other in factor.labels if other not in group)
    return group


def _split_labels(labels: Labels, parts: Parts) -> Labels:
    return tuple(part for label in labels for part in parts.get(label, (label,)))


def _split_term(term: Term, parts: Parts) -> Term:
    factors: list[Factor] = []
    for factor in term.factors:
        if parts.keys().isdisjoint(factor.labels):
            factors.append(factor)
        elif factor.tensor is DELTA:
            pairs = zip(*(parts[label] for label in factor.labels), strict=True)
            factors.extend(Factor(DELTA, pair) for pair in pairs)
        else:
            factors.append(_split_factor(factor, parts))
    return Term(term.coefficient, tuple(factors), _split_labels(term.summed, parts))


def _split_factor(factor: Factor, parts: Parts) -> Factor:
    """The same entry, its position written with more labels; the tensor remembers how."""
    tensor = factor.tensor
    shape = tuple(tuple(part.dim for part in parts.get(label, (label,))) for label in factor.labels)
    pattern = ";".join(",".join(map(str, dims)) for dims in shape)
    made = Tensor(
        (tensor.key, shape) if not isinstance(tensor.key, str) else f"{tensor.key}[{pattern}]",
        "split",
        (tensor,),
        shape,
        facts=tensor.facts & {"positive", "nonnegative", "idempotent"},
    )
    return Factor(made, _split_labels(factor.labels, parts), factor.exponent)


def delta_terms(left: Labels, right: Labels) -> Terms:
    """δ for two slots of equal dimensions."""
    pairs = zip(left, right, strict=True)
    return (Term(Fraction(1), tuple(Factor(DELTA, pair) for pair in pairs)),)
