"""docs/sympy.md: what SymPy's matrix ``.diff`` says where it is silently wrong or gives up.

``python -m benchmarks.sympy_page`` writes the page; a test compares it with what is found anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import sympy
from sympy import Determinant, MatrixSymbol, Trace, exp, log, sqrt

from matcalc.errors import MatcalcError
from matcalc.expr import Problem
from matcalc.read import read_problem

PAGE = Path(__file__).resolve().parent.parent / "docs" / "sympy.md"

n = sympy.symbols("n", integer=True, positive=True)
A, B, X = (MatrixSymbol(name, n, n) for name in "ABX")
x = MatrixSymbol("x", n, 1)
_FORM = (x.T * A * x)[0, 0]


class Row(NamedTuple):
    """A function as matcalc and as SymPy is told it, and why SymPy goes wrong there."""

    function: str
    stated: Any
    why: str = ""

    @property
    def wrt(self) -> str:
        return "X" if "X" in self.function else "x"


_CHAIN = "the chain rule for a scalar function of a matrix is not applied"
ROWS = (
    Row("log(det(X))", log(Determinant(X)), _CHAIN),
    Row("exp(tr(X))", exp(Trace(X)), _CHAIN),
    Row("log(tr(X))", log(Trace(X)), _CHAIN),
    Row("exp(x'*A*x)", exp(_FORM), "an entry of a product is taken for a constant"),
    Row("log(x'*A*x)", log(_FORM), "an entry of a product is taken for a constant"),
    Row("x'*x", (x.T * x)[0, 0], "an entry of a product is taken for a constant"),
    Row("det(X)*tr(X)", Determinant(X) * Trace(X), "the determinant is taken for a constant"),
    Row("tr(X^3)", Trace(X**3)),
    Row("sqrt(tr(X'*X))", sqrt(Trace(X.T * X)), "a fractional power of a trace is not known"),
    Row("det(X)", Determinant(X), "the derivative is left to be taken"),
    Row("tr(X)^2", Trace(X) ** 2),
    Row("tr(X)*tr(X*B)", Trace(X) * Trace(X * B)),
    Row("1/(x'*A*x)", 1 / _FORM, "an entry of a product is taken for a constant"),
)


def problem_of(row: Row) -> Problem:
    """The gradient of a row, as matcalc is told it."""
    square = {name: ["n", "n"] for name in "ABX"}
    request = {"declare": {**square, "x": ["n"]}, "function": row.function, "wrt": row.wrt}
    return read_problem(request)[0]


def told_by_sympy(row: Row) -> tuple[str, str]:
    """What SymPy says, and whether it is right: right, WRONG, or no answer."""
    from matcalc.interop import from_sympy
    from matcalc.values.jax_ import jax_gradient_check

    problem = problem_of(row)
    try:
        found = row.stated.diff(X if row.wrt == "X" else x)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}", "no answer"
    try:
        answer = from_sympy(found, problem.inputs())
    except MatcalcError:
        return str(found), "no answer"
    return str(found), "right" if jax_gradient_check(problem, answer).equal else "WRONG"


def told_by_matcalc(row: Row) -> tuple[str, str]:
    """What matcalc says, and how it is known."""
    from matcalc.derive import derive
    from matcalc.service import agreed
    from matcalc.show import to_ascii

    result = derive(problem_of(row))
    return to_ascii(result.expr), "proved" if agreed(result) else "tested"


def page() -> str:
    """The text of the page, computed."""
    lines = [
        "# Beside SymPy's matrix derivatives",
        "",
        "This page is written by `python -m benchmarks.sympy_page`, and a test keeps it true.",
        f"SymPy {sympy.__version__} was asked for `f.diff(X)` of a `MatrixSymbol` of symbolic",
        "size.",
        "An answer is judged by its value: it is compared with automatic differentiation by JAX.",
        "",
        "| function | SymPy | | matcalc | | why |",
        "|---|---|---|---|---|---|",
    ]
    verdicts = []
    for row in ROWS:
        theirs, verdict = told_by_sympy(row)
        ours, known = told_by_matcalc(row)
        verdicts.append(verdict)
        why = row.why if verdict != "right" else ""
        lines.append(
            f"| `{row.function}` by {row.wrt} | `{theirs}` | {verdict} | `{ours}` | {known} "
            f"| {why} |"
        )
    counted = {verdict: verdicts.count(verdict) for verdict in ("right", "WRONG", "no answer")}
    lines += [
        "",
        f"Of these {len(ROWS)}, SymPy is right on {counted['right']}, silently wrong on "
        f"{counted['WRONG']}, and has no answer to {counted['no answer']}.",
        "",
        "A `MatrixElement` such as `(x.T*x)[0, 0]` is how SymPy writes a scalar that is a matrix",
        "product. The 1×1 matrix `x.T*x` itself is differentiated rightly, but it cannot stand",
        "inside `exp` or below a fraction bar. matcalc takes SymPy expressions and gives them back",
        "(`matcalc.interop`); it never calls `.diff`.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
