"""Eigenvalues, singular values and the norms that are made of them; the spectrum is simple."""

from __future__ import annotations

from sympy import DiagMatrix, MatrixSymbol, Symbol
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import LogSumExp, Norm, Operation, Softmax, scalar, sizes

n, m = sizes("n m")
S, A, change = (MatrixSymbol(name, n, n) for name in ("S", "A", "dS"))
X = MatrixSymbol("X", m, n)
i = Symbol("i")
SUBJECT = "spectra"
SIMPLE = {S: ("symmetric", "distinct_eigenvalues"), i: ("integer",)}
SIMPLE_ALL = {S: ("symmetric", "distinct_eigenvalues")}
SINGULAR = {X: ("distinct_singular_values",)}
value, v = Operation("eigval", S, i), Operation("eigvec", S, i)
values, V = Operation("eigvals", S), Operation("eigvecs", S)
right, left = Operation("reigvec", A, i), Operation("reigvec", A.T, i)
U, W, sigma = Operation("svdu", X), Operation("svdv", X), Operation("singvals", X)
MAGNUS = "Magnus, On differentiating eigenvalues and eigenvectors (1985)"

IDENTITIES = (
    Identity(
        name="eigenvalue-symmetric",
        subject=SUBJECT,
        title="Eigenvalue of a symmetric matrix",
        function=value,
        variable=S,
        derivative=v * v.T,
        assumptions=SIMPLE,
        slips=(
            Slip("scaled by the eigenvalue", value * v * v.T),
            Slip("sign", -v * v.T),
        ),
        source=MAGNUS,
        insight="λ = vᵀ S v, and v does not move to first order along itself.",
    ),
    Identity(
        name="eigenvalue-real",
        subject=SUBJECT,
        title="Real simple eigenvalue of a general matrix",
        function=Operation("eigreal", A, i),
        variable=A,
        derivative=left * right.T / scalar(left.T * right),
        assumptions={A: ("real_distinct_eigenvalues",), i: ("integer",)},
        slips=(
            Slip("the rule for symmetric matrices", right * right.T),
            Slip("not divided by uᵀv", left * right.T),
            Slip("left and right swapped", right * left.T / scalar(left.T * right)),
        ),
        source=MAGNUS,
        erratum="Some lecture notes print v vᵀ, which holds for a symmetric matrix only.",
        insight="The left eigenvector u takes the place of the transpose of v.",
    ),
    Identity(
        name="eigenvector-differential",
        subject=SUBJECT,
        title="Differential of an eigenvector",
        function=v,
        variable=S,
        kind="differential",
        direction=change,
        derivative=Operation("pinv", value * Eye(n) - S) * change * v,
        assumptions={**SIMPLE, change: ("symmetric",)},
        slips=(
            Slip("sign", Operation("pinv", S - value * Eye(n)) * change * v),
            Slip("factor λ", value * Operation("pinv", value * Eye(n) - S) * change * v),
        ),
        source=MAGNUS,
        insight="Only the part across v is left, divided by the gaps λ − λⱼ.",
    ),
    Identity(
        name="sum-of-eigenvalues",
        subject=SUBJECT,
        title="Squared length of the vector of eigenvalues",
        function=Norm(values) ** 2,
        variable=S,
        derivative=2 * V * DiagMatrix(values) * V.T,
        assumptions=SIMPLE_ALL,
        slips=(
            Slip("factor 2 missing", V * DiagMatrix(values) * V.T),
            Slip("eigenvectors as rows", 2 * V.T * DiagMatrix(values) * V),
        ),
        source=MAGNUS,
        insight="Σ λᵢ² is tr S², so this is 2 S, written by its eigenvectors.",
    ),
    Identity(
        name="smooth-largest-eigenvalue",
        subject=SUBJECT,
        title="Log-sum-exp of the eigenvalues",
        function=LogSumExp(values),
        variable=S,
        derivative=V * DiagMatrix(Softmax(values)) * V.T,
        assumptions=SIMPLE_ALL,
        slips=(
            Slip("weights lost", V * V.T),
            Slip("eigenvectors as rows", V.T * DiagMatrix(Softmax(values)) * V),
        ),
        source="Nesterov, Smoothing technique and its applications in semidefinite optimization "
        "(2007)",
        insight="A function of the spectrum: differentiate it, then turn back by V.",
    ),
    Identity(
        name="nuclear-norm",
        subject=SUBJECT,
        title="Nuclear norm",
        function=Operation("nuclear", X),
        variable=X,
        derivative=Operation("polar", X),
        assumptions=SINGULAR,
        slips=(
            Slip("the gradient of half the squared norm", X),
            Slip("sign", -Operation("polar", X)),
        ),
        source="Watson, Characterization of the subdifferential of some matrix norms (1992)",
        insight="U Vᵀ of the singular value decomposition: every singular value grows by one.",
    ),
    Identity(
        name="spectral-norm",
        subject=SUBJECT,
        title="Spectral norm",
        function=Operation("specnorm", X),
        variable=X,
        derivative=Operation("topsvd", X),
        assumptions=SINGULAR,
        slips=(
            Slip("the gradient of the nuclear norm", Operation("polar", X)),
            Slip("scaled by the norm", Operation("specnorm", X) * Operation("topsvd", X)),
        ),
        source="Watson, Characterization of the subdifferential of some matrix norms (1992)",
        insight="Only the largest singular value counts: u₁ v₁ᵀ.",
    ),
    Identity(
        name="schatten-square",
        subject=SUBJECT,
        title="Squared singular values, summed",
        function=Norm(sigma) ** 2,
        variable=X,
        derivative=2 * U * DiagMatrix(sigma) * W.T,
        assumptions=SINGULAR,
        slips=(
            Slip("factor 2 missing", U * DiagMatrix(sigma) * W.T),
            Slip("singular values lost", 2 * U * W.T),
        ),
        source="Papadopoulo & Lourakis, Estimating the Jacobian of the SVD (2000)",
        insight="Σ σᵢ² is ‖X‖²: this is 2 X, by its singular value decomposition.",
    ),
)
