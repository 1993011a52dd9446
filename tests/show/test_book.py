"""The book and the documents: what they hold, and that TeX sets them without wide lines."""

import re
import shutil
import subprocess

import pytest
from click.testing import CliRunner
from matcalc.identities import all_identities

from matcalc.cli import main
from matcalc.index.worked import worked_out
from matcalc.show.breaking import WIDEST, broken, glyphs

pdflatex = pytest.mark.skipif(
    shutil.which("pdflatex") is None, reason="no TeX engine: apt install texlive-latex-recommended"
)
POINTS = re.compile(r"Overfull \\hbox \(([\d.]+)pt too wide\)")


def run(*arguments):
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def widest(log):
    return max([0.0, *(float(each) for each in POINTS.findall(log))])


def typeset(source):
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", source.name]
    done = subprocess.run(command, cwd=source.parent, capture_output=True, check=False)
    log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-2000:]
    return log.replace("\n", "")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A chapter, written once in both formats."""
    folder = tmp_path_factory.mktemp("book")
    for ending in ("tex", "html"):
        options = ["--only", "inverses", "--check", "kernel", "--check", "exact"]
        run("book", *options, "-o", folder / f"book.{ending}")
    return folder


def test_the_book_tells_every_identity_of_its_subjects(book):
    source = (book / "book.tex").read_text(encoding="utf-8")
    for identity in all_identities():
        assert (f"\\label{{{identity.name}}}" in source) == (identity.subject == "inverses")
    assert "\\chapter*{Notation}" in source
    assert "\\chapter*{How each identity is known}" in source
    assert source.count("\\begin{proof}[In index notation]") > 5
    assert "\\times$ " not in source.split("How each identity is known")[-1]


def test_the_page_needs_nothing_else(book):
    page = (book / "book.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<script" not in page
    assert "http" not in page
    assert page.count("<h3 ") == sum(each.subject == "inverses" for each in all_identities())
    assert page.count("<math") > 100


@pdflatex
def test_the_book_is_set_without_wide_lines(book):
    assert widest(typeset(book / "book.tex")) <= 5


@pdflatex
@pytest.mark.parametrize("style", ["differential", "index"])
def test_a_sample_is_set_without_wide_lines(tmp_path, style):
    names = ["softmax-backward-rows", "gaussian-by-mean", "tanh-sigmoid-cross-entropy-by-s1"]
    run("prove", *names, "--style", style, "-o", tmp_path / "sample.tex")
    assert widest(typeset(tmp_path / "sample.tex")) <= 5


@pytest.mark.parametrize("identity", all_identities()[::7], ids=lambda each: each.name)
def test_no_piece_of_a_formula_is_wider_than_a_line(identity):
    problem = identity.problem()
    if problem.kind != "gradient" or problem.constraint or not problem.target.is_scalar:
        pieces = broken(identity.claim())
    else:
        lines = [line.expr for each in worked_out(problem) for line in each.lines]
        pieces = [piece for line in lines for piece in broken(line)]
    for piece in pieces:
        assert glyphs(piece) <= WIDEST or " " not in piece.split("}")[-1]


def test_an_unknown_subject_is_refused(tmp_path):
    result = CliRunner().invoke(main, ["book", "--only", "cooking", "-o", str(tmp_path / "b.tex")])
    assert result.exit_code == 2
    assert "No subject 'cooking'" in result.output


def test_without_a_tex_engine_the_source_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    target = tmp_path / "proof.pdf"
    result = CliRunner().invoke(main, ["prove", "quadratic-form", "-o", str(target)])
    assert result.exit_code == 3
    assert "no TeX engine (pdflatex) was found" in result.output
    assert "texlive-latex-recommended" in result.output
    assert target.with_suffix(".tex").exists()


def test_an_ending_without_a_format_is_refused(tmp_path):
    result = CliRunner().invoke(main, ["prove", "quadratic-form", "-o", str(tmp_path / "p.doc")])
    assert result.exit_code == 3
    assert "The endings are .tex, .md, .html, .txt and .pdf." in result.output
