"""A gradient worked out in index notation, as text: entries, deltas, contraction, the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from matcalc.expr import Definition, Expr
from matcalc.expr import head as h
from matcalc.show import to_unicode
from matcalc.show.proof import proof_of, reasoned, theorem
from matcalc.show.sentence import Sentence, in_text
from matcalc.show.tidy import gathered

if TYPE_CHECKING:
    from matcalc.derive import Result


class Line(Protocol):
    """A formula and its reason."""

    @property
    def expr(self) -> Expr: ...
    @property
    def reason(self) -> str: ...
    @property
    def through(self) -> Sequence[Expr]: ...


class Passage(Protocol):
    """∂f/∂Fᵢⱼ line by line."""

    @property
    def subject(self) -> Expr: ...
    @property
    def lines(self) -> Sequence[Line]: ...
    @property
    def result(self) -> Expr | None: ...
    @property
    def named(self) -> Definition | None: ...
    @property
    def then(self) -> str: ...


def to_text(result: Result, worked: Iterable[Passage]) -> str:
    """The theorem, and its derivation in index notation."""
    proof = proof_of(result)
    rows = [*theorem(proof), "", "In index notation."]
    passages = tuple(worked)
    for passage in passages:
        rows += _passage(passage)
    if passages and not says(passages[-1], result):
        rows.append(f"  {passages[-1].then or 'This is'} {to_unicode(result.expr)}.")
    if not passages:
        rows.append(f"  No entry of {to_unicode(proof.target)} changes with the variable.")
    return "\n".join(rows)


def sentence(passage: Passage) -> Sentence:
    """What the last line gives."""
    if passage.lines[0].expr.head is h.ENTRY:
        return ("The differential is",)
    return ("The derivative by ", passage.subject, " is")


def says(passage: Passage, result: Result) -> bool:
    """Whether a derivation ends with the result as the theorem writes it."""
    last = passage.result
    return last is not None and to_unicode(last) == to_unicode(result.expr)


def _passage(passage: Passage) -> list[str]:
    first, *rest = passage.lines
    rows = [f"  {to_unicode(gathered(first.expr))}"]
    for line in rest:
        rows += reasoned(f"    = {to_unicode(line.expr)}", _reason(line))
    if passage.result is not None:
        rows.append(f"  {in_text(sentence(passage))} {to_unicode(passage.result)}.")
    if passage.named is not None:
        rows.append(f"  It is called {to_unicode(passage.named.name)}.")
    return rows


def _reason(line: Line) -> str:
    return in_text(reason(line))


def reason(line: Line) -> Sentence:
    """Why a line follows: through which quantities the chain rule goes, and what else is done."""
    if not line.through:
        return (line.reason,)
    names = [part for each in line.through for part in (" and ", each)][1:]
    return ("chain rule through ", *names, *([f"; {line.reason}"] if line.reason else []))
