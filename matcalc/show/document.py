r"""A proof as a LaTeX document that needs amsmath, amssymb, amsthm and geometry alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from matcalc.expr import Definition, Dim, Expr, differential
from matcalc.expr.dim import ONE
from matcalc.show import to_latex
from matcalc.show.assumed import about
from matcalc.show.breaking import WIDEST, broken, glyphs
from matcalc.show.escaping import escape
from matcalc.show.lines import Line, Passage
from matcalc.show.proof import DIFFERENTIALS, Proof, needs_brackets, proof_of
from matcalc.show.sentence import in_latex
from matcalc.show.statements import Statement, named, statements

if TYPE_CHECKING:
    from matcalc.derive import Result

_PREAMBLE = r"""\documentclass[10pt]{article}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{amsmath,amssymb,amsthm}
\usepackage[hidelinks]{hyperref}
\newtheorem*{theorem}{Theorem}
\allowdisplaybreaks
\begin{document}
"""


def whole(parts: Iterable[str], *, title: str = "") -> str:
    """A complete document."""
    head = [f"\\title{{{escape(title)}}}\\author{{}}\\date{{}}\\maketitle\n"] if title else []
    return "".join([_PREAMBLE, *head, *parts, "\\end{document}\n"])


def to_latex_document(result: Result, *, title: str = "") -> str:
    """A complete document: the theorem, its conditions and the proof."""
    proof = proof_of(result)
    parts = [f"\\section*{{{escape(title)}}}\n"] if title else []
    parts += ["\\begin{theorem}\n", theorem_rows(proof), "\\end{theorem}\n"]
    parts += ["\\begin{proof}\n", *proof_rows(proof), "\\end{proof}\n"]
    return whole([*parts, *rules_used([proof])])


def rules_used(proofs: Iterable[Proof]) -> Iterator[str]:
    """A section that states the rules that proofs cite; nothing where they cite none."""
    stated = statements(proofs)
    if stated:
        yield "\\section*{Rules used}\n"
        yield from rule_rows(stated)


def to_markdown(result: Result, rows: Iterable[str] | None = None) -> str:
    """The theorem and proof for a notebook, which typesets formulas with MathJax.

    ``rows`` are those of another derivation, where it is not that in differentials.
    """
    proof = proof_of(result)
    told = proof_rows(proof) if rows is None else rows
    text = f"**Theorem.** {theorem_rows(proof)}\n*Proof.*\n\n{''.join(told)}"
    text = text.replace(r" \qedhere", "").replace(r"\footnotesize ", "")
    return re.sub(r"\\hyperlink\{[^{}]*\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", text)


def theorem_rows(proof: Proof) -> str:
    """What is assumed, and the formula, in LaTeX."""
    rows = [f"Let {_listed([_declared(name) for name in proof.declared])}."]
    if proof.definitions:
        rows += ["With", aligned([_equation(each) for each in proof.definitions])]
    conditions = [in_latex(each) for each in proof.conditions]
    ready = "we have" if not conditions else f"if {_listed(conditions)}, then"
    rows += [ready if proof.definitions else ready[0].upper() + ready[1:]]
    rows.append(display(_statement(proof)))
    if proof.explained:
        rows.append(f"Here {_listed([in_latex(each) for each in proof.explained])}.")
    return "\n".join(rows) + "\n"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _declared(name: Expr) -> str:
    text = f"${to_latex(name)} \\in \\mathbb{{R}}{_space(name)}$"
    return f"{text} ({escape(about(name))})" if about(name) else text


def _space(name: Expr) -> str:
    if name.is_scalar:
        return ""
    dims: tuple[Dim, ...] = name.shape if name.cols is not ONE else (name.rows,)
    return "^{" + r" \times ".join(str(dim).replace("*", "") for dim in dims) + "}"


def _statement(proof: Proof) -> str:
    target = to_latex(proof.target)
    if needs_brackets(proof):
        target = rf"\left({target}\right)"
    by = [rf"\partial {to_latex(name)}" for name in proof.variables]
    if proof.kind in DIFFERENTIALS:
        left = to_latex(differential(proof.target))
    elif len(by) == 2:
        along = "" if proof.along is None else rf"\;\text{{along }} {to_latex(proof.along)}"
        under = f"{by[0]}^2" if by[0] == by[1] else rf"{by[0]}\,{by[1]}"
        left = rf"\frac{{\partial^2}}{{{under}}}\,{target}{along}"
    else:
        left = rf"\frac{{\partial}}{{{by[0]}}}\,{target}"
    return fitting(f"{left} = ", proof.expr)


def fitting(left: str, right: Expr) -> str:
    """``left right`` on one line, or over several."""
    whole = left + to_latex(right)
    if glyphs(whole) <= WIDEST:
        return whole
    rows = r" \\ &\quad ".join(broken(right))
    return rf"\begin{{aligned}}&{left} \\ &\quad {rows}\end{{aligned}}"


def display(formula: str) -> str:
    """A formula on a line of its own."""
    return "\\begin{equation*}\n" + formula + "\n\\end{equation*}"


def aligned(rows: list[str]) -> str:
    """Formulas under each other."""
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


def _equation(definition: Definition) -> str:
    pieces = broken(definition.body)
    return f"{to_latex(definition.name)} &= " + r" \\ &\quad ".join(pieces)


def proof_rows(proof: Proof) -> Iterator[str]:
    """The proof line by line, in LaTeX."""
    for part in proof.parts:
        if part.heading:
            yield f"{in_latex(part.heading)}.\n"
        for number, passage in enumerate(part.passages):
            yield from _passage(passage, first=number == 0)
        is_last = part is proof.parts[-1]
        left = "" if part.turned is None else f"{to_latex(part.turned)} = "
        found = _found(part.result, left, last=is_last and part.closing is None)
        yield f"{in_latex(part.reading)}:\n{found}"
        if part.closing is not None:
            yield f"{escape(part.sentence)}:\n"
            yield from _passage(part.closing, first=True)
            if is_last:
                yield f"Hence:\n{_found(proof.expr, '', last=True)}"


def _found(expr: Expr, left: str, *, last: bool) -> str:
    formula = fitting("", expr)
    return display(rf"{left}\boxed{{{formula}}} \qedhere" if last else left + formula) + "\n"


def _passage(passage: Passage, *, first: bool) -> Iterator[str]:
    if passage.cotangent is not None:
        yield f"Write\n{aligned([_equation(passage.cotangent)])}\n"
    if not first:
        yield f"What reaches ${to_latex(passage.subject)}$:\n"
    rows = ["&" + r" \\ &\quad ".join(broken(passage.opening))]
    rows += [_line(line) for line in passage.lines]
    yield aligned(rows) + "\n"


def _line(line: Line) -> str:
    linked = "; ".join(_linked(reason, line.rules) for reason in line.reasons)
    return reasoned(line.shown, linked, len("; ".join(line.reasons)))


def _linked(reason: str, rules: tuple[str, ...]) -> str:
    """A reason that leads to the statement of its rule."""
    name = named(reason, rules)
    return rf"\hyperlink{{{_target(name)}}}{{{escape(reason)}}}" if name else escape(reason)


def _target(name: str) -> str:
    return f"rule:{name.replace('_', '-')}"


def rule_rows(stated: Iterable[Statement]) -> Iterator[str]:
    """The rules that proofs cite, each with the equation that it is."""
    for rule in stated:
        head = rf"\hypertarget{{{_target(rule.name)}}}{{\texttt{{{escape(rule.name)}}}}}"
        yield rf"\noindent {head}: {escape(rule.words)}"
        if rule.sides is None:
            yield ".\n\n"
            continue
        left, right = rule.sides
        yield f":\n{display(fitting(f'{to_latex(left)} = ', right))}\n"
        if rule.conditions:
            yield f"where {escape(', '.join(rule.conditions))}.\n\n"


def reasoned(expr: Expr, reason: str, length: int | None = None) -> str:
    """``= expr`` with its reason beside it, or below where it does not fit."""
    pieces = broken(expr)
    letters = len(reason) if length is None else length
    below = glyphs(pieces[-1]) + letters * _FOOTNOTE > ROOM
    tag = rf" \tag*{{\footnotesize ({reason})}}"
    return "&= " + r" \\ &\quad ".join(pieces) + (rf" \\ &{tag}" if below else tag)


ROOM = 80
"""Glyphs of a formula and its reason that fit side by side."""
_FOOTNOTE = 0.55
"""How wide a letter of a reason is beside a glyph of a formula."""
