"""Undecided formulas say what is missing, and what would help."""

from __future__ import annotations

import re

import pytest

from matcalc.grade.examine import examine

JACOBIAN = r"$$\frac{\partial f}{\partial x} = %s$$"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            JACOBIAN % "W",
            "f is not defined: no equation of the document says what f is. Write f = … with x in "
            "it. For f = W x this line would be right.",
        ),
        (
            JACOBIAN % "2 x",
            "f is not defined: no equation of the document says what f is. Write f = … with x in "
            "it.",
        ),
        (
            "Let $f = A z$. " + JACOBIAN % "A",
            "The document has f = A z, and x does not occur there. Say how A or z depends on x: "
            "write for example A = … with x in it.",
        ),
        (
            r"Let $f = x^T (A x + ) b$. " + JACOBIAN % "A",
            "f = x^T (A x + ) b was not understood: ",
        ),
        (
            r"$Y = X W$ $$\frac{\partial Y}{\partial X} = W$$",
            "The derivative of a matrix by a matrix has four indices, and no matrix is equal to "
            r"it. Write its entries, \frac{\partial Y_{ij}}{\partial X_{kl}} = …, or the "
            "derivative of the loss by X.",
        ),
        (
            r"$Y_{ij} = \sum_k X_{ik} W_{jk}$ "
            r"$$\frac{\partial Y_{ni}}{\partial W_{nm}} = X_{nm} \delta_{in}$$",
            "The index n stands above and below, so only entries with equal indices are claimed",
        ),
        (
            r"Let $f = \tanh(x)$. " + JACOBIAN % r"1 - \tanh(x)",
            "",
        ),
    ],
)
def test_a_reason_names_what_is_missing(text: str, reason: str) -> None:
    found = examine(text, "a.md").findings[-1]
    assert (found.verdict == "unknown") == bool(reason)
    assert found.text.startswith(reason)


QUOTIENT = (
    r"$$\frac{\partial}{\partial x} \left(\frac{u}{v}\right) = "
    r"\frac{v \frac{\partial u}{\partial x} %s u \frac{\partial v}{\partial x}}{v^2}$$"
)
SAMPLES = r"Let $L = \sum_i (y_i - w^\top x_i)^2$. $$\nabla_w L = %s\sum_i (w^\top x_i - y_i) x_i$$"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (QUOTIENT % "-", "holds"),
        (QUOTIENT % "+", "refuted"),
        (r"$$\frac{d}{dx} (f(x) g(x)) = f'(x) g(x) + f(x) g'(x)$$", "proved"),
        (r"$$\frac{d}{dx} (f(x) g(x)) = f'(x) g(x) - f(x) g'(x)$$", "refuted"),
        (SAMPLES % "2", "proved"),
        (SAMPLES % "", "refuted"),
        (re.sub(r"(?<=[xy])_i", "^{(i)}", SAMPLES % "2"), "proved"),
    ],
)
def test_rules_for_numbers_and_sums_over_samples(text: str, verdict: str) -> None:
    assert examine(text, "a.md").findings[-1].verdict == verdict
