"""What can be read in two ways is read as in print, and said; or refused with both ways."""

import pytest

from matcalc.errors import MatcalcError, ReadError, UnknownNameError, UnsupportedError
from matcalc.read import read_problem

DECLARE = {"x": ["n"], "y": ["n"], "A": ["n", "n"], "X": ["n", "n"], "s": [], "u": []}


def read(function, **fields):
    request = {"function": function, "declare": DECLARE, "kind": "value", **fields}
    return read_problem(request)[0]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"\sin 2s", "sin(2*s)"),
        (r"\sin 2 (s + u)", "sin(2*(s + u))"),
        (r"\sin s (1 + u)", "sin(s)*(1 + u)"),
        (r"\sin s \cos u", "sin(s)*cos(u)"),
        (r"\sin s + u", "sin(s) + u"),
        (r"\sin s \cdot u", "sin(s)*u"),
        (r"\log 2\pi s^2", "log(2*pi*s^2)"),
        (r"\log \frac{s}{2} u", "log(1/2*s*u)"),
        (r"\tanh A x + y", "tanh(A*x) + y"),
        (r"\exp x^T y", "exp(x'*y)"),
        (r"\log \det A X", "log(det(A*X))"),
        (r"\sin^2 2s", "sin(2*s)^2"),
        ("sin 2 s", "sin(2*s)"),
        ("log s*u", "log(s)*u"),
        (r"\log |s| u", "log(abs(s))*u"),
    ],
)
def test_a_function_without_brackets_takes_the_whole_product(text, meaning):
    assert repr(read(text).target) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"\tan^{-1} s", "arctan(s)"),
        (r"\tan^{-1}(s)", "arctan(s)"),
        (r"\log^{-1}(s)", "exp(s)"),
        (r"\det^{-1}(A)", "1/det(A)"),
        (r"\sin^{-2} s", "sin(s)^-2"),
        (r"\operatorname{log1p}(s)", "log1p(s)"),
        ("|x|_1", "norm1(x)"),
        ("|x|_2", "norm(x)"),
        (r"\lvert A \rvert_{F}", "norm(A)"),
        ("||x||_1", "norm1(x)"),
        ("|x_1|", "abs(x[1])"),
        ("|x|^2", "norm(x)^2"),
        (r"\frac{x}{2|x|}", "x/(2*norm(x))"),
        ("x / |x|^3", "x/norm(x)^3"),
        ("|s|^2", "abs(s)^2"),
        ("(A)*(x)", "A*x"),
        ("h1(x)", "h1(x)"),
        (r"\psi(x)", "psi(x)"),
    ],
)
def test_meaning(text, meaning):
    assert repr(read(text).target) == meaning


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (r"\sin 2s", "sin without brackets takes the whole product: sin(2*s)."),
        ("x' |x|", "|x| of a vector is read entry by entry; for its norm write"),
        ("|x|^2", "|x| of a vector is read as its norm here."),
        ("|A|", "|A| of a square matrix is read as its determinant."),
        (
            r"\operatorname{tr} e^X",
            "e to the power of the square matrix X is the matrix exponential",
        ),
        ("tr(log(A))", "the matrix function is logm."),
        ("tr(sqrt(A))", "the matrix function is sqrtm."),
    ],
)
def test_how_it_was_read_is_said(text, note):
    assert any(note in each for each in read(text).notes)


