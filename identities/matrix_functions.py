"""Exponential, logarithm and square root of a matrix; linear matrix equations."""

from __future__ import annotations

from sympy import Inverse, MatrixSymbol, Trace

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import MatrixExp, Operation, sizes

m, n = sizes("m n")
X, dX, G = MatrixSymbol("X", n, n), MatrixSymbol("dX", n, n), MatrixSymbol("G", n, n)
A, B, C = MatrixSymbol("A", m, m), MatrixSymbol("B", n, n), MatrixSymbol("C", m, n)
H, Q, dA = MatrixSymbol("H", m, n), MatrixSymbol("Q", n, n), MatrixSymbol("dA", m, m)
root = Operation("sqrtm", X)
Y = Operation("sylvester", A, B, C)
adjoint = Operation("sylvester", A.T, B.T, H)
cost = Operation("dlyap", B, Q)
DEFINITE, TOLD = {X: ("positive_definite",)}, ("X positive definite",)
APART = {A: ("positive_definite",), B: ("positive_definite",)}
UNIQUE = ("A and −B without a common eigenvalue",)

IDENTITIES = (
    Identity(
        name="trace-of-exponential",
        subject="matrix functions",
        title="Trace of a matrix exponential",
        function=Trace(MatrixExp(X)),
        variable=X,
        derivative=MatrixExp(X).T,
        slips=(
            Slip("transpose missing", MatrixExp(X)),
            Slip("entrywise factor", X.T * MatrixExp(X).T),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 10.3",
        insight="Under a trace all factors commute; without it they do not.",
    ),
    Identity(
        name="exponential-backward",
        subject="matrix functions",
        title="Gradient through a matrix exponential",
        function=MatrixExp(X),
        upstream=G,
        variable=X,
        derivative=Operation("expm_frechet", X.T, G),
        slips=(
            Slip("factors taken to commute", MatrixExp(X).T * G),
            Slip("transpose missing", Operation("expm_frechet", X, G)),
        ),
        source="Al-Mohy & Higham, Computing the Fréchet derivative of the exponential (2009)",
        insight="∫ exp(sXᵀ) G exp((1−s)Xᵀ) ds over 0 ≤ s ≤ 1; exp(X)ᵀ G only if G and Xᵀ commute.",
    ),
    Identity(
        name="square-root-differential",
        subject="matrix functions",
        title="Differential of a matrix square root",
        function=root,
        variable=X,
        kind="differential",
        direction=dX,
        derivative=Operation("sylvester", root, root, dX),
        assumptions=DEFINITE,
        conditions=TOLD,
        slips=(
            Slip("factors taken to commute", Inverse(root) * dX / 2),
            Slip("equation of the square", Operation("sylvester", X, X, dX)),
        ),
        source="Higham, Functions of Matrices (2008), ch. 6",
        insight="Differentiate R R = X: the change of R solves R dR + dR R = dX.",
    ),
    Identity(
        name="trace-of-logarithm",
        subject="matrix functions",
        title="Trace of a matrix logarithm",
        function=Trace(Operation("logm", X)),
        variable=X,
        derivative=Inverse(X),
        assumptions=DEFINITE,
        conditions=TOLD,
        slips=(
            Slip("sign", -Inverse(X)),
            Slip("half", Inverse(X) / 2),
        ),
        source="Higham, Functions of Matrices (2008), ch. 11",
        insight="tr log X is log det X.",
    ),
    Identity(
        name="sylvester-by-right-side",
        subject="matrix functions",
        title="Gradient through a Sylvester equation, by its right side",
        function=Y,
        upstream=H,
        variable=C,
        derivative=adjoint,
        assumptions=APART,
        conditions=UNIQUE,
        slips=(
            Slip("right side for its cotangent", Y),
            Slip("sign", -adjoint),
        ),
        source="Giles, Collected matrix derivative results (2008)",
        insight="The adjoint equation has both coefficients transposed.",
    ),
    Identity(
        name="sylvester-by-coefficient",
        subject="matrix functions",
        title="Gradient through a Sylvester equation, by its first coefficient",
        function=Y,
        upstream=H,
        variable=A,
        derivative=-adjoint * Y.T,
        assumptions=APART,
        conditions=UNIQUE,
        slips=(
            Slip("sign", adjoint * Y.T),
            Slip("transposed", -Y * adjoint.T),
        ),
        source="folklore",
        insight="A stands on the left of Y: minus the adjoint solution times Yᵀ.",
    ),
    Identity(
        name="discrete-lyapunov-by-right-side",
        subject="matrix functions",
        title="Gradient through a discrete Lyapunov equation, by its right side",
        function=Trace(G * cost),
        variable=Q,
        derivative=Operation("dlyap", B.T, G.T),
        assumptions={B: ("contractive",)},
        conditions=("B with spectral radius below 1",),
        slips=(
            Slip("coefficient not transposed", Operation("dlyap", B, G.T)),
            Slip("weight not transposed", Operation("dlyap", B.T, G)),
        ),
        insight="Costs run backwards in time: the coefficient is transposed.",
    ),
)
