"""``matcalc prove``: the theorem and its proof, on the terminal, as LaTeX or as PDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.formula import FormulaCommand
from matcalc.cli.request import make_request, problem_options
from matcalc.cli.trouble import told
from matcalc.errors import UnsupportedError
from matcalc.service import stated

if TYPE_CHECKING:
    from matcalc.expr import Problem


@click.command("prove", cls=FormulaCommand)
@click.argument("function")
@problem_options
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write a .tex or .pdf file.")
@click.option(
    "--style",
    type=click.Choice(["differential", "index"]),
    default="differential",
    show_default=True,
    help="Differentials, or entries and Kronecker deltas.",
)
@click.option("--pdf", is_flag=True, help="Run pdflatex on the file written.")
@click.option(
    "--certificate",
    type=click.Path(path_type=Path),
    help="Write the derivation as JSON, for matcalc recheck.",
)
def command(
    function: str,
    output: Path | None,
    pdf: bool,
    certificate: Path | None,
    style: str,
    **options: Any,
) -> None:
    """Prove the derivative of FUNCTION, or the identity of that name.

    \b
    matcalc prove "tr(V X W)" --wrt X
    matcalc prove quadratic_form -o proof.tex --pdf
    matcalc prove quadratic_form --certificate proof.json
    matcalc prove "tr(V X W)" --wrt X --style index
    """
    with told("\n".join([function, *options["given"]])):
        problem, title = _problem(function, options)
        if style == "index":
            _write_with_indices(problem, output)
            return
        _write(problem, title, output, pdf, certificate)


def _problem(function: str, options: dict[str, Any]) -> tuple[Problem, str]:
    """The problem stated by the options, or that of a named identity."""
    if options["wrt"] is None and re.fullmatch(r"[\w-]+", function):
        from matcalc.cli.identities import slug
        from matcalc.identities import find

        identity = find(slug(function))
        return identity.problem(), identity.title
    problem, _ = stated(make_request(function, **options))
    return problem, ""


def _write(
    problem: Problem, title: str, output: Path | None, pdf: bool, certificate: Path | None
) -> None:
    from matcalc.service import derived
    from matcalc.show.document import to_latex_document
    from matcalc.show.proof import to_text

    result = derived(problem)
    if certificate is not None:
        from matcalc.certificate import to_certificate, to_json

        certificate.write_text(to_json(to_certificate(result)), encoding="utf-8")
        click.echo(f"wrote {certificate}")
    if output is None and not pdf:
        click.echo(to_text(result))
        return
    source = (output or Path("proof.tex")).with_suffix(".tex")
    source.write_text(to_latex_document(result, title=title), encoding="utf-8")
    click.echo(f"wrote {source}")
    if pdf or (output is not None and output.suffix == ".pdf"):
        click.echo(f"wrote {_typeset(source)}")


def _write_with_indices(problem: Problem, output: Path | None) -> None:
    from matcalc.index.worked import worked_out
    from matcalc.service import derived
    from matcalc.show.indices import to_text

    if output is not None:
        raise UnsupportedError(
            "a derivation in index notation is printed on the terminal only.",
            hint="Leave out --output.",
        )
    click.echo(to_text(derived(problem), worked_out(problem)))


def _typeset(source: Path) -> Path:
    """The PDF that pdflatex makes of a document."""
    from shutil import which
    from subprocess import run

    program = which("pdflatex")
    if program is None:
        raise UnsupportedError("pdflatex is not installed.", hint=f"Typeset {source} where it is.")
    done = run(
        [program, "-interaction=nonstopmode", "-halt-on-error", source.name],
        cwd=source.resolve().parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UnsupportedError(f"pdflatex refused {source}.", hint=done.stdout[-500:])
    return source.with_suffix(".pdf")
