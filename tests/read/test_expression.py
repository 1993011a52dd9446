"""One formula at a time, in both notations."""

from __future__ import annotations

import pytest

from matcalc.errors import MatcalcError, ReadError, ShapeError, UnknownNameError, UnsupportedError
from matcalc.expr import Expr, symbol
from matcalc.read import Scope, read_expression

SYMBOLS = (
    symbol("x", "n"),
    symbol("y", "n"),
    symbol("v", "m"),
    symbol("w", 1, "m"),
    symbol("A", "n", "n"),
    symbol("B", "n", "m"),
    symbol("C", "n", "m"),
    symbol("Z", "n", "m"),
    symbol("s"),
    symbol("W1", "n", "n", latex="W^{(1)}"),
    symbol("y_hat", "n", latex=r"\hat{y}"),
    symbol("dL_dY", "n", "m", latex=r"\frac{\partial L}{\partial Y}"),
)
SCOPE = Scope.of(SYMBOLS)
NAMES = {each.declaration.name: each for each in SYMBOLS}


def read(text: str, **options: str) -> Expr:
    return read_expression(text, SCOPE, **options).expr  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("x'*A*x/2", "1/2*x'*A*x"),
        ("x^T A x", "x'*A*x"),
        ("xᵀAx", "x'*A*x"),
        ("A.T @ x", "A'*x"),
        ("A**-1*x", "inv(A)*x"),
        ("A⁻¹x", "inv(A)*x"),
        ("‖A x − y‖²", "norm(A*x - y)^2"),
        ("||x||^2", "norm(x)^2"),
        ("|s|*|A|", "abs(s)*det(A)"),
        ("log|A|", "logdet(A)"),
        ("B .* C*v", "(B .* C)*v"),
        ("B ⊙ C v", "(B .* C)*v"),
        ("tr A W1", "tr(A*W1)"),
        ("-x.^2", "-x.^2"),
        ("A^2'", "(A^2)'"),
        ("1.5e-1*x", "3/20*x"),
        ("A[1, 2] + x[1]", "A[1, 2] + x[1]"),
        ("Sum(i, 1, n, x[i]^2)", "Sum(i, 1, n, x[i]^2)"),
        ("softmax(B, rows)", "softmax(B, rows)"),
        ("[1, 2; 3, 4]", "[1, 2; 3, 4]"),
        ("ones(n) - x", "ones(n) - x"),
        ("2*n*x", "2*n*x"),
        ("dA*x + A*dx", "dA*x + A*dx"),
        ("h'", None),
    ],
)
def test_plain(text: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(MatcalcError):
            read(text)
    else:
        assert repr(read(text)) == meaning


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"x^\top A x", "x'*A*x"),
        (r"\mathbf{x}^{\mathsf T}\mathbf{Ax}", "x'*A*x"),
        (r"\mathbf{x}^{\!\top\!} A \, x", "x'*A*x"),
        (r"A' x + A^{\intercal} x", "A'*x + A'*x"),
        (r"A^{-1} x + A^{-T} y + A^{-2T}x", "inv(A)*x + inv(A)'*y + (A^-2)'*x"),
        (r"\frac12 x + \frac 3n y + {1\over 2}x", "1/2*x + 3*y/n + 1/2*x"),
        (r"\left\| A x - y \right\|_2^2 + \lVert B\rVert_F^2", "norm(A*x - y)^2 + norm(B)^2"),
        (r"||x||_1", "norm1(x)"),
        (r"\operatorname{tr}(A)\,\text{Tr}(A) + \mathrm{trace} A", "tr(A)*tr(A) + tr(A)"),
        (r"\log|A| + \log\left|\det A\right|", "logdet(A) + logdet(A)"),
        (r"\log\det A", "log(det(A))"),
        (r"B \odot C + B\circ C", "B .* C + B .* C"),
        (r"\frac{B}{C} + B \oslash C", "B ./ C + B ./ C"),
        (r"W^{(1)T} x", "W1'*x"),
        (r"\left(\frac{\partial L}{\partial Y}\right)^\top x", "dL_dY'*x"),
        (r"\hat y - \hat{y}", "y_hat - y_hat"),
        (r"e^{x} + e^{-x}", "exp(x) + exp(-x)"),
        (r"\sigma(x)(1-\sigma(x))", "sigmoid(x) .* (ones(n) - sigmoid(x))"),
        (r"\sigma'(x) + \tanh^2(x)", "sigmoid(x) .* (ones(n) - sigmoid(x)) + tanh(x).^2"),
        (r"\max(0, B) + (x)^+ v^T", "relu(B) + relu(x)*v'"),
        (r"\mathbb{I}(B > 0) + \mathbb{1}_{C>0}", "step(B) + step(C)"),
        (r"x\,\mathbb{1}[x>0]", "x .* step(x)"),
        (r"\mathbf 1^\top B \mathbf{1}", "ones(n)'*B*ones(m)"),
        (r"B \odot \mathbf{1}_n\mathbf{1}_m^\top", "B .* (ones(n)*ones(m)')"),
        (r"(A + s I) x", "(A + s*eye(n))*x"),
        (r"I_n x + \mathbf{1}_{n}", "eye(n)*x + ones(n)"),
        (r"\sqrt{x^\top x}", "sqrt(x'*x)"),
        (r"A^T \otimes B", "kron(A', B)"),
        (r"\sum_{i=1}^n x_i^2", "Sum(i, 1, n, x[i]^2)"),
        (r"\sum_{i,j} B_{ij}", "Sum(i, 1, n, Sum(j, 1, m, B[i, j]))"),
        (r"\sum_{i,j=1}^n A_{ij}", "Sum(i, 1, n, Sum(j, 1, n, A[i, j]))"),
        (r"\sum_{i=1,j=1}^{n,m} B_{ij}", "Sum(i, 1, n, Sum(j, 1, m, B[i, j]))"),
        (r"\sum_i x_i \log y_i - y_i", "Sum(i, 1, n, x[i]*log(y[i]) - y[i])"),
        (r"\sum_i x_i + \sum_i y_i", "Sum(i, 1, n, x[i]) + Sum(i, 1, n, y[i])"),
        (r"\sum_n x_n", "Sum(i, 1, n, x[i])"),
        (r"\begin{bmatrix} s & 1 \\ 0 & s \end{bmatrix}", "[s, 1; 0, s]"),
        (r"\operatorname{softmax}_{\mathrm{rows}}\left(B\right)", "softmax(B, rows)"),
        (r"\mathrm{d}A\, x", "dA*x"),
        (r"\langle B, C\rangle + B:C", "inner(B, C) + inner(B, C)"),
        (r"2B\odot w", "2*B .* (ones(n)*w)"),
        (r"\dfrac{x - s}{\Vert x\Vert}", "(x - s*ones(n))/norm(x)"),
        (r"\frac{\partial (x^\top x)}{\partial x}", "partial(x'*x, x)"),
        (r"\frac{\partial}{\partial x} (x^\top x)", "partial(x'*x, x)"),
        (r"\Big(\big[A x\big] - y\Big)", "A*x - y"),
        (r"x{_i} y_i", "table(i, 1, x[i]*y[i])"),
        (r"K_{n,m}\operatorname{vec}(B^\top)", "commutation(n, m)*vec(B')"),
        (r"D_{n} \operatorname{vech}(A A^\top)", "duplication(n)*vech(A*A')"),
        (r"D_n^\top \operatorname{vec}(A A^\top)", "duplication(n)'*vec(A*A')"),
    ],
)
def test_latex(latex: str, plain: str) -> None:
    assert repr(read(latex, syntax="latex")) == plain
    assert read(latex) is read(plain, syntax="ascii")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("B + w", "w is repeated to n×m: ones(n)*w."),
        ("B + v", "v is repeated to n×m: ones(n)*v'."),
        ("1 - B", "1 is repeated to n×m: ones(n, m)."),
        ("B C", "B is n×m and C is n×m: no matrix product, read entry by entry."),
        (r"\frac{B}{C}", "a quotient of vectors or matrices is read entry by entry."),
        ("x^2", "x is n×1: its power is read entry by entry."),
        (r"\|B\|_2", "the norm of a matrix is read as the Frobenius norm."),
    ],
)
def test_a_decision_is_noted(text: str, note: str) -> None:
    assert note in read_expression(text, SCOPE).notes


