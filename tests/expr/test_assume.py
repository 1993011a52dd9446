"""What follows from declared assumptions, and what does not."""

from __future__ import annotations

import pytest

from matcalc.expr import Expr, diag, identity, inverse, ones, softmax, symbol
from matcalc.expr.assume import is_symmetric, rows_sum_to_one

A, S = symbol("A", "m", "n"), symbol("S", "n", "n")
P = symbol("P", "n", "n", assume=["positive_definite"])
x = symbol("x", "n")
T = symbol("T", "n", "n", assume=["rows_sum_to_one"])


@pytest.mark.parametrize(
    "expr",
    [P, A.T @ A, S @ P @ S.T, S + S.T, inverse(P), diag(x), x @ x.T, identity("n") + 2 * P],
)
def test_symmetric(expr: Expr) -> None:
    assert is_symmetric(expr)


@pytest.mark.parametrize("expr", [S, A, S @ S, P @ S, S @ P, S + S, S + S + S.T, P @ P @ S])
def test_not_known_to_be_symmetric(expr: Expr) -> None:
    assert not is_symmetric(expr)


def test_antisymmetric_sum_is_not_called_symmetric() -> None:
    assert not is_symmetric(S - S.T)


def test_rows_sum_to_one() -> None:
    assert rows_sum_to_one(T) and rows_sum_to_one(softmax(A, "rows"))
    assert not rows_sum_to_one(softmax(A, "columns")) and not rows_sum_to_one(ones("n", "n"))
