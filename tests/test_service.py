"""Requests to responses: the fields, the errors, and batches that go on whatever a line holds."""

import json
from dataclasses import replace

import pytest

from matcalc import service
from matcalc.derive import derive
from matcalc.errors import DisagreementError, MatcalcError, ShapeError, UnknownNameError
from matcalc.expr import Problem, kron, matmul, norm, symbol, trace, vec
from matcalc.service import (
    agreed,
    check_response,
    derive_response,
    error_fields,
    notation,
    output_rank,
    run_batch,
)

X, A, x = symbol("X", "m", "n"), symbol("A", "n", "m"), symbol("x", "n")


def answers(lines, respond=derive_response):
    return [json.loads(line) for line in run_batch(lines, respond)]


def echo(request):
    return {"id": request.get("id"), "seen": request["function"]}


def test_a_batch_answers_in_order_and_skips_blank_lines():
    lines = [json.dumps({"id": k, "function": f"f{k}"}) + "\n" for k in range(3)]
    lines.insert(1, "  \n")
    assert answers(lines, echo) == [{"id": k, "seen": f"f{k}"} for k in range(3)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "this line is not JSON: "),
        ("[1, 2]", "a request is a JSON object."),
        ('"text"', "a request is a JSON object."),
        ("[" * 100_000, "this line is not JSON: "),
        ("\ufeff{}", "this line is not JSON: "),
    ],
)
def test_a_bad_line_gets_an_error_and_the_run_goes_on(line, message):
    bad, good = answers([line, '{"id": 1, "function": "f"}'], echo)
    assert bad["id"] is None
    assert bad["error"]["code"] == "unreadable"
    assert bad["error"]["message"].startswith(message)
    assert bad["error"]["hint"].startswith("Write one request a line, as {")
    assert good == {"id": 1, "seen": "f"}


def test_the_fields_of_an_error():
    error = UnknownNameError("Q is not known.", span=(2, 3), hint="Declare it.")
    assert error_fields(error) == {
        "code": "unknown_name",
        "message": "Q is not known.",
        "span": [2, 3],
        "hint": "Declare it.",
    }
    assert error_fields(ShapeError("A is 2×3."))["span"] is None
    assert error_fields(DisagreementError("two answers"))["code"] == "internal"


@pytest.mark.parametrize("defect", [KeyError("k"), ValueError("v"), RecursionError("r")])
def test_a_defect_is_internal_and_does_not_stop_the_batch(monkeypatch, defect):
    def broken(request):
        raise defect

    monkeypatch.setattr(service, "_derived", broken)
    first, second = answers(['{"id": "a"}', '{"id": "b"}'])
    assert (first["id"], second["id"]) == ("a", "b")
    assert first["error"]["code"] == "internal"
    assert type(defect).__name__ in first["error"]["message"]
    assert first["ms"] >= 0


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("unreadable", "unreadable"), ("unknown_name", "unreadable"), ("ill_shaped", "ill_shaped")],
)
def test_a_check_always_has_a_verdict(monkeypatch, code, verdict):
    def refuse(request):
        raise MatcalcError("no.", code=code)

    monkeypatch.setattr(service, "_checked", refuse)
    assert check_response({"id": 7})["verdict"] == verdict


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (matmul(A, X), "matrix"),
        (kron(A, X), "kronecker"),
        (vec(X), "kronecker"),
    ],
)
def test_the_notation(expr, expected):
    assert notation(expr) == expected


@pytest.mark.parametrize(
    ("problem", "rank"),
    [
        (Problem(trace(A @ X), X), 2),
        (Problem(norm(x), x), 1),
        (Problem(norm(symbol("c", "n", 1)), symbol("c", "n", 1)), 2),
        (Problem(X @ x, x, "jacobian"), None),
        (Problem(norm(X @ x) ** 2, x, "hessian"), None),
    ],
)
def test_the_axes_of_the_answer(problem, rank):
    assert output_rank(derive(problem)) == rank


def test_a_wrong_derivation_is_a_defect_and_never_an_answer():
    result = derive(Problem(norm(X @ x) ** 2, x))
    wrong = replace(result, expr=x)
    with pytest.raises(DisagreementError, match="and values at random points differ"):
        agreed(wrong)
    assert agreed(result)


def test_half_a_surrogate_pair_does_not_stop_a_batch():
    lines = ['{"id": "\\ud800", "function": "tr(X)", "wrt": "X"}', '{"function": "x", "wrt": "x"}']
    answers = list(run_batch(lines, derive_response))
    assert len(answers) == 2
    assert json.loads(answers[0])["ascii"] == "eye(n)"
    assert "\\ud800" in answers[0].encode("utf-8").decode("utf-8")


@pytest.mark.parametrize(
    ("steps", "message"),
    [({"a": 1}, "must be a list of lines"), ([1, 2], "must be a list of lines")],
)
def test_steps_that_are_no_lines_are_refused(steps, message):
    answer = check_response({"function": "x' B x", "wrt": "x", "claim": "2 B x", "steps": steps})
    assert answer["verdict"] == "unreadable"
    assert message in answer["error"]["message"]


def test_steps_as_one_text_are_its_lines():
    steps = "B x + B' x\n(B + B') x"
    answer = check_response({"function": "x' B x", "wrt": "x", "steps": steps})
    assert [link["verdict"] for link in answer["links"]] == ["proved", "proved"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("declare", 5, '"declare" must give dimensions to names, not 5.'),
        ("declare", ["X"], "\"declare\" must give dimensions to names, not ['X']."),
        ("seed", "one", "\"seed\" must be a whole number, not 'one'."),
        ("seed", [1], '"seed" must be a whole number, not [1].'),
    ],
)
def test_a_field_of_another_kind_is_refused(field, value, told):
    response = check_response({"function": "x' x", "wrt": "x", "claim": "2 x", field: value})
    assert (response["error"]["code"], response["verdict"]) == ("unreadable", "unreadable")
    assert response["error"]["message"] == told
