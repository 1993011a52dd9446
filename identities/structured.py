"""Matrices with fewer free entries than they have: symmetric, skew, diagonal, triangular, Toeplitz.

Two conventions for a symmetric X: the gradient over the free entries i ≥ j (kind
"gradient-symmetric", mirrored), and the gradient projected onto symmetric matrices.
"""

from __future__ import annotations

from sympy import Determinant, DiagMatrix, HadamardProduct, Inverse, MatrixSymbol, Trace, log
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Operation, scalar, sizes, vector

n, m = sizes("n m")
X, A, L, S, T = (MatrixSymbol(name, n, n) for name in ("X", "A", "L", "S", "T"))
a, b = vector("a", n), vector("b", n)
u, w = vector("u", 3), vector("w", 3)
t, half = vector("t", 2 * n - 1), vector("h", n * (n + 1) / 2)
SUBJECT = "structured matrices"
SYMMETRIC = {X: ("symmetric",)}
COOKBOOK = "Petersen & Pedersen, The Matrix Cookbook (2012), sec. 2.8"
outer = a * b.T

IDENTITIES = (
    Identity(
        name="bilinear-form-over-free-entries",
        subject=SUBJECT,
        title="Bilinear form of a symmetric matrix, over its free entries",
        function=scalar(a.T * X * b),
        variable=X,
        kind="gradient-symmetric",
        derivative=outer + outer.T - HadamardProduct(outer, Eye(n)),
        assumptions=SYMMETRIC,
        conditions=("the entries i ≥ j are free",),
        slips=(
            Slip("all entries taken to be free", outer),
            Slip("diagonal counted twice", outer + outer.T),
            Slip("projected instead", (outer + outer.T) / 2),
        ),
        source=COOKBOOK,
        insight="An entry off the diagonal occurs twice, one on it once.",
    ),
    Identity(
        name="bilinear-form-projected",
        subject=SUBJECT,
        title="Bilinear form of a symmetric matrix, within symmetric matrices",
        function=scalar(a.T * X * b),
        variable=X,
        constraint="symmetric:projected",
        derivative=(outer + outer.T) / 2,
        assumptions=SYMMETRIC,
        conditions=("X moves within the symmetric matrices",),
        slips=(
            Slip("not projected", outer),
            Slip("not halved", outer + outer.T),
        ),
        source="Srinivasan & Panda, What is the gradient of a scalar function of a symmetric "
        "matrix? (2020)",
        erratum="Some books print G + Gᵀ − G∘I as the gradient to step along: that is the table of "
        "derivatives by the free entries, not the gradient for ⟨A, B⟩ = tr(AᵀB).",
        insight="The gradient within symmetric matrices is the symmetric part of the gradient.",
    ),
    Identity(
        name="log-determinant-over-free-entries",
        subject=SUBJECT,
        title="Log-determinant of a symmetric matrix, over its free entries",
        function=log(Determinant(X)),
        variable=X,
        kind="gradient-symmetric",
        derivative=2 * Inverse(X) - HadamardProduct(Inverse(X), Eye(n)),
        assumptions={X: ("positive_definite",)},
        conditions=("the entries i ≥ j are free",),
        slips=(
            Slip("all entries taken to be free", Inverse(X)),
            Slip("diagonal counted twice", 2 * Inverse(X)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (141)",
        insight="Twice the inverse off the diagonal, once on it.",
    ),
    Identity(
        name="skew-part",
        subject=SUBJECT,
        title="Bilinear form of a skew-symmetric matrix",
        function=scalar(a.T * X * b),
        variable=X,
        constraint="skew:projected",
        derivative=(outer - outer.T) / 2,
        assumptions={X: ("skew_symmetric",)},
        conditions=("X moves within the skew-symmetric matrices",),
        slips=(
            Slip("not projected", outer),
            Slip("symmetric part", (outer + outer.T) / 2),
        ),
        source="Absil, Mahony & Sepulchre, Optimization Algorithms on Matrix Manifolds (2008)",
        insight="Within skew-symmetric matrices only the skew part of the gradient acts.",
    ),
    Identity(
        name="diagonal-matrix",
        subject=SUBJECT,
        title="Trace with a diagonal matrix",
        function=Trace(A * X),
        variable=X,
        constraint="diagonal",
        derivative=HadamardProduct(A.T, Eye(n)),
        assumptions={X: ("diagonal",)},
        conditions=("X moves within the diagonal matrices",),
        slips=(Slip("all entries taken to be free", A.T), Slip("identity", Eye(n))),
        source=COOKBOOK,
        insight="Only the diagonal of the gradient can act.",
    ),
    Identity(
        name="triangular-matrix",
        subject=SUBJECT,
        title="Trace with a lower triangular matrix",
        function=Trace(A * L),
        variable=L,
        constraint="lower_triangular",
        derivative=Operation("tril", A.T),
        assumptions={L: ("lower_triangular",)},
        conditions=("L moves within the lower triangular matrices",),
        slips=(
            Slip("all entries taken to be free", A.T),
            Slip("upper triangle", Operation("triu", A.T)),
            Slip("triangle before transposing", Operation("tril", A).T),
        ),
        source="Murray, Differentiation of the Cholesky decomposition (2016)",
        insight="The entries above the diagonal do not move.",
    ),
    Identity(
        name="lower-triangle",
        subject=SUBJECT,
        title="Trace with the lower triangle of a matrix",
        function=Trace(A * Operation("tril", X)),
        variable=X,
        derivative=Operation("tril", A.T),
        slips=(
            Slip("not masked", A.T),
            Slip("triangle before transposing", Operation("tril", A).T),
        ),
        source="Murray, Differentiation of the Cholesky decomposition (2016)",
        insight="A mask is its own adjoint.",
    ),
    Identity(
        name="toeplitz-matrix",
        subject=SUBJECT,
        title="Trace with a Toeplitz matrix",
        function=Trace(A * Operation("toeplitz", t)),
        variable=t,
        derivative=Operation("toeplitz_adjoint", A.T),
        slips=(
            Slip("order of the diagonals", Operation("toeplitz_adjoint", A)),
            Slip("sign", -Operation("toeplitz_adjoint", A.T)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 2.8.3",
        insight="Each entry of t stands along one diagonal, whose entries of Aᵀ add up.",
    ),
    Identity(
        name="half-vectorisation",
        subject=SUBJECT,
        title="Weights on the lower triangle, column by column",
        function=scalar(half.T * Operation("vech", X)),
        variable=X,
        derivative=Operation("unvech", half, n),
        slips=(
            Slip("sign", -Operation("unvech", half, n)),
            Slip("upper triangle", Operation("unvech", half, n).T),
        ),
        source="Magnus & Neudecker, The elimination matrix (1980)",
        insight="What vech takes out is put back, and the rest is zero.",
    ),
    Identity(
        name="cross-product-matrix",
        subject=SUBJECT,
        title="Cross product by its first factor",
        function=Operation("hat", u) * w,
        variable=u,
        kind="jacobian",
        derivative=-Operation("hat", w),
        slips=(
            Slip("sign", Operation("hat", w)),
            Slip("the Jacobian by the second factor", Operation("hat", u)),
        ),
        source="Barfoot, State Estimation for Robotics (2017), ch. 7",
        insight="u × w = −w × u, and hat(w) u is w × u.",
    ),
    Identity(
        name="diagonal-congruence",
        subject=SUBJECT,
        title="Form with a diagonal matrix on both sides",
        function=scalar(b.T * DiagMatrix(a) * S * DiagMatrix(a) * b),
        variable=a,
        derivative=2 * HadamardProduct(b, S * HadamardProduct(a, b)),
        assumptions={S: ("symmetric",)},
        slips=(
            Slip("factor 2 missing", HadamardProduct(b, S * HadamardProduct(a, b))),
            Slip("entrywise factor lost", 2 * S * HadamardProduct(a, b)),
        ),
        source="folklore",
        insight="diag(a) b is a ⊙ b, so this is a quadratic form in a ⊙ b.",
    ),
)
