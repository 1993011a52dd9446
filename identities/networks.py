"""Whole networks: a neuron, and two layers with every gradient on the way back.

Intermediate results keep their names: s₁ = W₁x + b₁, a₁ = f(s₁), s₂ = W₂a₁ + b₂, ŷ = g(s₂).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sympy import (
    HadamardPower,
    HadamardProduct,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Symbol,
    log,
    tanh,
)

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Norm, relu, scalar, sigmoid, sizes, step, vector

n, a, k = sizes("n a K")
x, y = vector("x", n), vector("y", k)
W1, b1 = MatrixSymbol("W_1", a, n), vector("b_1", a)
W2, b2 = MatrixSymbol("W_2", k, a), vector("b_2", k)
s1, a1, s2, guess = vector("s_1", a), vector("a_1", a), vector("s_2", k), vector("yhat", k)
ones_a, ones_k = OneMatrix(a, 1), OneMatrix(k, 1)
HOMEWORK = "New York University, Deep Learning, homework 1 (2023)"


@dataclass(frozen=True)
class Network:
    """Two layers and a loss: what the records of its gradients share."""

    name: str
    title: str
    activation: Any
    output: Any
    loss: Any
    assumptions: dict[Any, tuple[str, ...]] = field(default_factory=dict)

    def gradient(
        self, variable: Any, derivative: Any, slips: dict[str, Any], insight: str
    ) -> Identity:
        """∂C/∂variable of this network."""
        return Identity(
            name=f"{self.name}-by-{str(variable).replace('_', '')}",
            subject="networks",
            title=f"{self.title}, by {variable}",
            function=self.loss,
            definitions=(
                (s1, W1 * x + b1),
                (a1, self.activation),
                (s2, W2 * a1 + b2),
                (guess, self.output),
            ),
            variable=variable,
            derivative=derivative,
            assumptions=self.assumptions,
            slips=tuple(Slip(mistake, formula) for mistake, formula in slips.items()),
            source=HOMEWORK,
            insight=insight,
        )


squared = Norm(guess - y) ** 2
error = guess - y

linear = Network(
    name="relu-squared-error",
    title="Linear, 3 ReLU, linear, squared error",
    activation=3 * s1.applyfunc(relu),
    output=s2,
    loss=squared,
)
gate = s1.applyfunc(step)
back = 6 * HadamardProduct(gate, W2.T * error)

RELU = (
    linear.gradient(
        guess,
        2 * error,
        {"factor 2 missing": error, "sign": 2 * (y - guess)},
        "The gradient of a squared distance is twice the difference.",
    ),
    linear.gradient(
        s2,
        2 * error,
        {"factor 2 missing": error, "sigmoid assumed": 2 * HadamardProduct(error, guess)},
        "The output is the identity, so nothing is added on the way.",
    ),
    linear.gradient(
        a1,
        2 * W2.T * error,
        {"factor 2 missing": W2.T * error, "error lost": 2 * W2.T * ones_k},
        "Back through a linear map: its transpose.",
    ),
    linear.gradient(
        s1,
        back,
        {
            "gate left out": 6 * W2.T * error,
            "factor 3 missing": 2 * HadamardProduct(gate, W2.T * error),
            "function instead of its derivative": 6
            * HadamardProduct(s1.applyfunc(relu), W2.T * error),
        },
        "The slope of 3 ReLU is 3 where s₁ is positive.",
    ),
    linear.gradient(
        W2,
        2 * error * a1.T,
        {
            "activation left out": 2 * error * s1.T,
            "factor 2 missing": error * a1.T,
            "outer product lost": 2 * error * OneMatrix(1, a),
        },
        "Error at the output times input of the layer, as an outer product.",
    ),
    linear.gradient(
        b2,
        2 * error,
        {"factor 2 missing": error, "sign": -2 * error},
        "A bias receives the gradient of its layer unchanged.",
    ),
    linear.gradient(
        W1,
        back * x.T,
        {
            "gate left out": 6 * W2.T * error * x.T,
            "factor 3 missing": 2 * HadamardProduct(gate, W2.T * error) * x.T,
            "inputs lost": back * OneMatrix(1, n),
        },
        "The gradient at s₁ times the input of the network.",
    ),
    linear.gradient(
        b1,
        back,
        {
            "gate left out": 6 * W2.T * error,
            "second layer left out": 3 * gate,
        },
        "The gradient at s₁.",
    ),
)

sigmoid_net = Network(
    name="tanh-sigmoid-squared-error",
    title="Linear, tanh, linear, σ, squared error",
    activation=s1.applyfunc(tanh),
    output=s2.applyfunc(sigmoid),
    loss=squared,
)
slope2 = HadamardProduct(guess, ones_k - guess)
slope1 = ones_a - HadamardProduct(a1, a1)
delta2 = 2 * HadamardProduct(error, guess, ones_k - guess)
delta1 = HadamardProduct(slope1, W2.T * delta2)

TANH_SQUARED = (
    sigmoid_net.gradient(
        guess,
        2 * error,
        {"factor 2 missing": error, "sign": 2 * (y - guess)},
        "The gradient of a squared distance is twice the difference.",
    ),
    sigmoid_net.gradient(
        s2,
        delta2,
        {
            "derivative of σ left out": 2 * error,
            "derivative of tanh": 2
            * HadamardProduct(error, ones_k - HadamardProduct(guess, guess)),
            "factor 2 missing": HadamardProduct(error, guess, ones_k - guess),
            "factor ŷ lost": 2 * HadamardProduct(error, ones_k - guess),
        },
        "σ′ = ŷ(1 − ŷ) vanishes where the output saturates.",
    ),
    sigmoid_net.gradient(
        a1,
        W2.T * delta2,
        {
            "derivative of σ left out": 2 * W2.T * error,
            "factor 2 missing": W2.T * HadamardProduct(error, slope2),
        },
        "Back through a linear map: its transpose.",
    ),
    sigmoid_net.gradient(
        s1,
        delta1,
        {
            "square missing in tanh′": HadamardProduct(ones_a - a1, W2.T * delta2),
            "derivative of tanh left out": W2.T * delta2,
            "derivative at the wrong argument": HadamardProduct(
                ones_a - HadamardProduct(s1, s1), W2.T * delta2
            ),
        },
        "tanh′ = 1 − a₁², entry by entry.",
    ),
    sigmoid_net.gradient(
        W2,
        delta2 * a1.T,
        {
            "derivative of σ left out": 2 * error * a1.T,
            "activation left out": delta2 * s1.T,
        },
        "Gradient at s₂ times input of the layer.",
    ),
    sigmoid_net.gradient(
        b2,
        delta2,
        {"derivative of σ left out": 2 * error, "sign": -delta2},
        "A bias receives the gradient of its layer unchanged.",
    ),
    sigmoid_net.gradient(
        W1,
        delta1 * x.T,
        {
            "derivative of tanh left out": W2.T * delta2 * x.T,
            "derivative of σ left out": 2 * HadamardProduct(slope1, W2.T * error) * x.T,
        },
        "Gradient at s₁ times the input of the network.",
    ),
    sigmoid_net.gradient(
        b1,
        delta1,
        {"derivative of tanh left out": W2.T * delta2, "second layer left out": slope1},
        "The gradient at s₁.",
    ),
)

entropy_net = Network(
    name="tanh-sigmoid-cross-entropy",
    title="Linear, tanh, linear, σ, binary cross-entropy",
    activation=s1.applyfunc(tanh),
    output=s2.applyfunc(sigmoid),
    loss=-(
        scalar(y.T * guess.applyfunc(log))
        + scalar((ones_k - y).T * (ones_k - guess).applyfunc(log))
    )
    / k,
    assumptions={y: ("unit_interval",), guess: ("unit_interval",)},
)
entropy2 = error / k
entropy1 = HadamardProduct(slope1, W2.T * error) / k

CROSS_ENTROPY = (
    entropy_net.gradient(
        guess,
        HadamardProduct(error, HadamardPower(slope2, -1)) / k,
        {
            "sign": HadamardProduct(y - guess, HadamardPower(slope2, -1)) / k,
            "mean missing": HadamardProduct(error, HadamardPower(slope2, -1)),
            "second term lost": -HadamardProduct(y, HadamardPower(guess, -1)) / k,
        },
        "−y/ŷ + (1 − y)/(1 − ŷ) has the common denominator ŷ(1 − ŷ).",
    ),
    entropy_net.gradient(
        s2,
        entropy2,
        {
            "mean missing": error,
            "derivative of σ not cancelled": HadamardProduct(error, slope2) / k,
            "sign": -error / k,
        },
        "σ′ cancels the denominator: prediction minus target.",
    ),
    entropy_net.gradient(
        a1,
        W2.T * error / k,
        {
            "mean missing": W2.T * error,
            "derivative of σ not cancelled": W2.T * HadamardProduct(error, slope2) / k,
        },
        "Back through a linear map: its transpose.",
    ),
    entropy_net.gradient(
        s1,
        entropy1,
        {
            "square missing in tanh′": HadamardProduct(ones_a - a1, W2.T * error) / k,
            "derivative of tanh left out": W2.T * error / k,
            "mean missing": HadamardProduct(slope1, W2.T * error),
        },
        "tanh′ = 1 − a₁², entry by entry.",
    ),
    entropy_net.gradient(
        W2,
        error * a1.T / k,
        {
            "mean missing": error * a1.T,
            "activation left out": error * s1.T / k,
            "sign": -error * a1.T / k,
        },
        "Gradient at s₂ times input of the layer.",
    ),
    entropy_net.gradient(
        b2,
        entropy2,
        {"mean missing": error, "sign": -error / k},
        "A bias receives the gradient of its layer unchanged.",
    ),
    entropy_net.gradient(
        W1,
        entropy1 * x.T,
        {
            "derivative of tanh left out": W2.T * error * x.T / k,
            "mean missing": HadamardProduct(slope1, W2.T * error) * x.T,
        },
        "Gradient at s₁ times the input of the network.",
    ),
    entropy_net.gradient(
        b1,
        entropy1,
        {"derivative of tanh left out": W2.T * error / k, "sign": -entropy1},
        "The gradient at s₁.",
    ),
)

w, bias, target, decay, out = vector("w", n), *map(Symbol, ("b", "t", "lambda", "y"))
NEURON_LOSS = (out - target) ** 2 / 2 + decay * Norm(w) ** 2 / 2
NEURON = ((out, sigmoid(scalar(w.T * x) + bias)),)
pull = (out - target) * out * (1 - out)

SINGLE = (
    Identity(
        name="neuron-by-weights",
        subject="networks",
        title="A σ neuron with squared error and weight decay, by its weights",
        function=NEURON_LOSS,
        definitions=NEURON,
        variable=w,
        derivative=pull * x + decay * w,
        slips=(
            Slip("penalty dropped", pull * x),
            Slip("factor 2 of the penalty kept", pull * x + 2 * decay * w),
            Slip("derivative of σ left out", (out - target) * x + decay * w),
            Slip("inputs lost", pull * OneMatrix(n, 1) + decay * w),
        ),
        source="Bishop, Neural Networks for Pattern Recognition, ch. 4",
        insight="Error, slope, input; the penalty pulls every weight towards 0.",
    ),
    Identity(
        name="neuron-by-bias",
        subject="networks",
        title="A σ neuron with squared error and weight decay, by its bias",
        function=NEURON_LOSS,
        definitions=NEURON,
        variable=bias,
        derivative=pull,
        slips=(
            Slip("derivative of σ left out", out - target),
            Slip("penalty on the bias", pull + decay * bias),
            Slip("factor one half kept", pull * Rational(1, 2)),
        ),
        source="Bishop, Neural Networks for Pattern Recognition, ch. 4",
        insight="The bias is a weight whose input is 1, and it is not penalised.",
    ),
)

IDENTITIES = (*SINGLE, *RELU, *TANH_SQUARED, *CROSS_ENTROPY)
