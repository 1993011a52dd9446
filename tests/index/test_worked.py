"""A gradient in index notation: every displayed line equals the next, over the whole library."""

from itertools import pairwise

import pytest
from click.testing import CliRunner
from matcalc.identities import all_identities

from matcalc.cli import main
from matcalc.derive import derive
from matcalc.errors import UnsupportedError
from matcalc.expr import Definition, Problem, symbol, tabulate, trace
from matcalc.expr import head as h
from matcalc.index.worked import in_entries, worked_out
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
    with pytest.raises(UnsupportedError, match="made for the gradient of a scalar"):
        worked_out(Problem(V, V, "jacobian"))
    square = symbol("S", "n", "n")
    with pytest.raises(UnsupportedError, match="all entries of the variable are free"):
        worked_out(Problem(trace(square), square, constraint="diagonal"))


def test_the_command():
    run = CliRunner().invoke
    told = run(main, ["prove", "norm(A x - b)", "--wrt", "x", "--style", "index"])
    assert told.exit_code == 0
    assert "chain rule through ‖A x - b‖" in told.output
    told = run(main, ["prove", "tr(X)", "--wrt", "X", "--style", "index", "--fragment"])
    assert told.exit_code == 0
    assert r"\begin{proof}[In index notation]" in told.output
