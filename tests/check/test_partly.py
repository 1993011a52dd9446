"""A wrong formula that no slip explains: where it is right."""

from __future__ import annotations

import pytest

from matcalc.check.text import check_request

DECLARE = {"x": ["n"], "y": ["n"], "z": ["n"], "B": ["n", "n"], "u": ["2"], "s": []}


@pytest.mark.parametrize(
    ("function", "wrt", "kind", "claim", "code", "told"),
    [
        (
            "x^T B x + y^T x",
            "x",
            "gradient",
            "3B x + B^T x + B y + y",
            "wrong_term",
            "B'*x + y is right; 3*B*x + B*y should be B*x.",
        ),
        (
            "softmax(x)",
            "x",
            "jacobian",
            r"\operatorname{diag}(softmax(x) \odot (1 - softmax(x))) "
            r"+ 1 1^T - \operatorname{diag}(1)",
            "off_diagonal",
            "The diagonal is right, and the other entries are not.",
        ),
        (
            "u_1^2 u_2",
            "u",
            "gradient",
            "(2 u_1 u_2, 7 u_1 + u_2^3)",
            "entries",
            "Only this entry is wrong: 2.",
        ),
    ],
)
def test_what_is_right_is_told(
    function: str, wrt: str, kind: str, claim: str, code: str, told: str
) -> None:
    used = {name: dims for name, dims in DECLARE.items() if name in function or name in claim}
    request = {"function": function, "wrt": wrt, "kind": kind, "claim": claim, "declare": used}
    found = check_request(request)
    assert found.slip is not None
    assert (found.verdict, found.slip.code, found.slip.text) == ("refuted", code, told)


@pytest.mark.parametrize(
    ("function", "wrt", "claim", "told"),
    [
        (r"-t^T \log softmax(z)", "z", "softmax(z) - t", "the entries of t"),
        (r"-sum(T .* log(softmax(Z)))", "Z", "softmax(Z) - T", "the entries of every row of T"),
    ],
)
def test_targets_that_should_add_up_to_one(function: str, wrt: str, claim: str, told: str) -> None:
    shapes = {"t": ["n"], "z": ["n"], "T": ["m", "n"], "Z": ["m", "n"]}
    used = {
        name: dims for name, dims in shapes.items() if name in (wrt, "t" if wrt == "z" else "T")
    }
    found = check_request({"function": function, "wrt": wrt, "claim": claim, "declare": used})
    assert found.slip is not None
    assert found.slip.code == "total_assumed"
    assert found.slip.text == f"This is right if {told} add up to 1, and that is not given."
