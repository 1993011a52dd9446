"""A document to its report: every formula that claims something is judged in its context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from matcalc.errors import MatcalcError
from matcalc.grade.blocks import Block, blocks_of
from matcalc.grade.columns import judge_columns
from matcalc.grade.context import Context, names_something
from matcalc.grade.coursework import Coursework, is_coursework
from matcalc.grade.derivative import asked
from matcalc.grade.dotted import summed
from matcalc.grade.equality import judge_equality
from matcalc.grade.findings import Finding, Report
from matcalc.grade.formulas import Statement, spelled, statements_of
from matcalc.grade.habits import matrices_by_entries, mended, with_matrices
from matcalc.grade.judge import IS_ZERO, Said, judge
from matcalc.grade.landscapes import field_in
from matcalc.grade.layers import layers_in
from matcalc.grade.losses import losses_in
from matcalc.grade.macros import Macro, expanded, macros_of
from matcalc.grade.shapes import shapes_in, sum_that_is_one
from matcalc.grade.signs import signs_in
from matcalc.grade.spectra import eigenvectors_in
from matcalc.grade.stages import networks_in
from matcalc.grade.watch import Unwatched, Watch

if TYPE_CHECKING:
    from matcalc.grade.rubric import Rubric

_CASE = re.compile(r"^\s*\\?[a-z]\s*(?:\\neq|\\ne|≠|=)\s*\\?[a-z]\s*$")
_SOLUTION = re.compile(r"^[\s#*\\a-z{]*(?:Solution|Answer|Lösung|Proof)", re.IGNORECASE)
_LONGEST = 4_000


def examine(
    text: str,
    name: str,
    *,
    rubric: Rubric | None = None,
    seed: int = 0,
    watch: Watch | None = None,
) -> Report:
    r"""The findings on a document; a document that cannot be read has a report with its trouble.

    ``watch`` is told of every formula before and after it is judged. Where the ``rubric`` states
    the problem of a question, what stands under its heading is compared with that.

    >>> report = examine("Let $f = x^T x$. $$\\frac{df}{dx} = 2x$$", "a.md")
    >>> [finding.verdict for finding in report.findings]
    ['proved']
    """
    try:
        blocks = blocks_of(text, name)
    except MatcalcError as error:
        return Report(name, trouble=str(error), seed=seed)
    said = _Document(_spelled(blocks, macros_of(text)), rubric)
    found = said.findings(seed, watch or Unwatched())
    return Report(
        name,
        tuple(sorted(found, key=lambda each: (each.place.cell or 0, each.place.start))),
        seed=seed,
        skipped=dict(said.skipped),
    )


def _spelled(blocks: Sequence[Block], macros: dict[str, Macro]) -> list[Block]:
    """The blocks with their formulas in plain TeX."""
    return [
        replace(each, text=mended(spelled(expanded(each.text, macros))))
        if each.is_formula
        else each
        for each in blocks
    ]


@dataclass(slots=True)
class _Told:
    """An equation that is gathered over one or more displays."""

    said: Said
    block: Block
    is_case: bool
    parts: tuple[_Told, ...] | None = None
    """The equations of a formula that may be of a kind of its own, as `coursework` knows them."""


@dataclass
class _Document:
    """The statements of a document in order, and what they say together."""

    blocks: Sequence[Block]
    rubric: Rubric | None = None
    context: Context = field(default_factory=Context)
    skipped: Counter[str] = field(default_factory=Counter)
    coursework: Coursework = field(default_factory=Coursework)
    sections: dict[int, tuple[int, str]] = field(default_factory=dict)
    """The question and the label of the block that starts at a character."""
    matrices: dict[str, str] = field(init=False)
    """The matrices A of which only entries a_ij are written with small letters."""

    def __post_init__(self) -> None:
        self.matrices = matrices_by_entries(each.text for each in self.blocks if each.is_formula)

    def findings(self, seed: int, watch: Watch) -> Iterator[Finding]:
        """Everything is learned first, since a definition may follow its use."""
        gathered = self._gathered()
        for told in gathered:
            said = told.said
            known = watch.begin(said.place, said.source, len(said.sides))
            found = [replace(known, question=said.label)] if known else self._found(told, seed)
            for each in found:
                watch.end(each)
                yield each
        equations = [part.said.sides for told in gathered for part in (told.parts or (told,))]
        sentences = chain(
            eigenvectors_in(self.blocks, self.context, equations, self.sections),
            signs_in(self.blocks, self.sections),
        )
        for each in sentences:
            known = watch.begin(each.place, each.source, 1)
            watch.end(known or each)
            yield replace(known, question=each.question) if known else each

    def _found(self, told: _Told, seed: int) -> list[Finding]:
        if told.parts is None:
            judged = self._judged(told, seed)
            return [] if judged is None else [judged]
        plain = [each for part in told.parts for each in self._found(part, seed)]
        said = told.said
        if any(each.verdict not in ("unknown", "unreadable") for each in plain):
            return plain
        given = field_in(self.context, said.question, said.sides[0])
        self.coursework.take(given, said.question)
        own = self.coursework.finding(said.sides[0], said.place, said.label, said.question)
        return plain if own is None else [own]

    def _gathered(self) -> list[_Told]:
        found: list[_Told] = []
        question, label, is_case, before = 0, "", False, ""
        paragraph = ""
        for block in self.blocks:
            if block.kind in ("heading", "display"):
                self.context.learn_words(paragraph, block.place.start, question)
                paragraph = ""
            paragraph += f"${block.text}$" if block.is_formula else block.text
            if block.kind == "heading" and not _SOLUTION.match(block.text):
                question, label = question + 1, _label(block.text)
            self.sections[block.place.start] = (question, label)
            if not block.is_formula:
                before = block.text
                continue
            text = block.text
            if _CASE.match(text):
                is_case = True
                continue
            into: list[_Told] = [] if is_coursework(text) else found
            for statement in self._statements(text, question, block):
                self.context.learn_mean(before, statement, block.place.start, question)
                self._add(into, statement, block, question, label, is_case)
            if into is not found:
                said = Said((text,), (block.place,), question, label)
                found.append(_Told(said, block, is_case, tuple(into)))
            is_case = is_case and block.kind == "inline"
        if self.blocks:
            self.context.learn_words(paragraph, self.blocks[-1].place.end, question)
        self._learn_all()
        return found

    def _learn_all(self) -> None:
        """What tables say, and what only the whole document tells."""
        questions = {place: question for place, (question, _) in self.sections.items()}
        layers = layers_in(self.blocks, networks_in(self.blocks))
        self.context.learn_tables(self.blocks, questions)
        self.context.learn_losses(losses_in(self.blocks), questions)
        self.context.learn_layers(layers, questions)

    def _statements(self, text: str, question: int, block: Block) -> list[Statement]:
        if len(text) > _LONGEST:
            self.skipped["longer than a formula"] += 1
            return []
        if r"\begin{cases}" in text:
            self.skipped["a list of cases"] += 1
            return []
        shapes = shapes_in(text)
        if shapes:
            self.skipped["a shape"] += 1
            self.context.shaped += [(question, *each) for each in shapes.items()]
            return []
        return [
            replace(each, sides=tuple(self._read(side) for side in each.sides))
            for each in statements_of(text)
        ]

    def _read(self, side: str) -> str:
        return with_matrices(summed(side), self.matrices)

    def _add(
        self, found: list[_Told], statement: Statement, block: Block, question: int, label: str,
        is_case: bool,
    ) -> None:  # fmt: skip
        places = (block.place,) * len(statement.sides)
        if statement.is_continued and found and block.kind == "display":
            told = found[-1].parts[-1] if found[-1].parts else found[-1]
            last = told.said
            told.said = replace(
                last, sides=last.sides + statement.sides, places=last.places + places
            )
            return
        self.context.learn(statement, block.place.start, question)
        if statement.is_continued:
            return
        said = Said(statement.sides, places, question, label)
        found.append(_Told(said, block, is_case))

    def _judged(self, told: _Told, seed: int) -> Finding | None:
        said = told.said
        reason = _nothing_to_judge(told)
        if reason:
            self.skipped[reason] += 1
            return None
        if asked(said.sides[0]) is not None:
            asked_for = self.rubric.question_for(said.label) if self.rubric else None
            request = asked_for.request() if asked_for is not None else None
            judged = judge(said, self.context, seed, request)
            is_open = judged.verdict in ("unknown", "refuted", "ill_shaped")
            if is_open and len(said.sides) == 2 and IS_ZERO.match(said.sides[1]):
                self.skipped["an equation or a condition"] += 1
                return None
            if judged.verdict in ("unknown", "unreadable") and _has_limit(said.sides):
                self.skipped["a limit"] += 1
                return None
            return judged
        if (in_rows := judge_columns(said, seed)) is not None:
            return in_rows
        is_definition = names_something(said.sides[0])
        if is_definition and len(said.sides) == 2:
            self.skipped["a definition"] += 1
            return None
        found = judge_equality(said, self.context, seed, is_definition)
        if found is None:
            self.skipped["a definition" if is_definition else "an equation or a condition"] += 1
        return found


def _nothing_to_judge(told: _Told) -> str:
    sides = told.said.sides
    if len(sides) == 1:
        return "prose" if len(sides[0]) < 3 else "no equation"
    if told.is_case:
        return "a case"
    if sum_that_is_one(sides) is not None:
        return "an assumption"
    return ""


def _has_limit(sides: Sequence[str]) -> bool:
    return any(re.search(r"\\lim(?![a-z])", side) for side in sides)


def _label(text: str) -> str:
    """The words of a heading, without its marks."""
    text = re.sub(r"\\(?:sub)*section\*?\{|\\item\b|[#*{}]", " ", text)
    return " ".join(text.split())[:60].strip(" -")
