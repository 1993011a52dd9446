"""The table that all notations share."""

import numpy as np
import pytest

from matcalc.expr import HEADS, identity, inverse, kron, ones, symbol, trace
from matcalc.expr.text import _WRITERS as ASCII_WRITERS
from matcalc.show import to_ascii, to_latex, to_mathml, to_unicode
from matcalc.show.sizes import needs_sizes
from matcalc.show.typeset import _WRITERS
from tests.show.reference import value
from tests.show.small_expressions import P, Q, S, X, small_expressions


@pytest.mark.parametrize("table", [_WRITERS, ASCII_WRITERS], ids=["typeset", "ascii"])
def test_every_head_is_written(table):
    assert set(table) == set(HEADS)


@pytest.fixture(scope="module")
def valued():
    """All small expressions that have a value at one point, with it."""
    rng = np.random.default_rng(1)
    sizes = {"n": 2}
    env = {
        name: rng.uniform(0.2, 1.5, [dim.at(sizes) for dim in name.shape]) for name in (S, X, P, Q)
    }
    found = {}
    with np.errstate(all="ignore"):
        for expr in small_expressions():
            try:
                found[expr] = value(expr, env, sizes)
            except (np.linalg.LinAlgError, ValueError):
                continue
    assert len(found) > 5000
    return found


@pytest.mark.parametrize("write", [to_latex, to_unicode, to_mathml, to_ascii])
def test_no_text_has_two_meanings(write, valued):
    meanings = {}
    for expr, worth in valued.items():
        other, expected = meanings.setdefault((write(expr), expr.shape), (expr, worth))
        same = np.allclose(worth, expected, equal_nan=True)
        assert same, f"{write(expr)} is both {expr!r} and {other!r}"


A, B = symbol("A", "n", "n"), symbol("B", "m", "n")
I = identity("n")  # noqa: E741


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (A + I, False),
        (A @ (A + I) @ ones("n"), False),
        (inverse(I + A), False),
        (ones("m") @ ones("n").T, False),
        (B + ones("m") @ ones("n").T, False),
        (kron(A, I), True),
        (trace(I), True),
        (ones("n").T @ ones("n"), True),
        (trace(ones("n", "m") @ B), False),
        (trace(ones("n") @ ones("n").T + A), False),
    ],
)
def test_sizes_are_written_where_nothing_tells_them(expr, expected):
    assert needs_sizes(expr) is expected
