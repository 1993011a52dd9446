"""The commands of a course sheet: what they print, what they refuse, how they leave."""

import pytest
from click.testing import CliRunner

from matcalc.cli import main

CUBIC = ("critical", "x^3 - 3x")
LEFT = [
    ((*CUBIC, "-c", "1: not a maximum", "-c", "-1: not a minimum"), 0),
    ((*CUBIC, "-c", "1: not a minimum", "-c", "-1: maximum"), 1),
    (("critical", "(y - x^2) * (y - 2 x^2)", "-c", "(0, 0): minimum"), 3),
    (("critical", "--gradient", "(y, -x)"), 3),
    (("average", "m_t = t m_{t-1} + g_t"), 3),
    (("average", "x_t = x_{t-1} + u_t", "-c", "E[x_t] = t E[u]"), 0),
    (("shapes", "tr(A B)", "-d", "A: a,b", "-d", "B: c,d", "-c", "a=d, b=c"), 0),
    (("shapes", "x' A y", "-d", "x: n", "-d", "A: a,b", "-c", "n = b"), 1),
    (("eigen", "[[2, 1], [1, 2]]", "-c", "values: (1, 3)"), 0),
    (("newton", "x^2", "--at", "1", "-c", "next: 0", "-c", "next: 1"), 1),
]


@pytest.mark.parametrize("arguments, code", LEFT)
def test_how_a_command_leaves(arguments, code):
    assert CliRunner().invoke(main, arguments).exit_code == code


@pytest.mark.parametrize(
    "arguments, claim, message",
    [
        (CUBIC, "1: maximum?", "'maximum?' is not read as a kind of critical point."),
        (CUBIC, "(1, 2): maximum", None),
        (("eigen", "[2, 1; 1, 2]"), "values: not (1, 3)", "the name not is not declared."),
        (("newton", "x^2", "--at", "1"), "next: not 0", "the name not is not declared."),
        (("average", "m_t = b m_{t-1} + g_t"), "not m_1 = g_1", "the word 'not' cannot stand"),
        (("shapes", "A B", "-d", "A: a,b"), "a = z", "z is not a dimension that was declared."),
    ],
)
def test_an_error_in_a_claim_names_the_claim_and_no_place_in_the_formula(arguments, claim, message):
    result = CliRunner().invoke(main, [*arguments, "--claim", claim])
    told = f"in the claim {claim!r}: {message}" if message else "the point (1, 2) has 2 coordinates"
    assert (result.exit_code, result.stderr.startswith(f"error: {told}")) == (2, True)
    assert "^^^" not in result.stderr


def test_the_letters_and_the_start_are_shown():
    assert "  letters    x, y\n" in CliRunner().invoke(main, ["critical", "y^2 + x^2"]).stdout
    newton = CliRunner().invoke(main, ["newton", "y^2 + x^2", "--at", "(1, 1)"])
    assert newton.stdout.startswith("  letters    x, y\n  gradient   (2, 2)")
    average = CliRunner().invoke(main, ["average", "u_t = mu u_{t-1} + g_t"])
    assert average.stdout.startswith("  from       u_0 = 0\n")
    assert average.stdout.endswith("  where      μ ≠ 1\n")


def test_without_declarations_the_shapes_are_shown():
    assert CliRunner().invoke(main, ["shapes", "A B + B A"]).stdout == "  shapes     A n×n, B n×n\n"
