"""Attention and gates by softmax, with G = ∂L/∂Y from the next module."""

from __future__ import annotations

from sympy import DiagMatrix, HadamardProduct, MatrixSymbol, OneMatrix, sqrt

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Softmax, scalar, sizes, vector

m, n, d, e = sizes("m n d e")
Q, K, V = MatrixSymbol("Q", m, d), MatrixSymbol("K", n, d), MatrixSymbol("V", n, e)
P, Y, G = MatrixSymbol("P", m, n), MatrixSymbol("Y", m, e), MatrixSymbol("G", m, e)
ATTENTION = ((P, Softmax(Q * K.T / sqrt(d))), (Y, P * V))
ones = OneMatrix(n, 1) * OneMatrix(1, n)
scores = HadamardProduct(P, G * V.T - HadamardProduct(P, G * V.T) * ones)
E, T = MatrixSymbol("E", e, n), MatrixSymbol("T", n, d)
q, u, x = vector("q", d), vector("u", e), vector("x", n)
weights = Softmax(T * q)

IDENTITIES = (
    Identity(
        name="attention-by-values",
        subject="attention",
        title="Scaled dot-product attention, by the values",
        function=Y,
        definitions=ATTENTION,
        upstream=G,
        variable=V,
        derivative=P.T * G,
        slips=(
            Slip("weights lost", OneMatrix(n, m) * G),
            Slip("scaled once more", P.T * G / sqrt(d)),
        ),
        source="Vaswani et al., Attention is all you need (2017)",
        insight="With the weights fixed, attention is a linear map of the values.",
    ),
    Identity(
        name="attention-by-queries",
        subject="attention",
        title="Scaled dot-product attention, by the queries",
        function=Y,
        definitions=ATTENTION,
        upstream=G,
        variable=Q,
        derivative=scores * K / sqrt(d),
        slips=(
            Slip("scale missing", scores * K),
            Slip(
                "diagonal-only softmax Jacobian",
                HadamardProduct(P, OneMatrix(m, n) - P, G * V.T) * K / sqrt(d),
            ),
            Slip("softmax not differentiated", G * V.T * K / sqrt(d)),
            Slip("second term lost", HadamardProduct(P, G * V.T) * K / sqrt(d)),
        ),
        source="Dao et al., FlashAttention (2022), appendix B",
        insight="Back through the values, the softmax of each row, then the keys.",
    ),
    Identity(
        name="attention-by-keys",
        subject="attention",
        title="Scaled dot-product attention, by the keys",
        function=Y,
        definitions=ATTENTION,
        upstream=G,
        variable=K,
        derivative=scores.T * Q / sqrt(d),
        slips=(
            Slip("scale missing", scores.T * Q),
            Slip("second term lost", HadamardProduct(P, G * V.T).T * Q / sqrt(d)),
        ),
        source="Dao et al., FlashAttention (2022), appendix B",
        insight="The same score gradient, read by columns.",
    ),
    Identity(
        name="attention-pooling",
        subject="attention",
        title="Attention of a single query",
        function=E * weights,
        variable=q,
        kind="jacobian",
        derivative=E * (DiagMatrix(weights) - weights * weights.T) * T,
        slips=(
            Slip("off-diagonal entries dropped", E * DiagMatrix(weights) * T),
            Slip("softmax not differentiated", E * T),
            Slip("sign", E * (DiagMatrix(weights) + weights * weights.T) * T),
        ),
        insight="The covariance of values and keys under the attention weights.",
    ),
    Identity(
        name="mixture-of-experts-gate",
        subject="attention",
        title="Mixture of experts, by the gate's scores",
        function=E * Softmax(x),
        upstream=u,
        variable=x,
        derivative=HadamardProduct(
            Softmax(x), E.T * u - scalar(u.T * E * Softmax(x)) * OneMatrix(n, 1)
        ),
        slips=(
            Slip("mean not subtracted", HadamardProduct(Softmax(x), E.T * u)),
            Slip("softmax not differentiated", E.T * u),
        ),
        source="Jacobs et al., Adaptive mixtures of local experts (1991)",
        insight="An expert gains weight when it does better than the mixture.",
    ),
)
