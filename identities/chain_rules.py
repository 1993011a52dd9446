"""Rules for unspecified functions: products, compositions, and the Jacobian of a gradient."""

from __future__ import annotations

from sympy import DiagMatrix, HadamardProduct, MatrixSymbol, OneMatrix
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Abstract, Partial, scalar, sizes, vector

k, m, n = sizes("k m n")
z = vector("z", k)
x, y, w = Abstract("x", n, 1, z), Abstract("y", n, 1, z), Abstract("w", m, 1, z)
A = MatrixSymbol("A", m, n)
point, other = vector("x", n), vector("y", n)
dx, dy, dw = Partial(x, z), Partial(y, z), Partial(w, z)
f, g = Abstract("f", 1, 1, point), Abstract("g", 1, 1, point)
gradient, gradient_g = Partial(f, point), Partial(g, point)
Q = MatrixSymbol("Q", n, n)
L = Abstract("L", 1, 1, A * point)

IDENTITIES = (
    Identity(
        name="linear-map-of-function",
        subject="chain rules",
        title="A constant matrix times a vector function",
        function=A * x,
        variable=z,
        kind="jacobian",
        derivative=A * dx,
        slips=(
            Slip("inner derivative lost", A * OneMatrix(n, k)),
            Slip("factor 2 from a product rule", 2 * A * dx),
        ),
        source="Barnes, Matrix Differentiation, prop. 6",
        insight="A constant matrix stays in front; the chain rule multiplies Jacobians.",
    ),
    Identity(
        name="inner-product-of-functions",
        subject="chain rules",
        title="Inner product of two vector functions",
        function=y.T * x,
        variable=z,
        derivative=dx.T * y + dy.T * x,
        slips=(
            Slip("lost product-rule term", dx.T * y),
            Slip("each function with its own derivative", dx.T * x + dy.T * y),
            Slip("sign of the second term", dx.T * y - dy.T * x),
        ),
        source="Barnes, Matrix Differentiation, prop. 9",
        insight="The product rule: each function is paired with the derivative of the other.",
    ),
    Identity(
        name="squared-length-of-function",
        subject="chain rules",
        title="Squared length of a vector function",
        function=x.T * x,
        variable=z,
        derivative=2 * dx.T * x,
        slips=(
            Slip("factor 2 missing", dx.T * x),
            Slip("inner derivative lost", 2 * OneMatrix(k, n) * x),
        ),
        source="Barnes, Matrix Differentiation, prop. 10",
        insight="Both terms of the product rule coincide.",
    ),
    Identity(
        name="bilinear-form-of-functions",
        subject="chain rules",
        title="Bilinear form of two vector functions",
        function=w.T * A * x,
        variable=z,
        derivative=dx.T * A.T * w + dw.T * A * x,
        slips=(
            Slip("lost product-rule term", dx.T * A.T * w),
            Slip("sign of the second term", dx.T * A.T * w - dw.T * A * x),
        ),
        source="Barnes, Matrix Differentiation, prop. 11",
        insight="Differentiate each side of A with the other standing still.",
    ),
    Identity(
        name="gradient-of-composition",
        subject="chain rules",
        title="A scalar function of a linear map",
        function=L,
        variable=point,
        derivative=A.T * Partial(L, A * point),
        slips=(
            Slip("factor 2", 2 * A.T * Partial(L, A * point)),
            Slip("outer derivative lost", A.T * OneMatrix(m, 1)),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 5 (chain rule)",
        insight="Gradients travel backwards through a linear map by its transpose.",
    ),
    Identity(
        name="product-of-scalar-functions",
        subject="chain rules",
        title="Product of two scalar functions",
        function=f * g,
        variable=point,
        derivative=g * gradient + f * gradient_g,
        slips=(
            Slip("lost product-rule term", g * gradient),
            Slip("product of the derivatives", HadamardProduct(gradient, gradient_g)),
            Slip("each function with its own derivative", f * gradient + g * gradient_g),
        ),
        source="folklore (product rule)",
        insight="The product rule survives unchanged for scalar functions of a vector.",
    ),
    Identity(
        name="quotient-of-scalar-functions",
        subject="chain rules",
        title="Quotient of two scalar functions",
        function=f / g,
        variable=point,
        derivative=(g * gradient - f * gradient_g) / g**2,
        slips=(
            Slip("order of the two terms", (f * gradient_g - g * gradient) / g**2),
            Slip("denominator not squared", (g * gradient - f * gradient_g) / g),
            Slip("denominator held constant", gradient / g),
        ),
        source="folklore (quotient rule)",
        insight="The quotient rule survives unchanged for scalar functions of a vector.",
    ),
    Identity(
        name="gradient-jacobian-is-hessian",
        subject="chain rules",
        title="The Jacobian of the gradient is the Hessian",
        function=(Q + Q.T) * point,
        variable=point,
        kind="jacobian",
        derivative=Q + Q.T,
        slips=(
            Slip("symmetry assumed", 2 * Q),
            Slip("gradient differentiated as if it were the form", (Q + Q.T) * 2),
        ),
        source="Magnus & Neudecker, Matrix Differential Calculus, ch. 6",
        insight="(Q + Qᵀ)x is the gradient of xᵀQx; differentiating once more gives its Hessian.",
    ),
    Identity(
        name="scalar-times-vector",
        subject="chain rules",
        title="A linear form times the vector itself",
        function=scalar(other.T * point) * point,
        variable=point,
        kind="jacobian",
        derivative=point * other.T + scalar(other.T * point) * Eye(n),
        slips=(
            Slip("lost product-rule term", scalar(other.T * point) * Eye(n)),
            Slip(
                "diagonal-only Jacobian",
                DiagMatrix(HadamardProduct(point, other)) + scalar(other.T * point) * Eye(n),
            ),
            Slip("order of the outer product", other * point.T + scalar(other.T * point) * Eye(n)),
        ),
        source="folklore (product rule)",
        insight="The scalar's gradient becomes a row: the vector times that row, plus a scaled I.",
    ),
)
