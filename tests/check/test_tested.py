"""What is said of a claim that is tested and not proved."""

import pytest

from matcalc.service import check_response

DECLARE = {"s": [], "u": [], "x": ["n"], "y": ["n"], "A": ["n", "n"], "B": ["m", "n"]}


def checked(function, claim, **fields):
    request = {"function": function, "claim": claim, "declare": DECLARE, "kind": "value", **fields}
    return check_response(request)


@pytest.mark.parametrize(
    ("function", "claim"),
    [
        ("|s|", "s"),
        ("sign(s)*s", "s"),
        ("sqrt(s^2)", "s"),
        ("relu(s)", "s"),
        ("norm(s*x)", "s*norm(x)"),
        ("norm(x)", "sum(x)"),
        ("norm1(x)", "sum(x)"),
        ("norm(x + y)", "norm(x) + norm(y)"),
        ("det(-A)", "-det(A)"),
        ("det(-A)", "det(A)"),
        ("det(A)", "abs(det(A))"),
        ("arctan(tan(s))", "s"),
        ("exp(s) + 0.000000001", "exp(s)"),
        ("exp(-30)*s", "0*s"),
        ("tanh(s)", "s - s^3/3 + 2*s^5/15"),
        ("sign(s + u)", "sign(s) + sign(u)"),
        ("sin(s)", "sqrt(1 - cos(s)^2)"),
    ],
)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_signs_ranges_and_small_terms_do_not_survive(function, claim, seed):
    assert checked(function, claim, seed=seed)["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("function", "claim", "words"),
    [
        ("relu(s)", "(s + abs(s))/2", "Right at all 12 points tested, within 0;"),
        ("sin(2*s)", "2*sin(s)*cos(s)", "the rounding error is at most"),
        ("max(0, s)*max(0, -s)", "0", "(seed 0). Not proved."),
        ("norm(expm(A)*expm(-A))^2", "n", "Only floating-point numbers could be compared"),
    ],
)
def test_a_claim_that_holds_says_how_it_was_tested(function, claim, words):
    found = checked(function, claim)
    assert found["verdict"] == "holds"
    assert words in found["text"]


def test_names_that_are_declared_and_not_used_do_no_harm():
    assert checked("norm(x)", "sum(x)")["error"] is None


@pytest.mark.parametrize(
    ("conditions", "code", "message"),
    [
        (["k > 2"], "unknown_name", "a condition speaks of the dimension k, and nothing has it."),
        (["m >> n"], "unreadable", "is no dimension."),
        (["n > 3", "n < 2"], "unreadable", "no sizes were found for m, n"),
    ],
)
def test_conditions_on_dimensions_are_read(conditions, code, message):
    found = checked("B*x", "B*x", dim_constraints=conditions)["error"]
    assert found["code"] == code
    assert message in found["message"]


def test_conditions_on_dimensions_are_kept():
    """B Bᵀ is singular where m > n, and tr I = m only says so where it is not."""
    claim = {"function": "tr(B'*inv(B*B')*B)", "claim": "m"}
    found = checked(**claim, dim_constraints=["m <= n", "n >= 4"])
    assert found["verdict"] in ("proved", "holds")
