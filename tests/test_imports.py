"""Imports point one way, and a check needs none of the heavy libraries."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import matcalc

ROOT = Path(matcalc.__file__).parent

CORE = {"errors", "expr"}
PROVING = CORE | {"rules", "derivation", "kernel"}
FINDING = PROVING | {"derive", "index", "read", "show", "values"}
JUDGING = FINDING | {"check", "interop", "identities"}
ALLOWED = {
    "errors": set(),
    "expr": {"errors"},
    "rules": CORE,
    "derivation": CORE | {"rules"},
    "kernel": CORE | {"rules", "derivation"},
    "certificate": PROVING,
    "derive": PROVING | {"index"},
    "index": PROVING,
    "read": CORE | {"index"},
    "show": CORE,
    "show.lines": CORE | {"kernel"},
    "show.reasons": CORE | {"kernel"},
    "show.proof": CORE | {"kernel"},
    "show.statements": CORE | {"kernel", "rules"},
    **dict.fromkeys(
        (
            *("show.document", "show.book", "show.bookpage", "show.webpage", "show.formats"),
            *("show.remarks", "show.equality"),
        ),
        CORE | {"kernel"},
    ),
    "values": CORE,
    "interop": CORE,
    "check": FINDING,
    "verify": JUDGING,
    "service": FINDING | {"check"},
    "course": FINDING | {"interop"},
    "limited": CORE,
    "remarks": FINDING | {"check"},
    "sheet": FINDING | {"service", "remarks"},
    "grade": JUDGING | {"service", "course", "limited"},
    "notebook": JUDGING | {"verify", "service", "grade"},
    "cli": JUDGING
    | {
        "sheet",
        "remarks",
        "verify",
        "service",
        "notebook",
        "certificate",
        "grade",
        "course",
        "limited",
    },
    "__main__": {"cli"},
    "__init__": {"notebook", "grade"},
}
"""Module or package → the others it may import."""

SYMPY_ONLY_IN = {"interop", "course"}
FORBIDDEN = {"pickle", "marshal", "shelve"}
FORBIDDEN_CALLS = {"eval", "exec", "sympify", "parse_expr", "lambdify", "compile"}


def modules():
    return sorted(ROOT.rglob("*.py"))


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def owner(name):
    """The row of ALLOWED that speaks for a module."""
    return name if name in ALLOWED else name.split(".")[0]


def is_for_types(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imported(tree):
    """The modules imported anywhere in a file, except for annotations."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if is_for_types(node):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module
            if node.module == "matcalc":
                yield from (f"matcalc.{alias.name}" for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_one_way(path):
    mine = owner(name_of(path))
    allowed = ALLOWED[mine] | {mine.split(".")[0]}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen = {name.split(".")[1] for name in imported(tree) if name.startswith("matcalc.")}
    assert seen <= allowed, f"{mine} must not import {sorted(seen - allowed)}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_evaluates_text_and_sympy_stays_at_the_border(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    roots = {name.split(".")[0] for name in imported(tree)}
    assert not roots & FORBIDDEN
    assert "sympy" not in roots or owner(name_of(path)) in SYMPY_ONLY_IN
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, f"line {node.lineno}"


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


WATCH = """
import sys
from click.testing import CliRunner
from matcalc.cli import main
result = CliRunner().invoke(main, {arguments!r})
print(result.exit_code, [name for name in {heavy!r} if name in sys.modules])
"""


@pytest.mark.parametrize(("claim", "exit_code"), [("(B + B') x", "0"), ("2 B x", "1")])
def test_a_check_imports_nothing_heavy(claim, exit_code):
    arguments = ["check", "x' B x", claim, "--wrt", "x"]
    heavy = ["sympy", "jax", "numpy", "rich", "prompt_toolkit"]
    out, err = run(WATCH.format(arguments=arguments, heavy=heavy))
    code, _, loaded = out.partition(" ")
    assert code == exit_code, err
    assert loaded.strip() == "[]"


def test_importing_the_package_is_light():
    code = "import matcalc, sys; print([m for m in sys.modules if m.startswith('matcalc.')])"
    assert run(code)[0].strip() == "[]"
