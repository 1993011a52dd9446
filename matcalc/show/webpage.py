"""A proof as a web page: MathML, one small style sheet, no scripts and nothing to fetch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from matcalc.expr import Definition, Expr, differential, shape_text
from matcalc.show.assumed import about
from matcalc.show.indices import Line, reason, says, sentence
from matcalc.show.indices import Passage as Worked
from matcalc.show.lines import Passage
from matcalc.show.mathml import MATHML
from matcalc.show.proof import DIFFERENTIALS, Part, Proof, needs_brackets, proof_of
from matcalc.show.sentence import in_html
from matcalc.show.statements import named, statements
from matcalc.show.tidy import gathered
from matcalc.show.typeset import typeset

if TYPE_CHECKING:
    from matcalc.derive import Result

STYLE = """
body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.55 Georgia,serif;color:#1b1b1b}
h1,h2,h3{font-weight:600;line-height:1.25}h1{font-size:1.7rem}h2{font-size:1.3rem;margin-top:2.2em}
.theorem{border-left:3px solid #46607a;padding:.2em 1em 1em;background:#f5f7f9}
table.lines{border-collapse:collapse;margin:.6em 0 .6em 1em}
table.lines td{padding:.22em .5em .22em 0;vertical-align:baseline}
table.lines td.reason{color:#5a6570;font-size:.86rem;padding-left:1.4em}
.found{border:1px solid #46607a;padding:.15em .45em;display:inline-block}
.end{float:right}.source,.note{color:#5a6570;font-size:.9rem}
table.known td,table.known th{padding:.15em .7em;text-align:left;border-bottom:1px solid #dde3e8}
nav li{list-style:none}td.reason a{color:inherit}dd{margin:0 0 .7em 1.5em}
"""


def page(title: str, body: Iterable[str]) -> str:
    """A whole page."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    rows = ["<!DOCTYPE html>", f'<html lang="en"><head>{head}</head><body>', *body]
    return "\n".join([*rows, "</body></html>", ""])


def to_page(result: Result, *, title: str = "", worked: Sequence[Worked] | None = None) -> str:
    """The theorem and its proof; with ``worked``, the derivation in index notation instead.

    >>> from matcalc.derive import derive
    >>> from matcalc.expr import Problem, symbol, trace
    >>> S = symbol("S", "n", "n")
    >>> "Theorem" in to_page(derive(Problem(trace(S), S)))
    True
    """
    head = [f"<h1>{words(title)}</h1>"] if title else []
    return page(title or "Proof", [*head, *blocks(result, worked)])


def blocks(result: Result, worked: Sequence[Worked] | None = None) -> Iterator[str]:
    """The theorem and its proof, as parts of a page."""
    proof = proof_of(result)
    yield theorem_block(proof)
    yield from proof_blocks(proof) if worked is None else index_blocks(result, worked)


def theorem_block(proof: Proof) -> str:
    """What is assumed, and the formula."""
    declared = "; ".join(_declared(name) for name in proof.declared)
    rows = [f"<p><strong>Theorem.</strong> {declared}.</p>"]
    if proof.definitions:
        rows.append(f"<p>With</p>{_lines([(_equation(each), '') for each in proof.definitions])}")
    if proof.conditions:
        rows.append(f"<p>Assume {', '.join(map(in_html, proof.conditions))}.</p>")
    rows.append(_display(statement(proof)))
    if proof.explained:
        rows.append(f"<p>Here {'; '.join(map(in_html, proof.explained))}.</p>")
    return f'<div class="theorem">{"".join(rows)}</div>'


def statement(proof: Proof) -> str:
    """∂f/∂x = g, in MathML."""
    target = _math(proof.target)
    if needs_brackets(proof):
        target = f"<mrow><mo>(</mo>{target}<mo>)</mo></mrow>"
    by = _below(proof.variables)
    if proof.kind in DIFFERENTIALS:
        left = _math(differential(proof.target))
    else:
        top = "<mo>∂</mo>" if len(proof.variables) < 2 else "<msup><mo>∂</mo><mn>2</mn></msup>"
        left = f"<mfrac><mrow>{top}</mrow><mrow>{by}</mrow></mfrac>{target}"
        if proof.along is not None:
            left += f"<mtext> along </mtext>{_math(proof.along)}"
    return f"<mrow>{left}<mo>=</mo>{_math(proof.expr)}</mrow>"


def _below(variables: tuple[Expr, ...]) -> str:
    """∂x, ∂x∂y or ∂x²."""
    if len(variables) == 2 and variables[0] is variables[1]:
        return f"<mo>∂</mo><msup>{_math(variables[0])}<mn>2</mn></msup>"
    return "".join(f"<mo>∂</mo>{_math(name)}" for name in variables)


def proof_blocks(proof: Proof) -> Iterator[str]:
    """The proof in differentials, line by line."""
    yield "<p><em>Proof.</em></p>"
    for part in proof.parts:
        yield from _part(part, last=part is proof.parts[-1], found=proof.expr)


def _part(part: Part, *, last: bool, found: Expr) -> Iterator[str]:
    if part.heading:
        yield f"<p>{in_html(part.heading)}.</p>"
    for number, passage in enumerate(part.passages):
        yield from _passage(passage, first=number == 0)
    turned = "" if part.turned is None else f"{_math(part.turned)}<mo>=</mo>"
    ends = last and part.closing is None
    yield f"<p>{in_html(part.reading)}:</p>{_result(turned, part.result, ends=ends)}"
    if part.closing is not None:
        yield f"<p>{escape(part.sentence)}:</p>"
        yield from _passage(part.closing, first=True)
        if last:
            yield f"<p>Hence:</p>{_result('', found, ends=True)}"


def _result(turned: str, expr: Expr, *, ends: bool) -> str:
    shown = f"<math display='block'><mrow>{turned}{_math(expr)}</mrow></math>"
    mark = '<span class="end">∎</span>' if ends else ""
    return f'<p>{mark}<span class="found">{shown}</span></p>' if ends else f"<p>{shown}</p>"


def _passage(passage: Passage, *, first: bool) -> Iterator[str]:
    if passage.cotangent is not None:
        yield f"<p>Write {_inline(_equation(passage.cotangent))}.</p>"
    if not first:
        yield f"<p>What reaches {_inline(_math(passage.subject))}:</p>"
    rows = [(_math(passage.opening), "")]
    for line in passage.lines:
        reasons = (_linked(reason, line.rules) for reason in line.reasons)
        rows.append((f"<mo>=</mo>{_math(line.shown)}", "; ".join(reasons)))
    yield _lines(rows, escaped=True)


def _linked(reason: str, rules: Sequence[str]) -> str:
    """A reason that leads to the statement of its rule."""
    name = named(reason, rules)
    return f'<a href="#rule-{name}">{escape(reason)}</a>' if name else escape(reason)


def rules_used(proofs: Iterable[Proof]) -> Iterator[str]:
    """The rules that proofs cite, each with the equation that it is."""
    stated = statements(proofs)
    if stated:
        yield "<h2>Rules used</h2><dl>"
    for rule in stated:
        told = "" if rule.sides is None else f": {formula(*rule.sides)}"
        when = f", where {escape(', '.join(rule.conditions))}" if rule.conditions else ""
        yield f'<dt id="rule-{rule.name}"><code>{rule.name}</code></dt>'
        yield f"<dd>{escape(rule.words)}{told}{when}.</dd>"
    if stated:
        yield "</dl>"


def index_blocks(result: Result, worked: Sequence[Worked]) -> Iterator[str]:
    """The derivation in index notation."""
    yield "<p><em>In index notation.</em></p>"
    if not worked:
        yield f"<p>No entry of {_inline(_math(result.problem.target))} changes.</p>"
    for passage in worked:
        yield line_table(passage.lines)
        if passage.result is not None:
            found = _inline(_math(passage.result))
            yield f"<p>{in_html(sentence(passage))} {found}{_called(passage)}.</p>"
    if worked and not says(worked[-1], result):
        said = escape(worked[-1].then or "This is")
        yield f"<p>{said} {_inline(_math(result.expr))}.</p>"


def line_table(lines: Sequence[Line]) -> str:
    """Lines in index notation, each with its reason."""
    first, *rest = lines
    rows = [(_math(gathered(first.expr)), "")]
    rows += [(f"<mo>=</mo>{_math(line.expr)}", in_html(reason(line))) for line in rest]
    return _lines(rows, escaped=True)


def _called(passage: Worked) -> str:
    return "" if passage.named is None else f", called {_inline(_math(passage.named.name))}"


def _lines(rows: Iterable[tuple[str, str]], *, escaped: bool = False) -> str:
    cells = (
        f"<tr><td>{_inline(formula)}</td>"
        f'<td class="reason">{reason if escaped else escape(reason)}</td></tr>'
        for formula, reason in rows
    )
    return f'<table class="lines">{"".join(cells)}</table>'


def _declared(name: Expr) -> str:
    words = f", {escape(about(name))}" if about(name) else ""
    return f"{_inline(_math(name))} is {escape(shape_text(name.shape))}{words}"


def _equation(definition: Definition) -> str:
    return f"{_math(definition.name)}<mo>=</mo>{_math(definition.body)}"


def _math(expr: Expr) -> str:
    return typeset(expr, MATHML)


def _inline(inside: str) -> str:
    return f"<math><mrow>{inside}</mrow></math>"


def _display(inside: str) -> str:
    return f'<math display="block">{inside}</math>'


def formula(*sides: Expr) -> str:
    """A formula in a line of text, or an equation of several sides."""
    return _inline("<mo>=</mo>".join(_math(side) for side in sides))


def words(text: str) -> str:
    """Words for a page."""
    return escape(text)


def anchor(name: str) -> str:
    """A name for a link."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
