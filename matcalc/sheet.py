"""A sheet of problems in TOML: declarations, definitions and questions, to answers with proofs.

    title = "The linear layer"
    given = ["Y = X W' + ones(s) b'"]
    declare = { X = ["s", "m"], W = ["n", "m"], b = ["n"], G = ["s", "n"] }

    [[question]]
    text = "The gradient by the weights."
    wrt = "W"
    upstream = { symbol = "G", of = "Y" }

What stands above the questions is shared by all; a question may add to it or say it anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcalc.errors import MatcalcError, ReadError
from matcalc.remarks import remarks_on
from matcalc.service import derived, stated

if TYPE_CHECKING:
    from matcalc.expr import Problem
    from matcalc.index.written import Worked
    from matcalc.show.formats import Told

SHARED = (
    "declare",
    "assume",
    "given",
    "function",
    "wrt",
    "kind",
    "upstream",
    "style",
    "constraint",
)
"""What may stand above the questions, and in each of them."""
OF_A_QUESTION = (*SHARED, "text", "title", "cotangent", "tangent", "fixed_dims")
STYLES = ("differential", "index")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is asked in words, and the request that states it."""

    title: str
    text: str
    request: Mapping[str, Any]
    style: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title and its questions, in order."""

    title: str
    questions: tuple[Question, ...]


def read_sheet(text: str, name: str = "the sheet") -> Sheet:
    """The sheet that a TOML text states.

    Raises ReadError for a text that is not TOML, a field that is not known, or no question.

    >>> read_sheet('[[question]]\\nfunction = "tr(A X)"\\nwrt = "X"').questions[0].title
    'Question 1'
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReadError(f"{name} is not TOML: {error}.") from None
    questions = data.pop("question", [])
    if not questions:
        raise ReadError(f"{name} has no question.", hint="Begin each with [[question]].")
    title = str(data.pop("title", ""))
    _known(data, SHARED, name)
    return Sheet(title, tuple(_question(n, data, each) for n, each in enumerate(questions, 1)))


def _known(fields: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for field in fields:
        if field not in known:
            raise ReadError(
                f"{where} has a field {field!r} that is not known.",
                hint=f"The fields are {', '.join(known)}.",
            )


def _question(number: int, shared: Mapping[str, Any], own: Mapping[str, Any]) -> Question:
    where = f"question {number}"
    _known(own, OF_A_QUESTION, where)
    fields: dict[str, Any] = {**shared, **own}
    for name in ("declare", "assume"):
        fields[name] = {**shared.get(name, {}), **own.get(name, {})}
    given = [*shared.get("given", []), *own.get("given", [])]
    style = str(fields.pop("style", STYLES[0]))
    if style not in STYLES:
        raise ReadError(f"{where} asks for the style {style!r}.", hint="Say differential or index.")
    title, text = str(fields.pop("title", f"Question {number}")), str(fields.pop("text", ""))
    fields.pop("given", None)
    fields["function"] = "\n".join([*filter(None, [fields.get("function")]), *given])
    return Question(title, text, fields, style)


def solved(sheet: Sheet, begin: Callable[[], None] = lambda: None) -> list[Told]:
    """Every answer with its proof, in order. An error says which question it is about.

    `begin` is called before each question, and once when all have an answer.
    """
    from matcalc.show.formats import Told

    answers = []
    for question in sheet.questions:
        begin()
        try:
            problem, _ = stated(dict(question.request))
            worked = _worked(problem) if question.style == "index" else None
            result = derived(problem)
            answers.append(Told(question.title, result, worked, question.text, remarks_on(result)))
        except MatcalcError as error:
            told = f"{question.title}: {error.message}"
            raise type(error)(told, code=error.code, hint=error.hint) from None
    begin()
    return answers


def _worked(problem: Problem) -> tuple[Worked, ...]:
    from matcalc.index.worked import worked_out

    return worked_out(problem)
