"""Shapes of the SymPy classes, and that SymPy's own passes leave them whole."""

import pytest
from sympy import Integer, MatrixSymbol, Symbol

from matcalc.expr import ELEMENTWISE_NAMES
from matcalc.interop import vocabulary as v
from matcalc.interop.names import NAMES, SYMPY_FUNCTIONS

k, m, n = v.sizes("k m n")
X, x, z = MatrixSymbol("X", m, n), v.vector("x", n), v.vector("z", k)
s = Symbol("s")

SHAPES = [
    (v.Softmax(X), (m, n)),
    (v.LogSoftmax(x), (n, 1)),
    (v.LogSumExp(X), (m, 1)),
    (v.LogSumExp(X, "columns"), (1, n)),
    (v.Vec(X), (m * n, 1)),
    (v.Commutation(m, n), (m * n, m * n)),
    (v.Unit(n, 0), (n, 1)),
    (v.Abstract("A", m, n, s), (m, n)),
    (v.Partial(v.Norm(X), X), (m, n)),
    (v.Partial(v.Abstract("A", m, n, s), s), (m, n)),
    (v.Partial(v.Abstract("x", n, 1, z), z), (n, k)),
    (v.DifferentialOf(X), (m, n)),
    (v.MatrixSum(X, Symbol("i"), k), (m, n)),
]


@pytest.mark.parametrize(("made", "shape"), SHAPES, ids=str)
def test_shape(made, shape):
    assert made.shape == shape


@pytest.mark.parametrize(("made", "shape"), SHAPES, ids=str)
def test_sympy_passes_leave_it_whole(made, shape):
    assert (s * made).doit().args == (s, made)
    assert made.func(*made.args) == made


NUMBERS = [
    v.Norm(X),
    v.Norm1(X),
    v.Total(X),
    v.Inner(X, X),
    v.Size(n),
    v.LogSumExp(x),
    v.Abstract("f", 1, 1, x),
    v.scalar(x.T * x),
]


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_numbers_multiply_matrices(number):
    assert number.is_Matrix is False
    assert (number * X).shape == (m, n)
    assert number.subs(n, 3).is_Matrix is False


def test_crossing_over_and_back():
    square = x.T * x
    assert v.scalar(v.one_by_one(s)) == s
    assert v.one_by_one(v.scalar(square)) == square
    assert v.scalar(s) == s
    assert v.one_by_one(square) is square
    assert v.one_by_one(2).shape == (Integer(1), Integer(1))


def test_every_entrywise_function_has_a_class():
    assert tuple(SYMPY_FUNCTIONS) == ELEMENTWISE_NAMES
    assert len(NAMES) == len(SYMPY_FUNCTIONS)
