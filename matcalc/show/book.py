r"""The identity library as a LaTeX book: chapters by subject, an index of the rules, a table of
how each identity is known. It needs amsmath, amssymb, amsthm, geometry, hyperref, longtable and
makeidx.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from matcalc.expr import Problem
from matcalc.show.document import proof_rows, rule_rows, theorem_rows
from matcalc.show.equality import Equality, to_latex_parts
from matcalc.show.escaping import escape
from matcalc.show.index_latex import index_rows
from matcalc.show.indices import Passage as Worked
from matcalc.show.proof import proof_of
from matcalc.show.remarks import Remarks, as_latex
from matcalc.show.statements import statements

if TYPE_CHECKING:
    from matcalc.derive import Result

_PREAMBLE = r"""\documentclass[10pt,oneside]{book}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{amsmath,amssymb,amsthm,longtable,makeidx}
\usepackage[hidelinks]{hyperref}
\newtheorem*{theorem}{Theorem}
\allowdisplaybreaks
\emergencystretch=3em
\makeindex
\begin{document}
"""

_OPENING = r"""\title{%s}
\author{}
\date{}
\maketitle
\tableofcontents
"""


_NOTATION = r"""\chapter*{Notation}
\addcontentsline{toc}{chapter}{Notation}
\begin{itemize}
\item Small letters are columns, capital letters matrices, Greek letters scalars, unless their
  shapes are given. The sizes $n$, $m$, \dots\ are any whole numbers from 1 on.
\item A gradient has the shape of its variable: $\mathrm{d}f = \langle G, \mathrm{d}X\rangle$, where
  $\langle A, B\rangle = \operatorname{tr}(A^{\top} B)$ is the sum of the products of the entries.
\item The rows of a Jacobian are the outputs: $\mathrm{d}y = J\,\mathrm{d}x$. The Jacobian of a
  matrix by a matrix is that of $\operatorname{vec}$, columns stacked.
\item $A \odot B$ and $A \oslash B$ are taken entry by entry, $A \otimes B$ is the Kronecker
  product, and $\mathbf{1}$ is a column of ones, as long as it must be.
\item Functions of a number are applied entry by entry, $e^{X}$ too; the exponential of a matrix is
  $\operatorname{expm}(X)$.
\item A condition such as \emph{$X$ invertible} is part of the theorem. An assumption on the
  variable describes the point; the entries still move independently, unless the
  theorem says otherwise.
\end{itemize}
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An identity with its derivation; ``checks`` are the checks that were run and passed or not.

    ``result`` and ``worked``, the derivation in index notation, are None for a plain equality.
    """

    subject: str
    name: str
    title: str
    problem: Problem
    result: Result | None
    worked: Sequence[Worked] | None
    equality: Equality | None
    erratum: str
    source: str
    remarks: Remarks
    checks: tuple[tuple[str, bool], ...]


def to_latex_book(entries: Sequence[Entry], *, title: str = "Matrix derivatives, proved") -> str:
    """The source of the book."""
    parts = [_PREAMBLE, _OPENING % escape(title), _NOTATION]
    for subject, group in groupby(entries, key=lambda entry: entry.subject):
        parts.append(f"\\chapter{{{escape(_capital(subject))}}}\n")
        parts += [section for entry in group for section in _section(entry)]
    parts += _rules(entries)
    parts += _known(entries)
    parts.append("\\printindex\n\\end{document}\n")
    return "".join(parts)


def _rules(entries: Sequence[Entry]) -> Iterator[str]:
    """The rules that the proofs cite: where their reasons lead."""
    yield "\\chapter*{Rules}\n\\addcontentsline{toc}{chapter}{Rules}\n"
    results = (entry.result for entry in entries if entry.result is not None)
    yield from rule_rows(statements(proof_of(result) for result in results))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _section(entry: Entry) -> Iterator[str]:
    yield f"\\section{{{_words(entry.title)}}}\\label{{{entry.name}}}\n"
    if entry.remarks.insight:
        yield f"{_words(entry.remarks.insight)}\n\n"
    if entry.equality is not None:
        yield from to_latex_parts(entry.equality)
    if entry.result is not None:
        proof = proof_of(entry.result)
        yield "\\begin{theorem}\n" + theorem_rows(proof) + "\\end{theorem}\n"
        yield "".join(f"\\index{{{_entry_of_index(rule)}}}" for rule in _reasons(entry.result))
        yield "\n\\begin{proof}\n"
        yield from proof_rows(proof)
        yield "\\end{proof}\n"
        if entry.worked is not None:
            yield "\\begin{proof}[In index notation]\n"
            yield from index_rows(entry.result, entry.worked)
            yield "\\end{proof}\n"
    yield as_latex(replace(entry.remarks, insight=""))
    if entry.erratum:
        yield f"\\noindent Elsewhere: {_words(entry.erratum)}\n\n"
    if entry.source:
        yield f"\\noindent{{\\footnotesize Source: {_words(entry.source)}.}}\n\n"


def _reasons(result: Result) -> list[str]:
    """The words of the rules that the lines of a proof cite, once each."""
    lines = (
        line
        for part in proof_of(result).parts
        for passage in part.passages
        for line in passage.lines
    )
    found = dict.fromkeys(reason for line in lines for reason in line.reasons)
    return [reason for reason in found if not reason.startswith(("definition of", "this is"))]


def _entry_of_index(reason: str) -> str:
    """A reason as an entry of the index: sorted by its plain words."""
    plain = "".join(sign for sign in reason if sign.isascii() and (sign.isalnum() or sign == " "))
    return f"{' '.join(plain.split()) or 'formula'}@{_quoted(_words(reason))}"


def _quoted(text: str) -> str:
    """The signs that makeindex reads as its own."""
    return "".join(f'"{sign}' if sign in '"!@|' else sign for sign in text)


def _known(entries: Sequence[Entry]) -> Iterator[str]:
    """The table of how each identity is known."""
    names = list(dict.fromkeys(name for entry in entries for name, _ in entry.checks))
    yield "\\chapter*{How each identity is known}\n"
    yield "\\addcontentsline{toc}{chapter}{How each identity is known}\n"
    yield f"\\begin{{longtable}}{{@{{}}p{{75mm}}rr{'c' * len(names)}@{{}}}}\n"
    head = ["Identity", "page", "steps", *map(escape, names)]
    yield " & ".join(head) + r" \\ \hline \endhead" + "\n"
    for entry in entries:
        cells = [_words(entry.title), rf"\pageref{{{entry.name}}}", _steps(entry.result)]
        passed = dict(entry.checks)
        cells += [_mark(passed.get(name)) for name in names]
        yield " & ".join(cells) + r" \\" + "\n"
    yield "\\end{longtable}\n"
    yield "Steps are those that the kernel has re-checked one by one.\n"


def _steps(result: Result | None) -> str:
    if result is None:
        return "--"
    stages = [stage.steps for each in result.derivations for stage in each.stages]
    closings = [each.closing.steps for each in result.derivations if each.closing is not None]
    return str(sum(map(len, [*stages, *closings])))


def _mark(passed: bool | None) -> str:
    return {True: r"$\checkmark$", False: r"$\times$", None: ""}[passed]


def _words(text: str) -> str:
    """Words and the formulas in them, for text mode."""
    return escape(text)
