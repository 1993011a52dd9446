"""matcalc → SymPy → matcalc gives the same object, for every head."""

import pytest
import sympy

from matcalc import expr as e
from matcalc.expr import ELEMENTWISE_NAMES, HEADS, ONE, postorder
from matcalc.interop import from_sympy, to_sympy

x, z = e.symbol("x", "n", 1), e.symbol("z", "k", 1)
A, B = e.symbol("A", "n", "n"), e.symbol("B", "n", "m")
s, tiny = e.symbol("s"), e.symbol("q", 1, 1)
i, j, one = e.index("i", "n"), e.index("j", "m"), e.number(1)
h, slope = e.unspecified("h"), e.unspecified("h", 1)
f, curve = e.abstract("f", (ONE, ONE), x), e.abstract("M", A.shape, s)
path = e.abstract("x", (e.dim("n"), ONE), z)

ALGEBRA = [
    (A + A.T) @ x / 2 - 3 * x,
    x.T @ A @ x,
    A / (x.T @ x) * s,
    (s + s) * (s - 1),
    s**-2,
    tiny * A,
    x.T.T,
    s.T,
    e.inverse(A),
    e.inverse(A) @ e.power(A, e.number(3)),
    e.power(A, e.symbol("k")),
    e.trace(A @ A.T),
    e.det(A),
    e.logdet(A),
    e.apply("log", e.det(A)),
    e.inner(A, A.T),
    e.expm(A),
    e.operation("pinv", B),
    e.operation("sylvester", A, A.T, A),
    e.operation("eigval", A, e.size("n")),
    e.operation("unvec", e.vec(B), sizes=("n", "m")),
    e.operation("duplication", sizes=("n",)),
    e.size("n") * s,
    e.size(e.dim("n") * 2 - 1),
    e.constant("pi"),
    e.zeros("n", "m"),
    e.ones("n", "m"),
    e.identity("n"),
]
SHAPES = [
    e.norm(x),
    e.norm1(A),
    e.total(B),
    e.kron(A, B),
    e.kron(s, B),
    e.vec(B),
    e.diag(x),
    e.diag(s),
    e.diagonal(A),
    e.commutation("m", "n"),
    e.block(((A, B), (A, B))),
    e.block(((s, s),)),
    e.block(((s, x.T), (x, A))),
]
ENTRYWISE = [
    e.hadamard(A, A),
    e.quotient(A, A),
    e.epower(A, s),
    e.sqrt(x),
    e.sqrt(s),
    e.softmax(x),
    e.softmax(A, "columns"),
    e.softmax(s),
    e.log_softmax(A),
    e.logsumexp(x),
    e.logsumexp(A),
    e.logsumexp(A, "columns"),
    *(e.apply(name, body) for name in (*ELEMENTWISE_NAMES, h, slope) for body in (s, x)),
]
CALCULUS = [
    e.differential(A),
    e.differential(s),
    f,
    e.abstract("f", (ONE, ONE), s),
    e.partial(f, x),
    e.partial(path, z),
    e.partial(curve, s),
]
INDICES = [
    e.entry(B, i, j),
    e.entry(A, one, i),
    e.entry(s, one, one),
    e.delta(i, e.index("k", "n")),
    e.index_sum(i, e.entry(A, i, i)),
    e.index_sum(i, e.entry(A, i, i) * B),
    e.index_sum(i, i * e.entry(x, i, one)),
    e.tabulate(i, j, e.entry(B, i, j)),
    e.tabulate(i, one, e.entry(A, i, i)),
    e.unit("n", i),
    e.unit("n", e.number(2)),
]
EXPRESSIONS = [*ALGEBRA, *SHAPES, *ENTRYWISE, *CALCULUS, *INDICES]


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=repr)
def test_comes_back_as_the_same_object(expr):
    assert from_sympy(to_sympy(expr), e.symbols(expr)) is expr


def test_every_head_is_tried():
    tried = {node.head for expr in EXPRESSIONS for node in postorder(expr)}
    assert [head for head in HEADS if head not in tried] == []


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=repr)
def test_prints(expr):
    assert str(to_sympy(expr))
    assert sympy.latex(to_sympy(expr))


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=repr)
def test_numbers_and_matrices_are_told_apart(expr):
    assert to_sympy(expr).is_Matrix is not expr.is_scalar


def test_depth_does_not_recurse():
    deep = s
    for _ in range(3000):
        deep = e.apply("tanh", deep) + 1
    sum_of_tanh = to_sympy(deep)
    assert from_sympy(sum_of_tanh) is deep


def test_declarations_are_kept_when_given():
    S = e.symbol("S", "n", "n", assume=["symmetric"])
    v = e.symbol("v", "n")
    assert from_sympy(to_sympy(S @ v), [S, v]) is S @ v
    assert from_sympy(to_sympy(S @ v)) is e.symbol("S", "n", "n") @ e.symbol("v", "n", 1)
