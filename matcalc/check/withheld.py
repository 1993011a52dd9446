"""A check response that keeps the answer to itself, up to the level of hints that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcalc.check.hints import BRIEFLY, FORMULA, hint_at
from matcalc.check.verdict import RIGHT, Verdict
from matcalc.errors import ReadError

Response = dict[str, Any]

SECRETS = ("derived", "slip", "counterexample", "should_be")
"""Fields that tell the right formula, or values of it."""


def hint_level(request: Mapping[str, Any]) -> int | None:
    """The level of hints that a request asks for, 1 to 4. Raises ReadError for another.

    >>> hint_level({"hint": 2}), hint_level({})
    (2, None)
    """
    level = request.get("hint")
    if level is None:
        return None
    if isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= FORMULA:
        raise ReadError(f"hint is a level from 1 to {FORMULA}, not {level!r}.")
    return level


def hinted(fields: Response, verdict: Verdict, level: int | None) -> Response:
    """The response with its ``hint``, and with nothing that tells more than that."""
    if level is None:
        return fields
    shown = fields if level == FORMULA else withheld(fields)
    return {**shown, "hint": hint_at(verdict, level) or None}


def withheld(fields: Response) -> Response:
    """A response, or a line of one, without the right formula.

    >>> withheld({"verdict": "refuted", "text": "Right is 2 x.", "derived": {"ascii": "2*x"}})
    {'verdict': 'refuted', 'text': 'Not right.', 'derived': None}
    """
    is_right = fields["verdict"] in RIGHT
    hidden = () if is_right else tuple(name for name in SECRETS if name in fields)
    told = {**fields, **dict.fromkeys(hidden)}
    told["text"] = BRIEFLY.get(fields["verdict"], fields["text"])
    if "notes" in told and not is_right:
        told["notes"] = []
    if told.get("error"):
        told["error"] = {**told["error"], "hint": ""}
    if "links" in told:
        told["links"] = [withheld(link) for link in told["links"]]
    return told
