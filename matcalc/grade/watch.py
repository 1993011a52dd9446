"""Who watches while the formulas of a document are judged, one after the other.

`examine` says before each formula that it begins, and after it what was found. So findings can be
sent on as they are made, and a formula that took all time or memory is not judged a second time.
"""

from __future__ import annotations

from typing import Protocol

from matcalc.grade.findings import Finding, Place


class Watch(Protocol):
    """Is told of each formula of a document."""

    def begin(self, place: Place, source: str, lines: int = 1) -> Finding | None:
        """A formula of so many lines is about to be judged; the finding, where it is known."""

    def end(self, finding: Finding) -> None:
        """It was judged: this was found."""


class Unwatched:
    """Nobody watches."""

    def begin(self, place: Place, source: str, lines: int = 1) -> Finding | None:
        """Nothing is known of any formula."""
        return None

    def end(self, finding: Finding) -> None:
        """Nobody is told."""
