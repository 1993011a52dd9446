"""The nearest readable form of a text that cannot be read: a table of defects and their repairs.

A repair is offered only where the repaired text can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from matcalc.errors import MatcalcError, ReadError, Span
from matcalc.expr import ELEMENTWISE_NAMES, Problem
from matcalc.read import Scope
from matcalc.read.claim import read_claim

Repair = Callable[[str, Span], Iterator[str]]

PARTNER = {"(": ")", "[": "]", "{": "}"}
SUBSCRIPTS = str.maketrans("ᵢⱼₖₙₘₐₑₒₓ", "ijknmaeox")
COMMANDS = (
    *sorted(ELEMENTWISE_NAMES),
    *("softmax", "logsumexp", "operatorname", "frac", "top", "odot", "otimes", "mathbf"),
    *("mathrm", "partial", "nabla", "sum", "left", "right", "cdot", "times", "alpha", "beta"),
    *("gamma", "delta", "lambda", "sigma", "theta", "operatorname{tr}", "det", "diag"),
)
"""Commands and functions that a misspelt command may have meant."""


@dataclass(frozen=True, slots=True)
class Row:
    """A defect in words, and the texts that may have been meant; the place is the error's."""

    defect: str
    repair: Repair


def _without(text: str, span: Span) -> Iterator[str]:
    if text[slice(*span)] in (")", "]", "}", *"+-*/^_=,"):
        yield _cut(text, span, "").strip()


def _closed(text: str, span: Span) -> Iterator[str]:
    partner = PARTNER.get(text[slice(*span)])
    if partner is not None:
        end = r" \right" if text[: span[0]].endswith(r"\left") else ""
        yield f"{text.rstrip()}{end}{partner}"


def _command(text: str, span: Span) -> Iterator[str]:
    name = text[slice(*span)]
    if name.startswith("\\"):
        for meant in get_close_matches(name[1:], COMMANDS, n=2):
            yield _cut(text, span, f"\\{meant}")
            yield _cut(text, span, rf"\operatorname{{{meant}}}")


def _function(text: str, span: Span) -> Iterator[str]:
    name = re.match(r"[A-Za-z_]\w*(?=\()", text[span[0] :])
    if name is not None:
        for meant in get_close_matches(name[0], COMMANDS, n=2):
            yield _cut(text, (span[0], span[0] + name.end()), meant)


def _product(text: str, span: Span) -> Iterator[str]:
    around = text[max(span[0] - 1, 0) : span[1] + 1]
    if re.fullmatch(r"[\w)\]']\.[\w(\\]", around):
        yield re.sub(r"(?<=[A-Za-z)\]'])\.(?=[A-Za-z(\\])", "*", text)


def _subscript(text: str, span: Span) -> Iterator[str]:
    written = re.sub(
        r"(?<=\w)([ᵢⱼₖₙₘₐₑₒₓ])", lambda sign: f"_{sign[1].translate(SUBSCRIPTS)}", text
    )
    if written != text:
        yield written


def _visible(text: str, span: Span) -> Iterator[str]:
    sign = text[slice(*span)]
    if len(sign) == 1 and not sign.isprintable():
        yield text.replace(sign, "")


ROWS = (
    Row("a sign that cannot be seen", _visible),
    Row("a closing bracket too many, or an operator without a partner", _without),
    Row("a bracket that is never closed", _closed),
    Row("a misspelt command", _command),
    Row("a misspelt function", _function),
    Row("a point for a product", _product),
    Row("a raised or lowered letter", _subscript),
)


def nearest(text: str, error: MatcalcError, problem: Problem, scope: Scope) -> str:
    """The first repaired text that can be read; the empty text where there is none."""
    if error.span is None or not isinstance(error, ReadError):
        return ""
    for row in ROWS:
        for meant in row.repair(text, error.span):
            if meant != text and _can_be_read(meant, problem, scope):
                return meant
    return ""


def with_nearest(text: str, error: MatcalcError, problem: Problem, scope: Scope) -> MatcalcError:
    """The error, with the nearest readable form in its hint."""
    meant = nearest(text, error, problem, scope)
    if meant:
        told = error.hint if error.hint and not error.hint.startswith("Did you mean") else ""
        error.hint = f"{told} Did you mean `{meant}`?".strip()
    return error


def _can_be_read(text: str, problem: Problem, scope: Scope) -> bool:
    try:
        read_claim(text, problem, scope)
    except MatcalcError:
        return False
    return True


def _cut(text: str, span: Span, put: str) -> str:
    return text[: span[0]] + put + text[span[1] :]
