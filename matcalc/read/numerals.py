"""Names that can only be numbers, or only matrices, by the places where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from matcalc.read.exponents import LETTERS
from matcalc.read.surface import Node, walk


def number_names(trees: Iterable[Node]) -> frozenset[str]:
    """The names that stand nowhere but in exponents and denominators, and w of wⁱ.

    >>> from matcalc.read.parser import parse
    >>> from matcalc.read.plain import plain_tokens
    >>> from matcalc.read.scope import Scope
    >>> text = "1/(2m)*tr(X)^k"
    >>> sorted(number_names([parse(plain_tokens(text, Scope()), text)]))
    ['k', 'm']
    """
    everywhere: Counter[str] = Counter()
    as_number: Counter[str] = Counter()
    bases: set[str] = set()
    turned: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            if node.kind == "transpose" and node.text in LETTERS:
                # If this turns out to be a power, its exponent is a number.
                everywhere[node.text] += 1
                as_number[node.text] += 1
            if node.kind == "name":
                everywhere[node.text] += 1
            elif node.kind in ("transpose", "entry"):
                turned.add(node.children[0].text)
            as_number.update(each.text for each in _numbers(node))
            if node.kind == "power" and [each.kind for each in node.children] == ["name", "name"]:
                bases.add(node.children[0].text)
    only = {name for name, count in as_number.items() if count == everywhere[name]}
    lower = {name for name in bases if name.islower() and name != "e"}
    return frozenset(only | lower) - turned


def matrix_names(trees: Iterable[Node]) -> frozenset[str]:
    """The names with two subscripts: w of w_{ij} is a matrix, though it is a small letter."""
    return frozenset(
        node.children[0].text
        for tree in trees
        for node in walk(tree)
        if node.kind == "entry" and len(node.children) == 3
    )


def _numbers(node: Node) -> Iterator[Node]:
    """The names in an exponent, and the factors of a denominator."""
    if node.kind in ("power", "divide") and len(node.children) == 2:
        stack = [node.children[1]]
        while stack:
            part = stack.pop()
            if part.kind == "name":
                yield part
            elif part.kind in ("product", "add", "negate"):
                stack.extend(part.children)
