"""Functions of which all or a part is zero, or one number: a derivative, or a message."""

from __future__ import annotations

import pytest

from matcalc.service import check_response, derive_response

ONE = {"X": ["1", "1"], "A": ["1", "1"], "b": ["1"], "t": []}
MANY = {"X": ["n", "n"], "A": ["n", "n"], "b": ["n"], "t": []}


@pytest.mark.parametrize(
    ("function", "declare", "derivative"),
    [
        ("det([t, t; t, t]) + tr(X - X)", MANY, "zeros(n, n)"),
        ("tr(A*[0*X, 0*X][1, 1])", MANY, "zeros(n, n)"),
        ("norm([0*X; A])^2", MANY, "zeros(n, n)"),
        ("sum(vec(kron(X - X, A)))", MANY, "zeros(n, n)"),
        ("sum(tril(0*X) + sylvester(A, A, 0*X))", MANY, "zeros(n, n)"),
        ("det(sylvester(diag(b), 0*X, A))", ONE, "0"),
        ("max(inv(X)*det(X))", ONE, "0"),
        ("det([A, X'; X, 2])", ONE, "-2*X"),
        ("inner(X', X')", MANY, "2*X"),
        ("inner(X', X') * inner(X', A)", MANY, "2*inner(X', A)*X + inner(X', X')*A'"),
        ("norm(unvec(vec(symtoeplitz(X)), 1, 1))^2", ONE, "2*X"),
    ],
)
def test_a_derivative(function: str, declare: dict[str, list[str]], derivative: str) -> None:
    told = derive_response({"function": function, "wrt": "X", "declare": declare})
    assert told["error"] is None
    claim = {"function": function, "wrt": "X", "declare": declare, "claim": derivative}
    assert check_response(claim)["verdict"] in ("proved", "holds")
    assert check_response(claim | {"claim": f"{derivative} + X"})["verdict"] == "refuted"


@pytest.mark.parametrize("kind", ["jacobian", "jacobian-vec"])
def test_a_division_by_what_is_always_zero(kind: str) -> None:
    request = {"function": "softmax(X ./ (X - X))", "wrt": "X", "kind": kind, "declare": MANY}
    error = derive_response(request)["error"]
    assert error["code"] == "unsupported"
    assert "in which nothing moves: the function divides by what is always zero" in error["message"]
    assert "X - X" in error["hint"]


def test_a_matrix_that_should_be_symmetric_and_is_not() -> None:
    request = {"function": "eigval(triu(X'), 1)", "wrt": "X", "kind": "hessian", "declare": MANY}
    error = derive_response(request)["error"]
    assert error["code"] == "unsupported"
    assert error["message"].startswith("this is known only where triu(X') symmetric holds")


def test_a_number_has_no_structure() -> None:
    request = {"function": "[A, A; X, 2]", "wrt": "X", "declare": ONE, "constraint": "diagonal"}
    assert derive_response(request)["ascii"] == "[0, 0; 1, 0]"


@pytest.mark.parametrize(
    ("function", "declare"),
    [
        ("tanh(" * 400 + "t" + ")" * 400, {"t": []}),
        ("sum(" + "sin(" * 200 + "t" + ")" * 200 + ")", {"t": ["n"]}),
        ("tr(" + "*".join(["t"] * 120) + ")", {"t": ["n", "n"]}),
    ],
    ids=["deep", "deep column", "long product"],
)
def test_what_is_deep_or_long_is_cut_into_named_parts(
    function: str, declare: dict[str, list[str]]
) -> None:
    told = derive_response({"function": function, "wrt": "t", "declare": declare})
    assert told["error"] is None and told["definitions"]
    assert max(map(len, told["definitions"].values())) < 2_500
