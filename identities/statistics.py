"""Gaussians, likelihoods and other objectives of statistics."""

from __future__ import annotations

from sympy import (
    Determinant,
    HadamardProduct,
    Inverse,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    Trace,
    log,
    pi,
    sign,
    sqrt,
)
from sympy import Identity as Eye

from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import (
    LogSumExp,
    Norm,
    Norm1,
    Softmax,
    Total,
    scalar,
    sigmoid,
    sizes,
    softplus,
    vector,
)

n, m, k = sizes("n m k")
x, mu, a, b, w, y = (vector(name, n) for name in ("x", "mu", "a", "b", "w", "y"))
S, T, Q, X = (MatrixSymbol(name, n, n) for name in "STQX")
data = MatrixSymbol("D", m, n)
scatter = data - OneMatrix(m, 1) * mu.T
nu, s, rho = Symbol("nu"), Symbol("s"), Symbol("rho")
gap, S_inv, T_inv, X_inv = x - mu, Inverse(S), Inverse(T), Inverse(X)
DEFINITE = {S: ("positive_definite",)}
BOTH = {S: ("positive_definite",), T: ("positive_definite",)}
density = -(log(Determinant(S)) + scalar(gap.T * S_inv * gap)) / 2
divergence = (
    Trace(T_inv * S)
    + scalar((b - a).T * T_inv * (b - a))
    - n
    + log(Determinant(T))
    - log(Determinant(S))
) / 2
V, hidden, visible = MatrixSymbol("V", n, k), vector("h", k), vector("v", n)
drive = V.T * visible + hidden
H, R, K = MatrixSymbol("H", k, n), MatrixSymbol("R", k, k), MatrixSymbol("K", n, k)
kernel = S + s * Eye(n)
kernel_inv = Inverse(kernel)

