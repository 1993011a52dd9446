"""∂Yₐᵦ/∂Xᵢⱼ written out: the pullback of U is linear in U, so its terms without U are the entries.

A backward pass of ⟨U, Y⟩ leaves a sum of terms for each quantity, one factor of each an entry of U
or of a product with U. Spread out, each term holds one entry Uₐᵦ; what stands beside it is the
part of ∂Yₐᵦ/∂Xᵢⱼ that a student writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    Problem,
    differential,
    entry,
    index_sum,
    partial,
    scale,
    symbols,
)
from matcalc.expr import head as h
from matcalc.index.board import NoMatrixFormError
from matcalc.index.contract import collapse
from matcalc.index.lower import Lowering
from matcalc.index.network import (
    DELTA,
    FULL,
    Factor,
    Label,
    Labels,
    Term,
    Terms,
    opaque,
    product,
    rename,
    rename_all,
)
from matcalc.index.slots import fresh
from matcalc.index.spelled import contracted, ends, free_letters, written
from matcalc.index.whole import Functions, plain
from matcalc.index.written import (
    CONTRACTED,
    DELTAS,
    RECOGNISED,
    WITH_ENTRIES,
    Worked,
    Written,
    changing,
)

Cut = tuple[Term, Labels]
MOVING = ("differential", "jvp")
"""The kinds whose answer is dY, with the change of X in it."""
STACKED = "With the columns stacked, J is"
DEEPEST = 40
"""Quantities inside each other beyond which nobody would read the terms."""


@dataclass(frozen=True, slots=True)
class Entries:
    """∂Yₐᵦ/∂Xᵢⱼ as terms; ``outputs`` are the labels of Y and ``inputs`` those of X."""

    terms: Terms
    outputs: Labels
    inputs: Labels

    def worked(self, problem: Problem, through: tuple[Expr, ...]) -> Worked:
        """The entries with deltas, without them, and as those of a matrix where they are."""
        assert problem.wrt is not None
        board = _Board.of(problem, self)
        if problem.kind in MOVING:
            return self._moving(problem, board, through)
        lines = [Written(partial(board.output, board.variable), "")]
        if not through:
            spelled = partial(board.spelled(problem.target), board.variable)
            lines.append(Written(spelled, WITH_ENTRIES))
        reason = "" if through and not self.inputs else DELTAS
        lines.append(Written(board.written(self.terms), reason, through))
        shorter = tuple(map(contracted, self.terms))
        lines.append(Written(board.written(shorter), CONTRACTED))
        result = _matrix(shorter, self.outputs, self.inputs)
        if result is not None:
            lines.append(Written(board.of_matrix(result), RECOGNISED))
        then = STACKED if result is None else ""
        return Worked(problem.wrt, changing(lines), result, None, then)

    def _moving(self, problem: Problem, board: _Board, through: tuple[Expr, ...]) -> Worked:
        """dYₐᵦ = Σᵢⱼ ∂Yₐᵦ/∂Xᵢⱼ dXᵢⱼ."""
        assert problem.wrt is not None
        change = dict(problem.direction).get(problem.wrt, differential(problem.wrt))
        factor = Factor(opaque(change), self.inputs)
        terms = tuple(
            contracted(Term(each.coefficient, (*each.factors, factor), each.summed + self.inputs))
            for each in self.terms
        )
        lines = [
            Written(board.entry_of(differential(problem.target)), ""),
            Written(board.total_differential(change), "total differential"),
            Written(written(terms, board.names, board.inside), CONTRACTED, through),
        ]
        result = _matrix(terms, self.outputs, ())
        if result is not None:
            lines.append(Written(board.entry_of(result), RECOGNISED))
        return Worked(problem.wrt, changing(lines), result, None, "")


@dataclass(frozen=True, slots=True)
class _Board:
    """The letters of the open indices, those that are left ``inside`` Y, and beside X too."""

    output: Expr
    variable: Expr
    places: tuple[Expr, Expr]
    by: tuple[Expr, Expr]
    names: dict[Label, Expr]
    inside: str
    letters: str

    @staticmethod
    def of(problem: Problem, entries: Entries) -> _Board:
        """The letters for a derivative, those of Y first."""
        target, wrt = problem.target, problem.wrt
        assert wrt is not None
        letters = free_letters(problem)
        places = ends(target, letters)
        inside = letters[len(entries.outputs) :]
        by = ends(wrt, inside)
        letters = inside[len(entries.inputs) :]
        open_indices = (each for each in (*places, *by) if each.number is None)
        labels = (*entries.outputs, *entries.inputs)
        names = dict(zip(labels, open_indices, strict=True))
        variable = wrt if wrt.is_scalar else entry(wrt, *by)
        return _Board(entry(target, *places), variable, places, by, names, inside, letters)

    def written(self, terms: Terms) -> Expr:
        """The terms as sums."""
        return written(terms, self.names, self.letters)

    def entry_of(self, body: Expr) -> Expr:
        """The entry of a matrix of the shape of Y."""
        return entry(body, *self.places)

    def of_matrix(self, result: Expr) -> Expr:
        """The entry of the Jacobian of a column, or of a derivative by a scalar."""
        if self.variable.head is not h.ENTRY:
            return self.entry_of(result)
        return entry(result, *(each for each in (*self.places, *self.by) if each.number is None))

    def spelled(self, target: Expr) -> Expr:
        """Yₐᵦ as a sum over the indices inside."""
        form = fresh(Lowering(Functions()).run(plain(target)))
        named = (each for each in self.places if each.number is None)
        names = dict(zip((*form.rows, *form.cols), named, strict=True))
        return written(form.terms, names, self.letters)

    def total_differential(self, change: Expr) -> Expr:
        """Σᵢⱼ ∂Yₐᵦ/∂Xᵢⱼ dXᵢⱼ."""
        slope = partial(self.output, self.variable)
        if self.variable.head is not h.ENTRY:
            return scale(change, slope)
        body = scale(slope, entry(change, *self.by))
        for each in reversed(self.by):
            body = body if each.number is not None else index_sum(each, body)
        return body


def _matrix(terms: Terms, outputs: Labels, inputs: Labels) -> Expr | None:
    """The matrix whose entries the terms are, where no more than two indices stand open."""
    rows, cols = (outputs, inputs) if inputs else (outputs[:1], outputs[1:])
    try:
        return collapse(terms, rows, cols)
    except NoMatrixFormError:
        return None


def entries_of(cuts: Sequence[Cut], probe: Expr, wrt: Expr) -> Entries | None:
    """The terms of ∂Yₐᵦ/∂Xᵢⱼ and their open labels, from those of the pullback of ``probe``.

    None where the probe stands inside a function or under a name, so that no term shows it.
    """
    outputs = tuple(Label(dim) for dim in probe.shape if dim is not ONE)
    inputs = tuple(Label(dim) for dim in wrt.shape if dim is not ONE)
    found: list[Term] = []
    for term, labels in cuts:
        named = rename(term, dict(zip(labels, inputs, strict=True)))
        try:
            opened = _spread(named, probe)
        except UnsupportedError:
            return None
        read = [_without_probe(each, probe, outputs) for each in opened]
        if any(each is None for each in read):
            return None
        found += [each for each in read if each is not None]
    return Entries(tuple(found), outputs, inputs) if found else None


def _spread(term: Term, probe: Expr) -> list[Term]:
    """The terms in which the probe is a factor of its own."""
    waiting: list[Term] = [term]
    done: list[Term] = []
    for _ in range(DEEPEST):
        if not waiting:
            return done
        each = waiting.pop()
        at = _inside(each, probe)
        if at is None:
            done.append(each)
        else:
            waiting += _opened(each, at)
    raise UnsupportedError("the terms are too many to be written out.")


def _inside(term: Term, probe: Expr) -> int | None:
    """Where a factor has the probe in it, and is not the probe."""
    for at, factor in enumerate(term.factors):
        body = factor.tensor.data
        if isinstance(body, Expr) and body is not probe and probe in symbols(body):
            return at
    return None


def _opened(term: Term, at: int) -> Terms:
    """The term with one factor multiplied out."""
    factor = term.factors[at]
    body = factor.tensor.data
    if not isinstance(body, Expr):
        raise UnsupportedError("a factor has an index of a compound range.")
    form = fresh(Lowering(Functions()).run(body))
    slots = (*form.rows, *form.cols)
    same = factor.exponent == FULL and len(slots) == len(factor.labels)
    if not same or any(each.factors == (factor,) for each in form.terms):
        raise UnsupportedError(f"{body!r} is not written out.")
    inner = rename_all(form.terms, dict(zip(slots, factor.labels, strict=True)))
    rest = Term(term.coefficient, (*term.factors[:at], *term.factors[at + 1 :]), ())
    joined = product(inner, (rest,))
    return tuple(Term(each.coefficient, each.factors, each.summed + term.summed) for each in joined)


def _without_probe(term: Term, probe: Expr, outputs: Labels) -> Term | None:
    """The term for one entry of the probe: its labels are those of Y from here on."""
    places = [at for at, factor in enumerate(term.factors) if factor.tensor.data is probe]
    if len(places) != 1 or term.factors[places[0]].exponent != FULL:
        return None
    at = places[0]
    labels = term.factors[at].labels
    if len(labels) != len(outputs) or any(label not in term.summed for label in labels):
        return None
    names: dict[Label, Label] = {}
    ties: list[Factor] = []
    for label, output in zip(labels, outputs, strict=True):
        if label in names:
            ties.append(Factor(DELTA, (names[label], output)))
        names.setdefault(label, output)
    rest = (*term.factors[:at], *term.factors[at + 1 :])
    summed = tuple(label for label in term.summed if label not in names)
    return rename(Term(term.coefficient, (*rest, *ties), summed), names)
