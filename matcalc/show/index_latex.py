r"""A gradient worked out in index notation, in LaTeX: entries, deltas, contraction, the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from matcalc.expr import Expr
from matcalc.show import to_latex
from matcalc.show.breaking import broken
from matcalc.show.document import aligned, reasoned
from matcalc.show.indices import Line, Passage, reason, says, sentence
from matcalc.show.sentence import in_latex, in_tag
from matcalc.show.tidy import gathered

if TYPE_CHECKING:
    from matcalc.derive import Result


def index_rows(result: Result, worked: Iterable[Passage]) -> Iterator[str]:
    """The derivation line by line."""
    passages = tuple(worked)
    if not passages:
        yield f"No entry of ${to_latex(result.problem.target)}$ changes with the variable.\n"
    for passage in passages:
        yield from _passage(passage)
    if passages and not says(passages[-1], result):
        told = (passages[-1].then or "This is", " ", result.expr, ".")
        yield f"\n\\noindent {in_latex(told)}\n"


def joined(expr: Expr) -> str:
    """The pieces of a formula that is too wide for one line."""
    return r" \\ &\quad ".join(broken(expr))


def _passage(passage: Passage) -> Iterator[str]:
    first, *rest = passage.lines
    rows = ["&" + joined(gathered(first.expr))]
    rows += [_line(line) for line in rest]
    yield aligned(rows) + "\n"
    if passage.result is not None:
        yield f"{in_latex((*sentence(passage), ' therefore ', passage.result, '.'))}\n"
    if passage.named is not None:
        yield f"It is called ${to_latex(passage.named.name)}$.\n"


def _line(line: Line) -> str:
    return reasoned(line.expr, in_tag(reason(line)))