IDENTITIES = (
    Identity(
        name="gaussian-by-mean",
        subject="statistics",
        title="Gaussian log-density, by the mean",
        function=density,
        variable=mu,
        derivative=S_inv * (x - mu),
        assumptions=DEFINITE,
        slips=(
            Slip("sign", -S_inv * (x - mu)),
            Slip("factor 2 kept", 2 * S_inv * (x - mu)),
            Slip("inverse missing", S * (x - mu)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 8",
        insight="The score pulls the mean towards the sample.",
    ),
    Identity(
        name="gaussian-by-sample",
        subject="statistics",
        title="Gaussian log-density, by the sample",
        function=density,
        variable=x,
        derivative=-S_inv * (x - mu),
        assumptions=DEFINITE,
        slips=(
            Slip("sign", S_inv * (x - mu)),
            Slip("mean dropped", -S_inv * x),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 8",
        insight="The density grows towards the mean.",
    ),
    Identity(
        name="gaussian-by-covariance",
        subject="statistics",
        title="Gaussian log-density, by the covariance",
        function=density,
        variable=S,
        derivative=(S_inv * gap * gap.T * S_inv - S_inv) / 2,
        assumptions=DEFINITE,
        conditions=("all entries of S are independent",),
        slips=(
            Slip("sign", (S_inv - S_inv * gap * gap.T * S_inv) / 2),
            Slip("log-determinant forgotten", S_inv * gap * gap.T * S_inv / 2),
            Slip("factor one half missing", S_inv * gap * gap.T * S_inv - S_inv),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 8",
        insight="Zero in the mean exactly at the sample covariance.",
    ),
    Identity(
        name="gaussian-by-precision",
        subject="statistics",
        title="Gaussian log-density, by the precision",
        function=log(Determinant(Q)) / 2 - scalar(gap.T * Q * gap) / 2,
        variable=Q,
        derivative=(Inverse(Q).T - gap * gap.T) / 2,
        assumptions={Q: ("positive_definite",)},
        conditions=("all entries of Q are independent",),
        slips=(
            Slip("sign", (gap * gap.T - Inverse(Q).T) / 2),
            Slip("inverse missing", (Q - gap * gap.T) / 2),
        ),
        source="Bishop, Pattern Recognition and Machine Learning, sec. 2.3.4",
        insight="In the precision the form is linear, so no inverses surround it.",
    ),
    Identity(
        name="gaussian-sample-mean",
        subject="statistics",
        title="Gaussian log-likelihood of a sample, by the mean",
        function=-m * log(Determinant(S)) / 2 - Trace(S_inv * scatter.T * scatter) / 2,
        variable=mu,
        derivative=S_inv * scatter.T * OneMatrix(m, 1),
        assumptions=DEFINITE,
        slips=(
            Slip("sign", -S_inv * scatter.T * OneMatrix(m, 1)),
            Slip("mean over the sample", S_inv * scatter.T * OneMatrix(m, 1) / m),
            Slip("mean dropped", S_inv * data.T * OneMatrix(m, 1)),
        ),
        source="Minka, Old and new matrix algebra useful for statistics (2000)",
        insight="Zero where the deviations add up to zero: at the sample mean.",
    ),
    Identity(
        name="gaussian-sample-covariance",
        subject="statistics",
        title="Gaussian log-likelihood of a sample, by the covariance",
        function=-m * log(Determinant(S)) / 2 - Trace(S_inv * scatter.T * scatter) / 2,
        variable=S,
        derivative=-m * S_inv / 2 + S_inv * scatter.T * scatter * S_inv / 2,
        assumptions=DEFINITE,
        conditions=("all entries of S are independent",),
        slips=(
            Slip("sign", m * S_inv / 2 - S_inv * scatter.T * scatter * S_inv / 2),
            Slip("number of samples lost", -S_inv / 2 + S_inv * scatter.T * scatter * S_inv / 2),
            Slip("one inverse only", -m * S_inv / 2 + scatter.T * scatter * S_inv / 2),
        ),
        source="Minka, Old and new matrix algebra useful for statistics (2000)",
        insight="Zero at S = (1/m)·scatter: the maximum-likelihood covariance.",
        erratum="Derivations found online put both inverses on one side of the scatter matrix, "
        "S⁻² C: they do not commute with it.",
    ),
    Identity(
        name="kl-gaussians-by-mean",
        subject="statistics",
        title="Divergence of two Gaussians, by the first mean",
        function=divergence,
        variable=a,
        derivative=-T_inv * (b - a),
        assumptions=BOTH,
        slips=(
            Slip("sign", T_inv * (b - a)),
            Slip("wrong covariance", -S_inv * (b - a)),
        ),
        source="Bishop, Pattern Recognition and Machine Learning, ex. 2.13",
        insight="Distances are measured by the second covariance.",
    ),
    Identity(
        name="kl-gaussians-by-first-covariance",
        subject="statistics",
        title="Divergence of two Gaussians, by the first covariance",
        function=divergence,
        variable=S,
        derivative=(T_inv - S_inv) / 2,
        assumptions=BOTH,
        conditions=("all entries of S are independent",),
        slips=(
            Slip("sign", (S_inv - T_inv) / 2),
            Slip("log-determinant forgotten", T_inv / 2),
        ),
        source="Bishop, Pattern Recognition and Machine Learning, ex. 2.13",
        insight="Zero where the two precisions agree.",
    ),
    Identity(
        name="kl-gaussians-by-second-covariance",
        subject="statistics",
        title="Divergence of two Gaussians, by the second covariance",
        function=divergence,
        variable=T,
        derivative=(T_inv - T_inv * (S + (b - a) * (b - a).T) * T_inv) / 2,
        assumptions=BOTH,
        conditions=("all entries of T are independent",),
        slips=(
            Slip("means forgotten", (T_inv - T_inv * S * T_inv) / 2),
            Slip("sign", (T_inv + T_inv * (S + (b - a) * (b - a).T) * T_inv) / 2),
        ),
        source="Bishop, Pattern Recognition and Machine Learning, ex. 2.13",
        insight="Zero where T is the second moment about b.",
    ),
    Identity(
        name="log-determinant-divergence",
        subject="statistics",
        title="Stein's loss, by its first matrix",
        function=Trace(X * T_inv) - log(Determinant(X)) + log(Determinant(T)) - n,
        variable=X,
        derivative=T_inv.T - X_inv.T,
        assumptions={X: ("positive_definite",), T: ("positive_definite",)},
        conditions=("all entries of X are independent",),
        slips=(
            Slip("sign", X_inv.T - T_inv.T),
            Slip("log-determinant forgotten", T_inv.T),
        ),
        source="James & Stein, Estimation with quadratic loss (1961)",
        insight="Zero exactly where X = T.",
    ),
    Identity(
        name="graphical-lasso",
        subject="statistics",
        title="Sparse inverse covariance",
        function=Trace(S * X) - log(Determinant(X)) + rho * Norm1(X),
        variable=X,
        derivative=S.T - X_inv.T + rho * X.applyfunc(sign),
        assumptions={X: ("positive_definite",), S: ("positive_definite",)},
        slips=(
            Slip("penalty dropped", S.T - X_inv.T),
            Slip("penalty as a square", S.T - X_inv.T + 2 * rho * X),
        ),
        source="Friedman, Hastie & Tibshirani, Sparse inverse covariance (2008)",
        insight="The penalty adds a sign, which drives entries to zero.",
    ),
    Identity(
        name="wishart",
        subject="statistics",
        title="Wishart log-density",
        function=(nu - n - 1) / 2 * log(Determinant(X)) - Trace(T_inv * X) / 2,
        variable=X,
        derivative=(nu - n - 1) / 2 * X_inv.T - T_inv.T / 2,
        assumptions={X: ("positive_definite",), T: ("positive_definite",)},
        conditions=("all entries of X are independent",),
        slips=(
            Slip("sign", T_inv.T / 2 - (nu - n - 1) / 2 * X_inv.T),
            Slip("dimension forgotten", nu / 2 * X_inv.T - T_inv.T / 2),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 7.8",
        insight="The mode is where the two terms balance.",
    ),
    Identity(
        name="student-t",
        subject="statistics",
        title="Multivariate t log-density, by the sample",
        function=-(nu + n) / 2 * log(1 + scalar(gap.T * S_inv * gap) / nu),
        variable=x,
        derivative=-(nu + n) / (nu + scalar(gap.T * S_inv * gap)) * (S_inv * gap),
        assumptions={S: ("positive_definite",), nu: ("positive",)},
        slips=(
            Slip("weight dropped", -S_inv * gap),
            Slip(
                "denominator without ν",
                -(nu + n) / (1 + scalar(gap.T * S_inv * gap)) * (S_inv * gap),
            ),
            Slip("sign", (nu + n) / (nu + scalar(gap.T * S_inv * gap)) * (S_inv * gap)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 7.7",
        insight="Outliers weigh less: the denominator grows with the distance.",
    ),
    Identity(
        name="gaussian-process-noise",
        subject="statistics",
        title="Gaussian-process marginal likelihood, by the noise",
        function=-(scalar(y.T * kernel_inv * y) + log(Determinant(kernel)) + n * log(2 * pi)) / 2,
        variable=s,
        derivative=(scalar(y.T * kernel_inv * kernel_inv * y) - Trace(kernel_inv)) / 2,
        assumptions={S: ("positive_definite",), s: ("positive",)},
        slips=(
            Slip("sign", (Trace(kernel_inv) - scalar(y.T * kernel_inv * kernel_inv * y)) / 2),
            Slip("log-determinant forgotten", scalar(y.T * kernel_inv * kernel_inv * y) / 2),
            Slip("one inverse only", (scalar(y.T * kernel_inv * y) - Trace(kernel_inv)) / 2),
        ),
        source="Rasmussen & Williams, Gaussian Processes for Machine Learning, eq. (5.9)",
        insight="Data fit against complexity.",
    ),
    Identity(
        name="mixture-weights",
        subject="statistics",
        title="Mixture likelihood, by the logits of its weights",
        function=log(scalar(Softmax(x).T * w)),
        variable=x,
        derivative=HadamardProduct(Softmax(x), w) / scalar(Softmax(x).T * w) - Softmax(x),
        assumptions={w: ("positive",)},
        slips=(
            Slip("prior not subtracted", HadamardProduct(Softmax(x), w) / scalar(Softmax(x).T * w)),
            Slip("softmax not differentiated", w / scalar(Softmax(x).T * w)),
        ),
        source="Petersen & Pedersen, The Matrix Cookbook (2012), sec. 8.4",
        insight="Responsibility minus prior weight.",
    ),
    Identity(
        name="boltzmann-free-energy",
        subject="statistics",
        title="Free energy of a restricted Boltzmann machine, by the weights",
        function=-scalar(a.T * visible) - Total(drive.applyfunc(softplus)),
        variable=V,
        derivative=-visible * drive.applyfunc(sigmoid).T,
        slips=(
            Slip("sign", visible * drive.applyfunc(sigmoid).T),
            Slip("softplus not differentiated", -visible * drive.applyfunc(softplus).T),
            Slip("inputs lost", -OneMatrix(n, 1) * drive.applyfunc(sigmoid).T),
        ),
        source="Hinton, A practical guide to training RBMs (2010)",
        insight="Visible units times the probabilities of the hidden ones.",
    ),
    Identity(
        name="kalman-gain",
        subject="statistics",
        title="Error of a Kalman update, by the gain",
        function=Trace((Eye(n) - K * H) * S * (Eye(n) - K * H).T + K * R * K.T),
        variable=K,
        derivative=2 * K * (H * S * H.T + R) - 2 * S * H.T,
        assumptions={S: ("symmetric",), R: ("symmetric",)},
        slips=(
            Slip("noise forgotten", 2 * K * H * S * H.T - 2 * S * H.T),
            Slip("factor 2 missing", K * (H * S * H.T + R) - S * H.T),
            Slip("sign", 2 * K * (H * S * H.T + R) + 2 * S * H.T),
        ),
        source="Kalman, A new approach to linear filtering (1960)",
        insight="Its zero is the Kalman gain K = SHᵀ(HSHᵀ + R)⁻¹.",
    ),
    Identity(
        name="sharpe-ratio",
        subject="statistics",
        title="Sharpe ratio, by the portfolio",
        function=scalar(mu.T * w) / sqrt(scalar(w.T * S * w)),
        variable=w,
        derivative=mu / sqrt(scalar(w.T * S * w))
        - scalar(mu.T * w) / sqrt(scalar(w.T * S * w)) ** 3 * (S * w),
        assumptions={S: ("positive_definite",), w: ("nonzero",)},
        slips=(
            Slip("denominator held constant", mu / sqrt(scalar(w.T * S * w))),
            Slip(
                "factor 2 not cancelled",
                mu / sqrt(scalar(w.T * S * w))
                - 2 * scalar(mu.T * w) / sqrt(scalar(w.T * S * w)) ** 3 * (S * w),
            ),
            Slip(
                "power of the risk",
                mu / sqrt(scalar(w.T * S * w)) - scalar(mu.T * w) / scalar(w.T * S * w) * (S * w),
            ),
        ),
        source="Sharpe, Mutual fund performance (1966)",
        insight="Zero where Sw is a multiple of μ.",
    ),
    Identity(
        name="metric-learning",
        subject="statistics",
        title="Squared distance under a linear map, by the map",
        function=Norm(H * (x - y)) ** 2,
        variable=H,
        derivative=2 * H * (x - y) * (x - y).T,
        slips=(
            Slip("factor 2 missing", H * (x - y) * (x - y).T),
            Slip("outer product lost", 2 * H),
            Slip("cross terms lost", 2 * H * (x * x.T + y * y.T)),
        ),
        source="Weinberger & Saul, Distance metric learning (2009)",
        insight="The map times the outer product of the difference.",
    ),
    Identity(
        name="log-odds-of-scores",
        subject="statistics",
        title="Log-likelihood of one class under softmax scores",
        function=scalar(w.T * x) - LogSumExp(x),
        variable=x,
        derivative=w - Softmax(x),
        slips=(
            Slip("sign", Softmax(x) - w),
            Slip("normaliser forgotten", w),
        ),
        source="Murphy, Machine Learning: A Probabilistic Perspective, sec. 8.3.7",
        insight="Observed minus expected.",
    ),
)
