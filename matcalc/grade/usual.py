"""What a document leaves unsaid: the usual meanings of letters, and what its lines suggest.

They only ever make a formula right on a condition that is told, never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from types import MappingProxyType

from matcalc.grade.context import Context, Defined
from matcalc.grade.names import names_in

USUAL = MappingProxyType(
    {
        "z": (r"w^\top x + b",),
        "y": (r"\sigma(z)",),
        "y_hat": (r"\sigma(z)",),
        "a": (r"\sigma(z)",),
        "L": (
            r"\frac{1}{2} (y - t)^2",
            r"\frac{1}{2} (\hat{y} - y)^2",
            r"-t \log(y) - (1 - t) \log(1 - y)",
            r"-y \log(\hat{y}) - (1 - y) \log(1 - \hat{y})",
        ),
        "R": (r"\frac{1}{2} \|w\|^2", r"\|w\|^2"),
    }
)
"""What letters of a neuron mean where nothing else is said: name → bodies."""
SHAPES = MappingProxyType(
    {"w": ["n"], "x": ["n"], "b": [], "t": [], "lambda": [], "y": [], "y_hat": [], "z": []}
)
"""The shapes that go with them."""
_MOST = 8


def assumptions(
    name: str, context: Context, question: int, at: int, lines: Sequence[str]
) -> Iterator[tuple[list[Defined], list[Defined]]]:
    """Definitions of a name and of what they need: those of the document, and those assumed."""
    used = set().union(*(names_in(line) for line in lines))
    options: dict[str, list[Defined]] = {}
    waiting = [name]
    given: list[Defined] = []
    while waiting:
        each = waiting.pop(0)
        if each in options or any(known.name == each for known in given):
            continue
        own = context.definitions(each, question, at)
        if own and own[0].question == question:
            given.append(own[0])
            waiting += sorted(names_in(own[0].body))
            continue
        found = [*_usual(each, used, question), *context.elsewhere(each)]
        if found:
            options[each] = found
            waiting += sorted(set().union(*(names_in(body.body) for body in found)))
    if not options:
        return
    for count, chosen in enumerate(product(*options.values())):
        if count == _MOST:
            return
        yield _needed(name, [*given, *chosen], list(chosen))


def _needed(
    name: str, known: Sequence[Defined], chosen: Sequence[Defined]
) -> tuple[list[Defined], list[Defined]]:
    """Those that the name needs, itself first; and which of them are assumed."""
    by_name = {each.name: each for each in known}
    waiting, kept = [name], {}
    while waiting:
        each = waiting.pop(0)
        if each in by_name and each not in kept:
            kept[each] = by_name[each]
            waiting += sorted(names_in(by_name[each].body))
    found = list(kept.values())
    return found, [each for each in found if each in chosen]


def _usual(name: str, used: set[str], question: int) -> Iterator[Defined]:
    """The usual meanings with letters that the lines use."""
    left = r"\hat{y}" if name == "y_hat" else name
    bodies = USUAL.get(name, ())
    named_here = [body for body in bodies if names_in(body) & {"t", "y_hat"} & used]
    for body in named_here or bodies:
        yield Defined(name, left, body, 0, question)
