"""Emitted code, run: it computes what the expression is worth."""

import random
from fractions import Fraction

import numpy as np
import pytest

from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import (
    ELEMENTWISE_NAMES,
    ONE,
    Definition,
    abstract,
    apply,
    diag,
    differential,
    entry,
    epower,
    hadamard,
    identity,
    index,
    index_sum,
    inverse,
    kron,
    norm,
    number,
    ones,
    partial,
    postorder,
    power,
    scale,
    size,
    softmax,
    symbol,
    tabulate,
    total,
    trace,
    unspecified,
    zeros,
)
from matcalc.expr import head as h
from matcalc.show import to_code
from matcalc.show.lower import _WRITERS
from tests.show.random_expressions import LARGE, SHAPES, SYMBOLS, Generator
from tests.show.reference import value

X_COLUMN, Y, S = symbol("x", "n"), symbol("y", "n"), symbol("s")
A, B = symbol("A", "n", "n"), symbol("B", "n", "n")
I, J, K = index("i", "n"), index("j", "n"), index("k", "n")  # noqa: E741

SIZES = [{"n": 3, "m": 4}, {"n": 1, "m": 2}, {"n": 1, "m": 1}, {"n": 4, "m": 1}]


def run(source, *arguments):
    space = {}
    exec(source, space)
    return space["derivative"](*arguments)


def point(names, sizes, rng):
    """Two-dimensional values of symbols, and the arguments as they were declared."""
    env, arguments = {}, []
    for name in names:
        body = rng.uniform(0.2, 1.5, [dim.at(sizes) for dim in name.shape])
        body *= rng.choice([-1, 1], body.shape)
        env[name] = body
        rank = name.declaration.rank
        arguments.append(body if rank == 2 else body[:, 0] if rank == 1 else float(body[0, 0]))
    return env, arguments


def sine_and_kin(backend):
    """h, h′ and h″ in the terms of a library."""
    if backend == "numpy":
        return np.sin, np.cos, lambda x: -np.sin(x)
    if backend == "jax":
        jnp = pytest.importorskip("jax.numpy")
        return jnp.sin, jnp.cos, lambda x: -jnp.sin(x)
    torch = pytest.importorskip("torch")
    return torch.sin, torch.cos, lambda x: -torch.sin(x)


def library_arguments(backend, arguments):
    if backend == "numpy":
        return arguments
    if backend == "jax":
        return [pytest.importorskip("jax.numpy").asarray(each) for each in arguments]
    torch = pytest.importorskip("torch")
    return [torch.tensor(each, dtype=torch.float64) for each in arguments]


def callables(expr, backend):
    orders = [node.data for node in postorder(expr) if node.head is h.APPLY]
    found = dict.fromkeys(each for each in orders if each.is_abstract)
    return [sine_and_kin(backend)[each.order] for each in found]


def assert_code_is_right(expr, sizes, seed, backend="numpy"):
    env, arguments = point(SYMBOLS, sizes, np.random.default_rng(seed))
    source = to_code(expr, SYMBOLS, backend=backend)
    given = [*library_arguments(backend, arguments), *callables(expr, backend)]
    with np.errstate(all="ignore"):
        expected = value(expr, env, sizes)
        found = np.asarray(run(source, *given))
    lengths = [dim.at(sizes) for dim in expr.shape if dim is not ONE]
    assert found.shape == tuple(lengths), source
    expected = np.reshape(expected, lengths)
    if np.all(np.abs(expected) < 1e6):
        close = np.allclose(found, expected, rtol=1e-7, atol=1e-7 * (1 + np.abs(expected).max()))
        assert close, f"seed {seed}, sizes {sizes}\n{expr!r}\n{source}"


@pytest.mark.parametrize("seed", range(150))
def test_random_expressions(seed):
    rng = random.Random(seed)
    shape = SHAPES[seed % len(SHAPES)]
    expr = Generator(rng).draw(shape, 3)
    for sizes in SIZES:
        assert_code_is_right(expr, sizes, seed)


@pytest.mark.parametrize("expr", LARGE, ids=repr)
def test_large_shapes(expr):
    for sizes in SIZES:
        assert_code_is_right(expr, sizes, 0)


