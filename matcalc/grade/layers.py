r"""The letters of a chain rule as the outputs of the layers that a document tells.

A document may write s_1, a_1, … in ∂C/∂ỹ ∂ỹ/∂s_2 ∂s_2/∂a_1 ∂a_1/∂s_1 and nothing else of them.
Where they stand in one order, and are as many as the layers, they are their outputs in this order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matcalc.grade.blocks import Block, joined
from matcalc.grade.derivative import Asked, base_of, named, partials
from matcalc.grade.formulas import split_at, statements_of
from matcalc.grade.names import names_in
from matcalc.grade.stages import Stage, plain

_OUTPUTS = re.compile(
    r"(?P<letters>(?:\$[^$\n]{1,80}\$[\s,]*(?:and\s+)?)+)\s*(?:is|are|be|denotes?)\s+(?:the\s+)?"
    r"(?:respective\s+)?outputs?\s+of\s+(?:the\s+)?(?P<layers>[^.;:]{1,200})"
)


@dataclass(frozen=True, slots=True)
class Layer:
    """``letter = body``: what comes out of a layer, told at a character."""

    letter: str
    body: str
    at: int
    name: str


def layers_in(blocks: Sequence[Block], networks: Sequence[Sequence[Stage]]) -> Iterator[Layer]:
    """The outputs of the layers of every network, where a letter is known for each of them."""
    for network in networks:
        letters = _told(blocks, network) or _in_order(blocks, network)
        yield from _defined(network, letters)


def _told(blocks: Sequence[Block], network: Sequence[Stage]) -> list[str]:
    """ "where z_1, z_2 are the outputs of Linear_1 and f"."""
    names = [stage.name.lower() for stage in network]
    for found in _OUTPUTS.finditer(joined(blocks)[0]):
        letters = [
            each.strip() for each in re.split(r"\$|,|\band\b", found["letters"]) if each.strip()
        ]
        layers = [
            plain(each).lower() for each in re.split(r",|\band\b", found["layers"]) if plain(each)
        ]
        if layers[: len(names)] == names and len(letters) >= len(names):
            return letters[-len(names) :]
    return []


def _in_order(blocks: Sequence[Block], network: Sequence[Stage]) -> list[str]:
    """The letters of the derivatives that no layer mentions, from the first layer to the last."""
    inputs = set().union(*(names_in(stage.made) | names_in(stage.given) for stage in network))
    written: dict[str, str] = {}
    below: dict[str, set[str]] = {}
    for chain in _chains(blocks):
        for upper, lower in _links(chain):
            pair = named(base_of(upper)), named(base_of(lower))
            if all(pair) and not inputs & set(pair) and pair[0] != pair[1]:
                written.update(zip(pair, map(base_of, (upper, lower)), strict=True))
                below.setdefault(pair[0], set()).add(pair[1])
    fitting = [path for path in _lines(below) if len(path) == len(network) + 1]
    return [written[name] for name in reversed(fitting[0][1:])] if len(fitting) == 1 else []


def _chains(blocks: Sequence[Block]) -> Iterator[list[Asked]]:
    """The derivatives of every product, in their order."""
    for block in blocks:
        for each in statements_of(block.text) if block.is_formula else ():
            for side in each.sides:
                yield from _products(side)


def _products(side: str) -> Iterator[list[Asked]]:
    if r"\begin" not in side:
        for part in split_at(side, "+"):
            yield from filter(None, map(partials, split_at(part, "-")))


def _links(chain: Sequence[Asked]) -> Iterator[tuple[str, str]]:
    """What depends on what: ∂u/∂v, and the factors of a product from the loss downwards."""
    for each in chain:
        yield each.of, each.by
    for one, other in pairwise(chain):
        if named(base_of(one.by)) != named(base_of(other.of)) and one.of != other.of:
            is_upwards = named(base_of(one.of)) == named(base_of(other.by))
            if not is_upwards:
                yield one.by, other.of


def _lines(below: dict[str, set[str]]) -> Iterator[list[str]]:
    """The parts of a graph that are in one order, each from its top to its bottom."""
    lower = set().union(*below.values()) if below else set()
    for top in sorted(set(below) - lower):
        ordered = sorted(
            reach := _reached(top, below), key=lambda each: -len(_reached(each, below))
        )
        sizes = [len(_reached(each, below)) for each in ordered]
        if sizes == list(range(len(reach) - 1, -1, -1)):
            yield [top, *ordered]


def _reached(top: str, below: dict[str, set[str]]) -> set[str]:
    """Everything below a letter."""
    found: set[str] = set()
    waiting = [top]
    while waiting:
        new = below.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _defined(network: Sequence[Stage], letters: Sequence[str]) -> Iterator[Layer]:
    """Each output by the letter of the layer before it, where that stands in it."""
    before, last = "", ""
    for stage, letter in zip(network, letters, strict=False):
        body = _in_terms_of(stage.made, stage.given or before, last) if last else stage.made
        yield Layer(letter, body, stage.at, stage.name)
        before, last = stage.made, letter


def _in_terms_of(made: str, given: str, letter: str) -> str:
    r"""A formula with a letter for a part of it, which stands in brackets where it is a sum.

    >>> _in_terms_of("3W(Ux + b)^+ + c", "3(Ux + b)^+", "a")
    '3W(\\frac{1}{3} a) + c'
    """
    made, given = (" ".join(each.split()) for each in (made, given))
    if made == given:
        return letter
    number = re.match(r"(\d+)\s*(?=[(\\])", given)
    for part, put in (
        (given, f"({letter})" if given.startswith("(") else f" {letter} "),
        *([(given[number.end() :], rf"(\frac{{1}}{{{number[1]}}} {letter})")] if number else ()),
    ):
        if (found := _put(made, part, put)) != made:
            return found
    return made


def _put(made: str, part: str, put: str) -> str:
    """A formula with another text for a part that stands in it as a whole."""
    bare = re.sub(r"\^\s*[-+]", "", part)
    is_sum = len(split_at(bare, "+")) > 1 or len(split_at(bare[1:], "-")) > 1
    escaped = re.escape(part)
    whole = (
        re.compile(rf"(?<=[(\[{{]){escaped}(?=[)\]}}])")
        if is_sum
        else re.compile(rf"(?<![\^_]){escaped}(?!\s*[\^_'A-Za-z])")
    )
    for found in whole.finditer(made):
        word = re.search(r"\\?[A-Za-z]+$", made[: found.start()])
        if is_sum or word is None or (part.startswith("(") and len(word[0]) == 1):
            shown = put[1:-1] if is_sum else put
            return f"{made[: found.start()]}{shown}{made[found.end() :]}"
    return made
