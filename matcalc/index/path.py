"""A term as a path of matrices from its row to its column, cut where the dimension is the same."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.index.network import DELTA, Factor, Label, Labels, Term


@dataclass(frozen=True, slots=True)
class Block:
    """A square part of a path: its ends, its factors, and the labels summed inside.

    A diagonal block has one end and only factors that carry just that label.
    """

    row: Label
    col: Label
    factors: tuple[Factor, ...]
    summed: Labels

    @property
    def is_diagonal(self) -> bool:
        return self.row is self.col


def blocks(term: Term, row: Label, col: Label) -> list[Block] | None:
    """The square blocks of a term without scalars, from row to column; None when it is no path."""
    if any(factor.tensor is DELTA for factor in term.factors):
        return _diagonal_blocks(term, row, col)
    path = path_of(term, row, col)
    if path is None:
        return None
    labels, links = path
    made: list[Block] = []
    start = 0
    for at, label in enumerate(labels):
        sitting = tuple(f for f in term.factors if f.labels == (label,))
        is_cut = label.dim is row.dim
        if is_cut and at > start:
            made.append(_block(term, labels[start : at + 1], links[start:at]))
            start = at
        if is_cut and sitting:
            made.append(Block(label, label, sitting, ()))
    return made


def _block(term: Term, labels: list[Label], links: list[Factor]) -> Block:
    inside = tuple(labels[1:-1])
    sitting = tuple(
        factor for factor in term.factors if len(factor.labels) == 1 and factor.labels[0] in inside
    )
    return Block(labels[0], labels[-1], (*links, *sitting), inside)


def _diagonal_blocks(term: Term, row: Label, col: Label) -> list[Block] | None:
    """diag(a): a single block on the row label."""
    rest = tuple(factor for factor in term.factors if factor.tensor is not DELTA)
    if term.summed or len(rest) + 1 != len(term.factors):
        return None
    if any(factor.labels != (row,) for factor in rest):
        return None
    return [Block(row, row, rest, ())] if rest else []


def path_of(term: Term, row: Label, col: Label) -> tuple[list[Label], list[Factor]] | None:
    """Labels and links from row to column, when every factor is a link or sits on one label."""
    links = [factor for factor in term.factors if len(factor.labels) == 2]
    labels, ordered = [row], []
    while links:
        here = [factor for factor in links if labels[-1] in factor.labels]
        if len(here) != 1 or here[0].exponent != 1:
            return None
        link = here[0]
        links.remove(link)
        ends = link.labels
        step = ends[1] if ends[0] is labels[-1] else ends[0]
        if step in labels:
            return None
        labels.append(step)
        ordered.append(link)
    known = set(labels)
    covered = all(
        factor.labels and len(factor.labels) <= 2 and known.issuperset(factor.labels)
        for factor in term.factors
    )
    complete = labels[-1] is col and known == {row, col, *term.summed}
    return (labels, ordered) if covered and complete else None
