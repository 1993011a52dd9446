"""A derivation line by line: each line against the derivative and against the line before it.

A line may claim the derivative, in matrix or index notation or as a differential; it may define
a letter for the lines that follow; or it may be an equation of its own. A line that cannot be
read is told as such and hides none of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from matcalc.check.moving import with_directions
from matcalc.check.sides import turned_back
from matcalc.check.tested import differs, same_value
from matcalc.check.text import Question, check_written, on_condition
from matcalc.check.verdict import RIGHT, WRONG, Verdict
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, Problem, postorder, transpose
from matcalc.expr import head as h
from matcalc.read import Reading, Scope, elaborate
from matcalc.read.claim import claimed_surface
from matcalc.read.surface import walk

FUNCTION = "This is the function itself."
"""How a line is told that does not differentiate yet."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The verdict on every line, the first that does not follow, and the names they define."""

    links: tuple[Verdict, ...]
    first_wrong: int | None
    is_decided: bool
    scope: Scope
    problem: Problem
    meaning: tuple[str, ...] = ()
    """What letters that nothing declares were taken for."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as judged: what it says, and ``right``, ``wrong`` or ``open``.

    ``claimed`` is the verdict on it as a claim, where it was taken for something else.
    """

    verdict: Verdict
    reading: Reading | None
    follows: str
    claimed: Verdict | None = None


def check_chain(
    lines: Sequence[str], problem: Problem, scope: Scope, *, claim: str = "", seed: int = 0
) -> Chain:
    """Every line of a derivation, in order; ``claim`` is the formula that it should end in.

    The first wrong line is the first that does not equal what came before. Lines that start from
    a derivative of their own and end in another formula than the claim are a computation on the
    side: they are compared with each other alone.
    """
    told = _Told(problem, scope, seed)
    found = [told.judge(text) for text in lines]
    if _is_aside(found, lines, claim):
        found = _compared_alone(found, problem, seed)
    elif found and (not _is_used(found[-1], told.scope, claim) or _is_function(found[-1], claim)):
        found[-1] = _as_claim(found[-1])
    wrong = [at for at, line in enumerate(found) if line.follows == "wrong"]
    first = wrong[0] if wrong else None
    is_decided = all(line.follows != "open" for line in found[:first])
    return Chain(
        tuple(line.verdict for line in found),
        first,
        is_decided,
        told.scope,
        told.problem,
        told.meaning,
    )


class _Told:
    """What the lines so far have said: new names, the order of the indices, the last formula."""

    def __init__(self, problem: Problem, scope: Scope, seed: int) -> None:
        self.problem = problem
        self.scope = scope
        self.seed = seed
        self.places: tuple[str, ...] = ()
        self.meaning: tuple[str, ...] = ()
        self.before: _Line | None = None
        self.is_wrong = False

    def judge(self, text: str) -> _Line:
        """The next line, judged; what it says is kept."""
        found = check_written(self._asked(text))
        if found.understood is not None:
            self.problem, self.scope = found.understood.problem, found.understood.scope
        line = self._judged(on_condition(found.verdict, self.meaning), found.reading)
        if line.follows == "wrong" and found.otherwise is not None:
            other = self._judged(found.verdict, found.otherwise)
            line = other if other.follows == "right" else line
        self.meaning += found.understood.told if found.understood is not None else ()
        self.is_wrong |= line.follows == "wrong"
        if line.reading is not None:
            self.scope = self.scope.with_values(line.reading.defined)
            self.places = line.reading.places or self.places
            self.before = line
        return line

    def _asked(self, text: str) -> Question:
        """A line; only the first wrong one is explained, those after it may follow from it."""
        explain = not self.is_wrong
        return Question(text, self.problem, self.scope, self.places, self.seed, explain)

    def _judged(self, verdict: Verdict, reading: Reading | None) -> _Line:
        if verdict.verdict in RIGHT and reading is not None and self._was_one_row(reading):
            text = "The line before is about one row of the matrix, and this is all of it."
            return _Line(replace(verdict, verdict="ill_shaped", text=text), reading, "wrong")
        if verdict.verdict in RIGHT and reading is not None and self._was_turned(reading):
            return _Line(turned_back(verdict), reading, "wrong")
        if verdict.verdict in RIGHT:
            return _Line(verdict, reading, "right")
        if reading is None:
            return _Line(verdict, None, "wrong" if verdict.verdict in WRONG else "open")
        if verdict.verdict == "layout":
            return self._turned(verdict, reading)
        if reading.defined and (told := self._torn(reading)) is not None:
            return _Line(told, reading, "wrong")
        words = self._otherwise(reading)
        if words:
            told = Verdict("proved" if reading.defined else "holds", words, verdict.claim)
            return _Line(told, reading, "right", verdict)
        if verdict.verdict not in WRONG:
            return _Line(verdict, reading, "open")
        return _Line(self._carried(verdict, reading), reading, "wrong")

    def _was_one_row(self, reading: Reading) -> bool:
        """Whether the line before gave row i of a matrix, and this line gives the matrix."""
        before = self.before.reading if self.before is not None else None
        is_matrix = not reading.expr.is_scalar and 1 not in (
            reading.expr.rows.value,
            reading.expr.cols.value,
        )
        one_row = before is not None and len(before.free) == 1 and not reading.free
        return one_row and is_matrix and reading.left is None

    def _was_turned(self, reading: Reading) -> bool:
        """Whether the line before gave the transpose of what this line says it equals."""
        before = self.before
        is_turned = before is not None and before.verdict.verdict == "layout"
        if before is None or not is_turned or before.follows != "right" or _is_neutral(before):
            return False
        return reading.left is None and not reading.free and not _has_partials(reading.expr)

    def _turned(self, verdict: Verdict, reading: Reading) -> _Line:
        """The other layout: right, unless the line before had the same thing the other way."""
        before = self.before
        is_neutral = before is None or before.verdict.verdict not in RIGHT or _is_neutral(before)
        if is_neutral or _has_partials(reading.expr):
            return _Line(verdict, reading, "right")
        text = f"{verdict.text} The line before is not transposed."
        return _Line(replace(verdict, text=text), reading, "wrong")

    def _otherwise(self, reading: Reading) -> str:
        """What else a line may be, in words: a definition, a true equation, the function."""
        if reading.defined:
            return f"This defines {' and '.join(reading.defined)}."
        if self._is_equation(reading):
            return "Both sides of this equation are equal."
        if same_value(self.problem, reading.expr, self.problem.target, self.seed):
            return FUNCTION
        return ""

    def _torn(self, reading: Reading) -> Verdict | None:
        """A definition a = b = c whose sides are not equal."""
        for one, other in pairwise(reading.sides[1:]):
            if differs(self.problem, one, other, self.seed):
                text = f"{one!r} and {other!r} are not equal."
                return Verdict("refuted", text, reading.expr, seed=self.seed)
        return None

    def _is_equation(self, reading: Reading) -> bool:
        """Whether the line states an equality of its own, not one of the derivative, and holds."""
        sides = reading.sides
        if reading.left is not None:
            try:
                left = elaborate(reading.left, self.scope, None, reading.places).expr
            except MatcalcError:
                return False
            sides = (left, *sides)
        try:
            sides = tuple(with_directions(self.problem, side) for side in sides)
        except MatcalcError:
            return False
        return len(sides) > 1 and all(
            same_value(self.problem, one, other, self.seed)
            or (_has_partials(one) and same_value(self.problem, one, transpose(other), self.seed))
            for one, other in pairwise(sides)
        )

    def _carried(self, verdict: Verdict, reading: Reading) -> Verdict:
        """A wrong line that follows from the wrong line before it is told so."""
        before = self.before
        if before is None or before.reading is None or before.follows != "wrong":
            return verdict
        if not same_value(self.problem, reading.expr, before.reading.expr, self.seed):
            return verdict
        return replace(verdict, text=f"This follows from the line before. {verdict.text}")


