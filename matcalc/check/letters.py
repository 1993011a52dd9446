r"""Letters that nothing declares: what they must stand for to make a claim right.

A student writes −Xᵀ(y − p̂) and never says what p̂ is. Where p̂ = σ(Xβ), a quantity of the problem,
makes the claim right, it is right on that condition, and the verdict says so. Nothing is ever
refuted because a letter is missing.

>>> from matcalc.read import problem_from
>>> from matcalc.check.text import check_text
>>> problem, scope = problem_from("norm(A*x - b)^2", wrt="x")
>>> told = check_text("2 A^T r", problem, scope)
>>> told.verdict, told.conditions
('proved', ('r = A*x - b',))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations

from matcalc.check.parts import parts
from matcalc.errors import MatcalcError
from matcalc.expr import (
    Definition,
    Expr,
    Problem,
    contains,
    postorder,
    substitute,
    symbol,
    symbol_of_shape,
    transpose,
)
from matcalc.read import Scope
from matcalc.read.claim import claimed_surface, read_claim
from matcalc.read.indices import free_names
from matcalc.read.spelling import with_known_letters
from matcalc.read.surface import Node, walk
from matcalc.values.arithmetic import InexactError
from matcalc.values.exactly import Probe

MOST, WORK = 200, 3000
"""Meanings of the letters that are tried, and how many parts these may have together."""
CHOICES = 20_000
"""Choices that are looked at, most of which do not lie in each other as they must."""
MANY = 5
"""More letters than this cannot be guessed."""

Meaning = Mapping[str, Expr]


@dataclass(frozen=True, slots=True)
class Understood:
    """A problem and a scope in which the letters have the meaning that makes a claim right."""

    problem: Problem
    scope: Scope
    meaning: Meaning

    @property
    def told(self) -> tuple[str, ...]:
        """``p = sigmoid(X*w)`` for each letter."""
        return tuple(f"{name} = {body!r}" for name, body in self.meaning.items())


def understood(
    text: str, problem: Problem, scope: Scope, free: Sequence[str], seed: int
) -> Understood | None:
    """The first meaning of the unknown letters that makes a claim right, None if none does."""
    try:
        surface = with_known_letters(claimed_surface(text, scope), scope)
    except MatcalcError:
        return None
    letters = _letters(surface, scope)
    if not 0 < len(letters) <= MANY or surface.kind in ("name", "entry"):
        return None
    bodies = [each.body for each in problem.definitions]
    tries = min(MOST, WORK // len(postorder(problem.target, *bodies)))
    for meaning in islice(_meanings(letters, surface, parts(problem)), tries):
        found = _with_meaning(meaning, problem, scope, _derived_by(surface))
        if _is_right(text, found, free, seed):
            return found
    return None


def as_constants(text: str, scope: Scope) -> Scope | None:
    """The scope in which the unknown letters of a text are numbers, None if it has none."""
    try:
        surface = with_known_letters(claimed_surface(text, scope), scope)
    except MatcalcError:
        return None
    letters = _letters(surface, scope)
    return scope.with_values({name: symbol(name) for name in letters}) if letters else None


def _letters(surface: Node, scope: Scope) -> list[str]:
    """The names that stand for quantities and that nothing declares."""
    indices = set(free_names(surface, scope))
    indices |= {
        str(node.value[0])
        for node in walk(surface)
        if isinstance(node.value, tuple) and node.kind == "over"
    }
    bases = {node.children[0].text for node in walk(surface) if node.kind == "entry"}
    found = [
        node.text
        for node in walk(surface)
        if node.kind == "name" and not scope.knows(node.text) and node.text not in indices
    ]
    powers = {node.children[0].text for node in walk(surface) if node.kind == "power"}
    constants = ({"e"} & powers) | ({"pi"} - bases)
    moved = {name for name in found if name.startswith("d") and scope.knows(name[1:])}
    kept = [name for name in dict.fromkeys(found) if name not in constants | moved]
    return [name for name in kept if not name.startswith("nabla")]


def _derived_by(surface: Node) -> set[str]:
    """The names that stand in a derivative, of which their meaning must be a quantity."""
    return {
        part.text
        for node in walk(surface)
        if node.kind == "derivative"
        for part in walk(node)
        if part.kind == "name"
    }


def _meanings(letters: Sequence[str], surface: Node, found: Sequence[Expr]) -> Iterator[Meaning]:
    """Different parts for different letters, the likeliest first; b lies in a where ∂a/∂b."""
    inside = [
        (node.children[0].text, node.children[1].text)
        for node in walk(surface)
        if node.kind == "derivative" and len(node.children) == 2
    ]
    ranks = range(len(found))
    tried = (chosen for last in ranks for chosen in _up_to(last, len(letters)))
    for chosen in islice(tried, CHOICES):
        meaning = {name: found[at] for name, at in zip(letters, chosen, strict=True)}
        if all(_lies_in(meaning, outer, inner) for outer, inner in inside):
            yield meaning


def _up_to(last: int, count: int) -> Iterator[tuple[int, ...]]:
    """Choices of different places up to ``last`` that use it."""
    return (chosen for chosen in permutations(range(last + 1), count) if last in chosen)


def _lies_in(meaning: Meaning, outer: str, inner: str) -> bool:
    if outer not in meaning or inner not in meaning:
        return True
    whole, part = meaning[outer], meaning[inner]
    return whole is not part and contains(whole, [part])


def _with_meaning(
    meaning: Meaning, problem: Problem, scope: Scope, derived_by: set[str]
) -> Understood:
    """The problem with definitions for the letters that are differentiated; the others stand."""
    names = [name for name in meaning if name in derived_by]
    names.sort(key=lambda name: sum(contains(meaning[name], [body]) for body in meaning.values()))
    values = {name: body for name, body in meaning.items() if name not in names}
    told = problem
    for name in names:
        told, made = _defined(told, name, meaning[name])
        values[name] = made
    swapped = {name: told.target for name, value in scope.values.items() if value is problem.target}
    return Understood(told, scope.with_values({**values, **swapped}), meaning)


def _defined(problem: Problem, name: str, body: Expr) -> tuple[Problem, Expr]:
    """The problem with ``name`` for a part of it; parts inside that have names keep them."""
    made = symbol_of_shape(name, body.shape)
    for each in problem.definitions:
        body = substitute(body, {each.body: each.name})
    swap = {body: made}
    before = [each for each in problem.definitions if not contains(each.body, [body])]
    after = [each for each in problem.definitions if each not in before]
    moved = [replace(each, body=substitute(each.body, swap)) for each in after]
    definitions = (*before, Definition(made, body), *moved)
    return replace(problem, target=substitute(problem.target, swap), definitions=definitions), made


def _is_right(text: str, found: Understood, free: Sequence[str], seed: int) -> bool:
    """Whether the claim has the value of the derivative, in either layout, at a point."""
    try:
        claim = read_claim(text, found.problem, found.scope, free=free).expr
        probe = Probe(found.problem, seed=seed, more=(claim,))
        return probe.matches(claim) or probe.matches(transpose(claim))
    except (MatcalcError, InexactError):
        return False
