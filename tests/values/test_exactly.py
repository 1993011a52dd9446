import pytest

from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import (
    Definition,
    Problem,
    apply,
    det,
    differential,
    entry,
    epower,
    hadamard,
    index,
    index_sum,
    inverse,
    norm,
    number,
    ones,
    softmax,
    symbol,
    tabulate,
    trace,
)
from matcalc.values import (
    InexactError,
    Probe,
    SizeRules,
    agrees,
    agrees_floating,
    same,
    same_floating,
)
from tests.values.cases import CASES, EXPM

A, B, x = symbol("A", "n", "n"), symbol("B", "n", "n"), symbol("x", "n")


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("check", [agrees, agrees_floating])
def test_the_right_claim_agrees_and_the_wrong_ones_do_not(case, check):
    right = check(case.problem, case.right, seed=3)
    assert right.equal, right
    for claim in case.wrong:
        found = check(case.problem, claim, seed=3)
        assert not found.equal, (claim, found)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_exactness_is_reported(case):
    assert agrees(case.problem, case.right).exact == case.exact
    assert not agrees_floating(case.problem, case.right).exact


def test_a_difference_names_the_entry_the_sizes_and_the_seed():
    found = agrees(Problem(x.T @ B @ x, x), x + (B + B.T) @ x, seed=7)
    assert (found.where, found.seed, found.sizes) == ((0, 0), 7, {"n": 3})
    again = agrees(Problem(x.T @ B @ x, x), x + (B + B.T) @ x, seed=7)
    assert again.point.values == found.point.values


def test_the_matrix_exponential_is_left_to_floating_point():
    with pytest.raises(InexactError, match="matrix exponential"):
        agrees(EXPM.problem, EXPM.right)
    assert agrees_floating(EXPM.problem, EXPM.right).equal
    assert not agrees_floating(EXPM.problem, EXPM.wrong[0]).equal


def test_a_claim_of_another_shape_is_an_error_that_says_both():
    with pytest.raises(ShapeError, match=r"x' is 1×n, and the derivative is n×1"):
        agrees(Problem(x.T @ x, x), x.T)


def test_without_a_point_in_the_domain_the_reason_is_told():
    nowhere = apply("log", -hadamard(x, x))
    with pytest.raises(UnsupportedError, match=r"no point was found.*log has no value here"):
        same_floating(nowhere, nowhere)


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (Problem(x, x), "a gradient is of a scalar, and x is n×1"),
        (Problem(x.T @ x), "nothing is said to be differentiated by"),
        (Problem(x, x, "hessian"), "a Hessian is of a scalar"),
        (Problem(x.T @ x, x, "tensor"), "the kind 'tensor' has no values"),
        (Problem(x.T @ x, x, constraint="sparse"), "the constraint 'sparse' has no values"),
    ],
)
def test_what_cannot_be_asked_is_refused(problem, message):
    with pytest.raises((UnsupportedError, ShapeError), match=message):
        agrees(problem, x)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (trace(A @ B), trace(B @ A)),
        (inverse(A @ B), inverse(B) @ inverse(A)),
        (det(A @ B), det(A) * det(B)),
        (apply("tanh", x), 2 * apply("sigmoid", 2 * x) - ones("n")),
        (apply("softplus", x) - apply("softplus", -x), x),
        (apply("log", apply("exp", x)), x),
        (epower(hadamard(x, x), number(1) / 2), apply("abs", x)),
        (hadamard(apply("sinh", x), epower(apply("cosh", x), number(-1))), apply("tanh", x)),
        (apply("normcdf", x) + apply("normcdf", -x), ones("n")),
        (
            epower(apply("sin", x), number(2)) + epower(apply("cos", x), number(2)),
            ones("n"),
        ),
        (softmax(x).T @ ones("n"), number(1)),
    ],
)
def test_identities_hold_and_break_when_touched(left, right):
    assert same(left, right).equal
    assert same_floating(left, right).equal
    assert not same(left, right + right).equal
    assert not same_floating(left, right + right).equal


def test_both_sides_of_a_rule_of_differentials():
    d = differential
    assert same(d(A @ B), d(A) @ B + A @ d(B)).equal
    assert not same(d(A @ B), d(A) @ B + B @ d(A)).equal
    assert same(d(inverse(A)), -(inverse(A) @ d(A) @ inverse(A))).equal
    Y = symbol("Y", "n", "n")
    assert same(d(Y), d(A) @ A + A @ d(A), [Definition(Y, A @ A)]).equal


def test_free_indices_run_over_their_range():
    i, k = index("i", "n"), index("k", "n")
    left = entry(A @ x, i, number(1))
    right = index_sum(k, entry(A, i, k) * entry(x, k, number(1)))
    assert same(left, right).equal
    assert not same(left, index_sum(k, entry(A, k, i) * entry(x, k, number(1)))).equal
    assert same(tabulate(i, number(1), right), A @ x).equal


def test_dimension_rules_are_obeyed():
    Q = symbol("Q", "m", "n", assume=["orthonormal_columns"])
    rules = SizeRules.read(["m >= n"])
    assert same(Q.T @ Q, Q.T @ Q @ Q.T @ Q, rules=rules).equal


def test_a_probe_tells_candidates_apart():
    probe = Probe(Problem(x.T @ B @ x, x), seed=2)
    assert probe.matches((B + B.T) @ x)
    assert not probe.matches(2 * (B @ x))
    assert not probe.matches(x.T)
    assert probe.fingerprint(B @ x) != probe.fingerprint(B.T @ x)
    assert probe.fingerprint(B @ x + x) == probe.fingerprint(x + B @ x)


def test_a_probe_is_repeatable():
    one, two = (Probe(Problem(trace(A @ B), A), seed=4) for _ in range(2))
    other = Probe(Problem(trace(A @ B), A), seed=5)
    assert one.fingerprint(A @ B) == two.fingerprint(A @ B) != other.fingerprint(A @ B)


def test_a_network_of_1000_layers():
    layer, definitions = x, []
    for k in range(1000):
        name = symbol(f"y{k}", "n")
        definitions.append(Definition(name, layer + A @ layer))
        layer = name
    problem = Problem(layer.T @ layer, layer, definitions=tuple(definitions))
    assert agrees(problem, 2 * layer, trials=1).equal
    deep = x
    for _ in range(1000):
        deep = apply("tanh", deep)
    assert same_floating(deep, deep, trials=1).equal
    assert agrees(Problem(norm(deep) ** 2, deep), 2 * deep, trials=1).equal
