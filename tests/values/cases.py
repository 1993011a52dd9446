"""Problems written by hand, each with a right claim and wrong ones of the same shape."""

from typing import NamedTuple

from matcalc.expr import (
    Definition,
    Expr,
    Problem,
    abstract,
    apply,
    commutation,
    diag,
    differential,
    dim,
    epower,
    expm,
    hadamard,
    identity,
    inner,
    inverse,
    kron,
    log_softmax,
    logdet,
    norm,
    number,
    ones,
    partial,
    quotient,
    size,
    softmax,
    symbol,
    total,
    trace,
    transpose,
    unspecified,
)


class Case(NamedTuple):
    name: str
    problem: Problem
    right: Expr
    wrong: tuple[Expr, ...]
    exact: bool = True

    def __str__(self) -> str:
        return self.name


a = symbol("a")
x, w = symbol("x", "n"), symbol("w", "n")
B = symbol("B", "n", "n")
A = symbol("A", "m", "n")
V, M, W = symbol("V", "n", "m"), symbol("M", "m", "p"), symbol("W", "p", "n")
Z, G = symbol("Z", "n", "m"), symbol("G", "n", "m")
T = symbol("T", "n", "m", assume=["rows_sum_to_one"])
S = symbol("S", "n", "n", assume=["symmetric", "invertible"])
Y = softmax(Z, "rows")
one = ones("m")
h, h1 = unspecified("h"), unspecified("h", 1)
H = symbol("H", "N", "D")
K = symbol("K", "K", "D")
b = symbol("b", 1, "K")
out, G2 = symbol("Y", "N", "K"), symbol("G2", "N", "K")
layer = (Definition(out, H @ K.T + ones("N") @ b),)
F = abstract("F", (dim("n"), dim("n")), a)
t, s1 = symbol("t", "m"), symbol("s", "m")
net = (Definition(s1, A @ x), Definition(symbol("u", "m"), apply("tanh", s1)))
u = net[1].name
C = symbol("C")
loss = Definition(C, epower(norm(u - t), number(2)))
tanh_slope = ones("m") - epower(u, number(2))

CASES = (
    Case("quadratic", Problem(x.T @ B @ x, x), (B + B.T) @ x, (2 * (B @ x), B @ x)),
    Case("trace", Problem(trace(V @ M @ W), M), (W @ V).T, (2 * (W @ V).T, -(W @ V).T)),
    Case("norm", Problem(norm(w), w), w / norm(w), (w / norm(w) ** 2, w), False),
    Case("logdet", Problem(logdet(B), B), inverse(B).T, (inverse(B), inverse(B).T * 2), False),
    Case(
        "softmax",
        Problem(inner(G, Y), Z),
        hadamard(Y, G - hadamard(G, Y) @ one @ one.T),
        (hadamard(Y, G - hadamard(G, Y)), hadamard(Y, G)),
        False,
    ),
    Case("layer", Problem(inner(G2, out), K, definitions=layer), G2.T @ H, (-(G2.T @ H),)),
    Case(
        "bias",
        Problem(inner(G2, out), b, definitions=layer),
        ones(1, "N") @ G2,
        (ones(1, "N") @ G2 / size("N"),),
    ),
    Case(
        "cross-entropy",
        Problem(-inner(T, apply("log", Y)) / size("n"), Z),
        (Y - T) / size("n"),
        (Y - T, (T - Y) / size("n")),
        False,
    ),
    Case(
        "fused cross-entropy",
        Problem(-inner(T, log_softmax(Z, "rows")), Z),
        Y - T,
        (Y + T,),
        False,
    ),
    Case(
        "inverse by a scalar",
        Problem(inverse(F), a, "scalar-derivative"),
        -(inverse(F) @ partial(F, a) @ inverse(F)),
        (-(partial(F, a) @ inverse(F) @ inverse(F)),),
    ),
    Case("hessian", Problem(x.T @ B @ x, x, "hessian"), B + B.T, (2 * B, B)),
    Case(
        "mixed hessian",
        Problem(t.T @ A @ x, t, "hessian", second=x),
        A,
        (2 * A,),
    ),
    Case(
        "hessian along",
        Problem(epower(x.T @ x, number(2)), x, "hessian", direction=((x, w),)),
        8 * (x.T @ w) * x + 4 * (x.T @ x) * w,
        (4 * (x.T @ x) * w,),
    ),
    Case(
        "vec",
        Problem(A.T @ M, M, "jacobian-vec"),
        kron(identity("p"), A.T),
        (2 * kron(identity("p"), A.T),),
    ),
    Case("commutation", Problem(M.T, M, "jacobian-vec"), commutation("m", "p"), ()),
    Case(
        "tanh layer",
        Problem(apply("tanh", A @ x), x, "jacobian"),
        diag(ones("m") - epower(apply("tanh", A @ x), number(2))) @ A,
        (A, diag(apply("tanh", A @ x)) @ A),
        False,
    ),
    Case(
        "tanh network",
        Problem(C, A, definitions=(*net, loss)),
        2 * hadamard(u - t, tanh_slope) @ x.T,
        (hadamard(u - t, tanh_slope) @ x.T, 2 * (u - t) @ x.T),
        False,
    ),
    Case(
        "intermediate",
        Problem(C, s1, definitions=(*net, loss)),
        hadamard(partial(C, u), tanh_slope),
        (partial(C, u), 2 * hadamard(partial(C, u), tanh_slope)),
        False,
    ),
    Case(
        "abstract activation",
        Problem(inner(G, apply(h, Z)), Z),
        hadamard(G, apply(h1, Z)),
        (hadamard(G, apply(h, Z)), G),
    ),
    Case(
        "relu",
        Problem(inner(G, apply("relu", Z)), Z),
        hadamard(G, apply("step", Z)),
        (hadamard(G, apply("relu", Z)), G),
        False,
    ),
    Case(
        "differential",
        Problem(A.T @ M, M, "differential"),
        A.T @ differential(M),
        (2 * A.T @ differential(M),),
    ),
    Case(
        "pushforward",
        Problem(inverse(B), B, "jvp", direction=((B, S),)),
        -(inverse(B) @ S @ inverse(B)),
        (inverse(B) @ S @ inverse(B),),
    ),
    Case("pullback", Problem(A.T @ M, M, "vjp", cotangent=W.T), A @ W.T, (-(A @ W.T),)),
    Case(
        "free entries",
        Problem(trace(B @ S), S, "gradient-symmetric"),
        B + B.T - hadamard(B, identity("n")),
        (B.T, (B + B.T) / 2),
    ),
    Case(
        "projected",
        Problem(trace(B @ S), S, "gradient", constraint="symmetric:projected"),
        (B + B.T) / 2,
        (B.T, B + B.T),
    ),
    Case("value", Problem(transpose(V @ M), kind="value"), M.T @ V.T, (-(M.T @ V.T),)),
    Case(
        "quotient",
        Problem(total(quotient(G, Z)), Z),
        -quotient(G, hadamard(Z, Z)),
        (quotient(G, hadamard(Z, Z)),),
    ),
)

EXPM = Case("expm", Problem(trace(expm(B)), B), expm(B).T, (expm(B),))
