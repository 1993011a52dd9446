"""Errors on the terminal: message, place, hint, exit code, and never a traceback."""

import click
import pytest

from matcalc.cli.trouble import explain, pointed, told
from matcalc.errors import DisagreementError, MatcalcError, ReadError, ShapeError, UnsupportedError


def test_an_error_points_into_the_text():
    error = ReadError("Q is not known.", span=(5, 6), hint="Declare it.")
    assert explain(error, ("tr(X*Q)",)).splitlines() == [
        "error: Q is not known.",
        "  tr(X*Q)",
        "       ^",
        "hint: Declare it.",
    ]


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("abc", (3, 3), ("  abc", "     ^")),
        ("abc", (0, 3), ("  abc", "  ^^^")),
        ("ab\ncdef\ng", (4, 6), ("  cdef", "   ^^")),
        ("ab\ncd", (1, 5), ("  ab", "   ^")),
        ("x" * 100 + "Q" + "y" * 100, (100, 101), (f"  …{'x' * 36}Q{'y' * 36}…", " " * 39 + "^")),
    ],
)
def test_the_line_and_its_caret(text, span, expected):
    assert pointed(text, span) == expected


def test_a_place_beyond_the_text_is_not_shown():
    assert explain(ReadError("no.", span=(50, 60)), ("ab",)) == "error: no."


@pytest.mark.parametrize(
    ("trouble", "code", "said"),
    [
        (ReadError("cannot read this."), 2, "error: cannot read this."),
        (ShapeError("A is 2×3."), 2, "error: A is 2×3."),
        (UnsupportedError("no rule for it."), 3, "error: no rule for it."),
        (DisagreementError("two answers."), 3, "error: two answers."),
        (MatcalcError("odd."), 2, "error: odd."),
        (ZeroDivisionError("by zero"), 3, "error: a defect in matcalc: ZeroDivisionError: by zero"),
    ],
)
def test_the_exit_code(capsys, trouble, code, said):
    with pytest.raises(click.exceptions.Exit) as found, told("text"):
        raise trouble
    assert found.value.exit_code == code
    assert capsys.readouterr().err.strip() == said
