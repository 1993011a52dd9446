"""A derivative worked out with indices: entries, Kronecker deltas, contraction, the matrix.

A Jacobian J comes from the gradient of ⟨G, Y⟩, which is Jᵀ G, with a symbol G that may be anything;
a Hessian is the Jacobian of the gradient.
The lines are the index engine's own: each is the network it has at that moment, with its labels
called i, j, a, b, …
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    Problem,
    entry,
    fold,
    hadamard,
    inner,
    partial,
    rebuild,
    symbols,
    total,
)
from matcalc.expr import head as h
from matcalc.index.adjoint import Reached
from matcalc.index.differentiate import Reverse
from matcalc.index.keys import polynomial_key
from matcalc.index.names import free_symbol
from matcalc.index.network import Labels, Term
from matcalc.index.outputs import MOVING, entries_of
from matcalc.index.spelled import contracted, ends, free_letters, joined, part_of, spelled
from matcalc.index.whole import plain
from matcalc.index.written import (
    COLLECTED,
    CONTRACTED,
    DELTAS,
    PAIRED,
    RECOGNISED,
    TERM_BY_TERM,
    WITH_ENTRIES,
    Worked,
    Written,
    changing,
)

Cut = tuple[Term, Labels]
Passed = tuple[Expr, Expr, Definition | None]


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
            f"a derivation in index notation is not made for a {problem.kind}.",
            hint="Leave out --style index.",
        )
    if problem.kind == "hessian":
        return _hessian(problem)
    if not problem.target.is_scalar:
        return _probed(problem)
    passages = _gradient(problem)
    if problem.kind in MOVING:
        return _told_last(passages, "Paired with the change of the variable, this is")
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
    *MOVING,
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
    slope = passages[-1].result
    assert slope is not None
    again = replace(
        problem,
        target=slope,
        wrt=problem.second or problem.wrt,
        definitions=(*problem.definitions, *names),
    )
    return (*passages, *_probed(again))


def _probed(problem: Problem) -> tuple[Worked, ...]:
    """∂Yₐᵦ/∂Xᵢⱼ; where that cannot be written out, the gradient of ⟨U, Y⟩ for any U."""
    target, wrt = problem.target, problem.wrt
    assert wrt is not None
    told = (part for each in problem.definitions for part in (each.name, each.body))
    taken = {name.declaration.name for name in symbols(target, wrt, *told)}
    probe = free_symbol("u" if target.cols is ONE else "U", target, taken)
    paired = replace(problem, target=inner(probe, target), second=None)
    run = _run(paired)
    found = None if run.named else entries_of(run.cuts.get(wrt, ()), probe, wrt)
    if found is not None:
        through = tuple(node for node, _, _ in run.passed if node not in (wrt, paired.target))
        return (found.worked(problem, through),)
    passages = (each for each in _passages(paired, run) if each.result is not probe)
    return _told_last(tuple(passages), _for_every(probe, problem))


def _for_every(probe: Expr, problem: Problem) -> str:
    """What the pullback of U says of the derivative, where U may be anything."""
    name, wrt = probe.declaration.name, problem.wrt
    assert wrt is not None
    if problem.kind in MOVING:
        return (
            f"The inner product of this with the change of the variable is that of {name} with "
            f"the differential, for every {name}; so the differential is"
        )
    if wrt.is_scalar:
        return f"This holds for every {name}, so the derivative is"
    whole = problem.target.cols is ONE and wrt.cols is ONE
    product = f"Jᵀ {name}" if whole else f"Jᵀ vec({name}), as one column,"
    return f"This is {product} for every {name}, so J is"


def _gradient(problem: Problem) -> tuple[Worked, ...]:
    target, wrt = problem.target, problem.wrt
    if wrt is None or not target.is_scalar:
        raise UnsupportedError(
            "a gradient in index notation is made for a scalar.", hint="Ask for a Jacobian."
        )
    return _passages(problem, _run(problem))


def _run(problem: Problem) -> _Recorder:
    assert problem.wrt is not None
    told = tuple(Definition(each.name, in_entries(each.body)) for each in problem.definitions)
    run = _Recorder(told, problem.wrt, (), polynomial_key())
    run.run(in_entries(problem.target))
    return run


def _passages(problem: Problem, run: _Recorder) -> tuple[Worked, ...]:
    """The quantities in the order in which the derivative reaches them."""
    letters = free_letters(problem)
    dropped = {plain(problem.target), *_told_by_name(run)}
    return tuple(
        _worked(problem.target, run, passed, letters)
        for passed in run.passed
        if passed[0] not in dropped
    )


def _told_by_name(run: _Recorder) -> Iterator[Expr]:
    """tanh(X) where Y = tanh(X), and what reaches Y has been told already."""
    reached = {node: found for node, found, _ in run.passed}
    for name, body in run.bodies.items():
        if name in reached and reached.get(body) is reached[name]:
            yield body


def in_entries(body: Expr) -> Expr:
    """‖A‖² as the sum of the squares of the entries."""

    def visit(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if node.head is h.EPOWER and args[0].head is h.NORM and args[1].number == 2:
            return total(hadamard(args[0].args[0], args[0].args[0]))
        return rebuild(node, args)

    return fold(body, visit)


def _worked(target: Expr, run: _Recorder, passed: Passed, letters: str) -> Worked:
    subject, result, named = passed
    row, col = ends(subject, letters)
    place = entry(subject, row, col) if not subject.is_scalar else subject
    own = tuple(each for each in (row, col) if each.number is None)
    rest = letters[len(own) :]
    whole = target if subject in symbols(target) else in_entries(target)
    lines = [Written(partial(whole, place), "")]
    if _is_paired(target, subject, result):
        return Worked(subject, (*lines, Written(entry(result, row, col), PAIRED)), result, named)
    through = tuple(run.through.get(subject, ()))
    open_form = None if through else spelled(in_entries(target), rest)
    if open_form is not None:
        lines.append(Written(partial(open_form, place), WITH_ENTRIES))
    cuts = run.cuts[subject]
    reason = DELTAS if own else "" if through else TERM_BY_TERM
    lines.append(Written(_sum(cuts, own, rest), reason, through))
    shorter = [(contracted(term), labels) for term, labels in cuts]
    lines.append(Written(_sum(shorter, own, rest), CONTRACTED))
    if result.is_scalar:
        lines.append(Written(result, COLLECTED))
    else:
        lines.append(Written(entry(result, row, col), RECOGNISED))
    return Worked(subject, changing(lines), result, named)


def _is_paired(target: Expr, subject: Expr, result: Expr) -> bool:
    """Whether this is the derivative of ⟨G, Y⟩ by Y."""
    return target.head is h.INNER and set(target.args) == {subject, result} and len(target.args) > 1


def _sum(cuts: list[Cut], own: tuple[Expr, ...], letters: str) -> Expr:
    named = ((term, dict(zip(labels, own, strict=True))) for term, labels in cuts)
    return joined(part_of(term, names, letters) for term, names in named)
