"""A plain equality with its proof in index notation: both sides have the same entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from matcalc.expr import Expr, Problem, shape_text
from matcalc.show import to_latex, to_unicode
from matcalc.show.document import aligned, display, fitting, reasoned
from matcalc.show.index_latex import joined
from matcalc.show.indices import Line, reason
from matcalc.show.proof import reasoned as beside
from matcalc.show.sentence import Sentence, in_html, in_latex, in_text
from matcalc.show.webpage import formula, line_table


class Compared(Protocol):
    """The entries of both sides, line by line."""

    @property
    def left(self) -> Expr: ...
    @property
    def right(self) -> Expr: ...
    @property
    def by(self) -> tuple[Expr | None, Expr | None]: ...
    @property
    def rows(self) -> Sequence[Expr]: ...
    @property
    def cols(self) -> Sequence[Expr]: ...
    @property
    def lines(self) -> Sequence[Line]: ...


@dataclass(frozen=True, slots=True)
class Equality:
    """left = right, what is assumed, and the comparison of the entries."""

    problem: Problem
    right: Expr
    compared: Compared

    @property
    def left(self) -> Expr:
        """The side that is stated first."""
        return self.problem.target

    def declared(self) -> Iterator[Sentence]:
        """The names and their shapes."""
        for name in self.problem.inputs(self.right):
            yield (name, f" is {shape_text(name.shape)}")

    def opening(self) -> Iterator[Sentence]:
        """What is done before the entries are compared."""
        by, sides = self.compared.by, (self.compared.left, " = ", self.compared.right, ".")
        places = zip(by, (" from the left", " from the right"), strict=True)
        told = [part for each, where in places if each for part in (" and by ", each, where)]
        if told:
            yield ("Both sides are multiplied by ", *told[1:], ". What is to be shown is ", *sides)
        if len(self.compared.rows) > 1 or len(self.compared.cols) > 1:
            yield self._place()

    def _place(self) -> Sentence:
        """A row of A ⊗ B is counted by two indices, the first the slower."""
        row, column = _pair(self.compared.rows), _pair(self.compared.cols)
        where: Sentence = ("In row ", *row, *((" and column ", *column) if column else ()))
        return (*where, ", where the first index of a pair is the slower, the left side has")

    def ending(self) -> Sentence:
        """What the last line is."""
        if len(self.compared.rows) > 1 or len(self.compared.cols) > 1:
            return ("This is the entry of ", self.compared.right, " at the same place.")
        return ("The two sides have the same entries.",)


def _pair(indices: Sequence[Expr]) -> Sentence:
    parts = [part for each in indices for part in (", ", each)][1:]
    return ("(", *parts, ")") if len(indices) > 1 else tuple(parts)


def to_text(told: Equality) -> str:
    """For a terminal."""
    rows = [f"Theorem.  {'; '.join(map(in_text, told.declared()))}."]
    if told.problem.conditions:
        rows.append(f"  Assume {', '.join(told.problem.conditions)}.")
    rows += ["", f"    {to_unicode(told.left)} = {to_unicode(told.right)}", "", "Proof."]
    rows += [f"  {in_text(each)}" for each in told.opening()]
    first, *rest = told.compared.lines
    rows.append(f"  {to_unicode(first.expr)}")
    for line in rest:
        rows += beside(f"    = {to_unicode(line.expr)}", in_text(reason(line)))
    return "\n".join([*rows, f"  {in_text(told.ending())}  ∎"])


def theorem_rows(told: Equality) -> str:
    """What is assumed, and the formula, in LaTeX."""
    declared = ", ".join(map(in_latex, told.declared()))
    assumed = "".join(f"; {each}" for each in told.problem.conditions)
    left = to_latex(told.left)
    return f"Where {declared}{assumed},\n{display(fitting(f'{left} = ', told.right))}\n"


def proof_rows(told: Equality) -> Iterator[str]:
    """The entries line by line, in LaTeX."""
    for each in told.opening():
        yield f"{in_latex(each)}\n"
    first, *rest = told.compared.lines
    rows = [f"&{joined(first.expr)}"]
    rows += [reasoned(line.expr, in_latex(reason(line))) for line in rest]
    yield f"{aligned(rows)}\n{in_latex(told.ending())}\n"


def to_latex_parts(told: Equality) -> Iterator[str]:
    """The theorem and its proof."""
    yield f"\\begin{{theorem}}\n{theorem_rows(told)}\\end{{theorem}}\n"
    yield "\\begin{proof}[In index notation]\n"
    yield from proof_rows(told)
    yield "\\end{proof}\n"


def to_markdown(told: Equality) -> str:
    """For a notebook, which typesets formulas with MathJax."""
    rows = "".join(proof_rows(told)).replace(r"\footnotesize ", "")
    return f"**Theorem.** {theorem_rows(told)}\n*Proof.*\n\n{rows}"


def to_html(told: Equality) -> Iterator[str]:
    """As parts of a page."""
    write: Callable[[Sentence], str] = in_html
    declared = "; ".join(map(write, told.declared()))
    assumed = "".join(f"; {write((each,))}" for each in told.problem.conditions)
    yield f'<div class="theorem"><p><strong>Theorem.</strong> {declared}{assumed}.</p>'
    yield f"<p>{formula(told.left, told.right)}</p></div><p><em>In index notation.</em></p>"
    for each in told.opening():
        yield f"<p>{write(each)}</p>"
    yield line_table(told.compared.lines)
    yield f"<p>{write(told.ending())}</p>"
