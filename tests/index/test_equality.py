"""Plain equalities by their entries: every line equals the next, for each one of the library."""

from itertools import pairwise

import pytest
from click.testing import CliRunner
from matcalc.identities import all_identities

from matcalc.cli import main
from matcalc.errors import UnsupportedError
from matcalc.expr import entry, index_sum, inverse, matmul, number, scale, symbol, trace, transpose
from matcalc.index.equality import CANCELLED, compared
from matcalc.values import same

EQUALITIES = [each for each in all_identities() if each.kind == "value"]
A, B, C = (symbol(name, "n", "n") for name in "ABC")


def closed(line, places):
    """A line with its open indices summed against weights that may be anything."""
    for count, place in enumerate(places):
        weight = entry(symbol(f"weight_{count}", place.data[1]), place, number(1))
        line = index_sum(place, scale(weight, line))
    return line


def agrees(one, two, places=()):
    return same(closed(one, places), closed(two, places), trials=2, seed=5).equal


@pytest.mark.parametrize("identity", EQUALITIES, ids=lambda each: each.name)
def test_every_line_equals_the_next(identity):
    told = compared(identity.problem().target, identity.claim())
    for one, two in pairwise(told.lines):
        assert agrees(one.expr, two.expr, (*told.rows, *told.cols)), two
    before, after = told.by
    for side, multiplied in (
        (identity.problem().target, told.left),
        (identity.claim(), told.right),
    ):
        factors = [each for each in (before, side, after) if each is not None]
        assert agrees(matmul(*factors), multiplied)


def test_inverses_are_cancelled_one_by_one():
    told = compared(inverse(A @ B @ C), inverse(C) @ inverse(B) @ inverse(A))
    assert [line.reason for line in told.lines].count(CANCELLED) == 3
    assert told.by == (A @ B @ C, None)


def test_an_inverse_at_the_end_is_cleared_from_the_right():
    assert compared(A @ inverse(B + C), A @ inverse(C + B)).by == (None, B + C)


def test_what_is_not_equal_is_refused():
    with pytest.raises(UnsupportedError, match="are not known to be equal"):
        compared(A @ B, B @ A)


def test_scalars_have_one_entry():
    told = compared(trace(A @ B), trace(B @ transpose(transpose(A))))
    assert told.rows == told.cols == ()
    assert all(agrees(one.expr, two.expr) for one, two in pairwise(told.lines))


@pytest.mark.parametrize("ending", ["txt", "md", "tex", "html"])
@pytest.mark.parametrize("name", ["push-through", "kronecker-mixed-product"])
def test_the_command_proves_them_in_every_format(name, ending, tmp_path):
    path = tmp_path / f"proof.{ending}"
    run = CliRunner().invoke(main, ["prove", name, "-o", str(path)])
    assert run.exit_code == 0, run.output
    text = path.read_text(encoding="utf-8")
    assert "Theorem" in text
    assert ("Both sides are multiplied by" in text) == (name == "push-through")
    assert ("at the same place" in text) == (name == "kronecker-mixed-product")


def test_an_equality_has_no_certificate(tmp_path):
    told = ["prove", "push-through", "--certificate", str(tmp_path / "proof.json")]
    assert "has no derivation to certify" in CliRunner().invoke(main, told).output
