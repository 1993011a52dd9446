"""What a formula asks of its dimensions, and claims about that."""

import pytest

from matcalc.course import check_constraint, constraints, constraints_told, shapes_told
from matcalc.errors import MatcalcError, ReadError, ShapeError, UnknownNameError, UnsupportedError

BLOCK = {"X": "S F", "W_1": "N_1 F", "W_2": "N_2 N_1"}
PAIR = {"A": "a b", "B": "c d"}

NEEDS = [
    ("X + relu(X W_1') W_2'", BLOCK, "F = N_2"),
    ("relu(X W_1') W_2'", BLOCK, "every choice of dimensions fits"),
    ("A B + C", {**PAIR, "C": "e f"}, "a = e, b = c, d = f"),
    ("tr(A B)", PAIR, "a = d, b = c"),
    ("inv(A B)", PAIR, "a = d, b = c"),
    ("A B + B A", PAIR, "a = b, b = c, c = d"),
    ("x' A y", {"x": "n", "A": "a b", "y": "k"}, "a = n, b = k"),
    ("x y'", {"x": "n", "y": "m"}, "every choice of dimensions fits"),
    ("X W + 1 b'", {"X": "s m", "W": "m n", "b": "k"}, "k = n"),
    ("alpha x", {"alpha": "", "x": "n"}, "every choice of dimensions fits"),
    ("A B", {"A": "2 3", "B": "k 5"}, "3 = k"),
    ("A x + y", {"A": "m n"}, "every choice of dimensions fits"),
]


def needed(formula, shapes):
    return constraints(formula, {name: tuple(dims.split()) for name, dims in shapes.items()})


@pytest.mark.parametrize("formula, shapes, told", NEEDS)
def test_what_is_needed(formula, shapes, told):
    assert constraints_told(needed(formula, shapes)) == told


CLAIMED = [
    ("a = d, b = c", "proved", "a = d, b = c is needed."),
    ("d = a and c = b", "proved", "d = a and c = b is needed."),
    ("a = d", "proved", "a = d is needed. All that is needed: a = d, b = c."),
    ("a = c", "refuted", "a = c is not needed. Needed is a = d, b = c."),
    ("a = d, a = b", "refuted", "a = d, a = b is not needed. Needed is a = d, b = c."),
    ("a b = c d", "proved", "a b = c d is needed. All that is needed: a = d, b = c."),
    ("a = b c", "refuted", "a = b c is not needed. Needed is a = d, b = c."),
]


@pytest.mark.parametrize("claim, verdict, text", CLAIMED)
def test_every_equality_of_a_claim_is_judged(claim, verdict, text):
    found = check_constraint(needed("tr(A B)", PAIR), claim, "abcd")
    assert (found.verdict, found.text) == (verdict, text)


@pytest.mark.parametrize(
    "claim, message",
    [
        ("a != d", "'a != d' is not an equality of dimensions."),
        ("A and B are square", "'A and B are square' is not an equality of dimensions."),
        ("a = ", "'a = ' is not an equality of dimensions."),
        ("not a = d", "not is not a dimension that was declared."),
        ("a = n", "n is not a dimension that was declared."),
    ],
)
def test_other_claims_are_refused(claim, message):
    with pytest.raises(ReadError) as caught:
        check_constraint(needed("tr(A B)", PAIR), claim, "abcd")
    assert caught.value.message == message
    assert caught.value.hint in ("Write it as a = d, b = c.", "Declared: a, b, c, d.")


@pytest.mark.parametrize(
    "formula, shapes, kind, message",
    [
        ("X", {"Z": "n m"}, UnknownNameError, "Z does not occur in X."),
        ("A B", {"A": "2 3", "B": "4 5"}, ShapeError, "A B needs 3 = 4: it fits no shapes."),
        (
            "X W + b",
            {"X": "s m", "W": "m n", "b": "k"},
            UnsupportedError,
            "X W + b fits in several ways: k = n or k = s.",
        ),
        ("A B", {"A": "2n 3"}, ReadError, "the dimension 2n is not one letter or number."),
        (
            "A x + x + y",
            {"A": "a b", "x": "c d", "y": "e f", "X": "g h", "Y": "i"},
            MatcalcError,
            "X does not occur in A x + x + y.",
        ),
    ],
)
def test_what_fits_nothing_or_too_much_is_refused(formula, shapes, kind, message):
    with pytest.raises(kind) as caught:
        needed(formula, shapes)
    assert caught.value.message == message


def test_without_declarations_the_inferred_shapes_are_told():
    assert shapes_told("A B + B A") == "A n×n, B n×n"
