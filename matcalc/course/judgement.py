"""One statement of a course sheet, judged."""

from __future__ import annotations

from dataclasses import asdict, dataclass

RIGHT = ("proved", "holds")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was claimed, what is right, and how that is known.

    ``verdict`` is one of those of `matcalc.check.verdict`; ``about`` names the quantity,
    ``derived`` is its right value, ``slip`` the mistake in one sentence where it was found.
    """

    about: str
    claimed: str
    derived: str
    verdict: str
    text: str
    slip: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the claim is proved, or holds."""
        return self.verdict in RIGHT

    def as_json(self) -> dict[str, str]:
        """The judgement as JSON values."""
        return asdict(self)


def judged(about: str, claimed: str, derived: str, known: str, slip: str = "") -> Judgement:
    """A judgement in the usual words.

    >>> judged("f_xx", "2", "3", "refuted").text
    'f_xx is 3, not 2.'
    """
    texts = {
        "proved": f"{about} is right.",
        "holds": f"{about} is right to 40 digits; that it is exactly so was not proved.",
        "refuted": f"{about} is {derived}, not {claimed}."
        if claimed
        else f"{about} is not right as written. Right is {derived}.",
    }
    return Judgement(about, claimed, derived, str(known), texts[known], slip)
