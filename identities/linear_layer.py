"""The linear module Y = X Wᵀ + 1 b, with G = ∂L/∂Y from the next module. b is a row."""

from __future__ import annotations

from sympy import MatrixSymbol, OneMatrix

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import sizes

s, m, n = sizes("S M N")
X, W, b = MatrixSymbol("X", s, m), MatrixSymbol("W", n, m), MatrixSymbol("b", 1, n)
Y, G = MatrixSymbol("Y", s, n), MatrixSymbol("G", s, n)
OUTPUT = ((Y, X * W.T + OneMatrix(s, 1) * b),)
COURSE = "University of Amsterdam, Deep Learning 1, assignment 1 (linear module)"

IDENTITIES = (
    Identity(
        name="linear-layer-weights",
        subject="linear layer",
        title="Linear module, by its weights",
        function=Y,
        definitions=OUTPUT,
        upstream=G,
        variable=W,
        derivative=G.T * X,
        slips=(
            Slip("inputs lost", G.T * OneMatrix(s, m)),
            Slip("mean over the batch", G.T * X / s),
            Slip("bias mixed in", G.T * (X + OneMatrix(s, m))),
        ),
        source=COURSE,
        insight="The batch is summed over: one outer product for each sample.",
    ),
    Identity(
        name="linear-layer-bias",
        subject="linear layer",
        title="Linear module, by its bias",
        function=Y,
        definitions=OUTPUT,
        upstream=G,
        variable=b,
        derivative=OneMatrix(1, s) * G,
        slips=(
            Slip("sum over the batch lost", OneMatrix(1, n)),
            Slip("mean over the batch", OneMatrix(1, s) * G / s),
            Slip("sum over the whole of G", OneMatrix(1, s) * G * OneMatrix(n, n)),
        ),
        source=COURSE,
        insight="Every sample sees the same bias, so its gradients add up.",
    ),
    Identity(
        name="linear-layer-inputs",
        subject="linear layer",
        title="Linear module, by its inputs",
        function=Y,
        definitions=OUTPUT,
        upstream=G,
        variable=X,
        derivative=G * W,
        slips=(
            Slip("upstream gradient lost", OneMatrix(s, n) * W),
            Slip("weights lost", G * OneMatrix(n, m)),
            Slip("mean over the batch", G * W / s),
        ),
        source=COURSE,
        insight="Each sample's gradient goes back through W.",
    ),
    Identity(
        name="linear-layer-column-weights",
        subject="linear layer",
        title="Linear module X V, by its weights",
        function=X * MatrixSymbol("V", m, n),
        upstream=G,
        variable=MatrixSymbol("V", m, n),
        derivative=X.T * G,
        slips=(
            Slip("inputs lost", OneMatrix(m, s) * G),
            Slip("mean over the batch", X.T * G / s),
        ),
        insight="Weights stored the other way round give the transposed gradient.",
    ),
    Identity(
        name="embedding",
        subject="linear layer",
        title="Embedding table, by its rows",
        function=MatrixSymbol("T", s, m) * MatrixSymbol("E", m, n),
        upstream=G,
        variable=MatrixSymbol("E", m, n),
        assumptions={MatrixSymbol("T", s, m): ("one_hot_rows",)},
        derivative=MatrixSymbol("T", s, m).T * G,
        slips=(
            Slip("sum over equal tokens lost", OneMatrix(m, s) * G),
            Slip("sign", -MatrixSymbol("T", s, m).T * G),
        ),
        insight="Tᵀ adds up the gradients of all positions that hold the same token.",
    ),
)
