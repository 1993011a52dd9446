"""Inverses, and what is built from them."""

from __future__ import annotations

from sympy import Identity as Eye
from sympy import Inverse, MatrixSymbol, OneMatrix, Trace

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Norm, sizes, vector

n, m = sizes("n m")
X, A, B = MatrixSymbol("X", n, n), MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
G, change = MatrixSymbol("G", n, n), MatrixSymbol("dX", n, n)
a, b = vector("a", n), vector("b", n)
U, C = MatrixSymbol("U", n, m), MatrixSymbol("C", m, m)
inverse, shifted = Inverse(X), Inverse(X + A)
INVERTIBLE = {X: ("invertible",)}

IDENTITIES = (
    Identity(
        name="inverse-differential",
        subject="inverses",
        title="Differential of an inverse",
        function=inverse,
        variable=X,
        kind="differential",
        direction=change,
        derivative=-inverse * change * inverse,
        assumptions=INVERTIBLE,
        slips=(
            Slip("sign", inverse * change * inverse),
            Slip("factors taken to commute", -inverse * inverse * change),
            Slip("one inverse only", -inverse * change),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (40)",
        insight="Differentiate X X⁻¹ = I and solve for d(X⁻¹).",
    ),
    Identity(
        name="inverse-backward",
        subject="inverses",
        title="Gradient through an inverse",
        function=inverse,
        upstream=G,
        variable=X,
        derivative=-inverse.T * G * inverse.T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("transposes missing", -inverse * G * inverse),
            Slip("sign", inverse.T * G * inverse.T),
            Slip("upstream gradient transposed", -inverse.T * G.T * inverse.T),
        ),
        source="Giles, Collected matrix derivative results (2008)",
        insight="Both neighbours of dX move to the other side as transposes.",
    ),
    Identity(
        name="trace-of-inverse",
        subject="inverses",
        title="Trace of an inverse",
        function=Trace(inverse),
        variable=X,
        derivative=-(inverse * inverse).T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("transpose missing", -inverse * inverse),
            Slip("sign", (inverse * inverse).T),
            Slip("square missing", -inverse.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (64)",
        insight="The matrix form of (1/x)′ = −1/x².",
    ),
    Identity(
        name="trace-of-inverse-times",
        subject="inverses",
        title="Trace of an inverse times a matrix",
        function=Trace(inverse * A),
        variable=X,
        derivative=-(inverse * A * inverse).T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("transpose missing", -inverse * A * inverse),
            Slip("factors taken to commute", -(inverse * inverse * A).T),
            Slip("sign", (inverse * A * inverse).T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (63)",
        insight="A stays between the two inverses.",
    ),
    Identity(
        name="form-of-inverse",
        subject="inverses",
        title="Bilinear form of an inverse",
        function=a.T * inverse * b,
        variable=X,
        derivative=-inverse.T * a * b.T * inverse.T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("transposes missing", -inverse * a * b.T * inverse),
            Slip("sign", inverse.T * a * b.T * inverse.T),
            Slip("order of the vectors", -inverse.T * b * a.T * inverse.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (61)",
        insight="A rank-one matrix: the solutions of the two linear systems, multiplied.",
    ),
    Identity(
        name="trace-of-shifted-inverse",
        subject="inverses",
        title="Trace of a shifted inverse",
        function=Trace(shifted),
        variable=X,
        derivative=-(shifted * shifted).T,
        slips=(
            Slip("transpose missing", -shifted * shifted),
            Slip("square missing", -shifted.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (64)",
        insight="A shift does not change the rule.",
    ),
    Identity(
        name="trace-of-similar",
        subject="inverses",
        title="Trace of a similarity",
        function=Trace(A * inverse * B * X),
        variable=X,
        derivative=(A * inverse * B).T - (inverse * B * X * A * inverse).T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("lost product-rule term", (A * inverse * B).T),
            Slip("sign of the second term", (A * inverse * B + inverse * B * X * A * inverse).T),
            Slip("transpose missing", A * inverse * B - inverse * B * X * A * inverse),
        ),
        insight="X and X⁻¹ each give a term, of opposite sign.",
    ),
    Identity(
        name="solution-norm",
        subject="inverses",
        title="Squared norm of the solution of a linear system",
        function=Norm(inverse * b) ** 2,
        variable=X,
        derivative=-2 * inverse.T * inverse * b * b.T * inverse.T,
        assumptions=INVERTIBLE,
        slips=(
            Slip("factor 2 missing", -inverse.T * inverse * b * b.T * inverse.T),
            Slip("sign", 2 * inverse.T * inverse * b * b.T * inverse.T),
            Slip("transpose missing", -2 * inverse * inverse * b * b.T * inverse.T),
        ),
        insight="With x = X⁻¹b and the adjoint solution u = X⁻ᵀx, it is −2uxᵀ.",
    ),
    Identity(
        name="woodbury-core",
        subject="inverses",
        title="Quadratic form of a low-rank update, by its core",
        function=a.T * Inverse(A + U * C * U.T) * a,
        variable=C,
        derivative=-U.T * Inverse(A + U * C * U.T).T * a * a.T * Inverse(A + U * C * U.T).T * U,
        slips=(
            Slip(
                "sign",
                U.T * Inverse(A + U * C * U.T).T * a * a.T * Inverse(A + U * C * U.T).T * U,
            ),
            Slip(
                "update dropped under the inverse",
                -U.T * Inverse(A).T * a * a.T * Inverse(A).T * U,
            ),
        ),
        insight="The factors U on both sides of C become Uᵀ and U around the gradient.",
    ),
    Identity(
        name="inverse-of-product",
        subject="inverses",
        title="Inverse of a product",
        function=Inverse(A * B),
        variable=None,
        kind="value",
        derivative=Inverse(B) * Inverse(A),
        assumptions={A: ("invertible",), B: ("invertible",)},
        conditions=("A and B invertible",),
        slips=(
            Slip("order of factors", Inverse(A) * Inverse(B)),
            Slip("all ones", OneMatrix(n, n)),
        ),
        insight="Undo the last step first.",
    ),
    Identity(
        name="push-through",
        subject="inverses",
        title="Push-through identity",
        function=A * Inverse(Eye(n) + B * A),
        variable=None,
        kind="value",
        derivative=Inverse(Eye(n) + A * B) * A,
        conditions=("I + A B invertible",),
        slips=(
            Slip("order of factors", Inverse(Eye(n) + B * A) * A),
            Slip("sign", Inverse(Eye(n) - A * B) * A),
        ),
        source="Henderson & Searle, On deriving the inverse of a sum of matrices (1981)",
        insight="A(I + BA) = (I + AB)A; multiply by both inverses.",
    ),
)
