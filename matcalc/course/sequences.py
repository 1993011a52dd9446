r"""Formulas with members of a sequence, m_t, g_{t-1}, E[g_i], to SymPy.

Every member and every expectation is lifted out of the text first, since its subscript is a
formula of its own; what is left is read by matcalc's reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy

from matcalc.errors import ReadError
from matcalc.expr import symbol
from matcalc.read import Scope, read_surface
from matcalc.read.surface import Node, walk

EXPECTATION = sympy.Function("E")
"""E[…], of a formula in members of sequences."""

_MEMBER = re.compile(r"(?<![A-Za-z\\])([A-Za-z])_(?:\{([^{}]*)\}|(\d+|[A-Za-z]))")
_EXPECTED = re.compile(r"(?:\\mathbb\{?E\}?|\\mathrm\{E\}|\\operatorname\{E\}|(?<![A-Za-z])E)\s*\[")
_MARKS = re.compile(r"\\(?:left|right|big|Big|bigg|,|;|!|quad)(?![A-Za-z])")
_GREEK = re.compile(r"(?<![\\A-Za-z])(alpha|beta|gamma|delta|eta|lambda|mu|rho)(?![A-Za-z])")
_WORD = re.compile(r"(?<![A-Za-z\\_{])(?:not|no|never|is|if|for|and|or|all)(?![A-Za-z])")
_STEP_POWER = re.compile(r"\^(?:\{\s*([tT])\s*\}|([tT])(?![A-Za-z]))")
"""An exponent t is the step here, never a transpose."""


def read_sequence_formula(text: str) -> Any:
    r"""The SymPy expression of a formula in members of sequences.

    >>> read_sequence_formula(r"\beta m_{t-1} + (1-\beta) g_t")
    beta*m(t - 1) + (1 - beta)*g(t)
    >>> read_sequence_formula(r"\sum_{i=1}^t \beta^{t-i} E[g_i]")
    Sum(beta**(-i + t)*E(g(i)), (i, 1, t))
    """
    if word := _WORD.search(text):
        raise ReadError(
            f"the word {word[0]!r} cannot stand in a formula about a sequence.",
            hint="Write one equation, without words.",
        )
    lifted: dict[str, Any] = {}
    plain = _GREEK.sub(r"\\\1", _MARKS.sub(" ", text))
    plain = _lift_members(_lift_expectations(plain, lifted), lifted)
    plain = _STEP_POWER.sub(lambda found: "^{" + _lift(_step(found), lifted) + "}", plain)
    return _in_sympy(_surface(plain), lifted)


def _step(found: re.Match[str]) -> Any:
    return sympy.Symbol(found[1] or found[2])


def _surface(text: str) -> Node:
    """The surface tree, where a letter before a bracket multiplies it."""
    first = read_surface(text, Scope.of([]), syntax="latex")
    names = {node.text for node in walk(first) if node.kind in ("name", "call")}
    return read_surface(text, Scope.of(symbol(name) for name in sorted(names)), syntax="latex")


def sides_of(equation: str) -> list[str]:
    r"""The sides of an equation: the equals signs of a sum's bounds do not count.

    >>> sides_of(r"m_t = \sum_{i=1}^t g_i = x")
    ['m_t', '\\sum_{i=1}^t g_i', 'x']
    """
    depth, sides = 0, [""]
    for char in equation:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == "=" and depth == 0:
            sides.append("")
        else:
            sides[-1] += char
    return [side.strip() for side in sides]


def _lift_expectations(text: str, lifted: dict[str, Any]) -> str:
    while found := _EXPECTED.search(text):
        end = _closing(text, found.end())
        inside = read_sequence_formula(text[found.end() : end])
        text = text[: found.start()] + _lift(EXPECTATION(inside), lifted) + text[end + 1 :]
    return text


def _closing(text: str, start: int) -> int:
    depth = 1
    for place in range(start, len(text)):
        depth += {"[": 1, "]": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ReadError(
        "the bracket of this expectation is never closed.",
        span=(start - 1, start),
        hint="Write E[g_t].",
    )


def _lift_members(text: str, lifted: dict[str, Any]) -> str:
    def replaced(found: re.Match[str]) -> str:
        position = read_sequence_formula(found[2] or found[3])
        return _lift(sympy.Function(found[1])(position), lifted)

    return _MEMBER.sub(replaced, text)


def _lift(value: Any, lifted: dict[str, Any]) -> str:
    number = len(lifted)
    lifted[f"upsilon_{number}"] = value
    return f" \\upsilon_{{{number}}} "


def _in_sympy(root: Node, lifted: Mapping[str, Any]) -> Any:
    made: dict[int, Any] = {}
    for node in walk(root):
        parts = [made[id(child)] for child in node.children]
        made[id(node)] = _node(node, parts, lifted)
    return made[id(root)]


def _node(node: Node, parts: list[Any], lifted: Mapping[str, Any]) -> Any:
    if node.kind == "name":
        return lifted.get(node.text) or sympy.Symbol(node.text)
    if node.kind == "over":
        letter, first, last = (_in_sympy(_surface(text), lifted) for text in _bounds(node))
        return sympy.Sum(parts[0], (letter, first, last))
    if node.kind not in _BUILD:
        raise ReadError(
            f"{_article(node.kind)} {node.kind} cannot stand in a formula about a sequence.",
            hint="Write sums, products and powers of m_t, g_t and numbers.",
        )
    return _BUILD[node.kind](node, *parts)


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _bounds(node: Node) -> tuple[str, ...]:
    bounds = node.value
    if not isinstance(bounds, tuple) or "?" in bounds or not all(bounds):
        raise ReadError("this sum has no bounds.", hint=r"Write \sum_{i=1}^{t}.")
    return tuple(str(bound) for bound in bounds)


_BUILD: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "number": lambda node: sympy.Rational(str(node.value)),
        "add": lambda node, *terms: sympy.Add(*terms),
        "negate": lambda node, term: -term,
        "product": lambda node, a, b: a * b,
        "divide": lambda node, a, b: a / b,
        "power": lambda node, a, b: a**b,
    }
)
"""Kinds of the surface tree that a formula in numbers may have."""