def test_every_head_is_written():
    assert set(_WRITERS) == set(h.HEADS)


@pytest.mark.parametrize("backend", ["jax", "torch"])
@pytest.mark.parametrize("seed", range(8))
def test_other_libraries(backend, seed):
    if backend == "jax":
        pytest.importorskip("jax").config.update("jax_enable_x64", True)
    expr = Generator(random.Random(seed)).draw(SHAPES[seed], 3)
    assert_code_is_right(expr, {"n": 3, "m": 4}, seed, backend)
    assert_code_is_right(LARGE[seed], {"n": 3, "m": 4}, seed, backend)


POSITIVE_ONLY = ("log", "log1p", "lgamma", "digamma")


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch"])
@pytest.mark.parametrize("name", ELEMENTWISE_NAMES)
def test_elementwise_functions(name, backend):
    if backend == "jax":
        pytest.importorskip("jax").config.update("jax_enable_x64", True)
    column = np.array([0.3, 1.7, 4.2, 11.0])
    if name not in POSITIVE_ONLY:
        column = np.concatenate([-column, column])
    source = to_code(apply(name, X_COLUMN), [X_COLUMN], backend=backend)
    found = run(source, *library_arguments(backend, [column]))
    expected = value(apply(name, X_COLUMN), {X_COLUMN: column[:, None]}, {"n": len(column)})
    assert np.allclose(found, expected[:, 0], rtol=1e-7, atol=1e-12)


def test_digamma_left_of_zero():
    found = run(to_code(apply("digamma", X_COLUMN), [X_COLUMN]), np.array([-0.5, -3.25, 1.0]))
    expected = [0.03648997397857652, 4.4662758723502805, -0.5772156649015329]
    assert np.allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sigmoid", [0.0, np.exp(-700), 1.0]),
        ("softplus", [0.0, np.exp(-700), 1000.0]),
    ],
)
def test_nothing_overflows(name, expected):
    with np.errstate(over="raise", invalid="raise"):
        found = run(to_code(apply(name, X_COLUMN), [X_COLUMN]), np.array([-1000.0, -700.0, 1000.0]))
    assert np.allclose(found, expected, rtol=1e-12, atol=0)


def test_softmax_of_large_numbers():
    with np.errstate(over="raise", invalid="raise"):
        found = run(to_code(softmax(X_COLUMN), [X_COLUMN]), np.array([1000.0, 1000.0]))
    assert np.array_equal(found, [0.5, 0.5])


BODIES = [
    (inverse(A) @ X_COLUMN, "np.linalg.solve(A, x)"),
    (X_COLUMN.T @ inverse(A), "np.linalg.solve(A.T, x)"),
    (B @ inverse(A), "np.linalg.solve(A.T, B.T).T"),
    (inverse(A).T @ B, "np.linalg.solve(A.T, B)"),
    (A @ B @ X_COLUMN, "A @ (B @ x)"),
    (X_COLUMN @ Y.T @ A, "np.outer(x, y @ A)"),
    (2 * A.T @ (A @ X_COLUMN - Y), "2 * ((A @ x - y) @ A)"),
    (diag(X_COLUMN) @ A @ diag(Y), "x[:, None] * A * y"),
    (inverse(diag(X_COLUMN)) @ A, "(1 / x)[:, None] * A"),
    (A @ B.T + ones("n") @ Y.T, "A @ B.T + y"),
    (A @ ones("n"), "np.sum(A, axis=1)"),
    (trace(A @ B), "np.sum(A * B.T)"),
    (trace(A @ inverse(B)), "np.trace(np.linalg.solve(B, A))"),
    (trace(X_COLUMN @ Y.T @ A), "y @ A @ x"),
    (total(A @ B), "np.sum(A, axis=0) @ np.sum(B, axis=1)"),
    (norm(X_COLUMN) ** 2, "x @ x"),
    (Y - A @ X_COLUMN, "y - A @ x"),
    (-(A @ X_COLUMN) + Y, "y - A @ x"),
    (Y - 2 * X_COLUMN, "y - 2 * x"),
    (-2 * (A @ X_COLUMN) / norm(X_COLUMN), "-2 / np.linalg.norm(x) * (A @ x)"),
    (A / 3, "A / 3"),
    (A / (2 * S**2), "A / (2 * s**2)"),
    (scale(power(S, number(-2)), A), "A / s**2"),
    (hadamard(A, epower(B, number(Fraction(-1, 2)))), "A / np.sqrt(B)"),
    (hadamard(A, apply("step", B)), "A * (B > 0)"),
    (A @ X_COLUMN / size("n"), "A @ x / x.shape[0]"),
    (zeros("n", "n"), "np.zeros((n, n))"),
    (number(2), "2.0"),
    (number(Fraction(1, 3)), "float(1 / 3)"),
    (size("n"), "float(x.shape[0])"),
    (hadamard(A, identity("n")), "A * np.eye(x.shape[0])"),
    (scale(entry(A, number(1), number(2)), X_COLUMN), "A[0, 1] * x"),
]


