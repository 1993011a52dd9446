"""Batches with limits: what takes too long gets a refusal, and the next request its answer."""

import json

import pytest

from matcalc.cli.limited import limited_batch
from matcalc.limited import Limits

EASY = {"id": "easy", "function": "x' x", "wrt": "x", "claim": "2 x"}
HARD = {"id": "hard", "function": "tr(" + "X*" * 3000 + "X)", "wrt": "X", "claim": "X"}


@pytest.mark.parametrize("command", ["check", "derive"])
def test_a_request_that_takes_too_long_costs_only_itself(command):
    lines = [json.dumps(EASY), "", json.dumps(HARD), "{", json.dumps(EASY)]
    limits = Limits(seconds=0.3, memory=1 << 29)
    # A busy machine may be late with the easy ones: only the hard one must be refused.
    first, hard, broken, last = map(json.loads, limited_batch(lines, command, limits))
    assert (first["id"], hard["id"], broken["id"], last["id"]) == ("easy", "hard", None, "easy")
    assert hard["error"]["code"] == "limit"
    assert "takes more time than is allowed" in hard["error"]["message"]
    assert ("verdict" in hard) is (command == "check")
