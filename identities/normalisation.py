"""Layers that centre and rescale, with g = ∂L/∂y from the next module."""

from __future__ import annotations

from sympy import HadamardProduct, MatrixSymbol, OneMatrix, Symbol, sqrt

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Norm, scalar, sizes, vector

m, n = sizes("m n")
x, g, c, y, gain = (vector(name, n) for name in ("x", "g", "c", "y", "gain"))
X, H = MatrixSymbol("X", m, n), MatrixSymbol("H", m, n)
spread, eps = Symbol("r"), Symbol("epsilon")
column = OneMatrix(n, 1)
mean = scalar(column.T * x) / n
STANDARDISE = (
    (c, x - mean * column),
    (spread, sqrt(Norm(c) ** 2 / n + eps)),
    (y, c / spread),
)
root = sqrt(Norm(x) ** 2 / n + eps)

IDENTITIES = (
    Identity(
        name="layer-norm",
        subject="normalisation",
        title="Layer normalisation",
        function=y,
        definitions=STANDARDISE,
        upstream=g,
        variable=x,
        derivative=(g - scalar(column.T * g) / n * column - scalar(g.T * y) / n * y) / spread,
        assumptions={eps: ("positive",)},
        slips=(
            Slip("mean and deviation held constant", g / spread),
            Slip("deviation held constant", (g - scalar(column.T * g) / n * column) / spread),
            Slip("mean held constant", (g - scalar(g.T * y) / n * y) / spread),
            Slip(
                "mean missing",
                (g - scalar(column.T * g) * column - scalar(g.T * y) * y) / spread,
            ),
        ),
        source="Ba, Kiros & Hinton, Layer normalization (2016)",
        insight="Two projections: nothing is passed along 1, and nothing along y.",
    ),
    Identity(
        name="rms-norm",
        subject="normalisation",
        title="Root-mean-square normalisation",
        function=x / root,
        upstream=g,
        variable=x,
        derivative=g / root - scalar(g.T * x) / (n * root**3) * x,
        assumptions={eps: ("positive",)},
        slips=(
            Slip("denominator held constant", g / root),
            Slip("mean missing", g / root - scalar(g.T * x) / root**3 * x),
            Slip("power of the root", g / root - scalar(g.T * x) / (n * root**2) * x),
        ),
        source="Zhang & Sennrich, Root mean square layer normalization (2019)",
        insight="Layer normalisation without the mean: one projection is left.",
    ),
    Identity(
        name="rms-norm-gain",
        subject="normalisation",
        title="Root-mean-square normalisation, by its gain",
        function=HadamardProduct(gain, x) / root,
        upstream=g,
        variable=gain,
        derivative=HadamardProduct(g, x) / root,
        assumptions={eps: ("positive",)},
        slips=(
            Slip("not normalised", HadamardProduct(g, x)),
            Slip("inputs lost", g / root),
        ),
        source="Zhang & Sennrich, Root mean square layer normalization (2019)",
        insight="The gain is linear: what it multiplies is its gradient.",
    ),
    Identity(
        name="centring",
        subject="normalisation",
        title="Centring the columns",
        function=X - OneMatrix(m, 1) * OneMatrix(1, m) * X / m,
        upstream=H,
        variable=X,
        derivative=H - OneMatrix(m, 1) * OneMatrix(1, m) * H / m,
        slips=(
            Slip("mean held constant", H),
            Slip("mean missing", H - OneMatrix(m, 1) * OneMatrix(1, m) * H),
            Slip("mean over the wrong axis", H - H * OneMatrix(n, 1) * OneMatrix(1, n) / n),
        ),
        insight="Centring is a symmetric projection, so its gradient is itself.",
    ),
    Identity(
        name="normalised-embedding",
        subject="normalisation",
        title="Gradient through normalisation to length one",
        function=x / Norm(x),
        upstream=g,
        variable=x,
        derivative=g / Norm(x) - scalar(x.T * g) / Norm(x) ** 3 * x,
        assumptions={x: ("nonzero",)},
        slips=(
            Slip("denominator held constant", g / Norm(x)),
            Slip("power of the norm", g / Norm(x) - scalar(x.T * g) / Norm(x) ** 2 * x),
        ),
        insight="The part of g along x is removed.",
    ),
)
