"""What a document leaves unsaid makes a formula right on a condition, and never wrong."""

from __future__ import annotations

import pytest

from matcalc.grade.examine import examine
from matcalc.grade.suggested import composed, suggested

BY_W = r"$$\frac{\partial %s}{\partial w} = %s$$"


@pytest.mark.parametrize(
    ("text", "verdict", "condition"),
    [
        (BY_W % ("y", r"\sigma(z) (1 - \sigma(z)) x"), "proved", r"z = w^\top x + b"),
        (BY_W % ("L", r"(y - t) y (1 - y) x"), "proved", r"L = \frac{1}{2} (y - t)^2"),
        (BY_W % ("L", r"(y - t) x"), "proved", r"L = -t \log(y) - (1 - t) \log(1 - y)"),
        (BY_W % ("L", r"(t - y) x"), "unknown", ""),
        (BY_W % ("R", r"2 w"), "proved", r"R = \|w\|^2"),
        ("Let $R = w^T w$. " + BY_W % ("R", "w"), "refuted", ""),
        ("Let $R = w^T w$. " + BY_W % ("R", "2 w"), "proved", ""),
    ],
)
def test_usual_meanings(text: str, verdict: str, condition: str) -> None:
    (found,) = examine(text, "a.md").findings
    assert found.verdict == verdict
    assert found.text.startswith("This holds if") == bool(condition)
    assert not condition or condition in found.conditions


LINE = r"$$\frac{\partial %s}{\partial %s} = %s$$"
TERM = r"\frac{\partial %s}{\partial %s}"
SUM = f"{TERM % ('L', 'w')} + \\lambda {TERM % ('R', 'w')}"
REGULARISED = "\n".join(
    (
        LINE % ("L_{reg}", "w", SUM),
        r"$$\frac{L_{reg}}{\partial w} = (y - t) y (1 - y) x + \lambda w$$",
        r"$$\frac{L_{reg}}{\partial w} = (y - t) y (1 - y) x - \lambda w$$",
    )
)
LAYERS = "\n\n".join(
    (
        LINE % ("h", "x", f"{TERM % ('f', 'x')} + {TERM % ('g', 'x')} = A + B"),
        "# Two",
        "$$h(x) = g(f(x)) = g(A x) = B A x$$",
        LINE % ("f", "x", "A"),
        LINE % ("f", "x", "2 A"),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(REGULARISED, ["holds", "proved", "unknown"]), (LAYERS, ["proved", "proved", "refuted"])],
)
def test_what_lines_suggest(text: str, expected: list[str]) -> None:
    assert [each.verdict for each in examine(text, "a.md").findings] == expected


def test_terms_with_other_factors_suggest_nothing() -> None:
    left = r"\frac{\partial h}{\partial x}"
    for right in (r"\frac{\partial f}{\partial x} A + \frac{\partial g}{\partial x}", "A + B",
                  r"\frac{\partial f}{\partial z} + \frac{\partial g}{\partial z}"):  # fmt: skip
        assert not list(suggested((left, right)))
    assert not list(composed(("g(f(x))", "3 x")))
