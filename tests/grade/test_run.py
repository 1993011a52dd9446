"""Folders of documents, on several executors; what cannot be read is told and goes no further."""

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from matcalc.errors import ReadError
from matcalc.grade import run
from matcalc.grade.blocks import blocks_of
from matcalc.grade.run import documents, grade_file, grade_files, text_of

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
    (folder / "x.md").write_bytes(b"\x80\xfe\n\x00")
    assert len(grade_file(folder / "x.md", module=MODULE).findings) == 2


def test_two_bytes_a_letter_are_read_where_the_file_says_so(folder):
    (folder / "x.md").write_bytes("$a$ é\r\n$b$".encode("utf-16"))
    assert text_of(folder / "x.md") == "$a$ é\n$b$"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: os.mkfifo(path), "This is no file, but a pipe or a device"),
        (lambda path: path.symlink_to(path), "The file cannot be read"),
        (lambda path: None, "The file cannot be read: No such file or directory."),
    ],
    ids=["pipe", "loop", "missing"],
)
def test_one_bad_file_does_not_stop_the_others(folder, make, said):
    make(folder / "bad.md")
    found = list(grade_files(documents([folder / "bad.md", folder / "a.tex"]), module=MODULE))
    assert found[0].trouble.startswith(said)
    assert not found[1].trouble and found[1].findings


OPEN = (r"\begin{align}", r"\[", r"\(", "$$", "<!--", r"\begin{verbatim}")


@pytest.mark.parametrize("opening", OPEN)
@pytest.mark.parametrize("name", ["a.md", "a.tex"])
def test_what_never_ends_is_no_formula(opening, name):
    """Each ending is looked for once, not once for each of many openings."""
    blocks = blocks_of(f"Let $a = b$.\n\n{opening} x {opening}{opening} y", name)
    assert [each.text for each in blocks if each.kind == "inline"] == ["a = b"]
    many = blocks_of(opening * 20_000, name)
    assert sum(len(each.text) for each in many if each.is_formula) <= 20_000 * len(opening)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is not a notebook: the file is not JSON."),
        ("[" * 100_000, "this is not a notebook: the file is not JSON."),
        ('{"cells": 5}', "it has no list of cells, each with a type and a source."),
        ('{"cells": [{"cell_type": "markdown"}]}', "it has no list of cells"),
    ],
)
def test_what_is_no_notebook(text, said):
    with pytest.raises(ReadError, match=said):
        blocks_of(text, "a.ipynb")
