"""Documents as people write them: every formula in its context, nothing right called wrong."""

import json
import random

import pytest

from matcalc.grade.examine import examine
from matcalc.grade.rubric import rubric_from

PAPER = r"""\documentclass{article}
\newcommand{\R}{\mathbb{R}}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\DeclareMathOperator{\tr}{tr}
% $\pd{x}{x} = 0$
\begin{document}
\section{Question 1}
Let $A \in \R^{n \times n}$ be a symmetric matrix and $x, b \in \R^n$. Let
\[ f(x) = \frac12 x^\top A x - b^\top x. \]
\begin{align*}
\nabla f(x) &= \frac12 (A + A^\top) x - b \\
 &= A x - b.
\end{align*}
Wrong is \( \pd{f}{x} = A x + b \).
\section{Question 2}
$$ \frac{d}{dX} \tr(BX) = B^\top \quad\text{and}\quad \pd{}{X} \tr(X^\top X) = 2X $$
\section{Least squares}
\begin{align}
 L(w) &= \frac{1}{2}\|Xw - y\|_2^2 \label{loss} \\
 \pd{L}{w} &= X^T (Xw - y) \\
 H_L &= X^T X
\end{align}
\end{document}
"""


def verdicts(text, name="a.md", **more):
    return [finding.verdict for finding in examine(text, name, **more).findings]


def test_a_paper_with_macros():
    report = examine(PAPER, "paper.tex")
    found = [each.verdict for each in report.findings]
    assert found == ["proved", "refuted", "proved", "proved", "proved", "proved"]
    assert [each.place.line for each in report.findings][:3] == [10, 14, 16]
    assert report.findings[1].question == "Question 1"
    assert report.skipped["a definition"] == 2


LINEAR = "Consider $Y = XW^\\top + b$ with the row vector $b$.\n\n"
ROWS = r"Let $Y_{ij} = \frac{e^{X_{ij}}}{\sum_k e^{X_{ik}}}$. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINEAR + r"$$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W$$", "proved"),
        (
            LINEAR
            + r"$$\frac{\partial L}{\partial b} = \mathbf{1}^\top \frac{\partial L}{\partial Y}$$",
            "proved",
        ),
        (
            LINEAR + r"$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial Y} X$$",
            "ill_shaped",
        ),
        (
            ROWS + r"$$\frac{\partial Y_{pj}}{\partial X_{pq}} = Y_{pj}(\delta_{jq} - Y_{pq})$$",
            "proved",
        ),
        (ROWS + r"$$\frac{\partial Y_{pj}}{\partial X_{pq}} = Y_{pj}(1 - Y_{pq})$$", "refuted"),
        (r"$\frac{\partial (x_m x_n)}{\partial x_i} = x_m\delta_{in} + x_n\delta_{im}$", "proved"),
        (r"$h(w) = \sigma(w^T x)$; $\frac{\partial h}{\partial w} = h(1-h) x$", "proved"),
        (r"Let $f(x, y) = x^2 y + 3y$. $$\frac{\partial f}{\partial x} = 2xy$$", "proved"),
        ("Let $f = x^⊤ A x$. $$∂f/∂x = (A + A^⊤) x$$", "proved"),
        (r"Let $f = x^T B x$. $$\nabla_x f = 2 B x$$", "refuted"),
        (r"$f = x^T B x$, B is symmetric. $$\nabla_x f = 2 B x$$", "proved"),
        (r"$$\frac{\partial \operatorname{tr}(A X)}{\partial X} = A$$", "layout"),
    ],
)
def test_one_formula_in_its_context(text, expected):
    assert verdicts(text) == [expected]


SAMPLES = r"Let $L = \sum_i (y_i - w^\top x_i)^2$. $$\nabla_w L = 2\sum_i (w^\top x_i - y_i) x_i$$"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (r"$$\frac{\partial L}{\partial W} = X^\top D$$", "L is not defined: no equation"),
        (SAMPLES.replace("w^", "W^"), "A loss is a number, and L as defined here is none"),
        (r"$L = \tanh(W x)$ $$\nabla_x L = W^T x$$", "A loss is a number"),
        (r"$Y = X W$ $$\frac{\partial Y}{\partial X} = W$$", "four indices"),
    ],
)
def test_without_its_problem_a_formula_is_not_called_wrong(text, reason):
    (finding,) = examine(text, "a.md").findings
    assert finding.verdict == "unknown"
    assert reason in finding.text


def test_a_condition_and_a_case_state_nothing():
    text = r"$f = x^T x$. Setting $\nabla_x f = 0$ gives $x = 0$. When $i \neq p$: $$Y_{ij} = 0$$"
    report = examine(text, "a.md")
    assert not report.findings
    assert report.skipped["a case"] == 1


