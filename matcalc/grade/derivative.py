r"""What a left side asks for: ``\frac{\partial L}{\partial W_{ij}}`` is L by W, at (i, j)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcalc.errors import MatcalcError
from matcalc.grade.macros import braced
from matcalc.read.names import plain_name

_FRACTION = re.compile(r"^\s*\\[dt]?frac\s*(?=\{)")
_MARK = re.compile(
    r"^\s*(?:\\partial|\\mathrm\{d\}|\\dd|d(?![a-z]{2})(?=[A-Za-z\\\s^]|$))\s*"
    r"(?P<order>\^\s*\{?2\}?)?\s*"
)
_NABLA = re.compile(
    r"^\s*\\nabla\s*(?P<order>\^\s*\{?2\}?)?\s*"
    r"(?:_\s*(?:\{(?P<braced>(?:[^{}]|\{[^{}]*\})*)\}|(?P<by>\\?\w+)))?\s*(?P<of>.*)$",
    re.DOTALL,
)
_LETTERED = re.compile(r"^(?P<kind>[HJ])_\s*\{?(?P<of>\\?[A-Za-z]\w*)\}?\s*(?P<at>\([^()]*\))?\s*$")
_CLOSED = re.compile(
    r"^[(\[](?P<inside>.*)[)\]]\s*(?:_\s*(?:\{(?P<many>[^{}]*)\}|(?P<one>\\?\w)))?$", re.DOTALL
)
_ENTRY = re.compile(
    r"^(?P<base>.*?[\w}\])])_\s*(?:\{(?P<many>[^{}]*)\}|(?P<one>\\?[A-Za-z]+|\d))$", re.DOTALL
)
_INDEX = re.compile(r"\\?[A-Za-z](?:ll)?|\d")
_SUMMED = re.compile(r"\\sum(?:\\limits)?\s*_\s*(?:\{([^{}]*)\}|(\w))")
_SUBSCRIPT = re.compile(r"_\s*(?:\{([^{}]*)\}|([A-Za-z]))")

_ACCENT = re.compile(
    r"(\\(?:hat|tilde|bar|vec|dot|wide(?:hat|tilde)|math(?:bf|cal|rm)))\s+([A-Za-z])\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The derivative of ``of`` by ``by``, as they are written; ``at`` are indices outside."""

    of: str
    by: str
    order: int = 1
    at: tuple[str, ...] = ()
    is_operator: bool = False
    kind: str = ""

    @property
    def variable(self) -> str:
        """The variable, without the indices of an entry."""
        return base_of(self.by)

    @property
    def quantity(self) -> str:
        """What is differentiated, without the indices of an entry."""
        return base_of(self.of)


def asked(side: str) -> Asked | None:
    r"""The derivative that a side names; None for any other formula.

    >>> asked(r"\frac{\partial L}{\partial W_{ij}}").variable
    'W'
    >>> asked(r"\frac{df}{dx}").variable
    'x'
    >>> asked(r"\frac{d}{dX} \operatorname{tr}(A X)").of
    '\\operatorname{tr}(A X)'
    """
    text = _plain(side)
    closed = _CLOSED.match(text)
    if closed is not None and (found := asked(closed["inside"])) is not None:
        at = _indices(closed["many"] or closed["one"] or "")
        return Asked(found.of, found.by, found.order, at, found.is_operator, found.kind)
    return _fraction(text) or _nabla(text) or _lettered(text)


def _plain(text: str) -> str:
    return re.sub(r"\\(?:left|right|[bB]ig+[lr]?)\b\s*\.?", "", text).strip()


def _fraction(text: str) -> Asked | None:
    start = _FRACTION.match(text)
    if start is None:
        return None
    above, at = braced(text, start.end())
    below, at = braced(text, _after_space(text, at))
    if above is None or below is None:
        return None
    over, under = _MARK.match(above), _MARK.match(below)
    rest = text[at:].strip()
    if under is None or (over is None and above.strip() != "1"):
        return None
    order = 2 if over is not None and over["order"] else 1
    by = below[under.end() :].strip()
    if order == 2:
        by = re.split(r"\\partial|\^", by)[0].strip()
    of = above[over.end() :].strip() if over is not None else ""
    if of and rest:
        return None
    return Asked(of or rest, by, order, is_operator=not of) if of or rest else None


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _nabla(text: str) -> Asked | None:
    found = _NABLA.match(text)
    if found is None or not found["of"].strip():
        return None
    by = (found["braced"] or found["by"] or "").strip()
    return Asked(_uncalled(found["of"]), by, 2 if found["order"] else 1)


