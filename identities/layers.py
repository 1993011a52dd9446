"""Gates, adapters and kernels, with G = ∂L/∂Y from the next module."""

from __future__ import annotations

from sympy import (
    DiagMatrix,
    HadamardPower,
    HadamardProduct,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    exp,
    tanh,
)
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Norm, scalar, sigmoid, sizes, vector

m, n, d, e, r = sizes("m n d e r")
x, g, c, v, w, h, f = (vector(name, n) for name in ("x", "g", "c", "v", "w", "h", "f"))
column, gates = OneMatrix(n, 1), v.applyfunc(sigmoid)
X, B, M = MatrixSymbol("X", m, n), MatrixSymbol("B", n, e), MatrixSymbol("M", m, e)
G, D, N = MatrixSymbol("G", m, e), MatrixSymbol("D", m, m), MatrixSymbol("N", n, m)
A1, B1 = MatrixSymbol("A", r, n), MatrixSymbol("B", m, r)
W, Z, s = MatrixSymbol("W", m, n), MatrixSymbol("X", n, e), Symbol("s")
V, Q = MatrixSymbol("V", n, d), MatrixSymbol("Q", n, n)
remainder = X - X * V * V.T

IDENTITIES = (
    Identity(
        name="dropout",
        subject="layers",
        title="Linear layer with dropout, by its weights",
        function=HadamardProduct(M, X * B) / (1 - s),
        upstream=G,
        variable=B,
        derivative=X.T * HadamardProduct(M, G) / (1 - s),
        assumptions={s: ("unit_interval",)},
        slips=(
            Slip("mask forgotten", X.T * G / (1 - s)),
            Slip("scale missing", X.T * HadamardProduct(M, G)),
        ),
        source="Srivastava et al., Dropout (2014)",
        insight="The same mask and scale on the way back.",
    ),
    Identity(
        name="low-rank-adapter-down",
        subject="layers",
        title="Low-rank adapter, by its first factor",
        function=(W + s * B1 * A1) * Z,
        upstream=G,
        variable=A1,
        derivative=s * B1.T * G * Z.T,
        slips=(
            Slip("scale missing", B1.T * G * Z.T),
            Slip("scale squared", s**2 * B1.T * G * Z.T),
        ),
        source="Hu et al., LoRA (2021)",
        insight="Zero as long as B is zero.",
    ),
    Identity(
        name="low-rank-adapter-up",
        subject="layers",
        title="Low-rank adapter, by its second factor",
        function=(W + s * B1 * A1) * Z,
        upstream=G,
        variable=B1,
        derivative=s * G * Z.T * A1.T,
        slips=(
            Slip("scale missing", G * Z.T * A1.T),
            Slip("sign", -s * G * Z.T * A1.T),
        ),
        source="Hu et al., LoRA (2021)",
        insight="The gradient of the full matrix, times Aᵀ.",
    ),
    Identity(
        name="gated-update",
        subject="layers",
        title="Gated update of a state, by the gate's input",
        function=HadamardProduct(gates, w) + HadamardProduct(column - gates, h),
        upstream=g,
        variable=v,
        derivative=HadamardProduct(g, w - h, gates, column - gates),
        slips=(
            Slip("second branch lost", HadamardProduct(g, w, gates, column - gates)),
            Slip("sign of the second branch", HadamardProduct(g, w + h, gates, column - gates)),
            Slip("derivative of σ left out", HadamardProduct(g, w - h)),
        ),
        source="Cho et al., Learning phrase representations (2014)",
        insight="The gate matters only where the two branches differ.",
    ),
    Identity(
        name="lstm-output",
        subject="layers",
        title="LSTM output, by the cell state",
        function=HadamardProduct(gates, c.applyfunc(tanh)),
        upstream=g,
        variable=c,
        derivative=HadamardProduct(
            g, gates, column - HadamardProduct(c.applyfunc(tanh), c.applyfunc(tanh))
        ),
        slips=(
            Slip("square missing in tanh′", HadamardProduct(g, gates, column - c.applyfunc(tanh))),
            Slip(
                "gate lost",
                HadamardProduct(g, column - HadamardProduct(c.applyfunc(tanh), c.applyfunc(tanh))),
            ),
        ),
        source="Hochreiter & Schmidhuber, Long short-term memory (1997)",
        insight="The output gate scales the gradient as it scaled the output.",
    ),
    Identity(
        name="reparametrisation",
        subject="layers",
        title="Reparametrised Gaussian sample, by the log-variance",
        function=x + HadamardProduct((v / 2).applyfunc(exp), f),
        upstream=g,
        variable=v,
        derivative=HadamardProduct(g, (v / 2).applyfunc(exp), f) / 2,
        slips=(
            Slip("inner derivative lost", HadamardProduct(g, (v / 2).applyfunc(exp), f)),
            Slip("noise lost", HadamardProduct(g, (v / 2).applyfunc(exp)) / 2),
        ),
        source="Kingma & Welling, Auto-encoding variational Bayes (2013)",
        insight="The noise is a constant, so the sample can be differentiated.",
    ),
    Identity(
        name="gram-of-rows",
        subject="layers",
        title="Gram matrix of the rows",
        function=X * X.T,
        upstream=D,
        variable=X,
        derivative=(D + D.T) * X,
        slips=(
            Slip("symmetry assumed", 2 * D * X),
            Slip("lost product-rule term", D * X),
        ),
        insight="X occurs on both sides.",
    ),
    Identity(
        name="polynomial-kernel",
        subject="layers",
        title="Entrywise cube of a Gram matrix",
        function=HadamardPower(X * X.T + s * OneMatrix(m, m), 3),
        upstream=D,
        variable=X,
        derivative=3
        * HadamardProduct(D + D.T, HadamardPower(X * X.T + s * OneMatrix(m, m), 2))
        * X,
        slips=(
            Slip(
                "symmetry assumed",
                6 * HadamardProduct(D, HadamardPower(X * X.T + s * OneMatrix(m, m), 2)) * X,
            ),
            Slip("matrix power instead of entrywise", 3 * (D + D.T) * (X * X.T) ** 2 * X),
            Slip("offset dropped", 3 * HadamardProduct(D + D.T, HadamardPower(X * X.T, 2)) * X),
        ),
        insight="The outer derivative is entrywise, the inner one that of a Gram matrix.",
    ),
    Identity(
        name="weighted-rows",
        subject="layers",
        title="Rows scaled by weights, by the weights",
        function=Norm(DiagMatrix(x) * N) ** 2,
        variable=x,
        derivative=2 * HadamardProduct(x, HadamardProduct(N, N) * OneMatrix(m, 1)),
        slips=(
            Slip(
                "entrywise square lost",
                2 * HadamardProduct(x, N * OneMatrix(m, 1)),
            ),
            Slip("sum along the row lost", 2 * m * x),
        ),
        insight="The diagonal of NNᵀ, written as the row sums of N∘N.",
    ),
    Identity(
        name="projection-loss",
        subject="layers",
        title="Loss of a tied linear autoencoder",
        function=Norm(remainder) ** 2,
        variable=V,
        derivative=-2 * X.T * remainder * V - 2 * remainder.T * X * V,
        slips=(
            Slip(
                "decoder held constant",
                -2 * X.T * remainder * V,
            ),
            Slip("projection dropped", -4 * X.T * X * V),
        ),
        source="Baldi & Hornik, Neural networks and principal component analysis (1989)",
        insight="Encoder and decoder share V, so there are two terms.",
    ),
    Identity(
        name="identity-initialised-layer",
        subject="layers",
        title="Near-identity layer (I + s Q)x, by s",
        function=(Eye(n) + s * Q) * x,
        upstream=g,
        variable=s,
        derivative=scalar(g.T * Q * x),
        slips=(
            Slip("transpose in the wrong place", scalar(x.T * Q * g)),
            Slip(
                "identity differentiated",
                scalar(g.T * x) + scalar(g.T * Q * x),
            ),
        ),
        insight="One number moves the whole output along Qx.",
    ),
)
