import numpy as np
import pytest

from matcalc.errors import ShapeError
from matcalc.expr import (
    Problem,
    apply,
    entry,
    epower,
    index,
    inner,
    number,
    partial,
    symbol,
    tabulate,
)
from matcalc.values.finite import complex_slope, finite_check, is_analytic, slope
from matcalc.values.numpy_ import NumpyEvaluation
from tests.values.cases import CASES, EXPM

x, B, C = symbol("x", "n"), symbol("B", "n", "n"), symbol("C")
KINKED = (
    ("erf", 2 / np.sqrt(np.pi) * np.exp(-0.09)),
    ("lgamma", -3.5025242),
    ("relu", 1.0),
    ("abs", 1.0),
    ("normcdf", np.exp(-0.045) / np.sqrt(2 * np.pi)),
)


@pytest.mark.parametrize("case", [*CASES, EXPM], ids=str)
def test_the_right_claim_agrees_and_the_wrong_ones_do_not(case):
    right = finite_check(case.problem, case.right, seed=5)
    assert right.equal, right
    for claim in case.wrong:
        assert not finite_check(case.problem, claim, seed=5).equal, claim


@pytest.mark.parametrize(("name", "expected"), KINKED)
def test_slopes_of_functions(name, expected):
    f = apply(name, x)
    at = NumpyEvaluation({"n": 1}, {x: np.array([[0.3]])})
    assert slope(at, f, {x: np.ones((1, 1))})[0, 0] == pytest.approx(expected, abs=1e-6)
    assert is_analytic(f) == (name in ("relu", "abs"))


def test_the_complex_step_has_no_rounding():
    at = NumpyEvaluation({"n": 1}, {x: np.array([[0.3]])})
    found = complex_slope(at, apply("exp", x), {x: np.ones((1, 1))})[0, 0]
    assert found == pytest.approx(np.exp(0.3), rel=1e-15)


@pytest.mark.parametrize(
    ("body", "slope_of"),
    [
        (apply("log", number(1) - C), lambda c: -1 / (1 - c)),
        (epower(number(1) - C, number(1) / 2), lambda c: -1 / (2 * (1 - c) ** 0.5)),
        (epower(number(1) - C, number(1) / 3), lambda c: -1 / (3 * (1 - c) ** (2 / 3))),
        (apply("log1p", -C), lambda c: -1 / (1 - c)),
    ],
)
def test_the_complex_step_sees_the_edge_of_the_domain(body, slope_of):
    for value, expected in ((0.5, slope_of(0.5)), (1.5, np.nan)):
        at = NumpyEvaluation({}, {C: np.array([[value]])})
        with np.errstate(all="ignore"):
            found = complex_slope(at, body, {C: np.ones((1, 1))})[0, 0]
        assert found == pytest.approx(expected, nan_ok=True)


def test_a_derivative_atom_by_an_entry():
    i = index("i", "n")
    claim = tabulate(i, number(1), partial(x.T @ B @ x, entry(x, i, number(1))))
    assert finite_check(Problem(x.T @ B @ x, x), claim).equal
    assert not finite_check(Problem(inner(x, x), x), claim).equal


def test_another_shape_is_refused():
    with pytest.raises(ShapeError, match="the derivative is n×1"):
        finite_check(Problem(x.T @ x, x), x.T)


@pytest.mark.parametrize("body", [apply("erf", C), inner(x, x) + apply("erf", C)])
def test_second_differences_of_what_does_not_depend_on_both(body):
    mixed = Problem(body, x, "hessian", second=C)
    assert finite_check(mixed, number(0) * x, seed=5).equal
    assert not finite_check(mixed, x, seed=5).equal
