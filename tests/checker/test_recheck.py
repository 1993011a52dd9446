"""The standalone checker: it accepts what the kernel accepts, and no edited certificate."""

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from matcalc.identities import all_identities

from matcalc.certificate import parse, to_certificate, to_json
from matcalc.certificate.rulebook import rulebook
from matcalc.derive import derive
from matcalc.expr import Problem, norm, number, symbol
from matcalc.rules.schema import SCHEMAS
from tests.certificate.edits import edits

FOLDER = Path(__file__).parents[2] / "checker"
DERIVED = tuple(each for each in all_identities() if each.kind != "value")


def loaded():
    spec = importlib.util.spec_from_file_location("standalone", FOLDER / "recheck.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECKER = loaded()
RULES = CHECKER.Rules(CHECKER.read(FOLDER / "rules.json"))
REFUSED = (CHECKER.Rejected, *CHECKER.UNREADABLE)


def certificate_of(problem):
    return parse(to_json(to_certificate(derive(problem))))


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
    assert set(CHECKER.EQUATIONS) == set(SCHEMAS)


@pytest.mark.parametrize("identity", DERIVED, ids=lambda each: each.name)
def test_it_accepts_every_identity(identity):
    CHECKER.recheck(certificate_of(identity.problem()), RULES)


@pytest.mark.parametrize("identity", DERIVED[::17], ids=lambda each: each.name)
def test_it_rejects_every_edited_field(identity):
    for place, edited in edits(certificate_of(identity.problem())):
        with pytest.raises(REFUSED):
            CHECKER.recheck(edited, RULES)
            pytest.fail(f"accepted with {place} altered")


def test_an_equation_that_is_false_is_rejected():
    """The sides are evaluated: 1 A = 2 A does not pass under the name of a true equation."""
    A, B = (CHECKER.letter(name, "n", "m") for name in "AB")
    left = CHECKER.add(A, B)
    CHECKER.check_equal(left, CHECKER.add(B, A))
    with pytest.raises(CHECKER.Rejected, match="differ at a random point"):
        CHECKER.check_equal(left, CHECKER.add(A, A))
    with pytest.raises(CHECKER.Rejected, match="shapes differ"):
        CHECKER.check_equal(A, CHECKER.transpose(A))


@pytest.mark.parametrize("name", ["d_power_5/2", "d_matrix_power_3", "d_h''", "d_h_scalar"])
def test_rules_made_when_asked_for_are_those_of_the_tables(name):
    from matcalc.certificate.nodes import Rows
    from matcalc.rules.table import rule_named

    rule, rows = rule_named(name), Rows()
    sides = [rows.number(side) for side in (rule.left, rule.right)]
    made = CHECKER.Expressions(json.loads(json.dumps(rows.rows)))
    left, right, when = RULES.named(name)
    assert [left, right] == [made(side) for side in sides]
    assert when == [(each.kind, each.letter.declaration.name) for each in rule.when]


def test_from_the_command_line(tmp_path):
    x = symbol("x", "n")
    good, bad, broken = (tmp_path / f"{name}.json" for name in ("good", "bad", "broken"))
    certificate = certificate_of(Problem(norm(x) ** number(2), x))
    good.write_text(to_json(certificate), encoding="utf-8")
    certificate["derivations"][0]["result"] = 0
    bad.write_text(to_json(certificate), encoding="utf-8")
    broken.write_text("[" * 10**5, encoding="utf-8")
    for path, code, said in ((good, 0, "accepted"), (bad, 1, "rejected"), (broken, 2, "unread")):
        command = [sys.executable, "-I", str(FOLDER / "recheck.py"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert done.stdout.startswith(said)
