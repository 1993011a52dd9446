r"""The function of several scalars that a question gives: "let f = x_1^2 x_2".

What a student writes about gradient, Hessian and critical points is judged by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from matcalc.errors import MatcalcError
from matcalc.grade.context import Context, Defined

if TYPE_CHECKING:
    from matcalc.course import Field

_LETTER = re.compile(r"(?:[a-z]|alpha|beta|gamma|theta|lambda|mu|eta)(?:_\w)?")
_NOT_SCALAR = re.compile(
    r"\\top|\\mathsf|\^\s*\{?\s*\\?(?:T|prime)\b|'|\\\||\\[lr]?Vert|\\sum|\\prod|\\partial|\\nabla"
)
_CALL = re.compile(r"\((?P<given>[^()]*)\)\s*$")
_MENTIONED = re.compile(
    r"\\nabla(?:\s*\^\s*\{?2\}?)?(?:_\{?\\?\w+\}?)?\s*(?P<of>[a-zA-Z])(?![a-zA-Z])"
    r"|(?<![A-Za-z\\])H_\{?(?P<hessian>[a-zA-Z])\}?(?![a-zA-Z])"
    r"|(?<![A-Za-z\\])(?P<partial>[a-zA-Z])_\{"
)


def mentioned(text: str) -> tuple[str, ...]:
    r"""The functions whose derivatives a formula writes: ∇f, H_f, f_{xy}.

    >>> mentioned(r"\nabla f = 0, H_g = 2, h_{xy} = 1")
    ('f', 'g', 'h')
    """
    return tuple(name for found in _MENTIONED.finditer(text) for name in found.groups() if name)


def functions_in(context: Context, question: int) -> list[Defined]:
    """What a question defines as a function of several scalars, in the order of the document."""
    shaped = {name for name, dims in context.shapes(question).items() if dims}
    found = (each for each in context.defined if each.question == question)
    fitting = (each for each in found if _is_function(each, shaped))
    return sorted(fitting, key=lambda each: each.at)


def _is_function(defined: Defined, shaped: Iterable[str]) -> bool:
    if _NOT_SCALAR.search(defined.body) or re.match(r"\\?nabla|H(?![a-z])", defined.left):
        return False
    letters = _letters(defined)
    return len(letters) > 1 and not {*letters} & {*shaped}


def _letters(defined: Defined) -> tuple[str, ...]:
    """The letters of a function in the order of its arguments, or of their names; () for others."""
    from matcalc.course import letters_of

    try:
        found = tuple(each for name in letters_of(defined.body) for each in _apart(name))
    except MatcalcError:
        return ()
    if not all(_LETTER.fullmatch(name) for name in found):
        return ()
    called = _CALL.search(defined.left)
    given = tuple(part.strip(" {}\\") for part in called["given"].split(",")) if called else ()
    if len(given) < 2:
        return tuple(dict.fromkeys(found))
    return given if {*given} == {*found} else ()


def _apart(name: str) -> tuple[str, ...]:
    """In TeX the letters xy are a product; alpha is one letter."""
    return (name,) if _LETTER.fullmatch(name) or not name.isalpha() else tuple(name)


def field_in(context: Context, question: int, text: str) -> tuple[Defined, Field] | None:
    """The function that a formula of a question speaks of; None where the question gives none."""
    from matcalc.course import field_of

    functions = functions_in(context, question)
    names = mentioned(text)
    meant = [each for each in functions if each.name in names] if names else functions
    for each in meant[:1]:
        try:
            return each, field_of(each.body, _letters(each))
        except MatcalcError:
            return None
    return None
