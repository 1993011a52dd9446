"""Traces of products and powers."""

from __future__ import annotations

from sympy import HadamardProduct, MatMul, MatrixSymbol, OneMatrix, Trace
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import sizes

m, n, p = sizes("m n p")
X, S = MatrixSymbol("X", m, p), MatrixSymbol("S", n, n)
V, W = MatrixSymbol("V", n, m), MatrixSymbol("W", p, n)
P, Q = MatrixSymbol("P", p, m), MatrixSymbol("Q", p, m)
A, B, M = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n), MatrixSymbol("M", m, m)
N = MatrixSymbol("N", p, p)

IDENTITIES = (
    Identity(
        name="trace",
        subject="traces",
        title="Trace",
        function=Trace(S),
        variable=S,
        derivative=Eye(n),
        slips=(
            Slip("all entries counted", OneMatrix(n, n)),
            Slip("entries kept", HadamardProduct(Eye(n), S)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (99)",
        insight="Only the diagonal entries occur, each once.",
    ),
    Identity(
        name="trace-triple-product",
        subject="traces",
        title="Trace of a product of three matrices",
        function=Trace(V * X * W),
        variable=X,
        derivative=V.T * W.T,
        slips=(
            Slip("factor 2", 2 * V.T * W.T),
            Slip("entrywise with X", HadamardProduct(V.T * W.T, X)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (101)",
        insight="tr(VXW) = tr(WVX): what multiplies X, transposed, is the gradient.",
    ),
    Identity(
        name="trace-linear",
        subject="traces",
        title="Trace of a product",
        function=Trace(A * S),
        variable=S,
        derivative=A.T,
        slips=(
            Slip("transpose missing", A),
            Slip("trace forgotten: only the diagonal", HadamardProduct(A, Eye(n))),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (100)",
        insight="tr(AS) pairs Sᵢⱼ with Aⱼᵢ.",
    ),
    Identity(
        name="trace-linear-in-transpose",
        subject="traces",
        title="Trace of a product with a transpose",
        function=Trace(A * S.T),
        variable=S,
        derivative=A,
        slips=(
            Slip("one transpose too many", A.T),
            Slip("sign", -A),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (103)",
        insight="tr(ASᵀ) = ΣAᵢⱼSᵢⱼ is the inner product of A and S.",
    ),
    Identity(
        name="product-of-traces",
        subject="traces",
        title="Product of two traces",
        function=Trace(S) * Trace(A * S),
        variable=S,
        derivative=Trace(A * S) * Eye(n) + Trace(S) * A.T,
        slips=(
            Slip("lost product-rule term", Trace(S) * A.T),
            Slip("transpose missing", Trace(A * S) * Eye(n) + Trace(S) * A),
        ),
        insight="Traces are numbers, so their product follows the ordinary product rule.",
    ),
    Identity(
        name="trace-square",
        subject="traces",
        title="Trace of a square",
        function=Trace(MatMul(S, S)),
        variable=S,
        derivative=2 * S.T,
        slips=(
            Slip("transpose missing", 2 * S),
            Slip("factor 2 missing", S.T),
            Slip("trace of the entrywise square", 2 * HadamardProduct(S, Eye(n))),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (106)",
        insight="tr(S²) = ΣSᵢⱼSⱼᵢ: entry ij meets entry ji twice.",
    ),
    Identity(
        name="trace-cube",
        subject="traces",
        title="Trace of a third power",
        function=Trace(MatMul(S, S, S)),
        variable=S,
        derivative=3 * (S.T) ** 2,
        slips=(
            Slip("transpose missing", 3 * S**2),
            Slip("entrywise power", 3 * HadamardProduct(S.T, S.T)),
            Slip("factor 3 missing", (S.T) ** 2),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (121)",
        insight="By the cyclic rule the three places of S all give the same term.",
    ),
    Identity(
        name="trace-gram",
        subject="traces",
        title="Trace of a Gram matrix",
        function=Trace(X.T * X),
        variable=X,
        derivative=2 * X,
        slips=(
            Slip("factor 2 missing", X),
            Slip("entrywise square", 2 * HadamardProduct(X, X)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (115)",
        insight="tr(XᵀX) is the sum of the squares of all entries.",
    ),
    Identity(
        name="trace-square-linear",
        subject="traces",
        title="Trace of a square times a matrix",
        function=Trace(MatMul(S, S, B)),
        variable=S,
        derivative=(S * B + B * S).T,
        slips=(
            Slip("transpose missing", S * B + B * S),
            Slip("order of factors", 2 * (S * B).T),
            Slip("lost product-rule term", (B * S).T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (107)",
        insight="Each S is cut out once; what remains, read cyclically, is transposed.",
    ),
    Identity(
        name="trace-sandwich",
        subject="traces",
        title="Trace of AXBX",
        function=Trace(P * X * Q * X),
        variable=X,
        derivative=P.T * X.T * Q.T + Q.T * X.T * P.T,
        slips=(
            Slip("lost product-rule term", P.T * X.T * Q.T),
            Slip("symmetry assumed, P = Q", 2 * P.T * X.T * Q.T),
            Slip("sign of the second term", P.T * X.T * Q.T - Q.T * X.T * P.T),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 9, table 2",
        insight="Two occurrences of X, two terms.",
    ),
    Identity(
        name="trace-congruence",
        subject="traces",
        title="Trace of XᵀMXN",
        function=Trace(X.T * M * X * N),
        variable=X,
        derivative=M * X * N + M.T * X * N.T,
        slips=(
            Slip("symmetry assumed", 2 * M * X * N),
            Slip("lost product-rule term", M * X * N),
            Slip("transpose missing in the second term", M * X * N + M.T * X * N),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (117)",
        insight="A quadratic form of matrices: symmetric M and N make the terms equal.",
    ),
    Identity(
        name="trace-of-power-with-factor",
        subject="traces",
        title="Trace of a factor times a cube",
        function=Trace(MatMul(A, S, S, S)),
        variable=S,
        derivative=(S * S * A + S * A * S + A * S * S).T,
        slips=(
            Slip("factors taken to commute", 3 * (A * S * S).T),
            Slip("transpose missing", S * S * A + S * A * S + A * S * S),
            Slip("middle term lost", (S * S * A + A * S * S).T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (122)",
        insight="A stands in a different place of each term, since it need not commute with S.",
    ),
    Identity(
        name="trace-squared",
        subject="traces",
        title="Square of a trace",
        function=Trace(S) ** 2,
        variable=S,
        derivative=2 * Trace(S) * Eye(n),
        slips=(
            Slip("taken for the trace of the square", 2 * S.T),
            Slip("inner derivative lost", 2 * Trace(S) * OneMatrix(n, n)),
        ),
        insight="tr(S)² is not tr(S²): the outer derivative is the number 2 tr(S).",
    ),
)
