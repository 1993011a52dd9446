"""MathML: well formed, every element with as many children as it takes."""

import random
import xml.etree.ElementTree as ET

import pytest

from matcalc.expr import ONE, abstract, block, differential, hadamard, norm, partial, symbol
from matcalc.show import to_mathml
from tests.show.random_expressions import LARGE, SHAPES, Generator

CHILDREN = {"msup": 2, "msub": 2, "msubsup": 3, "mfrac": 2, "mover": 2, "munderover": 3}
ELEMENTS = {"math", "mi", "mn", "mo", "mrow", "msqrt", "mspace", "mtable", "mtr", "mtd", *CHILDREN}

x, A = symbol("x", "n"), symbol("A", "n", "n")
U = symbol("U", "n", "n", latex=r"\frac{\partial L}{\partial \hat{Y}_{out}}")
FIXED = [
    *LARGE,
    hadamard(U, A),
    U.T,
    differential(A @ A),
    partial(abstract("L", (ONE, ONE), A), A),
    block(((A, x), (x.T, symbol("sigma_<")))),
]
RANDOM = [Generator(random.Random(seed)).draw(SHAPES[seed % 8], 3) for seed in range(60)]


@pytest.mark.parametrize("expr", FIXED + RANDOM)
def test_well_formed(expr):
    for element in ET.fromstring(to_mathml(expr)).iter():
        assert element.tag in ELEMENTS
        assert len(element) == CHILDREN.get(element.tag, len(element)), ET.tostring(element)


def test_fraction():
    assert to_mathml(A @ x / norm(x)) == (
        '<math display="block"><mfrac><mrow><mi>A</mi><mi>x</mi></mrow>'
        '<mrow><mo form="prefix" stretchy="false">‖</mo><mi>x</mi>'
        '<mo form="postfix" stretchy="false">‖</mo></mrow></mfrac></math>'
    )
