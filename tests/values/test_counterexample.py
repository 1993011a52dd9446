import json

import pytest

from matcalc.errors import ShapeError
from matcalc.expr import Problem, apply, hadamard, inner, norm, ones, power, symbol
from matcalc.values import SizeRules, counterexample
from tests.values.cases import CASES, EXPM

x, B = symbol("x", "n"), symbol("B", "n", "n")
LARGEST_ENTRY = 4


@pytest.mark.parametrize("case", [*CASES, EXPM], ids=str)
def test_wrong_claims_have_a_small_counterexample(case):
    for claim in case.wrong:
        found = counterexample(case.problem, claim)
        assert found is not None, claim
        i, j = found.where
        assert found.true[i][j] != found.claimed[i][j]
        assert max(found.sizes.values()) <= 2, found
        entries = [abs(e) for rows in found.inputs.values() for row in rows for e in row]
        assert max(entries) <= LARGEST_ENTRY
        json.dumps(found.to_json())


@pytest.mark.parametrize("name", ["quadratic", "trace", "bias", "hessian", "relu", "norm"])
def test_right_claims_have_none_and_rational_ones_are_exact(name):
    case = next(each for each in CASES if each.name == name)
    assert counterexample(case.problem, case.right) is None
    assert counterexample(case.problem, case.wrong[0]).exact


def test_the_text_and_the_data():
    found = counterexample(Problem(x.T @ B @ x, x), 2 * (B @ x))
    assert str(found) == (
        "x = [0; 1]\nB = [0, 0; 1, 0]\nclaimed [0; 0], true [1; 0]: 0 is not 1 at entry (1, 1)"
    )
    assert found.to_json() == {
        "sizes": {"n": 2},
        "inputs": {"x": [0, 1], "B": [[0, 0], [1, 0]]},
        "functions": {},
        "claimed": [[0], [0]],
        "true": [[1], [0]],
        "where": [1, 1],
        "claimed_entry": 0,
        "true_entry": 1,
        "exact": True,
        "seed": 0,
    }


def test_values_of_unspecified_functions_are_shown():
    case = next(each for each in CASES if each.name == "inverse by a scalar")
    text = str(counterexample(case.problem, case.wrong[0]))
    assert "F(a) = [" in text
    assert "partial(F(a), a) = [" in text


def test_rounded_values_where_nothing_is_exact():
    found = counterexample(Problem(inner(x, apply("exp", x)), x), apply("exp", x))
    assert not found.exact
    assert found == counterexample(Problem(inner(x, apply("exp", x)), x), apply("exp", x))


def test_a_size_that_is_not_allowed_is_not_used():
    claim = hadamard(x, x) / norm(x)
    found = counterexample(Problem(norm(x), x), claim, rules=SizeRules.read(["n >= 3"]))
    assert found.sizes == {"n": 3}


def test_the_zero_matrix_is_no_counterexample():
    found = counterexample(Problem(inner(power(B, x.T @ x * 0 + 2), ones("n", "n")), B), B)
    assert any(entry for row in found.inputs[B] for entry in row)


def test_another_shape_is_refused():
    with pytest.raises(ShapeError, match="the derivative is n×1"):
        counterexample(Problem(x.T @ x, x), x.T)
