"""A proof on paper: the theorem with its conditions, then the derivation line by line.

`to_text` writes for a terminal; `matcalc.show.document` writes the same parts in LaTeX.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matcalc.expr import (
    Definition,
    Expr,
    Problem,
    add,
    differential,
    inner,
    matmul,
    postorder,
    scale,
    shape_text,
    symbols,
    transpose,
)
from matcalc.expr import head as h
from matcalc.kernel import Closing, Derivation
from matcalc.show import to_unicode
from matcalc.show.lines import MOST_REASONS, Line, Passage, closing_passage, passages, turned_round
from matcalc.show.sentence import Sentence, in_text

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
    reading: str
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


READINGS: Mapping[str, str] = {
    "gradient": "What stands with the differential is the gradient",
    "jacobian": "What stands before the differential is the Jacobian, rows by outputs",
    "scalar": "What stands with the differential is the derivative",
    "differential": "This is linear in the differential of the variable",
}
"""How the last line of a derivation is read, by its mode."""

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
    shown = (first.target, result.expr, problem.wrt or result.expr, *_directions(problem))
    return Proof(
        problem.kind,
        first.target,
        tuple(name for name in (problem.wrt, *second) if name is not None),
        result.expr,
        tuple(_declared_names(problem, first.definitions, shown)),
        first.definitions,
        tuple(_conditions(result)),
        tuple(_parts(result.derivations, along)),
        along,
    )


def _directions(problem: Problem) -> tuple[Expr, ...]:
    """The names that stand for the change of a variable, or for what reaches the result."""
    named = tuple(name for _, name in problem.direction if name.head is h.SYMBOL)
    return named if problem.cotangent is None else (*named, problem.cotangent)


def _declared_names(
    problem: Problem, definitions: tuple[Definition, ...], shown: tuple[Expr, ...]
) -> Iterator[Expr]:
    """The names that the theorem and its proof speak of, as they were declared, once each."""
    defined = {each.name for each in definitions}
    bodies = [each.body for each in definitions]
    met = {name.declaration.name for name in symbols(*shown, *bodies)}
    for name in symbols(*problem.declared, *problem.inputs(), *shown, *bodies):
        if name.declaration.name in met and name not in defined:
            met.remove(name.declaration.name)
            yield name


def _conditions(result: Result) -> Iterator[Sentence]:
    """What is assumed, once: one condition may come from two sides, its terms in another order."""
    told = (_condition(text, result) for text in result.conditions)
    known: set[str] = set()
    for sentence in (*_named_changes(result.problem), *told):
        key = "".join(sorted(in_text(sentence)))
        if key not in known:
            known.add(key)
            yield sentence


def _condition(text: str, result: Result) -> Sentence:
    """A condition as told, its formula apart where it stands in the theorem or the proof."""
    bodies = (each.body for each in result.problem.definitions)
    for parts in (postorder(result.problem.target, *bodies), _met(result)):
        fitting = [part for part in parts if text.startswith(f"{part!r} ")]
        if fitting:
            value = max(fitting, key=lambda value: len(repr(value)))
            return (value, text.removeprefix(repr(value)))
    return (text,)


def _met(result: Result) -> Sequence[Expr]:
    """What the steps of a derivation speak of."""
    stages = (stage for each in result.derivations for stage in each.stages)
    return postorder(*(step.new for stage in stages for step in stage.steps))


def _named_changes(problem: Problem) -> Iterator[Sentence]:
    """dX = H, where the answer calls the change of X by another name."""
    if problem.kind in ("differential", "jvp"):
        for variable, name in problem.direction:
            if to_unicode(name) != to_unicode(differential(variable)):
                yield (differential(variable), " = ", name)


def _parts(derivations: tuple[Derivation, ...], along: Expr | None) -> Iterator[Part]:
    for heading, derivation in zip(_headings(derivations, along), derivations, strict=True):
        chained = tuple(_chained(passages(derivation)))
        closing = derivation.closing
        found = derivation.result if closing is None else closing.found
        sentence = "" if closing is None else _sentence(closing)
        after = closing_passage(derivation)
        turned = _turned(chained[-1].written, derivation, found)
        reading = _reading(derivation, chained[-1].written)
        yield Part(heading, chained, reading, turned, found, sentence, after)


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


def _reading(derivation: Derivation, last: Expr) -> str:
    """The sentence that takes the derivative from the last line as it is written."""
    if derivation.mode != "gradient" or derivation.variable.is_scalar:
        return READINGS[derivation.mode]
    if last.number == 0:
        return "Nothing in it changes, so the gradient is"
    if last.head is h.INNER:
        return READINGS["gradient"]
    if _under_trace(last) is not None:
        return "This is tr(Gᵀ dX), so the gradient G is"
    return "This is gᵀ dx, so the gradient g is"


def _under_trace(last: Expr) -> Expr | None:
    """s A dX of a line s tr(A dX)."""
    body = last.args[-1] if last.head is h.SCALE else last
    if body.head is not h.TRACE:
        return None
    return scale(*last.args[:-1], body.args[0]) if last.head is h.SCALE else body.args[0]


def _turned(last: Expr, derivation: Derivation, found: Expr) -> Expr | None:
    """(W V)ᵀ of a last line tr(W V dX)."""
    inside = None if derivation.mode != "gradient" else _under_trace(last)
    moving = inside.args[-1] if inside is not None and inside.head is h.SCALE else inside
    if inside is None or moving is None or moving.head is not h.PRODUCT:
        return None
    front = inside.args[:-1] if inside.head is h.SCALE else ()
    if moving.args[-1] is not differential(derivation.variable):
        return None
    turned = scale(*front, transpose(matmul(*moving.args[:-1])))
    return None if to_unicode(turned) == to_unicode(found) else turned


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


def about(name: Expr) -> str:
    """The assumptions on a declared name, in words."""
    return ", ".join(tag.replace("_", " ") for tag in sorted(name.declaration.assumptions))


def statement(proof: Proof) -> str:
    """The theorem's formula, in Unicode."""
    target = to_unicode(proof.target)
    if needs_brackets(proof.target, target):
        target = f"({target})"
    by = [to_unicode(name) for name in proof.variables]
    if proof.kind in ("differential", "jvp"):
        left = f"d {target}"
    elif len(by) == 2:
        along = "" if proof.along is None else f" along {to_unicode(proof.along)}"
        left = f"∂²/∂{by[0]}∂{by[1]} {target}{along}"
    else:
        left = f"∂/∂{by[0]} {target}"
    return f"{left} = {to_unicode(proof.expr)}"


def needs_brackets(target: Expr, text: str) -> bool:
    """Whether a sum or a minus would be misread behind ∂/∂X."""
    return target.head is h.SUM or text.startswith(("-", "−"))


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
        rows.append(f"  {part.reading}: {turned}{to_unicode(part.result)}.")
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
    return [*rows, "", f"    {statement(proof)}"]


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
