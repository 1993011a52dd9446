"""LaTeX as a lecturer would write it."""

import random
import re
from fractions import Fraction

import pytest

from matcalc.expr import (
    ONE,
    abstract,
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
    partial,
    power,
    quotient,
    size,
    softmax,
    sqrt,
    symbol,
    tabulate,
    total,
    trace,
    unit,
    unspecified,
    vec,
    zeros,
)
from matcalc.show import to_latex
from tests.show.random_expressions import SHAPES, Generator

x, y, b = (symbol(name, "n") for name in "xyb")
A, X = symbol("A", "n", "n"), symbol("X", "n", "n")
G, W = symbol("G", "m", "n"), symbol("W", "n", "n", latex="W^{(1)}")
U = symbol("U", "m", "n", latex=r"\frac{\partial L}{\partial Y}")
s, t = symbol("s"), symbol("t_2")
i, j, k = index("i", "n"), index("j", "n"), index("k", "m")
half = number(Fraction(1, 2))

CASES = [
    (A @ x / norm(x), r"\frac{A x}{\lVert x \rVert}"),
    ((A + A.T) @ x, r"(A + A^{\top}) x"),
    (A @ x - b - 2 * y, r"A x - b - 2 y"),
    (b - (x - y), r"b - (x - y)"),
    (-(X + X.T), r"-(X + X^{\top})"),
    (half * (X + X.T), r"\frac{1}{2} (X + X^{\top})"),
    (number(Fraction(-2, 3)) * (s - 1), r"-\frac{2}{3} (s - 1)"),
    (2 * (x.T @ A @ x), r"2 x^{\top} A x"),
    ((x.T @ y) * x, r"(x^{\top} y) x"),
    (2 * power(number(3), s), r"2 (3^{s})"),
    ((s + t) / (s - t), r"\frac{s + t_{2}}{s - t_{2}}"),
    (s * x / (2 * t**2), r"\frac{s x}{2 t_{2}^{2}}"),
    (power(s, number(Fraction(-1, 2))), r"\frac{1}{\sqrt{s}}"),
    (-quotient(G, U) / size("m"), r"-\frac{1}{m} G \oslash \frac{\partial L}{\partial Y}"),
    (U.T @ G, r"\left(\frac{\partial L}{\partial Y}\right)^{\top} G"),
    (inverse(X), r"X^{-1}"),
    (inverse(X).T, r"X^{-\top}"),
    (inverse(X.T), r"(X^{\top})^{-1}"),
    (inverse(A @ X).T, r"(A X)^{-\top}"),
    (W.T @ x, r"{W^{(1)}}^{\top} x"),
    (power(X, symbol("k")), r"X^{k}"),
    (det(X) * inverse(X).T, r"\det(X) X^{-\top}"),
    (logdet(X), r"\log\lvert \det X \rvert"),
    (logdet(A @ X), r"\log\lvert \det(A X) \rvert"),
    (trace(A @ X), r"\operatorname{tr}(A X)"),
    (trace(A / s), r"\operatorname{tr}\left(\frac{A}{s}\right)"),
    (total(X), r"\operatorname{sum}(X)"),
    (inner(A, X), r"\langle A, X \rangle"),
    (norm(x) ** 2, r"\lVert x \rVert^{2}"),
    (norm(A) ** 2, r"\lVert A \rVert_{F}^{2}"),
    (norm1(x), r"\lVert x \rVert_{1}"),
    (hadamard(A @ X, quotient(A, X)), r"(A X) \odot A \oslash X"),
    (A @ hadamard(A, X), r"A (A \odot X)"),
    (epower(X, number(2)), r"X^{\odot 2}"),
    (epower(X, s - 1), r"X^{\odot (s - 1)}"),
    (epower(X, half), r"X^{\odot 1/2}"),
    (sqrt(x), r"\sqrt{x}"),
    (kron(identity("m"), A), r"I_{m} \otimes A"),
    (kron(kron(A, X), A), r"A \otimes X \otimes A"),
    (kron(A, kron(X, A)), r"A \otimes (X \otimes A)"),
    (2 * kron(A, X), r"2 (A \otimes X)"),
    (A + identity("n"), r"A + I"),
    (A @ ones("n") @ ones("n").T, r"A \mathbf{1} \mathbf{1}^{\top}"),
    (A @ ones("n", "n"), r"A \mathbf{1} \mathbf{1}^{\top}"),
    (A - ones("n", "n"), r"A - \mathbf{1} \mathbf{1}^{\top}"),
    (trace(ones("n", "n")), r"\operatorname{tr}(\mathbf{1}_{n \times n})"),
    (ones(1, "n") @ A, r"\mathbf{1}^{\top} A"),
    (zeros("n"), "0"),
    (unit("n", i), "e_{i}"),
    (vec(X), r"\operatorname{vec}(X)"),
    (diag(x) @ diagonal(A), r"\operatorname{diag}(x) \operatorname{diagonal}(A)"),
    (commutation("m", "n"), "K_{m,n}"),
    (expm(s * A), r"\operatorname{Exp}(s A)"),
    (constant("pi") * size(dim("n") * 2 - 1), r"\pi (2 n - 1)"),
    (apply("sigmoid", x), r"\sigma(x)"),
    (apply("sigmoid", x) * symbol("sigma"), r"\sigma \operatorname{sigmoid}(x)"),
    (apply("exp", x / s), r"\exp\left(\frac{x}{s}\right)"),
    (apply("step", x - y), r"\mathbf{1}[x - y > 0]"),
    (apply("abs", x), r"\operatorname{abs}(x)"),
    (apply("abs", X), r"\operatorname{abs}(X)"),
    (apply(unspecified("h", 2), X), r"h''(X)"),
    (softmax(x), r"\operatorname{softmax}(x)"),
    (softmax(X), r"\operatorname{softmax}_{\mathrm{rows}}(X)"),
    (log_softmax(x), r"\operatorname{log\,softmax}(x)"),
    (logsumexp(X), r"\operatorname{logsumexp}_{\mathrm{rows}}(X)"),
    (differential(X).T @ A, r"\mathrm{d}X^{\top} A"),
    (differential(A @ X), r"\mathrm{d}(A X)"),
    (power(differential(X), number(2)), r"(\mathrm{d}X)^{2}"),
    (partial(abstract("L", (ONE, ONE), X), X), r"\frac{\partial L}{\partial X}"),
    (abstract("L", (ONE, ONE), X, x), r"L(X, x)"),
    (entry(A, i, j), "A_{ij}"),
    (entry(x, i, number(1)), "x_{i}"),
    (entry(A @ X, i, number(2)), r"[A X]_{i,2}"),
    (entry(symbol("W_1", "n", "n"), i, j), r"[W_{1}]_{ij}"),
    (delta(i, j), r"\delta_{ij}"),
    (index_sum(i, entry(A, i, i)), r"\sum_{i=1}^{n} A_{ii}"),
    (index_sum(i, index_sum(j, entry(A, i, j))), r"\sum_{i,j=1}^{n} A_{ij}"),
    (index_sum(i, 2 * index_sum(j, entry(A, i, j))), r"\sum_{i=1}^{n} 2 \sum_{j=1}^{n} A_{ij}"),
    (index_sum(i, s + t) * s, r"\left(\sum_{i=1}^{n} (s + t_{2})\right) s"),
    (s * index_sum(i, delta(i, j)), r"s \sum_{i=1}^{n} \delta_{ij}"),
    (tabulate(i, j, entry(A, j, i)), r"[A_{ji}]_{ij}"),
    (tabulate(i, number(1), entry(x, i, number(1))), r"[x_{i}]_{i}"),
    (block(((s, x.T), (x, A))), r"\begin{bmatrix} s & x^{\top} \\ x & A \end{bmatrix}"),
]


@pytest.mark.parametrize(("expr", "latex"), CASES, ids=[latex for _, latex in CASES])
def test_latex(expr, latex):
    assert to_latex(expr) == latex


@pytest.mark.parametrize("seed", range(60))
def test_tex_can_set_it(seed):
    expr = Generator(random.Random(seed)).draw(SHAPES[seed % len(SHAPES)], 3)
    text = to_latex(expr)
    assert text.count("{") == text.count("}")
    assert text.count(r"\left") == text.count(r"\right")
    assert "--" not in text
    assert "+ -" not in text
    assert not re.search(r"\^\{[^{}]*\}\s*\^", text), f"seed {seed}: double superscript in {text}"


def test_what_nobody_can_read_is_not_written():
    long = x
    for _ in range(13):
        long = hadamard(long, apply("exp", long))
    assert to_latex(long) == r"\text{an expression of n×1 with 8192 leaves}"


def test_depth_is_no_obstacle():
    deep = x
    for _ in range(1500):
        deep = apply("tanh", deep)
    assert to_latex(deep).count(r"\tanh") == 1500
