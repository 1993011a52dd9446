"""The signs of the eigenvalues of a symmetric matrix, counted exactly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import sympy

from matcalc.course.zero import sign


def inertia(symmetric: sympy.ImmutableMatrix) -> tuple[int, int, int]:
    """How many eigenvalues of a symmetric matrix are positive, negative and zero.

    All roots of its characteristic polynomial are real, so Descartes' rule of signs counts exactly.

    >>> inertia(sympy.ImmutableMatrix([[4, -3], [-3, 0]]))
    (1, 1, 0)
    """
    signs = [sign(c) for c in symmetric.charpoly().all_coeffs()]
    zero = next(place for place, each in enumerate(reversed(signs)) if each)
    positive = _changes(signs)
    return positive, symmetric.rows - positive - zero, zero


def _changes(signs: Sequence[int]) -> int:
    present = [each for each in signs if each]
    return sum(one != next_one for one, next_one in pairwise(present))
