"""Definitions in sentences and tables, before the formulas that need them or after."""

from __future__ import annotations

import pytest

from matcalc.grade.examine import examine
from matcalc.grade.prose import defined_in_tables, equations_in, shaped_in_tables


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("Let f(x) = Ax + b where A is a matrix.", [("f(x)", "Ax + b")]),
        ("the output is y = W x with L = ||y - t||^2.", [("y", "W x"), ("L", "||y - t||^2")]),
        ("h = max(0, W x) is the hidden layer", [("h", "max(0, W x)")]),
        (r"The loss is L = $\|x\|^2$ here", [("L", r"\|x\|^2")]),
        ("(see s = W x)", [("s", "W x")]),
        ("with n = 5 samples and p = q", []),
        ("It holds if u = A v.", []),
        (r"where $u = A v$ is inside", []),
    ],
)
def test_equations_of_a_sentence(prose: str, expected: list[tuple[str, str]]) -> None:
    assert list(equations_in(prose)) == expected


TABLE = r"""
| Symbol | Size | Definition |
|--------|------|------------|
| $u$ | $m$ | $A v$ |
| $A$ | $(m, n)$ | the weights |
| $q$ | $\mathbb{R}$ | $u^T u$ |
"""


def test_a_table_gives_definitions_and_shapes() -> None:
    assert [each[1:] for each in defined_in_tables(TABLE)] == [("u", "A v"), ("q", "u^T u")]
    shapes = [("u", ["m"]), ("A", ["m", "n"]), ("q", [])]
    assert [each[1:] for each in shaped_in_tables(TABLE)] == shapes


def verdicts(text: str) -> list[str]:
    return [each.verdict for each in examine(text, "a.md").findings]


AFTER = r"""
$$\frac{\partial C}{\partial W} = x \frac{\partial C}{\partial p} V \frac{\partial a}{\partial s}$$

where

- $a=\sigma(s)$ and $s = W x$,
- $p = r = V a + c$,
- the cost is $C = \|p - y\|^2$.
"""
SENTENCES = r"""The output of the network is y = W x, and the loss function is L = ||y - t||^2.

$$\frac{\partial L}{\partial W} = 2 (y - t) x^T$$
$$\frac{\partial L}{\partial W} = (y - t) x^T$$
"""
FROM_TABLE = (
    TABLE
    + r"""
$$\frac{\partial q}{\partial v} = 2 A^T A v$$
$$\frac{\partial q}{\partial v} = A^T A v$$
"""
)
NUMBERS = r"""Let $p = \sigma(w^T x)$ and $L = -y \log p - (1 - y) \log(1 - p)$.

$$\frac{\partial L}{\partial w} = (p - y) x$$
$$\frac{\partial L}{\partial w} = (y - p) x$$
"""
BORROWED = SENTENCES + "\n# Another question\n\n" + NUMBERS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AFTER, ["layout"]),
        (AFTER.replace(r"V a", r"2 V a"), ["ill_shaped"]),
        (SENTENCES, ["proved", "refuted"]),
        (FROM_TABLE, ["proved", "refuted"]),
        (NUMBERS, ["proved", "refuted"]),
        (BORROWED, ["proved", "refuted"] * 2),
    ],
    ids=["after", "after, wrong", "sentences", "table", "numbers", "two questions"],
)
def test_formulas_are_judged_by_definitions_in_words(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


def test_no_meaning_is_made_up_for_a_definition_of_another_question() -> None:
    text = "# One\n\nLet $L = \\|y - t\\|^2$.\n\n# Two\n\n"
    (found,) = examine(f"{text}$$\\nabla_y L = 2 r$$\n", "a.md").findings
    assert found.verdict == "unknown"
    assert "it would be right only if r = y - t" in found.text
    assert "is from another question" in found.text
