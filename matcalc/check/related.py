"""Slips in what was differentiated: another variable, or a function like the one that was given.

The claim is compared with the derivative of the related problem, at a point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from matcalc.check import confuse, mutate
from matcalc.errors import UnsupportedError
from matcalc.expr import Expr, Problem, epower, norm1, number, total, trace
from matcalc.expr import head as h

MOST = 60
"""Related problems that are tried before the search gives up."""


@dataclass(frozen=True, slots=True)
class Related:
    """A problem that somebody may have solved instead: a code, a sentence, the problem."""

    code: str
    sentence: str
    problem: Problem


def related(problem: Problem) -> Iterator[Related]:
    """Like problems, each with what was mistaken."""
    yield from islice(_problems(problem), MOST)


def _problems(problem: Problem) -> Iterator[Related]:
    if problem.wrt is None or problem.kind == "value":
        return
    for name in problem.inputs():
        if name is not problem.wrt and name.shape == problem.wrt.shape:
            sentence = f"This is the derivative by {name!r}, not by {problem.wrt!r}."
            yield Related("wrong_variable", sentence, replace(problem, wrt=name))
    try:
        whole = problem.unfold(problem.target)
    except UnsupportedError:
        return
    seen = {whole}
    for change in _CHANGES:
        for target in change(whole):
            if target not in seen and target.shape == whole.shape:
                seen.add(target)
                sentence = f"This is the derivative of {target!r}, not of {whole!r}."
                yield Related("wrong_function", sentence, replace(problem, target=target))


def norms_and_squares(root: Expr) -> Iterator[Expr]:
    """‖x‖² for ‖x‖ or the reverse, ‖x‖₁ for ‖x‖, a sum of squares for the square of a sum."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.NORM:
            yield epower(node, number(2))
            yield norm1(node.args[0])
        if node.head is h.EPOWER and node.args[1].number == 2:
            yield from _unsquared(node.args[0])

    yield from mutate.at_each_node(root, change)


def _unsquared(base: Expr) -> Iterator[Expr]:
    if base.head is h.NORM:
        yield base
    if base.head is h.TOTAL:
        yield total(epower(base.args[0], number(2)))
    if base.head is h.TRACE:
        yield trace(base.args[0] @ base.args[0])


def powers(root: Expr) -> Iterator[Expr]:
    """A ∘ A for A A = A², and A A for A ∘ A."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.POWER and node.args[1].number is not None:
            yield epower(*node.args)

    yield from mutate.at_each_node(root, change)


_CHANGES: tuple[Callable[[Expr], Iterator[Expr]], ...] = (
    norms_and_squares,
    powers,
    mutate.multiply_entrywise,
    mutate.multiply_as_matrices,
    mutate.flip_sign_of_term,
    mutate.drop_transpose,
    mutate.confuse_functions,
    mutate.leave_out_function,
    mutate.drop_inverse,
    mutate.drop_factor,
    confuse.change_exponent,
)
"""What is mistaken in a function, the likeliest first."""
