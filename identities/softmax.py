"""Softmax, log-sum-exp and their losses. Rows are samples; T holds targets."""

from __future__ import annotations

from sympy import DiagMatrix, HadamardPower, HadamardProduct, MatrixSymbol, OneMatrix, Symbol, log
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import (
    LogSoftmax,
    LogSumExp,
    Softmax,
    Total,
    scalar,
    sizes,
    vector,
)

s, c, m, n = sizes("S C m n")
X, Y, Z = MatrixSymbol("X", s, c), MatrixSymbol("Y", s, c), MatrixSymbol("Z", s, c)
G, T = MatrixSymbol("G", s, c), MatrixSymbol("T", s, c)
F, W, b = MatrixSymbol("F", s, m), MatrixSymbol("W", m, c), MatrixSymbol("b", 1, c)
A, x, y, g = MatrixSymbol("A", m, n), vector("x", n), vector("y", n), vector("g", n)
beta = Symbol("beta")
ones = OneMatrix(c, 1) * OneMatrix(1, c)
soft, soft_y = Softmax(x), Softmax(y)
covariance = DiagMatrix(soft) - soft * soft.T
probabilities = ((Y, Softmax(Z)),)
logits = F * W + OneMatrix(s, 1) * b
TARGETS = {T: ("rows_sum_to_one",)}
COURSE = "University of Amsterdam, Deep Learning 1, assignment 1 (softmax and loss modules)"

