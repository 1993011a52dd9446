"""Every proof of the library reads like mathematics, and every line equals the next."""

from itertools import pairwise
from random import Random

import pytest
from matcalc.identities import all_identities

from matcalc.derive import derive
from matcalc.expr import ONE, Definition, Problem, norm, postorder, symbol, trace
from matcalc.expr import head as h
from matcalc.show import to_unicode
from matcalc.show.lines import passages
from matcalc.show.proof import proof_of, to_text
from matcalc.values.arithmetic import InexactError
from matcalc.values.floating import Floating
from matcalc.values.modular import Modular
from matcalc.values.point import Scene, first_result, points

DERIVED = tuple(each for each in all_identities() if each.kind != "value")
SEED = 20
x, w, B = symbol("x", "n"), symbol("w", "n"), symbol("B", "n", "n")
V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")


def written(derivation):
    """The lines of each passage, as printed."""
    return [
        [passage.opening, *(line.shown for line in passage.lines)]
        for passage in passages(derivation)
    ]


def values(derivation, numbers):
    """The value of every written line, where each name moves as the variable makes it."""
    chains = written(derivation)
    named = [stage.cotangent for stage in derivation.stages if stage.cotangent is not None]
    told = (*derivation.definitions, *named)
    scene = Scene.of(
        Problem(derivation.target, derivation.variable, definitions=told),
        *(each for chain in chains for each in chain),
    )

    def at(point):
        still = point.evaluation()
        rng = Random(point.seed)
        rows, cols = still.shape(derivation.variable)
        numbers = still.numbers
        tangent = [[numbers.random(rng) for _ in range(cols)] for _ in range(rows)]
        along = still.along({derivation.variable: tangent}, calculus=True)
        shown = [[along.value(each) for each in chain] for chain in chains]
        return [
            [[[entry[0] for entry in row] for row in each] for each in chain] for chain in shown
        ]

    return first_result(points(scene, numbers, SEED), at)


def assert_equal_lines(chain, rounds):
    for one, two in pairwise(chain):
        flat = [
            (a, b)
            for left, right in zip(one, two, strict=True)
            for a, b in zip(left, right, strict=True)
        ]
        scale = max(1.0, *(abs(float(a)) for a, _ in flat)) if rounds else 1
        assert all(abs(a - b) <= 1e-8 * scale if rounds else a == b for a, b in flat), (
            f"seed {SEED}"
        )


@pytest.mark.parametrize("identity", DERIVED, ids=lambda each: each.name)
def test_every_line_equals_the_next(identity):
    for derivation in derive(identity.problem()).derivations:
        try:
            for chain in values(derivation, Modular):
                assert_equal_lines(chain, rounds=False)
        except InexactError:
            for chain in values(derivation, Floating):
                assert_equal_lines(chain, rounds=True)


@pytest.mark.parametrize("identity", DERIVED, ids=lambda each: each.name)
def test_nothing_is_printed_that_nobody_would_write(identity):
    proof = proof_of(derive(identity.problem()))
    for part in proof.parts:
        for passage in part.passages:
            shown = [passage.opening, *(line.shown for line in passage.lines)]
            texts = [to_unicode(each) for each in shown]
            assert all(one != two for one, two in pairwise(texts)), texts
            for node in postorder(*shown[1:]):
                inside = node.args[0].head if node.args else None
                assert node.head is not h.TRANSPOSE or inside is not h.TRANSPOSE
                if node.head is h.INNER:
                    assert ONE not in node.args[0].shape, to_unicode(node)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            Problem(x.T @ B @ x, x),
            ["dxᵀ B x + xᵀ B dx", "xᵀ Bᵀ dx + xᵀ B dx", "xᵀ (Bᵀ + B) dx", "with dx: (B + Bᵀ) x"],
        ),
        (Problem(trace(V @ X @ W), X), ["tr(V dX W)", "tr(W V dX)", "before dX: (W V)ᵀ = Vᵀ Wᵀ"]),
        (Problem(norm(w), w), ["wᵀ dw/‖w‖", "with dw: w/‖w‖"]),
        (Problem(norm(B @ x - w) ** 2, x), ["2 (B x - w)ᵀ B dx", "with dx: 2 Bᵀ (B x - w)"]),
        (Problem(trace(X @ X.T), w), ["= 0", "Nothing in it changes, so the gradient is: 0"]),
    ],
)
def test_the_textbook_form(problem, said):
    proof = to_text(derive(problem)).partition("Proof.\n")[2].splitlines()
    assert len(proof) <= 6
    rows = iter(proof)
    for each in said:
        assert any(each in row for row in rows), proof


def test_a_definition_is_a_line_like_any_other():
    y = symbol("y", "n")
    told = (Definition(y, B @ x),)
    (derivation,) = derive(Problem(norm(y) ** 2, x, definitions=told)).derivations
    assert [to_unicode(each) for each in written(derivation)[1]] == [
        "2 yᵀ dy",
        "2 yᵀ B dx",
    ]
