"""A thousand wrong formulas and a thousand equivalent ones, made from the identity library."""

import pytest

from tests.check.generated import Claim, equivalent_claims, rightly_refused, wrong_claims

BATCHES, SIZE = 16, 64


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_wrong_formula_passes(batch: int) -> None:
    found = {str(claim): claim.verdict() for claim in wrong_claims(SIZE, seed=batch)}
    assert not [row for row in found.items() if row[1] not in ("refuted", "ill_shaped", "layout")]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_rewrite_of_a_right_formula_is_right_and_mostly_proved(batch: int) -> None:
    claims: list[Claim] = list(equivalent_claims(SIZE, seed=batch))
    found = [(str(claim), claim.verdict()) for claim in claims]
    assert not [row for row in found if row[1] not in ("proved", "holds")]
    assert sum(verdict == "proved" for _, verdict in found) >= 0.95 * SIZE


def test_right_in_the_other_layout_is_said_of_nothing_else() -> None:
    claims = [claim for claim in wrong_claims(SIZE, seed=99) if claim.verdict() == "layout"]
    assert claims
    assert all(map(rightly_refused, claims))
