"""A derivative that is set to zero: what stands before the zero is judged."""

from __future__ import annotations

import pytest

from matcalc.grade.examine import examine
from matcalc.grade.judge import STATIONARY

LEAST = r"Let $L(w) = \|Xw - y\|^2$. $$\nabla_w L = "


@pytest.mark.parametrize(
    ("sides", "verdict"),
    [
        ("2X^T(Xw - y) = 0", "proved"),
        (r"2X^T(Xw - y) = \mathbf{0}", "proved"),
        (r"2X^T X w - 2 X^T y = 0 \Rightarrow X^TXw = X^Ty", "proved"),
        ("X^T(Xw - y) = 0", "refuted"),
        (r"2X^T(Xw - y) = 2X^TXw + 2 X^Ty = 0", "refuted"),
    ],
)
def test_zero_at_the_end_is_a_condition(sides: str, verdict: str) -> None:
    found = examine(f"{LEAST}{sides}$$", "a.md").findings[0]
    assert (found.verdict, STATIONARY in found.notes) == (verdict, True)


def test_zero_alone_is_a_claim() -> None:
    text = r"Let $L(w) = \|y\|^2$. $$\frac{\partial L}{\partial w} = 0$$"
    assert all(STATIONARY not in each.notes for each in examine(text, "a.md").findings)
