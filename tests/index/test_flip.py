"""Transposes carried inward."""

import pytest

from matcalc.expr import (
    apply,
    diag,
    epower,
    hadamard,
    identity,
    number,
    ones,
    scale,
    sqrt,
    transpose,
)
from matcalc.index.flip import flip
from tests.index.forms import A, B, P, Q, t, x

CASES = (
    (A, "A'"),
    (A.T, "A"),
    (t, "t"),
    (Q @ P @ A.T, "A*P'*Q'"),
    (A + B.T, "A' + B"),
    (scale(t, A @ B), "t*B'*A'"),
    (hadamard(A, B.T), "A' .* B"),
    (apply("exp", A.T), "exp(A)"),
    (epower(A, number(2)), "A'.^2"),
    (sqrt(P.T), "sqrt(P)"),
    (diag(x), "diag(x)"),
    (identity("n"), "eye(n)"),
    (ones("m", "n"), "ones(n, m)"),
)


@pytest.mark.parametrize(("body", "text"), CASES, ids=lambda part: repr(part))
def test_flip(body, text):
    assert repr(flip(body)) == text
    assert flip(body).shape == transpose(body).shape
