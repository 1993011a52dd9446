"""One document from Python: a path or a text, to a report that shows itself in a notebook."""

from __future__ import annotations

from pathlib import Path

from matcalc.grade.findings import Report
from matcalc.grade.hinted import with_hints
from matcalc.grade.rubric import read_rubric
from matcalc.grade.run import text_of
from matcalc.grade.worker import grade_text


def grade(
    document: str | Path,
    *,
    rubric: str | Path | None = None,
    name: str = "text.md",
    seed: int = 0,
    hints: bool = False,
) -> Report:
    """The report on a document: a Path, or the text itself; ``name`` gives a text its format.

    Each formula is judged in a process with limits of time and memory. ``rubric`` is the path
    of a rubric; ``hints`` keeps the answers out. Raises ReadError for a file or a rubric that
    cannot be read.
    """
    if isinstance(document, Path):
        document, name = text_of(document), str(document)
    told = None if rubric is None else read_rubric(Path(rubric))
    report = grade_text(document, name, rubric=told, seed=seed)
    return with_hints(report, told) if hints else report
