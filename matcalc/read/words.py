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


TAGS = frozenset(
    listed(
        """
        symmetric skew_symmetric positive_definite invertible orthogonal orthonormal_columns
        diagonal lower_triangular upper_triangular positive_diagonal full_column_rank
        full_row_rank distinct_eigenvalues real_distinct_eigenvalues distinct_singular_values
        contractive positive nonnegative nonzero unit_interval simplex row_stochastic
        rows_sum_to_one sums_to_one one_hot one_hot_rows one_hot_columns sign binary count
        integer unit_norm zero small large greater_than_one
        """
    )
)
"""The tags that have a meaning: what is drawn at random satisfies them."""

SQUARE_ONLY = frozenset(
    listed(
        """
        symmetric skew_symmetric positive_definite invertible orthogonal distinct_eigenvalues
        real_distinct_eigenvalues
        """
    )
)
"""The tags that only a square matrix can have."""

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
    "semidefinite": "positive_definite",
    "positive_semidefinite": "positive_definite",
    "psd": "positive_definite",
    "full_rank": "invertible",
    "unit_vector": "unit_norm",
    "norm_1": "unit_norm",
    "unitary": "orthogonal",
    "row_sums_to_one": "rows_sum_to_one",
    "each_row_sums_to_1": "rows_sum_to_one",
    "each_row_sums_to_one": "rows_sum_to_one",
    "entries_sum_to_1": "sums_to_one",
    "entries_sum_to_one": "sums_to_one",
    "probabilities": "simplex",
    "distribution": "simplex",
    "probability_distribution": "simplex",
    "in_01": "unit_interval",
    "probability": "unit_interval",
    "entries_in_0_1": "unit_interval",
    "pm_1": "sign",
    "plus_or_minus_one": "sign",
    "plus_minus_1": "sign",
    "1": "sign",
    "signs": "sign",
    "zero_one": "binary",
    "0_or_1": "binary",
    "zero_or_one": "binary",
    "integers": "count",
    "whole": "count",
    "strictly_positive": "positive",
    "greater_than_zero": "positive",
    "greater_than_0": "positive",
    "0": "positive",
    "non_negative": "nonnegative",
    "not_zero": "nonzero",
    "one_hot_encoded": "one_hot",
}


def tag(word: str) -> str:
    """The tag that a word or phrase means; an unknown word is kept as it stands."""
    plain = re.sub(r"[^a-z0-9]+", "_", word.strip().lower()).strip("_")
    return _SAME.get(plain, plain)
