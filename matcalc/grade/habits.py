r"""Habits of writing that are put right before a formula is read.

``\frac{1}{\partial x}`` and ``\frac{L}{\partial b}`` are derivatives; the a_{ij} of a document that
speaks of A, and of no other a, are the entries of A.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from matcalc.grade.derivative import named

_ONE = re.compile(r"\\frac\s*\{\s*1\s*\}\s*\{\s*\\partial(?![A-Za-z])")
_BARE = re.compile(r"\\frac\s*\{(?P<over>(?:[^{}]|\{[^{}]*\})+)\}\s*(?=\{\s*\\partial(?![A-Za-z]))")
_ENTRY = re.compile(r"(?<![\\A-Za-z])([A-Za-z])\s*_\s*\{\s*[a-z\d]\s*,?\s*[a-z\d]\s*\}")
_TEXT = re.compile(r"\\(?:text\w*|mbox|operatorname)\s*\{[^{}]*\}")
_ALONE = r"(?<![\\A-Za-z{{])(?:\\mathbf\s*\{{\s*{0}\s*\}}|{0})(?![A-Za-z])(?!\s*_)"


def mended(formula: str) -> str:
    r"""Derivatives whose ∂ was left out above.

    >>> mended(r"\frac{1}{\partial x} y = \frac{L_{reg}}{\partial b}")
    '\\frac{\\partial}{\\partial x} y = \\frac{\\partial L_{reg}}{\\partial b}'
    """
    formula = _ONE.sub(lambda _: r"\frac{\partial}{\partial", formula)
    return _BARE.sub(_with_mark, formula)


def _with_mark(found: re.Match[str]) -> str:
    over = found["over"].strip()
    if over.startswith(r"\partial"):
        return found.group()
    return rf"\frac{{\partial {over}}}" if named(over) else found.group()


def matrices_by_entries(formulas: Iterable[str]) -> dict[str, str]:
    r"""The small letters that are only written with two indices, with the matrix they belong to.

    >>> matrices_by_entries([r"y_i = \sum_k a_{ik} x_k", "y = A x"])
    {'a': 'A'}
    """
    text = _TEXT.sub(" ", "\n".join(formulas))
    entries = set(_ENTRY.findall(text))
    return {
        letter: letter.upper()
        for letter in sorted(entries)
        if letter.islower()
        and letter.upper() not in entries
        and re.search(_ALONE.format(letter.upper()), text)
        and not re.search(_ALONE.format(letter), text)
    }


def with_matrices(formula: str, matrices: dict[str, str]) -> str:
    """A formula with A_{ij} for a_{ij}."""
    return _ENTRY.sub(
        lambda found: found.group().replace(found[1], matrices.get(found[1], found[1]), 1), formula
    )
