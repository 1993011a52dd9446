"""Critical points: all of them, each rightly classified, and mistakes in a table found."""

import pytest
import sympy

from matcalc.course import (
    PointClaim,
    check_points,
    classify,
    critical_points,
    field_from_gradient,
    field_of,
    read_kind,
    read_point,
    refuse_not_critical,
)
from matcalc.course.critical import inertia, is_critical
from matcalc.errors import MatcalcError, UnsupportedError

LANDSCAPES = {
    "x^2 + y^2": {(0, 0): "local minimum"},
    "-x^2 - 2 y^2 + x y": {(0, 0): "local maximum"},
    "x^2 - y^2": {(0, 0): "saddle point"},
    "x^3 - 3 x y^2": {(0, 0): "saddle point"},
    "x^2 + y^3": {(0, 0): "saddle point"},
    "x^3": {(0,): "saddle point"},
    "x^4 + y^4": {(0, 0): "local minimum"},
    "-(x - 1)^4 - y^2": {(1, 0): "local maximum"},
    "x^4 + x^3 y + y^4": {(0, 0): "local minimum"},
    "(y - x^2) * (y - 2 x^2)": {(0, 0): "undecided by second derivatives"},
    "x^4 + y^4 - 4 x y": {
        (-1, -1): "local minimum",
        (0, 0): "saddle point",
        (1, 1): "local minimum",
    },
    "x_1^3 - 3x_1 + x_2^2": {(-1, 0): "saddle point", (1, 0): "local minimum"},
    "x^2 + y^2 + z^2 - x y z": {
        (-2, -2, 2): "saddle point",
        (-2, 2, -2): "saddle point",
        (0, 0, 0): "local minimum",
        (2, -2, -2): "saddle point",
        (2, 2, 2): "saddle point",
    },
    "x + y": {},
    "t^2": {(0,): "local minimum"},
}


@pytest.mark.parametrize("function", LANDSCAPES)
def test_every_critical_point_is_found_and_classified(function):
    found = critical_points(field_of(function))
    assert {each.point: each.known_kind for each in found} == LANDSCAPES[function]


def test_points_without_radicals_are_roots_of_the_gradient():
    field = field_of("x^2 + y^5 - 5 y + x y")
    found = critical_points(field)
    assert [each.kind for each in found] == ["local minimum", "saddle point"]
    assert all(is_critical(field, each.point) for each in found)


def test_the_function_may_be_given_by_its_gradient():
    field = field_from_gradient(r"\begin{pmatrix} 2 x - 4 \\ 6 y + 6 \end{pmatrix}")
    (only,) = critical_points(field)
    assert (only.point, only.kind) == ((2, -1), "local minimum")


@pytest.mark.parametrize("function", ["sin(x) + y^2", "x^2 + pi y^2 + y"])
def test_only_polynomials_are_solved(function):
    with pytest.raises(UnsupportedError, match="only of a polynomial with rational coefficients"):
        critical_points(field_of(function))


def test_a_curve_of_critical_points_is_refused():
    with pytest.raises(UnsupportedError, match="not isolated: x is free"):
        critical_points(field_of("x^2 y^2"))


def test_any_function_is_classified_at_a_given_point():
    field = field_of("cos(x) + y^2")
    assert classify(field, (0, 0)).kind == "saddle point"
    with pytest.raises(UnsupportedError, match=r"\(1, 0\) is not a critical point: ∇f there is"):
        refuse_not_critical(field, read_point("(1, 0)"))


@pytest.mark.parametrize("seed", range(8))
def test_inertia_counts_the_signs_of_the_eigenvalues(seed):
    import numpy as np

    entries = np.random.default_rng(seed).integers(-4, 5, (3, 3))
    symmetric = entries + entries.T
    values = np.linalg.eigvalsh(symmetric)
    positive, negative, zero = inertia(sympy.ImmutableMatrix(symmetric.tolist()))
    assert positive == (values > 1e-9).sum()
    assert negative == (values < -1e-9).sum()
    assert zero == 3 - positive - negative


@pytest.mark.parametrize("gradient, mixed", [("(y, -x)", (1, -1)), ("(2x + y, 3x + 2y)", (1, 3))])
def test_a_field_that_is_no_gradient_has_no_hessian(gradient, mixed):
    message = (
        "No function has this gradient: ∂/∂y of the entry by x is {}, ∂/∂x of the entry by y is"
    )
    for use in (critical_points, lambda field: classify(field, (0, 0))):
        with pytest.raises(UnsupportedError, match=message.format(mixed[0])) as caught:
            use(field_from_gradient(gradient))
        assert f"is {mixed[1]}." in caught.value.message
        assert caught.value.hint == "The entries are the derivatives by x, y, in this order."


@pytest.mark.parametrize(
    "function, point, message",
    [
        ("abs(x)", "0", "the function is not smooth at x = 0: sign(x) has a kink there."),
        ("x + log(x)", "0", "the function is not smooth at x = 0: 1 + 1/x is no number there."),
        ("sqrt(x)", "-1", "the function is not smooth at x = -1: "),
        ("x^2", "1/0", "1/0 divides by zero."),
        ("x^2", "sqrt(-1)", "(I) is not a point: a coordinate is no real number."),
        ("x^2 + y^2", "1", "the point (1) has 1 coordinates, and there are 2 letters (x, y)."),
        ("5", "1", "5 has no letters: it is constant, and every point is critical."),
    ],
)
def test_points_without_second_derivatives_are_refused(function, point, message):
    with pytest.raises(MatcalcError) as caught:
        classify(field_of(function), read_point(point))
    assert caught.value.message.startswith(message)


FUNCTION = "x^4 + y^4 - 4 x y"


def judged(*claims):
    field = field_of(FUNCTION)
    told = [PointClaim(read_point(at), read_kind(kind) if kind else None) for at, kind in claims]
    return check_points(field, critical_points(field), told)


def test_a_right_table_is_proved():
    table = judged(
        ("(0, 0)", "saddle point"), ("(1, 1)", "local minimum"), ("(-1, -1)", "local minimum")
    )
    assert [each.verdict for each in table] == ["proved"] * 3


def test_a_wrong_kind_is_told_with_the_hessian():
    wrong, *_ = judged(("(0, 0)", "local minimum"))
    assert wrong.text == "(0, 0) is a saddle point, not a local minimum."
    assert wrong.slip.startswith("The Hessian there is [0, -4; -4, 0]")


def test_a_wrong_coordinate_is_told_with_the_point_that_was_meant():
    *_, wrong = judged(("(0, 0)", ""), ("(1, 1)", ""), ("(-1, 1)", ""))
    assert wrong.verdict == "refuted"
    assert wrong.text == "(-1, 1) is not a critical point; (-1, -1) is."
    assert wrong.slip == "∇f there is (-8, 8), not 0. Only y is wrong."


def test_a_point_that_nobody_named_is_missing():
    *_, missing = judged(("(0, 0)", ""), ("(1, 1)", ""))
    assert missing.text == "The critical point (-1, -1): local minimum is missing."


def test_a_wrong_point_is_no_second_mistake():
    table = judged(("(0, 0)", ""), ("(1, 1)", ""), ("(1, -1)", ""))
    assert [each.verdict for each in table] == ["proved", "proved", "refuted"]
