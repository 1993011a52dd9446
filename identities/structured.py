"""Variables whose entries hang together: symmetric in both conventions, skew, Toeplitz."""

from __future__ import annotations

from sympy import Determinant, HadamardProduct, Inverse, MatrixSymbol, Trace, log
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Operation, scalar, sizes, vector

(n,) = sizes("n")
X, A = MatrixSymbol("X", n, n), MatrixSymbol("A", n, n)
a, b, t = vector("a", n), vector("b", n), vector("t", n)
SYMMETRIC, DEFINITE = {X: ("symmetric",)}, {X: ("positive_definite",)}

IDENTITIES = (
    Identity(
        name="trace-linear-symmetric-entries",
        subject="structured variables",
        title="Linear trace, by the free entries of a symmetric matrix",
        function=Trace(A * X),
        variable=X,
        constraint="symmetric:independent",
        derivative=A + A.T - HadamardProduct(A, Eye(n)),
        assumptions=SYMMETRIC,
        slips=(
            Slip("diagonal counted twice", A + A.T),
            Slip("structure ignored", A.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (138)",
        insight="An entry off the diagonal stands in two places, one on it in one.",
    ),
    Identity(
        name="log-determinant-symmetric-entries",
        subject="structured variables",
        title="Log-determinant, by the free entries of a symmetric matrix",
        function=log(Determinant(X)),
        variable=X,
        constraint="symmetric:independent",
        derivative=2 * Inverse(X) - HadamardProduct(Inverse(X), Eye(n)),
        assumptions=DEFINITE,
        conditions=("X positive definite",),
        slips=(
            Slip("structure ignored", Inverse(X)),
            Slip("diagonal counted twice", 2 * Inverse(X)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (141)",
        insight="Not a gradient for ⟨A, B⟩ = tr(AᵀB): a step along it is not the steepest.",
    ),
    Identity(
        name="form-symmetric-projected",
        subject="structured variables",
        title="Bilinear form, within the symmetric matrices",
        function=scalar(a.T * X * b),
        variable=X,
        constraint="symmetric:projected",
        derivative=(a * b.T + b * a.T) / 2,
        assumptions=SYMMETRIC,
        slips=(
            Slip("structure ignored", a * b.T),
            Slip("half missing", a * b.T + b * a.T),
        ),
        source="Srinivasan & Panda, What is the gradient of a scalar function of a symmetric "
        "matrix? (2019)",
        insight="The gradient for tr(AᵀB): half of what tables print for the free entries, "
        "off the diagonal.",
    ),
    Identity(
        name="form-skew-projected",
        subject="structured variables",
        title="Bilinear form, within the skew-symmetric matrices",
        function=scalar(a.T * X * b),
        variable=X,
        constraint="skew:projected",
        derivative=(a * b.T - b * a.T) / 2,
        assumptions={X: ("skew_symmetric",)},
        slips=(
            Slip("sign of the second term", (a * b.T + b * a.T) / 2),
            Slip("half missing", a * b.T - b * a.T),
        ),
        insight="The skew-symmetric part of the free gradient.",
    ),
    Identity(
        name="trace-of-symmetric-toeplitz",
        subject="structured variables",
        title="Linear trace of a symmetric Toeplitz matrix",
        function=Trace(A * Operation("symtoeplitz", t)),
        variable=t,
        derivative=Operation("symtoeplitz_adjoint", A),
        slips=(
            Slip("diagonal only", Operation("symtoeplitz_adjoint", HadamardProduct(A, Eye(n)))),
            Slip("factor 2", 2 * Operation("symtoeplitz_adjoint", A)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (144)",
        insight="Each entry of t stands along two diagonals; what meets them is added.",
    ),
)
