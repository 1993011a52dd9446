"""Assumptions in people's words."""

from __future__ import annotations

import pytest

from matcalc.read.words import TAGS, tag
from matcalc.values.sample import ENTRIES, FORMS, MODIFIERS


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
        ("integer-valued", "count"),
        ("something new", "something_new"),
    ],
)
def test_tags(word: str, meaning: str) -> None:
    assert tag(word) == meaning


def test_every_tag_has_values() -> None:
    """What is not known to the sampling must not be taken for an assumption that is used."""
    assert {*ENTRIES, *FORMS, *MODIFIERS} == TAGS
