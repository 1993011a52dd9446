"""One test over all identities: four checks at random shapes, and every slip refuted.

Adding an identity needs no line here.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matcalc.identities import all_identities

from matcalc.check import check
from matcalc.interop import Identity
from matcalc.verify import verify

IDENTITIES = pytest.mark.parametrize("identity", all_identities(), ids=lambda each: each.name)
SEEDS = st.integers(min_value=0, max_value=2**20)


@IDENTITIES
def test_proved_and_right_by_automatic_differentiation(identity: Identity) -> None:
    report = verify(identity, checks=["kernel", "jax"])
    assert report.passed, report


@IDENTITIES
@settings(max_examples=3, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_right_at_random_shapes(identity: Identity, seed: int) -> None:
    report = verify(identity, checks=["exact", "finite"], seed=seed)
    assert report.passed, report


@IDENTITIES
def test_every_slip_is_refuted(identity: Identity) -> None:
    for mistake, wrong in identity.wrong():
        verdict = check(identity.problem(), wrong, explain=False)
        assert verdict.verdict in ("refuted", "ill_shaped", "layout"), mistake


@IDENTITIES
def test_a_record_is_complete(identity: Identity) -> None:
    assert identity.source and identity.insight and identity.title
    assert identity.insight.endswith(".")
    assert identity.slips or identity.kind == "value"
    assert not identity.erratum or identity.erratum.endswith(".")
