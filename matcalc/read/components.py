"""Letters for the components of a vector: x and y of a declared v with two entries."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.errors import MatcalcError
from matcalc.expr import ONE, Expr, entry, number
from matcalc.read.scope import Scope
from matcalc.read.statements import read_statements
from matcalc.read.surface import walk

_ORDERS = (("x", "y"), ("x", "y", "z"), ("u", "v"), ("a", "b"), ("a", "b", "c"), ("s", "t"))
"""Letters that are the components of a point, in this order."""


def components(text: str, given: Mapping[str, Expr], scope: Scope) -> dict[str, Expr]:
    """The letters of a formula that stand for the entries of a vector, ``{}`` if there are none.

    They are taken so where nothing declares them, the formula has exactly as many of them as the
    vector has entries, and it does not name the vector itself.
    """
    if not any(value.cols is ONE and value.rows.value in (2, 3) for value in given.values()):
        return {}
    try:
        found = read_statements(text, scope)
    except MatcalcError:
        return {}
    names = [node.text for each in found.all for node in walk(each.body) if node.kind == "name"]
    defined = {each.name for each in found.all}
    letters = sorted({name for name in names if not scope.knows(name)} - defined - {"pi", "e"})
    vectors = [
        value
        for name, value in given.items()
        if name not in names and value.cols is ONE and value.rows.value == len(letters)
    ]
    if len(vectors) != 1 or tuple(letters) not in _ORDERS:
        return {}
    (vector,) = vectors
    return {
        letter: entry(vector, number(place), number(1))
        for place, letter in enumerate(letters, start=1)
    }
