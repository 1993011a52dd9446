"""Requests to problems: declarations, definitions, upstream gradients, inference."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.errors import MatcalcError, ReadError, ShapeError, UnknownNameError, UnsupportedError
from matcalc.expr import Problem
from matcalc.read import problem_from, read_problem

LAYER = {
    "X": ["S", "M"],
    "W": ["N", "M"],
    "b": ["1", "N"],
    r"\frac{\partial L}{\partial Y}": ["S", "N"],
}
UPSTREAM = {"symbol": r"\frac{\partial L}{\partial Y}", "of": "Y"}


def problem(function: str, **fields: Any) -> Problem:
    return read_problem({"function": function, **fields})[0]


def told(found: Problem) -> list[str]:
    """The definitions and the target, in order."""
    return [f"{each.name} = {each.body}" for each in found.definitions] + [repr(found.target)]


@pytest.mark.parametrize(
    ("function", "wrt", "shapes"),
    [
        ("tr(V X W)", "X", {"V": "n×m", "X": "m×p", "W": "p×n"}),
        ("x' B x", "x", {"x": "n×1", "B": "n×n"}),
        ("||Ax - b||^2", "x", {"A": "n×m", "x": "m×1", "b": "n×1"}),
        (r"x^\top B x + \lambda\|x\|^2", "x", {"B": "n×n", "lambda": "1×1"}),
        ("s*A*x", "x", {"s": "1×1", "A": "n×m"}),
        ("logdet(X)", "X", {"X": "n×n"}),
        ("Y = XW^T + b\nsum(Y .* G)", "W", {"G": "n×p"}),
    ],
)
def test_shapes_are_inferred(function: str, wrt: str, shapes: dict[str, str]) -> None:
    found = problem(function, wrt=wrt)
    names = {each.declaration.name: f"{each.rows}×{each.cols}" for each in found.inputs()}
    assert {name: names[name] for name in shapes} == shapes


def test_the_upstream_gradient_pairs_with_its_quantity() -> None:
    found = problem(
        r"L(Y),\ Y = XW^\top + b", wrt="W", declare=LAYER, upstream=UPSTREAM, kind="gradient"
    )
    assert told(found) == ["Y = X*W' + ones(S)*b", "inner(dL_dY, Y)"]
    assert [each.declaration.latex for each in found.declared][-1] == UPSTREAM["symbol"]


def test_definitions_come_in_any_order() -> None:
    declare = {
        "x": ["n", "1"],
        "y": ["K", "1"],
        **{"W^{(1)}": ["a", "n"], "b^{(1)}": ["a", "1"]},
        **{"W^{(2)}": ["K", "a"], "b^{(2)}": ["K", "1"]},
    }
    found = problem(
        r"C = \| \tilde{y} - y \|^2,\ \tilde{y} = g(s_2),\ s_2 = W^{(2)} a_1 + b^{(2)},"
        r"\ a_1 = 3(s_1)^+,\ s_1 = W^{(1)}x + b^{(1)},\ g = \mathrm{id}",
        declare=declare,
        wrt="W^{(1)}",
    )
    assert told(found) == [
        "s_1 = W1*x + b1",
        "a_1 = 3*relu(s_1)",
        "s_2 = W2*a_1 + b2",
        "y_tilde = s_2",
        "norm(y_tilde - y)^2",
    ]


@pytest.mark.parametrize(
    ("function", "declare", "lines"),
    [
        (
            r"L = -\frac1S \sum_{i,k} T_{ik} \log X_{ik}",
            {"T": ["S", "C"], "X": ["S", "C"]},
            ["-Sum(i, 1, S, Sum(k, 1, C, T[i, k]*log(X[i, k])))/S"],
        ),
        (
            r"L = \frac{1}{S}\sum_i L_i,\ L_i = -\sum_k T_{ik} \log(X_{ik})",
            {"T": ["S", "C"], "X": ["S", "C"]},
            [
                "L_each = table(i, 1, -Sum(k, 1, C, T[i, k]*log(X[i, k])))",
                "Sum(i, 1, S, L_each[i])/S",
            ],
        ),
        (
            r"sum(Y),\ Y_{ij} = h(X_{ij})",
            {"X": ["m", "n"]},
            ["Y = table(i, j, h(X[i, j]))", "sum(Y)"],
        ),
        (
            r"U x \quad\text{with } r = \|x\|,\; U = r A",
            {"A": ["m", "n"], "x": ["n"]},
            ["r = norm(x)", "U = r*A", "U*x"],
        ),
        (
            r"\mathrm{CE}(y, \operatorname{softmax}(z))",
            {"y": ["n"], "z": ["n"]},
            ["-sum(y .* log(softmax(z)))"],
        ),
        (r"\|w\| := \sqrt{w^\top w}", {"w": ["n"]}, ["sqrt(w'*w)"]),
        (
            r"h(x) = g(f(x)) = W_2 W_1 x",
            {"x": ["a"], "W_1": ["b", "a"], "W_2": ["c", "b"]},
            ["W_2*W_1*x"],
        ),
        (
            r"\sum_i x_i^\top \beta",
            {"X": ["n", "p"], r"\vec \beta": ["p"]},
            ["Sum(i, 1, n, (X'*unit(n, i))'*beta)"],
        ),
        (r"x_i \log y_i", {"x": ["n"], "y": ["n"]}, ["Sum(i, 1, n, x[i]*log(y[i]))"]),
        (
            r"\mathbf{X W}^\top + \mathbf{B}",
            {"X": ["S", "M"], "W": ["N", "M"], "b": ["1", "N"]},
            ["X*W' + ones(S)*b"],
        ),
    ],
)
def test_forms_of_definitions(function: str, declare: Any, lines: list[str]) -> None:
    wrt = next(iter(declare))
    assert told(problem(function, declare=declare, wrt=wrt)) == lines


def test_abstract_functions() -> None:
    declare: Any = {"z": ["p", "1"], "A": ["m", "n"]}
    found, scope = read_problem(
        {"function": "y = A x(z)", "declare": declare, "wrt": "z", "kind": "jacobian"}
    )
    assert repr(found.target) == "A*x(z)"
    assert scope.values["x"].shape == (found.target.args[1].rows, found.target.args[1].cols)
    inverse = problem(
        r"A^{-1}(\alpha)", declare={r"\alpha": []}, wrt=r"\alpha", kind="scalar-derivative"
    )
    assert repr(inverse.target) == "inv(A(alpha))"


def test_fields_of_a_request() -> None:
    found = problem(
        "X*b",
        declare={"X": ["m", "n"], "b": ["n"], "dX": ["m", "n"], "G": ["m"]},
        assume={"X": ["full column rank"], "b": ["positive"]},
        wrt="X",
        kind="vjp",
        tangent={"X": "dX"},
        cotangent="G",
        constraint="diagonal",
        dim_constraints="m >= n",
        nonsense=3,
    )
    wrt = found.wrt
    assert wrt is not None
    assert wrt.declaration.assumptions == {"full_column_rank"}
    assert [(repr(a), repr(b)) for a, b in found.direction] == [("X", "dX")]
    assert (repr(found.cotangent), found.constraint, found.conditions) == (
        "G",
        "diagonal",
        ("m >= n",),
    )


def test_fixed_dimensions_are_numbers() -> None:
    found = problem("x'*x/N", declare={"x": ["N"]}, wrt="x", fixed_dims={"N": 5})
    assert found.wrt is not None
    assert found.wrt.rows.value == 5


def test_the_only_variable_need_not_be_named() -> None:
    assert repr(problem_from("logdet(X)")[0].wrt) == "X"


@pytest.mark.parametrize(
    ("fields", "kind", "message"),
    [
        ({"function": ""}, ReadError, "there is no formula here"),
        ({}, ReadError, 'the request has no "function"'),
        (
            {"function": "A = B, B = A, sum(A)", "wrt": "A"},
            ReadError,
            "the definitions go in a circle: A → B → A.",
        ),
        (
            {"function": "x'*y"},
            ReadError,
            "name the variable to differentiate by (wrt), one of: x, y.",
        ),
        (
            {"function": "x'*y", "wrt": "z"},
            UnknownNameError,
            "the name z does not occur in the problem. It has: x, y.",
        ),
        (
            {"function": "tr(X)", "wrt": "X", "kind": "slope"},
            UnsupportedError,
            "the kind 'slope' is not one of",
        ),
        (
            {"function": "x", "declare": {"x": ["n", "m", "k"]}},
            ReadError,
            "a name has at most two dimensions",
        ),
        (
            {"function": "x", "declare": {"x": ["n+"]}},
            ReadError,
            "the dimension 'n+' cannot be read.",
        ),
        (
            {"function": "x", "declare": {"x": ["n/2"]}},
            UnsupportedError,
            "the dimension n/2 is not a polynomial",
        ),
        (
            {"function": "x", "declare": {"x": ["0"]}},
            ReadError,
            "x has a dimension 0; it must be at least 1.",
        ),
        (
            {"function": "x", "declare": {"x": ["n"]}, "assume": {"q": ["spd"]}},
            ReadError,
            "an assumption is made about q",
        ),
        (
            {"function": "A*x", "declare": {"A": ["m", "n"], "x": ["m"]}, "wrt": "x"},
            ShapeError,
            "their product needs n = m.",
        ),
        (
            {"function": "A*thetta", "declare": {"A": ["m", "n"], "theta": ["n"]}, "wrt": "A"},
            UnknownNameError,
            "the name thetta is not declared. Did you mean theta?",
        ),
        (
            {"function": "banana(A)", "declare": {"A": ["m", "n"]}, "wrt": "A"},
            ReadError,
            "the function banana is not known.",
        ),
        (
            {
                "function": "f(y), f(x) = g(x)^2, g(x) = x'*x",
                "declare": {"x": ["n"], "y": ["n"]},
                "wrt": "x",
            },
            ReadError,
            "f is defined at (x) and used at another argument.",
        ),
        (
            {
                "function": "Y = X",
                "declare": {"X": ["n"]},
                "wrt": "X",
                "upstream": {"symbol": "G", "of": "Y"},
            },
            UnknownNameError,
            "the upstream symbol G is not declared.",
        ),
    ],
)
def test_refusals(fields: dict[str, Any], kind: type[MatcalcError], message: str) -> None:
    with pytest.raises(kind) as caught:
        read_problem(fields)
    assert message in str(caught.value)


@pytest.mark.parametrize("tag", ["symmetric", "orthogonal", "positive definite", "invertible"])
def test_only_a_square_matrix_is_symmetric_and_the_like(tag):
    request = {"function": "sum(A)", "declare": {"A": ["m", "n"]}, "assume": {"A": [tag]}}
    with pytest.raises(ShapeError, match=r"A is m×n and cannot be .* needs a square matrix, m = n"):
        read_problem({**request, "wrt": "A"})


def test_two_formulas_are_refused():
    request = {"function": "x'*x, x'*A*x", "declare": {"x": ["n"], "A": ["n", "n"]}, "wrt": "x"}
    with pytest.raises(ReadError, match="two formulas stand here"):
        read_problem(request)


def test_a_declared_name_may_be_defined():
    declare = {"x": ["n"], "y": ["m"], "A": ["m", "n"]}
    problem, _ = read_problem({"function": "y'*y, y = A*x", "declare": declare, "wrt": "x"})
    (definition,) = problem.definitions
    assert definition.name in problem.declared
    assert repr(definition.body) == "A*x"
    with pytest.raises(ShapeError, match="their shapes must be equal"):
        read_problem({"function": "y'*y, y = A*x", "declare": {**declare, "y": ["n"]}, "wrt": "x"})


@pytest.mark.parametrize("text", [r"\log_2 x", r"\log_{10}(x)", r"\sin_2 x"])
def test_a_subscript_on_a_function_is_not_dropped(text):
    with pytest.raises(UnsupportedError, match=r"a subscript on .* is not supported"):
        read_problem({"function": text, "declare": {"x": []}, "wrt": "x"})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "scalar-derivative"}, "a derivative by a scalar was asked for, and X is m×n."),
        (
            {"constraint": "symmetric:projected"},
            "the constraint 'symmetric:projected' is about a square matrix, and X is m×n.",
        ),
        ({"kind": "gradient-symmetric"}, "the constraint 'symmetric' is about a square matrix"),
        (
            {"kind": "jvp", "tangent": {"X": "b"}},
            "the direction b of X is n×1, and X is m×n.",
        ),
    ],
)
def test_a_variable_that_does_not_fit_what_is_asked(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ShapeError) as caught:
        problem("sum(X*b)", declare={"X": ["m", "n"], "b": ["n"]}, wrt="X", **fields)
    assert message in caught.value.message and caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tr(hcat())", "hcat joins matrices, and here are none."),
        ("tr(halflower())", "halflower takes 1 argument, and here are 0."),
        ("sum(d())", "d takes 1 argument, and here are 0."),
        ("sum(partial())", "partial takes 2 arguments, and here are 0."),
    ],
)
def test_functions_of_nothing(text: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        problem(text, declare={"X": ["n", "n"]}, wrt="X")
    assert message in str(caught.value)
