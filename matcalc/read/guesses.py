"""The ways in which the statements of a problem may be understood together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.read.elaborate import manners
from matcalc.read.engine import Manner
from matcalc.read.scope import Scope
from matcalc.read.statements import Statement
from matcalc.read.surface import Node, walk

MAY_BE_SCALAR = ("s", "t", "c", "k", "a", "b", "r")


def understandings(statements: Sequence[Statement], scope: Scope, wrt: str) -> Iterator[Manner]:
    """The understandings of a text; where nothing is declared, other letters may be numbers."""
    seen: list[Manner] = []
    for each in statements:
        for manner, _ in manners(each.body, scope, free_names_of(each)):
            if manner not in seen:
                seen.append(manner)
    yield from seen
    bodies = [each.body for each in statements]
    defined = {each.name for each in statements}
    names = dict.fromkeys(
        node.text
        for body in bodies
        for node in walk(body)
        if node.kind == "name" and not scope.knows(node.text) and node.text not in defined
    )
    columns = {
        node.children[0].text
        for body in bodies
        for node in walk(body)
        if node.kind in ("transpose", "entry", "norm")
    }
    usual = tuple(name for name in MAY_BE_SCALAR if name in names and name not in columns)
    if usual:
        yield Manner(scalars=usual)
    for name in names:
        if len(name) == 1 and name.islower() and name not in (*columns, *usual, wrt):
            yield Manner(scalars=(*usual, name))


def tree_of(statement: Statement, manner: Manner, scope: Scope) -> Node:
    """The formula of a statement as it is understood in one manner."""
    found = manners(statement.body, scope, free_names_of(statement))
    return next((tree for each, tree in found if each == manner), statement.body)


def free_names_of(statement: Statement) -> tuple[str, ...]:
    """The indices that the left side leaves free."""
    return tuple(place.text for place in statement.places if place.kind == "name")
