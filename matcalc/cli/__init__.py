"""The command line. Each command is a module, imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

COMMANDS: Mapping[str, str] = {
    "average": "Unroll a running average, and take its expectation.",
    "book": "Write the identity library as a book.",
    "check": "Check a formula for a derivative.",
    "critical": "Find and classify critical points.",
    "demo": "A derivation, its proof, its checks and a mistake found.",
    "derive": "Derive a gradient, Jacobian or Hessian.",
    "eigen": "Find eigenvalues, and judge eigenvectors.",
    "grade": "Check every formula of a document, or of a folder.",
    "identities": "List, search and show the identity library.",
    "newton": "Take one step of Newton's method.",
    "prove": "Print the proof of a derivative, or of a named identity.",
    "recheck": "Re-check certificates, step by step.",
    "repl": "State a problem, then try formulas.",
    "shapes": "Say which dimensions of a formula must be equal.",
    "solve": "Solve a sheet of problems, with proofs.",
    "verify": "Run every check on the identity library.",
}
"""Name of the command, which is its module here, and what it does."""


class _Commands(click.Group):
    """Commands by name, without importing those that are not called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"matcalc.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="matcalc-proofs")
def main() -> None:
    """Derive matrix-calculus identities, prove them, and check formulas.

    \b
    Exit codes: 0 right, 1 wrong, 2 unreadable or ill-shaped, 3 undecided.
    """


def run() -> None:
    """The program: what a command judges, it judges in a process with limits."""
    from matcalc.cli.guard import Guard

    main(prog_name="matcalc", obj=Guard())
