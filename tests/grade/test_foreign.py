"""Letters that another question defines: they may be meant, and refute nothing."""

from __future__ import annotations

import pytest

from matcalc.grade.examine import examine

OTHER = "# Q1\nLet $y = A x$ and $L = \\|y\\|^2$.\n# Q2\n"


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        (r"Let $f = x^T y$. $$\frac{\partial f}{\partial x} = y$$", "proved"),
        (r"Let $f = x^T y$. $$\frac{\partial f}{\partial x} = 2y$$", "refuted"),
        (r"$$\frac{\partial}{\partial x} (y^T x) = y$$", "proved"),
        (r"$$\frac{\partial}{\partial x} (y^T x) = 2y$$", "refuted"),
        (r"Let $f = \|y\|^2$. $$\frac{\partial f}{\partial x} = 2y$$", "unknown"),
        (r"Let $f = \|y\|^2$. $$\frac{\partial f}{\partial x} = 2A^T y$$", "proved"),
        (r"$$\frac{\partial L}{\partial x} = 2y$$", "ill_shaped"),
    ],
)
def test_definitions_of_other_questions(question: str, verdict: str) -> None:
    (found,) = examine(OTHER + question, "a.md").findings
    assert found.verdict == verdict
    if verdict == "unknown":
        assert "y = A x is from another question; whether that is meant here" in found.text
