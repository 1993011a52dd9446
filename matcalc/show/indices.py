"""A gradient worked out in index notation, as text: entries, deltas, contraction, the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from matcalc.expr import Definition, Expr
from matcalc.show import to_unicode
from matcalc.show.proof import proof_of, reasoned, theorem

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
    def result(self) -> Expr: ...
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
    if passages and to_unicode(passages[-1].result) != to_unicode(result.expr):
        rows.append(f"  {passages[-1].then or 'This is'} {to_unicode(result.expr)}.")
    if not passages:
        rows.append(f"  No entry of {to_unicode(proof.target)} changes with the variable.")
    return "\n".join(rows)


def _passage(passage: Passage) -> list[str]:
    first, *rest = passage.lines
    rows = [f"  {to_unicode(first.expr)}"]
    for line in rest:
        rows += reasoned(f"    = {to_unicode(line.expr)}", _reason(line))
    by = to_unicode(passage.subject)
    rows.append(f"  The derivative by {by} is {to_unicode(passage.result)}.")
    if passage.named is not None:
        rows.append(f"  It is called {to_unicode(passage.named.name)}.")
    return rows


def _reason(line: Line) -> str:
    if not line.through:
        return line.reason
    names = " and ".join(to_unicode(each) for each in line.through)
    return f"chain rule through {names}; {line.reason}"
