"""Linear, bilinear and quadratic forms, and functions of one."""

from __future__ import annotations

from sympy import HadamardProduct, MatrixSymbol, OneMatrix, Rational, exp, log, sqrt

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import scalar, sizes, vector

m, n = sizes("m n")
a, b, x = vector("a", n), vector("b", n), vector("x", n)
c, y = vector("c", m), vector("y", m)
A, X = MatrixSymbol("A", m, n), MatrixSymbol("X", m, n)
B, D = MatrixSymbol("B", n, n), MatrixSymbol("D", m, m)
form = scalar(x.T * B * x)

IDENTITIES = (
    Identity(
        name="linear-form",
        subject="forms",
        title="Linear form",
        function=a.T * x,
        variable=x,
        derivative=a,
        slips=(
            Slip("x kept, entry by entry", HadamardProduct(a, x)),
            Slip("coefficients lost", OneMatrix(n, 1)),
            Slip("factor 2 as if quadratic", 2 * a),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (69)",
        insight="The gradient of a linear function is its vector of coefficients.",
    ),
    Identity(
        name="quadratic-form",
        subject="forms",
        title="Quadratic form",
        function=x.T * B * x,
        variable=x,
        derivative=(B + B.T) * x,
        slips=(
            Slip("symmetry assumed", 2 * B * x),
            Slip("lost product-rule term", B * x),
            Slip("sign of the second term", (B - B.T) * x),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (81)",
        insight="x occurs twice, so the product rule gives two terms, one with B transposed.",
    ),
    Identity(
        name="quadratic-form-symmetric",
        subject="forms",
        title="Quadratic form of a symmetric matrix",
        function=x.T * B * x,
        variable=x,
        derivative=2 * B * x,
        assumptions={B: ("symmetric",)},
        slips=(
            Slip("factor 2 missing", B * x),
            Slip("entrywise square of x", B * HadamardProduct(x, x)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (81)",
        insight="With B symmetric the two terms of the product rule coincide.",
    ),
    Identity(
        name="bilinear-form-right",
        subject="forms",
        title="Bilinear form, by its right vector",
        function=y.T * A * x,
        variable=x,
        derivative=A.T * y,
        slips=(
            Slip("factor y lost", A.T * OneMatrix(m, 1)),
            Slip("factor 2 as if quadratic", 2 * A.T * y),
            Slip("differentiated by both vectors", A.T * A * x + A.T * y),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 2.4",
        insight="The transpose turns the row yᵀA into a gradient shaped like x.",
    ),
    Identity(
        name="bilinear-form-left",
        subject="forms",
        title="Bilinear form, by its left vector",
        function=y.T * A * x,
        variable=y,
        derivative=A * x,
        slips=(
            Slip("derivative by the other vector", A * A.T * y),
            Slip("x lost", A * OneMatrix(n, 1)),
            Slip("factor 2 as if quadratic", 2 * A * x),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 2.4",
        insight="yᵀ(Ax) is a linear form in y whose coefficients are Ax.",
    ),
    Identity(
        name="form-in-matrix",
        subject="forms",
        title="Bilinear form, by its matrix",
        function=y.T * X * x,
        variable=X,
        derivative=y * x.T,
        slips=(
            Slip("all ones", OneMatrix(m, n)),
            Slip("factor 2", 2 * y * x.T),
            Slip("one vector only", y * OneMatrix(1, n)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (70)",
        insight="Entry ij of X meets yᵢ on the left and xⱼ on the right.",
    ),
    Identity(
        name="form-in-transposed-matrix",
        subject="forms",
        title="Bilinear form, by a transposed matrix",
        function=x.T * X.T * y,
        variable=X,
        derivative=y * x.T,
        slips=(
            Slip("sign", -y * x.T),
            Slip("one vector only", OneMatrix(m, 1) * x.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (71)",
        insight="A scalar equals its transpose, so this is the bilinear form yᵀXx.",
        erratum="Some notes print yᵀx, which is a number and cannot be a gradient by a matrix.",
    ),
    Identity(
        name="gram-form",
        subject="forms",
        title="Bilinear form of a Gram matrix",
        function=a.T * X.T * X * b,
        variable=X,
        derivative=X * (a * b.T + b * a.T),
        slips=(
            Slip("lost product-rule term", X * a * b.T),
            Slip("symmetry assumed, a = b", 2 * X * a * b.T),
            Slip("sign of the second term", X * (a * b.T - b * a.T)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (77)",
        insight="Each X is differentiated once while the other stands still.",
    ),
    Identity(
        name="affine-form",
        subject="forms",
        title="Quadratic form of an affine map, by its matrix",
        function=(X * b + c).T * D * (X * b + c),
        variable=X,
        derivative=(D + D.T) * (X * b + c) * b.T,
        slips=(
            Slip("symmetry assumed", 2 * D * (X * b + c) * b.T),
            Slip("inner derivative bᵀ lost", (D + D.T) * (X * b + c) * OneMatrix(1, n)),
            Slip("constant c dropped", (D + D.T) * X * b * b.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (83)",
        insight="The gradient of a form at Xb + c, times bᵀ from the inner derivative.",
    ),
    Identity(
        name="weighted-least-squares",
        subject="forms",
        title="Weighted sum of squared residuals",
        function=(A * x - y).T * D * (A * x - y),
        variable=x,
        derivative=2 * A.T * D * (A * x - y),
        assumptions={D: ("symmetric",)},
        slips=(
            Slip("factor 2 missing", A.T * D * (A * x - y)),
            Slip("weights dropped", 2 * A.T * (A * x - y)),
            Slip("sign of the target", 2 * A.T * D * (A * x + y)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (84)",
        insight="Aᵀ carries the weighted residual back to the space of x.",
    ),
    Identity(
        name="rayleigh-quotient",
        subject="forms",
        title="Rayleigh quotient",
        function=form / scalar(x.T * x),
        variable=x,
        derivative=(B * x + B.T * x - 2 * form / scalar(x.T * x) * x) / scalar(x.T * x),
        assumptions={x: ("nonzero",)},
        slips=(
            Slip("denominator held constant", (B * x + B.T * x) / scalar(x.T * x)),
            Slip(
                "symmetry assumed",
                (2 * B * x - 2 * form / scalar(x.T * x) * x) / scalar(x.T * x),
            ),
            Slip("derivatives divided by each other", (B * x + B.T * x) / (2 * scalar(x.T * x))),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 9",
        insight="For symmetric B it vanishes exactly at the eigenvectors of B.",
    ),
    Identity(
        name="root-of-form",
        subject="forms",
        title="Square root of a quadratic form",
        function=sqrt(form),
        variable=x,
        derivative=B * x / sqrt(form),
        assumptions={B: ("positive_definite",), x: ("nonzero",)},
        slips=(
            Slip("factor 2 not cancelled", 2 * B * x / sqrt(form)),
            Slip("inner derivative lost", x / (2 * sqrt(form))),
        ),
        insight="A norm measured by B: its gradient is Bx over the norm.",
    ),
    Identity(
        name="log-of-form",
        subject="forms",
        title="Logarithm of a quadratic form",
        function=log(form),
        variable=x,
        derivative=2 * B * x / form,
        assumptions={B: ("positive_definite",), x: ("nonzero",)},
        slips=(
            Slip("factor 2 missing", B * x / form),
            Slip("not divided by the form", 2 * B * x),
        ),
        insight="The logarithm divides the gradient by the value.",
    ),
    Identity(
        name="gaussian-bump",
        subject="forms",
        title="Exponential of a quadratic form",
        function=exp(-form / 2),
        variable=x,
        derivative=-exp(-form / 2) * (B + B.T) * x / 2,
        slips=(
            Slip("symmetry assumed", -exp(-form / 2) * B * x),
            Slip("sign", exp(-form / 2) * (B + B.T) * x / 2),
            Slip("exponential dropped", -Rational(1, 2) * (B + B.T) * x),
        ),
        insight="The exponential stays as a factor; what is left is the gradient of the form.",
    ),
)
