"""Norms, distances, sums, and sums of entrywise functions."""

from __future__ import annotations

from sympy import (
    Abs,
    HadamardPower,
    HadamardProduct,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    exp,
    log,
    sign,
)
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Norm, Norm1, Total, sizes, vector

m, n, p, q = sizes("m n p q")
w, x, y = vector("w", n), vector("x", n), vector("y", n)
b = vector("b", m)
penalty = Symbol("lambda")
A, X = MatrixSymbol("A", m, n), MatrixSymbol("X", n, p)
S = MatrixSymbol("S", n, n)
B, C, D = MatrixSymbol("B", m, p), MatrixSymbol("C", p, q), MatrixSymbol("D", m, q)

IDENTITIES = (
    Identity(
        name="euclidean-norm",
        subject="norms",
        title="Euclidean norm",
        function=Norm(w),
        variable=w,
        derivative=w / Norm(w),
        assumptions={w: ("nonzero",)},
        slips=(
            Slip("inner derivative's factor 2 not cancelled", 2 * w / Norm(w)),
            Slip("norm not divided by", w),
            Slip("divided by the squared norm", w / Norm(w) ** 2),
            Slip("the norm of 1-norm kind", w.applyfunc(sign)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 2.6",
        insight="The gradient of a length is the unit vector in its direction.",
    ),
    Identity(
        name="squared-norm",
        subject="norms",
        title="Squared Euclidean norm",
        function=Norm(x) ** 2,
        variable=x,
        derivative=2 * x,
        slips=(
            Slip("factor 2 missing", x),
            Slip("norm kept", 2 * Norm(x) * x),
            Slip("norm kept, direction lost", 2 * Norm(x) * OneMatrix(n, 1)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (131)",
        insight="‖x‖² = xᵀx, and squaring removes the kink at 0.",
    ),
    Identity(
        name="distance",
        subject="norms",
        title="Distance to a point",
        function=Norm(x - y),
        variable=x,
        derivative=(x - y) / Norm(x - y),
        slips=(
            Slip("sign", (y - x) / Norm(x - y)),
            Slip("not divided by the distance", x - y),
            Slip("divided by the wrong norm", (x - y) / Norm(x)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (129)",
        insight="Away from y, the distance grows fastest straight away from it.",
    ),
    Identity(
        name="residual-norm",
        subject="norms",
        title="Norm of a residual",
        function=Norm(A * x - b),
        variable=x,
        derivative=A.T * (A * x - b) / Norm(A * x - b),
        slips=(
            Slip("factor 2 as if squared", 2 * A.T * (A * x - b)),
            Slip("target dropped", A.T * A * x / Norm(A * x - b)),
        ),
        insight="Aᵀ carries the unit residual back to the space of x.",
    ),
    Identity(
        name="least-squares",
        subject="norms",
        title="Sum of squared residuals",
        function=Norm(A * x - b) ** 2,
        variable=x,
        derivative=2 * A.T * (A * x - b),
        slips=(
            Slip("factor 2 missing", A.T * (A * x - b)),
            Slip("sign of the target", 2 * A.T * (A * x + b)),
            Slip("target dropped", 2 * A.T * A * x),
        ),
        source="Boyd & Vandenberghe, Introduction to Applied Linear Algebra, ch. 12",
        insight="Setting it to zero gives the normal equations AᵀAx = Aᵀb.",
    ),
    Identity(
        name="ridge-regression",
        subject="norms",
        title="Ridge regression",
        function=Norm(A * x - b) ** 2 + penalty * Norm(x) ** 2,
        variable=x,
        derivative=2 * A.T * (A * x - b) + 2 * penalty * x,
        slips=(
            Slip("penalty dropped", 2 * A.T * (A * x - b)),
            Slip("factor 2 of the penalty missing", 2 * A.T * (A * x - b) + penalty * x),
        ),
        source="Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, ch. 3",
        insight="The penalty adds a multiple of x, which makes AᵀA + λI invertible.",
    ),
    Identity(
        name="frobenius-least-squares",
        subject="norms",
        title="Squared Frobenius distance of AX to B",
        function=Norm(A * X - B) ** 2,
        variable=X,
        derivative=2 * A.T * (A * X - B),
        slips=(
            Slip("factor 2 missing", A.T * (A * X - B)),
            Slip("sign", -2 * A.T * (A * X - B)),
            Slip("target dropped", 2 * A.T * A * X),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (119)",
        insight="Least squares for every column of B at once.",
    ),
    Identity(
        name="frobenius-two-sided",
        subject="norms",
        title="Squared Frobenius distance of AXC to D",
        function=Norm(A * X * C - D) ** 2,
        variable=X,
        derivative=2 * A.T * (A * X * C - D) * C.T,
        slips=(
            Slip("factor 2 missing", A.T * (A * X * C - D) * C.T),
            Slip("target dropped", 2 * A.T * A * X * C * C.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (119)",
        insight="Each outer factor goes to the other side of the residual as its transpose.",
    ),
    Identity(
        name="frobenius-norm",
        subject="norms",
        title="Frobenius norm",
        function=Norm(X),
        variable=X,
        derivative=X / Norm(X),
        assumptions={X: ("nonzero",)},
        slips=(
            Slip("as if squared", 2 * X),
            Slip("factor 2 not cancelled", 2 * X / Norm(X)),
        ),
        insight="The Frobenius norm is the Euclidean norm of the entries.",
    ),
    Identity(
        name="orthogonality-penalty",
        subject="norms",
        title="Distance of the columns from orthonormal",
        function=Norm(X.T * X - Eye(p)) ** 2,
        variable=X,
        derivative=4 * X * (X.T * X - Eye(p)),
        slips=(
            Slip("factor 2 instead of 4", 2 * X * (X.T * X - Eye(p))),
            Slip("identity dropped", 4 * X * X.T * X),
        ),
        insight="2 from the square, 2 from the two X in XᵀX.",
    ),
    Identity(
        name="symmetric-part",
        subject="norms",
        title="Squared norm of the symmetric part",
        function=Norm(S + S.T) ** 2 / 4,
        variable=S,
        derivative=S + S.T,
        slips=(
            Slip("transpose lost", 2 * S),
            Slip(
                "factor one half",
                (S + S.T) / 2,
            ),
        ),
        insight="S occurs plainly and transposed, so the residual comes back both ways.",
    ),
    Identity(
        name="one-norm",
        subject="norms",
        title="Sum of absolute values",
        function=Norm1(x),
        variable=x,
        derivative=x.applyfunc(sign),
        assumptions={x: ("nonzero",)},
        conditions=("no entry of x is 0",),
        slips=(
            Slip("signs lost", OneMatrix(n, 1)),
            Slip("absolute values kept", x.applyfunc(Abs)),
        ),
        insight="The slope of |t| is the sign of t; at 0 there is a kink.",
    ),
    Identity(
        name="sum-of-entries",
        subject="norms",
        title="Sum of all entries",
        function=Total(X),
        variable=X,
        derivative=OneMatrix(n, p),
        slips=(
            Slip("entries kept", X),
            Slip("mean instead of sum", OneMatrix(n, p) / n),
        ),
        insight="1ᵀX1 is linear in every entry with coefficient 1.",
    ),
    Identity(
        name="square-of-sum",
        subject="norms",
        title="Square of the sum of all entries",
        function=Total(X) ** 2,
        variable=X,
        derivative=2 * Total(X) * OneMatrix(n, p),
        slips=(
            Slip("taken for the sum of squares", 2 * X),
            Slip("matrix of ones lost", 2 * HadamardProduct(X, OneMatrix(n, p))),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (76)",
        insight="Every entry moves the same sum, so every entry of the gradient is the same.",
    ),
    Identity(
        name="mean-of-squares",
        subject="norms",
        title="Mean of the squares",
        function=Norm(x) ** 2 / n,
        variable=x,
        derivative=2 * x / n,
        slips=(
            Slip("mean missing", 2 * x),
            Slip("factor 2 missing", x / n),
        ),
        insight="The mean stays as the factor 1/n.",
    ),
    Identity(
        name="sum-of-exponentials",
        subject="norms",
        title="Sum of exponentials of a linear map",
        function=Total((A * x).applyfunc(exp)),
        variable=x,
        derivative=A.T * (A * x).applyfunc(exp),
        slips=(
            Slip("inner derivative lost in the sum", A.T * OneMatrix(m, 1)),
            Slip("exponential differentiated as a power", A.T * (A * x)),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1",
        insight="The exponential is its own derivative; Aᵀ sums what each row contributes.",
    ),
    Identity(
        name="negative-entropy",
        subject="norms",
        title="Negative entropy",
        function=Total(HadamardProduct(x, x.applyfunc(log))),
        variable=x,
        derivative=x.applyfunc(log) + OneMatrix(n, 1),
        assumptions={x: ("positive",)},
        slips=(
            Slip("lost product-rule term", x.applyfunc(log)),
            Slip("sign of the constant", x.applyfunc(log) - OneMatrix(n, 1)),
            Slip("product of the derivatives", HadamardPower(x, -1)),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, ex. 3.13",
        insight="The product rule leaves log x and x · (1/x) = 1.",
    ),
    Identity(
        name="log-barrier",
        subject="norms",
        title="Logarithmic barrier",
        function=-Total((b - A * x).applyfunc(log)),
        variable=x,
        derivative=A.T * HadamardPower(b - A * x, -1),
        assumptions={b: ("large",)},
        slips=(
            Slip("sign of the inner derivative", -A.T * HadamardPower(b - A * x, -1)),
            Slip("reciprocal lost", A.T * (b - A * x)),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. 11.2",
        insight="Two signs cancel: the barrier pushes away from the nearest constraint.",
    ),
)
