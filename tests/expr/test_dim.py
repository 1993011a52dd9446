"""Dimensions are polynomials: equal exactly when they are the same object."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc.expr import Dim, dim

names = st.sampled_from(["n", "m", "p"])
dims = st.recursive(
    st.one_of(names.map(dim), st.integers(-3, 5).map(dim)),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1]),
    ),
    max_leaves=6,
)
SIZES = {"n": 3, "m": 5, "p": 7}


@given(dims, dims, dims)
def test_ring_laws_hold_as_identity_of_objects(a: Dim, b: Dim, c: Dim) -> None:
    assert a + b is b + a
    assert a * b is b * a
    assert a * (b + c) is a * b + a * c
    assert (a + b) - b is a


@given(dims, dims)
def test_arithmetic_is_that_of_the_numbers(a: Dim, b: Dim) -> None:
    assert (a * b + a).at(SIZES) == a.at(SIZES) * b.at(SIZES) + a.at(SIZES)


@pytest.mark.parametrize(
    ("value", "text"),
    [(dim("n") * 2 - 1, "2*n - 1"), (dim("m") * "n", "m*n"), (dim(0), "0"), (dim("n") * -1, "-n")],
)
def test_text(value: Dim, text: str) -> None:
    assert str(value) == text


def test_name_and_value() -> None:
    assert dim("n").name == "n" and dim("n").value is None
    assert dim(3).value == 3 and dim(3).name is None
    assert (dim("n") + 1).name is None and (dim("n") - "n").value == 0


def test_substitute() -> None:
    assert (dim("n") * "m").substitute({"n": dim("p") + 1}) is dim("p") * "m" + "m"
