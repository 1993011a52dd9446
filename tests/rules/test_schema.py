"""Every computed equation: both sides equal at random moving points; misfits are refused."""

from __future__ import annotations

import pytest

from matcalc.expr import (
    Expr,
    abstract,
    add,
    block,
    diag,
    diagonal,
    differential,
    dim,
    entry,
    epower,
    hadamard,
    inner,
    number,
    ones,
    symbol,
    total,
    trace,
    transpose,
    vec,
    zeros,
)
from matcalc.expr import head as h
from matcalc.rules.schema import SCHEMAS, conditions_of
from matcalc.rules.table import all_rules
from tests.rules.test_rules import is_true

A, B = symbol("A", "m", "n"), symbol("B", "m", "n")
L, R = symbol("L", "p", "m"), symbol("R", "n", "q")
M = symbol("M", "n", "m")
x, a, b, c = (symbol(name, "n") for name in "xabc")
s, t = symbol("s"), symbol("t")
dA, dx = differential(A), differential(x)
one, two = number(1), number(2)

CASES: tuple[tuple[str, Expr], ...] = (
    ("d_block", differential(block(((s, t), (t, number(3)))))),
    ("d_entry", differential(entry(A, one, two))),
    ("transpose_block", transpose(block(((s, t), (t * t, number(3)))))),
    ("only_zeros", block(((zeros("m", "n"),), (zeros("p", "n"),)))),
    ("only_zeros", block(((number(0), number(0)),))),
    ("only_zeros", entry(zeros("m", "n"), one, two)),
    ("collect_like_terms", add(2 * A, B, -A, 3 * B)),
    ("collect_like_terms", add(s, number(2), s, number(-2))),
    ("collect_like_terms", A - A),
    ("positive_first", -A + B),
    ("merge_scalar_powers", s * epower(s, number(-2)) * t * A),
    ("merge_scalar_powers", s * epower(s, number(-1))),
    ("merge_scalar_powers", number(0) * A),
    ("distribute", hadamard(A + B, A)),
    ("distribute", s * (t + s)),
    ("block_as_sum", block(((differential(A), zeros("m", "k")),))),
    ("block_as_sum", block(((differential(A),), (differential(A),)))),
    ("merge_entry_powers", hadamard(A, epower(A, number(-1)), B)),
    ("merge_entry_powers", hadamard(A, epower(A, number(-1)))),
    ("scalar_behind", s * ((b.T @ dx) * c)),
    ("hadamard_as_diag", hadamard(a, dx, b)),
    ("diag_swap", diag(dx) @ a),
    ("diag_swap", A @ diag(dx) @ a),
    ("diagonal_of_diag", diagonal(A @ diag(dx) @ M)),
    ("diagonal_of_sum", diagonal(2 * diag(dx))),
    ("diagonal_of_sum", diagonal(diag(dx) + diag(a))),
    ("column_as_vec", L @ dA @ a),
    ("distribute_moving", L @ (dA + s * dA) @ a),
    ("scalar_transposed", dx.T @ a),
    ("transpose_inward", transpose(hadamard(a, dx))),
    ("transpose_inward", transpose(a + dx)),
    ("inner_of_columns", inner(a, dx)),
    ("total_of_column", total(dx)),
    ("vec_inward", vec(L @ dA @ R)),
    ("vec_inward", vec(hadamard(B, dA))),
    ("vec_inward", vec(transpose(dA))),
    ("vec_inward", vec(s * dA)),
    ("vec_inward", vec(dA + B)),
    ("inner_as_vec", inner(B, dA)),
    ("trace_as_vec", trace(M @ dA)),
    ("trace_as_vec", trace(dA @ M)),
    ("trace_as_vec", trace(differential(symbol("S", "n", "n")))),
    ("total_as_vec", total(dA)),
    ("collect_differential", 2 * dx + dx),
    ("collect_differential", (symbol("S", "n", "n") @ dx) * s + dx),
    ("collect_differential", 2 * dx),
    ("adjoint_entry", inner(s, entry(A, one, two))),
    ("adjoint_entry", inner(s, entry(x, two, one))),
    ("adjoint_block", inner(symbol("G", 2, 1), block(((s,), (t,))))),
)


@pytest.mark.parametrize(("name", "left"), CASES, ids=[name for name, _ in CASES])
def test_both_sides_are_equal(name: str, left: Expr) -> None:
    right = SCHEMAS[name](left)
    assert right is not left and right.shape == left.shape
    assert is_true(left, right, set(), 1)
    is_zero = right.head is h.ZEROS or right.number == 0
    wrong = right + ones(*right.shape) if is_zero else right + right
    assert not is_true(left, wrong, set(), 1)


def test_total_differential() -> None:
    F = abstract("F", (dim(1), dim(1)), x, s)
    y = abstract("y", (dim("m"), dim(1)), x)
    assert repr(SCHEMAS["d_abstract"](differential(F))) == (
        "inner(partial(F(x, s), x), dx) + ds*partial(F(x, s), s)"
    )
    assert repr(SCHEMAS["d_abstract"](differential(y))) == "partial(y(x), x)*dx"


def test_every_equation_has_a_case() -> None:
    assert {name for name, _ in CASES} | {"d_abstract"} == set(SCHEMAS)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_what_does_not_fit_is_refused(name: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        SCHEMAS[name](transpose(trace(A @ A.T)))


def test_merging_powers_tells_what_must_not_be_zero() -> None:
    product = s * epower(s, number(-2))
    assert conditions_of("merge_scalar_powers", product) == [("nonzero_entries", s)]
    assert conditions_of("collect_like_terms", product) == []


def test_no_name_is_both_a_row_and_a_computed_equation() -> None:
    assert not {rule.name for rule in all_rules()} & set(SCHEMAS)
