"""What may be said of a critical point: local minimum, saddle point, "neither … nor …".

A small grammar reads every word, or refuses the whole claim: a word that is passed over may turn
its meaning round. ::

    claim  = clause { ("and" | "but" | ",") clause }
    clause = [subject] ["not" | "no" | "neither" | "either"] kind { ("or" | "nor") kind }
    kind   = ["a"] {"strict" | "local" | "global"} ("minimum" | "maximum" | …)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from matcalc.errors import ReadError

MINIMUM, MAXIMUM, SADDLE = "local minimum", "local maximum", "saddle point"
UNDECIDED = "undecided by second derivatives"
DEGENERATE = "degenerate critical point"
CRITICAL = "critical point"


@dataclass(frozen=True, slots=True)
class Clause:
    """One of these kinds, or none of them."""

    kinds: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        told = [_with_article(kind) for kind in self.kinds]
        if not self.negated:
            return " or ".join(told)
        return f"neither {' nor '.join(told)}" if len(told) > 1 else f"not {told[0]}"


@dataclass(frozen=True, slots=True)
class Statement:
    """Clauses that all have to be true."""

    clauses: tuple[Clause, ...]

    @property
    def only(self) -> str:
        """The kind, where the statement is nothing but one kind; ``""`` otherwise."""
        (first, *more) = self.clauses
        return "" if more or first.negated or len(first.kinds) > 1 else first.kinds[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that is spoken of."""
        return tuple(kind for clause in self.clauses for kind in clause.kinds)

    def truth(self, holds: Callable[[str], bool | None]) -> bool | None:
        """Whether it is so, None where that is not known.

        >>> read_kind("neither minimum nor saddle").truth(lambda kind: kind == MAXIMUM)
        True
        """
        return _all(_truth(clause, holds) for clause in self.clauses)

    def __str__(self) -> str:
        return self.only or " and ".join(map(str, self.clauses))


def _truth(clause: Clause, holds: Callable[[str], bool | None]) -> bool | None:
    none_of_them = _all(_not(holds(kind)) for kind in clause.kinds)
    return none_of_them if clause.negated else _not(none_of_them)


def _not(known: bool | None) -> bool | None:
    return None if known is None else not known


def _all(known: Iterator[bool | None]) -> bool | None:
    each = list(known)
    return False if False in each else None if None in each else True


def _with_article(kind: str) -> str:
    return kind if kind == UNDECIDED else f"a {kind}"


_ADJECTIVES: Mapping[str, str] = MappingProxyType(
    {"strict": "strict", "local": "local", "relative": "local"}
    | {"global": "global", "absolute": "global"}
)
_EXTREMA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(("minimum", "minima", "min", "minimizer", "minimiser"), ("minimum",))
    | dict.fromkeys(("maximum", "maxima", "max", "maximizer", "maximiser"), ("maximum",))
    | dict.fromkeys(("extremum", "extrema", "optimum"), ("minimum", "maximum"))
)
_OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "saddle": SADDLE,
        "saddle point": SADDLE,
        "degenerate": DEGENERATE,
        "degenerate point": DEGENERATE,
        "degenerate critical point": DEGENERATE,
        "undecided": UNDECIDED,
        "inconclusive": UNDECIDED,
        "undecided by second derivatives": UNDECIDED,
        "undecided by the second derivatives": UNDECIDED,
        "critical point": CRITICAL,
        "stationary point": CRITICAL,
    }
)
_SUBJECT = re.compile(r"^(?:(?:it|this|that|(?:this|the) point) )?(?:is|must be) (?:also )?")
_MARKS = (
    (re.compile(r"n['’]t\b"), " not"),
    (re.compile(r"\bnon-?(?=degenerate)"), "not "),
    (re.compile(r"[-\s]+"), " "),
    (re.compile(r"\s*\.$"), ""),
)
_JOINTS = re.compile(r"\s*,?\s*\b(?P<word>and|but)\b\s*|\s*(?P<mark>[,;])\s*")
_NEGATION = re.compile(r"^(?P<word>not|no|neither|either)\s+(?:either\s+)?")


def read_kind(text: str) -> Statement:
    """What a claim says of a critical point. Raises ReadError for any word it does not know.

    >>> str(read_kind("a local minimum")), str(read_kind("it isn't a saddle, but a max"))
    ('local minimum', 'not a saddle point and a local maximum')
    """
    plain = text.lower().strip()
    for pattern, better in _MARKS:
        plain = pattern.sub(better, plain).strip()
    clauses: list[Clause] = []
    for joint, part in _parts(plain):
        is_free = bool(_SUBJECT.match(part)) or joint == "but"
        clause = _clause(part, text)
        if clauses and clauses[-1].negated and not (clause.negated or is_free):
            raise ReadError(
                f"{text!r} may deny its last part or state it.",
                hint="Write but, as in: not a minimum but a maximum.",
            )
        clauses.append(clause)
    return Statement(tuple(clauses))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a claim, each with the word before it."""
    joint, start = "", 0
    for found in _JOINTS.finditer(text):
        yield joint, text[start : found.start()]
        joint, start = found["word"] or found["mark"], found.end()
    yield joint, text[start:]


def _clause(part: str, text: str) -> Clause:
    bare = _SUBJECT.sub("", part)
    found = _NEGATION.match(bare)
    word = found["word"] if found else ""
    phrases = re.split(r" (or|nor) ", bare[found.end() :] if found else bare)
    named, links = phrases[::2], set(phrases[1::2])
    is_denial = word in ("not", "no", "neither")
    if ("nor" in links and not is_denial) or (word in ("either", "neither") and not links):
        raise _unknown(text)
    kinds = [kind for phrase in named for kind in _kinds(phrase, text)]
    return Clause(tuple(dict.fromkeys(kinds)), is_denial)


def _kinds(phrase: str, text: str) -> Sequence[str]:
    phrase = re.sub(r"^(?:an?|the|any) ", "", phrase.strip())
    if phrase in _OTHERS:
        return (_OTHERS[phrase],)
    *adjectives, noun = phrase.removesuffix(" point").split(" ")
    qualities = [_ADJECTIVES.get(each, "") for each in adjectives]
    nouns = _EXTREMA.get(noun, ())
    if not nouns or "" in qualities or len({*qualities} & {"local", "global"}) > 1:
        raise _unknown(text)
    strict = "strict " if "strict" in qualities else ""
    scope = "global" if "global" in qualities else "local"
    return [f"{strict}{scope} {each}" for each in nouns]


def _unknown(text: str) -> ReadError:
    return ReadError(
        f"{text!r} is not read as a kind of critical point.",
        hint="Write local minimum, local maximum, global minimum, global maximum, saddle point, "
        "degenerate or undecided; with strict, not, or, neither … nor.",
    )
