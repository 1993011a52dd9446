"""``matcalc solve``: a sheet of problems, solved with proofs, in the format of the output file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcalc.cli.guard import guarded, seconds_option
from matcalc.cli.trouble import told

if TYPE_CHECKING:
    from matcalc.show.formats import Told


@click.command("solve")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Write a .tex, .pdf, .md, .html or .txt file; for several sheets, a folder.",
)
@click.option(
    "--format",
    "ending",
    type=click.Choice(["tex", "pdf", "md", "html", "txt"]),
    default="pdf",
    show_default=True,
    help="The format of the files in a folder.",
)
@seconds_option
def command(files: tuple[Path, ...], output: Path | None, ending: str, seconds: float) -> None:
    """Solve the questions of sheets written in TOML, with the proof of each answer.

    \b
    matcalc solve examples/homework/linear-layer.toml
    matcalc solve examples/homework/*.toml -o solutions --format html
    """
    with guarded(seconds) as begin, told():
        from matcalc.sheet import read_sheet, solved

        for path in files:
            sheet = read_sheet(path.read_text(encoding="utf-8"), path.name)
            _write(solved(sheet, begin), sheet.title, _place(path, output, len(files), ending))


def _place(path: Path, output: Path | None, count: int, ending: str) -> Path | None:
    if output is None or (count == 1 and output.suffix):
        return output
    output.mkdir(parents=True, exist_ok=True)
    return output / f"{path.stem}.{ending}"


def _write(items: Sequence[Told], title: str, output: Path | None) -> None:
    from matcalc.cli.prove import save_items
    from matcalc.show.formats import to_text

    if output is None:
        click.echo(to_text(items, title=title))
    else:
        save_items(items, output, title=title)
