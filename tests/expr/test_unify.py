"""Unknown dimensions."""

from __future__ import annotations

import itertools

import pytest

from matcalc.expr import ONE, dim
from matcalc.expr.unify import Clash, Unknown, can_equal, resolve, slot_text, unify


def test_a_chain_of_unknowns_gets_one_value() -> None:
    links = [Unknown() for _ in range(50)]
    for left, right in itertools.pairwise(links):
        unify(left, right)
    unify(links[25], dim("n"))
    assert all(resolve(each) is dim("n") for each in links)


def test_known_dimensions_clash() -> None:
    with pytest.raises(Clash, match="the dimensions n and m must be equal and are not"):
        unify(dim("n"), dim("m"))
    assert not can_equal(dim("n"), dim("m"))


def test_a_wide_dimension_is_never_one() -> None:
    narrow, wide = Unknown(), Unknown(wide=True)
    unify(narrow, wide)
    with pytest.raises(Clash):
        unify(narrow, ONE)


def test_a_shape_for_people() -> None:
    assert slot_text((dim("n"), Unknown())) == "n×?"
    assert slot_text((ONE, ONE)) == "a scalar"
