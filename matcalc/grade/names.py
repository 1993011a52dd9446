"""The names that a formula uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.errors import MatcalcError
from matcalc.read import Scope, read_surface
from matcalc.read.surface import walk


def names_in(text: str) -> set[str]:
    r"""The names in a formula, those of functions too.

    >>> sorted(names_in(r"\mathbf{XW}^\top + h(b)"))
    ['W', 'X', 'b', 'h']
    """
    return {name.removesuffix("()") for name in used_in(text)}


def used_in(text: str) -> set[str]:
    """The names in a formula, those of functions with brackets.

    >>> sorted(used_in("h(X) + b"))
    ['X', 'b', 'h()']
    """
    try:
        tree = read_surface(text, Scope(), syntax="latex")
    except MatcalcError:
        return set(_loose(text))
    names = {node.text for node in walk(tree) if node.kind == "name"}
    calls = {node.text.rstrip("'") + "()" for node in walk(tree) if node.kind == "call"}
    return names | calls


def _loose(text: str) -> Iterator[str]:
    """The letters of a formula that cannot be read."""
    for found in re.finditer(r"(?<![A-Za-z\\{])[A-Za-z](?![A-Za-z])", text):
        yield found.group()
