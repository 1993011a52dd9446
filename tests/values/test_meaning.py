from random import Random

import numpy as np
import pytest

from matcalc.errors import UnknownNameError, UnsupportedError
from matcalc.expr import (
    HEADS,
    abstract,
    add,
    apply,
    block,
    commutation,
    constant,
    delta,
    det,
    diag,
    diagonal,
    differential,
    dim,
    entry,
    epower,
    expm,
    hadamard,
    head,
    identity,
    index,
    index_sum,
    inner,
    inverse,
    kron,
    log_softmax,
    logdet,
    logsumexp,
    norm,
    norm1,
    number,
    ones,
    operation,
    partial,
    postorder,
    power,
    size,
    softmax,
    symbol,
    tabulate,
    total,
    trace,
    transpose,
    unit,
    unspecified,
    vec,
    zeros,
)
from matcalc.values import Evaluation, Floating, PointError
from matcalc.values.jax_meaning import JAX, JaxEvaluation, double_precision
from matcalc.values.meaning import MEANINGS
from matcalc.values.numpy_ import NUMPY, NumpyEvaluation, numpy_value

A, B = symbol("A", "m", "n"), symbol("B", "m", "n")
S, x, r, s = symbol("S", "n", "n"), symbol("x", "n"), symbol("r", 1, "n"), symbol("s")
i, j = index("i", "m"), index("j", "n")
SIZES = {"m": 2, "n": 3}
one = number(1)
F = abstract("F", (dim("m"), dim("n")), x, S)

EXPRESSIONS = (
    A + B + ones("m", "n") - zeros("m", "n"),
    s * A / size("n") * constant("pi"),
    A @ S @ x,
    r @ S @ A.T,
    unit("n", number(2)),
    transpose(A) @ B,
    trace(S @ S) + det(S) + logdet(S),
    inverse(S) + identity("n"),
    power(S, number(3)) + power(S, number(-2)),
    inner(A, B) + norm(A) + norm1(A) + total(A) + epower(norm(x), number(4)),
    kron(A, S) + kron(B, S),
    vec(A),
    diag(x) + diag(r),
    diagonal(S),
    block(((A, B), (S, S))),
    expm(S),
    commutation("m", "n") @ vec(A),
    *(operation(name, hadamard(B, B) @ A.T + 4 * identity("m")) for name in ("logm", "sqrtm")),
    *(operation(name, S) for name in ("sinm", "cosm", "tril", "triu", "halflower", "eigvals")),
    *(operation(f"{name}_frechet", S, S.T @ S) for name in ("expm", "sinm", "cosm")),
    operation("logm_frechet", S @ S.T + 3 * identity("n"), S),
    operation("power_frechet", S, S.T, number(3)),
    operation("sylvester", A @ A.T + identity("m"), S @ S.T, A),
    operation("dlyap", S, S.T),
    *(operation("pinv", each) for each in (A, A.T, x @ r)),
    operation("chol", S @ S.T + identity("n")),
    *(operation(name, A.T) for name in ("qrr", "qrq", "singvals", "svdu", "svdv", "argmax")),
    *(operation(name, A) for name in ("polar", "topsvd", "nuclear", "specnorm", "prod", "max")),
    *(operation(name, S, number(2)) for name in ("eigval", "eigvec")),
    operation("eigvecs", S + S.T),
    *(operation(name, S, number(1)) for name in ("eigreal", "reigvec")),
    operation("clip", A, number(-1), s),
    operation("hat", operation("vee", s * (unit(3, number(2)) @ unit(3, number(1)).T))),
    operation("toeplitz", ones(5)),
    operation("toeplitz", operation("toeplitz_adjoint", S)) @ operation("symtoeplitz", x),
    operation("toeplitz_adjoint", S) @ operation("symtoeplitz_adjoint", S).T,
    operation("unvec", vec(A), sizes=("m", "n")),
    operation("vech", S) @ x.T,
    operation("unvech", operation("vech", S), sizes=("n",)) @ x,
    operation("duplication", sizes=("n",)) @ operation("vech", S),
    hadamard(A, B, epower(A, number(-1)), epower(hadamard(A, A), number(3) / 2)),
    epower(epower(A, number(2)), s),
    *(apply(name, A) for name in ("tanh", "relu", "sigmoid", "softplus", "abs", "sign", "step")),
    *(apply(name, epower(A, number(2))) for name in ("log", "lgamma", "digamma", "log1p")),
    *(apply(name, A) for name in ("erf", "normcdf", "normpdf", "arctan", "tan", "sinh", "cosh")),
    add(apply("sin", A), apply("cos", A), apply("exp", A)),
    apply(unspecified("h"), A) + apply(unspecified("h", 2), A),
    softmax(A, "rows") + softmax(A, "columns"),
    log_softmax(A, "rows") + log_softmax(A, "columns"),
    logsumexp(A, "rows") @ logsumexp(A, "columns"),
    F,
    partial(trace(S @ S) * s, S),
    partial(S @ S @ x, x),
    partial(s * s * A, s),
    partial(inner(F, A), x),
    partial(epower(entry(S @ x, j, one), number(2)), entry(x, j, one)),
    entry(A, number(2), number(1)),
    index_sum(j, entry(A, i, j) * entry(x, j, one) * delta(i, j) + entry(S, j, j)),
    tabulate(i, j, entry(A, i, j) * entry(B, i, j) + entry(x, j, one)),
    differential(S @ S @ x),
)


