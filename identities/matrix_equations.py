"""Solutions of linear matrix equations, and pseudo-inverses and factors that solve one.

`Operation("sylvester", A, B, C)` is the X with A X + X B = C, and `Operation("dlyap", A, Q)` the X
with X = A X Aᵀ + Q.
"""

from __future__ import annotations

from typing import Any

from sympy import Identity as Eye
from sympy import Inverse, MatrixSymbol, Trace

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Operation, scalar, sizes, vector

n, m = sizes("n m")
A, B, C, P, S, G, E = (MatrixSymbol(name, n, n) for name in ("A", "B", "C", "P", "S", "G", "dS"))
M, H = MatrixSymbol("M", m, n), MatrixSymbol("H", n, m)
b, c = vector("b", m), vector("c", n)
factor, plus = Operation("chol", S), Operation("pinv", M)
turned = Inverse(factor) * (E + E.T) * Inverse(factor).T / 2
SUBJECT = "matrix equations"
DEFINITE = {S: ("positive_definite",)}


def lyapunov(at: Any, whole: Any) -> Any:
    """The X with at X atᵀ + whole = X."""
    return Operation("dlyap", at, whole)


def lower(body: Any) -> Any:
    """The lower triangle, its diagonal halved."""
    return Operation("phi", body)


IDENTITIES = (
    Identity(
        name="sylvester-by-right-side",
        subject=SUBJECT,
        title="Solution of a Sylvester equation, by its right side",
        function=Trace(P * Operation("sylvester", A, B, C)),
        variable=C,
        derivative=Operation("sylvester", A.T, B.T, P.T),
        conditions=("A and −B have no common eigenvalue",),
        slips=(
            Slip("transposes missing", Operation("sylvester", A, B, P)),
            Slip("weights not transposed", Operation("sylvester", A.T, B.T, P)),
            Slip("coefficients swapped", Operation("sylvester", B.T, A.T, P.T)),
        ),
        source="Giles, Collected matrix derivative results (2008)",
        insight="The adjoint of a linear solve is the solve with the transposes.",
    ),
    Identity(
        name="lyapunov-by-right-side",
        subject=SUBJECT,
        title="Solution of a discrete Lyapunov equation, by its right side",
        function=Trace(P * lyapunov(A, C)),
        variable=C,
        derivative=lyapunov(A.T, P.T),
        conditions=("no two eigenvalues of A have the product 1",),
        slips=(
            Slip("transpose missing", lyapunov(A, P.T)),
            Slip("weights not transposed", lyapunov(A.T, P)),
            Slip("no equation solved", P.T),
        ),
        source="Fazel et al., Global Convergence of Policy Gradient Methods for LQR (2018)",
        insight="The cost of a policy is a sum over time; its adjoint runs backwards.",
    ),
    Identity(
        name="cholesky-differential",
        subject=SUBJECT,
        title="Differential of a Cholesky factor",
        function=factor,
        variable=S,
        kind="differential",
        direction=E,
        derivative=factor * lower(turned),
        assumptions=DEFINITE,
        conditions=("S positive definite",),
        slips=(
            Slip("diagonal not halved", factor * Operation("tril", turned)),
            Slip("factor lost", lower(turned)),
        ),
        source="Murray, Differentiation of the Cholesky decomposition (2016)",
        insight="L⁻¹ dL is lower triangular, and adds up with its transpose to L⁻¹ dS L⁻ᵀ.",
    ),
    Identity(
        name="pseudo-inverse-backward",
        subject=SUBJECT,
        title="Backward pass of the pseudo-inverse",
        function=plus,
        variable=M,
        upstream=H,
        derivative=-plus.T * H * plus.T
        + (Eye(m) - M * plus) * H.T * plus * plus.T
        + plus.T * plus * H.T * (Eye(n) - plus * M),
        conditions=("M of full rank (or of constant rank)",),
        slips=(
            Slip("as for an inverse", -plus.T * H * plus.T),
            Slip(
                "one of the projections lost",
                -plus.T * H * plus.T + (Eye(m) - M * plus) * H.T * plus * plus.T,
            ),
        ),
        source="Golub & Pereyra, The differentiation of pseudo-inverses (1973)",
        insight="Besides −M⁺ dM M⁺ the ranges of M and of Mᵀ turn.",
    ),
    Identity(
        name="least-squares-solution",
        subject=SUBJECT,
        title="A linear function of a least-squares solution, by the data",
        function=scalar(c.T * plus * b),
        variable=b,
        derivative=plus.T * c,
        conditions=("M of full rank (or of constant rank)",),
        slips=(Slip("transposed too little", M * c), Slip("sign", -plus.T * c)),
        source="Golub & Van Loan, Matrix Computations (2013), sec. 5.5",
        insight="The solution is linear in the data.",
    ),
)
