"""The parts of reading a document: blocks, statements, left sides, shapes, macros."""

import pytest

from matcalc.grade.blocks import blocks_of
from matcalc.grade.derivative import asked, base_of, named, open_indices
from matcalc.grade.formulas import statements_of
from matcalc.grade.macros import Macro, expanded
from matcalc.grade.shapes import assumed, shapes_in, worded


def test_places_are_those_of_the_text():
    text = "# Q 1\nLet $a = b$ and\n\\[ c = d \\]\n```\n$x$\n```\n"
    found = [block for block in blocks_of(text, "a.md") if block.is_formula]
    assert [text[each.place.start : each.place.end] for each in found] == ["a = b", " c = d "]
    assert [each.place.line for each in found] == [2, 3]


@pytest.mark.parametrize(
    "heading",
    ["# 1 Title", "**Question 1:** Find", "1.2 a) Given", "2.c", "(b):", "Part (c):", "- a) Find"],
)
def test_headings(heading):
    assert blocks_of(f"prose\n{heading}\nprose", "a.md")[1].kind == "heading"


MATRIX = r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (r"a &= b \\ &= c", [("a", "b", "c")]),
        (r"\begin{aligned} a &= \boxed{b} \\ c &= d \end{aligned}", [("a", "b"), ("c", "d")]),
        (r"A = B^\top \Rightarrow C = D \tag{3}", [("A", r"B^\top"), ("C", "D")]),
        (r"W = V \in \mathbb{R}^{n \times m}", [("W", "V")]),
        (r"\alpha = 1, \quad M = Y - T", [(r"\alpha", "1"), ("M", "Y - T")]),
        (f"x = {MATRIX}", [("x", MATRIX)]),
    ],
)
def test_statements(text, sides):
    assert [each.sides for each in statements_of(text)] == sides


@pytest.mark.parametrize(
    ("side", "of", "by"),
    [
        (r"\left[\frac{\partial r}{\partial \mathbf{x}} \right]_i", "r", r"\mathbf{x}"),
        (r"\frac{\partial}{\partial X_{mn}} (x^\top B x)", r"(x^\top B x)", "X"),
        (r"\nabla_{\mathbf{w}} f(w)", "f", r"\mathbf{w}"),
        (r"\frac{\partial \tilde{y}}{\partial s_2}", r"\tilde{y}", "s_2"),
        ("H_f", "f", ""),
    ],
)
def test_left_sides(side, of, by):
    found = asked(side)
    assert (found.of, found.variable) == (of, by)


@pytest.mark.parametrize("side", [r"\frac{\partial L}{\partial Y} X", "a + b", "H_{ij}", ""])
def test_other_formulas_ask_for_nothing(side):
    assert asked(side) is None


def test_names_and_indices():
    assert base_of(r"\mathbf{Y}_{ij}") == r"\mathbf{Y}"
    assert named(r"W^{(1)}") == "W1"
    assert named("2x") == ""
    assert open_indices(r"\frac{e^{X_{ij}}}{\sum_k e^{X_{ik}}}") == ("i", "j")


def test_shapes_and_words():
    dims = ["n", "m"]
    assert shapes_in(r"X, \mathbf{V} \in \mathbb{R}^{n \times m}") == {"X": dims, "V": dims}
    assert shapes_in(r"\frac{\partial C}{\partial y} \in \mathbb{R}^{K}") == {}
    said = list(worded("where b is the bias row vector and a scalar $c$."))
    assert said == [("b", "row"), ("c", "scalar")]
    text = r"Targets are $\mathbf{T} \in \mathbb{R}^{S \times C}$ and each row sums to 1."
    assert list(assumed(text)) == [("T", "rows sum to 1")]


def test_macros_that_use_themselves_end():
    assert len(expanded(r"\a", {r"\a": Macro(r"\a \a")})) < 100_000
    assert expanded(r"\pd{f}{x}", {r"\pd": Macro("#1/#2", 2)}).strip() == "f/x"
