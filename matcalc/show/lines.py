"""A derivation as the lines of a proof: the kernel's own steps, replayed and gathered.

Nothing is explained that did not happen: a line is the state after some consecutive steps, and
its reasons are the words of the rules that were used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matcalc.expr import Definition, Expr, substitute
from matcalc.kernel import Computed, Derivation, Step, Unfold, opened

MOST_REASONS = 3
"""Reasons that one line may carry."""

COMPUTED_WORDS: Mapping[str, str] = {
    "d_abstract": "total differential",
    "d_block": "the differential of a matrix, block by block",
    "d_entry": "the differential of an entry",
    "transpose_block": "the transpose of a matrix, block by block",
    "collect_like_terms": "collecting like terms",
    "merge_scalar_powers": "multiplying out the scalars",
    "distribute": "multiplying out",
    "merge_entry_powers": "multiplying out entry by entry",
    "scalar_behind": "a scalar may stand behind",
    "hadamard_as_diag": "a ⊙ b = diag(a) b",
    "diag_swap": "diag(b) a = diag(a) b",
    "scalar_transposed": "a scalar is its own transpose",
    "transpose_inward": "the transpose, term by term",
    "inner_of_columns": "⟨a, b⟩ = aᵀb",
    "total_of_column": "sum a = 1ᵀa",
    "collect_differential": "collecting what stands before the differential",
    "positive_first": "the positive term first",
    "distribute_moving": "multiplying out",
    "diagonal_of_sum": "the diagonal, term by term",
    "diagonal_of_diag": "the diagonal of A diag(b) C is (A ⊙ Cᵀ) b",
    "column_as_vec": "A B c = (cᵀ ⊗ A) vec B",
    "vec_inward": "vec(A B C) = (Cᵀ ⊗ A) vec B",
    "inner_as_vec": "⟨A, B⟩ = vec(A)ᵀ vec(B)",
    "trace_as_vec": "tr(A B) = vec(Aᵀ)ᵀ vec(B)",
    "total_as_vec": "sum A = 1ᵀ vec(A)",
    "adjoint_entry": "an entry moves across",
    "adjoint_block": "the entries move across",
}
"""How a proof cites the equations of `rules.schema`."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the expression has become, and by which rules."""

    state: Expr
    reasons: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One stage: from ``start`` through ``lines``; ``subject`` is what it is about."""

    subject: Expr
    cotangent: Definition | None
    start: Expr
    lines: tuple[Line, ...]

    @property
    def end(self) -> Expr:
        """The last state."""
        return self.lines[-1].state if self.lines else self.start


def passages(derivation: Derivation) -> tuple[Passage, ...]:
    """Every stage of a derivation, in order.

    >>> from matcalc.derive import derive
    >>> from matcalc.expr import Problem, symbol, trace
    >>> S = symbol("S", "n", "n")
    >>> first, *_ = passages(derive(Problem(trace(S), S)).derivations[0])
    >>> [(line.state, line.reasons) for line in first.lines][0]
    (tr(dS), ('the trace is linear',))
    """
    return tuple(
        Passage(stage.subject, stage.cotangent, stage.start, _lines(stage.start, stage.steps))
        for stage in derivation.stages
    )


def closing_passage(derivation: Derivation) -> Passage | None:
    """What is done to the derivative after it has been read off, if anything."""
    closing = derivation.closing
    if closing is None:
        return None
    start = opened(closing)
    return Passage(derivation.variable, None, start, _lines(start, closing.steps))


def _lines(start: Expr, steps: Iterable[Step]) -> tuple[Line, ...]:
    lines: list[Line] = []
    state, kind = start, ""
    for step in steps:
        state = substitute(state, {step.old: step.new})
        rule, words = cited(step)
        if lines and _joins(lines[-1], kind, _kind(rule), words):
            last = lines.pop()
            reasons = tuple(dict.fromkeys((*last.reasons, words)))
            lines.append(Line(state, reasons, (*last.rules, rule)))
        else:
            lines.append(Line(state, (words,), (rule,)))
        kind = _kind(rule)
    return tuple(_changes(start, lines))


def _changes(start: Expr, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without those whose steps undo each other."""
    before = start
    for line in lines:
        if line.state is not before:
            yield line
        before = line.state


def cited(step: Step) -> tuple[str, str]:
    """The name of the rule that a step uses, and the words for it."""
    if isinstance(step, Unfold):
        name = step.definition.name
        return "definition", f"this is {name!r}" if step.new is name else f"definition of {name!r}"
    if isinstance(step, Computed):
        return step.name, COMPUTED_WORDS.get(step.name, step.name.replace("_", " "))
    return step.rule.name, step.rule.words.replace("∘", "⊙")


def _kind(rule: str) -> str:
    if rule == "definition" or rule.startswith("d_"):
        return "calculus"
    return "pairing" if rule.startswith("adjoint_") or rule == "inner_with_one" else "algebra"


def _joins(last: Line, kind: str, next_kind: str, words: str) -> bool:
    """A line goes on with the same reason, and bookkeeping with more bookkeeping."""
    if last.reasons == (words,):
        return True
    if kind != next_kind or kind == "calculus":
        return False
    return words in last.reasons or len(last.reasons) < MOST_REASONS
