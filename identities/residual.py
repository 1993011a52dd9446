"""Residual connections, and Jacobians of sums and compositions of linear maps."""

from __future__ import annotations

from sympy import DiagMatrix, HadamardProduct, MatAdd, MatMul, MatrixSymbol
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Abstract, Partial, relu, sizes, step, vector

s, n, h, a, b, c = sizes("S n h a b c")
x, u = vector("x", n), vector("u", a)
F = Abstract("F", n, 1, x)
J = Partial(F, x)
X, Y, G = MatrixSymbol("X", s, n), MatrixSymbol("Y", s, n), MatrixSymbol("G", s, n)
W1, W2 = MatrixSymbol("W_1", h, n), MatrixSymbol("W_2", n, h)
V1, V2 = MatrixSymbol("V_1", b, a), MatrixSymbol("V_2", b, a)
C1, C2 = MatrixSymbol("C_1", b, a), MatrixSymbol("C_2", c, b)
Q = MatrixSymbol("W", n, n)
hidden = (X * W1.T).applyfunc(relu)
gate = (X * W1.T).applyfunc(step)
BLOCK = ((Y, X + hidden * W2.T),)
pulled = HadamardProduct(G * W2, gate)
point_gate = DiagMatrix((W1 * x).applyfunc(step))

IDENTITIES = (
    Identity(
        name="residual-jacobian",
        subject="residual connections",
        title="Residual connection around any function",
        function=x + F,
        variable=x,
        kind="jacobian",
        derivative=Eye(n) + J,
        slips=(
            Slip("skip connection lost", J),
            Slip("inner derivative lost", 2 * Eye(n)),
            Slip("product instead of a sum", J * J),
        ),
        source="He et al., Identity mappings in deep residual networks (2016)",
        insight="The identity lets gradients pass however small J is.",
    ),
    Identity(
        name="residual-relu-jacobian",
        subject="residual connections",
        title="Residual block with ReLU",
        function=x + W2 * (W1 * x).applyfunc(relu),
        variable=x,
        kind="jacobian",
        derivative=Eye(n) + W2 * point_gate * W1,
        slips=(
            Slip("skip connection lost", W2 * point_gate * W1),
            Slip("gate left out", Eye(n) + W2 * W1),
            Slip("sign", Eye(n) - W2 * point_gate * W1),
        ),
        source="He et al., Deep residual learning for image recognition (2016)",
        insight="The ReLU is a diagonal matrix of zeros and ones between the weights.",
    ),
    Identity(
        name="residual-block-inputs",
        subject="residual connections",
        title="Residual block, by its inputs",
        function=Y,
        definitions=BLOCK,
        upstream=G,
        variable=X,
        derivative=G + pulled * W1,
        slips=(
            Slip("skip connection lost", pulled * W1),
            Slip("gate left out", G + G * W2 * W1),
            Slip("block lost", G),
        ),
        source="He et al., Deep residual learning for image recognition (2016)",
        insight="Two paths lead from X to Y, and their gradients add.",
    ),
    Identity(
        name="residual-block-first-weights",
        subject="residual connections",
        title="Residual block, by its first weights",
        function=Y,
        definitions=BLOCK,
        upstream=G,
        variable=W1,
        derivative=pulled.T * X,
        slips=(
            Slip("gate left out", (G * W2).T * X),
            Slip("function instead of its derivative", HadamardProduct(G * W2, hidden).T * X),
            Slip("mean over the batch", pulled.T * X / s),
        ),
        source="He et al., Deep residual learning for image recognition (2016)",
        insight="The gate stands where the ReLU stood.",
    ),
    Identity(
        name="residual-block-second-weights",
        subject="residual connections",
        title="Residual block, by its second weights",
        function=Y,
        definitions=BLOCK,
        upstream=G,
        variable=W2,
        derivative=G.T * hidden,
        slips=(
            Slip("activation left out", G.T * X * W1.T),
            Slip("derivative instead of the function", G.T * gate),
            Slip("mean over the batch", G.T * hidden / s),
        ),
        source="He et al., Deep residual learning for image recognition (2016)",
        insight="A linear layer whose inputs are the hidden activations.",
    ),
    Identity(
        name="sum-of-linear-maps",
        subject="residual connections",
        title="Sum of two linear maps",
        function=V1 * u + V2 * u,
        variable=u,
        kind="jacobian",
        derivative=V1 + V2,
        slips=(
            Slip("one branch lost", V1),
            Slip("maps taken to be equal", 2 * V1),
            Slip("sign", V1 - V2),
        ),
        source="New York University, Deep Learning, homework 1 (2023)",
        insight="Jacobians of parallel branches add.",
    ),
    Identity(
        name="composition-of-linear-maps",
        subject="residual connections",
        title="Composition of two linear maps",
        function=C2 * (C1 * u),
        variable=u,
        kind="jacobian",
        derivative=C2 * C1,
        slips=(
            Slip("factor 2", 2 * C2 * C1),
            Slip("sign", -C2 * C1),
        ),
        source="New York University, Deep Learning, homework 1 (2023)",
        insight="Jacobians of consecutive maps multiply, the last one in front.",
    ),
    Identity(
        name="sum-of-equal-maps",
        subject="residual connections",
        title="Sum of two equal linear maps",
        function=MatAdd(V1 * u, V1 * u),
        variable=u,
        kind="jacobian",
        derivative=2 * V1,
        slips=(
            Slip("one branch lost", V1),
            Slip("factor 4", 4 * V1),
        ),
        source="New York University, Deep Learning, homework 1 (2023)",
        insight="Shared weights: each use contributes.",
    ),
    Identity(
        name="composition-of-equal-maps",
        subject="residual connections",
        title="Composition of a linear map with itself",
        function=MatMul(Q, Q, x),
        variable=x,
        kind="jacobian",
        derivative=Q * Q,
        slips=(
            Slip("transposed instead of repeated", Q.T * Q),
            Slip("sum instead of a composition", 2 * Q),
            Slip("entrywise square", HadamardProduct(Q, Q)),
        ),
        source="New York University, Deep Learning, homework 1 (2023)",
        insight="W must be square, or Wx could not be fed to W.",
    ),
    Identity(
        name="shared-weights-gradient",
        subject="residual connections",
        title="A weight matrix used twice, by itself",
        function=u.T * V1.T * V1 * u,
        variable=V1,
        derivative=2 * V1 * u * u.T,
        slips=(
            Slip("one use lost", V1 * u * u.T),
            Slip("outer product lost", 2 * V1),
        ),
        insight="Gradients of all uses of a shared matrix add up.",
    ),
)
