"""Pseudo-inverse, least squares and Cholesky factors."""

from __future__ import annotations

from sympy import Identity as Eye
from sympy import Inverse, MatrixSymbol

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Operation, sizes, vector

m, n = sizes("m n")
A, change = MatrixSymbol("A", m, n), MatrixSymbol("dA", m, n)
G, b, g = MatrixSymbol("G", n, m), vector("b", m), vector("g", n)
pseudo, moore = Operation("pinv", A), Inverse(A.T * A)
S, dS, H = MatrixSymbol("S", n, n), MatrixSymbol("dS", n, n), MatrixSymbol("H", n, n)
L = Operation("chol", S)
back = Inverse(L)
pulled = back.T * Operation("halflower", L.T * H) * back
RANK, DEFINITE = {A: ("full_column_rank",)}, {S: ("positive_definite",)}

IDENTITIES = (
    Identity(
        name="pseudo-inverse-backward",
        subject="factorisations",
        title="Gradient through a pseudo-inverse",
        function=pseudo,
        upstream=G,
        variable=A,
        derivative=-pseudo.T * G * pseudo.T
        + (Eye(m) - A * pseudo) * G.T * pseudo * pseudo.T
        + pseudo.T * pseudo * G.T * (Eye(n) - pseudo * A),
        assumptions=RANK,
        slips=(
            Slip("as for an inverse", -pseudo.T * G * pseudo.T),
            Slip(
                "sign of the first term",
                pseudo.T * G * pseudo.T + (Eye(m) - A * pseudo) * G.T * pseudo * pseudo.T,
            ),
        ),
        source="Golub & Pereyra, The differentiation of pseudo-inverses (1973)",
        insight="Where the rank jumps, the pseudo-inverse does too, and has no derivative.",
    ),
    Identity(
        name="least-squares-solution-differential",
        subject="factorisations",
        title="How the least-squares solution changes with the matrix",
        function=moore * A.T * b,
        variable=A,
        kind="differential",
        direction=change,
        derivative=moore * (change.T * (b - A * moore * A.T * b) - A.T * change * moore * A.T * b),
        assumptions=RANK,
        slips=(
            Slip("residual taken to be zero", -moore * A.T * change * moore * A.T * b),
            Slip("right side only", moore * change.T * b),
        ),
        source="Golub & Pereyra, The differentiation of pseudo-inverses (1973)",
        insight="The residual enters, unless the equations can be solved exactly.",
    ),
    Identity(
        name="least-squares-solution-by-data",
        subject="factorisations",
        title="Least-squares solution, by the data",
        function=pseudo * b,
        variable=b,
        kind="jacobian",
        derivative=pseudo,
        assumptions=RANK,
        slips=(
            Slip("transposed matrix for the pseudo-inverse", A.T),
            Slip("projection", pseudo * A * A.T),
        ),
        source="Penrose, On best approximate solutions of linear matrix equations (1956)",
        insight="Linear in the data.",
    ),
    Identity(
        name="cholesky-differential",
        subject="factorisations",
        title="Differential of a Cholesky factor",
        function=L,
        variable=S,
        kind="differential",
        direction=dS,
        derivative=L * Operation("halflower", back * dS * back.T),
        assumptions={S: ("positive_definite",), dS: ("symmetric",)},
        slips=(
            Slip("diagonal not halved", L * Operation("tril", back * dS * back.T)),
            Slip("lower triangle not taken", L * back * dS * back.T / 2),
            Slip("outer factor missing", Operation("halflower", back * dS * back.T)),
        ),
        source="Murray, Differentiation of the Cholesky decomposition (2016)",
        insight="L⁻¹ dS L⁻ᵀ is a lower triangle plus its transpose; the diagonal is shared.",
    ),
    Identity(
        name="cholesky-backward",
        subject="factorisations",
        title="Gradient through a Cholesky factor",
        function=L,
        upstream=H,
        variable=S,
        constraint="symmetric:projected",
        derivative=(pulled + pulled.T) / 2,
        assumptions=DEFINITE,
        slips=(
            Slip("not made symmetric", pulled),
            Slip("half missing", pulled + pulled.T),
        ),
        source="Murray, Differentiation of the Cholesky decomposition (2016)",
        insight="The gradient within symmetric matrices; over free entries it is another matrix.",
    ),
)
