"""Hessians by a matrix: rows and columns run over vec of the variable."""

from __future__ import annotations

from sympy import Determinant, Inverse, KroneckerProduct, MatMul, MatrixSymbol, Trace, log
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Commutation, Norm, Vec, sizes

m, n, p = sizes("m n p")
A, B, C = MatrixSymbol("A", m, n), MatrixSymbol("B", n, n), MatrixSymbol("C", p, p)
X, T = MatrixSymbol("X", n, p), MatrixSymbol("T", m, p)
S, P, Q = MatrixSymbol("S", n, n), MatrixSymbol("P", n, n), MatrixSymbol("Q", n, n)
inverse, swap = Inverse(S), Commutation(n, n)

IDENTITIES = (
    Identity(
        name="hessian-trace-square",
        subject="second order",
        title="Hessian of tr(S²)",
        function=Trace(MatMul(S, S)),
        variable=S,
        kind="hessian",
        derivative=2 * swap,
        slips=(
            Slip("taken for tr(SᵀS)", 2 * Eye(n * n)),
            Slip("factor 2 missing", swap),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 10",
        insight="The gradient 2Sᵀ moves entry ij to ji: a commutation matrix.",
    ),
    Identity(
        name="hessian-trace-congruence",
        subject="second order",
        title="Hessian of tr(XᵀBXC)",
        function=Trace(X.T * B * X * C),
        variable=X,
        kind="hessian",
        derivative=KroneckerProduct(C.T, B) + KroneckerProduct(C, B.T),
        slips=(
            Slip("symmetry assumed", 2 * KroneckerProduct(C, B)),
            Slip("lost product-rule term", KroneckerProduct(C.T, B)),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 10",
        insight="vec of BXC + BᵀXCᵀ.",
    ),
    Identity(
        name="hessian-trace-sandwich",
        subject="second order",
        title="Hessian of tr(PSQS)",
        function=Trace(P * S * Q * S),
        variable=S,
        kind="hessian",
        derivative=swap * (KroneckerProduct(P.T, Q) + KroneckerProduct(Q.T, P)),
        slips=(
            Slip("commutation matrix missing", KroneckerProduct(P.T, Q) + KroneckerProduct(Q.T, P)),
            Slip("lost product-rule term", swap * KroneckerProduct(P.T, Q)),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 10",
        insight="The gradient contains Sᵀ, hence the commutation matrix.",
    ),
    Identity(
        name="hessian-matrix-least-squares",
        subject="second order",
        title="Hessian of ‖AX − T‖²",
        function=Norm(A * X - T) ** 2,
        variable=X,
        kind="hessian",
        derivative=2 * KroneckerProduct(Eye(p), A.T * A),
        slips=(
            Slip("factor 2 missing", KroneckerProduct(Eye(p), A.T * A)),
            Slip("order of the Kronecker product", 2 * KroneckerProduct(A.T * A, Eye(p))),
        ),
        insight="Columns of X do not interact: one block AᵀA for each.",
    ),
    Identity(
        name="hessian-frobenius-norm",
        subject="second order",
        title="Hessian of the Frobenius norm",
        function=Norm(X),
        variable=X,
        kind="hessian",
        derivative=Eye(n * p) / Norm(X) - Vec(X) * Vec(X).T / Norm(X) ** 3,
        assumptions={X: ("nonzero",)},
        slips=(
            Slip("denominator held constant", Eye(n * p) / Norm(X)),
            Slip("power of the norm", Eye(n * p) / Norm(X) - Vec(X) * Vec(X).T / Norm(X) ** 2),
        ),
        insight="The Euclidean case, for vec X.",
    ),
    Identity(
        name="hessian-log-determinant",
        subject="second order",
        title="Hessian of the log-determinant",
        function=log(Determinant(S)),
        variable=S,
        kind="hessian",
        derivative=-swap * KroneckerProduct(inverse.T, inverse),
        assumptions={S: ("invertible",)},
        slips=(
            Slip("sign", swap * KroneckerProduct(inverse.T, inverse)),
            Slip("commutation matrix missing", -KroneckerProduct(inverse.T, inverse)),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 10",
        insight="The Jacobian of S⁻ᵀ.",
    ),
)
