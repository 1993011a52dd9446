"""Eigenvalues, eigenvectors and singular values, where the spectrum is simple."""

from __future__ import annotations

from sympy import DiagMatrix, Integer, MatrixSymbol, Symbol
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import LogSumExp, Operation, Softmax, scalar, sizes, vector

m, n = sizes("m n")
S, dS = MatrixSymbol("S", n, n), MatrixSymbol("dS", n, n)
A = MatrixSymbol("A", m, n)
first = Integer(1)
value, v = Operation("eigval", S, first), Operation("eigvec", S, first)
values, V = Operation("eigvals", S), Operation("eigvecs", S)
beta, c = Symbol("beta", positive=True), vector("c", n)
U, W, sigma = Operation("svdu", A), Operation("svdv", A), Operation("singvals", A)
SIMPLE = {S: ("symmetric", "distinct_eigenvalues")}
TOLD = ("S symmetric", "the eigenvalues of S distinct")
SINGULAR = {A: ("distinct_singular_values", "full_column_rank")}

IDENTITIES = (
    Identity(
        name="eigenvalue-symmetric",
        subject="spectra",
        title="Eigenvalue of a symmetric matrix",
        function=value,
        variable=S,
        constraint="symmetric:projected",
        derivative=v * v.T,
        assumptions=SIMPLE,
        conditions=TOLD,
        slips=(
            Slip("factor 2", 2 * v * v.T),
            Slip("eigenvalue as a factor", value * v * v.T),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 9",
        insight="The change of the vector costs nothing: v has length 1.",
    ),
    Identity(
        name="eigenvector-differential",
        subject="spectra",
        title="Differential of an eigenvector",
        function=v,
        variable=S,
        kind="differential",
        direction=dS,
        derivative=Operation("pinv", value * Eye(n) - S) * dS * v,
        assumptions={**SIMPLE, dS: ("symmetric",)},
        conditions=(*TOLD, "dS symmetric"),
        slips=(
            Slip("sign", Operation("pinv", S - value * Eye(n)) * dS * v),
            Slip("factor λ", value * Operation("pinv", value * Eye(n) - S) * dS * v),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 9",
        insight="Only the part across v is left, divided by the gaps λ − λⱼ.",
    ),
    Identity(
        name="sum-of-weighted-eigenvalues",
        subject="spectra",
        title="Weighted sum of eigenvalues",
        function=scalar(c.T * values),
        variable=S,
        constraint="symmetric:projected",
        derivative=V * DiagMatrix(c) * V.T,
        assumptions=SIMPLE,
        conditions=TOLD,
        slips=(
            Slip("vectors as rows", V.T * DiagMatrix(c) * V),
            Slip("factor 2", 2 * V * DiagMatrix(c) * V.T),
        ),
        source="Lewis, Derivatives of spectral functions (1996)",
        insight="A spectral function: its gradient has the same eigenvectors.",
    ),
    Identity(
        name="smoothed-largest-eigenvalue",
        subject="spectra",
        title="Smoothed largest eigenvalue",
        function=LogSumExp(beta * values) / beta,
        variable=S,
        constraint="symmetric:projected",
        derivative=V * DiagMatrix(Softmax(beta * values)) * V.T,
        assumptions=SIMPLE,
        conditions=(*TOLD, "β ≠ 0"),
        slips=(
            Slip("factor β", beta * V * DiagMatrix(Softmax(beta * values)) * V.T),
            Slip("β missing in the weights", V * DiagMatrix(Softmax(values)) * V.T),
        ),
        source="Nesterov, Smoothing technique and semidefinite optimization (2007)",
        insight="For β → ∞ the weights settle on the largest eigenvalue.",
    ),
    Identity(
        name="nuclear-norm",
        subject="spectra",
        title="Nuclear norm",
        function=Operation("nuclear", A),
        variable=A,
        derivative=U * W.T,
        assumptions=SINGULAR,
        conditions=("A of full rank",),
        slips=(
            Slip("singular values kept", U * DiagMatrix(sigma) * W.T),
            Slip("factor 2", 2 * U * W.T),
        ),
        source="Watson, Characterization of the subdifferential of some matrix norms (1992)",
        insight="Where the rank falls there are only subgradients.",
    ),
)
