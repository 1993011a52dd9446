r"""Shapes and assumptions that a document states, in formulas and in words.

``V \in \mathbb{R}^{n \times m}``, "a row vector b", "B is symmetric", "the rows of T sum to 1".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.grade.derivative import named

_IN = re.compile(
    r"^(?P<names>.+?)\s*(?:\\in(?![A-Za-z])|∈)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R(?:eals)?(?![A-Za-z])|\\Re|ℝ)"
    r"\s*(?:\^\s*(?:\{(?P<many>[^{}]*(?:\{[^{}]*\})?[^{}]*)\}|(?P<one>\w)))?[\s.,;]*$",
    re.DOTALL,
)
_NAME = (
    r"\$?\s*(\\math(?:bf|bb|cal|rm)\s*\{?[A-Za-z]\}?|\\(?!in\b|text)[a-z]+|[A-Za-z](?:_\w)?)"
    r"\s*(?=[\s$.,;)]|\\in)(?:\\in(?![a-z])[^$]{0,60})?"
)
_WORDS = (
    (re.compile(rf"\b[Rr]ow[- ]vectors?,?\s+{_NAME}"), "row"),
    (re.compile(rf"{_NAME}\$?\s+(?:is|be)\s+(?:an?|the)\s+(?:\w+\s+)?row[- ]vector"), "row"),
    (re.compile(rf"\b[Rr]ow[- ]vectors?\s+(?:just\s+)?like\s+{_NAME}"), "row"),
    (re.compile(rf"\b[Ss]calars?,?\s+{_NAME}"), "scalar"),
    (re.compile(rf"{_NAME}\$?\s+(?:is|be|are)\s+(?:an?\s+)?(?:\w+\s+)?scalar"), "scalar"),
    (re.compile(rf"\b[Ss]quare matri(?:x|ces),?\s+{_NAME}"), "square"),
    (re.compile(rf"{_NAME}\$?\s+(?:is|be)\s+an?\s+(?:\w+\s+)?square"), "square"),
)
_ROWS = "rows sum to 1"
_ONE_HOT = (
    re.compile(rf"{_NAME}\$?\s+(?:is|are|be)\s+(?:an?\s+)?one[- ]hot"),
    re.compile(rf"\bone[- ]hot\s+(?:\w+\s+){{0,2}}?{_NAME}"),
)
_SUM_IS_ONE = re.compile(
    r"^\s*\\sum(?:\\limits)?\s*_\s*(?:\{\s*(?P<many>[a-z])[^{}]*\}|(?P<one>[a-z]))"
    r"(?:\s*\^\s*(?:\{[^{}]*\}|\w))?\s*(?P<name>\\?\w+(?:\{\w\})?)\s*_\s*(?:\{(?P<at>[^{}]*)\}|(?P<single>\w))$"
)
_ROW_SUMS = re.compile(
    r"(?:rows?\s+of\s+.{0,40}?\bsums?\s+to\s+(?:1|one)|each\s+row\s+sums?\s+to\s+(?:1|one))"
)


def shapes_in(formula: str) -> dict[str, list[str]]:
    r"""The dimensions that a formula gives to names.

    >>> shapes_in(r"V \in \mathbb{R}^{n \times m}")
    {'V': ['n', 'm']}
    >>> shapes_in(r"x, y \in \mathbb{R}^n")
    {'x': ['n'], 'y': ['n']}
    """
    found = _IN.match(formula.strip())
    if found is None:
        return {}
    inside = found["many"] or found["one"] or ""
    dims = [each.strip(" {}()") for each in re.split(r"\\times|×", inside) if each.strip(" {}()+")]
    if len(dims) > 2 or not all(
        re.fullmatch(r"[A-Za-z]\w*|\d+|\w+_\{?\w+\}?", each) for each in dims
    ):
        return {}
    dims = [re.sub(r"[{}]", "", each) for each in dims]
    names = [named(each) for each in found["names"].split(",")]
    return {name: list(dims) for name in names if name}


def worded(prose: str) -> Iterator[tuple[str, str]]:
    """The names of a paragraph with what its words say of them: ``row``, ``scalar``, ``square``.

    >>> list(worded("where W is the weight matrix and b is a row vector"))
    [('b', 'row')]
    """
    for pattern, word in _WORDS:
        for found in pattern.finditer(prose):
            if name := named(found[1]):
                yield name, word


def assumed(prose: str) -> Iterator[tuple[str, str]]:
    """The names of a paragraph whose entries, or rows, are one-hot or sum to one.

    >>> list(assumed("each $t$ is one-hot"))
    [('t', 'one hot')]
    """
    for pattern in _ONE_HOT:
        for found in pattern.finditer(prose):
            if name := named(found[1]):
                yield name, "one hot rows" if name.isupper() else "one hot"
    for found in _ROW_SUMS.finditer(prose):
        near = prose[max(0, found.start() - 120) : found.end()]
        names = re.findall(
            r"(?:\\mathbf\{([A-Z])\}|(?<![A-Za-z\\{}])([A-Z])(?![A-Za-z]))\s*(?:\\in|\$)", near
        )
        if names:
            yield next(each for each in names[-1] if each), _ROWS


def sum_that_is_one(sides: tuple[str, ...]) -> tuple[str, str] | None:
    r"""The name whose entries, or those of each row, an equation says to sum to one.

    >>> sum_that_is_one((r"\sum_k t_k", "1")), sum_that_is_one((r"\sum_j T_{ij}", "1"))
    (('t', 'sums to 1'), ('T', 'rows sum to 1'))
    """
    found = _SUM_IS_ONE.match(sides[0]) if len(sides) == 2 and sides[1].strip() == "1" else None
    if found is None or not (name := named(found["name"])):
        return None
    over, places = (
        found["many"] or found["one"],
        re.findall(r"[a-z]", found["at"] or found["single"]),
    )
    if places == [over]:
        return name, "sums to 1"
    return (name, _ROWS) if len(places) == 2 and places[1] == over else None
