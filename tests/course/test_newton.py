"""A Newton step: each quantity checked, and a gradient that no function has."""

import pytest
import sympy

from matcalc.course import (
    check_step,
    field_from_gradient,
    field_of,
    newton_step,
    read_matrix,
    read_point,
    read_quantity,
    why_not_a_gradient,
)
from matcalc.course.field import mending_edits
from matcalc.errors import MatcalcError, ReadError, ShapeError, UnsupportedError

FUNCTION = "3 x^2 + 2 y^2 - 2 x y - 5 y cos(x)"
CLAIMS = {
    "gradient": "(0, -5)",
    "hessian": r"\begin{pmatrix} 6 & -2 \\ -2 & 4 \end{pmatrix}",
    "inverse": r"\begin{pmatrix} 1/5 & 1/10 \\ 1/10 & 3/10 \end{pmatrix}",
    "next": "(1/2, 3/2)",
}


def judged(**changed):
    claims = [(name, read_matrix(text)) for name, text in {**CLAIMS, **changed}.items()]
    return check_step(newton_step(field_of(FUNCTION), (0, 0)), claims)


def test_a_right_step_is_proved():
    assert [each.verdict for each in judged()] == ["proved"] * 4


def test_a_wrong_entry_is_named():
    wrong = judged(gradient="(0, 5)")[0]
    assert wrong.text == "∇f at the point is (0, -5), not (0, 5)."
    assert wrong.slip == "Entry 2 is -5, not 5. The sign of 5 is wrong: it has to be -5."


def test_the_inverse_of_a_wrong_hessian_is_told_as_such():
    _, hessian, inverse, _ = judged(
        hessian=r"\begin{pmatrix} 6 & 2 \\ 2 & 4 \end{pmatrix}",
        inverse=r"\begin{pmatrix} 1/5 & -1/10 \\ -1/10 & 3/10 \end{pmatrix}",
    )
    assert hessian.verdict == inverse.verdict == "refuted"
    assert inverse.slip.startswith("It is the inverse of the matrix that was found")


def test_a_row_is_read_as_a_gradient_and_a_wrong_size_is_refused():
    assert judged(gradient=r"\begin{pmatrix} 0 & -5 \end{pmatrix}")[0].verdict == "proved"
    with pytest.raises(ShapeError, match="∇f at the point is 2×1, and the claim is 3×1"):
        judged(gradient="(0, -5, 1)")


def test_a_singular_hessian_takes_no_step():
    with pytest.raises(UnsupportedError, match=r"the Hessian \[0\] at this point is singular"):
        newton_step(field_of("x^3"), read_point("(0)"))


def test_two_claims_of_one_quantity_are_both_judged():
    claims = [("gradient", read_matrix(text)) for text in ("(0, 5)", "(0, -5)")]
    found = check_step(newton_step(field_of(FUNCTION), (0, 0)), claims)
    assert [each.verdict for each in found] == ["refuted", "proved"]


@pytest.mark.parametrize(
    "function, point, message",
    [
        ("log(x)", "0", r"the function is not smooth at x = 0: 1/x is no number there\."),
        ("sqrt(x)", "-1", r"the function is not smooth at x = -1: "),
        ("x^2 + y^2", "(1, 2, 3)", r"the point \(1, 2, 3\) has 3 coordinates, and there are 2"),
    ],
)
def test_a_step_from_nowhere_is_refused(function, point, message):
    with pytest.raises(MatcalcError, match=message):
        newton_step(field_of(function), read_point(point))


def test_a_field_that_is_no_gradient_takes_no_step():
    with pytest.raises(UnsupportedError, match="No function has this gradient: ∂/∂y of the entry"):
        newton_step(field_from_gradient("(y, -x)"), (1, 1))


def test_an_unknown_quantity_is_refused():
    with pytest.raises(ReadError, match="'slope' is not a part of a Newton step"):
        read_quantity(("slope", "(0, 0)"))


@pytest.mark.parametrize("function", [FUNCTION, "x^3 y^2 + exp(x y)", "x_1 x_2 x_3 + x_1^2"])
def test_gradients_are_gradients(function):
    gradient = "(" + ", ".join(map(repr, field_of(function).gradient)) + ")"
    assert why_not_a_gradient(field_from_gradient(gradient)) == ""


@pytest.mark.parametrize(
    "gradient, mended",
    [
        ("(6 x - 2 y + 5 sin(x), 4 y - 2 x - 5 cos(x))", "5*y*sin(x)"),
        ("(6 x + 2 y, 4 y - 2 x)", "-2*y"),
        ("(3 x^2 y^2, 2 x^2 y)", "2*x**3*y"),
    ],
)
def test_the_edit_that_makes_it_a_gradient_is_found(gradient, mended):
    field = field_from_gradient(gradient)
    assert why_not_a_gradient(field).startswith("No function has this gradient: ")
    assert mended in {str(each.new) for each in mending_edits(field)}


def test_a_gradient_has_an_entry_for_each_letter():
    with pytest.raises(ReadError, match=r"this gradient has 3 entries, and there are 2 letters"):
        field_from_gradient("(x, y, x y)")


def test_newton_on_a_quadratic_form_reaches_the_minimum():
    step = newton_step(field_of("(x - 1)^2 + 3 (y + 2)^2 + x y"), (7, -3))
    at = dict(zip(field_of("x + y").symbols, step.next, strict=True))
    gradient = field_of("(x - 1)^2 + 3 (y + 2)^2 + x y").gradient_values().subs(at)
    assert gradient == sympy.zeros(2, 1)
