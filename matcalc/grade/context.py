"""What a document has said so far: definitions, dimensions and assumptions, question by question.

A name may mean different things in different questions: the definition of the same question comes
first, then the nearest one before, then one that follows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from matcalc.grade.assumptions import Assumed, assumed_in_equation, assumed_in_words
from matcalc.grade.blocks import Block, joined
from matcalc.grade.derivative import asked, base_of, named, partials
from matcalc.grade.formulas import Statement
from matcalc.grade.layers import Layer
from matcalc.grade.losses import Loss
from matcalc.grade.names import names_in, used_in
from matcalc.grade.prose import defined_in_tables, equations_in, shaped_in_tables
from matcalc.grade.shapes import assumed, shapes_in, sum_that_is_one, worded
from matcalc.grade.suggested import composed, suggested

_CALL = re.compile(r"^\s*(?P<name>\\?[A-Za-z]+)\s*\((?P<given>[^()]*)\)\s*$")
_WORDY = re.compile(r"\\text\s*\{(?:[^{}]*\s[^{}]*|and|if|or|where)\}|\\l?c?dots")
_MEAN = re.compile(r"\b(?:mean|average)(?:\s+value)?\s+(?:of|over)\s*\$?\s*$")
_NO_BODY = re.compile(
    r"\\?(?i:relu|tanh|sigmoid|softmax|softplus|identity)|[-+.\d\s/]+|\\frac\{?\d\}?\{?\d\}?"
)
_MOST = 4
"""Definitions of one name that are tried, at most."""


@dataclass(frozen=True, slots=True)
class Defined:
    """``left = body`` as it stands in a question, in the order ``at`` of the document."""

    name: str
    left: str
    body: str
    at: int
    question: int
    layer: str = ""
    """The layer of a network whose output this is."""
    is_echo: bool = False
    """Whether this is only what stands behind d/dx in a formula: ∂Y/∂W = ∂/∂W (…)."""

    @property
    def text(self) -> str:
        """The equation."""
        return f"{self.left} = {self.body}"

    @property
    def bare(self) -> str:
        """The name alone, as it is written."""
        called = _CALL.match(self.left)
        return called["name"] if called else base_of(self.left)

    @property
    def is_function(self) -> bool:
        """Whether this is h(x) = …."""
        return _CALL.match(self.left) is not None

    @property
    def is_lasting(self) -> bool:
        """Whether the definition is meant in later questions: most aliases are not."""
        return bool(self.layer) or not named(self.body)


@dataclass(slots=True)
class Context:
    """The definitions, shapes and assumptions of a document, each with its question."""

    defined: list[Defined] = field(default_factory=list)
    shaped: list[tuple[int, str, list[str]]] = field(default_factory=list)
    said: list[tuple[int, str, str]] = field(default_factory=list)
    assumptions: list[tuple[int, str, str]] = field(default_factory=list)
    """What is assumed of names, with its question."""
    denied: list[tuple[int, str, str]] = field(default_factory=list)
    suggested: list[Defined] = field(default_factory=list)
    """What lines suggest of letters that nothing defines."""
    given: set[tuple[str, str]] = field(default_factory=set)
    """The (L, Y) whose ∂L/∂Y occurs somewhere."""

    def learn_words(self, prose: str, at: int, question: int) -> None:
        """What a paragraph says, its formulas between dollars."""
        self.said += [(question, name, word) for name, word in worded(prose)]
        self.said += [(question, name, word) for name, word in assumed(prose)]
        for each in assumed_in_words(prose):
            self.assume(each, question)
        for left, body in equations_in(prose):
            if (made := _definition((left, body))) is not None:
                self.defined.append(Defined(*made, at, question))

    def assume(self, told: Assumed, question: int) -> None:
        """An assumption of a question, or that it is not made there."""
        (self.denied if told.is_denied else self.assumptions).append(
            (question, told.name, told.word)
        )

    def learn_tables(self, blocks: Sequence[Block], questions: Mapping[int, int]) -> None:
        """The letters of tables, with their definitions or their shapes."""
        text, starts = joined(blocks)
        for at, letter, body in defined_in_tables(text):
            place = blocks[bisect_right(starts, at) - 1].place.start
            if (made := _definition((letter, body))) is not None:
                self.defined.append(Defined(*made, place, questions.get(place, 0)))
        for at, name, dims in shaped_in_tables(text):
            place = blocks[bisect_right(starts, at) - 1].place.start
            self.shaped.append((questions.get(place, 0), name, dims))

    def learn_mean(self, before: str, statement: Statement, at: int, question: int) -> None:
        """ "the mean of L_i = …" defines L too."""
        left = statement.sides[0]
        name = base_of(left)
        if len(statement.sides) < 2 or name == left or not _MEAN.search(before):
            return
        sizes = [dims[0] for _, dims in self.shapes(question).items() if len(dims) == 2]
        if sizes:
            body = rf"\frac{{1}}{{{sizes[-1]}}} \sum_i {left}"
            self.defined.append(Defined(named(name), name, body, at, question))

    def learn_losses(self, losses: Iterable[Loss], questions: Mapping[int, int]) -> None:
        """What words say of a loss; an equation that defines it comes first."""
        written = {each.name for each in self.defined}
        for loss in losses:
            if (name := named(loss.letter)) and name not in written:
                question = questions.get(loss.at, 0)
                self.defined.append(Defined(name, loss.letter, loss.body, loss.at, question))

    def learn_layers(self, layers: Iterable[Layer], questions: Mapping[int, int]) -> None:
        """The outputs of layers; an equation that defines the letter comes first."""
        written = {each.name for each in self.defined}
        for layer in layers:
            if (name := named(layer.letter)) and name not in written:
                question = questions.get(layer.at, 0)
                self.defined.append(
                    Defined(name, layer.letter, layer.body, layer.at, question, layer.name)
                )

    def learn(self, statement: Statement, at: int, question: int) -> None:
        """What a formula declares or defines."""
        sides = statement.sides
        for side in sides:
            for each in partials(side):
                self.given.add((named(each.quantity), named(each.variable)))
        if (summed := sum_that_is_one(sides)) is not None:
            self.said.append((question, *summed))
        if (told := assumed_in_equation(sides)) is not None:
            self.assume(told, question)
            return
        if len(sides) == 1:
            self.shaped += [(question, *each) for each in shapes_in(sides[0]).items()]
            return
        for left, body in suggested(sides):
            self.suggested.append(Defined(named(left), left, body, at, question))
        for left, body in dict.fromkeys((*_pairs(sides), *composed(sides))):
            if (made := _definition((left, body))) is not None:
                is_echo = asked(left) is not None
                self.defined.append(Defined(*made, at, question, is_echo=is_echo))

    def definitions(self, name: str, question: int, at: int) -> list[Defined]:
        """The definitions of a name, the best first."""
        found = [
            each
            for each in self.defined
            if each.name == name
            and (each.question == question or (each.at < at and each.is_lasting))
        ]
        found.sort(
            key=lambda each: (
                each.question != question, each.is_echo, each.at > at, abs(each.at - at)
            )
        )  # fmt: skip
        kept = {each.text: each for each in reversed(found)}
        return [each for each in found if kept[each.text] is each][:_MOST]

    def elsewhere(self, name: str) -> list[Defined]:
        """What later questions, or single lines, say of a letter that is not defined here."""
        found = [each for each in self.defined if each.name == name and each.is_lasting]
        kept = {
            (each.bare, each.body): each for each in (*self.suggested, *found) if each.name == name
        }
        return list(kept.values())[:_MOST]

    def variable_of(self, name: str, question: int, at: int) -> str:
        """The variable of f where ∇f does not name it: x in f(x) = …, or in ∂f/∂x elsewhere."""
        for each in self.definitions(name, question, at):
            called = _CALL.match(each.left)
            if called is not None and named(called["given"]):
                return called["given"].strip()
        others = sorted(by for of, by in self.given if of == name and by)
        return others[0] if len(others) == 1 else ""

    def needed(
        self, start: Iterable[str], question: int, at: int, known: Iterable[str] = ()
    ) -> list[Defined]:
        """The definitions that names need, and those that these need in turn."""
        waiting, seen = list(start), set(known)
        made: list[Defined] = []
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            found = self.definitions(name.removesuffix("()"), question, at)
            found = [each for each in found if each.is_function == name.endswith("()")]
            if found and not used_in(found[0].body) & {each.name for each in made}:
                made.append(found[0])
                waiting += sorted(used_in(found[0].body))
        return made

    def shapes(self, question: int, *, alone: bool = False) -> dict[str, list[str]]:
        """The dimensions of every name; those of this question win, or stand alone."""
        kept = [each for each in self.shaped if not alone or each[0] == question]
        ordered = sorted(kept, key=lambda each: each[0] == question)
        return {name: dims for _, name, dims in ordered}

    def words(self, question: int) -> dict[str, list[str]]:
        """What is said of every name, in this question or before."""
        made: dict[str, list[str]] = {}
        for where, name, word in self.said:
            if where <= question and word not in made.setdefault(name, []):
                made[name].append(word)
        for where, name, word in self.assumptions:
            if self._is_assumed(where, name, word, question):
                kept = made.setdefault(name, [])
                kept += [word] if word not in kept else []
        return made

    def _is_assumed(self, where: int, name: str, word: str, question: int) -> bool:
        """Whether an assumption counts in a question: its own, or an earlier one of the same name.

        A question that declares a name or defines something by it speaks of a new one.
        """
        if where == question:
            return True
        if where > question or (question, name, word) in self.denied:
            return False
        is_new = name in self.shapes(question, alone=True) or any(
            each.question == question and name in names_in(each.body) for each in self.defined
        )
        return where == 0 or not is_new

    def dims(self, question: int) -> set[str]:
        """The sizes that dimensions are written with."""
        return {each for dims in self.shapes(question).values() for each in dims}


def _pairs(sides: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What may be a definition in a = b = c: the first side, and a letter between others."""
    yield sides[0], sides[-1]
    yield sides[0], sides[1]
    for at, side in enumerate(sides[1:-1], start=1):
        if named(side):
            yield side, sides[at + 1]


