"""Assumptions in people's words."""

from __future__ import annotations

import pytest

from matcalc.errors import MatcalcError
from matcalc.expr.tags import COMBINED, MODIFIERS, RANKS
from matcalc.read.declare import declare
from matcalc.read.words import TAGS, tag, tags
from matcalc.values.sample import ENTRIES, FORMS


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("symmetric", "symmetric"),
        ("Positive Definite", "positive_definite"),
        ("spd", "positive_definite"),
        ("rows sum to 1", "rows_sum_to_one"),
        ("sums to 1", "sums_to_one"),
        ("one-hot", "one_hot"),
        ("one-hot rows", "one_hot_rows"),
        ("in (0,1)", "unit_interval"),
        ("plus-minus one", "sign"),
        ("integer-valued", "integer"),
        ("positive semi-definite", "positive_semidefinite"),
        ("PSD", "positive_semidefinite"),
        ("> 0", "positive"),
        (">= 0", "nonnegative"),
        (r"\geq 0", "nonnegative"),
        ("< 0", "negative"),
        ("≤ 0", "nonpositive"),
        ("!= 0", "nonzero"),
        (r"\neq 0", "nonzero"),
        ("= 0", "zero"),
        ("> 1", "greater_than_one"),
        ("greater than 1", "greater_than_one"),
        ("entries in (0, 1)", "unit_interval"),
        ("[0,1]", "closed_unit_interval"),
        (r"in \{0, 1\}", "binary"),
        ("0 or 1", "binary"),
        ("±1", "sign"),
        ("-1 or 1", "sign"),
        ("{-1, +1}", "sign"),
        (r"\succ 0", "positive_definite"),
        (r"\succeq 0", "positive_semidefinite"),
        ("!= 1", "!= 1"),
        ("> -1", "> -1"),
        ("1", "1"),
        ("something new", "something_new"),
    ],
)
def test_tags(word: str, meaning: str) -> None:
    assert tag(word) == meaning


def test_every_tag_has_values() -> None:
    """What is not known to the sampling must not be taken for an assumption that is used."""
    assert {*ENTRIES, *FORMS, *MODIFIERS, *RANKS} - COMBINED == TAGS


@pytest.mark.parametrize("word", ["!= 1", "< 1", "> -1", "= 1", "1", "in (-1,1)", r"\leq 3", "≻ 1"])
def test_relations_that_are_not_known_are_refused(word: str) -> None:
    with pytest.raises(MatcalcError) as refused:
        declare({"x": []}, {"x": [word]})
    assert refused.value.message == (
        f"the assumption {word!r} about x is not known: no values are drawn so."
    )
    assert refused.value.hint is not None
    assert refused.value.hint.startswith(
        "Known: > 0, ≥ 0, < 0, ≤ 0, ≠ 0, = 0, > 1, in (0,1), in [0,1], in {0,1}, ±1, binary, "
    )


def test_a_relation_may_name_its_letter() -> None:
    assert declare({"x": []}, {"x": "x > 0"})["x"].declaration.assumptions == {"positive"}


def test_two_assumptions_without_values_are_refused() -> None:
    with pytest.raises(MatcalcError) as refused:
        declare({"Q": ["n", "n"]}, {"Q": ["orthogonal", "spd"]})
    assert refused.value.message == (
        "about Q: no values are known that are orthogonal and positive definite at once."
    )


@pytest.mark.parametrize(
    ("word", "meanings"),
    [
        ("symmetric, invertible", ("symmetric", "invertible")),
        ("symmetric and positive definite", ("symmetric", "positive_definite")),
        ("in (0,1)", ("unit_interval",)),
        ("arbitrary", ()),
        ("need not be symmetric", ()),
        ("not symmetric", ()),
        ("not singular", ("invertible",)),
        ("not invertible", ("not_invertible",)),
        ("symmetric and nice", ("symmetric_and_nice",)),
    ],
)
def test_several_in_one_word(word: str, meanings: tuple[str, ...]) -> None:
    assert tags(word) == meanings


def test_lower_and_upper_triangular_is_diagonal() -> None:
    made = declare({"A": ["n", "n"]}, {"A": "lower and upper triangular"})["A"]
    assert "diagonal" in made.declaration.assumptions


def test_full_rank_of_what_is_not_square() -> None:
    with pytest.raises(MatcalcError) as refused:
        declare({"A": ["m", "n"]}, {"A": "full rank"})
    assert refused.value.message == (
        "A is m×n and cannot be invertible: that needs a square matrix, m = n."
    )
    assert refused.value.hint == 'Say "full column rank" or "full row rank".'
