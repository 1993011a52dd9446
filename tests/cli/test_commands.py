"""Each command, from arguments to output and exit code."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from matcalc.cli import COMMANDS, main


def run(*arguments, stdin=None):
    result = CliRunner().invoke(main, list(arguments), input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: main {name} ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["tr(V X W)", "V' W'", "--wrt", "X"], 0, "✓ proved"),
        (["tr(V X W)", "(W V)'", "--wrt", "X"], 0, "✓ proved"),
        (["x^T B x", "2 B x", "--wrt", "x"], 1, "✗ refuted"),
        (["x^T B x", "2 B x", "--wrt", "x", "--assume", "B: symmetric"], 0, "✓ proved"),
        (["tr(V X W)", "V W", "--wrt", "X"], 2, "✗ ill-shaped"),
        (["norm(Y)^2", "2 A' Y", "--wrt", "X", "--given", "Y = A*X"], 0, "✓ proved"),
        (["a' x", "a'", "--wrt", "x", "-d", "a: n", "-d", "x=n"], 1, "↔ layout"),
        (["-x' x", "-2 x", "--wrt", "x"], 0, "✓ proved"),
        (["--wrt", "x", "-a' x", "-a", "-da:n", "-dx:n"], 2, "Usage"),
        (["--wrt", "x", "-da:n", "-dx:n", "--", "-a' x", "-a"], 0, "✓ proved"),
        (["-x' x", "--wrong"], 2, "Usage"),
    ],
)
def test_check(arguments, code, said):
    result = run("check", *arguments)
    assert result.exit_code == code, result.output
    assert result.output.startswith(said)


def test_a_refutation_shows_the_slip_the_answer_and_integers():
    output = run("check", "x^T B x", "2 B x", "--wrt", "x").output
    assert "derived    (B + Bᵀ) x" in output
    assert "only if B is symmetric" in output
    assert "example    x = [" in output


def test_check_as_json():
    result = run("check", "x^T B x", "2 B x", "--wrt", "x", "--json")
    answer = json.loads(result.output)
    assert result.exit_code == 1
    assert answer["verdict"] == "refuted"
    assert answer["derived"]["ascii"] == "(B + B')*x"
    assert answer["slip"]["code"]
    assert answer["error"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["tr(V X W", "V", "--wrt", "X"], 2, "error: "),
        (["tr(V X W)", "V' W' ^", "--wrt", "X"], 2, ""),
        (["tr(V X W)"], 2, "Say what to check: matcalc check 'tr(V X W)' 'W V' --wrt X."),
        (["tr(X)", "I", "--wrt", "X", "-d", "X"], 2, "has no colon"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(arguments, code, said):
    result = run("check", *arguments)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x^T B x", "--wrt", "x"], "(B + Bᵀ) x"),
        (["x^T B x", "--wrt", "x", "--style", "latex"], r"(B + B^{\top}) x"),
        (["x^T B x", "--wrt", "x", "--style", "ascii", "-a", "B: symmetric"], "2*B*x"),
        (["norm(w)", "--wrt", "w", "-d", "w: n"], "if         w ≠ 0"),
        (["x' A' A x", "--wrt", "x", "--kind", "hessian", "--style", "ascii"], "2*A'*A"),
        (["tr(V X W)", "--wrt", "X", "--code", "numpy"], "def derivative("),
    ],
)
def test_derive(arguments, said):
    result = run("derive", *arguments)
    assert result.exit_code == 0, result.output
    assert said in result.output


def test_derive_as_json():
    answer = json.loads(run("derive", "tr(V X W)", "--wrt", "X", "--json").output)
    assert answer["ascii"] == "V'*W'"
    assert answer["notation"] == "matrix"
    assert answer["proved"] is True
    assert answer["error"] is None


def test_derive_needs_a_variable():
    result = run("derive", "tr(A X)")
    assert result.exit_code != 0
    assert "name the variable to differentiate by (wrt), one of: A, X." in result.output


def test_a_batch_from_standard_input():
    lines = [
        {"id": "a", "function": "tr(V*X*W)", "wrt": "X"},
        {"id": "b", "function": "tr(", "wrt": "X"},
        {"id": "c", "function": "x'*x", "wrt": "x", "declare": {"x": ["n"]}},
    ]
    result = run("derive", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    first, second, third = map(json.loads, result.output.splitlines())
    assert (first["ascii"], second["id"], third["ascii"]) == ("V'*W'", "b", "2*x")
    assert second["error"]["span"] is not None


def test_a_batch_of_claims_from_a_file(tmp_path):
    source = tmp_path / "claims.jsonl"
    request = {"function": "x'*B*x", "wrt": "x"}
    claims = ["2*B*x", "B*x + B'*x"]
    source.write_text("\n".join(json.dumps({**request, "claim": claim}) for claim in claims))
    result = run("check", "--batch", str(source))
    assert [json.loads(line)["verdict"] for line in result.output.splitlines()] == [
        "refuted",
        "proved",
    ]
    assert run("check", "--batch", str(tmp_path / "none")).exit_code == 2


@pytest.mark.parametrize("name", ["quadratic-form", "quadratic_form"])
def test_prove_a_named_identity(name):
    result = run("prove", name)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Quadratic form\n\nTheorem.")
    assert result.output.rstrip().endswith("∎")


def test_prove_writes_a_document(tmp_path):
    target = tmp_path / "proof.tex"
    result = run("prove", "tr(V X W)", "--wrt", "X", "-o", str(target))
    assert result.output == f"wrote {target}\n"
    assert r"\boxed{V^{\top} W^{\top}}" in target.read_text(encoding="utf-8")


def test_prove_offers_names_that_look_alike():
    result = run("prove", "quadratic-from")
    assert result.exit_code == 2
    assert "Did you mean quadratic-form" in result.output


def test_identities_are_listed_found_and_shown():
    assert "quadratic-form" in run("identities", "list", "--subject", "forms").output
    assert "quadratic-form" in run("identities", "search", "quadratic").output
    card = run("identities", "show", "quadratic-form").output
    assert "derivative (B + Bᵀ) x" in card
    assert "(symmetry assumed)" in card
    assert run("identities", "search", "zebra").exit_code == 1
    result = run("identities", "list", "--subject", "zebra")
    assert "No subject 'zebra'. Known: forms, " in result.output


def test_verify_prints_a_table_and_fails_when_a_check_fails():
    result = run("verify", "quadratic-form", "--check", "kernel", "--check", "exact")
    assert result.exit_code == 0, result.output
    assert "1 of 1 identities pass kernel, exact." in result.output
    assert run("verify", "no-such-identity").exit_code == 2


def test_verify_fails_on_a_wrong_identity(monkeypatch):
    import matcalc.identities

    right = matcalc.identities.find("quadratic-form")

    class Wrong:
        name = "wrong"
        problem = right.problem

        def claim(self):
            return right.wrong()[0][1]

    monkeypatch.setattr(matcalc.identities, "all_identities", lambda: (Wrong(),))
    result = run("verify", "--check", "exact")
    assert result.exit_code == 1
    assert "wrong, exact: differs at " in result.output


def test_the_demo_ends_with_a_mistake_found():
    result = run("demo")
    assert result.exit_code == 0, result.output
    assert result.output.count("✓") == 4
    assert "✗ refuted" in result.output
    assert "∎" in result.output


def test_the_module_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "matcalc", "check", "x' x", "2 x", "--wrt", "x"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "proved" in done.stdout
