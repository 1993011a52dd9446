"""``matcalc prove``: theorems and their proofs, on the terminal or in a file of any format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.formula import FormulaCommand
from matcalc.cli.guard import guarded, seconds_option
from matcalc.cli.request import make_request, problem_options
from matcalc.cli.trouble import told
from matcalc.errors import UnsupportedError
from matcalc.service import stated

if TYPE_CHECKING:
    from matcalc.expr import Problem
    from matcalc.interop import Identity
    from matcalc.show.formats import Item


@click.command("prove", cls=FormulaCommand)
@click.argument("functions", nargs=-1, required=True)
@problem_options
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Write a .tex, .pdf, .md, .html or .txt file.",
)
@click.option(
    "--style",
    type=click.Choice(["differential", "index"]),
    default="differential",
    show_default=True,
    help="Differentials, or entries and Kronecker deltas.",
)
@click.option("--pdf", is_flag=True, help="Run pdflatex on the file written.")
@click.option("--fragment", is_flag=True, help="LaTeX without a preamble, for another document.")
@click.option(
    "--certificate",
    type=click.Path(path_type=Path),
    help="Write the derivation as JSON, for matcalc recheck.",
)
@seconds_option
def command(
    functions: tuple[str, ...],
    output: Path | None,
    pdf: bool,
    fragment: bool,
    certificate: Path | None,
    style: str,
    seconds: float,
    **options: Any,
) -> None:
    """Prove the derivative of FUNCTION, or the identities of these names.

    \b
    matcalc prove "tr(V X W)" --wrt X
    matcalc prove quadratic_form trace-triple-product -o proofs.pdf
    matcalc prove quadratic_form --certificate proof.json
    matcalc prove "tr(V X W)" --wrt X --style index -o proof.html
    """
    with guarded(seconds) as begin, told("\n".join([*functions, *options["given"]])):
        items = _items(functions, style, options, begin)
        if certificate is not None:
            _certify(items, certificate)
        begin()
        if output is None and pdf:
            output = Path("proof.pdf")
        if output is not None and pdf:
            output = output.with_suffix(".pdf")
        _write(items, output, fragment)


def _items(
    functions: Sequence[str], style: str, options: dict[str, Any], begin: Callable[[], None]
) -> list[Item]:
    from matcalc.remarks import remarks_on
    from matcalc.service import derived
    from matcalc.show.formats import Told

    items: list[Item] = []
    for function in functions:
        begin()
        problem, identity = _problem(function, options)
        if identity is not None and problem.wrt is None:
            items.append(_equality(identity))
            continue
        worked = _in_indices(problem) if style == "index" else None
        result, title = derived(problem), "" if identity is None else identity.title
        items.append(Told(title, result, worked, remarks=remarks_on(result, identity)))
    return items


def _equality(identity: Identity) -> Item:
    """A plain equality, which is proved by its entries."""
    from matcalc.index.equality import compared
    from matcalc.remarks import remarks_on_equality
    from matcalc.show.equality import Equality
    from matcalc.show.formats import ToldEquality

    problem, claim = identity.problem(), identity.claim()
    told = Equality(problem, claim, compared(problem.target, claim))
    return ToldEquality(identity.title, told, remarks_on_equality(identity))


def _problem(function: str, options: dict[str, Any]) -> tuple[Problem, Identity | None]:
    """The problem stated by the options, or that of a named identity, and the identity."""
    if options["wrt"] is None and re.fullmatch(r"[\w-]+", function):
        from matcalc.cli.identities import slug
        from matcalc.identities import find

        identity = find(slug(function))
        return identity.problem(), identity
    problem, _ = stated(make_request(function, **options))
    return problem, None


def _in_indices(problem: Problem) -> Any:
    from matcalc.index.worked import worked_out

    return worked_out(problem)


def _certify(items: Sequence[Item], path: Path) -> None:
    from matcalc.certificate import to_certificate, to_json
    from matcalc.show.formats import Told

    if len(items) > 1:
        raise UnsupportedError(
            f"a certificate is of one derivation, and here are {len(items)}.",
            hint="Prove one at a time.",
        )
    (item,) = items
    if not isinstance(item, Told):
        raise UnsupportedError(f"{item.title}: a plain equality has no derivation to certify.")
    path.write_text(to_json(to_certificate(item.result)), encoding="utf-8")
    click.echo(f"wrote {path}")


def _write(items: Sequence[Item], output: Path | None, fragment: bool) -> None:
    from matcalc.cli.typeset import save
    from matcalc.show import formats

    if fragment:
        text = formats.fragment(items)
        click.echo(text) if output is None else save(output, text)
        return
    if output is None:
        click.echo(formats.to_text(items).rstrip())
        return
    save_items(items, output)


def save_items(items: Sequence[Item], output: Path, *, title: str = "") -> None:
    """Write proofs in the format of the file's ending, and say what was written."""
    from matcalc.cli.typeset import save, typeset
    from matcalc.show.formats import FORMATS

    is_pdf = output.suffix == ".pdf"
    source = output.with_suffix(".tex") if is_pdf else output
    if source.suffix not in FORMATS:
        raise UnsupportedError(
            f"{output.name} has no ending that says its format.",
            hint=f"The endings are {', '.join(FORMATS)} and .pdf.",
        )
    save(source, FORMATS[source.suffix](items, title=title))
    if is_pdf:
        click.echo(f"wrote {typeset(source)}")
