import pytest

from matcalc.errors import ShapeError
from matcalc.expr import Problem, entry, index, number, partial, symbol, tabulate
from matcalc.values.jax_ import jax_gradient_check
from tests.values.cases import CASES, EXPM

SIZES = {name: 2 + place for place, name in enumerate("nmpNKD")}
x, B = symbol("x", "n"), symbol("B", "n", "n")


@pytest.mark.parametrize("case", [*CASES, EXPM], ids=str)
def test_the_right_claim_agrees_and_the_wrong_ones_do_not(case):
    right = jax_gradient_check(case.problem, case.right, shapes=[SIZES], seed=5)
    assert right.equal, right
    for claim in case.wrong:
        found = jax_gradient_check(case.problem, claim, shapes=[SIZES], seed=5)
        assert not found.equal, claim
        assert found.where is not None


def test_a_derivative_atom_by_an_entry():
    i = index("i", "n")
    claim = tabulate(i, number(1), partial(x.T @ B @ x, entry(x, i, number(1))))
    assert jax_gradient_check(Problem(x.T @ B @ x, x), claim, shapes=[SIZES]).equal


def test_another_shape_is_refused():
    with pytest.raises(ShapeError, match="the derivative is n×1"):
        jax_gradient_check(Problem(x.T @ x, x), x.T)
