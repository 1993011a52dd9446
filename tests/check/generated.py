"""Wrong formulas and equivalent ones, made at random from right ones.

The changes here are written apart from those with which `matcalc.check` explains mistakes, and
whether a changed formula is wrong is decided by values alone. A bigger run, from the root:

    python -m tests.check.generated --count 20000 --jobs 2
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import click
from matcalc.identities import all_identities

from matcalc.check import check
from matcalc.errors import MatcalcError
from matcalc.expr import (
    Expr,
    Problem,
    add,
    apply,
    epower,
    hadamard,
    identity,
    index,
    index_sum,
    inverse,
    matmul,
    number,
    postorder,
    rebuild,
    scale,
    substitute,
    trace,
    transpose,
)
from matcalc.expr import head as h
from matcalc.expr.walk import at_path, replace_at
from matcalc.rules.row import applications
from matcalc.rules.table import all_rules
from matcalc.values.floating import Floating
from matcalc.values.point import Point, Scene, first_result, points

MARGIN = 1e-6
"""Relative difference from which on two formulas are surely not the same."""

Change = Callable[[Expr, Random], Expr]
"""A node and chance, to a node for its place; the node itself where the change does not apply."""


def _pick(rng: Random, node: Expr, *heads: h.Head) -> int | None:
    return rng.randrange(len(node.args)) if node.head in heads else None


# Mistakes.


def flip_sign(node: Expr, rng: Random) -> Expr:
    at = _pick(rng, node, h.SUM)
    if at is None:
        return scale(number(-1), node)
    return add(*node.args[:at], scale(number(-1), node.args[at]), *node.args[at + 1 :])


def change_factor(node: Expr, rng: Random) -> Expr:
    return scale(number(rng.choice([2, 3, -2])), node)


def drop_part(node: Expr, rng: Random) -> Expr:
    at = _pick(rng, node, h.SUM, h.PRODUCT, h.HADAMARD, h.SCALE)
    if at is None or (node.head is h.SCALE and at == len(node.args) - 1):
        return node
    return rebuild(node, (*node.args[:at], *node.args[at + 1 :]))


def swap_order(node: Expr, rng: Random) -> Expr:
    if node.head not in (h.PRODUCT, h.KRON) or len(node.args) < 2:
        return node
    at = rng.randrange(len(node.args) - 1)
    first, second = node.args[at : at + 2]
    return rebuild(node, (*node.args[:at], second, first, *node.args[at + 2 :]))


def turn(node: Expr, rng: Random) -> Expr:
    return node.args[0] if node.head is h.TRANSPOSE else transpose(node)


def other_exponent(node: Expr, rng: Random) -> Expr:
    if node.head not in (h.EPOWER, h.POWER) or node.args[1].number is None:
        return node
    return rebuild(node, (node.args[0], number(node.args[1].data + rng.choice([-1, 1]))))


def other_function(node: Expr, rng: Random) -> Expr:
    if node.head is not h.APPLY or node.data.is_abstract:
        return node
    return apply(rng.choice(["tanh", "sin", "exp", "arctan"]), node.args[0])


def entrywise_for_matrix(node: Expr, rng: Random) -> Expr:
    if node.head is h.PRODUCT:
        return hadamard(*node.args[:2]) if len(node.args) == 2 else node
    if node.head is h.INVERSE:
        return epower(node.args[0], number(-1))
    return matmul(*node.args) if node.head is h.HADAMARD else node


def other_index(node: Expr, rng: Random) -> Expr:
    if node.head is not h.ENTRY:
        return node
    body, row, column = node.args
    return rebuild(node, (body, column, row))


def other_name(root: Expr, rng: Random) -> Expr:
    """One symbol for another of its shape, throughout a part of the formula."""
    names = [node for node in postorder(root) if node.head is h.SYMBOL]
    pairs = [(a, b) for a in names for b in names if a is not b and a.shape == b.shape]
    return substitute(root, dict([rng.choice(pairs)])) if pairs else root


MISTAKES: tuple[Change, ...] = (
    flip_sign,
    change_factor,
    drop_part,
    swap_order,
    turn,
    other_exponent,
    other_function,
    entrywise_for_matrix,
    other_index,
    other_name,
)

# Equivalent rewrites.


def shuffle(node: Expr, rng: Random) -> Expr:
    if node.head not in (h.SUM, h.HADAMARD):
        return node
    return rebuild(node, tuple(rng.sample(node.args, len(node.args))))


def turn_twice(node: Expr, rng: Random) -> Expr:
    if node.head is h.PRODUCT:
        return transpose(matmul(*(transpose(arg) for arg in reversed(node.args))))
    return node if node.is_scalar else transpose(transpose(node))


def distribute(node: Expr, rng: Random) -> Expr:
    if node.head not in (h.PRODUCT, h.HADAMARD):
        return node
    sums = [at for at, arg in enumerate(node.args) if arg.head is h.SUM]
    if not sums:
        return node
    at = rng.choice(sums)
    before, after = node.args[:at], node.args[at + 1 :]
    return add(*(rebuild(node, (*before, term, *after)) for term in node.args[at].args))


def factor_out(node: Expr, rng: Random) -> Expr:
    """A B + A C as A (B + C), for two terms that begin alike."""
    if node.head is not h.SUM:
        return node
    terms = [(at, arg) for at, arg in enumerate(node.args) if arg.head is h.PRODUCT]
    for at, first in terms:
        for other, second in terms:
            if at < other and first.args[0] is second.args[0]:
                inside = add(matmul(*first.args[1:]), matmul(*second.args[1:]))
                kept = [arg for place, arg in enumerate(node.args) if place not in (at, other)]
                return add(matmul(first.args[0], inside), *kept)
    return node


def split_multiple(node: Expr, rng: Random) -> Expr:
    return add(scale(number(3), node), scale(number(-2), node))


def times_identity(node: Expr, rng: Random) -> Expr:
    return node if node.is_scalar else matmul(identity(node.rows), node)


def add_and_take_away(node: Expr, rng: Random) -> Expr:
    parts = [part for part in postorder(node) if part.shape == node.shape]
    part = rng.choice(parts)
    return add(node, part, scale(number(-1), part))


def cycle_trace(node: Expr, rng: Random) -> Expr:
    if node.head is h.TRACE and node.args[0].head is h.PRODUCT:
        *front, last = node.args[0].args
        return trace(matmul(last, *front))
    if node.head is h.INNER:
        return trace(matmul(transpose(node.args[0]), node.args[1]))
    return node


def invert_twice(node: Expr, rng: Random) -> Expr:
    if node.head is not h.INVERSE:
        return node
    return inverse(inverse(inverse(node.args[0])))


def rename_sum(node: Expr, rng: Random) -> Expr:
    if node.head is not h.INDEX_SUM:
        return node
    old, body = node.args
    fresh = index(f"{old.data[0]}{rng.randrange(10, 99)}", old.data[1])
    return index_sum(fresh, substitute(body, {old: fresh}))


def by_a_rule(node: Expr, rng: Random) -> Expr:
    found = [each for rule in ALWAYS for each in applications(rule, node)]
    return rng.choice(found).new if found else node


REWRITES: tuple[Change, ...] = (
    shuffle,
    turn_twice,
    distribute,
    factor_out,
    split_multiple,
    times_identity,
    add_and_take_away,
    cycle_trace,
    invert_twice,
    rename_sum,
    by_a_rule,
    by_a_rule,
)
ALWAYS = tuple(rule for rule in all_rules() if not rule.when)
"""Rules that hold without a condition."""


# Claims.


@dataclass(frozen=True)
class Claim:
    """A formula made from a right one, by the changes named."""

    name: str
    problem: Problem
    truth: Expr
    formula: Expr
    changes: tuple[str, ...]

    def verdict(self) -> str:
        return check(self.problem, self.formula, explain=False).verdict

    def __str__(self) -> str:
        return f"{self.name} {'+'.join(self.changes)}: {self.formula!r}"


def changed(root: Expr, change: Change, rng: Random) -> Expr:
    """``root`` with the change at one place, the place chosen at random."""
    path: tuple[int, ...] = ()
    node = root
    # ∂F/∂X is a derivative by a name: what stands below is no formula.
    while node.args and node.head is not h.PARTIAL and rng.random() < 0.8:
        path = (*path, rng.randrange(len(node.args)))
        node = node.args[path[-1]]
    return replace_at(root, path, change(at_path(root, path), rng))


def wrong_claims(count: int, seed: int) -> Iterator[Claim]:
    """Formulas of the right shape with a mistake or two, wrong by their values."""
    rng = Random(seed)
    made = 0
    while made < count:
        each = rng.choice(all_identities())
        problem, truth = each.problem(), each.claim()
        changes = rng.sample(MISTAKES, rng.choice((1, 1, 2)))
        with suppress(MatcalcError):
            formula = truth
            for change in changes:
                formula = changed(formula, change, rng)
            if formula.shape == truth.shape and differ(problem, truth, formula, rng):
                made += 1
                names = tuple(change.__name__ for change in changes)
                yield Claim(each.name, problem, truth, formula, names)


def differ(problem: Problem, truth: Expr, formula: Expr, rng: Random) -> bool:
    """Whether two formulas have different values at a random point."""
    scene = Scene.of(problem, truth, formula)

    def gap(point: Point) -> float:
        at = point.evaluation()
        pairs = zip(at.value(truth), at.value(formula), strict=True)
        entries = [(a, b) for row, other in pairs for a, b in zip(row, other, strict=True)]
        size = max(max(abs(a), abs(b)) for a, b in entries)
        return max(abs(a - b) for a, b in entries) / size if size else 0.0

    return first_result(points(scene, Floating, rng.randrange(10**6)), gap) > MARGIN


def equivalent_claims(count: int, seed: int) -> Iterator[Claim]:
    """Right formulas, each rewritten up to five times."""
    rng = Random(seed)
    made = 0
    while made < count:
        each = rng.choice(all_identities())
        problem, truth = each.problem(), each.claim()
        formula, names = truth, []
        for change in rng.sample(REWRITES, rng.randint(1, 5)):
            with suppress(MatcalcError):
                new = changed(formula, change, rng)
                if new is not formula:
                    formula = new
                    names.append(change.__name__)
        if formula is not truth:
            made += 1
            yield Claim(each.name, problem, truth, formula, tuple(names))


def rightly_refused(claim: Claim) -> bool:
    """Whether the transpose of a formula has the values of the right one."""
    return not differ(claim.problem, claim.truth, transpose(claim.formula), Random(0))


# A bigger run.


def _verdicts(make: Callable[[int, int], Iterable[Claim]], seed: int) -> list[tuple[str, str]]:
    return [(claim.verdict(), str(claim)) for claim in make(BATCH, seed)]


BATCH = 200


@click.command()
@click.option("--count", default=10_000, show_default=True, help="Formulas of each kind.")
@click.option("--jobs", default=2, show_default=True)
@click.option("--seed", default=1_000, show_default=True, help="Of the first batch.")
def main(count: int, jobs: int, seed: int) -> None:
    """Check many generated formulas, and tell those whose verdict is a surprise."""
    kinds = (
        (wrong_claims, ("refuted", "ill_shaped", "layout")),
        (equivalent_claims, ("proved", "holds")),
    )
    with ProcessPoolExecutor(jobs) as pool:
        for make, expected in kinds:
            batches = range(seed, seed + max(1, count // BATCH))
            runs = [pool.submit(_verdicts, make, each) for each in batches]
            found = [row for run in runs for row in run.result()]
            click.echo(f"{make.__name__}: {dict(Counter(verdict for verdict, _ in found))}")
            for verdict, text in found:
                if verdict not in expected:
                    click.echo(f"  {verdict}  {text}")


if __name__ == "__main__":
    main()
