"""A derivative in index notation: every displayed line equals the next, over the whole library."""

from itertools import chain, pairwise

import pytest
from click.testing import CliRunner
from matcalc.identities import all_identities

from matcalc.cli import main
from matcalc.derive import derive
from matcalc.errors import UnsupportedError
from matcalc.expr import ONE, Definition, Problem, inner, symbol, symbols, tabulate, trace, vec
from matcalc.expr import head as h
from matcalc.index.worked import in_entries, worked_out
from matcalc.rules.readings import READINGS
from matcalc.show import to_unicode
from matcalc.show.indices import to_text
from matcalc.values import same
from matcalc.values.arithmetic import InexactError
from matcalc.values.exactly import same_floating

GRADIENTS = tuple(
    each
    for each in all_identities()
    if each.kind == "gradient" and each.problem().target.is_scalar and not each.constraint
)
OTHERS = tuple(
    each
    for each in all_identities()
    if each not in GRADIENTS and each.kind not in ("value", "differential")
)
V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
SEED = 40


def full(line, place):
    """A line with open indices as the matrix of its values."""
    if place.head is not h.ENTRY:
        return line
    _, row, col = place.args
    return tabulate(row, col, line)


def agree(one, two, told):
    try:
        return same(one, two, told, trials=2, seed=SEED).equal
    except InexactError:
        return same_floating(one, two, told, trials=2, seed=SEED).equal


@pytest.mark.parametrize("identity", GRADIENTS, ids=lambda each: each.name)
def test_every_line_equals_the_next(identity):
    problem = identity.problem()
    try:
        passages = worked_out(problem)
    except UnsupportedError:
        pytest.skip("no derivation in index notation")
    assert passages[-1].subject is problem.wrt
    told = [Definition(each.name, in_entries(each.body)) for each in problem.definitions]
    for passage in passages:
        told += [passage.named] if passage.named is not None else []
        place = passage.lines[0].expr.args[1]
        for one, two in pairwise(passage.lines):
            assert one.expr is not two.expr
            assert agree(full(one.expr, place), full(two.expr, place), told), two
    result = derive(problem)
    told += [each for each in result.definitions if each.name not in {one.name for one in told}]
    assert agree(passages[-1].result, result.expr, told)


def told_apart(*groups):
    """Definitions, the first of each name."""
    return list({each.name: each for each in reversed([*chain(*groups)])}.values())[::-1]


def follows(problem, passages, result):
    """What the last result must be, and what it is, by the sentence that follows it."""
    last = passages[-1].result
    if problem.kind == "gradient-symmetric":
        return READINGS["symmetric:independent"](last), result.expr
    if problem.target.is_scalar and problem.kind != "hessian":
        reading = "row" if problem.kind.startswith("jacobian") else problem.constraint
        return READINGS[reading](last), result.expr
    probe = probe_of(problem, passages)
    if problem.wrt.is_scalar and problem.kind != "hessian":
        return last, inner(probe, result.expr)
    return column(last), result.expr.T @ column(probe)


def probe_of(problem, passages):
    """The symbol of the last target that the problem does not have."""
    target = passages[-1].lines[0].expr.args[0]
    own = {*problem.inputs(problem.wrt), *(each.name for each in problem.definitions)}
    own |= {each.named.name for each in passages if each.named is not None}
    (probe,) = (each for each in symbols(target) if each not in own)
    return probe


def column(expr):
    return expr if expr.cols is ONE else vec(expr)


@pytest.mark.parametrize("identity", OTHERS, ids=lambda each: each.name)
def test_jacobians_hessians_and_constraints(identity):
    problem = identity.problem()
    passages, result = worked_out(problem), derive(problem)
    told = [Definition(each.name, in_entries(each.body)) for each in problem.definitions]
    told = told_apart(told, filter(None, (each.named for each in passages)), result.definitions)
    for passage in passages:
        place = passage.lines[0].expr.args[1]
        for one, two in pairwise(passage.lines):
            assert agree(full(one.expr, place), full(two.expr, place), told), two
    assert agree(*follows(problem, passages, result), told)


def test_the_sentence_after_a_jacobian():
    x, B = symbol("x", "n"), symbol("B", "m", "n")
    result = derive(Problem(B @ x, x, "jacobian"))
    assert to_text(result, worked_out(result.problem)).splitlines()[-1] == (
        "  This is Jᵀ u for every u, so J is B."
    )


def test_most_of_the_library_is_worked_out():
    found = 0
    for identity in GRADIENTS:
        try:
            found += bool(worked_out(identity.problem()))
        except UnsupportedError:
            continue
    assert found >= 0.9 * len(GRADIENTS)


def test_the_lines_of_a_trace():
    result = derive(Problem(trace(V @ X @ W), X))
    assert to_text(result, worked_out(result.problem)).splitlines()[4:] == [
        "In index notation.",
        "  ∂tr(V X W)/∂Xᵢⱼ",
        "    = ∂(Σ_(a=1..m) Σ_(b=1..p) Σ_(c=1..n) V_ca X_ab W_bc)/∂Xᵢⱼ",
        " " * 48 + "written with entries",
        "    = Σ_(a=1..m) Σ_(b=1..p) Σ_(c=1..n) V_ca W_bc δₐᵢ δ_bj",
        " " * 48 + "each entry moves by itself, which gives Kronecker deltas",
        "    = Σ_(a=1..n) Vₐᵢ Wⱼₐ                        δ puts one index for the other",
        "    = [Vᵀ Wᵀ]ᵢⱼ                                 as the entry of a matrix",
        "  The derivative by X is Vᵀ Wᵀ.",
    ]


def test_indices_have_letters_of_their_own():
    i, a = symbol("i", "n", "m"), symbol("a", "p", "n")
    (passage,) = worked_out(Problem(trace(i @ X @ a), X))
    assert "_j" in to_unicode(passage.lines[0].expr) or "ⱼ" in to_unicode(passage.lines[0].expr)
    assert "Σ_(a=" not in to_unicode(passage.lines[1].expr)


def test_what_does_not_depend_on_the_variable():
    result = derive(Problem(trace(V @ V.T), X))
    assert "No entry of tr(V Vᵀ) changes with the variable." in to_text(
        result, worked_out(result.problem)
    )


def test_other_kinds_are_refused():
    with pytest.raises(UnsupportedError, match="or a derivative by a scalar, not for a differ"):
        worked_out(Problem(V, V, "differential"))


def test_the_command():
    run = CliRunner().invoke
    told = run(main, ["prove", "norm(A x - b)", "--wrt", "x", "--style", "index"])
    assert told.exit_code == 0
    assert "chain rule through ‖A x - b‖" in told.output
    told = run(main, ["prove", "tr(X)", "--wrt", "X", "--style", "index", "--fragment"])
    assert told.exit_code == 0
    assert r"\begin{proof}[In index notation]" in told.output


@pytest.mark.parametrize("name", ["r.txt", "r.md", "r.tex", "r.html"])
def test_the_insight_of_an_identity_follows_its_proof(name, tmp_path):
    path = tmp_path / name
    told = CliRunner().invoke(main, ["prove", "quadratic_form", "-o", str(path)])
    assert told.exit_code == 0
    assert "Remark." in path.read_text(encoding="utf-8")
    assert "x occurs twice, so the product rule gives two terms" in path.read_text(encoding="utf-8")
