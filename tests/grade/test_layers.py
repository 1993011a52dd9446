"""Networks that are told layer by layer, and the letters of their chain rule."""

from __future__ import annotations

import pytest

from matcalc.grade.blocks import blocks_of
from matcalc.grade.examine import examine
from matcalc.grade.layers import layers_in
from matcalc.grade.stages import networks_in

SHAPES = r"""$x \in \mathbb{R}^n$, $U \in \mathbb{R}^{m \times n}$, $V \in \mathbb{R}^{k \times m}$
and $y \in \mathbb{R}^k$.
"""
WORDED = r"""
Linear1 input = $x$

Linear1 output = $Ux + b$

f input: $Ux + b$

f output: $5 \sin(Ux + b)$

$$\begin{aligned} \text{Linear}_2 \text{ input} &= 5 \sin(Ux + b)
& \text{Linear}_2 \text{ output} &= 5 V \sin(Ux + b) \\
\text{Loss input} &= 5 V \sin(Ux + b) \text{ and } y \\
\text{Loss output} &= \| 5 V \sin(Ux + b) - y \|^2 \end{aligned}$$
"""
MARKDOWN = r"""
| Layer | Input | Output |
|---|:-:|---|
| Linear$_1$ | $x$ | $Ux + b$ |
| $f$ | $Ux + b$ | $5 \sin(Ux + b)$ |
| Linear$_2$ | $5 \sin(Ux + b)$ | $5 V \sin(Ux + b)$ |
| Loss | $5 V \sin(Ux + b)$, $y$ | $\| 5 V \sin(Ux + b) - y \|^2$ |
"""
TABULAR = r"""
\begin{tabular}{|c|c|c|} \hline
Layer & Input & \textbf{Output} \\ \hline
Linear$_1$ & $x$ & $Ux + b$ \\ \hline
$f$ & $Ux + b$ & $5 \sin(Ux + b)$ \\ \hline
Linear$_2$ & $5 \sin(Ux + b)$ & $5 V \sin(Ux + b)$ \\ \hline
Loss & $5 V \sin(Ux + b)$ & $\| 5 V \sin(Ux + b) - y \|^2$ \\ \hline
\end{tabular}
"""
CHAIN = (
    r"\frac{\partial C}{\partial \hat y} \frac{\partial \hat y}{\partial a}"
    r" \frac{\partial a}{\partial s}"
)
FORMULAS = rf"""
# Gradients

$$\frac{{\partial C}}{{\partial U}} = x {CHAIN}$$
$$\frac{{\partial C}}{{\partial U}} = {CHAIN} x$$
$$\frac{{\partial C}}{{\partial \hat y}} = 2 (\hat y - y)^T$$
$$\frac{{\partial a}}{{\partial s}} = 5 \operatorname{{diag}}(\cos(s))$$
$$\frac{{\partial a}}{{\partial s}} = \operatorname{{diag}}(\cos(s))$$
"""
VERDICTS = ["layout", "ill_shaped", "layout", "proved", "refuted"]


@pytest.mark.parametrize("told", [WORDED, MARKDOWN, TABULAR], ids=["words", "Markdown", "TeX"])
def test_a_chain_rule_is_judged_with_the_outputs_of_the_layers(told: str) -> None:
    report = examine(SHAPES + told + FORMULAS, "a.md")
    assert [each.verdict for each in report.findings] == VERDICTS
    assert any(
        "are the outputs of Linear1, f, Linear2" in note for note in report.findings[0].notes
    )


def letters(text: str) -> list[tuple[str, str]]:
    blocks = blocks_of(text, "a.md")
    return [(each.letter, each.body) for each in layers_in(blocks, networks_in(blocks))]


def test_each_output_is_written_with_the_letter_before_it() -> None:
    assert letters(WORDED + FORMULAS) == [
        ("s", "Ux + b"),
        ("a", r"5 \sin(s)"),
        (r"\hat y", r"5 V (\frac{1}{5} a)"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        WORDED,
        WORDED + FORMULAS.replace(r"\frac{\partial a}{\partial s}", ""),
        WORDED + FORMULAS + r"$$\frac{\partial s}{\partial a}$$",
        FORMULAS,
        MARKDOWN.replace("Output", "Result") + FORMULAS,
    ],
    ids=["no chain", "too few letters", "a circle", "no layers", "another table"],
)
def test_letters_that_do_not_fit_are_not_guessed(text: str) -> None:
    assert letters(text) == []


def test_letters_that_are_named_need_no_chain() -> None:
    said = "\nwhere $p, q$ and $r$ are the outputs of Linear1, $f$ and Linear$_2$.\n"
    assert [letter for letter, _ in letters(MARKDOWN + said)] == ["p", "q", "r"]


def test_a_sum_is_replaced_in_brackets_only() -> None:
    told = "f output = $a + b$\n\ng output = $2 a + b$\n\n"
    said = "$s$ and $t$ are the outputs of $f$ and $g$.\n"
    assert letters(told + said) == [("s", "a + b"), ("t", "2 a + b")]


ROW = r"""$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $s = W x + b$.

$$\frac{\partial C}{\partial W} = %s$$
"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"x \frac{\partial C}{\partial s}", "layout"),
        (r"\frac{\partial C}{\partial s} x^T", "proved"),
        (r"\frac{\partial C}{\partial s} x", "ill_shaped"),
        (r"2 x \frac{\partial C}{\partial s}", "ill_shaped"),
    ],
)
def test_a_derivative_by_a_vector_may_be_a_row(formula: str, verdict: str) -> None:
    assert examine(ROW % formula, "a.md").findings[-1].verdict == verdict
