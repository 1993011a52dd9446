"""The README's commands are those that run in continuous integration, and its output is real."""

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcalc.cli import main

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
