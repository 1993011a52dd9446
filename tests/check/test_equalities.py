"""Plain equalities through the front door: what must be proved, and what must not."""

import pytest

from matcalc.service import check_response

DECLARED = {
    **{name: ["n", "n"] for name in ("A", "B", "C", "X")},
    **{name: ["n"] for name in ("a", "x")},
}
INVERTIBLE = {"A": ["invertible"], "B": ["invertible"], "X": ["invertible"]}


def checked(left, right, **more):
    request = {"declare": DECLARED, "function": left, "claim": right, "kind": "value"}
    return check_response({**request, **more})


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("tr(A*B*C)", "tr(C*A*B)"),
        ("tr(A*B)", "tr(B'*A')"),
        ("diag(a)*X*diag(x)", "(a*x').*X"),
        ("x'*A*x", "x'*A'*x"),
        ("sum(A.*B)", "tr(A'*B)"),
        ("2*A'*(A*X - B)", "2*A'*A*X - 2*A'*B"),
        ("inv(A*B)", "inv(B)*inv(A)"),
        ("X*inv(X)*A", "A"),
        ("det(A*B)", "det(A)*det(B)"),
        ("A*inv(eye(n) + B*A)", "inv(eye(n) + A*B)*A"),
        ("logdet(inv(X))", "-logdet(X)"),
        ("tanh(x)", "2*sigmoid(2*x) - 1"),
        ("softmax(X)*ones(n)", "ones(n)"),
        ("kron(A,B)*vec(X)", "vec(B*X*A')"),
    ],
)
def test_is_proved(left, right):
    assert checked(left, right, assume=INVERTIBLE)["verdict"] == "proved"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("A'", "A"),
        ("A*B", "B*A"),
        ("inv(A*B)", "inv(A)*inv(B)"),
        ("det(A + B)", "det(A) + det(B)"),
    ],
)
def test_is_refuted_with_a_counterexample(left, right):
    found = checked(left, right)
    assert found["verdict"] == "refuted"
    assert found["counterexample"]["claimed"] != found["counterexample"]["true"]


def test_woodbury_is_proved():
    declare = {"A": ["n", "n"], "C": ["k", "k"], "U": ["n", "k"], "V": ["k", "n"]}
    right = "inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)"
    assert checked("inv(A + U*C*V)", right, declare=declare)["verdict"] == "proved"
