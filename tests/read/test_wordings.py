"""Writings that can be read in two ways, and which of them is meant."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.text import check_request
from matcalc.errors import MatcalcError, ReadError
from matcalc.read import Scope, read_problem
from matcalc.read.calculus import RULES
from matcalc.read.engine import Engine, Manner
from matcalc.read.latex import latex_tokens
from matcalc.read.parser import parse

X = {"x": ["n"]}
A = {"A": ["m", "n"], "x": ["m"]}


@pytest.mark.parametrize(
    ("function", "wrt", "claim", "declare"),
    [
        (r"\sum_{t=1}^{T} \gamma^{t} r_t", r"\gamma", r"\sum_{t=1}^{T} t \gamma^{t-1} r_t", None),
        (r"\gamma^t", r"\gamma", r"t \gamma^{t-1}", None),
        ("x^t B x", "x", "(B + B^t) x", None),
        ("(1 + r)^t", "r", "t (1 + r)^{t-1}", {"r": [], "t": []}),
        (r"\sum_{k=1}^K k x^T B x", "x", r"\frac{K(K+1)}{2}(B + B^T) x", None),
        ("x^n", "x", "n x^{n-1}", {"x": []}),
        (r"\frac{1}{2m} \|Xw - y\|^2", "w", r"\frac1m X^T(Xw - y)", None),
        ("(w^T x - y)^2", "w", "2 (w^T x - y) x", None),
        ("x^T A 1", "x", "A 1", A),
        ("1^T A 1", "A", "1 1^T", A),
        (r"x_1 x_2", "x", "(x_2, x_1)^T", {"x": ["2"]}),
        (r"\sum x_i^2", "x", "2x", X),
        (r"\sum_i 1[x_i > 0] x_i", "x", "1[x > 0]", X),
        (r"\sum_i [x_i > 0] x_i", "x", r"1_{x > 0}", X),
        (r"\sum_{i,j=1}^{n} B_{ij}^2", "B", "2B", {"B": ["n", "n"]}),
        (r"\operatorname{tr} (B+C)^T(B+C)", "B", "2(B+C)", None),
        (r"x_i B^{-1}_{ij} y_j", "x", "B^{-1} y", {"B": ["n", "n"], "x": ["n"], "y": ["n"]}),
        (r"(x \cdot y)^2", "x", "2 (x^T y) y", {**X, "y": ["n"]}),
        (r"(x \cdot y)^2", "x", r"2 (x \cdot y) y", {**X, "y": ["n"]}),
        ("e^{(x+1)(x-1)}", "x", "2x e^{(x+1)(x-1)}", {"x": []}),
        (r"\min(x, 0)", "x", "1[x < 0]", {"x": []}),
        (r"\langle A, x y^T\rangle_F", "A", "x y^T", {**A, "y": ["n"]}),
    ],
)
def test_what_fits_is_meant(
    function: str, wrt: str, claim: str, declare: dict[str, Any] | None
) -> None:
    request: dict[str, Any] = {"function": function, "wrt": wrt, "claim": claim}
    if declare is not None:
        request["declare"] = declare
    assert check_request(request).verdict in ("proved", "holds")


@pytest.mark.parametrize(
    ("claim", "is_right"),
    [
        ("s_i (1[i=j] - s_j)", True),
        ("s_i ([i=j] - s_j)", True),
        (r"s_i (1_{i=j} - s_j)", True),
        ("s_i (1[i==j] - s_j)", True),
        ("s_i (1[i=j] + s_j)", False),
    ],
)
def test_a_condition_on_indices_is_a_kronecker_delta(claim: str, is_right: bool) -> None:
    request = {"function": "s = softmax(x)", "wrt": "x", "kind": "jacobian", "declare": X}
    assert check_request({**request, "claim": claim}).is_wrong != is_right


def test_a_power_of_a_number_is_no_transpose() -> None:
    request = {"function": r"\sum_{t=1}^T \gamma^t r_t", "wrt": r"\gamma"}
    assert check_request({**request, "claim": r"\sum_{t=1}^T r_t"}).verdict == "refuted"


def test_a_transpose_of_a_number_or_a_power_is_asked_back() -> None:
    with pytest.raises(ReadError) as caught:
        read_problem({"function": "(1 + r)^t", "wrt": "r", "declare": {"r": []}})
    assert caught.value.message == "^t of a number may be a power or a transpose."
    assert caught.value.hint == "Declare t: 't:' is a scalar; or write A' for the transpose."


@pytest.mark.parametrize("claim", ["A^{T-1}", "A^-T"])
def test_a_superscript_of_two_things_is_refused(claim: str) -> None:
    request = {"function": r"\log\det(A)", "wrt": "A", "declare": {"A": ["n", "n"]}}
    found = check_request({**request, "claim": claim})
    assert found.verdict == "unreadable"
    assert isinstance(found.error, MatcalcError)


CASES = r"\begin{cases} %s \end{cases}"


@pytest.mark.parametrize(
    ("function", "claim", "verdict"),
    [
        (r"\max(0, x)", CASES % r"1 & x > 0 \\ 0 & x \le 0", "proved"),
        (r"2\max(0, x)", CASES % r"1 & x > 0 \\ 1 & x > 0", "refuted"),
        ("|x|", CASES % r"1 & x \ge 0 \\ -1 & x \ge -1 \\ -1 & x < 0", "holds"),
        (r"\max(0, x)", CASES % r"1 & x > 0 \\ 5 & x < -10", "refuted"),
        (r"\max(0, x)", CASES % "1 & x > 0.0001", "refuted"),
        ("x^2", CASES % "2x & x < 3", "refuted"),
        ("x^2", r"2x \, \mathbb{1}[x < 50]", "refuted"),
        ("|x + 100|", "1", "refuted"),
        (r"\tanh(x + 50)", "0", "unknown"),
        ("x^2", r"\pm 2x", "unreadable"),
    ],
)
def test_claims_that_are_right_only_in_places(function: str, claim: str, verdict: str) -> None:
    request = {"function": function, "wrt": "x", "claim": claim, "declare": {"x": []}}
    assert check_request(request).verdict == verdict


def test_a_sign_for_two_formulas_is_refused() -> None:
    request = {"function": "x^2", "wrt": "x", "declare": {"x": []}, "claim": r"\pm 2x"}
    found = check_request(request)
    assert found.text == r"\pm stands for two formulas. Write one of the signs."


def test_values_that_are_too_small_prove_nothing() -> None:
    request = {"function": r"\tanh(x + 50)", "wrt": "x", "declare": {"x": []}, "claim": "0"}
    assert check_request(request).text == (
        "Nothing can be said: at all points tested the derivative is too small to tell it from 0."
    )


def test_one_of_several_matrices_is_no_row() -> None:
    request = {"function": r"\sum_{k=1}^K x^T A_k x", "wrt": "x"}
    assert check_request({**request, "claim": r"\sum_{k=1}^K 2 A_k x"}).verdict == "unknown"


def test_a_letter_that_may_be_a_row_or_a_matrix_is_asked_back() -> None:
    text, scope = "x' A_k x", Scope(is_open=True)
    engine = Engine(scope, Manner(rows_as_rows=True))
    with pytest.raises(ReadError) as caught:
        engine.add(parse(latex_tokens(text, scope), text), RULES)
        engine.finish(RULES)
    assert caught.value.message == (
        "A with one index may be a row of A, or one of several matrices, which a sum cannot have."
    )
    assert caught.value.hint == "Declare A, or write the matrices out, as in A_1 + A_2."


def test_a_size_that_is_declared_as_a_number_is_asked_back() -> None:
    with pytest.raises(ReadError) as caught:
        read_problem({"function": r"a \sum_{i=1}^n i", "wrt": "a", "declare": {"a": [], "n": []}})
    assert caught.value.message == (
        "n is declared as a number, and a sum runs to it, so it is a dimension."
    )
    assert caught.value.hint == (
        "Leave n out of the declarations: a dimension may be used as a number."
    )


SQUARE = {"x": ["n"], "B": ["n", "n"], "W_h": ["m", "n"], "t": []}


@pytest.mark.parametrize(
    ("function", "wrt", "claim", "is_right"),
    [
        ("x^T B x", "x", r"\frac{\partial}{\partial x} x^T B x = (B + B^T) x", True),
        ("x^T B x", "x", r"\frac{\partial}{\partial x}(x^T) B x + B^T x", True),
        ("tanh(x)", "x", "diag(1 - tanh(x)^2)", True),
        ("relu(x)", "x", "diag(x > 0)", True),
        ("relu(x)", "x", "diag(x)", False),
        ("sum(W_h x)", "W_h", "x'", False),
        ("1^T h(B x), h(z) = z^2", "x", "B^T h'(B x)", True),
        ("1^T h(B x), h(z) = z^2", "x", "2 B^T h'(B x)", False),
        ("b(1 + x_i x_i)", "x", "2 b x", True),
        ("(x_i y_i)^2", "x", "2 (x^T y) y", True),
        ("(B_{ij} x_j - y_i)^2", "x", "2 B^T (B x - y)", True),
    ],
)
def test_how_far_a_sign_reaches(function: str, wrt: str, claim: str, is_right: bool) -> None:
    declare = {**SQUARE, "y": ["n"], "b": []}
    request = {"function": function, "wrt": wrt, "claim": claim, "declare": declare}
    assert (check_request(request).verdict in ("proved", "holds")) == is_right


def test_the_place_of_an_argument_is_no_name_of_the_text() -> None:
    declare = {"t": [], "argument": []}
    request = {"function": "h(t), h(z) = z * argument", "wrt": "t", "declare": declare}
    assert check_request({**request, "claim": "h'(t)"}).verdict == "proved"


@pytest.mark.parametrize("sign", [r"\ge", r"\geq", ">"])
@pytest.mark.parametrize(
    "one", [r"\mathbf{1}_{x %s 0}", r"\mathbb{I}_{x %s 0}", "1_{x %s 0}", r"\mathbb{I}[x %s 0]"]
)
def test_every_indicator_takes_every_comparison(one: str, sign: str) -> None:
    request = {"function": "sum(relu(x))", "wrt": "x", "declare": X}
    assert check_request({**request, "claim": one % sign}).verdict == "proved"


LEFTS = {"function": r"\|x\|^2 + x^T B y", "wrt": "x", "declare": {**SQUARE, "y": ["n"]}}


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"-\nabla f = -2x - B y", "proved"),
        (r"-\nabla f = 2x + B y", "refuted"),
        (r"2\nabla f = 4x + 2B y", "proved"),
        (r"\nabla f(y) = 2y + B y", "proved"),
        (r"\nabla f(y) = 2x + B y", "refuted"),
        (r"\nabla f(0) = B y", "proved"),
        (r"y^T \nabla f = y^T (2x + B y)", "proved"),
        (r"(\nabla f)^T = (2x + B y)^T", "proved"),
        (r"\nabla_y f = 2x + B y", "refuted"),
        (r"\nabla^2 f = 2x + B y", "unreadable"),
        (r"\frac{dx}{df} = 2x + B y", "unreadable"),
        (r"\frac{\partial f}{\partial x_1} = 2x_1 + \sum_i B_{1i} y_i", "proved"),
        (r"\frac{\partial f}{\partial x_1} = 2x + B y", "ill_shaped"),
    ],
)
def test_the_left_side_is_compared(claim: str, verdict: str) -> None:
    assert check_request({**LEFTS, "claim": claim}).verdict == verdict


def test_a_left_side_that_is_another_derivative_is_refused() -> None:
    found = check_request({**LEFTS, "claim": r"\nabla^2 f = 2"})
    assert found.text == (
        "the left side is not the derivative that was asked for. "
        "Write the formula alone, or the derivative in front of it."
    )


def test_a_letter_that_nothing_declares_is_told() -> None:
    found = check_request({**LEFTS, "claim": r"\nabla_\theta f = 2x + B y"})
    assert found.notes == ("the left side names theta; it is taken for the derivative by x.",)


@pytest.mark.parametrize(
    ("function", "wrt", "claim"),
    [
        (r"\|x\|^2 + c", "x", "2x"),
        (r"c \|x\|^2", "x", "2cx"),
        (r"\log(1 + c x^T x)", "x", r"\frac{2cx}{1 + c x^T x}"),
        ("x^T (B + c I) x", "x", "(B + B^T) x + 2cx"),
        (r"\operatorname{Tr}(x^T B B^T x) - c x^T x", "x", "2(B B^T - c) x"),
        (r"\sum_i y \log s + (1 - y)\log(1 - s)", "s", r"\sum_i \frac{y}{s} - \frac{1-y}{1-s}"),
        (
            r"-\frac{n}{2}\log \sigma^2 - \frac{x^T x}{2\sigma^2}",
            r"\sigma^2",
            r"-\frac{n}{2\sigma^2} + \frac{x^T x}{2\sigma^4}",
        ),
        ("s tr(B) - s^2", "s", "tr(B) - 2s"),
        (r"\sum_k y_k \omega_k^T z", r"\omega_k", "y_k z"),
    ],
)
def test_letters_are_what_their_places_need(function: str, wrt: str, claim: str) -> None:
    declare = {"x": ["n"], "B": ["n", "n"], "y": ["K"], "z": ["d"], r"\omega_k": ["K", "d"]}
    used = {name: dims for name, dims in declare.items() if name in function}
    used |= {"s": []} if "s" in (wrt, function[:1]) else {}
    used |= {r"\sigma^2": []} if "sigma" in function else {}
    found = check_request({"function": function, "wrt": wrt, "claim": claim, "declare": used})
    assert found.verdict in ("proved", "holds"), found


@pytest.mark.parametrize(
    ("function", "claim", "told"),
    [
        ("x lnx", "lnx", "the name lnx is not declared, and x is the variable. Write ln(x), "),
        ("x^2 + ax", "2x", "the name ax is not declared, and x is the variable. Write a*x, "),
    ],
)
def test_letters_run_together_are_no_constants(function: str, claim: str, told: str) -> None:
    found = check_request({"function": function, "wrt": "x", "claim": claim})
    assert (found.verdict, found.text[: len(told)]) == ("unreadable", told)


def test_shapes_that_were_guessed_make_nobody_wrong() -> None:
    found = check_request({"function": "X W + b", "wrt": "b", "claim": "1"})
    assert found.verdict == "unknown"
    assert found.text.endswith(
        "Nothing is declared, so the shapes are guesses: declare them, as in 'x: n' and 'c:'."
    )


def test_a_left_side_that_cannot_be_read_is_told() -> None:
    request = {"function": "x^T x", "wrt": "x", "declare": X, "claim": r"\nabla_{x} J(x; y) = 2x"}
    told = "the left side cannot be read: only the formula behind it was looked at."
    assert check_request(request).notes == (told,)


def test_a_length_that_a_matrix_weighs() -> None:
    declare = {"A": ["m", "n"], "x": ["n"], "b": ["m"], "R": ["m", "m"]}
    request = {"function": r"\|Ax - b\|_{R^{-1}}^2", "wrt": "x", "declare": declare}
    told = {**request, "assume": {"R": ["positive definite"]}}
    assert check_request({**told, "claim": "2A^T R^{-1} (Ax - b)"}).verdict == "proved"
    assert check_request({**told, "claim": "2A^T R (Ax - b)"}).verdict == "refuted"


def test_a_sum_over_a_part_is_not_supported() -> None:
    request = {"function": r"\sum_{i=1}^{n-1} x_i", "wrt": "x", "declare": X, "claim": "1"}
    found = check_request(request)
    assert found.verdict == "unknown"
    assert "a sum over a part of them is not supported." in found.text


def test_a_dot_is_an_inner_product_in_a_jacobian_too() -> None:
    declare = {"x": ["n"], "y": ["n"], "z": ["n"]}
    request = {"function": r"(x \cdot y) z", "wrt": "x", "kind": "jacobian", "declare": declare}
    assert check_request({**request, "claim": "z y^T"}).verdict == "proved"
    assert check_request({**request, "claim": r"\operatorname{diag}(y \odot z)"}).is_wrong


def test_a_family_is_no_sum_over_a_part() -> None:
    declare = {"h_i": ["N", "n"], "q": ["n"], "y": ["N"]}
    request = {"function": r"\sum_{i=1}^N y_i h_i^T q", "wrt": "q", "declare": declare}
    assert check_request({**request, "claim": r"\sum_{i=1}^N y_i h_i"}).verdict == "proved"


def test_a_power_of_what_is_not_square_is_taken_entry_by_entry_and_told() -> None:
    declare = {"A": ["m", "n"], "B": ["n", "n"]}
    request = {"function": "sum(A^2)", "wrt": "A", "declare": declare, "claim": "2A"}
    problem, _ = read_problem(request)
    assert problem.notes == ("A is m×n: it has no matrix power, so it is read entry by entry.",)
    assert check_request(request).verdict == "proved"
    square = {**request, "function": "sum(B^2)", "wrt": "B", "claim": "2B"}
    assert check_request(square).verdict == "refuted"
