"""The options of the command line make a request."""

import click
import pytest

from matcalc.cli.request import assumption, declaration, make_request


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X: m,p", ("X", ["m", "p"])),
        ("X=m,p", ("X", ["m", "p"])),
        ("X : m × p", ("X", ["m", "p"])),
        ("x: 2*n-1", ("x", ["2*n-1"])),
        ("alpha:", ("alpha", [])),
        (r"W^{(1)}: m, n", (r"W^{(1)}", ["m", "n"])),
    ],
)
def test_a_declaration(text, expected):
    assert declaration(text) == expected


@pytest.mark.parametrize("text", ["X", "", ": m,p"])
def test_a_declaration_without_a_colon(text):
    with pytest.raises(click.UsageError, match="Write it as --declare 'X: m,p'"):
        declaration(text)


def test_assumptions_on_one_name_add_up():
    words = ["B: symmetric", "B: positive definite, invertible", "x=nonzero"]
    request = make_request("f", wrt=None, declare=[], assume=words, given=[], kind=None)
    assert request["assume"] == {
        "B": ["symmetric", "positive definite", "invertible"],
        "x": ["nonzero"],
    }
    with pytest.raises(click.UsageError, match="Write it as --assume 'B: symmetric'"):
        assumption("B symmetric")


def test_definitions_are_lines_of_the_function():
    request = make_request(
        "norm(Y)",
        wrt="X",
        declare=["X: m,n"],
        assume=[],
        given=["Y = A*X", "A = 2*B"],
        kind="gradient",
    )
    assert request == {
        "function": "norm(Y)\nY = A*X\nA = 2*B",
        "declare": {"X": ["m", "n"]},
        "assume": {},
        "wrt": "X",
        "kind": "gradient",
    }
