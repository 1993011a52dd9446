"""Names in a theorem that not every reader knows are explained, in every format."""

import pytest

from matcalc.derive import derive
from matcalc.expr import (
    OPERATIONS,
    Problem,
    apply,
    expm,
    inner,
    named,
    operation,
    scale,
    shape_text,
    softmax,
    symbol,
    total,
    trace,
    unspecified,
)
from matcalc.show.document import to_latex_document
from matcalc.show.explained import _OPERATIONS, explained
from matcalc.show.proof import to_text
from matcalc.show.sentence import in_text
from matcalc.show.webpage import to_page

A, x, t = symbol("A", "n", "n"), symbol("x", "n"), symbol("t")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            Problem(total(apply(unspecified("h"), x)), x),
            "h acts on each entry; h′ is its derivative",
        ),
        (Problem(A.T, A, "jacobian"), "K_(n,n) takes vec Z to vec Zᵀ, for every Z of size n×n"),
        (Problem(total(apply(named("sigmoid"), x)), x), "σ(x) = 1/(1 + exp(−x))"),
        (Problem(trace(expm(A)), A), "Exp(A) is the exponential of a matrix"),
        (
            Problem(trace(operation("sylvester", A, A, A)), x),
            "sylvester(A, B, C) is the X with A X + X B = C",
        ),
        (Problem(operation("nuclear", A), A), "‖A‖_* is the sum of the singular values; polar(A)"),
        (Problem(trace(operation("pinv", A)), x), "A⁺ is the pseudo-inverse"),
    ],
    ids=lambda each: repr(each) if isinstance(each, str) else "",
)
def test_a_theorem_explains_its_names(problem, said):
    assert f"  Here {said}" in to_text(derive(problem))


@pytest.mark.parametrize("expr", [A @ x, trace(A), softmax(x, "columns"), symbol("sigma") * x])
def test_what_everybody_knows_is_not_explained(expr):
    assert explained(expr) == ()


def test_a_letter_that_a_variable_has_is_not_explained_as_a_function():
    assert explained(apply(named("sigmoid"), symbol("sigma") * x)) == ()


def test_the_second_derivative_of_a_function_is_called_so():
    second = apply(unspecified("h", 2), t)
    assert [in_text(each) for each in explained(second)] == [
        "h acts on each entry",
        "h″ is its second derivative",
    ]


def test_every_operation_that_is_explained_exists():
    assert set(_OPERATIONS) <= set(OPERATIONS)


def test_pages_and_documents_explain_too():
    result = derive(Problem(inner(A, apply(unspecified("h"), A)), A))
    assert "Here h acts on each entry and h$'$ is its derivative." in to_latex_document(result)
    assert "<p>Here h acts on each entry; h′ is its derivative.</p>" in to_page(result)


def test_sizes_in_words():
    assert "I_(n²)" in to_text(derive(Problem(scale(trace(A), A), A, "jacobian")))
    half = operation("vech", A)
    assert f"h is {shape_text(half.shape)}" == "h is (n² + n)/2×1"
