"""Powers of numbers, refused before they are too long to compute."""

from __future__ import annotations

from fractions import Fraction

from matcalc.expr.node import MOST_BITS
from matcalc.index.network import TooLargeError


def whole_power(value: Fraction, exponent: int) -> Fraction:
    """qⁿ. Raises TooLargeError for a number that is too long.

    >>> whole_power(Fraction(2, 3), -2)
    Fraction(9, 4)
    """
    size = max(value.numerator.bit_length(), value.denominator.bit_length())
    if abs(exponent) * size > MOST_BITS and abs(value) != 1:
        raise TooLargeError(f"the power {exponent} of {value} is too long a number.")
    return value**exponent
