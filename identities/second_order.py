"""Hessians of functions of a vector, and mixed Hessians."""

from __future__ import annotations

from sympy import (
    DiagMatrix,
    HadamardPower,
    HadamardProduct,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    exp,
    log,
    tanh,
)
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import (
    LogSumExp,
    Norm,
    Softmax,
    Total,
    scalar,
    sigmoid,
    sizes,
    softplus,
    vector,
)

m, n = sizes("m n")
x, y, b = vector("x", n), vector("y", m), vector("b", m)
u, z, s = vector("u", n), vector("z", m), Symbol("s")
A, B, D = MatrixSymbol("A", m, n), MatrixSymbol("B", n, n), MatrixSymbol("D", m, m)
square = scalar(x.T * x)
soft = Softmax(A * x)
logit = (A * x).applyfunc(sigmoid)
hidden = (A * x).applyfunc(tanh)
slope = OneMatrix(m, 1) - HadamardProduct(hidden, hidden)
kernel = exp(-(Norm(x - u) ** 2) / 2)

IDENTITIES = (
    Identity(
        name="hessian-quadratic-form",
        subject="second order",
        title="Hessian of a quadratic form",
        function=x.T * B * x,
        variable=x,
        kind="hessian",
        derivative=B + B.T,
        slips=(
            Slip("symmetry assumed", 2 * B),
            Slip("lost product-rule term", B),
            Slip("gradient kept as a matrix", (B + B.T) * x * x.T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), eq. (98)",
        insight="A Hessian is symmetric even when B is not.",
    ),
    Identity(
        name="hessian-least-squares",
        subject="second order",
        title="Hessian of a sum of squared residuals",
        function=Norm(A * x - b) ** 2,
        variable=x,
        kind="hessian",
        derivative=2 * A.T * A,
        slips=(
            Slip("factor 2 missing", A.T * A),
            Slip("factor 4", 4 * A.T * A),
            Slip("sign", -2 * A.T * A),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, ex. 1.2",
        insight="Constant and positive semidefinite: least squares is convex.",
    ),
    Identity(
        name="hessian-weighted-least-squares",
        subject="second order",
        title="Hessian of a weighted sum of squared residuals",
        function=(A * x - b).T * D * (A * x - b),
        variable=x,
        kind="hessian",
        derivative=A.T * (D + D.T) * A,
        slips=(
            Slip("symmetry assumed", 2 * A.T * D * A),
            Slip("weights dropped", 2 * A.T * A),
        ),
        insight="The Hessian of the form, seen through A.",
    ),
    Identity(
        name="hessian-bilinear-mixed",
        subject="second order",
        title="Mixed Hessian of a bilinear form",
        function=y.T * A * x,
        variable=(y, x),
        kind="hessian",
        derivative=A,
        slips=(
            Slip("factor 2", 2 * A),
            Slip("all ones", OneMatrix(m, n)),
        ),
        insight="Rows belong to the first variable, columns to the second.",
    ),
    Identity(
        name="hessian-norm",
        subject="second order",
        title="Hessian of the Euclidean norm",
        function=Norm(x),
        variable=x,
        kind="hessian",
        derivative=Eye(n) / Norm(x) - x * x.T / Norm(x) ** 3,
        assumptions={x: ("nonzero",)},
        slips=(
            Slip("denominator held constant", Eye(n) / Norm(x)),
            Slip("power of the norm", Eye(n) / Norm(x) - x * x.T / Norm(x) ** 2),
            Slip("taken for the squared norm", 2 * Eye(n)),
        ),
        insight="Flat along x, curved across it.",
    ),
    Identity(
        name="hessian-squared-norm",
        subject="second order",
        title="Hessian of the squared norm",
        function=Norm(x) ** 2,
        variable=x,
        kind="hessian",
        derivative=2 * Eye(n),
        slips=(
            Slip("all ones", 2 * OneMatrix(n, n)),
            Slip("factor 2 missing", Eye(n)),
        ),
        insight="The same curvature in every direction.",
    ),
    Identity(
        name="hessian-fourth-power",
        subject="second order",
        title="Hessian of the fourth power of the norm",
        function=square**2,
        variable=x,
        kind="hessian",
        derivative=4 * square * Eye(n) + 8 * x * x.T,
        slips=(
            Slip("lost product-rule term", 4 * square * Eye(n)),
            Slip("factor 8 instead of 4", 8 * square * Eye(n) + 8 * x * x.T),
            Slip(
                "diagonal-only Hessian",
                4 * square * Eye(n) + 8 * DiagMatrix(HadamardProduct(x, x)),
            ),
        ),
        insight="The gradient 4(xᵀx)x is a product, so there are two terms.",
    ),
    Identity(
        name="hessian-log-one-plus-square",
        subject="second order",
        title="Hessian of log(1 + xᵀx)",
        function=log(1 + square),
        variable=x,
        kind="hessian",
        derivative=2 * Eye(n) / (1 + square) - 4 * x * x.T / (1 + square) ** 2,
        slips=(
            Slip("denominator held constant", 2 * Eye(n) / (1 + square)),
            Slip("sign", 2 * Eye(n) / (1 + square) + 4 * x * x.T / (1 + square) ** 2),
        ),
        insight="The quotient rule on 2x/(1 + xᵀx).",
    ),
    Identity(
        name="hessian-sum-of-exponentials",
        subject="second order",
        title="Hessian of a sum of exponentials",
        function=Total((A * x).applyfunc(exp)),
        variable=x,
        kind="hessian",
        derivative=A.T * DiagMatrix((A * x).applyfunc(exp)) * A,
        slips=(
            Slip("weights dropped", A.T * A),
            Slip(
                "outer product instead of a diagonal",
                A.T * (A * x).applyfunc(exp) * (A * x).applyfunc(exp).T * A,
            ),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1",
        insight="A weighted Gram matrix of the rows of A.",
    ),
    Identity(
        name="hessian-log-barrier",
        subject="second order",
        title="Hessian of the logarithmic barrier",
        function=-Total((b - A * x).applyfunc(log)),
        variable=x,
        kind="hessian",
        derivative=A.T * DiagMatrix(HadamardPower(b - A * x, -2)) * A,
        assumptions={b: ("large",)},
        slips=(
            Slip("sign", -A.T * DiagMatrix(HadamardPower(b - A * x, -2)) * A),
            Slip("denominator not squared", A.T * DiagMatrix(HadamardPower(b - A * x, -1)) * A),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. 11.2",
        insight="Constraints that are almost active dominate.",
    ),
    Identity(
        name="hessian-negative-entropy",
        subject="second order",
        title="Hessian of the negative entropy",
        function=Total(HadamardProduct(x, x.applyfunc(log))),
        variable=x,
        kind="hessian",
        derivative=DiagMatrix(HadamardPower(x, -1)),
        assumptions={x: ("positive",)},
        slips=(
            Slip("sign", -DiagMatrix(HadamardPower(x, -1))),
            Slip("denominator squared", DiagMatrix(HadamardPower(x, -2))),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, ex. 3.13",
        insight="Positive on the diagonal: the negative entropy is strictly convex.",
    ),
    Identity(
        name="hessian-log-sum-exp",
        subject="second order",
        title="Hessian of log-sum-exp of a linear map",
        function=LogSumExp(A * x),
        variable=x,
        kind="hessian",
        derivative=A.T * (DiagMatrix(soft) - soft * soft.T) * A,
        slips=(
            Slip("diagonal-only softmax Jacobian", A.T * DiagMatrix(soft) * A),
            Slip("sign of the second term", A.T * (DiagMatrix(soft) + soft * soft.T) * A),
            Slip(
                "diagonal entries s(1 − s) only",
                A.T * DiagMatrix(soft - HadamardProduct(soft, soft)) * A,
            ),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1.5",
        insight="The covariance of the rows of A under the softmax weights.",
    ),
    Identity(
        name="hessian-logistic-regression",
        subject="second order",
        title="Hessian of the logistic loss",
        function=Total((A * x).applyfunc(softplus)) - scalar(b.T * A * x),
        variable=x,
        kind="hessian",
        derivative=A.T * DiagMatrix(logit - HadamardProduct(logit, logit)) * A,
        slips=(
            Slip("weights dropped", A.T * A),
            Slip("first derivative as weights", A.T * DiagMatrix(logit) * A),
            Slip("targets kept in the weights", A.T * DiagMatrix(logit - b) * A),
        ),
        source="Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, sec. 4.4",
        insight="The weights are σ(1 − σ); the targets have dropped out.",
    ),
    Identity(
        name="hessian-hidden-layer",
        subject="second order",
        title="Hessian of one hidden tanh layer, by its input",
        function=z.T * hidden,
        variable=x,
        kind="hessian",
        derivative=-2 * A.T * DiagMatrix(HadamardProduct(z, hidden, slope)) * A,
        slips=(
            Slip("sign", 2 * A.T * DiagMatrix(HadamardProduct(z, hidden, slope)) * A),
            Slip("factor 2 missing", -A.T * DiagMatrix(HadamardProduct(z, hidden, slope)) * A),
            Slip("first derivative used twice", A.T * DiagMatrix(HadamardProduct(z, slope)) * A),
        ),
        insight="tanh″ = −2 tanh (1 − tanh²).",
    ),
    Identity(
        name="hessian-gaussian-kernel",
        subject="second order",
        title="Hessian of the Gaussian kernel",
        function=kernel,
        variable=x,
        kind="hessian",
        derivative=kernel * ((x - u) * (x - u).T - Eye(n)),
        slips=(
            Slip("lost product-rule term", kernel * (x - u) * (x - u).T),
            Slip("sign", kernel * (Eye(n) - (x - u) * (x - u).T)),
        ),
        source="Rasmussen & Williams, Gaussian Processes for Machine Learning, sec. 9.4",
        insight="Concave near the centre, convex far from it.",
    ),
    Identity(
        name="hessian-gaussian-kernel-mixed",
        subject="second order",
        title="Mixed Hessian of the Gaussian kernel",
        function=kernel,
        variable=(x, u),
        kind="hessian",
        derivative=kernel * (Eye(n) - (x - u) * (x - u).T),
        slips=(
            Slip("sign of the inner derivative", kernel * ((x - u) * (x - u).T - Eye(n))),
            Slip("lost product-rule term", kernel * Eye(n)),
        ),
        source="Rasmussen & Williams, Gaussian Processes for Machine Learning, sec. 9.4",
        insight="x and u enter with opposite signs.",
    ),
    Identity(
        name="hessian-quadratic-over-linear",
        subject="second order",
        title="Mixed Hessian of xᵀx/s",
        function=square / s,
        variable=(x, s),
        kind="hessian",
        derivative=-2 * x / s**2,
        assumptions={s: ("positive",)},
        slips=(
            Slip("sign", 2 * x / s**2),
            Slip("denominator not squared", -2 * x / s),
            Slip("factor 2 missing", -x / s**2),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1.5",
        insight="A column: one row for each entry of x.",
    ),
)
