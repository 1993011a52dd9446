"""A conversation about one problem: lines of text in, lines of text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.request import assumption, declaration
from matcalc.cli.trouble import explain
from matcalc.errors import MatcalcError
from matcalc.service import DEFECTS, internal, stated

if TYPE_CHECKING:
    from matcalc.check.verdict import Verdict

HELP = """\
  tr(V X W) by X       state a problem
  V' W'                a formula for its derivative: the verdict
  declare X: m, p      the dimensions of a name
  assume B: symmetric  what is assumed of it
  let Y = A X - B      a definition
  kind hessian         what is asked for, instead of the gradient
  hints                from now on verdicts without answers; again: with answers
  hint                 the next hint on the last formula
  answer               the derivative
  proof                its proof
  new                  forget everything
  quit                 leave"""


@dataclass
class Session:
    """The problem so far: its function, variable, declarations and definitions."""

    function: str = ""
    wrt: str = ""
    kind: str = ""
    declared: dict[str, list[str]] = field(default_factory=dict)
    assumed: dict[str, list[str]] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    is_hinting: bool = False
    last: Verdict | None = None
    hinted: int = 0

    def answer(self, line: str) -> str:
        """What is said in return to a line."""
        line = line.strip()
        try:
            return self._answer(line) if line else ""
        except MatcalcError as error:
            return explain(error, (self._text(), line))
        except click.UsageError as error:
            return f"error: {error.message}"
        except DEFECTS as defect:
            return explain(internal(defect))

    def names(self) -> list[str]:
        """The names in use, for completion."""
        texts = " ".join([self.function, self.wrt, *self.given, *self.declared])
        return sorted(set(re.findall(r"[^\W\d]\w*", texts)))

    def request(self) -> dict[str, Any]:
        """The problem as a request."""
        return {
            "function": self._text(),
            "wrt": self.wrt,
            "declare": self.declared,
            "assume": self.assumed,
            **({"kind": self.kind} if self.kind else {}),
        }

    def _text(self) -> str:
        return "\n".join([self.function, *self.given])

    def _answer(self, line: str) -> str:
        word, _, rest = line.partition(" ")
        if word in _COMMANDS:
            return _COMMANDS[word](self, rest.strip())
        stated = re.fullmatch(r"(.+?)\s+(?:by|wrt)\s+(\S+)", line)
        if stated is not None:
            self.function, self.wrt = stated[1], stated[2]
            return self._state("")
        if not self.function:
            return "State a problem first, for example: tr(V X W) by X"
        return self._check(line)

    def _state(self, _: str) -> str:
        """The problem as it was understood."""
        from matcalc.cli.style import row, shapes, written

        if not self.function:
            return "noted"
        problem, _scope = stated(self.request())
        by = "" if problem.wrt is None else f" by {written(problem.wrt)}"
        return f"{written(problem.target)}{by}\n{row('shapes', shapes(problem.inputs()))}"

    def _check(self, claim: str) -> str:
        from matcalc.check.text import check_text
        from matcalc.cli.check import hinted, told_verdict

        problem, scope = stated(self.request())
        self.last, self.hinted = check_text(claim, problem, scope), 0
        return hinted(self.last, 0) if self.is_hinting else told_verdict(self.last, claim)

    def _hint(self, _: str) -> str:
        """The next level on the last formula; the shape first, the formula last."""
        from matcalc.check.hints import hints

        found = hints(self.last) if self.last is not None else ()
        if not found:
            return "There is nothing to hint at: try a formula first."
        self.hinted = min(self.hinted + 1, len(found))
        return f"hint {self.hinted} of {len(found)}: {found[self.hinted - 1]}"

    def _hints(self, _: str) -> str:
        self.is_hinting = not self.is_hinting
        return "verdicts only; ask for a hint" if self.is_hinting else "verdicts with answers"

    def _derive(self, _: str) -> str:
        from matcalc.cli.style import written
        from matcalc.service import derived

        return written(derived(stated(self.request())[0]).expr)

    def _prove(self, _: str) -> str:
        from matcalc.service import derived
        from matcalc.show.proof import to_text

        return to_text(derived(stated(self.request())[0]))

    def _declare(self, text: str) -> str:
        name, dims = declaration(text)
        self.declared[name] = dims
        return self._state("")

    def _assume(self, text: str) -> str:
        name, words = assumption(text)
        self.assumed.setdefault(name, []).extend(words)
        return self._state("")

    def _let(self, text: str) -> str:
        self.given.append(text)
        return self._state("")

    def _ask_for(self, kind: str) -> str:
        self.kind = kind
        return self._state("")

    def _help(self, _: str) -> str:
        return HELP

    def _forget(self, _: str) -> str:
        self.__init__()  # type: ignore[misc]
        return "forgotten"


_COMMANDS: Mapping[str, Callable[[Session, str], str]] = {
    "declare": Session._declare,
    "assume": Session._assume,
    "let": Session._let,
    "kind": Session._ask_for,
    "hint": Session._hint,
    "hints": Session._hints,
    "answer": Session._derive,
    "proof": Session._prove,
    "help": Session._help,
    "new": Session._forget,
}
"""The first word of a line that is not a formula, and what it does."""

WORDS = tuple(_COMMANDS)
