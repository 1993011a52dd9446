"""Recurrent steps, comparisons of pairs, and steps of filters and portfolios."""

from __future__ import annotations

from sympy import (
    DiagMatrix,
    HadamardPower,
    HadamardProduct,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    Trace,
    log,
    tanh,
)
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import LogSumExp, Softmax, scalar, sigmoid, sizes, vector

m, n, k = sizes("m n k")
W, U = MatrixSymbol("W", n, n), MatrixSymbol("U", n, m)
h, x, c, g = vector("h", n), vector("x", m), vector("c", n), vector("g", n)
state = (W * h + U * x + c).applyfunc(tanh)
slope = OneMatrix(n, 1) - HadamardPower(state, 2)
beta, risk = Symbol("beta"), Symbol("r")
w, u, v, mu = vector("w", n), vector("u", n), vector("v", n), vector("mu", n)
gap = beta * scalar(w.T * (u - v))
N, p = MatrixSymbol("N", k, n), vector("p", n)
P, C, R = MatrixSymbol("P", n, n), MatrixSymbol("C", m, n), MatrixSymbol("R", m, m)
K = MatrixSymbol("K", n, m)
rest = Eye(n) - K * C

IDENTITIES = (
    Identity(
        name="recurrent-step-by-state",
        subject="sequences",
        title="Recurrent step, by the state before it",
        function=state,
        variable=h,
        kind="jacobian",
        derivative=DiagMatrix(slope) * W,
        slips=(
            Slip("slope missing", W),
            Slip("order of the factors", W * DiagMatrix(slope)),
        ),
        source="Pascanu, Mikolov & Bengio, On the difficulty of training recurrent networks (2013)",
        insight="Over many steps these Jacobians multiply: gradients vanish or explode.",
    ),
    Identity(
        name="recurrent-step-by-weights",
        subject="sequences",
        title="Gradient through a recurrent step, by its weights",
        function=state,
        upstream=g,
        variable=W,
        derivative=HadamardProduct(g, slope) * h.T,
        slips=(
            Slip("slope missing", g * h.T),
            Slip("order of the outer product", h * HadamardProduct(g, slope).T),
        ),
        insight="One outer product for one step; over a sequence they add up.",
    ),
    Identity(
        name="preference-loss",
        subject="sequences",
        title="Loss of a preferred pair",
        function=-log(sigmoid(gap)),
        variable=w,
        derivative=-beta * sigmoid(-gap) * (u - v),
        slips=(
            Slip("argument not negated", -beta * sigmoid(gap) * (u - v)),
            Slip("factor β missing", -sigmoid(-gap) * (u - v)),
            Slip("sign", beta * sigmoid(-gap) * (u - v)),
        ),
        source="Bradley & Terry, Rank analysis of incomplete block designs (1952)",
        insight="Pairs that are ranked well already have little weight.",
    ),
    Identity(
        name="contrastive-loss",
        subject="sequences",
        title="Contrastive loss, by the anchor",
        function=LogSumExp(N * w) - scalar(p.T * w),
        variable=w,
        derivative=N.T * Softmax(N * w) - p,
        slips=(
            Slip("weights missing", N.T * OneMatrix(k, 1) - p),
            Slip("sign", p - N.T * Softmax(N * w)),
        ),
        source="van den Oord, Li & Vinyals, Representation learning with contrastive predictive "
        "coding (2018)",
        insight="The mean candidate under softmax, less the right one.",
    ),
    Identity(
        name="mean-variance-portfolio",
        subject="sequences",
        title="Mean and variance of a portfolio",
        function=scalar(mu.T * w) - risk / 2 * scalar(w.T * P * w),
        variable=w,
        derivative=mu - risk * P * w,
        assumptions={P: ("symmetric",)},
        slips=(
            Slip("factor 2 not cancelled", mu - 2 * risk * P * w),
            Slip("sign", mu + risk * P * w),
        ),
        source="Markowitz, Portfolio selection (1952)",
        insight="Zero at w = P⁻¹μ/r, where P is invertible.",
    ),
    Identity(
        name="kalman-covariance-by-gain",
        subject="sequences",
        title="Trace of a Kalman filter's covariance, by the gain",
        function=Trace(rest * P * rest.T + K * R * K.T),
        variable=K,
        derivative=2 * (K * (C * P * C.T + R) - P * C.T),
        assumptions={P: ("symmetric",), R: ("symmetric",)},
        slips=(
            Slip("noise dropped", 2 * (K * C * P * C.T - P * C.T)),
            Slip("factor 2 missing", K * (C * P * C.T + R) - P * C.T),
        ),
        source="Joseph's form; Kalman, A new approach to linear filtering (1960)",
        insight="Zero at the Kalman gain. The short form (I − KC)P is right only there.",
    ),
)
