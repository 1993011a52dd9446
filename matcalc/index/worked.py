"""A derivative worked out with indices: entries, Kronecker deltas, contraction, the matrix.

A Jacobian J comes from the gradient of ⟨G, Y⟩, which is Jᵀ G, with a symbol G that may be anything;
a Hessian is the Jacobian of the gradient.
The lines are the index engine's own: each is the network it has at that moment, with its labels
called i, j, a, b, …
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from string import ascii_lowercase

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    Problem,
    add,
    delta,
    entry,
    epower,
    fold,
    hadamard,
    index,
    index_sum,
    inner,
    number,
    partial,
    rebuild,
    scale,
    symbols,
    total,
)
from matcalc.expr import head as h
from matcalc.expr.walk import dimension_names
from matcalc.index.adjoint import Reached
from matcalc.index.board import tensor_matrix
from matcalc.index.contract import without_deltas
from matcalc.index.differentiate import Reverse
from matcalc.index.keys import polynomial_key
from matcalc.index.lower import Lowering
from matcalc.index.names import free_symbol
from matcalc.index.network import DELTA, Factor, Label, Labels, Term
from matcalc.index.slots import Form, fresh
from matcalc.index.whole import Functions, plain

Cut = tuple[Term, Labels]
Passed = tuple[Expr, Expr, Definition | None]
Names = dict[Label, Expr]


WITH_ENTRIES = "written with entries"
DELTAS = "each entry moves by itself, which gives Kronecker deltas"
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
    """∂f/∂Fᵢⱼ for one quantity F, line by line; ``result`` is the matrix of these entries.

    ``named`` is what the result is called from here on, if it is long; ``then`` says how the
    derivative that was asked for follows from the last result.
    """

    subject: Expr
    lines: tuple[Written, ...]
    result: Expr
    named: Definition | None
    then: str = ""


@dataclass
class _Recorder(Reverse):
    """A backward pass that keeps what is cut out for each quantity."""

    cuts: dict[Expr, list[Cut]] = field(default_factory=dict)
    through: dict[Expr, dict[Expr, None]] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    last: Expr | None = None

    def _reach(self, node: Expr, cuts: Sequence[Cut]) -> None:
        self.cuts.setdefault(node, []).extend(cuts)
        if self.last is not None:
            self.through.setdefault(node, {})[self.last] = None
        super()._reach(node, cuts)

    def _passed_on(self, node: Expr, arrived: Expr, moving: set[Expr]) -> list[Reached]:
        self.last = node
        return super()._passed_on(node, arrived, moving)

    def _arrived(self, node: Expr) -> Expr:
        count = len(self.named)
        found = super()._arrived(node)
        named = self.named[-1] if len(self.named) > count else None
        self.passed.append((node, found if named is None else named.body, named))
        return found


def worked_out(problem: Problem) -> tuple[Worked, ...]:
    """The derivative, quantity by quantity, from the target back to the variable.

    >>> from matcalc.expr import symbol, trace
    >>> S, A = symbol("S", "n", "n"), symbol("A", "n", "n")
    >>> (last,) = worked_out(Problem(trace(A @ S), S))
    >>> [line.expr for line in last.lines][2:]
    [Sum(a, 1, n, Sum(b, 1, n, A[b, a]*delta(a, i)*delta(b, j))), A[j, i], A'[i, j]]
    """
    if problem.wrt is None or problem.kind not in _MADE:
        raise UnsupportedError(
            "a derivation in index notation is made for a gradient, a Jacobian, a Hessian or a "
            f"derivative by a scalar, not for a {problem.kind}.",
            hint="Leave out --style index.",
        )
    if problem.kind == "hessian":
        return _hessian(problem)
    if not problem.target.is_scalar:
        return _told_last(*_probed(problem))
    passages = _gradient(problem)
    if problem.constraint or problem.kind == "gradient-symmetric":
        return _told_last(passages, CONSTRAINED)
    return _told_last(passages, AS_ROW if problem.kind.startswith("jacobian") else "")


_MADE = (
    "gradient",
    "gradient-symmetric",
    "jacobian",
    "jacobian-vec",
    "hessian",
    "scalar-derivative",
)
CONSTRAINED = "The entries of the variable are not free; read under the constraint, this is"
AS_ROW = "The entries side by side, as a row, are"


def _told_last(passages: tuple[Worked, ...], then: str) -> tuple[Worked, ...]:
    return (*passages[:-1], replace(passages[-1], then=then)) if passages else ()


def _hessian(problem: Problem) -> tuple[Worked, ...]:
    """The gradient, and then what the Jacobian of the gradient is."""
    assert problem.wrt is not None
    passages = _gradient(problem)
    if not passages:
        return ()
    names = tuple(each.named for each in passages if each.named is not None)
    again = replace(
        problem,
        target=passages[-1].result,
        wrt=problem.second or problem.wrt,
        definitions=(*problem.definitions, *names),
    )
    probed, then = _probed(again)
    return (*passages, *_told_last(probed, then))


def _probed(problem: Problem) -> tuple[tuple[Worked, ...], str]:
    """The gradient of ⟨G, Y⟩ for any G, and what it says about the derivative of Y."""
    target, wrt = problem.target, problem.wrt
    assert wrt is not None
    told = (part for each in problem.definitions for part in (each.name, each.body))
    taken = {name.declaration.name for name in symbols(target, wrt, *told)}
    probe = free_symbol("u" if target.cols is ONE else "U", target, taken)
    passages = _gradient(replace(problem, target=inner(probe, target), second=None))
    name = probe.declaration.name
    if wrt.is_scalar:
        return passages, f"This holds for every {name}, so the derivative is"
    whole = target.cols is ONE and wrt.cols is ONE
    product = f"Jᵀ {name}" if whole else f"Jᵀ vec({name}), as one column,"
    return passages, f"This is {product} for every {name}, so J is"


def _gradient(problem: Problem) -> tuple[Worked, ...]:
    target, wrt = problem.target, problem.wrt
    if wrt is None or not target.is_scalar:
        raise UnsupportedError(
            "a gradient in index notation is made for a scalar.", hint="Ask for a Jacobian."
        )
    told = tuple(Definition(each.name, in_entries(each.body)) for each in problem.definitions)
    run = _Recorder(told, wrt, (), polynomial_key())
    run.run(in_entries(target))
    letters = _letters(problem)
    return tuple(
        _worked(target, run, passed, letters)
        for passed in run.passed
        if passed[0] is not plain(target)
    )


def in_entries(body: Expr) -> Expr:
    """‖A‖² as the sum of the squares of the entries."""

    def visit(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if node.head is h.EPOWER and args[0].head is h.NORM and args[1].number == 2:
            return total(hadamard(args[0].args[0], args[0].args[0]))
        return rebuild(node, args)

    return fold(body, visit)


def _letters(problem: Problem) -> str:
    """The letters that no symbol of the problem uses, i and j first."""
    told = [part for each in problem.definitions for part in (each.name, each.body)]
    taken = {name.declaration.name for name in symbols(problem.target, *told)}
    taken.update(dimension_names(problem.target, *told))
    free = [letter for letter in "ij" + ascii_lowercase if letter not in taken]
    return "".join(dict.fromkeys(free))


def _worked(target: Expr, run: _Recorder, passed: Passed, letters: str) -> Worked:
    subject, result, named = passed
    row, col = _ends(subject, letters)
    place = entry(subject, row, col) if not subject.is_scalar else subject
    own = tuple(each for each in (row, col) if each.number is None)
    rest = letters[len(own) :]
    whole = target if subject in symbols(target) else in_entries(target)
    lines = [Written(partial(whole, place), "")]
    through = tuple(run.through.get(subject, ()))
    open_form = None if through else _spelled(in_entries(target), rest)
    if open_form is not None:
        lines.append(Written(partial(open_form, place), WITH_ENTRIES))
    cuts = run.cuts[subject]
    lines.append(Written(_sum(cuts, own, rest), DELTAS, through))
    contracted = [(_contracted(term), labels) for term, labels in cuts]
    lines.append(Written(_sum(contracted, own, rest), CONTRACTED))
    if result.is_scalar:
        lines.append(Written(result, COLLECTED))
    else:
        lines.append(Written(entry(result, row, col), RECOGNISED))
    return Worked(subject, tuple(_changing(lines)), result, named)


def _changing(lines: list[Written]) -> list[Written]:
    """The lines that differ from the one before."""
    changes = [line for before, line in pairwise(lines) if line.expr is not before.expr]
    return [*lines[:1], *changes]


def _ends(subject: Expr, letters: str) -> tuple[Expr, Expr]:
    """The indices of an entry; a side of dimension one has the position 1."""
    names = iter(letters)
    row, col = (number(1) if dim is ONE else index(next(names), dim) for dim in subject.shape)
    return row, col


def _spelled(target: Expr, letters: str) -> Expr | None:
    """The target written out in entries; None where it is a function of something whole."""
    form: Form = fresh(Lowering(Functions()).run(plain(target)))
    if not any(term.summed for term in form.terms):
        return None
    return add(*(_expr(term, {}, letters) for term in form.terms))


def _contracted(term: Term) -> Term:
    factors, summed = without_deltas(term)
    return Term(term.coefficient, tuple(factors), tuple(summed))


def _sum(cuts: list[Cut], own: tuple[Expr, ...], letters: str) -> Expr:
    terms = (_expr(term, dict(zip(labels, own, strict=True)), letters) for term, labels in cuts)
    return add(*terms)


def _expr(term: Term, names: Names, letters: str) -> Expr:
    """A term as a sum over named indices."""
    if len(term.summed) > len(letters):
        raise UnsupportedError("there are more indices than letters.")
    over = [index(letter, label.dim) for letter, label in zip(letters, term.summed, strict=False)]
    names = {**names, **dict(zip(term.summed, over, strict=True))}
    body = scale(number(term.coefficient), *(_factor(each, names) for each in term.factors))
    for each in reversed(over):
        body = index_sum(each, body)
    return body


def _factor(factor: Factor, names: Names) -> Expr:
    if factor.tensor is DELTA:
        left, right = (names[label] for label in factor.labels)
        return delta(left, right)
    body = tensor_matrix(factor.tensor, factor.labels)
    if body.head is h.ONES:
        return number(1)
    if not body.is_scalar:
        places = [names[label] for label in factor.labels]
        row = number(1) if body.rows is ONE else places[0]
        col = number(1) if body.cols is ONE else places[-1]
        body = entry(body, row, col)
    return body if factor.exponent == 1 else epower(body, number(factor.exponent))
