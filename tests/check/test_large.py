"""Large sizes, powers, sums and nestings: answered or refused, with the work counted."""

import pytest

from matcalc.check.diagnose import EFFORT, Effort
from matcalc.check.smaller import trial_of
from matcalc.derive import derive
from matcalc.errors import UnsupportedError
from matcalc.expr import Definition, Problem, add, matmul, number, symbol, trace, unfolded
from matcalc.expr.node import MOST_BITS
from matcalc.index import equal
from matcalc.service import check_response
from matcalc.values.point import Scene
from matcalc.values.sizes import NO_RULES
from matcalc.values.work import MOST_WORK, costs, work

SQUARE = {"X": ["n", "n"], "A": ["n", "n"]}


def verdict(function, claim, declare, wrt="X", **more):
    request = {"function": function, "claim": claim, "declare": declare, "wrt": wrt, **more}
    return check_response(request)


@pytest.mark.parametrize(
    ("function", "claim", "wanted"),
    [
        ("9^(9^9)*tr(X)", "9^(9^9)*eye(n)", ("proved", "holds")),
        ("2^99999999*tr(X)", "eye(n)", ("refuted", "unknown")),
        ("1" * 2000 + "*tr(X)", "eye(n)", ("unreadable",)),
        ("99999999!*tr(X)", "eye(n)", ("refuted", "unknown")),
        ("tr(X^1000)", "1000*(X')^999", ("proved", "holds")),
        ("tr(X^1000)", "999*(X')^999", ("refuted",)),
        ("tr(A^1000000*X)", "(A')^1000000", ("proved", "holds")),
        ("sum((X + A).^1000000)", "1000000*(X - A).^999999", ("refuted",)),
        ("tr(" + "*".join(["A", "X"] * 150) + ")", "A", ("refuted",)),
        ("tr(kron(kron(kron(X,X),kron(X,X)),kron(X,X)))", "X", ("refuted",)),
        ("(" * 2000 + "tr(X)" + ")" * 2000, "eye(n)", ("proved",)),
    ],
)
def test_is_answered_or_refused(function, claim, wanted):
    found = verdict(function, claim, SQUARE)
    assert found["verdict"] in wanted
    assert (found["error"] or {}).get("code") != "internal"


def test_a_number_with_too_many_digits_is_refused():
    assert number(2 ** (MOST_BITS - 1)).number == 2 ** (MOST_BITS - 1)
    with pytest.raises(UnsupportedError, match="a number with more than 2,400 digits"):
        number(2**MOST_BITS)


def test_a_power_with_too_many_terms_is_refused():
    X, A = symbol("X", "n", "n"), symbol("A", "n", "n")
    with pytest.raises(UnsupportedError, match="has 1000 terms, and at most 40"):
        derive(Problem(trace(A @ X**1000), X))


@pytest.mark.parametrize(
    ("claim", "wanted"), [("(A + A')*x", "proved"), ("2*A*x", "refuted"), ("A*x", "refuted")]
)
def test_large_literal_sizes_are_tested_at_small_ones(claim, wanted):
    declare = {"x": ["784"], "A": ["784", "784"]}
    found = verdict("x'*A*x", claim, declare, wrt="x")
    assert found["verdict"] == wanted
    if wanted == "refuted":
        assert "Tested at small sizes in the place of 784." in found["notes"]
        assert len(found["counterexample"]["inputs"]["x"]) <= 4


def test_a_number_that_may_be_a_size_keeps_the_sizes():
    X = symbol("X", 30, 30)
    problem = Problem(trace(X @ X), X)
    assert trial_of(problem, X * 2).renamed
    assert not trial_of(problem, X * 30).renamed


def test_the_trace_of_a_large_identity_is_its_size():
    wide = {"x": ["40"], "a": []}
    assert verdict("a*tr(eye(40))", "40", wide, wrt="a")["verdict"] == "proved"
    assert verdict("a*tr(eye(40))", "41", wide, wrt="a")["verdict"] == "refuted"


def test_products_of_large_sizes_keep_their_relation():
    declare = {"X": ["30", "30"]}
    found = verdict("logdet(X)", "kron(inv(X), inv(X))", declare, kind="hessian")
    assert found["verdict"] == "refuted"


def test_work_is_counted_before_it_is_begun():
    X = symbol("X", "n", "n")
    wide = X
    for _ in range(3):
        wide = wide @ wide
    scene = Scene.of(Problem(trace(wide), X))
    assert scene.fits({"n": 3}) and not scene.fits({"n": 300})
    assert work(costs([wide]), {"n": 300}) > MOST_WORK
    assert scene.fits(scene.fitting({"n": 300}, NO_RULES))


def test_what_is_too_large_at_any_size_is_refused():
    found = verdict("tr(X*X)", "1/500*X", {"X": ["500", "500"]})
    assert found["verdict"] == "unknown"
    assert "the matrices are too large for a test" in found["text"]


@pytest.mark.parametrize("change, wanted", [("", "proved"), (" + a0", "refuted")])
def test_a_sum_of_many_terms_is_judged(change, wanted):
    count = 120
    declare = {"x": ["n"], **{f"a{k}": ["n"] for k in range(count)}}
    function = " + ".join(f"a{k}'*x" for k in range(count))
    claim = " + ".join(f"a{k}" for k in range(count)) + change
    assert verdict(function, claim, declare, wrt="x")["verdict"] == wanted


def test_a_wide_sum_is_differentiated_in_short_lines():
    x = symbol("x", "n")
    terms = [(symbol(f"a{k}", "n").T @ x) ** 2 for k in range(60)]
    result = derive(Problem(add(*terms), x))
    lines = [stage.start for each in result.derivations for stage in each.stages[:-1]]
    assert max(len(line.args) for line in lines) <= 24
    assert equal(result.unfold(), add(*(2 * (t.args[0] * t.args[0].args[0].T) for t in terms)))


def test_names_are_not_written_out_without_end():
    X = symbol("X0", "n", "n")
    definitions, last = [], X
    for k in range(1, 40):
        name = symbol(f"X{k}", "n", "n")
        definitions.append(Definition(name, matmul(last, last)))
        last = name
    with pytest.raises(UnsupportedError, match="more than 4000 parts"):
        unfolded(last, definitions)


def test_the_search_for_a_slip_counts_its_tries():
    x = symbol("x", "n")
    assert len(list(Effort(10).of(range(100), x))) == 10
    assert len(list(Effort(10).of(range(100), x + x))) == 5
    assert len(list(Effort(EFFORT).of(range(100), x))) == 100
