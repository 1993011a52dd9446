"""A derivation as the lines of a proof: the kernel's own steps, replayed and gathered.

Nothing is explained that did not happen: a line is the state after some consecutive steps, as
people write it, and its reasons are the words of the rules that changed what is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from matcalc.expr import ONE, Definition, Expr, fold, postorder, rebuild, substitute
from matcalc.expr import head as h
from matcalc.kernel import Computed, Derivation, Step, Unfold, opened
from matcalc.show.tidy import tidied, uses_traces

MOST_REASONS = 3
"""Reasons that one line may carry."""

COMPUTED_WORDS: Mapping[str, str] = {
    "d_abstract": "total differential",
    "d_block": "the differential of a matrix, block by block",
    "d_entry": "the differential of an entry",
    "transpose_block": "the transpose of a matrix, block by block",
    "only_zeros": "what is written with zeros is 0",
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
    "block_as_sum": "a matrix in blocks is the sum over its blocks",
    "adjoint_entry": "an entry moves across",
    "adjoint_block": "the entries move across",
}
"""How a proof cites the equations of `rules.schema`."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the expression has become, how that is written, and by which rules."""

    state: Expr
    shown: Expr
    reasons: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One stage: from ``start`` through ``lines``; ``subject`` is what it is about."""

    subject: Expr
    cotangent: Definition | None
    start: Expr
    lines: tuple[Line, ...]
    opening: Expr

    @property
    def end(self) -> Expr:
        """The last state."""
        return self.lines[-1].state if self.lines else self.start

    @property
    def written(self) -> Expr:
        """The last line as it is written."""
        return self.lines[-1].shown if self.lines else self.opening


def passages(derivation: Derivation) -> tuple[Passage, ...]:
    """Every stage of a derivation, in order, as it is written.

    >>> from matcalc.derive import derive
    >>> from matcalc.expr import Problem, symbol, trace
    >>> S = symbol("S", "n", "n")
    >>> first, *_ = passages(derive(Problem(trace(S), S)).derivations[0])
    >>> [(line.shown, line.reasons) for line in first.lines][0]
    (tr(dS), ('the trace is linear',))
    """
    steps = [step for stage in derivation.stages for step in stage.steps]
    by_traces = uses_traces(tuple(step.new for step in steps))
    return tuple(
        _passage(stage.subject, stage.cotangent, stage.start, stage.steps, by_traces)
        for stage in derivation.stages
    )


def closing_passage(derivation: Derivation) -> Passage | None:
    """What is done to the derivative after it has been read off, if anything."""
    closing = derivation.closing
    if closing is None:
        return None
    return _passage(derivation.variable, None, opened(closing), closing.steps, False)


def _passage(
    subject: Expr,
    cotangent: Definition | None,
    start: Expr,
    steps: Iterable[Step],
    by_traces: bool,
) -> Passage:
    opening = start if start.head is h.DIFFERENTIAL else tidied(start, by_traces=by_traces)
    lines: list[Line] = []
    state = start
    for step in steps:
        state = substitute(state, {step.old: step.new})
        shown = tidied(state, by_traces=by_traces)
        before = lines[-1].shown if lines else opening
        if turned_round(shown, before):
            lines, opening = _rewritten(lines, opening, state, shown)
        elif shown is not before:
            lines = _without_return(lines, shown, opening)
            rule, words = cited(step)
            words = _as_written(rule, step.new, by_traces) or words
            _write(lines, Line(state, shown, (words,), (rule,)))
        elif lines:
            lines[-1] = replace(lines[-1], state=state)
    return Passage(subject, cotangent, start, tuple(lines), opening)


def _rewritten(
    lines: list[Line], opening: Expr, state: Expr, shown: Expr
) -> tuple[list[Line], Expr]:
    """The last line, or the opening, written in another order."""
    if not lines:
        return lines, shown
    return [*lines[:-1], replace(lines[-1], state=state, shown=shown)], opening


def turned_round(one: Expr, two: Expr) -> bool:
    """Whether they are B + A and A + B: nobody writes a line to turn a sum round."""
    return one is not two and _in_order(one) is _in_order(two)


def _in_order(shown: Expr) -> Expr:
    def visit(node: Expr, args: tuple[Expr, ...]) -> Expr:
        return rebuild(node, tuple(sorted(args, key=id)) if node.head in _ANY_ORDER else args)

    return fold(shown, visit)


_ANY_ORDER = (h.SUM, h.HADAMARD)


def _write(lines: list[Line], line: Line) -> None:
    """Add a line, or let the last one go on to it."""
    if lines and _joins(lines[-1], line):
        last = lines.pop()
        reasons = tuple(dict.fromkeys((*last.reasons, *line.reasons)))
        line = replace(line, reasons=reasons[:MOST_REASONS], rules=(*last.rules, *line.rules))
    lines.append(line)


def _without_return(lines: list[Line], shown: Expr, opening: Expr) -> list[Line]:
    """The lines without those from which a step leads back to what was written before."""
    forms = [opening, *(line.shown for line in lines)]
    return lines[: forms.index(shown)] if shown in forms else lines


def cited(step: Step) -> tuple[str, str]:
    """The name of the rule that a step uses, and the words for it."""
    if isinstance(step, Unfold):
        name = step.definition.name
        return "definition", f"this is {name!r}" if step.new is name else f"definition of {name!r}"
    if isinstance(step, Computed):
        return step.name, COMPUTED_WORDS.get(step.name, step.name.replace("_", " "))
    return step.rule.name, step.rule.words.replace("∘", "⊙")


def _as_written(rule: str, new: Expr, by_traces: bool) -> str:
    """How a move across ⟨,⟩ is called where no ⟨,⟩ is written."""
    if _kind(rule) != "pairing" or new.head is not h.INNER:
        return ""
    left = new.args[0]
    if left.rows is ONE:
        return "a scalar is its own transpose"
    if left.cols is ONE:
        return "the sum of a ⊙ b is aᵀb" if rule.startswith("adjoint_hadamard") else ""
    return "the trace is cyclic" if by_traces else ""


def _kind(rule: str) -> str:
    if rule == "definition" or rule.startswith("d_"):
        return "calculus"
    return "pairing" if rule.startswith("adjoint_") or rule == "inner_with_one" else "algebra"


LINEAR = (
    "d_constant",
    "d_sum",
    "d_product_constant",
    "d_hadamard_constant",
    "d_scale_constant",
    "d_kron_constant",
    "d_inner_constant",
    "d_transpose",
    "d_trace",
    "d_total",
    "d_diag",
    "d_vec",
    "d_block",
    "d_entry",
)
"""How the names of rules begin that only let the differential in."""


def _has_twins(shown: Expr) -> bool:
    """Whether a sum has a term twice, as in xᵀ + xᵀ: the next line takes them together."""
    sums = (node.args for node in postorder(shown) if node.head is h.SUM)
    return any(len(set(terms)) < len(terms) for terms in sums)


def _joins(last: Line, line: Line) -> bool:
    """A line goes on with the same reason, and bookkeeping with more bookkeeping."""
    (words,), rule = line.reasons, line.rules[0]
    if last.reasons == (words,) or _has_twins(last.shown):
        return True
    if _kind(last.rules[-1]) != _kind(rule):
        return False
    if _kind(rule) == "calculus" and not rule.startswith(LINEAR):
        return False
    return words in last.reasons or len(last.reasons) < MOST_REASONS
