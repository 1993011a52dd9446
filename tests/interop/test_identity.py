"""A record becomes a problem, a claim and its wrong variants, under one set of names."""

from sympy import MatrixSymbol, OneMatrix, Symbol

from matcalc import expr as e
from matcalc.interop import Identity, Slip
from matcalc.interop.vocabulary import Norm, sizes, vector

s, m, n = sizes("s m n")
X, W, b = MatrixSymbol("X", s, m), MatrixSymbol("W", n, m), MatrixSymbol("b", 1, n)
Y, G = MatrixSymbol("Y", s, n), MatrixSymbol("G", s, n)
LINEAR = Identity(
    name="linear",
    subject="layers",
    title="Linear layer",
    function=Y,
    definitions=((Y, X * W.T + OneMatrix(s, 1) * b),),
    upstream=G,
    variable=W,
    derivative=G.T * X,
    assumptions={X: ("positive",)},
    conditions=("X > 0",),
    slips=(Slip("mean over the batch", G.T * X / s),),
)


def test_upstream_makes_an_inner_product_and_names_stay_names():
    problem = LINEAR.problem()
    assert repr(problem.target) == "inner(G, Y)"
    (definition,) = problem.definitions
    assert (repr(definition.name), repr(definition.body)) == ("Y", "X*W' + ones(s)*b")
    assert repr(problem.wrt) == "W"
    assert problem.conditions == ("X > 0",)


def test_assumptions_reach_every_formula():
    declared = e.symbol("X", "s", "m", assume=["positive"])
    assert LINEAR.problem().declared == (declared,)
    assert declared in e.symbols(LINEAR.claim())


def test_a_dimension_is_one_in_every_formula():
    ((mistake, formula),) = LINEAR.wrong()
    assert mistake == "mean over the batch"
    assert repr(formula) == "G'*X/s"
    assert e.size("s") in e.postorder(formula)


def test_two_variables_make_a_mixed_hessian():
    x, y, A = vector("x", n), vector("y", m), MatrixSymbol("A", m, n)
    mixed = Identity(
        name="mixed",
        subject="second order",
        title="Bilinear form",
        function=y.T * A * x,
        variable=(y, x),
        kind="hessian",
        derivative=A,
    ).problem()
    assert (repr(mixed.wrt), repr(mixed.second)) == ("y", "x")


def test_a_direction_belongs_to_the_variable():
    x, dx = vector("x", n), vector("dx", n)
    problem = Identity(
        name="change",
        subject="norms",
        title="Squared norm",
        function=Norm(x) ** 2,
        variable=x,
        kind="differential",
        direction=dx,
        derivative=2 * x.T * dx,
    ).problem()
    assert repr(problem.direction) == "((x, dx),)"


def test_a_plain_equality_has_no_variable():
    problem = Identity(
        name="sum",
        subject="numbers",
        title="Commuting",
        function=Symbol("a") + Symbol("b"),
        variable=None,
        kind="value",
        derivative=Symbol("b") + Symbol("a"),
    ).problem()
    assert problem.wrt is None
    assert problem.second is None
