"""What is said after a proof: the shapes, writings that are equal, slips that explain."""

from collections import Counter
from functools import cache

import pytest
from click.testing import CliRunner
from matcalc.identities import all_identities, find

from matcalc.cli import main
from matcalc.derive import derive
from matcalc.expr import Expr, Problem, hadamard, symbol, trace
from matcalc.remarks import remarks_on, slips
from matcalc.show import to_unicode
from matcalc.show.remarks import Remarks, as_html, as_latex, as_markdown, as_text
from matcalc.values import same

B, x, y = symbol("B", "n", "n"), symbol("x", "n"), symbol("y", "n")
V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
DERIVATIVES = [each for each in all_identities() if each.kind != "value"][::4]


def lines(*problem):
    return as_text(remarks_on(derive(Problem(*problem))))


@cache
def remarks_of(name):
    identity = find(name)
    return remarks_on(derive(identity.problem()), identity)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            (trace(V @ X @ W), X),
            "Shapes.  Vᵀ is m×n and Wᵀ is n×p, so the product is m×p, like X.",
        ),
        ((trace(V @ X @ W), X), "Also.  In numerator layout, transposed: W V."),
        ((x.T @ B @ x, x), "Also.  Multiplied out: B x + Bᵀ x."),
        ((hadamard(x, y).T @ y, x), "Shapes.  y∘² is n×1, like x."),
        ((y.T @ B @ x, x), "Also.  As a row, in numerator layout: yᵀ B."),
        (
            (B @ x, x, "jacobian"),
            "Shapes.  B is n×n: a row for each output, a column for each entry of x.",
        ),
        (
            (x.T @ B @ x, x, "hessian"),
            "Shapes.  Each term is n×n: a row and a column for each entry of x.",
        ),
        (
            (trace(X.T @ V.T @ V @ X), X),
            "Also.  In numerator layout, transposed: 2 Xᵀ Vᵀ V.",
        ),
    ],
)
def test_the_remarks_say(problem, said):
    assert said in lines(*problem)


def test_long_factors_are_told_by_their_shapes_alone():
    told = as_text(remarks_of("hessian-log-sum-exp"))
    assert told[1] == ("Shapes.  (n×m)(m×m)(m×n) is n×n: a row and a column for each entry of x.")


def test_a_symmetric_matrix_makes_the_formula_shorter():
    assert "Also.  If B is symmetric: -exp(-½ xᵀ B x) B x." in as_text(remarks_of("gaussian-bump"))


@pytest.mark.parametrize("identity", DERIVATIVES, ids=lambda each: each.name)
def test_every_other_writing_has_the_value_of_the_result(identity):
    result, told = derive(identity.problem()), remarks_of(identity.name)
    definitions = [*identity.problem().definitions, *result.definitions]
    for words, form, _ in (each for each in told.forms if each[0] != "If "):
        right = result.expr.T if "layout" in words else result.expr
        assert same(form, right, definitions, trials=2, seed=3).equal, to_unicode(form)


@pytest.mark.parametrize("identity", DERIVATIVES, ids=lambda each: each.name)
def test_the_shapes_are_those_of_the_formulas(identity):
    told = remarks_of(identity.name).shapes
    for formula, says, shape in zip(told, told[1:], told[2:], strict=False):
        if isinstance(formula, Expr) and says == " is ":
            assert formula.shape == shape


def test_a_slip_is_told_by_its_record_and_why_it_fails():
    told = as_text(remarks_of("quadratic-form"))
    assert told[-3:] == [
        "Not.  2 B x: symmetry assumed. This is right only if B is symmetric, and that is not "
        "given.",
        "Not.  B x: lost product-rule term. A term is missing: the product rule gives one term "
        "for each place where the variable stands.",
        "Not.  (-Bᵀ + B) x: sign of the second term.",
    ]


def test_a_target_that_is_dropped_is_no_matter_of_the_product_rule():
    dropped = [line for line in as_text(remarks_of("least-squares")) if "target dropped" in line]
    assert dropped == ["Not.  2 Aᵀ A x: target dropped."]


def test_the_slips_of_an_equality_are_told_too():
    equality = next(each for each in all_identities() if each.kind == "value" and each.slips)
    assert len(slips(equality)) == len(equality.slips)


def test_every_format_tells_every_remark():
    told = remarks_of("quadratic-form")
    count = Counter(title for title, _ in told.titled())
    assert count == {"Remark": 1, "Shapes": 1, "Also": 2}
    written = [as_latex(told), "\n".join(as_markdown(told)), "".join(as_html(told))]
    for text in written:
        assert all(text.count(f"{title}.") == number for title, number in count.items())
        assert text.count("symmetry assumed") == 1
    assert r"$n \times n$" in written[0]
    assert "<math>" in written[2]


def test_nothing_is_said_of_nothing():
    assert as_text(Remarks()) == as_markdown(Remarks()) == list(as_html(Remarks())) == []
    assert as_latex(Remarks()) == ""


def test_the_command_tells_them_in_both_styles():
    for style in ("differential", "index"):
        run = CliRunner().invoke(main, ["prove", "tr(A X)", "--wrt", "X", "--style", style])
        assert run.output.splitlines()[-1] == "Also.  In numerator layout, transposed: A."
