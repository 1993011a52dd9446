"""Many documents: files and folders to reports, on any executor.

Each document is graded in a process of its own (`worker`), so the executor only waits: threads
are enough on one machine, and the executor of a cluster spreads the documents over its machines.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from stat import S_ISREG

from matcalc.errors import ReadError
from matcalc.grade.findings import Report
from matcalc.grade.rubric import Rubric
from matcalc.grade.worker import MODULE, grade_text
from matcalc.limited import Limits

ENDINGS = (".md", ".markdown", ".tex", ".txt", ".ipynb")
"""The files of a folder that are documents."""

LARGEST = 5_000_000
"""Bytes of the largest file that is graded."""


def documents(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the documents in the folders named, sorted; each once.

    Hidden files and links are left out of folders. A file that is not there is kept among
    others: its report says so. Raises ReadError when nothing is there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_in_folder(path) if path.is_dir() else [path]))
    if found and not any(map(_is_there, found)):
        raise ReadError(f"{next(iter(found))}: there is no such file or folder.")
    if not found:
        raise ReadError(
            "There is no document here.", hint=f"Documents end in {', '.join(ENDINGS)}."
        )
    return list(found)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a link that leads to itself
        return False


def _in_folder(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in ENDINGS
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and not path.is_symlink()
    )


def text_of(path: Path) -> str:
    """The text of a document; what is not UTF-8 in it, or UTF-16 where it says so, is replaced.

    Raises ReadError for a file that cannot be read or is too large.
    """
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise ReadError("This is no file, but a pipe or a device: save the document first.")
        if status.st_size > LARGEST:
            raise ReadError(f"The file has {status.st_size} bytes, and at most {LARGEST} are read.")
        return _decoded(path.read_bytes())
    except OSError as trouble:
        raise ReadError(f"The file cannot be read: {trouble.strerror}.") from trouble


def _decoded(told: bytes) -> str:
    is_wide = told.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    text = told.decode("utf-16" if is_wide else "utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def grade_file(
    path: Path,
    rubric: Rubric | None = None,
    seed: int = 0,
    limits: Limits | None = None,
    module: str = MODULE,
) -> Report:
    """The report on one file."""
    try:
        text = text_of(path)
    except ReadError as error:
        return Report(str(path), trouble=str(error), seed=seed)
    return grade_text(text, str(path), rubric=rubric, seed=seed, limits=limits, module=module)


def grade_files(
    paths: Iterable[Path],
    *,
    rubric: Rubric | None = None,
    seed: int = 0,
    limits: Limits | None = None,
    executor: Executor | None = None,
    jobs: int = 1,
    module: str = MODULE,
) -> Iterator[Report]:
    """The reports on files, in their order, each as soon as it and those before it are made."""
    pool = executor or ThreadPoolExecutor(jobs)
    try:
        waiting = [
            pool.submit(grade_file, path, rubric, seed, limits, module) for path in list(paths)
        ]
        for future in waiting:
            yield future.result()
    finally:
        if executor is None:
            pool.shutdown(cancel_futures=True)
