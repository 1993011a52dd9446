"""A proof on paper: the theorem with its conditions, then the derivation line by line.

`to_text` writes for a terminal; `matcalc.show.document` writes the same parts in LaTeX.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matcalc.expr import (
    Definition,
    Expr,
    add,
    differential,
    inner,
    shape_text,
)
from matcalc.expr import head as h
from matcalc.kernel import Closing, Derivation
from matcalc.show import to_unicode
from matcalc.show.assumed import about, conditions, declared_names, directions
from matcalc.show.explained import explained
from matcalc.show.lines import MOST_REASONS, Line, Passage, closing_passage, passages, turned_round
from matcalc.show.readoff import reading, turned
from matcalc.show.sentence import Sentence, in_text
from matcalc.show.tidy import gathered

if TYPE_CHECKING:
    from matcalc.derive import Result


@dataclass(frozen=True, slots=True)
class Part:
    """One derivation of a proof: its passages, and the sentence that reads the last line.

    ``turned`` is the result as the transpose of what the last line shows, where that is another
    way to write it.
    """

    heading: Sentence
    passages: tuple[Passage, ...]
    reading: Sentence
    turned: Expr | None
    result: Expr
    sentence: str
    closing: Passage | None


@dataclass(frozen=True, slots=True)
class Proof:
    """A theorem and its proof, before it is typeset."""

    kind: str
    target: Expr
    variables: tuple[Expr, ...]
    expr: Expr
    declared: tuple[Expr, ...]
    definitions: tuple[Definition, ...]
    conditions: tuple[Sentence, ...]
    parts: tuple[Part, ...]
    along: Expr | None = None
    """The direction that a Hessian is applied to."""
    explained: tuple[Sentence, ...] = ()
    """What names in the theorem mean that not every reader knows."""


CLOSINGS: Mapping[str, str] = {
    "": "Simplified",
    "row": "As a row",
    "symmetric:independent": "Over the free entries of a symmetric matrix, G + Gᵀ − G ⊙ I",
    "symmetric:projected": "Within the symmetric matrices, (G + Gᵀ)/2",
    "skew:projected": "Within the skew-symmetric matrices, (G − Gᵀ)/2",
    "lower_triangular": "Only the entries on and below the diagonal move: the lower triangle of G",
    "upper_triangular": "Only the entries on and above the diagonal move: the upper triangle of G",
    "diagonal": "Within the diagonal matrices, G ⊙ I",
}
"""What is done to a derivative that has been read off, by the reading."""


def proof_of(result: Result) -> Proof:
    """The parts of the proof of a result."""
    problem, first = result.problem, result.derivations[0]
    second = (problem.second or problem.wrt,) if problem.kind == "hessian" else ()
    along = problem.direction[0][1] if second and problem.direction else None
    shown = (first.target, result.expr, problem.wrt or result.expr, *directions(problem))
    return Proof(
        problem.kind,
        gathered(first.target),
        tuple(name for name in (problem.wrt, *second) if name is not None),
        result.expr,
        tuple(declared_names(problem, first.definitions, shown)),
        first.definitions,
        tuple(conditions(result)),
        tuple(_parts(result.derivations, along)),
        along,
        explained(first.target, *(each.body for each in first.definitions), result.expr),
    )


def _parts(derivations: tuple[Derivation, ...], along: Expr | None) -> Iterator[Part]:
    for heading, derivation in zip(_headings(derivations, along), derivations, strict=True):
        chained = tuple(_chained(passages(derivation)))
        closing = derivation.closing
        found = derivation.result if closing is None else closing.found
        sentence = "" if closing is None else _sentence(closing)
        after = _said_anew(closing_passage(derivation), found)
        last = chained[-1].written
        told = reading(derivation, last), turned(last, derivation, found)
        yield Part(heading, chained, *told, found, sentence, after)


def _said_anew(closing: Passage | None, found: Expr) -> Passage | None:
    """A closing that writes the derivative in another way than it was found."""
    if closing is None or to_unicode(closing.written) != to_unicode(found):
        return closing
    return None


def _headings(derivations: tuple[Derivation, ...], along: Expr | None) -> tuple[Sentence, ...]:
    """What each of two derivations is of."""
    if len(derivations) == 1:
        return ((),)
    if derivations[0].mode == "scalar":
        return ("First the derivative",), ("Then the derivative of that",)
    if along is not None:
        then = (
            "Then the gradient of its inner product with ",
            along,
            ": the Hessian along ",
            along,
        )
        return ("First the gradient",), then
    return ("First the gradient",), ("Then its Jacobian",)


def _sentence(closing: Closing) -> str:
    if closing.reading or not closing.renaming:
        return CLOSINGS[closing.reading]
    if all(old.head is h.DIFFERENTIAL for old, _ in closing.renaming):
        return "With the direction called by its name"
    return "With what is assumed of the names"


def _chained(parts: tuple[Passage, ...]) -> Iterator[Passage]:
    """Passages that go on where the one before ended, joined to it."""
    held: Passage | None = None
    for part in parts:
        if held is not None and part.cotangent is None and _goes_on(held.end, part):
            if held.lines and turned_round(held.written, part.opening):
                last = replace(held.lines[-1], shown=part.opening)
                held = replace(held, lines=(*held.lines[:-1], last))
            held = replace(held, lines=held.lines + tuple(_going_on(held, part)))
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def _going_on(held: Passage, part: Passage) -> Iterator[Line]:
    """The lines of a part behind those before it, the terms taken together."""
    last = held.lines[-1].shown if held.lines else held.opening
    if part.opening is last:
        yield from part.lines
        return
    if not part.lines:
        yield Line(part.start, part.opening, ("linearity",), ())
        return
    first, *rest = part.lines
    if first.shown is not last:
        reasons = ("linearity", *first.reasons)
        yield replace(first, reasons=reasons[:MOST_REASONS])
    yield from rest


def _goes_on(end: Expr, part: Passage) -> bool:
    """Whether a passage starts from what the last line says, its terms about the same thing."""
    moved = differential(part.subject)
    terms = end.args if end.head is h.SUM else (end,)
    if any(term.head is not h.INNER or term.args[1] is not moved for term in terms):
        return False
    return part.start is inner(add(*(term.args[0] for term in terms)), moved)


def statement(proof: Proof) -> str:
    """The theorem's formula, in Unicode."""
    target = to_unicode(proof.target)
    if needs_brackets(proof):
        target = f"({target})"
    by = [to_unicode(name) for name in proof.variables]
    if proof.kind in DIFFERENTIALS:
        left = to_unicode(differential(proof.target))
    elif len(by) == 2:
        along = "" if proof.along is None else f" along {to_unicode(proof.along)}"
        under = f"∂{by[0]}²" if by[0] == by[1] else f"∂{by[0]}∂{by[1]}"
        left = f"∂²/{under} {target}{along}"
    else:
        left = f"∂/∂{by[0]} {target}"
    return f"{left} = {to_unicode(proof.expr)}"


