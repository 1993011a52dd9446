"""Losses of regression and classification."""

from __future__ import annotations

from sympy import HadamardPower, HadamardProduct, MatrixSymbol, OneMatrix, Symbol, exp, log, sign

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import (
    Norm,
    Norm1,
    Softmax,
    Total,
    relu,
    scalar,
    sigmoid,
    sizes,
    softplus,
    step,
    vector,
)

n, d, k = sizes("n d k")
X, w, y, b = MatrixSymbol("X", n, d), vector("w", d), vector("y", n), Symbol("b")
W, Y = MatrixSymbol("W", d, k), MatrixSymbol("Y", n, k)
U, V, R, M = (
    MatrixSymbol("U", n, d),
    MatrixSymbol("V", k, d),
    MatrixSymbol("R", n, k),
    MatrixSymbol("M", n, k),
)
p, q, z = vector("p", n), vector("q", n), vector("z", n)
ones, residual = OneMatrix(n, 1), X * w - y
margin = HadamardProduct(y, X * w)
logit = (X * w).applyfunc(sigmoid)
hinge = (ones - margin).applyfunc(step)
soft = Softmax(z)
error = U * V.T - R

IDENTITIES = (
    Identity(
        name="mean-squared-error",
        subject="losses",
        title="Mean squared error of a linear model",
        function=Norm(residual) ** 2 / n,
        variable=w,
        derivative=2 * X.T * residual / n,
        slips=(
            Slip("mean missing", 2 * X.T * residual),
            Slip("factor 2 missing", X.T * residual / n),
            Slip("sign", -2 * X.T * residual / n),
        ),
        source="Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, ch. 3",
        insight="Features times residuals, averaged.",
    ),
    Identity(
        name="mean-squared-error-bias",
        subject="losses",
        title="Mean squared error, by the bias",
        function=Norm(residual + b * ones) ** 2 / n,
        variable=b,
        derivative=2 * Total(residual + b * ones) / n,
        slips=(
            Slip("mean missing", 2 * Total(residual + b * ones)),
            Slip("bias dropped", 2 * Total(residual) / n),
        ),
        insight="The bias touches every residual: sum them.",
    ),
    Identity(
        name="mean-squared-error-many-outputs",
        subject="losses",
        title="Mean squared error of a linear model with many outputs",
        function=Norm(X * W - Y) ** 2 / n,
        variable=W,
        derivative=2 * X.T * (X * W - Y) / n,
        slips=(
            Slip("mean missing", 2 * X.T * (X * W - Y)),
            Slip("divided by all entries", 2 * X.T * (X * W - Y) / (n * k)),
        ),
        insight="One least-squares problem for each column of Y.",
    ),
    Identity(
        name="absolute-error",
        subject="losses",
        title="Sum of absolute errors",
        function=Norm1(residual),
        variable=w,
        derivative=X.T * residual.applyfunc(sign),
        slips=(
            Slip("residual instead of its sign", X.T * residual),
            Slip("sign", -X.T * residual.applyfunc(sign)),
        ),
        insight="Only the side of each error counts, not its size.",
    ),
    Identity(
        name="logistic-regression",
        subject="losses",
        title="Logistic regression with labels 0 and 1",
        function=Total((X * w).applyfunc(softplus)) - scalar(y.T * X * w),
        variable=w,
        derivative=X.T * (logit - y),
        slips=(
            Slip("sign", X.T * (y - logit)),
            Slip(
                "derivative of the sigmoid kept",
                X.T * HadamardProduct(logit - y, logit, ones - logit),
            ),
            Slip("sigmoid missing", X.T * (X * w - y)),
        ),
        source="Bishop, Pattern Recognition and Machine Learning, eq. (4.91)",
        insight="Prediction minus label: σ′ has cancelled.",
    ),
    Identity(
        name="logistic-regression-signs",
        subject="losses",
        title="Logistic regression with labels −1 and 1",
        function=Total((-margin).applyfunc(softplus)),
        variable=w,
        derivative=-X.T * HadamardProduct(y, (-margin).applyfunc(sigmoid)),
        assumptions={y: ("sign",)},
        slips=(
            Slip("sign", X.T * HadamardProduct(y, (-margin).applyfunc(sigmoid))),
            Slip("sign inside", -X.T * HadamardProduct(y, margin.applyfunc(sigmoid))),
            Slip("labels lost", -X.T * (-margin).applyfunc(sigmoid)),
        ),
        source="Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, sec. 10.5",
        insight="Samples with a large margin hardly pull.",
    ),
    Identity(
        name="binary-cross-entropy",
        subject="losses",
        title="Binary cross-entropy, by the probabilities",
        function=-Total(
            HadamardProduct(y, p.applyfunc(log))
            + HadamardProduct(ones - y, (ones - p).applyfunc(log))
        )
        / n,
        variable=p,
        derivative=HadamardProduct(p - y, HadamardPower(HadamardProduct(p, ones - p), -1)) / n,
        assumptions={p: ("unit_interval",)},
        slips=(
            Slip(
                "sign",
                HadamardProduct(y - p, HadamardPower(HadamardProduct(p, ones - p), -1)) / n,
            ),
            Slip(
                "mean missing",
                HadamardProduct(p - y, HadamardPower(HadamardProduct(p, ones - p), -1)),
            ),
            Slip("denominator lost, as after the sigmoid", (p - y) / n),
        ),
        source="Goodfellow, Bengio & Courville, Deep Learning, ch. 6",
        insight="The two fractions of y and 1 − y have p(1 − p) as common denominator.",
    ),
    Identity(
        name="hinge-loss",
        subject="losses",
        title="Hinge loss",
        function=Total((ones - margin).applyfunc(relu)),
        variable=w,
        derivative=-X.T * HadamardProduct(y, hinge),
        slips=(
            Slip("sign", X.T * HadamardProduct(y, hinge)),
            Slip("all samples counted", -X.T * y),
            Slip("labels lost", -X.T * hinge),
        ),
        source="Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, ch. 12",
        insight="Only samples inside the margin pull, and all of them equally.",
    ),
    Identity(
        name="squared-hinge-loss",
        subject="losses",
        title="Squared hinge loss",
        function=Norm((ones - margin).applyfunc(relu)) ** 2,
        variable=w,
        derivative=-2 * X.T * HadamardProduct(y, (ones - margin).applyfunc(relu)),
        slips=(
            Slip("sign", 2 * X.T * HadamardProduct(y, (ones - margin).applyfunc(relu))),
            Slip("step instead of ReLU", -2 * X.T * HadamardProduct(y, hinge)),
        ),
        insight="Squaring removes the kink: relu · relu′ = relu.",
    ),
    Identity(
        name="poisson-regression",
        subject="losses",
        title="Poisson regression",
        function=Total((X * w).applyfunc(exp)) - scalar(y.T * X * w),
        variable=w,
        derivative=X.T * ((X * w).applyfunc(exp) - y),
        slips=(
            Slip("exponential missing", X.T * (X * w - y)),
            Slip("sign", X.T * (y - (X * w).applyfunc(exp))),
        ),
        source="McCullagh & Nelder, Generalized Linear Models, ch. 6",
        insight="Prediction minus count, as for every canonical link.",
    ),
    Identity(
        name="kl-divergence-first",
        subject="losses",
        title="Kullback–Leibler divergence, by the first distribution",
        function=Total(HadamardProduct(p, (p.applyfunc(log) - q.applyfunc(log)))),
        variable=p,
        derivative=p.applyfunc(log) - q.applyfunc(log) + ones,
        assumptions={p: ("positive",), q: ("positive",)},
        slips=(
            Slip("lost product-rule term", p.applyfunc(log) - q.applyfunc(log)),
            Slip(
                "derivative by the second distribution", -HadamardProduct(p, HadamardPower(q, -1))
            ),
        ),
        insight="p stands inside the logarithm too, which adds 1.",
    ),
    Identity(
        name="kl-divergence-second",
        subject="losses",
        title="Kullback–Leibler divergence, by the second distribution",
        function=Total(HadamardProduct(p, (p.applyfunc(log) - q.applyfunc(log)))),
        variable=q,
        derivative=-HadamardProduct(p, HadamardPower(q, -1)),
        assumptions={p: ("positive",), q: ("positive",)},
        slips=(
            Slip("sign", HadamardProduct(p, HadamardPower(q, -1))),
            Slip("p lost", -HadamardPower(q, -1)),
        ),
        insight="Minus the ratio of the two distributions.",
    ),
    Identity(
        name="brier-score",
        subject="losses",
        title="Brier score of a softmax",
        function=Norm(soft - y) ** 2,
        variable=z,
        derivative=2 * HadamardProduct(soft, soft - y - scalar(soft.T * (soft - y)) * ones),
        slips=(
            Slip("diagonal-only Jacobian", 2 * HadamardProduct(soft, soft - y, ones - soft)),
            Slip("softmax not differentiated", 2 * (soft - y)),
            Slip("mean not subtracted", 2 * HadamardProduct(soft, soft - y)),
        ),
        insight="The error goes back through the full softmax Jacobian.",
    ),
    Identity(
        name="matrix-factorisation",
        subject="losses",
        title="Matrix factorisation",
        function=Norm(error) ** 2,
        variable=U,
        derivative=2 * error * V,
        slips=(
            Slip("factor 2 missing", error * V),
            Slip("sign", -2 * error * V),
            Slip("other factor's derivative", 2 * error * error.T * U),
        ),
        source="Koren, Bell & Volinsky, Matrix factorization techniques (2009)",
        insight="With V fixed it is least squares in U.",
    ),
    Identity(
        name="matrix-completion",
        subject="losses",
        title="Matrix factorisation with missing entries",
        function=Norm(HadamardProduct(M, error)) ** 2,
        variable=V,
        derivative=2 * HadamardProduct(M, M, error).T * U,
        slips=(
            Slip("mask forgotten", 2 * error.T * U),
            Slip("factor 2 missing", HadamardProduct(M, M, error).T * U),
            Slip("sign", -2 * HadamardProduct(M, M, error).T * U),
        ),
        source="Koren, Bell & Volinsky, Matrix factorization techniques (2009)",
        insight="The mask enters twice, which a mask of zeros and ones hides.",
    ),
    Identity(
        name="nonnegative-factorisation",
        subject="losses",
        title="Poisson loss of a matrix factorisation",
        function=Total(U * V.T) - Total(HadamardProduct(R, (U * V.T).applyfunc(log))),
        variable=U,
        derivative=(OneMatrix(n, k) - HadamardProduct(R, HadamardPower(U * V.T, -1))) * V,
        assumptions={U: ("positive",), V: ("positive",)},
        slips=(
            Slip("ones lost", -HadamardProduct(R, HadamardPower(U * V.T, -1)) * V),
            Slip(
                "sign",
                (HadamardProduct(R, HadamardPower(U * V.T, -1)) - OneMatrix(n, k)) * V,
            ),
        ),
        source="Lee & Seung, Algorithms for non-negative matrix factorization (2001)",
        insight="Zero where the ratio of data to model averages to one.",
    ),
)
