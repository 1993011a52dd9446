"""The page about SymPy says what is found, and matcalc is right on every line of it."""

import pytest
import sympy

from benchmarks.sympy_page import PAGE, ROWS, page, problem_of, told_by_matcalc
from matcalc.derive import derive
from matcalc.values.jax_ import jax_gradient_check


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.function)
def test_matcalc_proves_each_and_jax_agrees(row):
    assert told_by_matcalc(row)[1] == "proved"
    problem = problem_of(row)
    assert jax_gradient_check(problem, derive(problem).unfold()).equal


def test_the_page_is_what_is_found_now():
    text = PAGE.read_text(encoding="utf-8")
    if f"SymPy {sympy.__version__} " not in text:
        pytest.skip("the page was written with another version of SymPy")
    assert text == page()
