"""The README's commands are those that run in continuous integration, and its examples are real."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def blocks(language):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def commands():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    return [line for line in script.splitlines() if line.startswith("pip ")]


def test_continuous_integration_runs_the_commands_of_the_readme():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    install, test = commands()
    readme = [line for block in blocks("sh") for line in block.splitlines()]
    assert install in readme
    assert test in readme
