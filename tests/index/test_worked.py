"""A derivative in index notation: every displayed line equals the next, over the whole library."""

from itertools import chain, pairwise

import pytest
from click.testing import CliRunner
from matcalc.identities import all_identities

from matcalc.cli import main
from matcalc.derive import derive
from matcalc.errors import UnsupportedError
from matcalc.expr import (
    Definition,
    Problem,
    entry,
    index_sum,
    inner,
    norm,
    scale,
    symbol,
    symbols,
    tabulate,
    total,
    trace,
    vec,
)
from matcalc.expr import head as h
from matcalc.index.worked import in_entries, worked_out
from matcalc.rules.readings import READINGS
from matcalc.show import to_unicode
from matcalc.show.indices import to_text
from matcalc.values import same
from matcalc.values.arithmetic import InexactError
from matcalc.values.exactly import same_floating
from tests.index.forms import closed

DERIVATIVES = tuple(each for each in all_identities() if each.kind != "value")
V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
SEED = 40


def open_indices(first):
    """The indices that stand open in a passage, by its first line."""
    parts = first.args if first.head is h.PARTIAL else (first,)
    entries = [each for each in parts if each.head is h.ENTRY]
    places = [place for each in entries for place in each.args[1:] if place.number is None]
    return list(dict.fromkeys(places))


def agree(one, two, told):
    try:
        return same(one, two, told, trials=2, seed=SEED).equal
    except InexactError:
        return same_floating(one, two, told, trials=2, seed=SEED).equal


def told_apart(*groups):
    """Definitions, the first of each name."""
    return list({each.name: each for each in reversed([*chain(*groups)])}.values())[::-1]


def follows(problem, passages, result):
    """What the last result must be, and what it is, by the sentence that follows it."""
    last, first = passages[-1].result, passages[-1].lines[0].expr
    if problem.kind == "gradient-symmetric":
        return READINGS["symmetric:independent"](last), result.expr
    if last is None:
        return stacked(passages[-1].lines), result.expr.T @ vec(probe_of(first.args[0]))
    if first.head is h.ENTRY or first.args[0].head is h.ENTRY:
        return last, result.expr
    if problem.target.is_scalar and problem.kind != "hessian":
        reading = "row" if problem.kind.startswith("jacobian") else problem.constraint
        return READINGS[reading](last), result.expr
    known = problem.inputs(problem.wrt)
    (probe,) = (each for each in symbols(first.args[0]) if each not in known)
    if problem.wrt.is_scalar:
        return last, inner(probe, result.expr)
    if problem.kind == "jacobian":
        return last, result.expr.T @ probe
    return inner(last, problem.direction[0][1]), inner(probe, result.expr)


def probe_of(place):
    return symbol("probe", *place.args[0].shape)


def stacked(lines):
    """vec of Σ Uₐᵦ ∂Yₐᵦ/∂Xᵢⱼ, for a U that may be anything."""
    output, place = lines[0].expr.args
    row, col = output.args[1:]
    body = scale(entry(probe_of(output), row, col), lines[-1].expr)
    return vec(tabulate(*place.args[1:], index_sum(row, index_sum(col, body))))


@pytest.mark.parametrize("identity", DERIVATIVES, ids=lambda each: each.name)
def test_every_line_equals_the_next(identity):
    problem = identity.problem()
    passages, result = worked_out(problem), derive(problem)
    told = [Definition(each.name, in_entries(each.body)) for each in problem.definitions]
    told = told_apart(told, filter(None, (each.named for each in passages)), result.definitions)
    for passage in passages:
        places = open_indices(passage.lines[0].expr)
        for one, two in pairwise(passage.lines):
            assert one.expr is not two.expr
            if one.expr.head is not h.ENTRY or one.expr.args[0].head is not h.DIFFERENTIAL:
                assert agree(closed(one.expr, places), closed(two.expr, places), told), two
    assert agree(*follows(problem, passages, result), told)


def test_the_last_sentence_of_a_jacobian():
    x, B = symbol("x", "n"), symbol("B", "m", "n")
    result = derive(Problem(B @ x, x, "jacobian"))
    assert to_text(result, worked_out(result.problem)).splitlines()[-1] == (
        "  The derivative by x is B."
    )


def test_the_lines_of_a_trace():
    result = derive(Problem(trace(V @ X @ W), X))
    assert to_text(result, worked_out(result.problem)).splitlines()[4:] == [
        "In index notation.",
        "  ∂tr(V X W)/∂Xᵢⱼ",
        "    = ∂(Σ_(a=1..m) Σ_(b=1..p) Σ_(c=1..n) V_ca X_ab W_bc)/∂Xᵢⱼ",
        " " * 48 + "written with entries",
        "    = Σ_(a=1..m) Σ_(b=1..p) Σ_(c=1..n) V_ca W_bc δₐᵢ δ_bj",
        " " * 48 + "each entry moves alone, which gives δ",
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
    with pytest.raises(UnsupportedError, match="is not made for a value"):
        worked_out(Problem(V, V, "value"))


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


def written(problem):
    lines = [line for each in worked_out(problem) for line in each.lines]
    return [(to_unicode(line.expr), line.reason) for line in lines]


A, x, y, s = symbol("A", "m", "n"), symbol("x", "n"), symbol("y", "m"), symbol("s")


def test_like_terms_are_taken_together_whatever_the_order_of_their_factors():
    texts = [text for text, _ in written(Problem(norm(A @ x - y) ** 2, x))]
    assert "- 2 Σ_(j=1..n) Σ_(a=1..m) Aₐⱼ xⱼ yₐ" in texts[1]
    assert texts[-2] == "2 Σ_(j=1..n) Σ_(a=1..m) Aₐᵢ Aₐⱼ xⱼ - 2 Σ_(j=1..m) Aⱼᵢ yⱼ"


def test_the_terms_of_a_product_rule_stay_apart():
    B = symbol("B", "n", "n")
    texts = [text for text, _ in written(Problem(x.T @ B @ x, x))]
    assert texts[2] == "Σ_(j,a=1..n) Bⱼₐ xₐ δⱼᵢ + Σ_(j,a=1..n) xⱼ Bⱼₐ δₐᵢ"


def test_a_sign_stands_before_the_sum():
    quotient = total(x) / (x.T @ x)
    assert not any("(-" in text for text, _ in written(Problem(quotient, x)))


def test_no_delta_is_spoken_of_where_there_is_none():
    lines = written(Problem(s * total(x) / (1 + s), s))
    assert {reason for text, reason in lines if "δ" not in text} >= {"term by term"}
    assert all("δ" in text for text, reason in lines if "gives δ" in reason)