def test_displays_that_go_on_are_one_chain():
    first = r"\frac{\partial}{\partial X_{nm}} \left[ \sum_k X_{ik} W_{jk} \right]"
    text = rf"""
$$\frac{{\partial Y_{{ij}}}}{{\partial X_{{nm}}}} = {first}$$

$$= \sum_k \delta_{{in}} \delta_{{km}} W_{{jk}}$$

$$= \delta_{{in}} W_{{mj}}$$
"""
    (finding,) = examine(text, "a.md").findings
    assert [link.verdict for link in finding.links][:2] == ["holds", "proved"]
    assert finding.first_wrong == 2
    assert [link.place.line for link in finding.links] == [2, 4, 6]


def test_the_definition_of_the_question_counts():
    text = r"""
# Question 1
Let $Y = X W$. $$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W^\top$$
# Question 2
Let $Y = h(X)$. $$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} \circ h'(X)$$
"""
    assert verdicts(text) == ["proved", "proved"]


CROSS = r"""Let $p = \text{softmax}(z)$ and $L = -\sum_k t_k \log p_k$"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (r", where $\sum_k t_k = 1$.", "proved"),
        (", and $t$ is one-hot.", "proved"),
        (".", "refuted"),
    ],
)
def test_sums_that_are_one_are_used(said, expected):
    assert verdicts(CROSS + said + r" $$\frac{\partial L}{\partial z} = p - t$$") == [expected]


def test_a_notebook_with_windows_line_ends():
    cells = [
        {"cell_type": "markdown", "source": ["# Q1\r\n", "Let $f = a^T X b$.\r\n"]},
        {"cell_type": "code", "source": "f = '$x = 1$'"},
        {"cell_type": "markdown", "source": "$$\\frac{\\partial f}{\\partial X} = a b^T$$"},
    ]
    report = examine(json.dumps({"cells": cells}), "a.ipynb")
    assert [(each.place.cell, each.verdict) for each in report.findings] == [(3, "proved")]


@pytest.mark.parametrize("text", ["{", '{"cells": 3}', "[]", ""])
def test_a_notebook_that_is_none(text):
    assert examine(text, "a.ipynb").trouble.startswith("this is not a notebook")


def test_a_rubric_states_the_problem():
    question = {"label": "1", "function": "x' B x", "wrt": "x", "kind": "gradient"}
    rubric = rubric_from({"question": [question]}, "r")
    text = "# Question 1\n$$\\nabla_x g = (B + B^T) x$$"
    assert verdicts(text) == ["unknown"]
    assert verdicts(text, rubric=rubric) == ["proved"]


class Listening:
    def __init__(self):
        self.heard = []

    def begin(self, place, source, lines=1):
        self.heard.append(lines)

    def end(self, finding):
        self.heard.append(finding.verdict)


def test_who_watches_is_told():
    watch = Listening()
    examine("Let $f = x^T x$. $$\\nabla_x f = 2x$$", "a.md", watch=watch)
    assert watch.heard[-1] == "proved"


BROKEN = r"$$\frac{\partial L}{\partial W = {{ \left( $$ $\frac{}{}=$ $$=$$ $a_{=}b$ $\nabla f =$"


@pytest.mark.parametrize("name", ["a.md", "a.tex", "a.txt"])
@pytest.mark.parametrize(
    "text",
    ["", "Only prose.\r\n", "$" * 3001, f"$${'x+' * 9000}x$$", r"\begin{align}" * 500, BROKEN],
)
def test_nothing_to_find(text, name):
    report = examine(text, name)
    assert not report.findings
    assert not report.trouble


def test_a_long_document():
    text = "# Part 1\nword word\n" * 5000 + "Let $f = x^T x$. $$\\nabla_x f = 2x$$"
    assert verdicts(text) == ["proved"]


@pytest.mark.parametrize("seed", range(8))
def test_damaged_documents_are_read_all_the_same(seed):
    drawn, damaged = random.Random(seed), list(PAPER)
    for _ in range(30):
        damaged[drawn.randrange(len(damaged))] = drawn.choice("{}$\\&_^=[]() \n%ab")
    report = examine("".join(damaged), "paper.tex")
    assert not report.trouble
    assert all(finding.text for finding in report.findings)


def test_a_limit_that_nothing_defines_is_passed_over():
    report = examine(
        r"$$\frac{\partial g}{\partial y} = \lim_{h \to 0} \frac{g(y + h) - g(y)}{h} = x^T A^T$$",
        "a.md",
    )
    assert not report.findings
    assert report.skipped["a limit"] == 1


@pytest.mark.parametrize(("formula", "verdict"), [(r"A^\top 1", "proved"), ("A 1", "ill_shaped")])
def test_a_plain_one_at_the_end_of_a_product_is_a_vector(formula, verdict):
    told = r"Let $f = 1^\top A x$ with $A \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^n$."
    assert verdicts(told + r" $$\frac{\partial f}{\partial x} = " + formula + "$$") == [verdict]
