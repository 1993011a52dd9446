r"""What a document assumes of its letters, in words and in equations.

"with $A$ symmetric", "a symmetric positive definite matrix $P$", ``Q^T Q = I``, ``x > 0``; and what
it denies: "A is not necessarily symmetric".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.grade.derivative import named
from matcalc.grade.names import names_in

_TAGS = {
    "symmetric": "symmetric",
    "self-adjoint": "symmetric",
    "positive definite": "positive definite",
    "positive-definite": "positive definite",
    "orthogonal": "orthogonal",
    "invertible": "invertible",
    "nonsingular": "invertible",
    "non-singular": "invertible",
    "diagonal": "diagonal",
    "skew-symmetric": "skew-symmetric",
    "skew symmetric": "skew-symmetric",
    "antisymmetric": "skew-symmetric",
}
"""The words of documents, with the words of requests."""
_OF_MATRICES = frozenset(_TAGS.values())
_TAG = "|".join(sorted(map(re.escape, _TAGS), key=len, reverse=True))
_MANY = (
    rf"(?P<tags>(?<![-\w])(?:{_TAG})(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and\s+)?)(?:{_TAG}))*(?!-?\w))"
)
_LETTER = r"(?:\\math(?:bf|bb|cal|rm)\s*\{?[A-Za-z]\}?|\\(?!in\b|text)[A-Za-z]+|[A-Za-z](?:_\w)?)"
_NAME = (
    rf"(?:\$\s*(?P<name>{_LETTER})\s*(?:(?:\\in|=)(?![a-z])[^$]{{0,60}})?\$"
    rf"|(?<![\\\w$])(?P<bare>[A-Z])(?![\w$]))"
)
_NAMES = rf"{_NAME}(?P<more>(?:\s*(?:,|and|,\s*and)\s*\$\s*{_LETTER}\s*\$)*)"
_FILL = (
    r"(?:(?:an?|the|any|some|real|square|constant|fixed|given|known|also|both|all|assumed|to|be|"
    r"full[- ]rank|\$?n\s*\\times\s*n\$?)\s+)*"
)
_AFTER = re.compile(rf"{_NAMES}\s*,?\s+(?:(?:is|be|are|being)\s+)?{_FILL}{_MANY}")
_BEFORE = re.compile(
    rf"{_MANY}\s+(?:(?:real|square|covariance|weight|matrix|matrices)\s+)*{_NAMES}"
)
_COVARIANCE = (
    re.compile(rf"\bcovariance(?:\s+matri(?:x|ces))?\s+{_NAMES}"),
    re.compile(rf"{_NAMES}\s+(?:is|be|are|denotes?)\s+{_FILL}covariance\s+matri"),
)
_DENIED = re.compile(
    rf"{_NAMES}\s+(?:is|be|are|need)\s+(?:not|neither)\s+(?:\w+\s+)*?{_MANY}"
    rf"(?:\s+n?or\s+(?:{_TAG}|definite))?"
)
_END = re.compile(r"(?<=[.?!;])\s+")
_NOT = re.compile(
    r"\b(?:not|n't|non|never|no|neither|without)\W+(?:\w+\s+){0,2}$"
    r"|(?:\bnot|n't|\bnever|\bcannot|\bwithout)\s+(?:be\s+)?(?:assum|suppos|requir|need)"
)
_ASKS = re.compile(
    r"\?$|\b(?:[Ss]how|[Pp]rove|[Ww]hether|wrong to|false that)\b|\bwere\b.*\bwould\b"
    r"|^\W*If\b.*\.$",
    re.DOTALL,
)
"""Sentences that ask for something, or say what would be if."""
_POWER = r"\s*\^\s*\{?\s*(?:\\top|\\intercal|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?|T)\s*\}?"
_TRANSPOSE = re.compile(rf"^\s*(?P<sign>-?)\s*(?P<name>{_LETTER}){_POWER}\s*$")
_IDENTITY = re.compile(r"^\s*\\?(?:mathbf\s*\{?\s*)?I\s*\}?(?:_\{?\w\}?)?\s*$")
_GRAM = re.compile(
    rf"^\s*(?:(?P<one>{_LETTER}){_POWER}\s*(?P<two>{_LETTER})"
    rf"|(?P<three>{_LETTER})\s*(?P<four>{_LETTER}){_POWER})\s*$"
)
_NORM = re.compile(
    rf"^\s*(?:\\\||\|\||\\lVert|\\Vert)\s*(?P<name>{_LETTER})\s*(?:\\\||\|\||\\rVert|\\Vert)"
    r"(?:_\{?2\}?)?(?:\^\{?2\}?)?\s*$"
)
_SYMMETRIC = re.compile(
    rf"^\s*(?P<name>{_LETTER})\s*\\in\s*\\mathbb\s*\{{?\s*S\s*\}}?\s*"
    r"(?:\^\s*\{?\w\}?)?(?P<definite>_\s*\{?\+\+\}?)?(?:\^\s*\{?\w\}?)?\s*$"
)
_POSITIVE = re.compile(rf"^\s*(?P<name>{_LETTER})(?:_\{{?i\}}?)?\s*>\s*0\s*$")


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is said of a name; denied where ``is_denied``."""

    name: str
    word: str
    is_denied: bool = False