def test_the_norm_where_a_number_is_asked_for():
    found = read("|x|", kind="gradient", wrt="x")
    assert repr(found.target) == "norm(x)"
    assert found.notes == ("|x| of a vector is read as its norm here.",)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (r"\sin^{-1} s", MatcalcError, "the function arcsin is not"),
        (r"\operatorname{relu}^{-1}(s)", ReadError, "relu^-1 is the inverse function of relu"),
        ("f^{-1}(x)", ReadError, "f^-1 may be the inverse function of f or its reciprocal."),
        ("log2(s)", ReadError, "the function log2 is not known. Did you mean log?"),
        (r"\operatorname{log2}(s)", ReadError, "the function log2 is not known."),
        (r"\operatorname{foo}(s)", ReadError, "the function foo is not known."),
        ("(x * y)", MatcalcError, "their product needs 1 = n."),
        ("((x*y))", MatcalcError, "their product needs 1 = n."),
        (r"|x|_\infty", UnsupportedError, "the norm with subscript"),
        ("y = A x; z = x'x; w = y'y", ReadError, "None of the definitions of z, w is used"),
        ("z = A x; z = x", ReadError, "the name z is defined twice."),
        ("tr(X^{t} t), t = A X", ReadError, "may be a transpose or a power, since t is defined"),
    ],
)
def test_refusals(text, kind, message):
    with pytest.raises(kind) as caught:
        read(text)
    assert message in str(caught.value)


def test_the_only_definition_that_nothing_uses_is_the_function():
    assert repr(read("z = y'y; y = A x", declare={"A": ["n", "n"], "x": ["n"]}).target) == "y'*y"


@pytest.mark.parametrize("written", ["s^T", "s^{T}", "s^t", r"s^{t}"])
def test_a_declared_number_is_an_exponent(written):
    letter = "t" if "t" in written else "T"
    found = read(written, declare={"s": [], letter: []}).target
    assert repr(found) == f"s^{letter}"
    as_size = read(r"X^{T} X", declare={"X": ["T", "n"]}).target
    assert repr(as_size) == "X'*X"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("tr(A(B + C))", "tr(A*(B + C))"),
        (r"\operatorname{tr}(A^{-1}(B + C))", "tr(inv(A)*(B + C))"),
        ("x' A(x - y)", "x'*A*(x - y)"),
        ("L(X - Y)", "L(X - Y)"),
        ("tr(A(t))", "tr(A(t))"),
    ],
)
def test_an_undeclared_capital_before_a_sum_is_a_matrix(text, meaning):
    assert repr(read_problem({"function": text, "kind": "value"})[0].target) == meaning


@pytest.mark.parametrize(
    ("fields", "kind", "message"),
    [
        ({"constraint": "diagonal", "kind": "jacobian"}, UnsupportedError, "known for gradients"),
        ({"layout": "numerator", "kind": "gradient"}, UnsupportedError, "shape of its variable"),
        ({"layout": "denominator", "kind": "jacobian"}, UnsupportedError, "outputs as rows"),
        ({"layout": 3}, ReadError, '"layout" must be a text'),
        ({"fixed_dims": {"n": -1}}, ReadError, "a dimension is a whole number from 1 on."),
        ({"fixed_dims": {"n": "m"}}, ReadError, "fixes n to 'm'"),
        ({"dim_constraints": [3]}, ReadError, "must be a list of conditions"),
        ({"assume": {"A": 3}}, ReadError, "the assumptions about A must be a list of words."),
        ({"assume": ["A"]}, ReadError, '"assume" must be a mapping from names.'),
        ({"wrt": "Z"}, UnknownNameError, "the name Z does not occur"),
    ],
)
def test_fields_that_say_nothing_usable(fields, kind, message):
    with pytest.raises(kind) as caught:
        read("x' A x", wrt=fields.pop("wrt", "x"), **fields)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"layout": "sideways"}, "the layout 'sideways' is not known, and not used."),
        ({"assume": {"A": ["symetric"]}}, "Did you mean symmetric?"),
        ({"assume": {"A": "nice"}}, "the assumption 'nice' about A is not known, and not used."),
    ],
)
def test_words_that_are_not_used_are_told(fields, note):
    assert any(note in each for each in read("x' A x", wrt="x", **fields).notes)


def test_an_assumption_may_be_one_word():
    wrt = read("x' A x", kind="gradient", wrt="A", assume={"A": "symmetric"}).wrt
    assert wrt.declaration.assumptions == {"symmetric"}
