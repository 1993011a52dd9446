r"""Passages that are not one derivative: critical points, a Newton step, a running average.

Where the question gives f, everything is judged by f. A gradient that is written in components,
∇f = (…, …), needs no definition of f to be judged: its mixed derivatives must agree, and what
follows (second derivatives, critical points, the Hessian at a point, its inverse) must follow from
it. m_1 and m_2 tell the recurrence of a running average.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from matcalc.errors import MatcalcError
from matcalc.grade.averages import Averages
from matcalc.grade.findings import Finding, Place
from matcalc.grade.formulas import split_at, statements_of

if TYPE_CHECKING:
    from matcalc.course import CriticalPoint, Field, Judgement, Statement
    from matcalc.grade.context import Defined

_NABLA = re.compile(r"^\\nabla(?:_\{?\\?\w+\}?)?\s*\\?[a-zA-Z](?:\s*\([^()]*\))?\s*$")
_NUMBERS = re.compile(r"(?P<point>\([-+.,/\d\s]+\))\s*$")
_AT = re.compile(
    r"(?:\||\\vert|\\rvert)?\s*_\{?\s*\(?(?P<letters>[^()=]*)\)?\s*=\s*(?P<point>\([^()]*\))\s*\}?\s*$"
)
_HESSIAN = re.compile(
    r"^(?:H|\\nabla\^\{?2\}?)(?:_\{?\\?\w+\}?)?\s*(?P<inverse>\^\{?\s*-\s*1\s*\}?)?\s*\w?$"
)
_SECOND = re.compile(
    r"\\?\w_\{(?P<letters>[^{}=]*(?:\{[^{}]*\}[^{}=]*)*)\}\s*=\s*(?P<side>[^,\\]+(?:\\(?!\\)[^,\\]*)*)"
)
_KIND = re.compile(
    r"\\text\w*\{[^{}]*\bis\s+(?P<kind>(?:an?|not|no|neither)\s+[a-z ]*(?:minimum|maximum|saddle)"
    r"[a-z ]*?)(?:\s+of\s+[a-z]?)?\s*\}"
)
_CASES = re.compile(r"\\(?:begin|end)\{cases\}")
_LOOKS = (
    re.compile(r"^\\nabla[^=]*="),
    re.compile(r"^H(?:_|\^|\s*=)"),
    re.compile(
        r"(?:^|\\\\|\{cases\})\s*\w_\{(?:\w{2}|\w+_\{?\w+\}?\w+_\{?\w+\}?)\}\s*=|\bis\s+(?:an?|not|no|neither)\s"
    ),
    re.compile(r"^\s*(?:\\left)?\([^=]*,[^=]*\)\s*$"),
    re.compile(r"^\s*\\?\w_\{?\w\}?\s*="),
    re.compile(r"E\s*(?:\\left)?\[|\\mathbb\{?E"),
)


@dataclass
class Coursework:
    """What a document has said so far about one function and one running average."""

    slopes: Field | None = None
    asked_in: int = -1
    """The question whose gradient this is: points are said to be critical only there."""
    question: int = 0
    at: tuple[Any, ...] | None = None
    averages: Averages = field(default_factory=Averages)
    _points: tuple[CriticalPoint, ...] | None = None
    _given: tuple[int, str] | None = None
    """The question and the text of the function that it gives."""

    def take(self, given: tuple[Defined, Field] | None, question: int) -> None:
        """The function that a question gives, by which everything in it is judged."""
        if given is None:
            return
        defined, slopes = given
        if self._given != (question, defined.text):
            self._given = (question, defined.text)
            self.slopes, self._points, self.at = slopes, None, None

    def finding(self, text: str, place: Place, label: str, question: int = 0) -> Finding | None:
        """The finding on a formula, None where it is not of this kind."""
        self.question = question
        try:
            judged = list(self._judged(text)) or self.averages.judged(text)
        except MatcalcError:
            return None
        found = [_finding(each, text, place, label) for each in judged]
        return found[0] if len(found) == 1 else _together(found, text, place, label)

    def _judged(self, text: str) -> Iterator[Judgement]:
        for statement in statements_of(text):
            yield from self._of_gradient(statement.sides)
            yield from self._of_hessian(statement.sides)
        if self.slopes is not None:
            yield from self._second_derivatives(text)
            yield from self._classified(text)
            if self.question == self.asked_in:
                yield from self._point(text)

    def _of_gradient(self, sides: Sequence[str]) -> Iterator[Judgement]:
        left, at = _without_point(sides[0])
        if not _NABLA.match(left.strip()) or len(sides) < 2:
            return
        if at is not None and self.slopes is not None:
            yield from self._at(at, "gradient", sides[-1])
        elif self._given is not None and self._given[0] == self.question:
            yield from self._of_given(left, sides[1:])
        elif at is None:
            yield from self._new_field(sides[1:])

    def _of_given(self, left: str, sides: Sequence[str]) -> Iterator[Judgement]:
        """Components of a gradient against the function that the question gives."""
        from matcalc.course import Judgement

        assert self.slopes is not None
        called = _NUMBERS.search(left)
        point = called["point"] if called else ""
        at = _tuple(point)
        self.asked_in = self.question
        for side in sides:
            if _has_components(side):
                yield self._table("∇f", side, self.slopes.gradient_values())
            elif at is not None and not _letters(side):
                yield self._table(f"∇f{point}", side, self.slopes.gradient_at(at))
            else:
                yield Judgement("∇f", side, "", "unknown", f"Not compared with ∇f: {side.strip()}.")

    def _new_field(self, sides: Sequence[str]) -> Iterator[Judgement]:
        """Components of a gradient: are they one? A mended field is what is meant from then on."""
        from matcalc.course import Judgement, field_from_gradient, mended, why_not_a_gradient

        written = [side for side in sides if _has_components(side)]
        if not written:
            return
        found = field_from_gradient(written[-1])
        if len(found.letters) < 2:
            return
        why = why_not_a_gradient(found)
        self.slopes, self._points, self.at = mended(found) if why else found, None, None
        self.asked_in = self.question
        if why:
            text, _, slip = why.partition(". ")
            yield Judgement("∇f", written[-1], "", "refuted", f"{text.rstrip('.')}.", slip)
        else:
            told = (
                "The function is not written here. The mixed derivatives of these components "
                "agree, and what follows is judged by them."
            )
            yield Judgement("∇f", written[-1], "", "unknown", told)

    def _of_hessian(self, sides: Sequence[str]) -> Iterator[Judgement]:
        left, at = _without_point(sides[0])
        found = _HESSIAN.match(left.strip())
        if found is None or self.slopes is None:
            return
        for side in sides[1:]:
            body, inside = _without_point(side)
            at = inside or at
            if found["inverse"]:
                yield from self._at(None, "inverse", body)
            elif _letters(body) or not self.slopes.hessian_values().free_symbols:
                yield self._table("the Hessian", body, self.slopes.hessian_values())
            else:
                yield from self._at(at, "hessian", body)
            self.at = at or self.at

    def _at(self, at: tuple[Any, ...] | None, name: str, side: str) -> Iterator[Judgement]:
        """A quantity at the point where a Newton step starts."""
        from matcalc.course import QUANTITIES, newton_step

        self.at = at or self.at
        if self.slopes is None or self.at is None or len(self.at) != len(self.slopes.letters):
            return
        right = getattr(newton_step(self.slopes, self.at), name)
        yield self._table(QUANTITIES[name], side, right)

    def _table(self, about: str, side: str, right: Any) -> Judgement:
        from matcalc.course import check_table, read_matrix

        letters = () if self.slopes is None else self.slopes.letters
        return check_table(about, read_matrix(side, letters), right)

    def _second_derivatives(self, text: str) -> Iterator[Judgement]:
        """f_{xy} = … against the derivative of a component of the gradient."""
        from matcalc.course import check_formula, read_formula

        assert self.slopes is not None
        names = [name.replace("_", "") for name in self.slopes.letters]
        for found in _SECOND.finditer(_CASES.sub(" ", text)):
            row, column = _pair(found["letters"], names)
            if row is None or column is None:
                continue
            right = self.slopes.hessian_values()[row, column]
            claimed = read_formula(found["side"].strip(), self.slopes.letters)
            yield check_formula(f"f_{{{found['letters']}}}", claimed, right)

    def _classified(self, text: str) -> Iterator[Judgement]:
        """(0, 0) is a local minimum."""
        from matcalc.course import PointClaim

        claims = [
            PointClaim(point, said)
            for found in _KIND.finditer(text)
            if (point := _tuple_before(text[: found.start()])) is not None
            and (said := _kind_said(found["kind"])) is not None
        ]
        yield from self._of_points(claims)

    def _point(self, text: str) -> Iterator[Judgement]:
        """A tuple of numbers by itself, in a sentence that lists critical points."""
        from matcalc.course import PointClaim

        stripped = text.strip(" ,.")
        if stripped.startswith(("(", r"\left(")) and stripped.endswith(")"):
            point = _tuple(stripped)
            if point is not None and not _letters(stripped):
                yield from self._of_points([PointClaim(point)])

    def _of_points(self, claims: Sequence[Any]) -> Iterator[Judgement]:
        from matcalc.course import check_points, critical_points

        assert self.slopes is not None
        fitting = [each for each in claims if len(each.point) == len(self.slopes.letters)]
        if not fitting:
            return
        if self._points is None:
            self._points = critical_points(self.slopes)
        yield from check_points(self.slopes, self._points, fitting, is_complete=False)


def _kind_said(text: str) -> Statement | None:
    """What words say of a point; None where one of them is not known."""
    from matcalc.course import read_kind

    try:
        return read_kind(text)
    except MatcalcError:
        return None


def _finding(judged: Judgement, text: str, place: Place, label: str) -> Finding:
    return Finding(
        place,
        judged.claimed if judged.about == "∇f" else text,
        judged.verdict,
        judged.text,
        about=judged.about,
        derived=judged.derived,
        slip=judged.slip,
        question=label,
    )


def _together(found: Sequence[Finding], text: str, place: Place, label: str) -> Finding | None:
    """Several statements of one formula as the lines of one finding."""
    if not found:
        return None
    wrong = next((at for at, each in enumerate(found) if each.verdict == "refuted"), None)
    if wrong is not None:
        return replace(found[wrong], source=text, links=tuple(found), first_wrong=wrong)
    verdicts = [each.verdict for each in found]
    verdict = next((each for each in ("unknown", "holds") if each in verdicts), "proved")
    told = f"All {len(found)} statements are right." if verdict == "proved" else found[-1].text
    return Finding(place, text, verdict, told, links=tuple(found), question=label)


def is_coursework(text: str) -> bool:
    """Whether a formula may be of this kind, by its looks."""
    bare = text.strip(" \n&")
    return not bare.startswith("=") and any(look.search(bare) for look in _LOOKS)


def _has_components(side: str) -> bool:
    """A vector that is written out, with letters and without derivatives."""
    is_vector = side.lstrip().startswith(("(", r"\left(", r"\begin{", "["))
    return is_vector and bool(_letters(side)) and r"\partial" not in side


def _letters(text: str) -> bool:
    """Whether letters occur that are no functions, environments or π."""
    bare = re.sub(r"\\(?:begin|end)\{\w+\}|\\[a-zA-Z]+", lambda m: " ", text)
    return re.search(r"[A-Za-z]", bare) is not None


def _without_point(side: str) -> tuple[str, tuple[Any, ...] | None]:
    r"""``H|_{(x, y) = (0, 0)}`` as H and the point."""
    found = _AT.search(side)
    return (side[: found.start()], _tuple(found["point"])) if found else (side, None)


def _tuple(text: str) -> tuple[Any, ...] | None:
    from matcalc.course import read_point

    if len(split_at(text.strip(" ()"), ",")) < 2:
        return None
    try:
        return read_point(text)
    except MatcalcError:
        return None


def _tuple_before(text: str) -> tuple[Any, ...] | None:
    """The bracketed tuple at the end of a text."""
    text = text.rstrip()
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            return _tuple(text[place:])
    return None


def _pair(text: str, names: Sequence[str]) -> tuple[int | None, int | None]:
    """The two letters of a second derivative, as positions."""
    bare = re.sub(r"[_{}\s]", "", text)
    for row, one in enumerate(names):
        for column, other in enumerate(names):
            if bare == one + other:
                return row, column
    return None, None
