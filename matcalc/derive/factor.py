"""Taking out common factors of a sum, where that makes it shorter."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.derive.tape import Tape
from matcalc.expr import Expr, leaves, postorder, substitute
from matcalc.expr import head as h
from matcalc.expr.node import hadamard, matmul, scale
from matcalc.rules.row import Use, Window, use
from matcalc.rules.table import rule_named

MOST_TERMS = 24
"""Longer sums are left as they are: looking at all pairs would not be worth it."""


def factor_sums(tape: Tape, root: Expr) -> Expr:
    """``root`` with common factors of its sums taken out, one pair of terms after the other."""
    while True:
        found = _best(root)
        if found is None:
            return root
        for step in found:
            tape.write(step)
            root = substitute(root, {step.old: step.new})


def _best(root: Expr) -> tuple[Use, ...] | None:
    for node in postorder(root):
        if node.head is h.SUM and len(node.args) <= MOST_TERMS:
            found = min(
                (steps for steps in _factorings(node) if _gain(steps) > 0),
                key=lambda steps: -_gain(steps),
                default=None,
            )
            if found is not None:
                return found
    return None


def _gain(steps: tuple[Use, ...]) -> int:
    return leaves(steps[0].old) - leaves(steps[-1].new)


def _factorings(node: Expr) -> Iterator[tuple[Use, ...]]:
    for left in range(len(node.args)):
        for right in range(left + 1, len(node.args)):
            yield from _of_pair(Window(node, (left, right)))


def _of_pair(window: Window) -> Iterator[tuple[Use, ...]]:
    first, second = (window.node.args[pick] for pick in window.picks)
    (scalars, left), (others, right) = _parts(first), _parts(second)
    for name, bindings in (
        *_common_ends(scalars, left, others, right),
        *_common_entry_factor(scalars, left, others, right),
        *_common_scalars(scalars, left, others, right),
    ):
        step = _step(name, bindings, window)
        if step is not None:
            yield (step,)


Named = tuple[str, tuple[Expr, ...]]


def _parts(term: Expr) -> tuple[tuple[Expr, ...], Expr]:
    if term.head is h.SCALE and not term.is_scalar:
        return term.args[:-1], term.args[-1]
    return (), term


def _factors(body: Expr) -> tuple[Expr, ...]:
    return body.args if body.head is h.PRODUCT else (body,)


def _common_ends(
    scalars: tuple[Expr, ...], left: Expr, others: tuple[Expr, ...], right: Expr
) -> Iterator[Named]:
    first, second = _factors(left), _factors(right)
    most = min(len(first), len(second))
    same = next((k for k in range(most) if first[-1 - k] is not second[-1 - k]), most)
    for k in range(min(same, most - 1), 0, -1):
        a = scale(*scalars, matmul(*first[:-k]))
        c = scale(*others, matmul(*second[:-k]))
        yield "factor_right", (a, matmul(*first[-k:]), c)
    same = next((k for k in range(most) if first[k] is not second[k]), most)
    for k in range(min(same, most - 1), 0, -1):
        b = scale(*scalars, matmul(*first[k:]))
        d = scale(*others, matmul(*second[k:]))
        yield "factor_left", (matmul(*first[:k]), b, d)


def _common_entry_factor(
    scalars: tuple[Expr, ...], left: Expr, others: tuple[Expr, ...], right: Expr
) -> Iterator[Named]:
    if left.head is h.HADAMARD and right.head is h.HADAMARD and left.args[-1] is right.args[-1]:
        a = scale(*scalars, hadamard(*left.args[:-1]))
        b = scale(*others, hadamard(*right.args[:-1]))
        yield "factor_hadamard", (a, left.args[-1], b)


def _common_scalars(
    scalars: tuple[Expr, ...], left: Expr, others: tuple[Expr, ...], right: Expr
) -> Iterator[Named]:
    if left.is_scalar:
        scalars, left = _scalar_parts(left)
        others, right = _scalar_parts(right)
    common = [s for s in scalars if s in others]
    if common:
        a = scale(*(s for s in scalars if s not in common), left)
        b = scale(*(s for s in others if s not in common), right)
        yield "factor_scalar", (scale(*common), a, b)


def _scalar_parts(term: Expr) -> tuple[tuple[Expr, ...], Expr]:
    return (term.args[:-1], term.args[-1]) if term.head is h.SCALE else ((), term)


def _step(name: str, values: tuple[Expr, ...], window: Window) -> Use | None:
    """The application, when putting the values in gives the two terms exactly."""
    rule = rule_named(name)
    letters = dict.fromkeys(node for node in postorder(rule.left) if node.head is h.SYMBOL)
    bindings = dict(zip(letters, values, strict=True))
    step = use(rule, bindings)
    if step.old is not window.part():
        return None
    return use(rule, bindings, window=window)
