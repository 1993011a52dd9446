"""Every rule of every table: both sides equal exactly, and every mutation of it refuted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from random import Random

import pytest

from matcalc.expr import (
    Expr,
    declared,
    differential,
    number,
    ones,
    scale,
    substitute,
    symbol,
    symbols,
    transpose,
)
from matcalc.expr import head as h
from matcalc.expr.assume import is_symmetric
from matcalc.expr.node import add, matmul
from matcalc.expr.problem import Problem
from matcalc.rules.differential import matrix_power_rule, power_rule
from matcalc.rules.row import Rule, applications, match
from matcalc.rules.table import all_rules, rule_named
from matcalc.values.arithmetic import InexactError, Matrix, PointError
from matcalc.values.evaluate import Evaluation
from matcalc.values.floating import Floating
from matcalc.values.forms import random_direction
from matcalc.values.modular import Modular
from matcalc.values.point import Numbers, Point, Scene, points

RULES = (
    *all_rules(),
    *(rule_named(name) for name in ("d_h", "d_h'", "d_h_scalar")),
    *(matrix_power_rule(k) for k in (2, 3, 5)),
    *(power_rule(k) for k in map(type(number(0).data), ("2", "3", "-1", "-2", "1/2", "-3/2"))),
)

TAGS = {
    "symmetric": ["symmetric"],
    "rows_sum_to_one": ["rows_sum_to_one"],
    "positive": ["positive"],
    "nonzero_entries": ["nonzero"],
    "power_defined": ["positive"],
    "positive_whole": ["integer"],
    "symmetric_point": ["symmetric"],
}

BY_SHAPE = ("d_pinv",)
"""Rules with a term that vanishes for some shapes: several are tried."""


def told(rule: Rule) -> tuple[Expr, Expr, set[Expr]]:
    """The two sides with what is assumed of the letters declared, and the constant letters."""
    replacements: dict[Expr, Expr] = {}
    constants: set[Expr] = set()
    for condition in rule.when:
        if condition.kind == "constant":
            constants.add(condition.letter)
        elif condition.kind in TAGS:
            given = condition.letter.declaration
            tags = frozenset(TAGS[condition.kind])
            tagged = type(given)(given.name, given.shape, given.rank, tags)
            replacements[condition.letter] = declared(tagged)
    left, right = (substitute(side, replacements) for side in (rule.left, rule.right))
    constants = {replacements.get(letter, letter) for letter in constants}
    return left, right, constants


def values(left: Expr, right: Expr, constants: set[Expr], point: Point) -> tuple[Matrix, Matrix]:
    """Both sides at a point that moves in a random direction; constants do not move.

    On the left d(A) is a tangent in dual numbers; on the right dA is a letter of its own.
    """
    at, rng = point.evaluation(), Random(point.seed)
    moving = {
        letter: random_direction(at, letter, rng)
        for letter in symbols(left, right)
        if letter not in constants
    }
    along = at.along(moving, calculus=True)
    one = [[entry[0] for entry in row] for row in along.value(left)]
    named = {each: symbol(f"d_{each!r}", *each.shape) for each in moving}
    plain = substitute(right, {differential(each): name for each, name in named.items()})
    given = {**point.values, **{named[each]: tangent for each, tangent in moving.items()}}
    return one, Evaluation(point.numbers, point.sizes, given).value(plain)


def is_true(left: Expr, right: Expr, constants: set[Expr], seed: int) -> bool:
    """Whether both sides have equal values at the first point in the domain."""
    try:
        return decided(left, right, constants, seed, Modular)
    except InexactError:
        return decided(left, right, constants, seed, Floating)


def decided(left: Expr, right: Expr, constants: set[Expr], seed: int, numbers: Numbers) -> bool:
    scene = Scene.of(Problem(left, kind="value"), right)
    for point in points(scene, numbers, seed):
        try:
            one, two = values(left, right, constants, point)
        except PointError:
            continue
        return close(one, two) if point.numbers.rounds else one == two
    raise AssertionError("no point in the domain")


def close(one: Matrix, two: Matrix) -> bool:
    pairs = zip(chain.from_iterable(one), chain.from_iterable(two), strict=True)
    return all(abs(a - b) < 1e-9 * (1 + abs(a)) for a, b in pairs)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_sides_are_equal(rule: Rule, seed: int) -> None:
    assert rule.left.shape == rule.right.shape
    assert is_true(*told(rule), seed)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_mutation_is_refuted(rule: Rule) -> None:
    left, right, constants = told(rule)
    found = dict(mutations(right))
    assert found
    for name, wrong in found.items():
        seeds = (4, 5, 6, 7) if rule.name in BY_SHAPE else (4,)
        survives = all(is_true(left, wrong, constants, seed) for seed in seeds)
        assert not survives, f"{name}: {wrong!r}"


def mutations(right: Expr) -> Iterator[tuple[str, Expr]]:
    """Sign, factor, dropped term, order of factors, transpose; one more where the side is 0."""
    one = number(1) if right.is_scalar else ones(*right.shape)
    if right.head is h.ZEROS or right.number == 0:
        yield "one more", one
        return
    yield "sign", -right
    yield "factor", scale(number(2), right)
    if right.head is h.SUM:
        for at in range(len(right.args)):
            yield f"term {at} dropped", add(*right.args[:at], *right.args[at + 1 :])
    if right.is_square and not right.is_scalar and not symmetric(right):
        yield "transposed", transpose(right)
    for product in [right, *right.args] if right.head is not h.TRACE else []:
        if product.head is h.PRODUCT and all(arg.is_square for arg in product.args):
            turned = matmul(*product.args[::-1])
            if not is_palindrome(product) and not commutes(product):
                yield "order", substitute(right, {product: turned})


def symmetric(right: Expr) -> bool:
    return is_symmetric(right) or right.head is h.ONES


def commutes(product: Expr) -> bool:
    """S f(S) = f(S) S: the other order is no mistake."""
    return any(factor.head in (h.EXPM, h.OPERATION) for factor in product.args)


def is_palindrome(product: Expr) -> bool:
    return product.args == product.args[::-1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_matches_its_own_left_side(rule: Rule) -> None:
    found = match(rule.left, rule.left)
    assert found is not None
    assert all(letter is value for letter, value in found[0].items())
    if rule.left.head is not h.SYMBOL:
        assert next(applications(rule, rule.left)).new is rule.right


def test_names_and_words_are_unique_and_readable() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(rule.words and rule.words[0] != " " for rule in RULES)


def test_floating_and_exact_agree_on_a_rule() -> None:
    """The two arithmetics are tables of their own: one rule in both, as a cross-check."""
    left, right, constants = told(rule_named("d_inverse"))
    scene = Scene.of(Problem(left, kind="value"), right)
    point = next(iter(points(scene, Floating, 5)))
    one, two = values(left, right, constants, point)
    assert close(one, two)