def _is_neutral(line: _Line) -> bool:
    """Whether a line says nothing about the layout: indices, symbols of derivatives, dX."""
    reading = line.reading
    return reading is None or bool(reading.free) or _has_partials(reading.expr)


def _has_partials(expr: Expr) -> bool:
    return any(node.head in (h.PARTIAL, h.DIFFERENTIAL) for node in postorder(expr))


def _is_aside(found: Sequence[_Line], lines: Sequence[str], claim: str) -> bool:
    """A wrong ∂/∂x_i (formula) at the start, and an end that is not the claim."""
    if len(found) < 2 or not claim or found[0].follows != "wrong" or found[0].reading is None:
        return False
    surface = found[0].reading.surface
    starts = surface is not None and any(
        node.kind == "derivative" and node.value == "operator" for node in walk(surface)
    )
    return starts and "".join(lines[-1].split()) != "".join(claim.split())


def _compared_alone(found: Sequence[_Line], problem: Problem, seed: int) -> list[_Line]:
    """The lines compared with each other, whatever the derivative is."""
    made: list[_Line] = []
    for line in found:
        before = next((each for each in reversed(made) if each.reading is not None), None)
        made.append(line if line.reading is None else _linked(line, before, problem, seed))
    return made


def _linked(line: _Line, before: _Line | None, problem: Problem, seed: int) -> _Line:
    assert line.reading is not None
    if before is None:
        told = Verdict("holds", "This starts a computation on the side.", line.verdict.claim)
        return _Line(told, line.reading, "right")
    assert before.reading is not None
    if same_value(problem, before.reading.expr, line.reading.expr, seed):
        told = Verdict("holds", "This equals the line before.", line.verdict.claim)
        return _Line(told, line.reading, "right")
    return line


def _is_used(line: _Line, scope: Scope, claim: str) -> bool:
    """Whether the claim uses a name that a line defines; true of a line that defines none."""
    if line.reading is None or not line.reading.defined or not claim:
        return True
    try:
        names = {node.text for node in walk(claimed_surface(claim, scope)) if node.kind == "name"}
    except MatcalcError:
        return True
    return not names.isdisjoint(line.reading.defined)


def _is_function(line: _Line, claim: str) -> bool:
    """A last line that is the function itself, where nothing else claims the derivative."""
    return not claim and line.verdict.text == FUNCTION


def _as_claim(line: _Line) -> _Line:
    """A last line ``g = …`` whose letter nothing uses claims the derivative."""
    if line.claimed is None or line.claimed.verdict not in WRONG:
        return line
    return replace(line, verdict=line.claimed, follows="wrong")
