"""What people write in SymPy, and what matcalc refuses to guess."""

import pytest
import sympy as sp
from sympy import Function, MatrixSymbol, Symbol

from matcalc import expr as e
from matcalc.errors import MatcalcError, ShapeError, UnsupportedError
from matcalc.interop import from_sympy
from matcalc.interop import vocabulary as v

m, n = v.sizes("m n")
i, j = sp.symbols("i j")
s, t = Symbol("s"), Symbol("t")
h = Function("h")
A, X = MatrixSymbol("A", n, n), MatrixSymbol("X", n, m)
x, y = v.vector("x", n), v.vector("y", n)

READ = {
    "x'*A*x": x.T * A * x,
    "tr(X*X')": sp.Trace(X * X.T),
    "logdet(A)": sp.log(sp.Determinant(A)),
    "log(s)": sp.log(s),
    "inv(A)": A.inv(),
    "A^2": A * A,
    "A^k": A ** Symbol("k"),
    "norm(x)^2/n": v.Norm(x) ** 2 / n,
    "s*n": s * n,
    "x'*y*A": v.scalar(x.T * y) * A,
    "Sum(i, 1, n, x[i])": sp.Sum(x[i, 0], (i, 0, n - 1)),
    "Sum(j, 1, m, Sum(i, 1, n, X[i, j]^2))": sp.Sum(X[i, j] ** 2, (i, 0, n - 1), (j, 0, m - 1)),
    "Sum(i, 1, n, i*x[i])": sp.Sum(i * x[i - 1, 0], (i, 1, n)),
    "Sum(i, 1, n, (i - 1)*x[i])": sp.Sum(i * x[i, 0], (i, 0, n - 1)),
    "X[1, 3]": X[0, 2],
    "delta(i, j)*X[i, j]": sp.KroneckerDelta(i, j) * X[i, j],
    "table(i, j, X[i, j])": sp.FunctionMatrix(n, m, sp.Lambda((i, j), X[i, j])),
    "[1, s; 0, 2]": sp.Matrix([[1, s], [0, 2]]),
    "diag(diagonal(A))": sp.DiagonalMatrix(A),
    "kron(kron(A, X), A)": sp.KroneckerProduct(A, X, A),
    "ones(n, m) + X.^2": X.applyfunc(lambda t: t**2 + 1),
    "relu(tanh(X))": X.applyfunc(sp.tanh).applyfunc(v.relu),
    "X .* sigmoid(X)": X.applyfunc(lambda t: t * v.sigmoid(t)),
    "s*ones(n, m)": X.applyfunc(sp.Lambda(t, s)),
    "h(s)": h(s),
    "h'(s)": h(s).diff(s),
    "2*h'(2*s)": h(2 * s).diff(s),
    "h''(X)": X.applyfunc(sp.Lambda(t, sp.Derivative(h(t), (t, 2)))),
    "h(x)": h(x),
    "digamma(x)": x.applyfunc(sp.digamma),
    "relu(s)": sp.Max(s, 0),
    "exp(1) + pi*s": s * sp.pi + sp.E,
    "s*sqrt(2)": sp.sqrt(2) * s,
    "1/10*s": 0.1 * s,
    "X*A": sp.Mul(MatrixSymbol("X", m, n), A, evaluate=False),
    "A + A": sp.MatAdd(A, A),
    "A^3": sp.Pow(A, 3, evaluate=False),
    "logsumexp(x)*A": v.LogSumExp(x) * A,
    "ones(n)": sp.OneMatrix(n, 1),
}


@pytest.mark.parametrize("text", READ)
def test_reads(text):
    assert repr(from_sympy(READ[text])) == text


def test_a_function_of_a_matrix_is_abstract_and_of_a_number_is_entrywise():
    assert from_sympy(h(x)).head is e.abstract("h", (e.ONE, e.ONE), e.symbol("x", "n", 1)).head
    assert from_sympy(h(s)) is e.apply(e.unspecified("h"), e.symbol("s"))


def test_positive_symbols_keep_that():
    assert from_sympy(Symbol("p", positive=True)) is e.symbol("p", assume=["positive"])


REFUSED = {
    "matcalc does not know the function besselj, which occurs in besselj(0, s). Known are exp,": (
        sp.besselj(0, s)
    ),
    "exp(A) applies exp to a n×n matrix. Entry by entry it is X.applyfunc(exp); "
    "for e^X use MatrixExp(X).": sp.exp(A),
    "matcalc does not know SymPy's ImaginaryUnit, which occurs in I.": sp.I * s,
    "matcalc does not know SymPy's Adjoint, which occurs in Adjoint(A).": sp.Adjoint(A),
    "matcalc does not know the maximum Max(1, s). Only max(0, t) is known: relu(t).": sp.Max(1, s),
    "Derivative(Norm(x), s) is a derivative yet to be taken. Only h'(t) of an unspecified h(t) "
    "is a formula; else write Partial(F, X).": sp.Derivative(v.Norm(x), s),
    "the position 2*i along n is neither a number nor an index. Sum over the index itself, "
    "from 0 to n - 1.": x[2 * i, 0],
    "the index i runs over m and over n. Give each range a letter of its own.": (
        sp.Sum(x[i, 0], (i, 0, n - 1)) + sp.Sum(X[0, i], (i, 0, m - 1))
    ),
    "the dimension n/2 is not a polynomial with integer coefficients in named sizes.": (
        MatrixSymbol("Z", n / 2, 1)
    ),
    "'x + 1' is text, not a SymPy expression. Build it from SymPy's symbols, or read the text "
    "with matcalc.problem.": "x + 1",
}


@pytest.mark.parametrize("message", REFUSED)
def test_refuses(message):
    with pytest.raises(UnsupportedError) as caught:
        from_sympy(REFUSED[message])
    assert str(caught.value).startswith(message)


def test_a_declaration_of_another_shape_is_refused():
    with pytest.raises(UnsupportedError) as caught:
        from_sympy(A * x, [e.symbol("A", "n", "m")])
    assert str(caught.value) == (
        "A is declared n×m, and the SymPy symbol A is n×n. Give both the same shape."
    )


def test_shapes_are_checked():
    with pytest.raises(ShapeError, match="the exponent X is n×m; it must be a scalar"):
        from_sympy(sp.HadamardPower(X, X))


def test_every_refusal_is_one_kind_of_error():
    assert issubclass(UnsupportedError, MatcalcError)
