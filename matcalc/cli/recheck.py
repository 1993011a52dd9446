"""``matcalc recheck``: certificates against the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from matcalc.cli.style import written
from matcalc.cli.trouble import UNREADABLE, explain
from matcalc.errors import KernelError, MatcalcError
from matcalc.kernel import Derivation

REJECTED = 1


@click.command("recheck")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--write-rules",
    type=click.Path(path_type=Path),
    help="Write the rule tables as JSON, for the standalone checker.",
)
def command(files: tuple[Path, ...], write_rules: Path | None) -> None:
    """Re-check the certificates in FILES, every step.

    The exit code is 1 when a step does not follow, 2 when a file is not a certificate.
    """
    if write_rules is not None:
        from matcalc.certificate import to_json
        from matcalc.certificate.rulebook import rulebook

        write_rules.write_text(to_json(rulebook()), encoding="utf-8")
        click.echo(f"wrote {write_rules}")
    elif not files:
        raise click.UsageError("Name the certificates: matcalc recheck proof.json.")
    code = max((_told(file) for file in files), default=0)
    if code:
        raise click.exceptions.Exit(code)


def _told(file: Path) -> int:
    """Say what was found in a file; the exit code it asks for."""
    from matcalc.certificate import parse, recheck

    try:
        shown = recheck(parse(file.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        error: MatcalcError = MatcalcError("The file is not UTF-8 text.")
        code = UNREADABLE
    except KernelError as rejected:
        error, code = rejected, REJECTED
    except MatcalcError as unreadable:
        error, code = unreadable, UNREADABLE
    else:
        click.echo(f"{click.style('✓', fg='green')} {file}")
        for derivation in shown:
            click.echo("\n".join(_theorem(derivation)))
        return 0
    click.echo(f"{click.style('✗', fg='red')} {file}")
    click.echo(explain(error), err=True)
    return code


_STATED: Mapping[str, str] = {
    "gradient": "the gradient of {0} by {1} is {2}",
    "jacobian": "the Jacobian of {0} by {1} is {2}",
    "scalar": "the derivative of {0} by {1} is {2}",
    "differential": "the differential of {0} by {1} is {2}",
}


def _theorem(derivation: Derivation) -> list[str]:
    parts = (derivation.target, derivation.variable, derivation.result)
    closing = derivation.closing
    read = "" if closing is None or not closing.reading else f" ({closing.reading})"
    rows = [f"  {_STATED[derivation.mode].format(*map(written, parts))}{read}"]
    rows += [f"    {written(each.name)} = {written(each.body)}" for each in derivation.definitions]
    named = (stage.cotangent for stage in derivation.stages)
    rows += [f"    {written(each.name)} = {written(each.body)}" for each in named if each]
    steps = sum(len(stage.steps) for stage in derivation.stages)
    steps += 0 if closing is None else len(closing.steps)
    return [*rows, f"    {steps} step{'' if steps == 1 else 's'}, each accepted by the kernel"]
