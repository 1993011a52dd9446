"""Entrywise activations Y = h(X), with G = ∂L/∂Y from the next module."""

from __future__ import annotations

from sympy import (
    Derivative,
    DiagMatrix,
    Function,
    HadamardPower,
    HadamardProduct,
    Lambda,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Symbol,
    exp,
    log,
    sqrt,
    tanh,
)

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import (
    Inner,
    normcdf,
    normpdf,
    relu,
    sigmoid,
    sizes,
    softplus,
    step,
    vector,
)

m, n = sizes("m n")
X, Y, G = MatrixSymbol("X", m, n), MatrixSymbol("Y", m, n), MatrixSymbol("G", m, n)
x, g = vector("x", n), vector("g", n)
t, a = Symbol("t"), Symbol("a")
h = Function("h")
ones = OneMatrix(m, n)
slope = X.applyfunc(Lambda(t, Derivative(h(t), t)))
gate = X.applyfunc(sigmoid)
grown = OneMatrix(n, 1) + HadamardProduct(x, x)

IDENTITIES = (
    Identity(
        name="activation",
        subject="activations",
        title="Any entrywise activation",
        function=Y,
        definitions=((Y, X.applyfunc(h)),),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, slope),
        slips=(
            Slip("function instead of its derivative", HadamardProduct(G, X.applyfunc(h))),
            Slip("upstream gradient lost", slope),
            Slip(
                "derivative at the wrong argument",
                HadamardProduct(G, Y.applyfunc(Lambda(t, Derivative(h(t), t)))),
            ),
        ),
        source="University of Amsterdam, Deep Learning 1, assignment 1 (activation module)",
        insight="Entry by entry: multiply by the slope at the input.",
    ),
    Identity(
        name="activation-jacobian",
        subject="activations",
        title="Jacobian of an entrywise activation",
        function=x.applyfunc(h),
        variable=x,
        kind="jacobian",
        derivative=DiagMatrix(x.applyfunc(Lambda(t, Derivative(h(t), t)))),
        slips=(
            Slip("function instead of its derivative", DiagMatrix(x.applyfunc(h))),
            Slip(
                "full matrix instead of a diagonal",
                x.applyfunc(Lambda(t, Derivative(h(t), t))) * OneMatrix(1, n),
            ),
        ),
        insight="Output i depends on input i alone.",
    ),
    Identity(
        name="relu-backward",
        subject="activations",
        title="ReLU",
        function=Y,
        definitions=((Y, X.applyfunc(relu)),),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, X.applyfunc(step)),
        slips=(
            Slip("function instead of its derivative", HadamardProduct(G, X.applyfunc(relu))),
            Slip("gradient clipped instead of gated", G.applyfunc(relu)),
            Slip("gate left out", G),
        ),
        source="University of Amsterdam, Deep Learning 1, assignment 1 (activation module)",
        insight="The gradient passes where the input was positive and stops elsewhere.",
    ),
    Identity(
        name="leaky-relu-backward",
        subject="activations",
        title="Leaky ReLU",
        function=Y,
        definitions=((Y, X.applyfunc(relu) - a * (-X).applyfunc(relu)),),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, X.applyfunc(step) + a * (-X).applyfunc(step)),
        slips=(
            Slip("leak lost", HadamardProduct(G, X.applyfunc(step))),
            Slip(
                "sign of the leak", HadamardProduct(G, X.applyfunc(step) - a * (-X).applyfunc(step))
            ),
        ),
        source="Maas, Hannun & Ng, Rectifier nonlinearities (2013)",
        insight="Slope 1 on one side, a on the other.",
    ),
    Identity(
        name="leaky-relu-slope",
        subject="activations",
        title="Leaky ReLU, by its slope",
        function=Y,
        definitions=((Y, X.applyfunc(relu) - a * (-X).applyfunc(relu)),),
        upstream=G,
        variable=a,
        derivative=-Inner(G, (-X).applyfunc(relu)),
        slips=(
            Slip("sign", Inner(G, (-X).applyfunc(relu))),
            Slip("positive side", Inner(G, X.applyfunc(relu))),
        ),
        source="He et al., Delving deep into rectifiers (2015)",
        insight="One number for all entries: sum over all of them.",
    ),
    Identity(
        name="tanh-backward",
        subject="activations",
        title="Hyperbolic tangent",
        function=Y,
        definitions=((Y, X.applyfunc(tanh)),),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, ones - HadamardProduct(Y, Y)),
        slips=(
            Slip("square missing", HadamardProduct(G, ones - Y)),
            Slip("derivative of the sigmoid", HadamardProduct(G, Y, ones - Y)),
            Slip("sign", HadamardProduct(G, HadamardProduct(Y, Y) - ones)),
        ),
        source="Goodfellow, Bengio & Courville, Deep Learning, ch. 6",
        insight="tanh′ = 1 − tanh²: the output is all that must be remembered.",
    ),
    Identity(
        name="sigmoid-backward",
        subject="activations",
        title="Logistic sigmoid",
        function=Y,
        definitions=((Y, X.applyfunc(sigmoid)),),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, Y, ones - Y),
        slips=(
            Slip("derivative of tanh", HadamardProduct(G, ones - HadamardProduct(Y, Y))),
            Slip("input instead of output", HadamardProduct(G, X, ones - X)),
            Slip("factor Y lost", HadamardProduct(G, ones - Y)),
        ),
        source="Goodfellow, Bengio & Courville, Deep Learning, ch. 6",
        insight="σ′ = σ(1 − σ), never more than 1/4.",
        erratum="Some lecture notes print σ′ = 1 − σ: the factor σ is missing.",
    ),
    Identity(
        name="softplus-backward",
        subject="activations",
        title="Softplus",
        function=Y,
        definitions=((Y, X.applyfunc(softplus)),),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, gate),
        slips=(
            Slip("derivative of ReLU", HadamardProduct(G, X.applyfunc(step))),
            Slip("derivative of the sigmoid", HadamardProduct(G, gate, ones - gate)),
        ),
        source="Dugas et al., Incorporating second-order functional knowledge (2001)",
        insight="Softplus is the smooth ReLU, and its slope the smooth step.",
    ),
    Identity(
        name="softplus-log-one-plus-exp",
        subject="activations",
        title="log(1 + eˣ) entry by entry",
        function=X.applyfunc(Lambda(t, log(1 + exp(t)))),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, gate),
        slips=(
            Slip("outer derivative only", HadamardProduct(G, X.applyfunc(exp))),
            Slip("sign inside", HadamardProduct(G, ones - gate)),
        ),
        insight="eᵗ/(1 + eᵗ) is the logistic sigmoid.",
    ),
    Identity(
        name="silu-backward",
        subject="activations",
        title="SiLU, x σ(x)",
        function=HadamardProduct(X, gate),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(G, gate + HadamardProduct(X, gate, ones - gate)),
        slips=(
            Slip("lost product-rule term", HadamardProduct(G, gate)),
            Slip("product of the derivatives", HadamardProduct(G, gate, ones - gate)),
            Slip("factor X lost", HadamardProduct(G, gate + HadamardProduct(gate, ones - gate))),
        ),
        source="Elfwing, Uchibe & Doya, Sigmoid-weighted linear units (2018)",
        insight="X stands in front of the gate and inside it.",
    ),
    Identity(
        name="gelu-backward",
        subject="activations",
        title="GELU, x Φ(x)",
        function=HadamardProduct(X, X.applyfunc(normcdf)),
        upstream=G,
        variable=X,
        derivative=HadamardProduct(
            G, X.applyfunc(normcdf) + HadamardProduct(X, X.applyfunc(normpdf))
        ),
        slips=(
            Slip("lost product-rule term", HadamardProduct(G, X.applyfunc(normcdf))),
            Slip("product of the derivatives", HadamardProduct(G, X.applyfunc(normpdf))),
        ),
        source="Hendrycks & Gimpel, Gaussian error linear units (2016)",
        insight="The density φ is the slope of Φ.",
    ),
    Identity(
        name="inverse-square-root-unit",
        subject="activations",
        title="Inverse square root unit, x / √(1 + x²)",
        function=x.applyfunc(Lambda(t, t / sqrt(1 + t**2))),
        upstream=g,
        variable=x,
        derivative=HadamardProduct(g, HadamardPower(grown, -Rational(3, 2))),
        slips=(
            Slip(
                "denominator held constant",
                HadamardProduct(g, HadamardPower(grown, -Rational(1, 2))),
            ),
            Slip(
                "sign of the exponent",
                HadamardProduct(g, HadamardPower(grown, Rational(3, 2))),
            ),
        ),
        source="Carlile et al., Inverse square root linear units (2017)",
        insight="The numerators of the quotient rule add up to 1.",
    ),
)