def test_the_expected_shape_decides_the_size_of_a_constant() -> None:
    n_by_m = NAMES["B"].shape
    assert repr(read_expression("I", SCOPE, expected=NAMES["A"].shape).expr) == "eye(n)"
    assert repr(read_expression("1", SCOPE, expected=n_by_m).expr) == "ones(n, m)"
    assert repr(read_expression("0", SCOPE, expected=n_by_m).expr) == "zeros(n, m)"
    outer = read_expression(r"x \otimes v", SCOPE, expected=n_by_m)
    assert repr(outer.expr) == "x*v'"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"B v \circ x", "(B*v) .* x"),
        (r"B \circ C v", "(B .* C)*v"),
        (r"x^\top \circ x^\top B", "(x' .* x')*B"),
        (r"w B^\top \circ x^\top A", "(w*B') .* (x'*A)"),
    ],
)
def test_a_hadamard_product_regroups_only_when_it_must(text: str, meaning: str) -> None:
    assert repr(read(text)) == meaning


def test_spans_tell_where_a_part_stands() -> None:
    reading = read_expression("tr(A) + s", SCOPE)
    assert reading.spans[NAMES["s"]] == (8, 9)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", ReadError, "there is no formula here: the text is empty."),
        ("  ", ReadError, "there is no formula here: the text is empty."),
        ("x +", ReadError, "the formula ends after '+', where something must follow."),
        ("(x", ReadError, "the bracket '(' at character 1 is never closed."),
        ("x)", ReadError, "the bracket ')' at character 2 has no partner before it."),
        (r"\left(x", ReadError, "the bracket '(' at character 6 is never closed."),
        (r"\frac{x", ReadError, "the brace at character 6 is never closed."),
        (r"\begin{bmatrix} 1", ReadError, r"\begin{bmatrix} is never closed."),
        ("x # y", ReadError, "'#' at character 3 is not a sign that can be read."),
        ("^2", ReadError, "'^' at character 1 cannot stand here."),
        ("_i + {x}", ReadError, "'_' at character 1 has nothing before it."),
        (r"\foo{x}", ReadError, r"the command \foo is not known."),
        ("traec(A)", ReadError, "the function traec is not known. Did you mean trace?"),
        ("inv(A, B)", ReadError, "inv takes 1 argument, and here are 2."),
        ("s^s^s", ReadError, "a power of a power without brackets can mean two things."),
        ("[1, 2; 3]", ReadError, "the rows of the matrix have different lengths."),
        ("x\u200b", ReadError, "an invisible sign (ZERO WIDTH SPACE) at character 2."),
        ("x\u202e", ReadError, "an invisible sign (RIGHT-TO-LEFT OVERRIDE) at character 2."),
        ("Q*x", UnknownNameError, "the name Q is not declared."),
        ("y_hta", UnknownNameError, "the name y_hta is not declared. Did you mean y_hat?"),
        ("β*x", UnknownNameError, "the name beta is not declared."),
        ("qr(A)", UnsupportedError, "the function qr is not supported."),
        (r"\int x", UnsupportedError, r"\int is not supported."),
        ("Sum(i, 0, n, x[i])", UnsupportedError, "a sum must run from 1 to a dimension."),
        ("A*x*A", ShapeError, "A*x is n×1 and A is n×n: their product needs 1 = n."),
        ("x @ y", ShapeError, "x is n×1 and y is n×1: their product needs 1 = n."),
        ("A/A", ShapeError, "A is n×n: only a scalar can be divided by."),
        ("tr(B)", ShapeError, "B is n×m: the trace needs a square matrix, n = m."),
        ("s[i]", ShapeError, "a scalar has no entries, and this has a subscript."),
        ("B + I", ShapeError, "the parts here are n×m and n×n: they need n = m."),
    ],
)
def test_refusals(text: str, kind: type[MatcalcError], message: str) -> None:
    with pytest.raises(kind) as caught:
        read(text)
    assert message in str(caught.value)
    assert caught.value.span is not None


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1000 + "x" + ")" * 1000,
        "-" * 1000 + "x",
        "- " * 999 + "- x",
        "{" * 1000 + "x" + "}" * 1000,
        r"\mathbf{" * 1000 + "x" + "}" * 1000,
    ],
)
def test_deep_nesting_is_the_same_as_none(text: str) -> None:
    assert read(text) is NAMES["x"]


def test_depth_and_length() -> None:
    deep = read("tanh(" * 1000 + "x" + ")" * 1000)
    assert deep is read(r"\tanh(" * 1000 + "x" + ")" * 1000)
    assert len(read("+".join(["x"] * 5000)).args) == 5000
    with pytest.raises(ReadError, match="20000 is the limit"):
        read("x" * 20_001)


def test_a_range_that_is_not_clear_is_told():
    with pytest.raises(MatcalcError, match=r"the range of a sum over i,j=1 cannot be read") as told:
        read(r"\sum_{i,j=1}^{n,m,k} B_{ij}")
    assert "Say where each index begins and ends" in str(told.value.hint)