@pytest.mark.parametrize(("expr", "body"), BODIES, ids=[body for _, body in BODIES])
def test_good_code(expr, body):
    source = to_code(expr, [X_COLUMN, Y, S, A, B])
    assert source.splitlines()[-1] == f"    return {body}"


def test_what_is_used_twice_is_computed_once():
    residual = A @ X_COLUMN - Y
    source = to_code(residual / norm(residual), [X_COLUMN, Y, A])
    assert source.splitlines()[4:] == [
        "    t1 = A @ x - y",
        "    return t1 / np.linalg.norm(t1)",
    ]


def deep_network(depth):
    layer, weights, definitions = X_COLUMN, [], []
    for number_ in range(depth):
        weights.append(symbol(f"W{number_}", "n", "n"))
        name = symbol(f"z{number_}", "n")
        definitions.append(Definition(name, apply("tanh", weights[-1] @ layer)))
        layer = name
    return layer, weights, definitions


def test_code_grows_linearly():
    layer, weights, definitions = deep_network(64)
    source = to_code(norm(layer) ** 2, [X_COLUMN, *weights], definitions)
    assert source.count("\n") == 64 + 5
    assert "    z63 = np.tanh(W63 @ z62)\n    return z63 @ z63\n" in source


def test_definitions_that_are_not_needed_are_left_out():
    unused = Definition(symbol("z", "n"), A @ X_COLUMN)
    assert "z" not in to_code(X_COLUMN, [X_COLUMN, A], [unused]).split("derivative")[1]


def test_depth_is_no_obstacle():
    deep = X_COLUMN
    for _ in range(1000):
        deep = apply("tanh", deep + hadamard(deep, deep))
    assert np.isfinite(run(to_code(deep, [X_COLUMN]), np.ones(3))).all()


RANKS = [
    (X_COLUMN, None, (3,)),
    (X_COLUMN, 1, (3,)),
    (X_COLUMN, 2, (3, 1)),
    (X_COLUMN.T, 2, (1, 3)),
    (ones("n"), 2, (3, 1)),
    (number(2), 0, ()),
    (norm(X_COLUMN), 1, (1,)),
    (norm(X_COLUMN), 2, (1, 1)),
    (ones("n", "n"), None, (3, 3)),
    (X_COLUMN @ ones("n").T, None, (3, 3)),
]


@pytest.mark.parametrize(("expr", "rank", "shape"), RANKS)
def test_output_rank(expr, rank, shape):
    assert np.shape(run(to_code(expr, [X_COLUMN], output_rank=rank), np.ones(3))) == shape


def test_two_dimensional_columns():
    column, row, lone = symbol("w", "n", 1), symbol("r", 1, "n"), symbol("c", 1, 1)
    one = symbol("e", 1)
    source = to_code(lone * (column @ row) * one, [column, row, lone, one])
    found = run(source, np.full((3, 1), 2.0), np.full((1, 3), 5.0), np.ones((1, 1)), np.ones(1))
    assert np.array_equal(found, np.full((3, 3), 10.0))


