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
