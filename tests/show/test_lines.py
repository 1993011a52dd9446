"""The lines of a proof are the kernel's steps: replayed, gathered, none invented."""

from itertools import pairwise

import pytest

from matcalc.derive import derive
from matcalc.expr import (
    Definition,
    Problem,
    apply,
    hadamard,
    inner,
    inverse,
    matmul,
    named,
    norm,
    softmax,
    substitute,
    symbol,
    trace,
)
from matcalc.rules.schema import SCHEMAS
from matcalc.show.lines import MOST_REASONS, passages
from matcalc.show.reasons import COMPUTED_WORDS
from matcalc.show.tidy import tidied

V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
x, B, t = symbol("x", "n"), symbol("B", "n", "n"), symbol("t")
G, Y = symbol("G", "m", "n"), symbol("Y", "m", "n")

PROBLEMS = {
    "trace": Problem(trace(V @ X @ W), X),
    "form": Problem(matmul(x.T, B, x), x),
    "hessian": Problem(norm(B @ x) ** 2, x, "hessian"),
    "layer": Problem(inner(G, apply(named("relu"), Y)), X, definitions=(Definition(Y, X @ W),)),
    "jacobian": Problem(softmax(x, "columns"), x, "jacobian"),
    "by a scalar": Problem(inverse(B + t * B), t, "scalar-derivative"),
}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_each_line_is_the_state_after_its_steps(problem):
    for derivation in derive(problem).derivations:
        for stage, passage in zip(derivation.stages, passages(derivation), strict=True):
            states = [stage.start]
            for step in stage.steps:
                states.append(substitute(states[-1], {step.old: step.new}))
            assert passage.start is stage.start
            assert tidied(passage.end) is tidied(stage.end)
            assert all(line.state in states for line in passage.lines)
            by_traces = problem is PROBLEMS["trace"]
            assert all(
                line.shown is tidied(line.state, by_traces=by_traces) for line in passage.lines
            )
            assert all(1 <= len(line.reasons) <= MOST_REASONS for line in passage.lines)
            before = [passage.opening, *(line.shown for line in passage.lines)]
            assert all(a is not b for a, b in pairwise(before))


def test_every_computed_equation_has_words():
    assert set(SCHEMAS) <= set(COMPUTED_WORDS)


def test_a_definition_is_cited_by_its_name():
    derivation = derive(PROBLEMS["layer"]).derivations[0]
    reasons = [
        reason for each in passages(derivation) for line in each.lines for reason in line.reasons
    ]
    assert "definition of Y" in reasons


def told(problem):
    derivations = derive(problem).derivations
    lines = [line for each in derivations for part in passages(each) for line in part.lines]
    return {repr(line.shown): line.reasons for line in lines}


y, s = symbol("y", "n"), symbol("s")
A, M = symbol("A", "n", "n"), symbol("M", "m", "n")


@pytest.mark.parametrize(
    ("problem", "line", "reasons"),
    [
        (Problem(matmul(x.T, A, y), A), "inner(x*y', dA)", ("aᵀ A b = ⟨a bᵀ, A⟩",)),
        (
            Problem(matmul(x.T, A, y) + trace(A), A),
            "tr(y*x'*dA) + tr(dA)",
            ("aᵀ A b = tr(b aᵀ A)",),
        ),
        (Problem(matmul(x.T, A, y), x), "y'*A'*dx", ("a scalar is its own transpose",)),
        (
            Problem(apply(named("sigmoid"), s), s),
            "sigmoid(s)*(1 - sigmoid(s))*ds",
            ("derivative of σ",),
        ),
        (
            Problem(trace(M.T @ G), M),
            "tr(dM'*G)",
            ("the trace is linear", "a constant factor stays"),
        ),
        (Problem(M.T, M, "jacobian"), "commutation(m, n)*vec(dM)", ("vec Aᵀ = K vec A",)),
        (
            Problem(hadamard(A, B), A, "jacobian"),
            "diag(vec(B))*vec(dA)",
            ("vec(A ⊙ B) = diag(vec A) vec B",),
        ),
    ],
)
def test_reasons_fit_what_is_written(problem, line, reasons):
    found = told(problem)
    assert found.get(line) == reasons, found


def test_a_function_value_that_has_a_name_is_called_by_it_at_once():
    definition = Definition(Y, apply(named("tanh"), X @ W))
    reasons = told(Problem(inner(G, Y), X, definitions=(definition,))).values()
    assert ("derivative of tanh, entry by entry", "a constant factor stays", "this is Y") in reasons


def test_numbers_change_places_without_a_line():
    found = told(Problem(trace(A @ B) * trace(B), B))
    assert next(iter(found)) == "tr(B)*tr(A*dB) + tr(A*B)*tr(dB)"
