from itertools import islice
from random import Random

import pytest

from matcalc.errors import ReadError
from matcalc.expr import dim
from matcalc.values.sizes import SizeRules, draw_sizes, growing_sizes, read_dim

NAMES = ["m", "n", "p"]


@pytest.mark.parametrize("seed", range(5))
def test_main_sizes_differ_and_degenerate_ones_are_small(seed):
    main = draw_sizes(NAMES, Random(seed)).values()
    assert len(set(main)) == 3
    assert min(main) >= 3
    assert set(draw_sizes(NAMES, Random(seed), "degenerate").values()) <= {1, 2}
    assert len(set(draw_sizes(NAMES, Random(seed), "equal").values())) == 1


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("m >= n", (3, 3), (2, 3)),
        ("m > n", (4, 3), (3, 3)),
        ("m == 2*n - 1", (5, 3), (6, 3)),
        ("n < m <= n + 2", (5, 3), (6, 3)),
        ("m*n ≤ 12", (4, 3), (5, 3)),
        ("m ≠ n".replace("≠", "!="), (4, 3), (3, 3)),
    ],
)
def test_conditions(text, right, wrong):
    rules = SizeRules.read([text])
    assert rules.allow(dict(zip("mn", right, strict=True)))
    assert not rules.allow(dict(zip("mn", wrong, strict=True)))
    pool = "main" if "2*n" not in text else "small"
    assert rules.allow(draw_sizes(["m", "n"], Random(1), pool, rules))


def test_fixed_and_compound_sizes():
    rules = SizeRules.read([], {"n": 7})
    assert draw_sizes(["m", "n"], Random(1), rules=rules) == {"m": 3, "n": 7}
    sizes = draw_sizes(["n"], Random(2), "degenerate", dims=[dim("n") - 1])
    assert sizes == {"n": 2}


def test_growing_sizes_start_small_and_stay_within_the_rules():
    grown = list(islice(growing_sizes(["m", "n"]), 4))
    assert grown == [{"m": 1, "n": 1}, {"m": 1, "n": 2}, {"m": 2, "n": 1}, {"m": 2, "n": 2}]
    assert list(growing_sizes(["n"], SizeRules.read(["n > 3"]))) == [{"n": 4}]
    assert list(growing_sizes([])) == [{}]


def test_dimensions_are_read():
    assert read_dim("2*n*m - 1 + k") is dim("n") * "m" * 2 - 1 + "k"
    assert read_dim("-n+3") is dim("n") * -1 + 3


@pytest.mark.parametrize("text", ["", "2n", "n +", "n ** 2", "__import__('os')", "n)"])
def test_what_is_no_dimension(text):
    with pytest.raises(ReadError, match="is no dimension"):
        read_dim(text)


def test_what_is_no_condition_or_cannot_be_met():
    with pytest.raises(ReadError, match="'m' is no condition on dimensions"):
        SizeRules.read(["m"])
    with pytest.raises(ReadError, match="no sizes were found for m, n"):
        draw_sizes([], Random(1), rules=SizeRules.read(["m > n", "n > m"]))
