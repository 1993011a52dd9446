"""Losses that are described in words."""

from __future__ import annotations

import pytest

from matcalc.grade.blocks import blocks_of
from matcalc.grade.examine import examine
from matcalc.grade.losses import losses_in

SLOPE = r"$$\left(\frac{\partial C}{\partial \tilde{y}}\right)_i = %s$$"
PROSE = r"""The prediction is $\tilde{y} \in \mathbb{R}^K$, and $y \in \mathbb{R}^K$.

Loss input = $\tanh(W x)$ and y

Loss output = $\| \tanh(W x) - y \|^2$
"""
DISPLAY = r"""The prediction is $\tilde{y} \in \mathbb{R}^K$, and $y \in \mathbb{R}^K$.

$$\begin{aligned} \text{Loss input} &= \tanh(W x) \text{ and } y \\
\text{Loss output} &= \| \tanh(W x) - y \|^2 \end{aligned}$$
"""


@pytest.mark.parametrize("told", [PROSE, DISPLAY], ids=["prose", "display"])
@pytest.mark.parametrize(
    ("formula", "verdict", "slip"),
    [
        (r"2(\tilde{y}_i - y_i)", "proved", ""),
        (r"2(y_i - \tilde{y}_i)", "refuted", "The sign is flipped"),
    ],
)
def test_a_loss_told_in_words_is_differentiated(
    told: str, formula: str, verdict: str, slip: str
) -> None:
    report = examine(f"{told}\n{SLOPE % formula}\n", "a.md")
    (found,) = (each for each in report.findings if each.about.startswith("∂C"))
    assert found.verdict == verdict
    assert found.slip.startswith(slip)


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE.replace(r"\| \tanh(W x)", r"\| Z") + SLOPE % "0",
        PROSE + SLOPE % "0" + (SLOPE % "0").replace("C", "E"),
        SLOPE % "0",
    ],
    ids=["no derivative", "input not in output", "two losses", "no words"],
)
def test_no_loss_is_made_up(text: str) -> None:
    assert list(losses_in(blocks_of(text, "a.md"))) == []


def test_an_equation_that_defines_the_loss_comes_first() -> None:
    text = PROSE + "\n$$C = \\tilde{y}^T \\tilde{y}$$\n\n" + SLOPE % r"2 \tilde{y}_i"
    assert [each.verdict for each in examine(text, "a.md").findings][-1] == "proved"
