"""Dimensions as people write them: ``n``, ``3``, ``2*n-1``, ``n*(n+1)//2``.

>>> read_dim("2*n - 1"), read_dim(3)
(2*n - 1, 3)
"""

from __future__ import annotations

import re

from matcalc.errors import ReadError, UnsupportedError
from matcalc.expr import Dim, dim
from matcalc.read.names import plain_name

_HALVED = re.compile(r"([^()/+-]+)\*\(([^()/]+)\)//?2")
_TERM = re.compile(r"[+-]?[^+-]+")


def read_dim(value: object) -> Dim:
    """The dimension that a text or a number means.

    Raises ReadError for a text that is no polynomial in sizes, UnsupportedError for a quotient.
    """
    if isinstance(value, int):
        return dim(value)
    text = str(value).replace(" ", "").replace(r"\cdot", "*").replace(r"\times", "*")
    halved = _HALVED.fullmatch(text)
    if halved is not None:
        made = (read_dim(halved[1]) * read_dim(halved[2])).half()
        if made is not None:
            return made
    if "/" in text or "(" in text:
        raise UnsupportedError(
            f"the dimension {value} is not a polynomial with integer coefficients.",
            hint="Besides these, n*(n+1)/2 is read. Declare a name for it instead.",
        )
    total = dim(0)
    terms = _TERM.findall(text)
    if not terms or "".join(terms) != text:
        raise ReadError(f"the dimension {value!r} cannot be read.", hint="Write n, 3 or 2*n-1.")
    for term in terms:
        total = total + _product(term, str(value))
    return total


def _product(term: str, whole: str) -> Dim:
    made = dim(-1 if term.startswith("-") else 1)
    for factor in term.lstrip("+-").split("*"):
        found = re.fullmatch(r"(\d*)(.*)", factor)
        if found is None or not factor:
            raise ReadError(f"the dimension {whole!r} cannot be read.", hint="Write n, 3 or 2*n-1.")
        if found[1]:
            made = made * int(found[1])
        if found[2]:
            made = made * plain_name(found[2])
    return made
