"""A rubric: what each question of an assignment asks, and what an answer to it is worth.

A rubric is a TOML or YAML file with a list of `question` tables. Each states its problem in the
words of the batch interface, so that nothing has to be guessed from the students' texts.

>>> rubric = rubric_from({"question": [{"label": "1a", "function": "x' B x", "wrt": "x"}]}, "r")
>>> rubric.questions[0].request()
{'function': "x' B x", 'wrt': 'x'}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcalc.errors import ReadError

LAYOUTS = ("denominator", "numerator")
"""Shaped like the variable, and its transpose."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: where it stands, its problem, and its points.

    `pattern` is a regular expression for its heading; without one the `label` is looked for.
    `about` is what the answer claims (``∂L/∂W``). `partial` maps a slip, or a verdict, to the
    part of the points (0 to 1) that an answer with it still gets.
    """

    label: str
    points: float = 0
    pattern: str = ""
    about: str = ""
    function: str = ""
    wrt: str | tuple[str, ...] = ""
    kind: str = ""
    declare: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assume: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    upstream: Mapping[str, str] = field(default_factory=dict)
    definitions: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ("denominator",)
    partial: Mapping[str, float] = field(default_factory=dict)

    def request(self) -> dict[str, Any] | None:
        """The problem as a request; None where the rubric leaves it to the document."""
        if not self.function:
            return None
        fields = {
            "function": "\n".join((self.function, *self.definitions)),
            "wrt": list(self.wrt) if isinstance(self.wrt, tuple) else self.wrt,
            "kind": self.kind,
            "declare": {name: list(dims) for name, dims in self.declare.items()},
            "assume": {name: list(words) for name, words in self.assume.items()},
            "upstream": dict(self.upstream),
        }
        return {name: value for name, value in fields.items() if value}

    def is_headed(self, heading: str) -> bool:
        """Whether a heading, or the label that a document gives, is that of this question.

        >>> Question("1a").is_headed("Question 1 a)"), Question("1").is_headed("Question 11")
        (True, False)
        """
        if self.pattern:
            return re.search(self.pattern, heading, re.IGNORECASE) is not None
        return _parts(self.label) == _parts(heading)


_NUMBERED = re.compile(
    r"\W*(?:(?:question|exercise|problem|part|task|section|q)\W*)*"
    r"(\d+(?:\.\d+)*)"
    r"(?:[\s.,(]*([a-z]|[ivx]+)(?=\W*$|[).])|([a-z])(?![a-z]))?"
)
"""A heading's number, and the letter of the part where there is one."""


def _parts(heading: str) -> tuple[str, ...]:
    """``Question 1 a)`` as its number and letter: 1, a.

    A title behind the number does not count: ``2. The softmax`` is 2.
    """
    folded = heading.strip().casefold()
    found = _NUMBERED.match(folded)
    return tuple(filter(None, found.groups())) if found else tuple(folded.split())


@dataclass(frozen=True, slots=True)
class Rubric:
    """The questions of an assignment, in order."""

    name: str
    questions: tuple[Question, ...]

    def question_for(self, heading: str) -> Question | None:
        """The question that a heading announces."""
        return next((each for each in self.questions if each.is_headed(heading)), None)

    def to_json(self) -> dict[str, Any]:
        """The rubric as JSON values, which `rubric_from` reads."""
        from dataclasses import asdict

        return {"question": [asdict(each) for each in self.questions]}


def read_rubric(path: Path) -> Rubric:
    """The rubric in a file: TOML, or YAML where the name ends in ``.yaml`` or ``.yml``.

    Raises ReadError with the place of what is wrong.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as trouble:
        raise ReadError(f"{name}: the rubric cannot be read: {trouble}.") from trouble
    is_yaml = path.suffix.lower() in (".yaml", ".yml")
    return rubric_from(_yaml(text, name) if is_yaml else _toml(text, name), name)


def _toml(text: str, name: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as trouble:
        raise ReadError(f"{name}: this is not TOML: {trouble}.") from trouble


def _yaml(text: str, name: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as trouble:
        told = " ".join(str(trouble).split())
        raise ReadError(f"{name}: this is not YAML: {told}.") from trouble


def rubric_from(values: Any, name: str) -> Rubric:
    """The rubric that plain values state. Raises ReadError naming question and field."""
    listed = values.get("question", values.get("questions")) if isinstance(values, dict) else None
    if not isinstance(listed, list) or not listed:
        raise ReadError(
            f"{name}: a rubric is a list of questions, and there is none.",
            hint='In TOML: [[question]] and label = "1a"; in YAML: question: [{label: 1a}].',
        )
    questions = tuple(_question(each, at, name) for at, each in enumerate(listed, start=1))
    labels = [each.label for each in questions]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise ReadError(f"{name}: two questions have the label {twice}.")
    return Rubric(name, questions)


def _question(values: Any, at: int, name: str) -> Question:
    place = f"{name}: question {at}"
    if not isinstance(values, dict) or not str(values.get("label", "")).strip():
        raise ReadError(f"{place} needs a label.", hint='For example label = "1a".')
    place = f"{place} ({values['label']})"
    unknown = [key for key in values if key not in FIELDS]
    if unknown:
        known = ", ".join(FIELDS)
        raise ReadError(f"{place}: there is no field {unknown[0]}.", hint=f"Fields are {known}.")
    fields = {}
    for key, value in values.items():
        try:
            fields[key] = FIELDS[key](value)
        except (TypeError, ValueError, re.error) as trouble:
            raise ReadError(f"{place}: {key} {_told(trouble)}.") from trouble
    return Question(**fields)


def _told(trouble: Exception) -> str:
    is_pattern = isinstance(trouble, re.error)
    return f"is not a regular expression: {trouble}" if is_pattern else str(trouble)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError(f"must be text, and is {value!r}")
    return str(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise TypeError(f"must be a number that is not negative, and is {value!r}")
    return float(value)


def _part(value: Any) -> float:
    if _number(value) > 1:
        raise ValueError(f"must be parts of the points, from 0 to 1, and one is {value!r}")
    return float(value)


def _pattern(value: Any) -> str:
    return re.compile(_text(value)).pattern


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, (list, tuple)) else (_text(value),)


def _variables(value: Any) -> str | tuple[str, ...]:
    return _texts(value) if isinstance(value, (list, tuple)) else _text(value)


def _layouts(value: Any) -> tuple[str, ...]:
    found = _texts(value)
    for layout in found:
        if layout not in LAYOUTS:
            raise ValueError(f"must be among {', '.join(LAYOUTS)}, and one is {layout!r}")
    return found


def _table(read: Callable[[Any], Any]) -> Callable[[Any], Mapping[str, Any]]:
    def made(value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise TypeError(f"must be a table of names, and is {value!r}")
        return {str(key): read(each) for key, each in value.items()}

    return made


FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "label": _text,
    "points": _number,
    "pattern": _pattern,
    "about": _text,
    "function": _text,
    "wrt": _variables,
    "kind": _text,
    "declare": _table(_texts),
    "assume": _table(_texts),
    "upstream": _table(_text),
    "definitions": _texts,
    "layouts": _layouts,
    "partial": _table(_part),
}
"""The fields of a question, and how each is read."""
