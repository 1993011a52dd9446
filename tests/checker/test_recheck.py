"""The standalone checker: it accepts what the kernel accepts, and no edited certificate."""

import ast
import json
import subprocess
import sys

import pytest
from matcalc.identities import all_identities

from matcalc.certificate import to_certificate, to_json
from matcalc.certificate.fields import dimension_data
from matcalc.certificate.rulebook import rulebook
from matcalc.derive import derive
from matcalc.expr import Problem, norm, number, operation, postorder, symbol
from matcalc.rules.schema import SCHEMAS
from matcalc.rules.table import rule_named
from tests.certificate.test_certificate import certificate_of
from tests.checker.standalone import CHECKER, FOLDER, REFUSED, table_of

DERIVED = tuple(each for each in all_identities() if each.kind != "value")


def test_it_imports_the_standard_library_alone():
    tree = ast.parse((FOLDER / "recheck.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names if isinstance(node, ast.Import)}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


def test_the_rules_are_current():
    text = (FOLDER / "rules.json").read_text(encoding="utf-8")
    assert text == to_json(rulebook()), "run: matcalc recheck --write-rules checker/rules.json"


def test_it_knows_every_equation():
    assert set(CHECKER.AXIOMS["equations"]) == set(SCHEMAS)


@pytest.mark.parametrize("identity", DERIVED, ids=lambda each: each.name)
def test_it_accepts_every_identity(identity):
    certificate = certificate_of(identity.problem())
    assert CHECKER.recheck(json.loads(to_json(certificate))) == certificate["theorem"]


def test_an_equation_that_is_false_is_rejected():
    """The sides are evaluated: A + B = A + A does not pass under the name of a true equation."""
    A, B = (symbol(name, "n", "m") for name in "AB")
    left, turned, doubled, transposed = table_of(A + B, B + A, A + A, (A + B).T)
    CHECKER.check_equal(left, turned)
    with pytest.raises(CHECKER.Rejected, match="differ at a point"):
        CHECKER.check_equal(left, doubled)
    with pytest.raises(CHECKER.Rejected, match="shapes differ"):
        CHECKER.check_equal(left, transposed)


@pytest.mark.parametrize("identity", DERIVED[::5], ids=lambda each: each.name)
def test_shapes_are_those_of_the_constructors(identity):
    nodes = postorder(identity.problem().target)
    for node, read in zip(nodes, table_of(*nodes), strict=True):
        sides = map(dimension_data, node.shape)
        assert read.shape == tuple(CHECKER.dimension(each, CHECKER.SIZES) for each in sides)


@pytest.mark.parametrize(
    "name",
    ["d_power_5/2", "d_power_-1", "d_power_2", "d_matrix_power_3", "d_trace_power_4", "d_h''"],
)
def test_rules_made_when_asked_for_are_those_of_the_tables(name):
    rule = rule_named(name)
    (letter,) = [node for node in postorder(rule.left) if node.head.name == "symbol"]
    left, right, body = table_of(rule.left, rule.right, letter)
    sizes = {each.name: shape for each, shape in zip(letter.shape, body.shape, strict=True)}
    made = CHECKER.rule_named(name, {letter.declaration.name: body}, sizes)
    assert made[:2] == (left, right)
    assert made[2] == [[each.kind, each.letter.declaration.name] for each in rule.when]


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("d_power_02", "d_power_2"),
        ("d_power_1/0", "d_power_1/2"),
        ("d_matrix_power_1", "d_matrix_power_2"),
        ("d_matrix_power_5/2", "d_matrix_power_5"),
        ("d_trace_power_1", "d_trace_power_3"),
        ("d_trace_power_-3", "d_trace_power_3"),
        ("d_trace_power_5/2", "d_trace_power_5"),
        ("trace_cycles", "d_h"),
        ("", "d_h'"),
    ],
)
def test_there_is_no_such_rule(name, instead):
    (body,) = table_of(symbol("A", "n", "n"))
    n = body.shape[0]
    of_matrix = instead.startswith(("d_matrix", "d_trace"))
    letter, sizes = ("S", {"n": n}) if of_matrix else ("A", {"m": n, "n": n})
    CHECKER.rule_named(instead, {letter: body}, sizes)
    with pytest.raises(REFUSED):
        CHECKER.rule_named(name, {letter: body}, sizes)


def test_an_operation_of_numbers_is_plain():
    (body,) = table_of(symbol("t"))
    read = CHECKER.build("operation", body, words=("logm",))
    assert [read] == table_of(operation("logm", symbol("t")))


def test_from_the_command_line(tmp_path):
    x = symbol("x", "n")
    good, bad, broken = (tmp_path / f"{name}.json" for name in ("good", "bad", "broken"))
    certificate = to_certificate(derive(Problem(norm(x) ** number(2), x)))
    good.write_text(to_json(certificate), encoding="utf-8")
    certificate["derivations"][0]["result"] = 0
    bad.write_text(to_json(certificate), encoding="utf-8")
    broken.write_text("[" * 10**5, encoding="utf-8")
    theorem = "gradient of epower(norm(x), 2) by x: scale(2, x)"
    for path, code, said in ((good, 0, theorem), (bad, 1, "rejected"), (broken, 2, "unreadable")):
        command = [sys.executable, "-I", str(FOLDER / "recheck.py"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert said in done.stdout
