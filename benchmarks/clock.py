"""Times in milliseconds, and how they are summed up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import quantiles
from time import perf_counter
from typing import TypeVar

Result = TypeVar("Result")


def timed(compute: Callable[[], Result]) -> tuple[float, Result]:
    """How long one call takes, and its result."""
    started = perf_counter()
    result = compute()
    return (perf_counter() - started) * 1000, result


def percentile(times: Sequence[float], percent: int) -> float:
    """The time that ``percent`` of the times do not exceed.

    >>> percentile([5.0], 95), percentile([1.0, 2.0, 3.0], 50)
    (5.0, 2.0)
    """
    if len(times) == 1:
        return times[0]
    return quantiles(times, n=100, method="inclusive")[percent - 1]
