"""μ and σ in (x − μ)/σ, where nothing says what they are: the mean and the deviation of x.

>>> from matcalc.read import problem_from
>>> given = {"x": ["n"], "g": ["n"]}
>>> problem, _ = problem_from("sum(g .* ((x - mu)/sigma))", wrt="x", declare=given)
>>> problem.notes[0]
'mu and sigma are not declared: they are read as the mean and the standard deviation of x.'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from matcalc.read.scope import Scope
from matcalc.read.statements import Statement, Statements
from matcalc.read.surface import Node, walk


@dataclass(frozen=True, slots=True)
class _Moments:
    """The names of a mean and of a deviation, and what they are those of."""

    mean: str
    deviation: str
    of: Node


def with_moments(found: Statements, scope: Scope) -> Statements:
    """The statements with definitions of μ = mean(x) and σ² = mean((x − μ)²), if they lack them."""
    told = next((each for one in found.all for each in _standardised(one.body)), None)
    if told is None or not _lacks(found, scope, told):
        return found
    note = (
        f"{told.mean} and {told.deviation} are not declared: they are read as the mean and the "
        f"standard deviation of {told.of.text}."
    )
    made = [*_definitions(told), *found.all]
    return replace(found, all=made, notes=(*found.notes, note))


def _standardised(body: Node) -> Iterator[_Moments]:
    """Every (x − μ)/σ and (x − μ)/√(σ² + ε) in a formula."""
    for node in walk(body):
        if node.kind != "divide" or node.children[0].kind != "add":
            continue
        above, below = node.children
        if len(above.children) != 2 or above.children[1].kind != "negate":
            continue
        of, mean = above.children[0], above.children[1].children[0]
        names = {part.text for part in walk(below) if part.kind == "name"}
        deviation = mean.text.replace("mu", "sigma")
        if of.kind == mean.kind == "name" and mean.text.startswith("mu") and deviation in names:
            yield _Moments(mean.text, deviation, of)


def _lacks(found: Statements, scope: Scope, told: _Moments) -> bool:
    """Whether x is a declared vector, and neither μ nor σ is declared or defined."""
    known = {each.name for each in found.all} | set(scope.values)
    value = scope.values.get(told.of.text)
    return value is not None and not value.is_scalar and not {told.mean, told.deviation} & known


def _definitions(told: _Moments) -> Iterator[Statement]:
    mean = Node("name", (), told.mean)
    two = Node("number", (), Fraction(2))
    gap = Node("add", (told.of, Node("negate", (mean,))), "()")
    yield Statement(told.mean, Node("call", (told.of,), "mean"))
    variance = Node("call", (Node("epower", (gap, two), ".^"),), "mean")
    yield Statement(told.deviation, Node("call", (variance,), "sqrt"))
