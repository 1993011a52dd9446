"""What a check found, and how it is known.

``proved``     equal for every size, by derivation and normal form, under the conditions
``holds``      equal at every point tested, not proved
``refuted``    different, with a counterexample
``layout``     right in the other layout: its transpose is the derivative
``ill_shaped`` the dimensions do not fit, or the shape cannot be that of the derivative
``unreadable`` the text could not be read
``unknown``    nothing could be decided, and why
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcalc.errors import MatcalcError
from matcalc.expr import Expr

if TYPE_CHECKING:
    from matcalc.derive import Result
    from matcalc.values import Counterexample

EXIT_CODES = {
    "proved": 0,
    "holds": 0,
    "refuted": 1,
    "layout": 1,
    "ill_shaped": 2,
    "unreadable": 2,
    "unknown": 3,
}
"""The exit code of the command line for each verdict."""


RIGHT = ("proved", "holds")
WRONG = ("refuted", "ill_shaped")


def course_of(verdicts: Sequence[str], first_wrong: int | None) -> str:
    """How a chain goes: ``right``, ``right_end`` after a wrong line, ``wrong_from``, ``open``.

    >>> course_of(["proved", "refuted", "holds"], 1), course_of(["proved", "refuted"], 1)
    ('right_end', 'wrong_from')
    """
    if first_wrong is not None:
        return "right_end" if verdicts[-1] in RIGHT else "wrong_from"
    return "right" if all(each in (*RIGHT, "layout") for each in verdicts) else "open"


@dataclass(frozen=True, slots=True)
class Slip:
    """The mistake that turns the right answer into the claim: a code and a plain sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one check."""

    verdict: str
    text: str
    claim: Expr | None = None
    derived: Expr | None = None
    result: Result | None = None
    conditions: tuple[str, ...] = ()
    slip: Slip | None = None
    counterexample: Counterexample | None = None
    error: MatcalcError | None = None
    notes: tuple[str, ...] = ()
    seed: int = 0
    links: tuple[Verdict, ...] = ()
    """The verdict on every side of a claim a = b = c."""

    @property
    def is_wrong(self) -> bool:
        """Whether the claim is refuted, or cannot have the right shape."""
        return self.verdict in WRONG

    @property
    def exit_code(self) -> int:
        """0 right, 1 wrong, 2 unreadable or ill-shaped, 3 undecided."""
        return EXIT_CODES[self.verdict]
