"""Sentences about the signs of eigenvalues."""

from __future__ import annotations

import pytest

from matcalc.grade.examine import examine

COIN = r"Each of the $n$ eigenvalues is positive with probability $\frac{1}{2}$. "


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (r"The probability that all are positive is $(\frac{1}{2})^n$.", ["proved"]),
        (r"The probability of a saddle point is $1 - 2^{1-n}$.", ["proved"]),
        (r"The probability of a saddle point is $1 - 2^{-n}$.", ["refuted"]),
        (r"The number of saddle points is $2^n - 2$.", ["proved"]),
        (r"The number of saddle points is $2^n - 1$.", ["refuted"]),
        (r"The chance that the signs are mixed is $1 - 2 (1/2)^n = 1 - (1/2)^n$.",
         ["proved", "refuted"]),
        (r"The number of samples is $2 n$.", []),
        (r"The probability that not all are positive is $1 - 2^{-n}$.", []),
        (r"The probability that it is not a saddle point is $2^{1-n}$.", []),
        (r"The probability of a global minimum is $2^{-n}$.", []),
    ],
)  # fmt: skip
def test_the_signs_of_eigenvalues_are_counted(sentence: str, expected: list[str]) -> None:
    found = [each for each in examine(COIN + sentence, "a.md").findings if "a saddle" in each.about
             or "a minimum" in each.about or "patterns" in each.about]  # fmt: skip
    assert [each.verdict for each in found] == expected


def test_other_probabilities_are_left_alone() -> None:
    text = r"The probability of a minimum is $2^{-n} + 1$."
    assert not [each for each in examine(text, "a.md").findings if each.about]
