"""Equality for every size: what must be proved, what must not, and that proofs are sound."""

import random
import subprocess
import sys
from collections import defaultdict
from fractions import Fraction

import pytest

from matcalc.errors import MatcalcError, UnsupportedError
from matcalc.expr import (
    ELEMENTWISE_NAMES,
    Definition,
    add,
    apply,
    commutation,
    delta,
    det,
    diag,
    diagonal,
    dim,
    entry,
    epower,
    expm,
    hadamard,
    identity,
    index_sum,
    inner,
    inverse,
    kron,
    log_softmax,
    logdet,
    logsumexp,
    matmul,
    norm,
    norm1,
    number,
    ones,
    power,
    quotient,
    scale,
    size,
    softmax,
    symbol,
    total,
    trace,
    transpose,
    unit,
    vec,
    zeros,
)
from matcalc.index import TooLargeError, equal, normal_form
from matcalc.values import SizeRules, same_floating
from tests.index.forms import (
    A,
    B,
    C,
    G,
    K,
    P,
    Q,
    R,
    S,
    U,
    V,
    X,
    a,
    f,
    i,
    inv,
    j,
    k,
    one,
    p,
    sigmoid,
    t,
    x,
    y,
)

eye, eyem = identity("n"), identity("m")
M, Y = softmax(R, "rows"), symbol("X", "r", "n")
wide, tall = symbol("B", "q", "r"), symbol("D", "q", "q")
spd = symbol("L", "n", "n", assume=["positive_definite"])
orth = symbol("orth", "n", "n", assume=["orthogonal"])
skew = symbol("W", "n", "n", assume=["skew_symmetric"])
D = symbol("D", "n", "n", assume=["diagonal"])
T = symbol("T", "m", "n", assume=["one_hot_rows"])
hot = symbol("h", "n", assume=["one_hot"])
unit_u = symbol("u", "n", assume=["unit_norm"])
sign_s = symbol("s", "n", assume=["sign"])
pos, posm = symbol("q", "n", assume=["positive"]), symbol("Z", "m", "n", assume=["positive"])
half, minus = number(Fraction(1, 2)), number(-1)


def square(body):
    return hadamard(body, body)


