"""A proof on paper: the theorem, each line with its reason, and the result."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from matcalc.identities import all_identities

from matcalc.derive import derive
from matcalc.expr import (
    Definition,
    Problem,
    add,
    apply,
    differential,
    hadamard,
    inner,
    inverse,
    logdet,
    matmul,
    named,
    norm,
    ones,
    operation,
    scale,
    softmax,
    symbol,
    total,
    trace,
)
from matcalc.read.words import TAGS
from matcalc.show.assumed import WORDS
from matcalc.show.breaking import broken, glyphs
from matcalc.show.document import to_latex_document, to_markdown
from matcalc.show.escaping import escape
from matcalc.show.proof import proof_of, to_text

V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
x, B, Q = symbol("x", "n"), symbol("B", "n", "n"), symbol("Q", "n", "n", assume=["symmetric"])
t, U = symbol("t"), symbol("U", "n", "n")
C, H = symbol("C", "p", "p"), symbol("H", "m", "p")


def cross_entropy():
    data, weights, bias = symbol("X", "s", "d"), symbol("W", "c", "d"), symbol("b", "c")
    target = symbol("T", "s", "c", assume=["row_stochastic"])
    Z, Y = symbol("Z", "s", "c"), symbol("Y", "s", "c")
    told = (Definition(Z, data @ weights.T + ones("s") @ bias.T), Definition(Y, softmax(Z, "rows")))
    return Problem(-total(hadamard(target, apply(named("log"), Y))), weights, definitions=told)


def residual():
    data, W1, W2 = symbol("X", "s", "d"), symbol("W_1", "k", "d"), symbol("W_2", "d", "k")
    S, R, G = symbol("S", "s", "k"), symbol("R", "s", "d"), symbol("G", "s", "d")
    told = (
        Definition(S, data @ W1.T),
        Definition(R, data + apply(named("relu"), S) @ W2.T),
    )
    return Problem(inner(G, R), data, definitions=told)


PROBLEMS = {
    "trace": Problem(trace(V @ X @ W), X),
    "form": Problem(matmul(x.T, B, x), x),
    "norm": Problem(norm(x), x),
    "hessian": Problem(norm(B @ x) ** 2, x, "hessian"),
    "hessian along": Problem(trace(X @ C @ X.T), X, "hessian", direction=((X, H),)),
    "hessian by a scalar": Problem(inverse(B + t * U), t, "hessian"),
    "free entries": Problem(logdet(Q), Q, "gradient-symmetric"),
    "by a scalar": Problem(inverse(B + t * U), t, "scalar-derivative"),
    "jacobian": Problem(softmax(x, "columns"), x, "jacobian"),
    "direction": Problem(inverse(B), B, "differential", direction=((B, U),)),
    "constant": Problem(norm(x), t),
    "cross entropy": cross_entropy(),
    "residual": residual(),
}


def test_the_text_in_full():
    assert to_text(derive(PROBLEMS["trace"])).splitlines() == [
        "Theorem.  V is n×m; X is m×p; W is p×n.",
        "",
        "    ∂/∂X tr(V X W) = Vᵀ Wᵀ",
        "",
        "Proof.",
        "  d(tr(V X W))",
        "    = tr(V dX W)                                the trace is linear; "
        "a constant factor stays",
        "    = tr(W V dX)                                the trace is cyclic",
        "  The gradient is the transpose of what stands before dX: (W V)ᵀ = Vᵀ Wᵀ.  ∎",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("norm", "Assume x ≠ 0."),
        ("free entries", "Q is n×n, symmetric"),
        ("free entries", "Over the free entries of a symmetric matrix, G + Gᵀ − G ⊙ I:"),
        ("by a scalar", "What stands with dt is the derivative: -(B + t U)⁻¹ U"),
        ("hessian", "Then its Jacobian."),
        ("hessian along", "Theorem.  X is m×p; C is p×p; H is m×p."),
        ("hessian along", "Then the gradient of its inner product with H: the Hessian along H."),
        ("hessian by a scalar", "First the derivative."),
        ("hessian by a scalar", "Then the derivative of that."),
        ("hessian by a scalar", "Assume B + t U is invertible."),
        ("jacobian", "What stands before dx is the Jacobian, rows by outputs: diag"),
        ("direction", "d(B⁻¹) = -B⁻¹ U B⁻¹"),
        ("direction", "U is n×n."),
        ("direction", "Assume dB = U, B is invertible."),
        ("direction", "With the direction called by its name:\n  -B⁻¹ U B⁻¹"),
        ("cross entropy", "  Y = softmax_rows(Z)"),
        ("cross entropy", "the rows sum to one"),
        ("cross entropy", "∂/∂W (-sum(T ⊙ log(Y))) = (Y - T)ᵀ X"),
        ("residual", "What reaches S:"),
    ],
)
def test_the_text_says(name, said):
    assert said in to_text(derive(PROBLEMS[name]))


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem(matmul(x.T, B, x), x), "∂/∂x (xᵀ B x) ="),
        (Problem(trace(B), B), "Since tr(dB) = tr(I dB), the gradient is: I."),
        (Problem(total(B), B), "Every entry of dB counts alike, so the gradient is: 1 1ᵀ."),
        (Problem(matmul(x.T, B, x), x, "hessian"), "∂²/∂x² (xᵀ B x) ="),
        (Problem(scale(trace(B), B), B, "jacobian"), "What stands before vec(dB) is the Jacobian"),
    ],
)
def test_the_derivative_is_read_from_the_last_line(problem, said):
    assert said in to_text(derive(problem))


def test_a_function_that_is_not_known_is_declared():
    (identity,) = (each for each in all_identities() if each.name == "product-by-scalar")
    assert to_text(derive(identity.problem())).startswith(
        "Theorem.  t is a scalar; A(t) is n×n, differentiable; B(t) is n×n, differentiable.\n"
    )


def test_no_line_has_a_term_twice():
    text = to_text(derive(Problem(matmul(scale(x.T @ x, x)), x, "jacobian")))
    assert "xᵀ + xᵀ" not in text
    assert "= (2 x xᵀ + (xᵀ x) I) dx" in text


def test_a_differential_is_not_said_twice():
    problem = Problem(inverse(B), B, "differential", direction=((B, symbol("dB", "n", "n")),))
    assert to_text(derive(problem)).splitlines()[-1] == ("  This is linear in dB: -B⁻¹ dB B⁻¹.  ∎")


def test_no_line_only_turns_a_sum_round():
    text = to_text(derive(PROBLEMS["hessian along"]))
    assert text.count("⟨H (") == 1


def test_the_theorem_declares_what_it_speaks_of():
    problem = replace(PROBLEMS["trace"], declared=(U, W, V, X))
    assert to_text(derive(problem)).startswith("Theorem.  W is p×n; V is n×m; X is m×p.\n")


def test_passages_that_go_on_are_one():
    (part,) = proof_of(derive(PROBLEMS["form"])).parts
    (passage,) = part.passages
    (line,) = (line for line in passage.lines if "linearity" in line.reasons)
    assert line.shown is matmul(x.T, B.T + B, differential(x))


def test_a_cotangent_with_a_name_is_introduced():
    result = derive(PROBLEMS["residual"])
    (derivation,) = result.derivations
    stage = derivation.stages[1]
    named_stage = replace(stage, cotangent=Definition(symbol("g_S", "s", "k"), stage.start.args[0]))
    stages = (derivation.stages[0], named_stage, *derivation.stages[2:])
    text = to_text(replace(result, derivations=(replace(derivation, stages=stages),)))
    assert re.search(r"Write g.* = ", text)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_the_document_is_well_formed(problem):
    text = to_latex_document(derive(problem), title="A & B_1")
    assert r"\section*{A \& B\_1}" in text
    assert text.count(r"\boxed") == 1
    assert text.count(r"\qedhere") == 1
    opened, closed = re.findall(r"\\begin{(.*?)}", text), re.findall(r"\\end{(.*?)}", text)
    assert sorted(opened) == sorted(closed)
    assert text.isascii(), [sign for sign in text if not sign.isascii()]


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_the_document_compiles(tmp_path):
    body = "\n".join(to_latex_document(derive(each)) for each in PROBLEMS.values())
    preamble = body.partition(r"\begin{document}")[0]
    pages = re.findall(r"\\begin{document}(.*?)\\end{document}", body, flags=re.DOTALL)
    whole = preamble + r"\begin{document}" + r"\newpage".join(pages) + r"\end{document}"
    (tmp_path / "proof.tex").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "proof.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout


def test_the_variable_of_a_condition_keeps_its_capital():
    result = derive(Problem(logdet(B), B))
    assert "If $B$ is invertible, then" in to_latex_document(result)


def test_markdown_has_nothing_that_mathjax_lacks():
    text = to_markdown(derive(PROBLEMS["cross entropy"]))
    assert text.startswith("**Theorem.** Let $T")
    assert r"\qedhere" not in text
    assert r"\footnotesize" not in text


def test_a_long_sum_is_broken_before_its_signs():
    names = [symbol(f"A_{number}", "m", "n") for number in range(40)]
    rows = broken(add(*(-name for name in names)))
    assert len(rows) > 1
    assert all(row.startswith("-") and glyphs(row) <= 80 for row in rows)
    rows = broken(add(*names))
    assert all(row.startswith("+") for row in rows[1:])


def test_words_are_escaped():
    assert escape("50% of a_b & c#d") == r"50\% of a\_b \& c\#d"


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (("full_column_rank",), "A is n×n, of full column rank."),
        (("large",), "A is n×n."),
        (("large", "positive"), "A is n×n, positive."),
        (("orthogonal",), "A is n×n, orthogonal."),
    ],
)
def test_assumptions_are_told_in_words(tags, said):
    A = symbol("A", "n", "n", assume=tags)
    assert f"Theorem.  {said}" in to_text(derive(Problem(trace(A), A)))


def test_every_word_is_of_a_known_assumption():
    assert set(WORDS) <= TAGS


residuals = B @ x - symbol("y", "n")


@pytest.mark.parametrize(
    ("problem", "said", "not_said"),
    [
        (Problem(matmul(residuals.T, Q, residuals), x), "(B x - y)ᵀ Q (B x - y)", "(xᵀ Bᵀ"),
        (Problem(trace(B @ operation("sylvester", U, U, Q)), B), "sylvester", " 0"),
        (Problem(trace(B @ operation("sylvester", U, B, Q)), B), "sylvester", "0 "),
        (Problem(inner(U, -t * B), t, "scalar-derivative"), "= -⟨U, B⟩", "⟨-U"),
    ],
)
def test_what_a_lecturer_would_write(problem, said, not_said):
    text = to_text(derive(problem))
    assert said in text
    assert not_said not in text


def test_a_transposed_difference_meets_the_difference():
    ones_mean = ones("m") @ x.T
    data, weight = symbol("D", "m", "n"), symbol("P", "n", "n", assume=["positive_definite"])
    result = derive(Problem(trace(weight @ (data.T - x @ ones(1, "m")) @ (data - ones_mean)), x))
    assert to_text(result).splitlines()[2] == (
        "    ∂/∂x tr(P (Dᵀ - x 1ᵀ) (D - 1 xᵀ)) = -2 P (Dᵀ - x 1ᵀ) 1"
    )
