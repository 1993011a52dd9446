"""Files that are written, and pdflatex run on them."""

from __future__ import annotations

from pathlib import Path
from shutil import which
from subprocess import run

import click

from matcalc.errors import UnsupportedError


def save(path: Path, text: str) -> None:
    """Write a file, and say so."""
    path.write_text(text, encoding="utf-8")
    click.echo(f"wrote {path}")


def typeset(source: Path, *, runs: int = 1) -> Path:
    """The PDF that pdflatex makes of a document; several runs for contents and references."""
    program = which("pdflatex")
    if program is None:
        raise UnsupportedError(
            f"no TeX engine (pdflatex) was found; {source} was written.",
            hint="On Debian: apt install texlive-latex-recommended. Or typeset the file elsewhere.",
        )
    for number in range(runs):
        done = run(
            [program, "-interaction=nonstopmode", "-halt-on-error", source.name],
            cwd=source.resolve().parent,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise UnsupportedError(f"pdflatex refused {source}.", hint=done.stdout[-500:])
        if number == 0 and runs > 1:
            _sort_index(source)
    return source.with_suffix(".pdf")


def _sort_index(source: Path) -> None:
    program = which("makeindex")
    if program is not None:
        command = [program, "-q", source.with_suffix(".idx").name]
        run(command, cwd=source.resolve().parent, capture_output=True, check=False)
