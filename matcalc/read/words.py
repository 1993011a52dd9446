"""Words for assumptions, as people and tables write them, to the tags that matcalc knows.

>>> tag("rows sum to 1"), tag("one-hot"), tag("SPD"), tag("in (0,1)")
('rows_sum_to_one', 'one_hot', 'positive_definite', 'unit_interval')
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def listed(text: str) -> tuple[str, ...]:
    """The words of a text, for tables that are read more easily than lists.

    >>> listed("tr det inv")
    ('tr', 'det', 'inv')
    """
    return tuple(text.split())


_SAME: Mapping[str, str] = {
    "spd": "positive_definite",
    "pd": "positive_definite",
    "symmetric_positive_definite": "positive_definite",
    "positive_definite_symmetric": "positive_definite",
    "nonsingular": "invertible",
    "non_singular": "invertible",
    "regular": "invertible",
    "skew": "skew_symmetric",
    "antisymmetric": "skew_symmetric",
    "one_hot_vector": "one_hot",
    "onehot": "one_hot",
    "rows_one_hot": "one_hot_rows",
    "one_hot_row": "one_hot_rows",
    "columns_one_hot": "one_hot_columns",
    "rows_sum_to_1": "rows_sum_to_one",
    "row_sums_one": "rows_sum_to_one",
    "rows_sum_to_one": "rows_sum_to_one",
    "sums_to_1": "sums_to_one",
    "sum_to_1": "sums_to_one",
    "sum_to_one": "sums_to_one",
    "sums_to_one": "sums_to_one",
    "stochastic": "row_stochastic",
    "probability_vector": "simplex",
    "in_0_1": "unit_interval",
    "between_0_and_1": "unit_interval",
    "plus_minus_one": "sign",
    "0_1": "binary",
    "positive_entries": "positive",
    "integer_valued": "count",
    "non_zero": "nonzero",
    "orthonormal": "orthonormal_columns",
    "lower": "lower_triangular",
    "upper": "upper_triangular",
    "unit_norm": "unit_norm",
}


def tag(word: str) -> str:
    """The tag that a word or phrase means; an unknown word is kept as it stands."""
    plain = re.sub(r"[^a-z0-9]+", "_", word.strip().lower()).strip("_")
    return _SAME.get(plain, plain)