PROVED = {
    "trace_cycle": (trace(A @ B @ C), trace(C @ A @ B)),
    "trace_transpose": (trace(A @ B), trace(B.T @ A.T)),
    "diag_frame": (diag(a) @ X @ diag(x), hadamard(a @ x.T, X)),
    "quadratic_form": (x.T @ A @ x, x.T @ A.T @ x),
    "inner_trace": (inner(A, B), trace(A.T @ B)),
    "expanded": (2 * (A.T @ (A @ X - B)), 2 * (A.T @ A @ X) - 2 * (A.T @ B)),
    "inverse_of_product": (inv(A @ B), inv(B) @ inv(A)),
    "inverse_cancels": (X @ inv(X) @ A, A),
    "inverse_twice": (inv(inv(A)), A),
    "inverse_of_transpose": (inv(A.T), inv(A).T),
    "inverse_of_multiple": (inv(scale(t, A)), scale(epower(t, minus), inv(A))),
    "inverse_of_diag": (inv(diag(x)), diag(epower(x, minus))),
    "inverse_of_kron": (inv(kron(A, tall)), kron(inv(A), inv(tall))),
    "inverse_of_sum_cancels": (inv(eye + A), eye - inv(eye + A) @ A),
    "inverse_of_inverses": (inv(inv(A) + inv(B)), A @ inv(A + B) @ B),
    "gram": (inv(P.T @ P) @ P.T @ P, eye),
    "det_product": (det(A @ B), det(A) * det(B)),
    "det_inverse": (det(inv(A)), epower(det(A), minus)),
    "det_transpose": (det(A.T), det(A)),
    "det_multiple": (det(2 * A), scale(epower(number(2), size("n")), det(A))),
    "det_sylvester": (det(eye + Q @ P), det(eyem + P @ Q)),
    "logdet_inverse": (logdet(inv(X)), -logdet(X)),
    "logdet_product": (logdet(A @ B), logdet(A) + logdet(B)),
    "log_of_det": (f("log", det(spd)), logdet(spd)),
    "push_through": (P @ inv(eye + Q @ P), inv(eyem + P @ Q) @ P),
    "push_through_trace": (
        trace(P @ inv(eye + Q @ P) @ Q),
        size("m") - trace(inv(eyem + P @ Q)),
    ),
    "woodbury": (
        inv(A + U @ K @ V),
        inv(A) - inv(A) @ U @ inv(inv(K) + V @ inv(A) @ U) @ V @ inv(A),
    ),
    "hadamard_ones": (hadamard(R, ones("m", "n")), R),
    "kron_vec": (kron(P, wide) @ vec(Y), vec(wide @ Y @ P.T)),
    "commutation": (commutation("m", "n") @ vec(R), vec(R.T)),
    "softmax_rows": (M @ one, ones("m")),
    "softmax_backward": (
        hadamard(M, G - hadamard(G, M) @ ones("n", "n")),
        hadamard(M, G) - diag(hadamard(M, G) @ one) @ M,
    ),
    "softmax_spelled_out": (
        softmax(x),
        scale(epower(total(f("exp", x)), minus), f("exp", x)),
    ),
    "log_softmax": (f("log", softmax(x)), x - scale(logsumexp(x), one)),
    "log_softmax_node": (log_softmax(R), R - logsumexp(R) @ one.T),
    "softmax_shift": (softmax(x + scale(t, one)), softmax(x)),
    "tanh": (f("tanh", x), 2 * sigmoid(2 * x) - one),
    "tanh_ratio": (f("tanh", x), quotient(f("sinh", x), f("cosh", x))),
    "sigmoid_reflected": (sigmoid(-x), one - sigmoid(x)),
    "sigmoid_forms": (sigmoid(x), quotient(f("exp", x), one + f("exp", x))),
    "sigmoid_slope": (
        scale(number(Fraction(1, 4)), epower(f("cosh", x / 2), number(-2))),
        hadamard(sigmoid(x), one - sigmoid(x)),
    ),
    "softplus_reflected": (f("softplus", -x), f("softplus", x) - x),
    "softplus_log": (f("softplus", x), f("log", one + f("exp", x))),
    "log1p": (f("log1p", x), f("log", one + x)),
    "exp_of_sum": (f("exp", x + y), hadamard(f("exp", x), f("exp", y))),
    "exp_of_log": (f("exp", f("log", x)), x),
    "log_of_power": (f("log", epower(pos, number(3))), 3 * f("log", pos)),
    "norm_squared": (norm(x) ** 2, x.T @ x),
    "norm_reduced": (x / norm(x), scale(epower(norm(x), number(-3)), x.T @ x, x)),
    "absolute_squared": (square(f("abs", x)), square(x)),
    "norm1": (norm1(x), f("sign", x).T @ x),
    "relu": (f("relu", x), hadamard(x, f("step", x))),
    "step_squared": (square(f("step", x)), f("step", x)),
    "circle": (square(f("sin", x)) + square(f("cos", x)), one),
    "tangent": (one + square(f("tan", x)), epower(f("cos", x), number(-2))),
    "normcdf": (f("normcdf", -x), one - f("normcdf", x)),
    "odd_functions": (f("erf", -x) + f("arctan", x), -f("erf", x) - f("arctan", -x)),
    "symbolic_power": (epower(a, p), hadamard(a, epower(a, p - 1))),
    "square_below": (epower(square(x - y), minus), epower(y - x, number(-2))),
    "reciprocal_sum": (
        epower(1 + t, minus) * t,
        1 - epower(1 + t, minus),
    ),
    "partial_fractions": (
        epower(t, minus) * epower(1 + t, minus),
        epower(t, minus) - epower(1 + t, minus),
    ),
    "matrix_power": (power(A, number(3)), A @ A @ A),
    "symbolic_matrix_power": (A @ power(A, p), power(A, p + 1)),
    "expm_commutes": (A @ expm(A), expm(A) @ A),
    "expm_inverse": (inv(expm(A)), expm(-A)),
    "symmetric": (x.T @ S @ y, y.T @ S @ x),
    "symmetric_inverse": (inv(S).T, inv(S)),
    "orthogonal": (orth.T @ orth @ A @ orth @ orth.T, A),
    "orthogonal_inverse": (inv(orth), orth.T),
    "skew": (x.T @ skew @ x, number(0)),
    "diagonal_matrix": (D @ A, diag(diagonal(D)) @ A),
    "one_hot_rows": (T @ one, ones("m")),
    "one_hot_products": (T.T @ T, diag(T.T @ ones("m"))),
    "one_hot": (hot @ hot.T, diag(hot)),
    "unit_norm": (scale(unit_u.T @ unit_u, x), x),
    "signs": (square(sign_s), one),
    "diagonal_of_function": (diagonal(f("tanh", A)), f("tanh", diagonal(A))),
    "sizes": (trace(eye), total(one)),
    "compound_size": (total(ones(dim("n") * 2 - 1)), 2 * size("n") - 1),
    "unit_vectors": (unit("n", number(1)).T @ unit("n", number(2)), number(0)),
    "index_sum": (index_sum(k, entry(A, j, k) * delta(k, j)), entry(A, j, j)),
}

