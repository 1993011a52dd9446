"""Matrices that depend on one number."""

from __future__ import annotations

from sympy import Determinant, HadamardProduct, Inverse, MatrixSymbol, Symbol, Trace, log

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Abstract, MatrixExp, Norm, Partial, scalar, sizes, vector

n, m = sizes("n m")
t = Symbol("t")
A, B = Abstract("A", n, n, t), Abstract("B", n, n, t)
A_slope, B_slope = Partial(A, t), Partial(B, t)
C, D = MatrixSymbol("C", n, n), MatrixSymbol("D", n, n)
K = MatrixSymbol("K", m, n)
x, y = vector("x", n), vector("y", m)
inverse = Inverse(A)
pencil = C + t * D

IDENTITIES = (
    Identity(
        name="inverse-by-scalar",
        subject="scalar parameter",
        title="Inverse of a matrix that depends on a number",
        function=inverse,
        variable=t,
        kind="scalar-derivative",
        derivative=-inverse * A_slope * inverse,
        slips=(
            Slip("sign", inverse * A_slope * inverse),
            Slip("factors taken to commute", -inverse * inverse * A_slope),
            Slip("derivative of the matrix inverted", Inverse(A_slope)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (59)",
        insight="Differentiate A A⁻¹ = I; A′ ends up between two inverses.",
    ),
    Identity(
        name="product-by-scalar",
        subject="scalar parameter",
        title="Product of two matrices that depend on a number",
        function=A * B,
        variable=t,
        kind="scalar-derivative",
        derivative=A_slope * B + A * B_slope,
        slips=(
            Slip("product of the derivatives", A_slope * B_slope),
            Slip("order of factors", B * A_slope + A * B_slope),
            Slip("lost product-rule term", A_slope * B),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (37)",
        insight="The product rule, with the order of the factors kept.",
    ),
    Identity(
        name="square-by-scalar",
        subject="scalar parameter",
        title="Square of a matrix that depends on a number",
        function=A * A,
        variable=t,
        kind="scalar-derivative",
        derivative=A_slope * A + A * A_slope,
        slips=(
            Slip("factors taken to commute", 2 * A * A_slope),
            Slip("lost product-rule term", A_slope * A),
        ),
        insight="2 A A′ is right only where A and A′ commute.",
    ),
    Identity(
        name="hadamard-by-scalar",
        subject="scalar parameter",
        title="Entrywise product of two matrices that depend on a number",
        function=HadamardProduct(A, B),
        variable=t,
        kind="scalar-derivative",
        derivative=HadamardProduct(A_slope, B) + HadamardProduct(A, B_slope),
        slips=(
            Slip("matrix product instead of entrywise", A_slope * B + A * B_slope),
            Slip("lost product-rule term", HadamardProduct(A_slope, B)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (38)",
        insight="The product rule holds entry by entry.",
    ),
    Identity(
        name="trace-by-scalar",
        subject="scalar parameter",
        title="Trace of an inverse that depends on a number",
        function=Trace(inverse * C),
        variable=t,
        kind="scalar-derivative",
        derivative=-Trace(inverse * A_slope * inverse * C),
        slips=(
            Slip("sign", Trace(inverse * A_slope * inverse * C)),
            Slip("factors taken to commute", -Trace(inverse * inverse * A_slope * C)),
        ),
        insight="The trace is linear, so the derivative goes inside.",
    ),
    Identity(
        name="determinant-by-scalar",
        subject="scalar parameter",
        title="Determinant of a matrix that depends on a number",
        function=Determinant(A),
        variable=t,
        kind="scalar-derivative",
        derivative=Determinant(A) * Trace(inverse * A_slope),
        slips=(
            Slip("determinant of the derivative", Determinant(A_slope)),
            Slip("taken for the logarithm", Trace(inverse * A_slope)),
            Slip("inverse missing", Determinant(A) * Trace(A_slope)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (46)",
        insight="Jacobi's formula along a curve of matrices.",
    ),
    Identity(
        name="log-determinant-of-pencil",
        subject="scalar parameter",
        title="Log-determinant of a matrix pencil",
        function=log(Determinant(pencil)),
        variable=t,
        kind="scalar-derivative",
        derivative=Trace(Inverse(pencil) * D),
        slips=(
            Slip("inverse missing", Trace(pencil * D)),
            Slip("inner derivative lost", Trace(Inverse(pencil))),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (43)",
        insight="tr(A⁻¹A′) with A′ = D.",
    ),
    Identity(
        name="inverse-of-pencil",
        subject="scalar parameter",
        title="Inverse of a matrix pencil",
        function=Inverse(pencil),
        variable=t,
        kind="scalar-derivative",
        derivative=-Inverse(pencil) * D * Inverse(pencil),
        slips=(
            Slip("sign", Inverse(pencil) * D * Inverse(pencil)),
            Slip("factors taken to commute", -(Inverse(pencil) ** 2) * D),
            Slip("inner derivative lost", -(Inverse(pencil) ** 2)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (59)",
        insight="The case A(t) = C + tD.",
    ),
    Identity(
        name="form-of-pencil",
        subject="scalar parameter",
        title="Quadratic form of a squared pencil",
        function=x.T * pencil * pencil * x,
        variable=t,
        kind="scalar-derivative",
        derivative=x.T * (D * pencil + pencil * D) * x,
        slips=(
            Slip("factors taken to commute", 2 * x.T * D * pencil * x),
            Slip("lost product-rule term", x.T * D * pencil * x),
        ),
        insight="Inside the form the order of D and C + tD still matters.",
    ),
    Identity(
        name="matrix-exponential-flow",
        subject="scalar parameter",
        title="Matrix exponential of a multiple",
        function=MatrixExp(t * C),
        variable=t,
        kind="scalar-derivative",
        derivative=C * MatrixExp(t * C),
        slips=(
            Slip("inner derivative lost", MatrixExp(t * C)),
            Slip("entrywise product", HadamardProduct(C, MatrixExp(t * C))),
            Slip("factor t brought down", t * C * MatrixExp(t * C)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 10.3",
        insight="C commutes with its own exponential: the flow of x′ = Cx.",
    ),
    Identity(
        name="line-search",
        subject="scalar parameter",
        title="Squared residual along a line",
        function=Norm(t * (K * x) - y) ** 2,
        variable=t,
        kind="scalar-derivative",
        derivative=2 * scalar(x.T * K.T * (t * (K * x) - y)),
        slips=(
            Slip("factor 2 missing", scalar(x.T * K.T * (t * (K * x) - y))),
            Slip("target dropped", 2 * t * Norm(K * x) ** 2),
            Slip("residual squared once more", 2 * Norm(t * (K * x) - y)),
        ),
        insight="It vanishes where the residual is orthogonal to the direction Kx.",
    ),
)
