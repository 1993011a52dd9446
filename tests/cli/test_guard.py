"""Commands called as programs work within limits, and say which one stopped them."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from matcalc.cli import main
from matcalc.limited import are_kept

linux = pytest.mark.skipif(not are_kept(), reason="the system keeps no limits")

COMMAND = """
import os, click
from matcalc.cli.guard import Guard, guarded

@click.command()
@click.argument("work")
def command(work):
    with guarded(0.1) as begin:
        begin()
        print("begun", flush=True)
        if work == "large":
            bytearray(1 << 30)
        if work == "abort":
            os.abort()
        while work == "late":
            pass
        raise click.exceptions.Exit(1)

command(obj=Guard(memory=1 << 28))
"""


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True)


@linux
@pytest.mark.parametrize(
    ("work", "code", "told"),
    [
        ("easy", 1, ""),
        ("late", 3, "error: this takes more than the 0.1 seconds of processor time"),
        ("large", 3, "error: this needs more than the 256 MB of memory"),
        ("abort", 3, "error: the process that worked on this broke down."),
    ],
)
def test_a_command_ends_with_a_message_and_an_exit_code(work, code, told):
    done = called("-c", COMMAND, work)
    assert (done.returncode, done.stdout) == (code, "begun\n")
    assert done.stderr.startswith(told) and bool(done.stderr) is bool(told)
    assert "Traceback" not in done.stderr


@linux
def test_a_program_answers_as_the_command_does():
    arguments = ["check", "tr(V X W)", "W V", "--wrt", "X"]
    here = CliRunner().invoke(main, arguments)
    there = called("-m", "matcalc", *arguments)
    assert (there.returncode, there.stdout) == (here.exit_code, here.output)
