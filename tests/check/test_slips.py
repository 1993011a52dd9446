"""Slips: one row for each, on two problems where there is room; every sentence is asserted."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.text import check_request

QUADRATIC: dict[str, Any] = {
    "function": "x' B x",
    "declare": {"x": ["n"], "B": ["n", "n"]},
    "wrt": "x",
}
TRACE: dict[str, Any] = {
    "function": "tr(V X W)",
    "declare": {"V": ["n", "m"], "X": ["m", "p"], "W": ["p", "n"]},
    "wrt": "X",
}
SQUARE_TRACE: dict[str, Any] = {
    "function": "tr(V X W)",
    "declare": {"V": ["n", "n"], "X": ["n", "n"], "W": ["n", "n"]},
    "wrt": "X",
}
LEAST_SQUARES: dict[str, Any] = {
    "function": "sum((X*w - y).^2)/n",
    "declare": {"X": ["n", "d"], "w": ["d"], "y": ["n"]},
    "wrt": "w",
}
SOFTMAX: dict[str, Any] = {
    "function": "softmax(x)",
    "declare": {"x": ["n"]},
    "wrt": "x",
    "kind": "jacobian",
}
SIGMOID: dict[str, Any] = {
    "function": "sum(sigmoid(A*x))",
    "declare": {"A": ["m", "n"], "x": ["n"]},
    "wrt": "x",
}
TANH: dict[str, Any] = {
    "function": "tanh(A*x)",
    "declare": {"A": ["m", "n"], "x": ["n"]},
    "wrt": "x",
    "kind": "jacobian",
}
LOGDET: dict[str, Any] = {
    "function": "logdet(X)",
    "declare": {"X": ["n", "n"]},
    "assume": {"X": ["invertible"]},
    "wrt": "X",
}
DISTANCE: dict[str, Any] = {
    "function": "norm(x - y)",
    "declare": {"x": ["n"], "y": ["n"]},
    "wrt": "x",
}
RESIDUAL: dict[str, Any] = {
    "function": "sum((A*B*A' - C).^2)",
    "declare": {"A": ["n", "n"], "B": ["n", "n"], "C": ["n", "n"]},
    "wrt": "A",
}
INVERSE: dict[str, Any] = {
    "function": "tr(A*inv(X))",
    "declare": {"A": ["n", "n"], "X": ["n", "n"]},
    "assume": {"X": ["invertible"]},
    "wrt": "X",
}
VEC: dict[str, Any] = {
    "function": "vec(A*X*B)",
    "declare": {"A": ["n", "n"], "X": ["n", "n"], "B": ["n", "n"]},
    "wrt": "X",
    "kind": "jacobian",
}
EXPONENTIALS: dict[str, Any] = {
    "function": "sum(exp(A*x))",
    "declare": {"A": ["n", "n"], "x": ["n"]},
    "wrt": "x",
}
RELU: dict[str, Any] = {
    "function": "sum(relu(W*x))",
    "declare": {"W": ["m", "n"], "x": ["n"]},
    "wrt": "x",
}
SQUARED_TRACE: dict[str, Any] = {"function": "tr(X)^2", "declare": {"X": ["n", "n"]}, "wrt": "X"}
HADAMARD: dict[str, Any] = {
    "function": "sum(A .* X .* B)",
    "declare": {"A": ["n", "n"], "X": ["n", "n"], "B": ["n", "n"]},
    "wrt": "X",
}
BILINEAR: dict[str, Any] = {
    "function": "a'*X*b",
    "declare": {"a": ["n"], "b": ["n"], "X": ["n", "n"]},
    "wrt": "X",
}
LAYER: dict[str, Any] = {
    "function": "sum(G .* relu(X))",
    "declare": {"G": ["m", "n"], "X": ["m", "n"]},
    "wrt": "X",
}
VEC_VALUE: dict[str, Any] = {
    "function": "vec(C*X*R')",
    "declare": {"C": ["p", "m"], "X": ["m", "n"], "R": ["q", "n"]},
    "kind": "value",
}
ENTRYWISE: dict[str, Any] = {
    "function": "x .* y",
    "declare": {"x": ["n"], "y": ["n"]},
    "wrt": "x",
    "kind": "jacobian",
}
COMPOSITE: dict[str, Any] = {
    "function": "tr(A*inv(X)*B)",
    "declare": {"A": ["n", "n"], "X": ["n", "n"], "B": ["n", "n"]},
    "assume": {"X": ["invertible"]},
    "wrt": "X",
}
FOUR_FACTORS: dict[str, Any] = {
    "function": "A*B*C*A",
    "declare": {"A": ["n", "n"], "B": ["n", "n"], "C": ["n", "n"]},
    "kind": "value",
}

LOST = (
    "A term is missing: the product rule gives one term for each place where the variable stands."
)
DIAGONAL = (
    "Only the diagonal of the Jacobian was used: each output depends on all inputs of its row, "
    "so the sum over the row is missing."
)
COMMUTED = "Equal factors are collected as if matrices commuted: A B A is not A² B."
SUMLESS = (
    "The sum over an index is missing: of a matrix only the diagonal is used, as if each row "
    "depended on itself alone."
)
ROWS: list[tuple[dict[str, Any], str, str, str]] = [
    (
        QUADRATIC,
        "-(B+B')*x",
        "sign",
        "The sign is flipped: the whole formula has the opposite sign.",
    ),
    (TRACE, "-V'*W'", "sign", "The sign is flipped: the whole formula has the opposite sign."),
    (
        QUADRATIC,
        "2*(B+B')*x",
        "factor",
        "The formula is 2 times the right one: a factor 1/2 is missing.",
    ),
    (
        LOGDET,
        "inv(X)'/2",
        "factor",
        "The formula is 1/2 times the right one: a factor 2 is missing.",
    ),
    (LOGDET, "inv(X)'*det(X)", "factor", "There is a factor det(X) too many."),
    (DISTANCE, "x-y", "factor", "There is a factor norm(x - y) too many."),
    (DISTANCE, "2*(x-y)", "factor", "There is a factor 2·norm(x - y) too many."),
    (LEAST_SQUARES, "2*X'*(X*w-y)", "mean", "The factor 1/n of the mean is missing."),
    (LEAST_SQUARES, "X'*(X*w-y)/n^2*2", "mean", "There is a factor 1/n too many."),
    (
        QUADRATIC,
        "2*B*x",
        "symmetry_assumed",
        "This is right only if B is symmetric, and that is not given.",
    ),
    (
        SQUARE_TRACE,
        "V*W'",
        "symmetry_assumed",
        "This is right only if V is symmetric, and that is not given.",
    ),
    (
        INVERSE,
        "-inv(X)'*A*inv(X)'",
        "symmetry_assumed",
        "This is right only if A is symmetric, and that is not given.",
    ),
    (
        EXPONENTIALS,
        "A*exp(A*x)",
        "symmetry_assumed",
        "This is right only if A is symmetric, and that is not given.",
    ),
    (RESIDUAL, "4*(A*B*A'-C)*A*B", "transpose_missing", "A transpose is missing."),
    (SQUARE_TRACE, "V*W", "transpose_missing", "A transpose is missing."),
    (
        QUADRATIC,
        "B*x",
        "lost_term",
        LOST,
    ),
    (
        RESIDUAL,
        "2*(A*B*A'-C)*A*B'",
        "lost_term",
        LOST,
    ),
    (
        LEAST_SQUARES,
        "2*X'*(X*w)/n",
        "lost_term",
        LOST,
    ),
    (QUADRATIC, "(B-B')*x", "sign_of_term", "The sign of one term is flipped."),
    (
        RESIDUAL,
        "2*(A*B*A'-C)*A*B' - 2*(A*B*A'-C)'*A*B",
        "sign_of_term",
        "The sign of one term is flipped.",
    ),
    (QUADRATIC, "(2*B+B')*x", "factor_of_term", "One term has the wrong numerical factor."),
    (
        RESIDUAL,
        "4*(A*B*A'-C)*A*B' + 2*(A*B*A'-C)'*A*B",
        "factor_of_term",
        "One term has the wrong numerical factor.",
    ),
    (SQUARE_TRACE, "W'*V'", "order", "The factors of a matrix product stand in the wrong order."),
    (
        INVERSE,
        "-inv(X)'*inv(X)'*A'",
        "order",
        "The factors of a matrix product stand in the wrong order.",
    ),
    (SQUARE_TRACE, "(W'*V')", "order", "The factors of a matrix product stand in the wrong order."),
    (
        SQUARE_TRACE,
        "V' .* W'",
        "hadamard_for_product",
        "An entrywise product stands where a matrix product is needed.",
    ),
    (
        SOFTMAX,
        "diag(softmax(x) .* (ones(n) - softmax(x)))",
        "diagonal_only",
        DIAGONAL,
    ),
    (
        RELU,
        "W'*relu(W*x)",
        "derivative_not_taken",
        "A function stands where its derivative is needed.",
    ),
    (
        LAYER,
        "G .* relu(X)",
        "derivative_not_taken",
        "A function stands where its derivative is needed.",
    ),
    (EXPONENTIALS, "exp(A*x)", "lost_factor", "A factor of the chain rule is missing."),
    (INVERSE, "-A'*inv(X)'", "lost_factor", "A factor of the chain rule is missing."),
    (EXPONENTIALS, "A'*exp(x)", "lost_factor", "A factor of the chain rule is missing."),
    (SQUARED_TRACE, "2*X'", "wrong_function", "This is the derivative of tr(X*X), not of tr(X)^2."),
    (
        SQUARED_TRACE,
        "2*tr(X)*ones(n,n)",
        "ones_for_identity",
        "A matrix of ones and the identity (or a diagonal matrix) are mixed up.",
    ),
    (
        ENTRYWISE,
        "y*ones(1,n)",
        "ones_for_identity",
        "A matrix of ones and the identity (or a diagonal matrix) are mixed up.",
    ),
    (
        VEC,
        "kron(A,B')",
        "kronecker_order",
        "The factors of a Kronecker product stand in the wrong order.",
    ),
    (
        VEC_VALUE,
        "kron(C,R)*vec(X)",
        "kronecker_order",
        "The factors of a Kronecker product stand in the wrong order.",
    ),
    (LOGDET, "X'", "power", "A power or an inverse is wrong."),
    (INVERSE, "-X'*A'*X'", "power", "A power or an inverse is wrong."),
    (TANH, "diag(ones(m) - tanh(A*x))*A", "power", "A power or an inverse is wrong."),
    (ENTRYWISE, "diag(x)", "wrong_quantity", "x stands where y is needed."),
    (
        LAYER,
        "G .* step(G)",
        "wrong_quantity",
        "One quantity stands where another of the same shape is needed.",
    ),
    (
        BILINEAR,
        "a*a'",
        "wrong_quantity",
        "One quantity stands where another of the same shape is needed.",
    ),
    (
        HADAMARD,
        "A .* A",
        "wrong_quantity",
        "One quantity stands where another of the same shape is needed.",
    ),
    (TANH, "diag(ones(m)-tanh(A*x).^2)*A*A'*A", "extra_factor", "Two factors are too many."),
    (
        SIGMOID,
        "A'*ones(m)",
        "inner_derivative",
        "The inner derivative is missing: a factor of the chain rule was taken as 1.",
    ),
    (EXPONENTIALS, "A'*(A*x)", "function_left_out", "A function is left out."),
    (QUADRATIC, "(B+B')*x + x", "extra_term", "A term is too many."),
    (COMPOSITE, "-inv(X)'*inv(X)'*A'*B'", "commuted", COMMUTED),
    (FOUR_FACTORS, "A^2*B*C", "commuted", COMMUTED),
    (SQUARE_TRACE, "diag(diagonal(V))*W'", "sum_missing", SUMLESS),
    (SQUARE_TRACE, "V'*diag(diagonal(W))", "sum_missing", SUMLESS),
    (LEAST_SQUARES, "-2*X'*(X*w)/n", "lost_term+sign", f"{LOST} The sign is flipped too."),
    (
        RESIDUAL,
        "(A*B*A'-C)*A*B",
        "lost_term+transpose_missing+factor",
        f"{LOST} A transpose is missing. A factor 2 is missing too.",
    ),
]


@pytest.mark.parametrize(("request_", "claim", "code", "sentence"), ROWS)
def test_slips(request_: dict[str, Any], claim: str, code: str, sentence: str) -> None:
    found = check_request({**request_, "claim": claim})
    assert found.verdict == "refuted"
    assert found.slip is not None
    assert (found.slip.code, found.slip.text) == (code, sentence)


@pytest.mark.parametrize(
    ("request_", "claim", "code", "text"),
    [
        (
            TRACE,
            "V*W",
            "transpose_missing",
            "Not transposed, order kept: V and W must be transposed. Right is V'*W', which is m×p.",
        ),
        (
            LEAST_SQUARES,
            "X*w",
            "shape",
            "The formula is n×1, the derivative is d×1. No formula of that shape can be right.",
        ),
    ],
)
def test_ill_shaped(request_: dict[str, Any], claim: str, code: str, text: str) -> None:
    found = check_request({**request_, "claim": claim})
    assert found.verdict == "ill_shaped"
    assert found.slip is not None
    assert (found.slip.code, found.slip.text) == (code, text)


@pytest.mark.parametrize(
    ("request_", "claim"),
    [
        (QUADRATIC, "B*x + B'*x"),
        (TRACE, "(W*V)'"),
        (LAYER, "G .* step(X)"),
        (TANH, "diag(ones(m) - tanh(A*x).^2)*A"),
    ],
)
def test_a_right_formula_has_no_slip(request_: dict[str, Any], claim: str) -> None:
    found = check_request({**request_, "claim": claim})
    assert (found.verdict, found.slip) == ("proved", None)


@pytest.mark.parametrize(("request_", "claim"), [(BILINEAR, "b*a'"), (LOGDET, "inv(X)")])
def test_the_other_layout_is_not_wrong(request_: dict[str, Any], claim: str) -> None:
    found = check_request({**request_, "claim": claim})
    assert (found.verdict, found.slip) == ("layout", None)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("function", "claim", "slip"),
    [
        ("sum(x.^3)", "x.^2", "The formula is 1/3 times the right one: a factor 3 is missing."),
        ("sum(x.^4)", "x.^3", "The formula is 1/4 times the right one: a factor 4 is missing."),
        ("sum(x.^3)/n", "3 x.^2", "The factor 1/n of the mean is missing."),
        ("n*sum(x.^3)", "3 x.^2", "There is a factor 1/n too many."),
    ],
)
def test_a_number_is_told_from_a_size(function: str, claim: str, slip: str, seed: int) -> None:
    told = check_request(
        {"function": function, "declare": {"x": ["n"]}, "wrt": "x", "claim": claim, "seed": seed}
    )
    assert told.slip is not None and told.slip.text == slip
