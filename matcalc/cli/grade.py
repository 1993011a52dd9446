"""``matcalc grade``: every formula of a document, or of a folder of them, judged."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from matcalc.cli.trouble import told
from matcalc.errors import ReadError
from matcalc.grade.findings import Report, as_json
from matcalc.grade.hinted import with_hints
from matcalc.grade.marks import is_wrong
from matcalc.grade.page import to_html
from matcalc.grade.rubric import Rubric, read_rubric
from matcalc.grade.run import documents, grade_files, text_of
from matcalc.grade.tables import to_csv, to_gradescope, to_prairielearn
from matcalc.grade.text import to_text
from matcalc.limited import Limits, are_kept

MEGABYTE = 1 << 20


def _as_text(report: Report) -> str:
    return to_text(report) + "\n"


def _as_html(report: Report) -> str:
    try:
        text = text_of(Path(report.name))
    except ReadError:
        return to_html(report)
    return to_html(report, text)


def _as_json(make: Callable[[Report], object]) -> Callable[[Report], str]:
    return lambda report: json.dumps(make(report), ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, tuple[str, Callable[[Report], str]]] = {
    "text": (".txt", _as_text),
    "html": (".html", _as_html),
    "json": (".json", _as_json(as_json)),
    "gradescope": (".json", _as_json(to_gradescope)),
    "prairielearn": (".json", _as_json(to_prairielearn)),
}
"""How a report is written, and how the name of its file ends."""

NEED_POINTS = ("gradescope", "prairielearn")


@click.command("grade")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--rubric",
    "-R",
    "rubric_path",
    type=click.Path(path_type=Path),
    help="What the questions ask and what they are worth: TOML or YAML.",
)
@click.option("--format", "-f", "form", type=click.Choice(list(FORMATS)), default="text")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Where to write: a file for one document, a folder for several.",
)
@click.option("--jobs", "-j", type=click.IntRange(1), default=2, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random points.")
@click.option("--hints", is_flag=True, help="Hints instead of answers: a report for the student.")
@click.option(
    "--seconds", type=click.FloatRange(0.1), default=2.5, help="Most for one formula [2.5]."
)
@click.option("--megabytes", type=click.IntRange(128), default=1024, help="Most memory [1024].")
def command(
    files: tuple[Path, ...],
    rubric_path: Path | None,
    form: str,
    output: Path | None,
    jobs: int,
    seed: int,
    hints: bool,
    seconds: float,
    megabytes: int,
) -> None:
    """Check every formula of FILES: Markdown, LaTeX, notebooks, text; folders are walked.

    \b
    matcalc grade homework.md
    matcalc grade submissions/ --rubric rubric.toml --format html -o reports/

    \b
    Exit codes: 0 every document was graded, whatever is in it; 2 unusable input;
    3 a document could not be graded to its end.
    """
    with told():
        rubric = None if rubric_path is None else read_rubric(rubric_path)
        found = documents(files)
    _demand(form, rubric, found, output)
    limits = Limits(seconds=seconds, memory=megabytes * MEGABYTE)
    graded = grade_files(found, rubric=rubric, seed=seed, limits=limits, jobs=jobs)
    reports = []
    for made in _shown(graded, len(found)):
        report = with_hints(made, rubric) if hints else made
        reports.append(report)
        _write(report, form, _target(output, report, found, form))
    _conclude(reports, output)


def _demand(form: str, rubric: Rubric | None, found: Sequence[Path], output: Path | None) -> None:
    """Refuse what cannot be written, before anything is graded."""
    if form in NEED_POINTS and not (rubric and any(each.points for each in rubric.questions)):
        raise click.UsageError(f"--format {form} needs points: give a --rubric with points.")
    if len(found) > 1 and output is None and form != "text":
        raise click.UsageError(f"--format {form} of several documents needs -o FOLDER.")
    if len(found) > 1 and output is not None and output.is_file():
        raise click.UsageError(f"{output} is a file, and there are several documents.")
    if not are_kept():
        click.echo("This system keeps no limit on memory: only time is limited.", err=True)


def _shown(reports: Iterator[Report], count: int) -> Iterator[Report]:
    """The reports, with a progress bar where there is a terminal to show it."""
    if count < 2 or not sys.stderr.isatty():
        return reports
    from rich.console import Console
    from rich.progress import track

    return iter(track(reports, "grading", count, console=Console(stderr=True), transient=True))


def _target(output: Path | None, report: Report, found: Sequence[Path], form: str) -> Path | None:
    """The file for a report; in a folder, it is named after the document and its folders."""
    if output is None or (len(found) == 1 and not output.is_dir()):
        return output
    inside = [part for part in Path(report.name).parts if part not in ("/", "..", ".")]
    names = {Path(*path.parts[-1:]) for path in found}
    name = inside[-1] if len(names) == len(found) else "_".join(inside)
    return output / f"{name}{FORMATS[form][0]}"


def _write(report: Report, form: str, target: Path | None) -> None:
    # Half a surrogate pair, as a notebook may hold it, cannot be written: it is escaped.
    made = FORMATS[form][1](report).encode("utf-8", "backslashreplace").decode("utf-8")
    if target is None:
        click.echo(made, nl=False)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(click.unstyle(made), encoding="utf-8")
    except OSError as trouble:
        raise click.UsageError(f"{target} cannot be written: {trouble.strerror}.") from trouble


def _conclude(reports: Sequence[Report], output: Path | None) -> None:
    """A summary of a folder, and the exit code."""
    if len(reports) > 1:
        if output is not None:
            summary = output / "summary.csv"
            summary.write_text(to_csv(reports), encoding="utf-8", errors="backslashreplace")
        wrong = sum(any(map(is_wrong, report.findings)) for report in reports)
        click.echo(f"{len(reports)} documents graded, {wrong} with something wrong.", err=True)
    if any(report.trouble for report in reports):
        raise click.exceptions.Exit(3)