IDENTITIES = (
    Identity(
        name="softmax-jacobian",
        subject="softmax",
        title="Jacobian of softmax",
        function=soft,
        variable=x,
        kind="jacobian",
        derivative=covariance,
        slips=(
            Slip("diagonal-only Jacobian", DiagMatrix(soft - HadamardProduct(soft, soft))),
            Slip("off-diagonal entries dropped", DiagMatrix(soft)),
            Slip("sign of the outer product", DiagMatrix(soft) + soft * soft.T),
        ),
        source="Goodfellow, Bengio & Courville, Deep Learning, ch. 6",
        insight="Raising one input lowers all other outputs, since they sum to one.",
    ),
    Identity(
        name="softmax-backward-vector",
        subject="softmax",
        title="Gradient through softmax of a vector",
        function=soft,
        upstream=g,
        variable=x,
        derivative=HadamardProduct(soft, g) - scalar(soft.T * g) * soft,
        slips=(
            Slip(
                "diagonal-only Jacobian",
                HadamardProduct(soft, g) - HadamardProduct(soft, soft, g),
            ),
            Slip("second term lost", HadamardProduct(soft, g)),
        ),
        insight="Subtract the mean of g under the softmax weights, then weight.",
    ),
    Identity(
        name="softmax-backward-rows",
        subject="softmax",
        title="Gradient through softmax of each row",
        function=Y,
        definitions=((Y, Softmax(X)),),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(Y, G - HadamardProduct(G, Y) * ones),
        slips=(
            Slip(
                "diagonal-only Jacobian",
                HadamardProduct(G, Y, OneMatrix(s, c) - Y),
            ),
            Slip("sum along the row lost", HadamardProduct(Y, G - HadamardProduct(G, Y))),
            Slip("outer Y lost", G - HadamardProduct(G, Y) * ones),
            Slip("sign of the second term", HadamardProduct(Y, G + HadamardProduct(G, Y) * ones)),
        ),
        source=COURSE,
        insight="11ᵀ copies each row's sum of G∘Y to the whole row.",
    ),
    Identity(
        name="cross-entropy-by-probabilities",
        subject="softmax",
        title="Cross-entropy, by the predicted probabilities",
        function=-Total(HadamardProduct(T, X.applyfunc(log))) / s,
        variable=X,
        derivative=-HadamardProduct(T, HadamardPower(X, -1)) / s,
        assumptions={X: ("positive",)},
        slips=(
            Slip("mean missing", -HadamardProduct(T, HadamardPower(X, -1))),
            Slip("sign", HadamardProduct(T, HadamardPower(X, -1)) / s),
            Slip("targets lost", -HadamardPower(X, -1) / s),
            Slip("difference as after softmax", (X - T) / s),
        ),
        source=COURSE,
        insight="Only the logarithm is differentiated: one over the probability.",
    ),
    Identity(
        name="softmax-cross-entropy",
        subject="softmax",
        title="Cross-entropy after softmax, by the logits",
        function=-Total(HadamardProduct(T, Y.applyfunc(log))) / s,
        definitions=probabilities,
        variable=Z,
        derivative=(Y - T) / s,
        assumptions=TARGETS,
        slips=(
            Slip("mean missing", Y - T),
            Slip("sign", (T - Y) / s),
            Slip("diagonal-only Jacobian", -HadamardProduct(T, OneMatrix(s, c) - Y) / s),
            Slip("softmax not differentiated", -HadamardProduct(T, HadamardPower(Y, -1)) / s),
        ),
        source=COURSE,
        insight="The softmax Jacobian cancels the 1/Y: prediction minus target.",
    ),
    Identity(
        name="softmax-cross-entropy-any-targets",
        subject="softmax",
        title="Cross-entropy after softmax, for any targets",
        function=-Total(HadamardProduct(T, Y.applyfunc(log))) / s,
        definitions=probabilities,
        variable=Z,
        derivative=(HadamardProduct(Y, T * ones) - T) / s,
        slips=(
            Slip("rows of T assumed to sum to one", (Y - T) / s),
            Slip("mean missing", HadamardProduct(Y, T * ones) - T),
            Slip("matrix product instead of entrywise", (Y * T.T * T - T) / s),
        ),
        source=COURSE,
        insight="Each row of Y is weighted by the sum of its row of targets.",
    ),
    Identity(
        name="log-softmax-cross-entropy",
        subject="softmax",
        title="Cross-entropy of logits by log-softmax",
        function=-Total(HadamardProduct(T, LogSoftmax(Z))) / s,
        variable=Z,
        derivative=(Softmax(Z) - T) / s,
        assumptions=TARGETS,
        slips=(
            Slip("mean missing", Softmax(Z) - T),
            Slip("log-softmax instead of softmax", (LogSoftmax(Z) - T) / s),
            Slip("softmax along columns", (Softmax(Z, "columns") - T) / s),
        ),
        source="PyTorch, derivatives.yaml (cross_entropy)",
        insight="The same loss, computed without a logarithm of small numbers.",
    ),
    Identity(
        name="log-softmax-backward",
        subject="softmax",
        title="Gradient through log-softmax of each row",
        function=LogSoftmax(X),
        upstream=G,
        variable=X,
        derivative=G - HadamardProduct(Softmax(X), G * ones),
        slips=(
            Slip("second term lost", G),
            Slip("sum along the row lost", G - HadamardProduct(Softmax(X), G)),
            Slip("log-softmax instead of softmax", G - HadamardProduct(LogSoftmax(X), G * ones)),
        ),
        source="PyTorch, derivatives.yaml (_log_softmax_backward_data)",
        insight="What a row of G sums to is taken back in proportion to softmax.",
    ),
    Identity(
        name="log-softmax-jacobian",
        subject="softmax",
        title="Jacobian of log-softmax",
        function=LogSoftmax(x),
        variable=x,
        kind="jacobian",
        derivative=Eye(n) - OneMatrix(n, 1) * soft.T,
        slips=(
            Slip("order of the outer product", Eye(n) - soft * OneMatrix(1, n)),
            Slip("diagonal-only Jacobian", Eye(n) - DiagMatrix(soft)),
            Slip("Jacobian of softmax", covariance),
        ),
        insight="Every output subtracts the same log-sum-exp.",
    ),
    Identity(
        name="log-sum-exp",
        subject="softmax",
        title="Log-sum-exp of a linear map",
        function=LogSumExp(A * x),
        variable=x,
        derivative=A.T * Softmax(A * x),
        slips=(
            Slip("log-softmax instead of softmax", A.T * LogSoftmax(A * x)),
            Slip("softmax not weighted", A.T * OneMatrix(m, 1)),
            Slip("mean instead of softmax", A.T * OneMatrix(m, 1) / m),
        ),
        source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1.5",
        insight="Softmax is the gradient of log-sum-exp.",
    ),
    Identity(
        name="smooth-maximum",
        subject="softmax",
        title="Smooth maximum, by its sharpness",
        function=LogSumExp(beta * x) / beta,
        variable=beta,
        kind="scalar-derivative",
        derivative=scalar(x.T * Softmax(beta * x)) / beta - LogSumExp(beta * x) / beta**2,
        assumptions={beta: ("positive",)},
        slips=(
            Slip("lost product-rule term", scalar(x.T * Softmax(beta * x)) / beta),
            Slip("inner derivative lost", 1 / beta - LogSumExp(beta * x) / beta**2),
        ),
        insight="β stands inside and in the denominator.",
    ),
    Identity(
        name="expected-value-under-softmax",
        subject="softmax",
        title="Mean of fixed values under softmax weights",
        function=y.T * soft,
        variable=x,
        derivative=HadamardProduct(soft, y - scalar(y.T * soft) * OneMatrix(n, 1)),
        slips=(
            Slip("mean not subtracted", HadamardProduct(soft, y)),
            Slip(
                "diagonal-only Jacobian",
                HadamardProduct(soft, y, OneMatrix(n, 1) - soft),
            ),
        ),
        insight="Weights move towards values above the mean.",
    ),
    Identity(
        name="multinomial-regression-weights",
        subject="softmax",
        title="Softmax regression, by the weights",
        function=-Total(HadamardProduct(T, LogSoftmax(logits))) / s,
        variable=W,
        derivative=F.T * (Softmax(logits) - T) / s,
        assumptions=TARGETS,
        slips=(
            Slip("mean missing", F.T * (Softmax(logits) - T)),
            Slip("sign", F.T * (T - Softmax(logits)) / s),
            Slip("bias dropped", F.T * (Softmax(F * W) - T) / s),
        ),
        source="Bishop, Pattern Recognition and Machine Learning, sec. 4.3.4",
        insight="Features times error: the linear layer's backward pass.",
    ),
    Identity(
        name="multinomial-regression-bias",
        subject="softmax",
        title="Softmax regression, by the bias",
        function=-Total(HadamardProduct(T, LogSoftmax(logits))) / s,
        variable=b,
        derivative=OneMatrix(1, s) * (Softmax(logits) - T) / s,
        assumptions=TARGETS,
        slips=(
            Slip("mean missing", OneMatrix(1, s) * (Softmax(logits) - T)),
            Slip("sign", OneMatrix(1, s) * (T - Softmax(logits)) / s),
        ),
        source="Bishop, Pattern Recognition and Machine Learning, sec. 4.3.4",
        insight="The mean error of each class.",
    ),
    Identity(
        name="kl-divergence-of-logits",
        subject="softmax",
        title="Kullback–Leibler divergence, by the second logits",
        function=soft.T * (LogSoftmax(x) - LogSoftmax(y)),
        variable=y,
        derivative=soft_y - soft,
        slips=(
            Slip("sign", soft - soft_y),
            Slip("softmax not differentiated", -soft),
            Slip(
                "ratio instead of a difference", -HadamardProduct(soft, HadamardPower(soft_y, -1))
            ),
        ),
        insight="Prediction minus target again, with the target itself a softmax.",
    ),
    Identity(
        name="kl-divergence-of-first-logits",
        subject="softmax",
        title="Kullback–Leibler divergence, by the first logits",
        function=soft.T * (LogSoftmax(x) - LogSoftmax(y)),
        variable=x,
        derivative=HadamardProduct(
            soft,
            LogSoftmax(x)
            - LogSoftmax(y)
            - scalar(soft.T * (LogSoftmax(x) - LogSoftmax(y))) * OneMatrix(n, 1),
        ),
        slips=(
            Slip(
                "divergence not subtracted",
                HadamardProduct(soft, LogSoftmax(x) - LogSoftmax(y)),
            ),
            Slip("symmetry assumed", soft - soft_y),
        ),
        insight="The divergence is not symmetric in its arguments.",
    ),
)
