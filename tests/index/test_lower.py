"""Lowering: every head has a meaning, and values are kept."""

import itertools
from fractions import Fraction

import pytest

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    HEADS,
    commutation,
    delta,
    diag,
    diagonal,
    entry,
    hadamard,
    identity,
    index,
    index_sum,
    inner,
    kron,
    number,
    ones,
    scale,
    size,
    symbol,
    symbols,
    tabulate,
    total,
    trace,
    unit,
    vec,
    zeros,
)
from matcalc.expr import head as h
from matcalc.expr.functions import block
from matcalc.index.atoms import ATOMS
from matcalc.index.lower import FUNCTIONS, LOWERINGS, Lowering
from matcalc.index.network import DELTA
from matcalc.index.normal import normal_form
from matcalc.index.whole import Functions
from matcalc.values import Evaluation, Rational

SIZES = {"m": 2, "n": 3}
A, B, N = symbol("A", "m", "n"), symbol("B", "n", "m"), symbol("N", "n", "n")
x, y, r, s = symbol("x", "n"), symbol("y", "m"), symbol("r", 1, "n"), symbol("s")
i, j, k = index("i", "m"), index("j", "n"), index("k", "n")
K = symbol("K", symbol("x", "n").rows * "m", "n")

CASES = (
    A + 2 * A,
    s * A - A,
    A @ B @ A,
    A.T,
    r @ N @ x,
    trace(N),
    trace(A @ N @ B),
    inner(A, A),
    total(hadamard(A, A)),
    diag(x) @ N,
    diag(r),
    diagonal(N @ N),
    kron(A, B),
    kron(x, y.T),
    vec(A),
    kron(B.T, A) @ vec(N),
    commutation("m", "n") @ vec(A),
    kron(x, y).T @ K @ x,
    identity("n") @ x,
    ones("m", "n"),
    zeros("m", "n") + A,
    unit("n", number(2)),
    size("n") * x,
    tabulate(i, j, entry(A, i, j) * entry(x, j, number(1))),
    index_sum(j, entry(N, j, j)),
    tabulate(j, k, delta(j, k) + entry(N, k, j)),
    entry(A, number(1), number(3)),
    block(((s, s * s), (number(1), number(2)))),
    trace(kron(N, N)),
    diagonal(kron(N, N)),
    hadamard(vec(N), kron(x, x)),
    tabulate(j, number(1), delta(j, number(2))),
)


def point():
    values = (Fraction((7 * at) % 11 - 5, 1 + at % 3) for at in itertools.count(1))
    given = {}
    for name in dict.fromkeys(each for case in CASES for each in symbols(case)):
        rows, cols = (dim.at(SIZES) for dim in name.shape)
        given[name] = [[next(values) for _ in range(cols)] for _ in range(rows)]
    return Evaluation(Rational(), SIZES, given), given


def entry_of(factor, places, given):
    tensor, base = factor.tensor, [places[label] for label in factor.labels]
    if tensor is DELTA:
        return int(base[0] == base[1])
    if tensor.head is h.SIZE:
        return SIZES[tensor.data]
    if tensor.head is h.UNIT:
        return int(base[0] + 1 == tensor.data[1])
    if tensor.head == "split":
        base = joined(base, tensor.data)
        tensor = tensor.args[0]
    shape = tensor.data.shape
    row = base.pop(0) if shape[0].at(SIZES) > 1 else 0
    return given[tensor.data][row][base.pop(0) if shape[1].at(SIZES) > 1 else 0]


def joined(places, pattern):
    """Positions in mixed radix put together again."""
    places, made = list(places), []
    for dims in pattern:
        value = 0
        for dim in dims:
            value = value * dim.at(SIZES) + places.pop(0)
        made.append(value)
    return made


def ranges(labels):
    return itertools.product(*(range(label.dim.at(SIZES)) for label in labels))


def value(form, given):
    """The matrix that a form stands for, by brute force."""

    def at(row, col):
        fixed = dict(zip((*form.rows, *form.cols), (*row, *col), strict=True))
        result = Fraction(0)
        for term in form.terms:
            for inner_places in ranges(term.summed):
                places = {**fixed, **dict(zip(term.summed, inner_places, strict=True))}
                part = term.coefficient
                for factor in term.factors:
                    part *= Fraction(entry_of(factor, places, given)) ** factor.exponent
                result += part
        return result

    return [[at(row, col) for col in ranges(form.cols)] for row in ranges(form.rows)]


@pytest.mark.parametrize("expr", CASES, ids=repr)
def test_lowering_keeps_the_value(expr):
    evaluation, given = point()
    assert value(Lowering(Functions()).run(expr), given) == evaluation.value(expr)


def test_every_head_has_a_meaning():
    assert set(LOWERINGS) | set(FUNCTIONS) == set(HEADS)
    assert set(LOWERINGS).isdisjoint(FUNCTIONS)
    assert set(FUNCTIONS) - {h.SYMBOL, h.INDEX} <= set(ATOMS)


def test_incompatible_splittings_are_refused():
    two, three = symbol("u", "m"), symbol("v", "n")
    with pytest.raises(UnsupportedError) as caught:
        normal_form(kron(two, three) + kron(three, two))
    assert str(caught.value) == "an index of range m · n cannot be matched with one of n · m."


def test_positions_are_indices_or_numbers():
    with pytest.raises(UnsupportedError, match="the position s is not an index or a number"):
        normal_form(entry(x, s, number(1)))
    with pytest.raises(UnsupportedError, match="the position s is not an index or a number"):
        normal_form(unit("n", s))


def test_a_scale_of_a_sum_is_multiplied_out():
    form = Lowering(Functions()).run(scale(s, x + N @ x))
    assert [len(term.factors) for term in form.terms] == [2, 3]