def _definition(sides: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Name, left side and body of the definition that an equation is."""
    left, body = sides[0], sides[1]
    wanted, given = asked(left), asked(body)
    if wanted is not None:
        return _behind(wanted.of, given.of) if given is not None else None
    called = _CALL.match(left)
    name = named(called["name"] if called else base_of(left))
    if not name or given is not None or _is_call_of_itself(name, body) or _WORDY.search(body):
        return None
    if (
        re.fullmatch(
            r"\\?(?i:relu|tanh|sigmoid|softmax|softplus|identity)|[-+.\d\s/]+|\\frac\{?\d\}?\{?\d\}?",
            body,
        )
        and not called
    ):
        return None
    return (name, left, body) if name not in names_in(body) else None


def names_something(side: str) -> bool:
    """Whether a side is a name, an entry of one, or a function of arguments."""
    called = _CALL.match(side)
    return bool(named(called["name"] if called else base_of(side)))


def _behind(of: str, formula: str) -> tuple[str, str, str] | None:
    """∂Y_ij/∂W = ∂/∂W (formula): what stands behind Y_ij."""
    name = named(base_of(of))
    is_formula = not named(base_of(formula)) and "partial" not in formula
    return (name, of, formula) if name and is_formula and name not in names_in(formula) else None


def _is_call_of_itself(name: str, body: str) -> bool:
    """L = L(Y) and Y = Y(X, W) say what depends on what, and nothing else."""
    found = _CALL.match(body)
    return found is not None and named(found["name"]) == name
