r"""Lists of partial derivatives, ``f_{xx} = …, f_{xy} = …``, as the Hessian or the gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcalc.errors import ReadError
from matcalc.expr import ONE, Expr, Problem, block
from matcalc.expr import head as h
from matcalc.read.elaborate import elaborate
from matcalc.read.names import keys
from matcalc.read.parser import parse
from matcalc.read.reading import Reading
from matcalc.read.scope import Scope
from matcalc.read.tex import Items, items
from matcalc.read.tokens import tokens_of

_MARKS = (r"\partial", r"\dd", "d")
_OPENS, _CLOSES = ("(", "[", "{", r"\{", r"\begin"), (")", "]", "}", r"\}", r"\end")

Components = Mapping[tuple[str, ...], int]
"""How each component of the variable is written, and its place."""


@dataclass(frozen=True, slots=True)
class _Partial:
    """One equation of the list: the places of its variables, and its right side."""

    places: tuple[int, ...]
    body: str
    offset: int


def read_partials(text: str, problem: Problem, scope: Scope) -> Reading | None:
    """The gradient or Hessian that a list of partial derivatives gives, None if it is no list.

    A mixed second derivative that is not listed is that of the other order. Raises ReadError
    for one that is missing.
    """
    order = {"gradient": 1, "hessian": 2}.get(problem.kind)
    wrt = problem.wrt
    if order is None or wrt is None or wrt.rows.value is None or wrt.cols is not ONE:
        return None
    components = _components(wrt, scope)
    found: dict[tuple[int, ...], _Partial] = {}
    for part, start in _listed(text):
        partial = _partial(part, start, text, components, order)
        if partial is None:
            return None
        found[partial.places] = partial
    size = wrt.rows.value
    rows = [
        tuple(_read(found, (row, *rest), scope, text) for rest in _rest(order, size))
        for row in range(1, size + 1)
    ]
    expr = block(tuple(rows))
    return Reading(expr, sides=(expr,))


def _rest(order: int, size: int) -> list[tuple[int, ...]]:
    return [()] if order == 1 else [(column,) for column in range(1, size + 1)]


def _read(
    found: Mapping[tuple[int, ...], _Partial], places: tuple[int, ...], scope: Scope, text: str
) -> Expr:
    partial = found.get(places) or found.get(places[::-1])
    if partial is None:
        listed = ", ".join(map(str, places))
        raise ReadError(
            f"the list has no partial derivative by the component {listed}.",
            span=(0, len(text)),
            hint="List one for each component, or each pair of components.",
        )
    tree = parse(tokens_of(partial.body, scope), partial.body)
    return elaborate(tree, scope, (ONE, ONE)).expr


MOST_COMPONENTS = 100
"""Nobody lists the partial derivatives by more components one after the other."""


def _components(wrt: Expr, scope: Scope) -> Components:
    """x and y of a declared v = (x, y), and v_1, v_2."""
    name = wrt.declaration
    made: dict[tuple[str, ...], int] = {}
    assert wrt.rows.value is not None
    bases = keys(name.name, name.latex)
    for place in range(1, min(wrt.rows.value, MOST_COMPONENTS) + 1):
        for base in bases:
            made[(*base, "_", str(place))] = place
    for other, value in scope.values.items():
        if value.head is h.ENTRY and value.args[0] is wrt and value.args[1].number is not None:
            for base in keys(other, ""):
                made[base] = int(value.args[1].number)
    return made


def _listed(text: str) -> Iterator[tuple[Items, int]]:
    """The parts between commas outside all brackets, with the place where each starts."""
    part: Items = []
    depth = 0
    for item in items(text):
        depth += (item.text in _OPENS) - (item.text in _CLOSES)
        if depth == 0 and item.text in (",", ";", r"\\", "\n"):
            yield part, part[0].span[0] if part else item.span[0]
            part = []
        else:
            part.append(item)
    if part:
        yield part, part[0].span[0]


def _partial(
    part: Items, start: int, text: str, components: Components, order: int
) -> _Partial | None:
    at = next((at for at, item in enumerate(part) if item.text == "="), None)
    if at is None or at + 1 >= len(part):
        return None
    places = _differentiated(part[:at], components)
    if places is None or len(places) != order:
        return None
    first, last = part[at + 1].span[0], part[-1].span[1]
    return _Partial(places, text[first:last], start)


def _differentiated(left: Items, components: Components) -> tuple[int, ...] | None:
    """The places that ``f_{xy}`` or ``∂²f/∂x∂y`` differentiates by."""
    texts = [item.text for item in left if item.text not in ("{", "}")]
    if left and left[0].text == r"\frac" and texts[1] in _MARKS:
        below = [at for at in range(2, len(texts)) if texts[at] in _MARKS]
        return _split(_powers(texts[below[0] :]), components) if below else None
    if len(texts) >= 3 and texts[1] == "_":
        return _split(texts[2:], components)
    return None


def _powers(texts: Sequence[str]) -> list[str]:
    r"""``∂ x ∂ y`` as ``x y``, and ``∂ x ^ 2`` as ``x x``."""
    bare = [text for text in texts if text not in _MARKS]
    return [*bare[:-2], *bare[:-2]] if bare[-2:] == ["^", "2"] else bare


def _split(texts: Sequence[str], components: Components) -> tuple[int, ...] | None:
    """A row of component names, one after the other, the longest name first."""
    places: list[int] = []
    at = 0
    while at < len(texts):
        fits = [key for key in components if tuple(texts[at : at + len(key)]) == key]
        if not fits:
            return None
        key = max(fits, key=len)
        places.append(components[key])
        at += len(key)
    return tuple(places)
