"""The README's commands are those that run in continuous integration, and its output is real."""

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcalc.cli import main
from matcalc.expr import OPERATIONS
from matcalc.read.vocabulary import SUPPORTED, UNSUPPORTED

ROOT = Path(__file__).parent.parent


def blocks(language):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def examples():
    """Each ``$ matcalc …`` of the README, with the output shown under it."""
    for block in blocks("console"):
        for part in re.split(r"^\$ matcalc ", block, flags=re.MULTILINE)[1:]:
            arguments, _, output = part.partition("\n")
            yield arguments, output.strip("\n")


def commands():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    return re.findall(r"^run \"(.*)\"$", script, flags=re.MULTILINE)


def test_continuous_integration_runs_the_commands_of_the_readme():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    install, test = commands()
    readme = [line for block in blocks("sh") for line in block.splitlines()]
    assert readme == [install, test]


@pytest.mark.parametrize(("arguments", "output"), list(examples()))
def test_the_output_shown_is_what_is_printed(arguments, output):
    result = CliRunner().invoke(main, shlex.split(arguments))
    assert result.output.strip("\n") == output


def test_the_python_shown_runs():
    flags = doctest.ELLIPSIS
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=flags)
    for block in blocks("python"):
        runner.run(parser.get_doctest(block, {}, "README", "README.md", 0))
    assert runner.tries > 0
    assert runner.failures == 0


def functions():
    """The names in the README's table of functions."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("## Functions")[1].split("## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")]
    return re.findall(r"`(\w+)", "\n".join(rows))


@pytest.mark.parametrize("name", functions())
def test_the_functions_listed_are_read(name):
    assert name in SUPPORTED and name not in UNSUPPORTED


def test_the_list_of_functions_leaves_out_only_what_derivatives_are_made_of():
    own = {name for name in OPERATIONS if not name.endswith(("_frechet", "_adjoint"))}
    assert own - set(functions()) == {"argmax", "polar", "topsvd", "unvech", "vee"}