def needs_brackets(proof: Proof) -> bool:
    """Whether the function would be misread behind ∂/∂X: a sum, a product, a quotient."""
    target = proof.target
    if target.head is h.SCALE:
        sign = target.args[0].number
        return len(target.args) > 2 or sign is None or sign < 0
    return target.head in (h.SUM, h.PRODUCT, h.HADAMARD, h.KRON)


DIFFERENTIALS = ("differential", "jvp")
"""The kinds of theorem that say what df is."""


def to_text(result: Result) -> str:
    """The theorem and its proof as plain text.

    >>> from matcalc.derive import derive
    >>> from matcalc.expr import Problem, symbol, trace
    >>> S = symbol("S", "n", "n")
    >>> print(to_text(derive(Problem(trace(S), S))))
    Theorem.  S is n×n.
    <BLANKLINE>
        ∂/∂S tr(S) = I
    <BLANKLINE>
    Proof.
      d(tr(S))
        = tr(dS)                        the trace is linear
    ...
    """
    proof = proof_of(result)
    rows = [*theorem(proof), "", "Proof."]
    for part in proof.parts:
        if part.heading:
            rows.append(f"{in_text(part.heading)}.")
        for number, passage in enumerate(part.passages):
            rows += _passage(passage, first=number == 0)
        turned = "" if part.turned is None else f"{to_unicode(part.turned)} = "
        rows.append(f"  {in_text(part.reading)}: {turned}{to_unicode(part.result)}.")
        if part.closing is not None:
            rows.append(f"  {part.sentence}:")
            rows += _passage(part.closing, first=True)
    rows[-1] += "  ∎"
    return "\n".join(rows)


def theorem(proof: Proof) -> list[str]:
    """What is assumed, and the formula."""
    rows = [f"Theorem.  {'; '.join(map(_declared, proof.declared))}."]
    rows += [f"  {_equation(each)}" for each in proof.definitions]
    if proof.conditions:
        rows.append(f"  Assume {', '.join(map(in_text, proof.conditions))}.")
    rows += ["", f"    {statement(proof)}"]
    if proof.explained:
        rows += ["", f"  Here {'; '.join(map(in_text, proof.explained))}."]
    return rows


def reasoned(formula: str, reason: str) -> list[str]:
    """A line of a proof with its reason beside or below it."""
    if len(formula) > REASON_AT:
        return [formula, " " * REASON_AT + f"  {reason}"]
    return [f"{formula:<{REASON_AT}}  {reason}".rstrip()]


def _declared(name: Expr) -> str:
    words = about(name)
    text = f"{to_unicode(name)} is {shape_text(name.shape)}"
    return f"{text}, {words}" if words else text


def _equation(definition: Definition) -> str:
    return f"{to_unicode(definition.name)} = {to_unicode(definition.body)}"


def _passage(passage: Passage, *, first: bool) -> list[str]:
    rows = []
    if passage.cotangent is not None:
        rows.append(f"  Write {_equation(passage.cotangent)}.")
    if not first:
        rows.append(f"  What reaches {to_unicode(passage.subject)}:")
    rows.append(f"  {to_unicode(passage.opening)}")
    for line in passage.lines:
        rows += reasoned(f"    = {to_unicode(line.shown)}", "; ".join(line.reasons))
    return rows


REASON_AT = 46
"""The column at which reasons stand."""
