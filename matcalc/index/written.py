"""What a derivation in index notation consists of: lines with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matcalc.expr import Definition, Expr

WITH_ENTRIES = "written with entries"
DELTAS = "each entry moves alone, which gives δ"
TERM_BY_TERM = "term by term"
PAIRED = "this entry stands in one term alone"
CONTRACTED = "δ puts one index for the other"
RECOGNISED = "as the entry of a matrix"
COLLECTED = "collected"


@dataclass(frozen=True, slots=True)
class Written:
    """One line and its reason; ``through`` are the quantities of a chain rule."""

    expr: Expr
    reason: str
    through: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Worked:
    """∂f/∂Fᵢⱼ for one quantity F, line by line; ``result`` is the matrix of these entries, None
    where they have more than two indices.

    ``named`` is what the result is called from here on, if it is long; ``then`` says how the
    derivative that was asked for follows from the last result.
    """

    subject: Expr
    lines: tuple[Written, ...]
    result: Expr | None
    named: Definition | None
    then: str = ""


def changing(lines: Sequence[Written]) -> tuple[Written, ...]:
    """The lines that differ from the one before."""
    changes = [line for before, line in pairwise(lines) if line.expr is not before.expr]
    return (*lines[:1], *changes)
