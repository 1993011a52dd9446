"""Folders of documents, on several executors; what cannot be read is told and goes no further."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from matcalc.errors import ReadError
from matcalc.grade import run
from matcalc.grade.run import documents, grade_file, grade_files

MODULE = "tests.grade.standin"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.md").write_text("proved\nrefuted", encoding="utf-8")
    (tmp_path / "a.tex").write_text("layout", encoding="utf-8")
    (tmp_path / "c.py").write_text("proved", encoding="utf-8")
    (tmp_path / ".hidden.md").write_text("proved", encoding="utf-8")
    (tmp_path / "link.md").symlink_to(tmp_path / "a.tex")
    return tmp_path


def test_a_folder_is_walked(folder):
    assert documents([folder]) == [folder / "a.tex", folder / "b" / "one.md"]


def test_a_file_that_is_named_is_taken_once(folder):
    assert documents([folder / "c.py", folder / "a.tex", folder])[:2] == [
        folder / "c.py",
        folder / "a.tex",
    ]
    assert len(documents([folder / "a.tex", folder])) == 2


@pytest.mark.parametrize(
    ("name", "said"), [("d.md", "there is no such file"), ("empty", "There is no document here.")]
)
def test_nothing_to_grade_is_told(folder, name, said):
    (folder / "empty").mkdir()
    with pytest.raises(ReadError, match=said):
        documents([folder / name])


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_reports_in_order(folder, executor):
    pool = executor(2) if executor else None
    found = list(grade_files(documents([folder]), executor=pool, module=MODULE, jobs=2))
    assert [[each.verdict for each in report.findings] for report in found] == [
        ["layout"],
        ["proved", "refuted"],
    ]
    if pool is not None:
        pool.shutdown()


def test_a_file_that_is_too_large_is_trouble_with_it_alone(folder, monkeypatch):
    monkeypatch.setattr(run, "LARGEST", 3)
    report = grade_file(folder / "a.tex", module=MODULE)
    assert report.trouble == "The file has 6 bytes, and at most 3 are read."


def test_bytes_that_are_no_text_are_replaced(folder):
    (folder / "x.md").write_bytes(b"\xff\xfe\n\x00")
    assert len(grade_file(folder / "x.md", module=MODULE).findings) == 2
