"""What a theorem assumes: the names it speaks of, and its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from matcalc.expr import Definition, Expr, Problem, differential, postorder, symbols
from matcalc.expr import head as h
from matcalc.expr.walk import dimension_names
from matcalc.show import to_unicode
from matcalc.show.sentence import Sentence, in_text

if TYPE_CHECKING:
    from matcalc.derive import Result


def directions(problem: Problem) -> tuple[Expr, ...]:
    """The names that stand for the change of a variable, or for what reaches the result."""
    named = tuple(name for _, name in problem.direction if name.head is h.SYMBOL)
    return named if problem.cotangent is None else (*named, problem.cotangent)


WORDS: Mapping[str, str] = {
    "skew_symmetric": "skew-symmetric",
    "full_column_rank": "of full column rank",
    "full_row_rank": "of full row rank",
    "orthonormal_columns": "with orthonormal columns",
    "positive_diagonal": "with a positive diagonal",
    "distinct_eigenvalues": "with distinct eigenvalues",
    "real_distinct_eigenvalues": "with real distinct eigenvalues",
    "distinct_singular_values": "with distinct singular values",
    "unit_interval": "between 0 and 1",
    "simplex": "a probability vector",
    "row_stochastic": "each row a probability vector",
    "rows_sum_to_one": "each row of sum 1",
    "sums_to_one": "of sum 1",
    "one_hot": "with a single 1",
    "one_hot_rows": "with a single 1 in each row",
    "one_hot_columns": "with a single 1 in each column",
    "sign": "of entries ±1",
    "binary": "of entries 0 and 1",
    "count": "of whole numbers",
    "integer": "a whole number",
    "unit_norm": "of length 1",
    "greater_than_one": "greater than 1",
    "small": "",
    "large": "",
}
"""How assumptions are called in a theorem, where not by their own names; two only guide what is
drawn at random, and no theorem needs them."""


def about(name: Expr) -> str:
    """The assumptions on a declared name, in words."""
    if name.head is h.ABSTRACT:
        return "differentiable"
    tags = sorted(name.declaration.assumptions)
    return ", ".join(filter(None, (WORDS.get(tag, tag.replace("_", " ")) for tag in tags)))


def declared_names(
    problem: Problem, definitions: tuple[Definition, ...], shown: tuple[Expr, ...]
) -> Iterator[Expr]:
    """The names that the theorem and its proof speak of, as they were declared, once each."""
    defined = {each.name for each in definitions}
    bodies = [each.body for each in definitions]
    sizes = dimension_names(*shown, *bodies)
    met = {name.declaration.name for name in symbols(*shown, *bodies)}.difference(sizes)
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
        fitting = [told for part in parts if (told := _around(text, part)) is not None]
        if fitting:
            return max(fitting, key=lambda told: len(repr(told[1])))
    return (text,)


def _around(text: str, part: Expr) -> Sentence | None:
    """The words before and behind a formula, where the text is about it."""
    before, found, behind = text.partition(repr(part))
    if not found or (before and not before.endswith((" of ", " with "))):
        return None
    if behind and not behind.startswith((" ", ")")):
        return None
    return (before, part, _WITH_VERB.get(behind, behind))


_WITH_VERB: Mapping[str, str] = {
    " invertible": " is invertible",
    " positive definite": " is positive definite",
    " symmetric": " is symmetric",
    " of full rank": " is of full rank",
    " of full rank (or of constant rank)": " is of full rank, or of constant rank",
    " with linearly independent columns": " has linearly independent columns",
    " a whole number, at least 1": " is a whole number, at least 1",
    " real and simple": " is real and simple",
    " simple": " is simple",
    " distinct": " are distinct",
    " distinct and not 0": " are distinct and not 0",
}
"""How a condition goes on in a sentence."""


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
