"""Ordinary problems for the comparison of derivations: a function, and the variable."""

from __future__ import annotations

from matcalc.expr import Problem
from matcalc.read import read_problem

ROWS: tuple[tuple[str, str], ...] = (
    ("a'*x", "x"),
    ("x'*x", "x"),
    ("x'*A*x", "x"),
    ("b'*A*x", "x"),
    ("(A*x - b)'*(A*x - b)", "x"),
    ("(a'*x)^2", "x"),
    ("exp(a'*x)", "x"),
    ("log(a'*x)", "x"),
    ("exp(x'*A*x)", "x"),
    ("log(x'*A*x)", "x"),
    ("1/(x'*A*x)", "x"),
    ("(b'*x)/(a'*x)", "x"),
    ("tr(X)", "X"),
    ("tr(A*X)", "X"),
    ("tr(A*X*B)", "X"),
    ("tr(X'*X)", "X"),
    ("tr(X'*A*X)", "X"),
    ("tr(X*A*X'*B)", "X"),
    ("tr(X)^2", "X"),
    ("tr(A*X)*tr(X)", "X"),
    ("exp(tr(X))", "X"),
    ("log(tr(X))", "X"),
    ("sqrt(tr(X'*X))", "X"),
    ("tr(X^2)", "X"),
    ("tr(X^3)", "X"),
    ("tr(A*inv(X))", "X"),
    ("a'*inv(X)*b", "X"),
    ("det(X)", "X"),
    ("log(det(X))", "X"),
    ("det(X)*tr(X)", "X"),
    ("a'*X*b", "X"),
    ("a'*X'*X*b", "X"),
    ("(X*a - b)'*(X*a - b)", "X"),
    ("tr((X - A)'*(X - A))", "X"),
)

DECLARED = {
    "x": ["n"],
    "a": ["n"],
    "b": ["n"],
    "A": ["n", "n"],
    "B": ["n", "n"],
    "X": ["n", "n"],
}


def problem_of(function: str, wrt: str) -> Problem:
    """The gradient of one row."""
    request = {"declare": DECLARED, "function": function, "wrt": wrt}
    return read_problem(request)[0]
