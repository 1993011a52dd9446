"""Certificates read back to the same derivations, and nothing malformed passes."""

import copy
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from matcalc.identities import all_identities

from matcalc.certificate import from_certificate, parse, recheck, to_certificate, to_json
from matcalc.cli import main
from matcalc.derive import derive
from matcalc.errors import KernelError, ReadError
from matcalc.expr import Definition, Problem, norm, symbol, trace

x, A = symbol("x", "n"), symbol("A", "n", "n")
DERIVED = tuple(each for each in all_identities() if each.kind != "value")


def certificate_of(problem=None):
    return to_certificate(derive(problem or Problem(norm(A @ x), x)))


@pytest.mark.parametrize("identity", DERIVED, ids=lambda each: each.name)
def test_every_identity_reads_back_to_its_derivations(identity):
    result = derive(identity.problem())
    certificate = parse(to_json(to_certificate(result)))
    assert from_certificate(certificate) == result.derivations
    assert recheck(certificate) == result.derivations


@pytest.mark.parametrize("name", ["quadratic-form", "residual-block", "logdet-hessian"])
def test_the_text_is_always_the_same(name):
    problems = [each.problem() for each in DERIVED if each.name == name] or [None]
    once, again = (to_json(certificate_of(problems[0])) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["format"], "proof", "The field 'format' is \"proof\""),
        (["version"], 1, "it must be 3, the version this program reads"),
        (["derivations"], [], "The certificate has no derivations."),
        (["derivations", 0, "mode"], "curl", "it must be one of 'gradient'"),
        (["derivations", 0, "target"], 10**6, "it must be the number of an expression"),
        (["derivations", 0, "target"], True, "it must be the number of an expression"),
        (["derivations", 0, "stages"], [], "cannot have 0 stages"),
        (["derivations", 0, "note"], "", "The field 'note' is not known here."),
        (["derivations", 0, "definitions"], [[0]], "it must be a list of two"),
        (["derivations", 0, "closing"], [], "it must be an object"),
        (["expressions", 0, "head"], "tensor", "Expression 0: The field 'head' is \"tensor\""),
        (["expressions", 2, "args"], [2], "the number of an expression before this one"),
        (["expressions", 0, "args"], [0], "before this one"),
        (["expressions", 2, "args"], [], "cannot have 0 arguments"),
        (["expressions", 2, "words"], ["1"], "it must be [], as it is always written"),
        (["expressions", 0, "words"], ["A"], "needs 3 words"),
        (["expressions", 0, "words", 1], "-1", "it must be a whole number"),
        (["expressions", 0, "words", 2], 1, "it must be a list of texts"),
        (["expressions", 0, "words"], ["A", "2", "", "b", "a"], "as it is always written"),
        (["expressions", 0, "sizes"], ["n"], "cannot have 1 sizes"),
        (["expressions", 0, "sizes", 0], ["n"], "it must be a list of two"),
        (["expressions", 0, "sizes", 0], [["n", []]], "it must be a dimension"),
        (["derivations", 0, "stages", 0, "steps", 0, "sizes"], {}, "speaks of the sizes"),
    ],
)
def test_a_malformed_field_is_named(path, value, said):
    certificate = certificate_of()
    *to, last = path
    place = certificate
    for key in to:
        place = place[key]
    place[last] = value
    with pytest.raises(ReadError) as error:
        from_certificate(certificate)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("number", [], ["2/4"], []), "it must be ['1/2'], as it is always written"),
        (("number", [], ["1/0"], []), "a fraction in lowest terms"),
        (("number", [], ["2"], []), "stands in the table twice"),
        (("constant", [], ["e"], []), "one of 'pi'"),
        (("softmax", [0], ["both"], []), "one of 'rows', 'columns'"),
        (("softmax", [0], ["rows", "rows"], []), "as it is always written"),
        (("block", [0], ["2", "1"], []), "a height and a width for 1 blocks"),
        (("index", [], ["i"], []), "cannot have 0 sizes"),
        (("index_sum", [0, 0], [], []), "A sum runs over an index"),
        (("identity", [], [], [1]), "a number, not a identity"),
        (("identity", [], [], []), "cannot have 0 sizes"),
        (("apply", [0], ["sine"], []), "a named function, or an unspecified one"),
        (("apply", [0], ["h", "x"], []), "it must be a whole number"),
        (("operation", [0], ["pinw"], []), "it must be one of logm"),
    ],
)
def test_a_malformed_expression_is_refused(row, said):
    certificate = certificate_of()
    names = ("head", "args", "words", "sizes")
    rows = [dict(zip(names, each, strict=True)) for each in (("number", [], ["2"], []), row)]
    with pytest.raises(ReadError) as error:
        from_certificate({**certificate, "expressions": rows})
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rule": "d_power_x"}, "it must be the name of a rule"),
        ({"rule": "d_power_1/0"}, "it must be the name of a rule"),
        ({"rule": "d_matrix_power_0"}, "it must be the name of a rule"),
        ({"rule": "d_matrix_power_123456789"}, "it must be the name of a rule"),
        ({"bindings": {}}, "binds A, not nothing"),
        ({"equation": "distribute"}, "names one of a rule, an equation or a definition"),
        ({"rule": "d_power_02"}, "it must be the name of a rule"),
        ({"picks": [0]}, "some of the positions of the arguments"),
    ],
)
def test_a_malformed_step_is_refused(changes, said):
    certificate = certificate_of()
    step = certificate["derivations"][0]["stages"][0]["steps"][0]
    assert step["rule"] == "d_norm"
    step.update(changes)
    with pytest.raises(ReadError) as error:
        from_certificate(certificate)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1]", "A certificate is a JSON object."),
        ("{", "This is not JSON: "),
        ("[" * 100_000, "nested too deeply"),
        ('{"format": 1, "format": 1}', "stands there twice"),
    ],
)
def test_a_text_that_is_no_certificate_is_refused(text, said):
    with pytest.raises(ReadError) as error:
        parse(text)
    assert said in str(error.value)


