"""What a theorem assumes: the names it speaks of, and its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from matcalc.expr import Definition, Expr, Problem, differential, postorder, symbols
from matcalc.expr import head as h
from matcalc.show import to_unicode
from matcalc.show.sentence import Sentence, in_text

if TYPE_CHECKING:
    from matcalc.derive import Result


def directions(problem: Problem) -> tuple[Expr, ...]:
    """The names that stand for the change of a variable, or for what reaches the result."""
    named = tuple(name for _, name in problem.direction if name.head is h.SYMBOL)
    return named if problem.cotangent is None else (*named, problem.cotangent)


def declared_names(
    problem: Problem, definitions: tuple[Definition, ...], shown: tuple[Expr, ...]
) -> Iterator[Expr]:
    """The names that the theorem and its proof speak of, as they were declared, once each."""
    defined = {each.name for each in definitions}
    bodies = [each.body for each in definitions]
    met = {name.declaration.name for name in symbols(*shown, *bodies)}
    for name in symbols(*problem.declared, *problem.inputs(), *shown, *bodies):
        if name.declaration.name in met and name not in defined:
            met.remove(name.declaration.name)
            yield name
    yield from _functions(*shown[:1], *bodies)


def _functions(*roots: Expr) -> Iterator[Expr]:
    """A(t) and L(A x), of which only the shape is known: once each, as they first occur."""
    met: set[str] = set()
    for node in postorder(*roots):
        if node.head is h.ABSTRACT and node.data[0] not in met:
            met.add(node.data[0])
            yield node


def conditions(result: Result) -> Iterator[Sentence]:
    """What is assumed, once: one condition may come from two sides, its terms in another order."""
    told = (_condition(text, result) for text in result.conditions)
    known: set[str] = set()
    for sentence in (*_named_changes(result.problem), *told):
        key = "".join(sorted(in_text(sentence)))
        if key not in known:
            known.add(key)
            yield sentence


def _condition(text: str, result: Result) -> Sentence:
    """A condition as told, its formula apart where it stands in the theorem or the proof."""
    bodies = (each.body for each in result.problem.definitions)
    for parts in (postorder(result.problem.target, *bodies), _met(result)):
        fitting = [part for part in parts if text.startswith(f"{part!r} ")]
        if fitting:
            value = max(fitting, key=lambda value: len(repr(value)))
            return (value, text.removeprefix(repr(value)))
    return (text,)


def _met(result: Result) -> Sequence[Expr]:
    """What the steps of a derivation speak of."""
    stages = (stage for each in result.derivations for stage in each.stages)
    return postorder(*(step.new for stage in stages for step in stage.steps))


def _named_changes(problem: Problem) -> Iterator[Sentence]:
    """dX = H, where the answer calls the change of X by another name."""
    if problem.kind in ("differential", "jvp"):
        for variable, name in problem.direction:
            if to_unicode(name) != to_unicode(differential(variable)):
                yield (differential(variable), " = ", name)
