"""A derivation as the lines of a proof: the kernel's own steps, replayed and gathered.

Nothing is explained that did not happen: a line is the state after some consecutive steps, as
people write it, and its reasons are the words of the rules that changed what is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matcalc.expr import Definition, Expr, fold, postorder, rebuild, substitute
from matcalc.expr import head as h
from matcalc.kernel import Derivation, Step, opened
from matcalc.show.reasons import LINEAR, OF_SCALARS, OUTER, OUTER_TRACE, TRANSPOSED, cited, kind
from matcalc.show.tidy import gathered, tidied, uses_traces

MOST_REASONS = 3
"""Reasons that one line may carry."""


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
    as_given = start.head is h.DIFFERENTIAL
    opening = gathered(start) if as_given else tidied(start, by_traces=by_traces)
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
            rule, words = cited(step, by_traces=by_traces)
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
        free = node.head in _ANY_ORDER or (node.head is h.SCALE and node.is_scalar)
        return rebuild(node, tuple(sorted(args, key=id)) if free else args)

    return fold(shown, visit)


_ANY_ORDER = (h.SUM, h.HADAMARD)


def _write(lines: list[Line], line: Line) -> None:
    """Add a line, or let the last one go on to it."""
    if lines and _joins(lines[-1], line):
        last = lines.pop()
        told = _joined(last.reasons, line.reasons[0])
        line = replace(line, reasons=told, rules=(*last.rules, *line.rules))
    lines.append(line)


def _joined(reasons: tuple[str, ...], another: str) -> tuple[str, ...]:
    """The reasons of two lines in one; xᵀAᵀy = yᵀAx on the way to ⟨xyᵀ, A⟩ is not told."""
    if another in (OUTER, OUTER_TRACE):
        reasons = tuple(each for each in reasons if each != TRANSPOSED)
    if another.startswith("this is ") and len(reasons) == MOST_REASONS:
        reasons = reasons[:-1]
    return tuple(dict.fromkeys((*reasons, another)))[:MOST_REASONS]


def _without_return(lines: list[Line], shown: Expr, opening: Expr) -> list[Line]:
    """The lines without those from which a step leads back to what was written before."""
    forms = [opening, *(line.shown for line in lines)]
    return lines[: forms.index(shown)] if shown in forms else lines


def _has_twins(shown: Expr) -> bool:
    """Whether a sum has a term twice, as in xᵀ + xᵀ: the next line takes them together."""
    sums = (node.args for node in postorder(shown) if node.head is h.SUM)
    return any(len(set(terms)) < len(terms) for terms in sums)


def _joins(last: Line, line: Line) -> bool:
    """A line goes on with the same reason, and bookkeeping with more bookkeeping."""
    (words,), rule = line.reasons, line.rules[0]
    if last.reasons == (words,) or _has_twins(last.shown) or words.startswith("this is "):
        return True
    if kind(last.rules[-1]) != kind(rule):
        return False
    if kind(rule) == "calculus":
        return rule.startswith(LINEAR)
    if rule in OF_SCALARS:
        return True
    return words in last.reasons or len(last.reasons) < MOST_REASONS