def test_a_condition_left_out_is_rejected():
    certificate = certificate_of()
    assert certificate["derivations"][0]["conditions"]
    certificate["derivations"][0]["conditions"] = []
    with pytest.raises(KernelError, match="not those that the steps need"):
        recheck(certificate)


def test_another_theorem_is_rejected():
    certificate = certificate_of()
    certificate["theorem"][0] = "A: m by n; 2; "
    with pytest.raises(KernelError, match="the theorem stated is not the one that is proved"):
        recheck(certificate)


def test_a_certificate_says_its_theorem():
    assert certificate_of(Problem(norm(A @ x) ** 2, x))["theorem"] == [
        "A: n by n; 2; ",
        "x: n by 1; 1; ",
        "gradient of epower(norm(product(A, x)), 2) by x: scale(2, product(transpose(A), A, x))",
    ]


def hessian():
    y = symbol("y", "n")
    told = (Definition(y, A @ x),)
    return certificate_of(Problem(norm(y) ** 2, x, "hessian", definitions=told))


def test_a_second_derivation_goes_on_from_the_first():
    certificate = hessian()
    assert len(recheck(certificate)) == 2
    swapped = copy.deepcopy(certificate)
    swapped["derivations"].append(swapped["derivations"].pop(0))
    with pytest.raises(KernelError, match="is not what was shown before it"):
        recheck(swapped)


def test_what_is_assumed_at_a_point_is_not_differentiated():
    P = symbol("P", "n", "n", assume=["symmetric"])
    result = derive(Problem(trace(P @ P), P))
    second = derive(Problem(result.expr, P, "jacobian")).derivations
    certificate = to_certificate(replace(result, derivations=result.derivations + second))
    with pytest.raises(KernelError, match="what is assumed of P may not be differentiated"):
        recheck(certificate)


def test_a_second_derivation_keeps_the_definitions():
    certificate = hessian()
    certificate["derivations"][0]["definitions"] = []
    with pytest.raises(ReadError, match="y is not defined in this derivation"):
        recheck(certificate)


def test_the_commands(tmp_path):
    path = tmp_path / "proof.json"
    runner = CliRunner()
    made = runner.invoke(main, ["prove", "quadratic_form", "--certificate", str(path)])
    assert made.exit_code == 0
    assert f"wrote {path}" in made.output
    told = runner.invoke(main, ["recheck", str(path)])
    assert told.exit_code == 0
    assert "the gradient of xᵀ B x by x is (B + Bᵀ) x" in told.output
    certificate = json.loads(path.read_text(encoding="utf-8"))
    certificate["derivations"][0]["result"] = 0
    path.write_text(json.dumps(certificate), encoding="utf-8")
    assert runner.invoke(main, ["recheck", str(path)]).exit_code == 1
    path.write_text("{", encoding="utf-8")
    assert runner.invoke(main, ["recheck", str(path)]).exit_code == 2
    path.write_bytes(b"\xff")
    told = runner.invoke(main, ["recheck", str(path)])
    assert told.exit_code == 2
    assert "The file is not UTF-8 text." in told.output
    told = runner.invoke(main, ["recheck"])
    assert told.exit_code == 2
    assert "Name the certificates: matcalc recheck proof.json." in told.output


def test_the_rules_are_written(tmp_path):
    path = tmp_path / "rules.json"
    assert CliRunner().invoke(main, ["recheck", "--write-rules", str(path)]).exit_code == 0
    assert parse(path.read_text(encoding="utf-8"))["format"] == "matcalc rules"
