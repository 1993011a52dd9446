"""matcalc from Python and in a notebook: a stated problem, and answers that show themselves.

>>> statement = problem("tr(V X W)", wrt="X")
>>> statement.derive().ascii
"V'*W'"
>>> statement.check("V' W'").verdict
'proved'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, overload

from matcalc.expr import Problem

if TYPE_CHECKING:
    from matcalc.check.verdict import Verdict
    from matcalc.derive import Result
    from matcalc.interop import Identity
    from matcalc.read import Scope


def problem(
    function: str,
    *,
    wrt: str | None = None,
    declare: Mapping[str, Sequence[str]] | None = None,
    assume: Mapping[str, Sequence[str]] | None = None,
    given: Sequence[str] = (),
    kind: str = "gradient",
) -> Statement:
    """State a problem: the derivative of ``function`` by ``wrt``.

    ``declare`` maps names to their dimensions (none: a scalar, one: a vector), ``assume`` to
    words such as "symmetric"; ``given`` are definitions such as "Y = X W'". Shapes that are not
    declared are inferred.
    """
    request: dict[str, Any] = {
        "function": "\n".join([function, *given]),
        "declare": {name: list(dims) for name, dims in (declare or {}).items()},
        "assume": {name: list(words) for name, words in (assume or {}).items()},
        "kind": kind,
    }
    if wrt is not None:
        request["wrt"] = wrt
    from matcalc.service import stated

    return Statement(*stated(request))


def identity(name: str) -> Identity:
    """The identity of the library with this name.

    >>> identity("quadratic-form").title
    'Quadratic form'
    """
    from matcalc.identities import find

    found: Identity = find(name)
    return found


@dataclass(frozen=True)
class Statement:
    """A problem, ready to be derived and to have formulas checked."""

    problem: Problem
    scope: Scope = field(repr=False)

    def derive(self) -> Answer:
        """The derivative."""
        from matcalc.service import derived

        return Answer(derived(self.problem))

    @overload
    def check(self, claim: str, *, seed: int = 0, hints: Literal[False] = False) -> Judgement: ...

    @overload
    def check(self, claim: str, *, seed: int = 0, hints: Literal[True]) -> Hinted: ...

    def check(self, claim: str, *, seed: int = 0, hints: bool = False) -> Judgement | Hinted:
        """The verdict on a formula for the derivative; with ``hints``, without the answer."""
        from matcalc.check.text import check_text

        found = check_text(claim, self.problem, self.scope, seed=seed)
        return Hinted(found) if hints else Judgement(found)


@dataclass(frozen=True)
class Answer:
    """A derivative, shown as a formula."""

    result: Result

    @property
    def ascii(self) -> str:
        """The formula in the ASCII notation."""
        return repr(self.result.expr)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        from matcalc.show import to_latex

        return to_latex(self.result.expr)

    @property
    def conditions(self) -> tuple[str, ...]:
        """What the formula rests on."""
        return self.result.conditions

    def proof(self) -> Proven:
        """The proof, line by line."""
        return Proven(self.result)

    def code(self, backend: str = "numpy") -> str:
        """A program for the derivative: ``numpy``, ``jax`` or ``torch``."""
        from matcalc.service import code_of

        return code_of(self.result, backend)

    def __repr__(self) -> str:
        from matcalc.show import to_unicode

        return to_unicode(self.result.expr)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


@dataclass(frozen=True)
class Proven:
    """A theorem with its proof."""

    result: Result

    def __repr__(self) -> str:
        from matcalc.show.proof import to_text

        return to_text(self.result)

    def _repr_markdown_(self) -> str:
        from matcalc.show.document import to_markdown

        return to_markdown(self.result)

    def document(self, title: str = "") -> str:
        """A complete LaTeX document."""
        from matcalc.show.document import to_latex_document

        return to_latex_document(self.result, title=title)


@dataclass(frozen=True)
class Judgement:
    """A verdict on a claim, with the reason when it is wrong."""

    found: Verdict

    @property
    def verdict(self) -> str:
        """``proved``, ``refuted``, ``holds``, ``layout``, ``ill_shaped``, …"""
        return self.found.verdict

    def __bool__(self) -> bool:
        return self.found.exit_code == 0

    def __repr__(self) -> str:
        return "\n".join(_rows(self.found))

    def _repr_markdown_(self) -> str:
        found = self.found
        rows = [f"**{found.verdict}** — {found.text}"]
        if found.slip is not None:
            rows.append(f"*{found.slip.text}*")
        if found.derived is not None:
            from matcalc.show import to_latex

            rows.append(f"Derived: $\\displaystyle {to_latex(found.derived)}$")
        if found.counterexample is not None:
            rows.append(f"```\n{found.counterexample}\n```")
        return "\n\n".join(rows)


@dataclass(frozen=True)
class Hinted:
    """A verdict that keeps the answer to itself: ask ``hint(1)`` to ``hint(4)``."""

    found: Verdict = field(repr=False)

    @property
    def verdict(self) -> str:
        """``proved``, ``refuted``, ``layout``, ``ill_shaped``, …"""
        return self.found.verdict

    def hint(self, level: int = 1) -> str:
        """1 the shape, 2 which term, 3 the rule, 4 the formula; empty where nothing is wrong."""
        from matcalc.check.hints import hint_at

        return hint_at(self.found, level)

    def __bool__(self) -> bool:
        return self.found.exit_code == 0

    def __repr__(self) -> str:
        from matcalc.check.hints import BRIEFLY

        told = BRIEFLY.get(self.verdict)
        if told is None:
            return f"{self.verdict}: {self.found.text}"
        return f"{self.verdict}: {told} hint(1), … hint(4) tell more."


def _rows(found: Verdict) -> list[str]:
    rows = [f"{found.verdict}: {found.text}"]
    if found.slip is not None:
        rows.append(found.slip.text)
    if found.derived is not None:
        from matcalc.show import to_unicode

        rows.append(f"derived: {to_unicode(found.derived)}")
    if found.counterexample is not None:
        rows.append(str(found.counterexample))
    return rows
