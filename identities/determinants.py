"""Determinants and their logarithms."""

from __future__ import annotations

from sympy import (
    Determinant,
    DiagMatrix,
    HadamardPower,
    HadamardProduct,
    Inverse,
    MatrixSymbol,
    log,
    sqrt,
)
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import sizes, vector

k, n = sizes("k n")
X, A, B = MatrixSymbol("X", n, n), MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
T, S = MatrixSymbol("T", n + k, n), MatrixSymbol("S", n + k, n + k)  # T is tall: TᵀT inverts
d = vector("d", n)
gram, form = T.T * T, T.T * S * T
inverse = Inverse(X)
INVERTIBLE = {X: ("invertible",)}

IDENTITIES = (
    Identity(
        name="determinant",
        subject="determinants",
        title="Determinant",
        function=Determinant(X),
        variable=X,
        derivative=Determinant(X) * inverse.T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("transpose missing", Determinant(X) * inverse),
            Slip("taken for the logarithm", inverse.T),
            Slip("inverse missing", Determinant(X) * X.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (49)",
        insight="Jacobi's formula: the gradient is the matrix of cofactors.",
    ),
    Identity(
        name="log-determinant",
        subject="determinants",
        title="Log-determinant",
        function=log(Determinant(X)),
        variable=X,
        derivative=inverse.T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("transpose missing", inverse),
            Slip("divided by the determinant", inverse.T / Determinant(X)),
            Slip("determinant not cancelled", Determinant(X) * inverse.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (57)",
        insight="The logarithm cancels the determinant in Jacobi's formula.",
    ),
    Identity(
        name="log-determinant-positive-definite",
        subject="determinants",
        title="Log-determinant of a positive definite matrix",
        function=log(Determinant(X)),
        variable=X,
        derivative=inverse,
        assumptions={X: ("positive_definite",)},
        conditions=("all entries of X are independent",),
        slips=(
            Slip("sign", -inverse),
            Slip("entries taken as dependent", 2 * inverse - HadamardProduct(inverse, Eye(n))),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. A.4.1",
        insight="At a symmetric point X⁻ᵀ is X⁻¹; the entries still move independently.",
    ),
    Identity(
        name="determinant-of-product",
        subject="determinants",
        title="Determinant of a product",
        function=Determinant(A * X * B),
        variable=X,
        derivative=Determinant(A * X * B) * inverse.T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("transpose missing", Determinant(A * X * B) * inverse),
            Slip("other determinants dropped", Determinant(X) * inverse.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (51)",
        insight="det(AXB) = det A · det X · det B, so the outer factors are constants.",
    ),
    Identity(
        name="determinant-of-gram",
        subject="determinants",
        title="Determinant of a Gram matrix",
        function=Determinant(gram),
        variable=T,
        derivative=2 * Determinant(gram) * T * Inverse(gram),
        assumptions={T: ("full_column_rank",)},
        slips=(
            Slip("factor 2 missing", Determinant(gram) * T * Inverse(gram)),
            Slip("taken for the logarithm", 2 * T * Inverse(gram)),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 9",
        insight="Both T in TᵀT contribute the same term.",
    ),
    Identity(
        name="log-determinant-of-gram",
        subject="determinants",
        title="Log-determinant of a Gram matrix",
        function=log(Determinant(gram)),
        variable=T,
        derivative=2 * T * Inverse(gram),
        assumptions={T: ("full_column_rank",)},
        slips=(
            Slip("factor 2 missing", T * Inverse(gram)),
            Slip("inverse missing", 2 * T * gram),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (55)",
        insight="Twice the transposed pseudo-inverse of T.",
    ),
    Identity(
        name="log-determinant-of-form",
        subject="determinants",
        title="Log-determinant of a congruence",
        function=log(Determinant(form)),
        variable=T,
        derivative=2 * S * T * Inverse(form),
        assumptions={T: ("full_column_rank",), S: ("positive_definite",)},
        slips=(
            Slip("factor 2 missing", S * T * Inverse(form)),
            Slip("inner matrix dropped", 2 * T * Inverse(form)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (53)",
        insight="The two terms coincide since S is symmetric.",
    ),
    Identity(
        name="log-determinant-of-shift",
        subject="determinants",
        title="Log-determinant of I + A X",
        function=log(Determinant(Eye(n) + A * X)),
        variable=X,
        derivative=A.T * Inverse(Eye(n) + A * X).T,
        slips=(
            Slip("order of factors", Inverse(Eye(n) + A * X).T * A.T),
            Slip("inner derivative lost", Inverse(Eye(n) + A * X).T),
            Slip("transposes missing", A * Inverse(Eye(n) + A * X)),
        ),
        insight="The inner derivative Aᵀ stands on the side where A stood.",
    ),
    Identity(
        name="log-determinant-low-rank",
        subject="determinants",
        title="Log-determinant of I + TᵀT",
        function=log(Determinant(Eye(n) + gram)),
        variable=T,
        derivative=2 * T * Inverse(Eye(n) + gram),
        slips=(
            Slip("factor 2 missing", T * Inverse(Eye(n) + gram)),
            Slip("identity dropped under the inverse", 2 * T * (Eye(n) + gram)),
        ),
        insight="No condition is needed: I + TᵀT is always positive definite.",
    ),
    Identity(
        name="log-determinant-of-diagonal",
        subject="determinants",
        title="Log-determinant of a diagonal matrix",
        function=log(Determinant(DiagMatrix(d))),
        variable=d,
        derivative=HadamardPower(d, -1),
        assumptions={d: ("positive",)},
        slips=(
            Slip("reciprocal lost", d),
            Slip("sign", -HadamardPower(d, -1)),
        ),
        insight="The log-determinant of diag(d) is Σ log dᵢ.",
    ),
    Identity(
        name="volume",
        subject="determinants",
        title="Volume spanned by columns",
        function=sqrt(Determinant(gram)),
        variable=T,
        derivative=sqrt(Determinant(gram)) * T * Inverse(gram),
        assumptions={T: ("full_column_rank",)},
        slips=(
            Slip("factor 2 not cancelled", 2 * sqrt(Determinant(gram)) * T * Inverse(gram)),
            Slip("volume dropped", T * Inverse(gram)),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 9",
        insight="The 1/2 of the root cancels the 2 of the Gram matrix.",
    ),
)