REFUSED = {
    "transpose": (A.T, A),
    "commuting": (A @ B, B @ A),
    "inverse_order": (inv(A @ B), inv(A) @ inv(B)),
    "det_sum": (det(A + B), det(A) + det(B)),
    "det_rotated_multiple": (det(t * eye + Q @ P), det(t * eyem + P @ Q)),
    "rectangular_inverse": (inv(P.T @ P) @ P.T, inv(Q @ Q.T) @ Q),
    "sign_squared_at_zero": (square(f("sign", x)), one),
    "root_of_square": (epower(square(x), half), x),
    "log_of_square": (f("log", square(x)), 2 * f("log", f("step", x))),
    "abs_of_sum": (f("abs", x + y), f("abs", x) + f("abs", y)),
    "rows_of_columns": (softmax(A, "columns") @ one, one),
    "transposed_one_hot": (T.T @ ones("m"), one),
    "other_index": (entry(A, j, k), entry(A, k, j)),
    "shape": (A @ one, one.T @ A),
    "zero_inverse": (inv(A - A), inv(B - B)),
}


@pytest.mark.parametrize("name", PROVED)
def test_proved(name):
    assert equal(*PROVED[name])


@pytest.mark.parametrize("name", PROVED)
def test_what_is_proved_is_true(name):
    left, right = PROVED[name]
    rules = SizeRules.read(["m >= n"])  # PᵀP must be invertible
    assert same_floating(left, right, seed=5, rules=rules).equal


@pytest.mark.parametrize("name", REFUSED)
def test_not_proved(name):
    assert not equal(*REFUSED[name])


def test_definitions_are_unfolded():
    z = symbol("z", "m")
    assert equal(z.T @ z, x.T @ P.T @ P @ x, [Definition(z, P @ x)])
    assert not equal(z.T @ z, x.T @ P.T @ P @ x)


@pytest.mark.parametrize("function", ELEMENTWISE_NAMES)
def test_every_function_is_a_function_of_its_normal_argument(function):
    assert equal(apply(function, 2 * (x + y)), apply(function, y + x + x + y))
    assert not equal(apply(function, x), apply(function, y))


def test_too_many_terms_are_refused():
    sums = [symbol(f"a{at}") + symbol(f"b{at}") for at in range(14)]
    with pytest.raises(TooLargeError) as caught:
        normal_form(scale(*sums))
    assert "more than 1200" in str(caught.value)
    assert "definitions" in caught.value.hint
    assert not equal(scale(*sums), scale(*sums[::-1]))


def test_too_long_products_are_refused():
    with pytest.raises(TooLargeError, match="summed over 400 indices, 300 at most"):
        normal_form(matmul(*[A] * 400, x))


def test_zero_has_no_reciprocal():
    with pytest.raises(UnsupportedError, match="zero has no negative power"):
        normal_form(epower(t - t, minus))
    with pytest.raises(UnsupportedError, match="the zero matrix has no inverse"):
        normal_form(inverse(A - A))
    with pytest.raises(UnsupportedError, match="the zero matrix has no log-determinant"):
        normal_form(logdet(zeros("n", "n")))


def test_a_deep_expression_does_not_recurse():
    body = x
    for _ in range(1000):
        body = apply("tanh", body)
    assert equal(total(body), one.T @ body)


