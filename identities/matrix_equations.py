"""Solutions of linear matrix equations.

`Operation("sylvester", A, B, C)` is the X with A X + X B = C, and `Operation("dlyap", A, Q)` the X
with X = A X Aᵀ + Q.
"""

from __future__ import annotations

from typing import Any

from sympy import MatrixSymbol, Trace

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Operation, sizes

(n,) = sizes("n")
A, B, C, P = (MatrixSymbol(name, n, n) for name in "ABCP")
Y = Operation("sylvester", A, B, C)
SUBJECT = "matrix equations"


def lyapunov(at: Any, whole: Any) -> Any:
    """The X with at X atᵀ + whole = X."""
    return Operation("dlyap", at, whole)


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
        name="sylvester-by-coefficient",
        subject=SUBJECT,
        title="Solution of a Sylvester equation, by its first coefficient",
        function=Y,
        variable=A,
        upstream=P,
        derivative=-Operation("sylvester", A.T, B.T, P) * Y.T,
        conditions=("A and −B have no common eigenvalue",),
        slips=(
            Slip("sign", Operation("sylvester", A.T, B.T, P) * Y.T),
            Slip("transposed", -Y * Operation("sylvester", A.T, B.T, P).T),
        ),
        source="Giles, Collected matrix derivative results (2008)",
        insight="A stands on the left of Y: minus the adjoint solution times Yᵀ.",
    ),
    Identity(
        name="lyapunov-by-right-side",
        subject=SUBJECT,
        title="Solution of a discrete Lyapunov equation, by its right side",
        function=Trace(P * lyapunov(A, C)),
        variable=C,
        derivative=lyapunov(A.T, P.T),
        slips=(
            Slip("transpose missing", lyapunov(A, P.T)),
            Slip("weights not transposed", lyapunov(A.T, P)),
            Slip("no equation solved", P.T),
        ),
        source="Fazel et al., Global Convergence of Policy Gradient Methods for LQR (2018)",
        insight="The cost of a policy is a sum over time; its adjoint runs backwards.",
    ),
)
