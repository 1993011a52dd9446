"""The pages of docs/ that are made by a program are current, and their proofs short."""

import importlib.util
from pathlib import Path

import pytest
from matcalc.identities import find

from matcalc.derive import derive
from matcalc.show.proof import proof_of

DOCS = Path(__file__).parent.parent / "docs"


def made(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_proofs_are_current():
    text = (DOCS / "proofs.md").read_text(encoding="utf-8")
    assert text == made("proofs").page(), "run: python docs/proofs.py"


@pytest.mark.parametrize("name", ["quadratic-form", "trace-triple-product", "euclidean-norm"])
def test_the_first_proofs_take_six_lines_at_most(name):
    proof = proof_of(derive(find(name).problem()))
    lines = [line for part in proof.parts for each in part.passages for line in each.lines]
    assert len(lines) + 2 <= 6
