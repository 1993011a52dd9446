r"""Sums and columns with dots: ``y_1 x_1 + \dots + y_n x_n`` as a sum over an index."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcalc.grade.formulas import split_at

_DOTS = re.compile(r"^\s*\\(?:l|c)?dots[bcimo]?\s*$|^\s*(?:\.\s?){3}$|^\s*…\s*$")
_SUBSCRIPT = re.compile(r"(?<!\|)(?<!Vert)_\s*(?:\{(?P<many>[^{}]*)\}|(?P<one>\w))")
_CONSTANT = re.compile(
    r"\\begin\{(?P<env>[pbB]?matrix|array)\}(?:\{[lcr]\})?\s*(?P<entry>-?\d+|[a-z])\s*\\\\"
    r"(?:\s*(?P=entry)\s*\\\\)*\s*\\vdots\s*\\\\\s*(?P=entry)\s*(?:\\\\)?\s*\\end\{(?P=env)\}"
)
_INDICES = "ikjlsq"


def summed(side: str) -> str:
    r"""A side of an equation with its dots read.

    >>> summed(r"y_1 x_1 + y_2 x_2 + \dots + y_n x_n + c")
    '\\sum_{i=1}^{n} \\left( y_{i} x_{i} \\right) + c'
    >>> summed(r"A \begin{pmatrix} 1 \\ 1 \\ \vdots \\ 1 \end{pmatrix}")
    'A \\mathbf{1}'
    """
    side = _CONSTANT.sub(_ones, side)
    terms = [term.strip() for term in split_at(side, "+")]
    if not any(_DOTS.match(term) for term in terms):
        return side
    while (at := next((k for k, term in enumerate(terms) if _DOTS.match(term)), None)) is not None:
        found = _group(terms, at)
        if found is None:
            return side
        start, end, total = found
        terms[start:end] = [total]
    return " + ".join(terms)


def _ones(found: re.Match[str]) -> str:
    entry = found["entry"]
    return r"\mathbf{1}" if entry == "1" else rf"{entry} \mathbf{{1}}"


def _group(terms: Sequence[str], at: int) -> tuple[int, int, str] | None:
    """From where to where the terms around dots are one sum, and that sum."""
    for size in range(1, len(terms) - at):
        after = terms[at + 1 : at + 1 + size]
        for start in range(at - size, -1, -size):
            before = terms[start : start + size]
            lasts = [last for last in _lasts(after) if _same(before, last, after)]
            if lasts and _is_counted(before, terms[start:at]):
                return start, at + 1 + size, _total(before, lasts[0])
    return None


def _is_counted(before: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether the terms before the dots are those with 1, with 2, …"""
    groups = [shown[at : at + len(before)] for at in range(0, len(shown), len(before))]
    return all(_same(before, str(count), group) for count, group in enumerate(groups, start=1))


def _same(before: Sequence[str], index: str, others: Sequence[str]) -> bool:
    """Whether the terms with another index for 1 are the others."""
    pairs = zip(before, others, strict=True)
    return all(
        at_index(a, index) != a and _bare(at_index(a, index)) == _bare(b) for a, b in pairs
    ) or (index == "1" and list(before) == list(others))


def _lasts(terms: Sequence[str]) -> list[str]:
    """The letters that stand in subscripts of all terms."""
    found = [
        set(re.findall(r"[A-Za-z]", "".join(map("".join, _SUBSCRIPT.findall(term)))))
        for term in terms
    ]
    return sorted(set.intersection(*found))


def repeated(first: str, others: Sequence[str], last: str) -> bool:
    """Whether rows with dots are one formula, at 1, at 2, … and at a last letter.

    >>> repeated("x_1^2", ["x_2^2"], "x_n^2"), repeated("x_1", [], "y_n")
    (True, False)
    """
    is_counted = all(
        _same([first], str(count), [other]) for count, other in enumerate(others, start=2)
    )
    return is_counted and any(_same([first], index, [last]) for index in _lasts([last]))


def at_index(term: str, index: str) -> str:
    """The term with this index for every 1 in a subscript."""
    return _SUBSCRIPT.sub(lambda found: _placed(found, index), term)


def _placed(found: re.Match[str], index: str) -> str:
    inside = found["many"] or found["one"]
    made = re.sub(r"(?<!\d)1(?!\d)", index, inside)
    return f"_{{{made}}}" if made != inside else found.group()


def _bare(term: str) -> str:
    return re.sub(r"[{}\s]", "", term)


def _total(before: Sequence[str], last: str) -> str:
    letters = re.sub(r"\\[A-Za-z]+", " ", " ".join(before))
    used = set(re.findall(r"[A-Za-z]", letters)) | {last}
    index = next(letter for letter in _INDICES if letter not in used)
    inside = " + ".join(at_index(term, index) for term in before)
    return rf"\sum_{{{index}=1}}^{{{last}}} \left( {inside} \right)"