def test_the_form_does_not_depend_on_the_hash_seed():
    program = (
        "from tests.index.test_normal import PROVED, normal_form\n"
        "print([normal_form(left).key for left, _ in PROVED.values()])"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


SEED = 20240817
FUNCTIONS = ("exp", "log", "tanh", "sigmoid", "softplus", "relu", "abs", "sign", "sin", "cos")
EXPONENTS = (number(2), minus, half, number(-2))


class Random:
    """Random scalars, columns and square matrices of small depth."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def scalar(self, depth):
        if not depth:
            return self.rng.choice((t, p, number(2), size("n")))
        deeper = depth - 1
        makers = (
            lambda: self.scalar(deeper) * self.scalar(deeper),
            lambda: self.scalar(deeper) + self.scalar(deeper),
            lambda: epower(self.scalar(deeper), self.rng.choice(EXPONENTS)),
            lambda: apply(self.rng.choice(FUNCTIONS), self.scalar(deeper)),
            lambda: self.column(deeper).T @ self.column(deeper),
            lambda: trace(self.matrix(deeper)),
            lambda: norm(self.column(deeper)),
            lambda: logdet(self.matrix(deeper)),
        )
        return self.rng.choice(makers)()

    def column(self, depth):
        if not depth:
            return self.rng.choice((x, y, pos, one, hot))
        deeper = depth - 1
        makers = (
            lambda: self.column(deeper) + self.column(deeper),
            lambda: hadamard(self.column(deeper), self.column(deeper)),
            lambda: epower(self.column(deeper), self.rng.choice(EXPONENTS)),
            lambda: apply(self.rng.choice(FUNCTIONS), self.column(deeper)),
            lambda: self.matrix(deeper) @ self.column(deeper),
            lambda: softmax(self.column(deeper)),
            lambda: diagonal(self.matrix(deeper)),
        )
        return self.rng.choice(makers)()

    def matrix(self, depth):
        if not depth:
            return self.rng.choice((A, B, S, spd, orth, D, eye))
        deeper = depth - 1
        makers = (
            lambda: self.matrix(deeper) + self.matrix(deeper),
            lambda: self.matrix(deeper) @ self.matrix(deeper),
            lambda: self.matrix(deeper).T,
            lambda: inverse(self.matrix(deeper)),
            lambda: diag(self.column(deeper)),
            lambda: hadamard(self.matrix(deeper), self.matrix(deeper)),
            lambda: scale(self.scalar(deeper), self.matrix(deeper)),
            lambda: softmax(self.matrix(deeper), "rows"),
        )
        return self.rng.choice(makers)()

    def any(self):
        make = self.rng.choice((self.scalar, self.column, self.matrix))
        return make(self.rng.choice((1, 2)))


def normal_key(expr):
    try:
        return normal_form(expr).key
    except MatcalcError:
        return None


def value_differs(left, right):
    """Whether the two differ where both have a value."""
    try:
        return not same_floating(left, right, trials=2, seed=SEED).equal
    except MatcalcError:
        return False


def test_expressions_with_one_normal_form_have_one_value():
    print("seed", SEED)
    make, groups = Random(SEED), defaultdict(dict)
    for _ in range(1500):
        expr = make.any()
        groups[normal_key(expr)][expr] = None
    groups.pop(None, None)
    pairs = [
        (first, other) for first, *others in map(list, groups.values()) for other in others[:3]
    ]
    assert len(pairs) > 60
    assert [pair for pair in pairs if value_differs(*pair)] == []


def shuffled(expr, rng):
    """The same value, presented otherwise."""
    from matcalc.expr import fold, rebuild
    from matcalc.expr import head as h

    def visit(node, args):
        args = list(args)
        if node.head in (h.SUM, h.HADAMARD):
            rng.shuffle(args)
            return (add if node.head is h.SUM else hadamard)(*args)
        if node.head is h.PRODUCT and rng.random() < 0.5:
            return transpose(matmul(*(transpose(arg) for arg in reversed(args))))
        if node.head is h.TRACE and rng.random() < 0.5:
            return trace(transpose(args[0]))
        return rebuild(node, tuple(args)) if args else node

    return fold(expr, visit)


def test_presentations_reach_one_form():
    print("seed", SEED)
    make = Random(SEED + 1)
    for _ in range(300):
        expr = make.any()
        key = normal_key(expr)
        assert key is None or normal_key(shuffled(expr, make.rng)) == key, expr


def test_renamed_indices_are_one():
    other = entry(A, k, j)
    assert equal(index_sum(k, entry(A, j, k) * other), index_sum(k, other * entry(A, j, k)))
    assert not equal(index_sum(i, entry(R, i, j)), index_sum(i, entry(R, i, k)))
