"""Functions of a matrix: exponential, logarithm, square root, sine, symbolic powers.

L_f(X, E) is the Fréchet derivative of f at X along E: `Operation("expm_frechet", X, E)` for exp.
"""

from __future__ import annotations

from typing import Any

from sympy import HadamardProduct, Inverse, MatPow, MatrixSymbol, Symbol, Trace
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import MatrixExp, Operation, scalar, sizes, vector

(n,) = sizes("n")
X, A, G, E = (MatrixSymbol(name, n, n) for name in ("X", "A", "G", "dX"))
a, b = vector("a", n), vector("b", n)
k = Symbol("k")
SUBJECT = "matrix functions"
POSITIVE = {X: ("positive_definite",)}
HIGHAM = "Higham, Functions of Matrices (2008), ch. 3"
root, logarithm = Operation("sqrtm", X), Operation("logm", X)


def along(name: str, at: Any, change: Any) -> Any:
    """L_f(at, change)."""
    return Operation(f"{name}_frechet", at, change)


IDENTITIES = (
    Identity(
        name="trace-of-exponential",
        subject=SUBJECT,
        title="Trace of the matrix exponential",
        function=Trace(MatrixExp(X)),
        variable=X,
        derivative=MatrixExp(X).T,
        slips=(
            Slip("transpose missing", MatrixExp(X)),
            Slip("derivative of the identity", Eye(n)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (100) and sec. 10.3",
        insight="Inside a trace the direction commutes with X, so exp is its own derivative.",
    ),
    Identity(
        name="exponential-differential",
        subject=SUBJECT,
        title="Differential of the matrix exponential",
        function=MatrixExp(X),
        variable=X,
        kind="differential",
        direction=E,
        derivative=along("expm", X, E),
        slips=(
            Slip("direction taken to commute", MatrixExp(X) * E),
            Slip("order of the factors", E * MatrixExp(X)),
        ),
        source=HIGHAM,
        insight="exp(X) dX would be right only if dX commuted with X.",
    ),
    Identity(
        name="exponential-in-a-form",
        subject=SUBJECT,
        title="Bilinear form of a matrix exponential",
        function=scalar(a.T * MatrixExp(X) * b),
        variable=X,
        derivative=along("expm", X.T, a * b.T),
        slips=(
            Slip("direction taken to commute", MatrixExp(X).T * a * b.T),
            Slip("transpose missing", along("expm", X, a * b.T)),
            Slip("vectors swapped", along("expm", X.T, b * a.T)),
        ),
        source=HIGHAM,
        insight="The adjoint of the Fréchet derivative at X is the one at the transpose.",
    ),
    Identity(
        name="exponential-backward",
        subject=SUBJECT,
        title="Backward pass of the matrix exponential",
        function=MatrixExp(X),
        variable=X,
        upstream=G,
        derivative=along("expm", X.T, G),
        slips=(
            Slip("direction taken to commute", MatrixExp(X).T * G),
            Slip("entrywise exponential", HadamardProduct(G, MatrixExp(X))),
        ),
        source=HIGHAM,
        insight="What comes in is the direction, at the transposed matrix.",
    ),
    Identity(
        name="trace-of-logarithm",
        subject=SUBJECT,
        title="Trace of the matrix logarithm",
        function=Trace(logarithm),
        variable=X,
        derivative=Inverse(X).T,
        assumptions=POSITIVE,
        slips=(
            Slip("no derivative taken", logarithm),
            Slip("the derivative of log det of the inverse", -Inverse(X).T),
        ),
        source=HIGHAM,
        insight="tr log X is log det X.",
    ),
    Identity(
        name="negative-matrix-entropy",
        subject=SUBJECT,
        title="Negative entropy of a density matrix",
        function=Trace(X * logarithm),
        variable=X,
        derivative=logarithm + Eye(n),
        assumptions=POSITIVE,
        slips=(
            Slip("lost product-rule term", logarithm),
            Slip("derivative of the logarithm inverted", logarithm + Inverse(X)),
        ),
        source="Nielsen & Chuang, Quantum Computation and Quantum Information (2000), sec. 11.3",
        insight="The derivative of the logarithm meets X, and becomes the identity.",
    ),
    Identity(
        name="trace-of-square-root",
        subject=SUBJECT,
        title="Trace of the matrix square root",
        function=Trace(root),
        variable=X,
        derivative=Inverse(root).T / 2,
        assumptions=POSITIVE,
        slips=(
            Slip("factor one half missing", Inverse(root).T),
            Slip("inverse of X, not of its root", Inverse(X).T / 2),
        ),
        source=HIGHAM,
        insight="As for numbers: one over twice the root.",
    ),
    Identity(
        name="square-root-differential",
        subject=SUBJECT,
        title="Differential of the matrix square root",
        function=root,
        variable=X,
        kind="differential",
        direction=E,
        derivative=Operation("sylvester", root, root, E),
        assumptions=POSITIVE,
        slips=(
            Slip("direction taken to commute", Inverse(root) * E / 2),
            Slip("factor one half", Operation("sylvester", root, root, E) / 2),
        ),
        source=HIGHAM,
        insight="R R = X gives dR R + R dR = dX, a Sylvester equation for dR.",
    ),
    Identity(
        name="trace-of-sine",
        subject=SUBJECT,
        title="Trace of the matrix sine",
        function=Trace(Operation("sinm", X)),
        variable=X,
        derivative=Operation("cosm", X).T,
        slips=(
            Slip("sign", -Operation("cosm", X).T),
            Slip("transpose missing", Operation("cosm", X)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 10.3",
        insight="Inside a trace a matrix function is differentiated as a function of a number.",
    ),
    Identity(
        name="trace-of-symbolic-power",
        subject=SUBJECT,
        title="Trace of a power with a symbolic exponent",
        function=Trace(MatPow(X, k)),
        variable=X,
        derivative=k * MatPow(X, k - 1).T,
        assumptions={k: ("integer",)},
        conditions=("k ≥ 1",),
        slips=(
            Slip("exponent not brought down", MatPow(X, k - 1).T),
            Slip("exponent not lowered", k * MatPow(X, k).T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (121)",
        insight="The k terms of the product rule coincide by cycling the trace.",
    ),
    Identity(
        name="symbolic-power-in-a-trace",
        subject=SUBJECT,
        title="Trace of a symbolic power times a matrix",
        function=Trace(A * MatPow(X, k)),
        variable=X,
        derivative=Operation("power_frechet", X.T, A.T, k),
        assumptions={k: ("integer",)},
        conditions=("k ≥ 1",),
        slips=(
            Slip("direction taken to commute", k * (A * MatPow(X, k - 1)).T),
            Slip("transpose missing", Operation("power_frechet", X, A, k)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (122)",
        insight="One term for each place of X: Σ (X^r A X^(k−1−r))ᵀ.",
    ),
)
