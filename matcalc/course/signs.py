"""Sign patterns of n eigenvalues: of the 2ⁿ, one is a minimum, one a maximum, the rest are saddles.

If every sign is positive or negative with probability 1/2, independently, a critical point is a
saddle point with probability (2ⁿ − 2)/2ⁿ = 1 − 2 (1/2)ⁿ.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy

from matcalc.course.judgement import Judgement, judged
from matcalc.course.words import written
from matcalc.course.zero import Known, compared

N = sympy.Symbol("n")

PATTERNS: Mapping[str, Any] = MappingProxyType(
    {"minimum": sympy.Integer(1), "maximum": sympy.Integer(1), "saddle": 2**N - 2}
)
"""How many of the 2ⁿ patterns of signs each kind has."""


def probability(kind: str) -> Any:
    """The share of the patterns that make a critical point of this kind.

    >>> probability("minimum")
    2**(-n)
    """
    return sympy.expand(PATTERNS[kind] / 2**N)


def check_count(kind: str, claim: Any) -> Judgement:
    """A claimed number of patterns, as a formula in n.

    >>> check_count("saddle", 2**N - 1).text
    'the number of saddle patterns is 2^n - 2, not 2^n - 1.'
    """
    return _checked(f"the number of {kind} patterns", claim, PATTERNS[kind])


def check_probability(kind: str, claim: Any) -> Judgement:
    """A claimed probability, as a formula in n.

    >>> check_probability("saddle", 1 - sympy.Rational(1, 2) ** (N - 1)).verdict
    'proved'
    """
    return _checked(f"the probability of a {kind}", claim, probability(kind))


def _checked(about: str, claim: Any, right: Any) -> Judgement:
    known = Known(compared(claim, right))
    return judged(about, written(claim), written(right), known)