def point(rng):
    draw = Floating().random
    values = {}
    for name in (A, B, S, x, r, s):
        rows, cols = (each.at(SIZES) for each in name.shape)
        values[name] = [[draw(rng) for _ in range(cols)] for _ in range(rows)]
    return values


def in_plain_python(expr, values, directions):
    at = Evaluation(Floating(1), SIZES, values)
    if expr.head is head.DIFFERENTIAL:
        along = at.along(directions, calculus=True)
        return {(): np.array([[v for v, _ in row] for row in along.value(expr)])}
    at.evaluate(expr)
    return {key: np.array(rows) for key, rows in at.table(expr)[1].items()}


def in_arrays(kind, expr, values, directions):
    at = kind(SIZES, {name: np.array(rows) for name, rows in values.items()}, (), 1)
    at.directions = {name: np.array(rows) for name, rows in directions.items()}
    at.evaluate(expr)
    return {key: np.asarray(value) for key, value in at.table(expr)[1].items()}


def test_every_meaning_covers_every_head_and_the_samples_meet_all():
    for table in (MEANINGS, NUMPY, JAX):
        assert set(table) == set(HEADS)
    met = {node.head for node in postorder(*EXPRESSIONS)}
    assert [each for each in HEADS if each not in met] == []


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=repr)
def test_the_three_meanings_agree(expr):
    rng = Random(17)
    values, directions = point(rng), point(rng)
    plain = in_plain_python(expr, values, directions)
    in_numpy = in_arrays(NumpyEvaluation, expr, values, directions)
    with double_precision():
        in_jax = in_arrays(JaxEvaluation, expr, values, directions)
    assert plain.keys() == in_numpy.keys() == in_jax.keys()
    for key, value in plain.items():
        np.testing.assert_allclose(in_numpy[key], value, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(in_jax[key], value, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("bad", [entry(A, number(3), one), unit("n", number(0))])
def test_a_position_outside_is_refused_by_all(bad):
    values = {A: np.ones((2, 3))}
    for at in (NumpyEvaluation(SIZES, values), JaxEvaluation(SIZES, values)):
        with pytest.raises(PointError, match=r"there is no position . among"):
            at.value(bad)


def test_many_points_at_once():
    rng = np.random.default_rng(5)
    many = {A: rng.normal(size=(4, 2, 3)), S: rng.normal(size=(4, 3, 3))}
    for expr in (kron(A, S), vec(A), expm(S), logdet(S), diag(vec(A)), block(((A,), (S,)))):
        batch = numpy_value(expr, many)
        for k in range(4):
            single = numpy_value(expr, {name: value[k] for name, value in many.items()})
            np.testing.assert_allclose(batch[k], single)


@pytest.mark.parametrize(
    ("expr", "error", "message"),
    [
        (symbol("q"), UnknownNameError, "q has no value here"),
        (entry(A, i, one), UnsupportedError, r"the index i stands free in A\[i, 1\]"),
        (entry(A, number(5), one), PointError, "there is no position 5 among 2"),
        (entry(A, number(1) / 2, one), UnsupportedError, "a position must be a whole number"),
        (power(S, s), UnsupportedError, "needs a whole number as its exponent"),
        (differential(A), UnsupportedError, "dA has no value without a direction"),
        (index_sum(i, partial(s, entry(A, i, one) * x)), UnsupportedError, "free indices"),
    ],
)
def test_what_has_no_value_is_refused(expr, error, message):
    values = {A: [[0.5] * 3] * 2, S: [[0.5] * 3] * 3, s: [[0.5]], x: [[0.5]] * 3}
    at = Evaluation(Floating(), SIZES, values)
    with pytest.raises(error, match=message):
        at.value(expr)