def test_sizes_are_solved_for():
    v = symbol("v", symbol("t", "n").rows * 2 - 1)
    assert "(v.shape[0] + 1) // 2" in to_code(ones("n"), [v])


def test_awkward_names():
    names = [
        symbol("lambda"),
        symbol("np"),
        symbol("W^{(1)}", "n", "n"),
        symbol("x_1"),
        symbol(r"x^{1}"),
        symbol("sum"),
    ]
    source = to_code(X_COLUMN, [X_COLUMN, *names], name="gradient")
    assert "def gradient(x, lambda_, np_, W_1, x_1, x_1_, sum_):\n" in source


def test_unspecified_functions_are_handed_over():
    expr = apply(unspecified("h", 1), A @ X_COLUMN) + apply(unspecified("h"), X_COLUMN)
    assert "def derivative(x, A, dh, h):" in to_code(expr, [X_COLUMN, A])


def test_a_differential_can_be_an_input():
    moved = differential(A)
    assert "return dA @ x" in to_code(moved @ X_COLUMN, [X_COLUMN, moved])


def test_matrix_products_in_index_notation():
    body = index_sum(K, entry(A, I, K) * entry(B, K, J))
    assert 'np.einsum("ij,jk->ik", A, B)' in to_code(tabulate(I, J, body), [A, B])


ERRORS = [
    (differential(A), "The differential dA has no value in code. Ask for it along a declared"),
    (abstract("L", S.shape, A), "The unspecified function L(A) has no value in code. Define"),
    (partial(S, A), "The derivative partial(s, A) has no value in code. Define the function"),
    (symbol("Z", "n"), "Z is neither an input nor defined. Add Z to the inputs."),
    (ones("q"), "the size q is not the size of any input. Declare an input with q rows"),
    (power(A, number(Fraction(1, 2))), "code for the power 1/2 of a matrix is not written."),
    (entry(A, I, J), "the result depends on the index i, j. Collect its entries in a matrix"),
    (
        index_sum(I, total(kron(entry(A, I, I) * A, B))),
        "code for A ⊗ B of something that depends on the index i is not written.",
    ),
    (
        index_sum(I, entry(X_COLUMN, I + 1, number(1))),
        "code for an entry at the position i + 1 is not written. A plain index or a number",
    ),
]


@pytest.mark.parametrize(("expr", "message"), ERRORS)
def test_refusals(expr, message):
    with pytest.raises(UnsupportedError) as caught:
        to_code(expr, [X_COLUMN, S, A, B])
    assert str(caught.value).startswith(message)


def test_a_matrix_is_not_a_vector():
    with pytest.raises(ShapeError) as caught:
        to_code(A, [A], output_rank=1)
    assert str(caught.value) == "the result is n×n: an array of 1 axes cannot hold it."


def test_jax_can_compile_it():
    jax = pytest.importorskip("jax")
    loss = norm(A @ X_COLUMN - Y) ** 2
    space = {}
    exec(to_code(2 * A.T @ (A @ X_COLUMN - Y), [X_COLUMN, Y, A], backend="jax"), space)
    exec(to_code(loss, [X_COLUMN, Y, A], backend="jax", name="loss"), space)
    arguments = [np.arange(3.0), np.ones(3), np.eye(3) + 1]
    found = jax.jit(space["derivative"])(*arguments)
    assert np.allclose(found, jax.grad(space["loss"])(*arguments))


@pytest.mark.parametrize("backend", ["numpy", "jax"])
@pytest.mark.parametrize("name", ELEMENTWISE_NAMES)
def test_whole_numbers_are_numbers(name, backend):
    """Of an array of integers, and of a Python integer that stands in the formula."""
    source = to_code(apply(name, X_COLUMN), [X_COLUMN], backend=backend)
    (given,) = library_arguments(backend, [np.array([1, 2])])
    whole, exact = run(source, given), run(source, given * 1.0)
    assert np.allclose(whole, exact, rtol=1e-6)
    constant = run(to_code(apply(name, number(2)) * S, [S], backend=backend), 3)
    assert np.allclose(constant, 3 * exact[1], rtol=1e-6)
