"""Sheets of problems: read, solved, and written in every format."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from matcalc.cli import main
from matcalc.errors import MatcalcError, ReadError
from matcalc.sheet import read_sheet, solved

SHEETS = sorted((Path(__file__).parent.parent / "examples" / "homework").glob("*.toml"))
LAYER = """
title = "A layer"
declare = { X = ["s", "m"], W = ["n", "m"], G = ["s", "n"] }
given = ["Y = X*W'"]
upstream = { symbol = "G", of = "Y" }

[[question]]
wrt = "W"

[[question]]
title = "By the inputs"
text = "For the layer before."
wrt = "X"
style = "index"
"""


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_example_is_solved(path):
    sheet = read_sheet(path.read_text(encoding="utf-8"))
    assert sheet.title
    assert len(solved(sheet)) == len(sheet.questions) > 1


def test_questions_share_what_stands_above_them():
    first, second = solved(read_sheet(LAYER))
    assert (repr(first.result.expr), repr(second.result.expr)) == ("G'*X", "G*W")
    assert (first.title, second.title) == ("Question 1", "By the inputs")
    assert first.worked is None
    assert second.worked is not None


@pytest.mark.parametrize(
    "text, message",
    [
        ("title = ", "the sheet is not TOML"),
        ('title = "x"', "the sheet has no question"),
        ('subject = "x"\n[[question]]\n', "the sheet has a field 'subject' that is not known"),
        ("[[question]]\nvariable = 1", "question 1 has a field 'variable' that is not known"),
        ('[[question]]\nstyle = "short"', "question 1 asks for the style 'short'"),
    ],
)
def test_unreadable_sheets_say_why(text, message):
    with pytest.raises(ReadError, match=message):
        read_sheet(text)


def test_an_error_names_its_question():
    sheet = read_sheet('[[question]]\ntitle = "A trace"\nfunction = "tr(Q"\nwrt = "Q"')
    with pytest.raises(MatcalcError, match="A trace: the bracket"):
        solved(sheet)


@pytest.mark.parametrize(
    "ending, expected",
    [
        ("tex", r"\title{A layer}"),
        ("md", "# A layer"),
        ("html", "<h1>A layer</h1>"),
        ("txt", "For the layer before."),
    ],
)
def test_the_command_writes_every_format(tmp_path, ending, expected):
    sheet, target = tmp_path / "layer.toml", tmp_path / f"solution.{ending}"
    sheet.write_text(LAYER, encoding="utf-8")
    result = CliRunner().invoke(main, ["solve", str(sheet), "-o", str(target)])
    assert result.output == f"wrote {target}\n"
    assert expected in target.read_text(encoding="utf-8")


def test_several_sheets_go_to_a_folder(tmp_path):
    folder = tmp_path / "solutions"
    arguments = ["solve", *map(str, SHEETS[:2]), "-o", str(folder), "--format", "md"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert sorted(each.name for each in folder.iterdir()) == [f"{p.stem}.md" for p in SHEETS[:2]]
