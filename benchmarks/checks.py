"""Warm checks in one process: the claims and slips of the identity library, and corpora."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.clock import percentile, timed


def run(count: int | None = None, corpora: Iterable[str] = ()) -> list[str]:
    """The lines of the report."""
    lines = [_told("identity library", _library(count))]
    for path in corpora:
        times = _corpus(path, count)
        lines.append(_told(path, times) if times else f"{path}: no requests in it")
    return lines


def _told(name: str, times: list[float]) -> str:
    slowest = f"{max(times):.0f}"
    return (
        f"{name}: {len(times)} checks, p50 {percentile(times, 50):.1f} ms, "
        f"p95 {percentile(times, 95):.1f} ms, slowest {slowest} ms"
    )


def _library(count: int | None) -> list[float]:
    from matcalc.identities import all_identities

    from matcalc.check.claim import check

    times = []
    for identity in all_identities()[:count]:
        problem = identity.problem()
        claims = [identity.claim(), *(wrong for _, wrong in identity.wrong())]
        for claim in claims:
            times.append(timed(lambda p=problem, c=claim: check(p, c))[0])  # type: ignore[misc]
    return times


def _corpus(path: str, count: int | None) -> list[float]:
    """A file of requests: a JSON list, an object that holds lists of them, or JSON Lines."""
    from matcalc.service import check_response

    requests = list(_requests(Path(path)))[:count]
    return [timed(lambda r=each: check_response(r))[0] for each in requests]  # type: ignore[misc]


def _requests(path: Path) -> Iterable[Mapping[str, Any]]:
    text = path.read_text(encoding="utf-8")
    try:
        data = json.loads(text)
    except ValueError:
        data = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(data, dict):
        data = [each for part in data.values() if isinstance(part, list) for each in part]
    return (each for each in data if isinstance(each, dict) and "function" in each)
