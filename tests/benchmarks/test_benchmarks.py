"""Each measurement at its smallest size: that it works, never how long it takes."""

import json

import pytest

from benchmarks import checks, depth, peers, throughput
from benchmarks.clock import percentile


def test_peers_are_compared_by_value():
    lines = peers.run(2)
    assert lines[1].startswith("a'*x") and "right" in lines[1]
    assert "right: matcalc 2 of 2" in lines[3]


def test_tensorgrad_is_skipped_loudly(monkeypatch):
    monkeypatch.setattr(peers, "find_spec", lambda name: None)
    assert peers.run(1)[-1].startswith("tensorgrad: SKIPPED")


def test_depth_has_a_line_for_each_network():
    assert [line.split()[0] for line in depth.run(2)] == ["layers", "1", "2"]


@pytest.mark.parametrize("as_lines", [True, False])
def test_checks_read_a_corpus(tmp_path, as_lines):
    requests = [{"function": "x'*x", "wrt": "x", "claim": "2*x"}] * 2
    path = tmp_path / "corpus.json"
    text = "\n".join(map(json.dumps, requests)) if as_lines else json.dumps({"claims": requests})
    path.write_text(text, encoding="utf-8")
    library, corpus = checks.run(2, [str(path)])
    assert "identity library" in library
    assert corpus.startswith(f"{path}: 2 checks")


def test_throughput_counts_both_methods():
    exact, finite = throughput.run(1, trials=2)
    assert exact.startswith("exact: ") and finite.startswith("finite differences: ")


def test_a_percentile_lies_between():
    assert percentile([1.0, 2.0, 3.0, 4.0, 5.0], 50) == 3.0