def _lettered(text: str) -> Asked | None:
    found = _LETTERED.match(text)
    if found is None or re.fullmatch(r"[a-z]{2}", found["of"]):
        return None
    is_hessian = found["kind"] == "H"
    return Asked(found["of"], "", 2 if is_hessian else 1, kind="" if is_hessian else "jacobian")


def _uncalled(text: str) -> str:
    """f(x) as f."""
    found = re.match(r"^\s*(\\?[A-Za-z]+)\s*\((?:[^()]*)\)\s*$", text)
    return found[1] if found is not None else text.strip()


def base_of(text: str) -> str:
    r"""A name without the indices of an entry: ``W_{ij}`` is W, and ``s_2`` stays.

    >>> base_of("W_{ij}"), base_of("s_2"), base_of(r"b_\ell")
    ('W', 's_2', 'b')
    """
    text = text.strip()
    found = _ENTRY.match(text)
    if found is None:
        return text
    places = _indices(found["many"] or found["one"])
    is_entry = bool(places) and len(places) <= 2 and not all(each.isdigit() for each in places)
    word = (found["many"] or "").strip()
    is_word = len(word) > 2 and word.isalpha()
    return re.sub(r"^[\[(](.*)[\])]$", r"\1", found["base"]) if is_entry and not is_word else text


def _indices(text: str) -> tuple[str, ...]:
    return tuple(_INDEX.findall(text))


def open_indices(text: str) -> tuple[str, ...]:
    r"""The indices of a formula that no sum binds, in order.

    >>> open_indices(r"\sum_k X_{ik} W_{kj}")
    ('i', 'j')
    """
    bound = {
        index
        for found in _SUMMED.finditer(text)
        for index in _indices((found[1] or found[2]).split("=")[0])
    }
    seen: dict[str, None] = {}
    for found in _SUBSCRIPT.finditer(_SUMMED.sub(" ", text)):
        inside = found[1] or found[2]
        if not re.fullmatch(r"\s*(?:\\ell|[a-z])(?:\s*,?\s*(?:\\ell|[a-z]))?\s*", inside):
            continue
        seen.update(dict.fromkeys(_indices(inside)))
    return tuple(each for each in seen if each not in bound)


def named(text: str) -> str:
    """The plain spelling of a name; "" for a formula.

    >>> named(r"\\mathbf{W}"), named(r"\\hat y"), named("a + b")
    ('W', 'y_hat', '')
    """
    text = _ACCENT.sub(r"\1{\2}", text.strip())
    text = text.replace(r"\mathcal", r"\mathbf") if text.count("{") < 3 else text
    single = re.fullmatch(
        r"\\?[A-Za-z]+(?:\{\\?\w+\})?(?:\s*_\s*(?:\w|\{\w+\}))?(?:\s*\^\s*\{?\(\w+\)\}?)?|[^\W\d_]",
        text,
    )
    if single is None or re.fullmatch(r"[A-Za-z]{2,}", text):
        return ""
    try:
        return plain_name(text)
    except MatcalcError:
        return ""


def partials(formula: str) -> list[Asked]:
    """Every derivative that occurs in a formula."""
    found = []
    at = formula.find("\\frac")
    while at >= 0:
        end = _end_of_fraction(formula, at)
        each = asked(formula[at:end])
        if each is not None and not each.is_operator:
            found.append(each)
        at = formula.find("\\frac", at + 5)
    return found


def _end_of_fraction(formula: str, at: int) -> int:
    start = formula.find("{", at)
    _, middle = braced(formula, start) if start >= 0 else (None, at)
    while middle < len(formula) and formula[middle].isspace():
        middle += 1
    return max(braced(formula, middle)[1], middle)