def assumed_in_words(prose: str) -> Iterator[Assumed]:
    """What a paragraph says of names, its formulas between dollars.

    >>> [(e.name, e.word) for e in assumed_in_words("with $A$ symmetric positive definite")]
    [('A', 'symmetric'), ('A', 'positive definite')]
    """
    for sentence in _END.split(prose):
        if not _ASKS.search(sentence):
            yield from _in_sentence(sentence)


def _in_sentence(sentence: str) -> Iterator[Assumed]:
    for found in _DENIED.finditer(sentence):
        yield from _each(found, is_denied=True)
    told = _DENIED.sub(" ", sentence)
    for pattern in (_AFTER, _BEFORE):
        for found in pattern.finditer(told):
            before = told[: found.start("tags")]
            yield from _each(found, is_denied=_NOT.search(before) is not None)
    for pattern in _COVARIANCE:
        for found in pattern.finditer(told):
            for name in _names(found):
                yield Assumed(name, "symmetric")


def _each(found: re.Match[str], *, is_denied: bool = False) -> Iterator[Assumed]:
    words = re.findall(rf"(?<![-\w])(?:{_TAG})", found["tags"])
    for name in _names(found):
        for word in dict.fromkeys(_TAGS[each] for each in words):
            yield Assumed(name, word, is_denied)


def _names(found: re.Match[str]) -> list[str]:
    written = [
        found["name"] or found["bare"],
        *re.findall(rf"\$\s*({_LETTER})\s*\$", found["more"]),
    ]
    return [name for each in written if (name := named(each))]


def assumed_in_equation(sides: tuple[str, ...]) -> Assumed | None:
    r"""What an equation or an inequality assumes of a name; None for another.

    >>> assumed_in_equation(("A", r"A^\top")), assumed_in_equation(("Q^T Q", "I")).word
    (Assumed(name='A', word='symmetric', is_denied=False), 'orthogonal')
    """
    if len(sides) == 1:
        if (symmetric := _SYMMETRIC.match(sides[0])) is not None:
            word = "positive definite" if symmetric["definite"] else "symmetric"
            return _about(symmetric["name"], word)
        found = _POSITIVE.match(sides[0])
        return None if found is None else _about(found["name"], "positive")
    if len(sides) != 2:
        return None
    for first, second in (sides, sides[::-1]):
        one, other = (side.split(r"\in ")[0].strip() for side in (first, second))
        turned = _TRANSPOSE.match(one)
        if turned is not None and named(turned["name"]) == named(other.strip()):
            return _about(other, "skew-symmetric" if turned["sign"] else "symmetric")
        gram = _GRAM.match(one)
        if gram is not None and _IDENTITY.match(other) and len(names_in(one)) == 1:
            return _about(gram["one"] or gram["three"], "orthogonal")
        norm = _NORM.match(one)
        if norm is not None and other.strip() == "1":
            return _about(norm["name"], "unit norm")
    return None


def _about(name: str, word: str) -> Assumed | None:
    found = named(name.strip())
    return Assumed(found, word) if found else None


def is_of_matrices(word: str) -> bool:
    """Whether only a square matrix can have this property."""
    return word in _OF_MATRICES
