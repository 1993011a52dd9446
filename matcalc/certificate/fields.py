"""Fields of a certificate, each read with its type checked.

>>> whole_number({"order": "two"}, "order")
Traceback (most recent call last):
    ...
matcalc.errors.ReadError: The field 'order' is "two"; it must be a whole number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from matcalc.errors import ReadError
from matcalc.expr import Dim, Shape, dim

Fields = Mapping[str, Any]


def malformed(name: str, seen: object, needed: str) -> ReadError:
    """The error for a field that is not what it must be."""
    text = json.dumps(seen, ensure_ascii=False, default=str)
    shown = text if len(text) <= 60 else text[:59] + "…"
    return ReadError(f"The field {name!r} is {shown}; it must be {needed}.")


def known(fields: Fields, *names: str) -> None:
    """Raise ReadError for a field that no certificate has."""
    for name in fields:
        if name not in names:
            raise ReadError(
                f"The field {name!r} is not known here.", hint=f"Known: {', '.join(names)}."
            )


def field(fields: Fields, name: str) -> Any:
    """A field that must be there."""
    if name not in fields:
        raise ReadError(f"The field {name!r} is missing.")
    return fields[name]


def table(fields: Fields, name: str) -> Fields:
    """A field that holds named fields."""
    return as_table(field(fields, name), name)


def as_table(value: object, name: str) -> Fields:
    """A value that holds named fields."""
    if not isinstance(value, dict):
        raise malformed(name, value, "an object")
    return value


def items(fields: Fields, name: str) -> list[Any]:
    """A field that holds a list."""
    value = field(fields, name)
    if not isinstance(value, list):
        raise malformed(name, value, "a list")
    return value


def pair(value: object, name: str) -> tuple[Any, Any]:
    """A list of two."""
    if not isinstance(value, list) or len(value) != 2:
        raise malformed(name, value, "a list of two")
    return value[0], value[1]


def text(fields: Fields, name: str) -> str:
    """A field that holds a text."""
    value = field(fields, name)
    if not isinstance(value, str):
        raise malformed(name, value, "a text")
    return value


def one_of(fields: Fields, name: str, choices: Sequence[str]) -> str:
    """A text out of a closed list."""
    value = text(fields, name)
    if value not in choices:
        raise malformed(name, value, f"one of {', '.join(map(repr, choices))}")
    return value


def whole_number(fields: Fields, name: str) -> int:
    """A field that holds a number such as 0, 1 or 2."""
    value = field(fields, name)
    if type(value) is not int or value < 0:
        raise malformed(name, value, "a whole number")
    return value


def dimension(value: object, name: str) -> Dim:
    """A dimension: a number, a name, or a list of ``[count, [names]]``.

    >>> dimension([[2, ["n"]], [-1, []]], "rows")
    2*n - 1
    """
    if type(value) is int or (isinstance(value, str) and value):
        return dim(value)
    if not isinstance(value, list):
        raise malformed(name, value, "a dimension")
    total = dim(0)
    for term in value:
        count, names = pair(term, name)
        if not isinstance(names, list):
            raise malformed(name, value, "a dimension")
        part = Dim.of({(): _count(count, name)})
        for each in names:
            if not isinstance(each, str) or not each:
                raise malformed(name, value, "a dimension")
            part = part * each
        total = total + part
    if dimension_data(total) != value:
        raise malformed(name, value, f"written as {json.dumps(dimension_data(total))}")
    return total


def shape(fields: Fields, name: str) -> Shape:
    """Rows and columns."""
    rows, cols = pair(field(fields, name), name)
    return dimension(rows, name), dimension(cols, name)


def dimension_data(value: Dim) -> int | str | list[list[Any]]:
    """A dimension as `dimension` reads it.

    >>> dimension_data(dim(3)), dimension_data(dim("n")), dimension_data(dim("n") * 2)
    (3, 'n', [[2, ['n']]])
    """
    if value.value is not None:
        return value.value
    return value.name or [
        [count if isinstance(count, int) else str(count), list(monomial)]
        for monomial, count in value.terms
    ]


def _count(value: object, name: str) -> int | Fraction:
    """A coefficient of a dimension: a whole number, or a fraction such as "1/2"."""
    if type(value) is int:
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[1-9][0-9]*/[1-9][0-9]*", value):
        return Fraction(value)
    raise malformed(name, value, "a dimension")
