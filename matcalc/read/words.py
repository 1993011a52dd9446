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
        integer unit_norm zero small large greater_than_one negative nonpositive
        closed_unit_interval positive_semidefinite positive_integer nonzero_integer
        """
    )
)
"""The tags that have a meaning: what is drawn at random satisfies them."""

SQUARE_ONLY = frozenset(
    listed(
        """
        symmetric skew_symmetric positive_definite positive_semidefinite invertible orthogonal
        distinct_eigenvalues real_distinct_eigenvalues
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
    "not_singular": "invertible",
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
    "between_0_and_1": "unit_interval",
    "plus_minus_one": "sign",
    "positive_entries": "positive",
    "integer_valued": "integer",
    "non_zero": "nonzero",
    "orthonormal": "orthonormal_columns",
    "lower": "lower_triangular",
    "upper": "upper_triangular",
    "semidefinite": "positive_semidefinite",
    "positive_semi_definite": "positive_semidefinite",
    "symmetric_positive_semidefinite": "positive_semidefinite",
    "psd": "positive_semidefinite",
    "spsd": "positive_semidefinite",
    "full_rank": "invertible",
    "unit_vector": "unit_norm",
    "norm_1": "unit_norm",
    "unitary": "orthogonal",
    "hermitian": "symmetric",
    "self_adjoint": "symmetric",
    "row_sums_to_one": "rows_sum_to_one",
    "each_row_sums_to_1": "rows_sum_to_one",
    "each_row_sums_to_one": "rows_sum_to_one",
    "entries_sum_to_1": "sums_to_one",
    "entries_sum_to_one": "sums_to_one",
    "probabilities": "simplex",
    "distribution": "simplex",
    "probability_distribution": "simplex",
    "probability": "unit_interval",
    "entries_in_0_1": "unit_interval",
    "plus_or_minus_one": "sign",
    "plus_minus_1": "sign",
    "signs": "sign",
    "zero_one": "binary",
    "zero_or_one": "binary",
    "integers": "integer",
    "whole": "integer",
    "whole_number": "integer",
    "positive_integers": "positive_integer",
    "positive_whole_number": "positive_integer",
    "nonnegative_integer": "count",
    "non_negative_integer": "count",
    "strictly_positive": "positive",
    "greater_than_zero": "positive",
    "greater_than_0": "positive",
    "greater_than_1": "greater_than_one",
    "less_than_zero": "negative",
    "less_than_0": "negative",
    "strictly_negative": "negative",
    "non_positive": "nonpositive",
    "not_negative": "nonnegative",
    "not_positive": "nonpositive",
    "negative_entries": "negative",
    "between_0_and_1_inclusive": "closed_unit_interval",
    "non_negative": "nonnegative",
    "not_zero": "nonzero",
    "one_hot_encoded": "one_hot",
}


_RELATIONS: Mapping[str, str] = {
    ">0": "positive",
    ">=0": "nonnegative",
    "<0": "negative",
    "<=0": "nonpositive",
    "!=0": "nonzero",
    "=0": "zero",
    ">1": "greater_than_one",
    "in(0,1)": "unit_interval",
    "in[0,1]": "closed_unit_interval",
    "in{0,1}": "binary",
    "in{-1,1}": "sign",
    "≻0": "positive_definite",
    "⪰0": "positive_semidefinite",
}
"""Relations with numbers, each written in one way."""

_WRITTEN = (
    (r"\\[,;:! ]|[\s$]+", ""),
    (r"\\left|\\right", ""),
    (r"^(?:all|every|each)?(?:entry|entries|values?)(?:are|is)?", ""),
    (r"\\([{}])", r"\1"),
    (r"\\succeq|\\succcurlyeq|≽", "⪰"),
    (r"\\succ", "≻"),
    (r"\\(?:geq?|geqslant)|≥|=>", ">="),
    (r"\\(?:leq?|leqslant)|≤|=<", "<="),
    (r"\\neq?|≠|/=|<>", "!="),
    (r"\\gt", ">"),
    (r"\\lt", "<"),
    (r"==", "="),
    (r"\\pm|±|\+/?-|plus-?minus", "±"),
    (r"\\in(?![a-z])|∈", "in"),
    (r"−", "-"),
    (r"\+1", "1"),
    (r"^±1$|^(?:in)?(?:\{±1\}|\{?1,-1\}?|\{?-1,1\}?)$|^(?:-1or1|1or-1)$", "in{-1,1}"),
    (r"^(?:in)?\]0,1\[$", "in(0,1)"),
    (r"^0(?:or|/|,)1$", "in{0,1}"),
    (r"^(?=[(\[{])", "in"),
    (r"^0<\.?<1$", "in(0,1)"),
    (r"(?<=\d)\.0+(?!\d)", ""),
)
"""Ways of writing a relation, and the one that is kept."""

_RELATION = re.compile(
    r"[<>=≻⪰≽≠±∈≥≤]|\\(?:ge|le|ne|in|succ|prec|gt|lt|pm)|\bin\s*\\?[(\[{\]]|^\\?[(\[\]{]|^[-+.\d]"
)


def is_relation(word: str) -> bool:
    """Whether a text compares with a number or names a set: it says nothing in other words.

    >>> is_relation("< 0"), is_relation("in [0, 1]"), is_relation("rows sum to 1")
    (True, True, False)
    """
    return _RELATION.search(word.strip()) is not None


def tag(word: str) -> str:
    """The tag that a word, phrase or relation means; an unknown one is kept as it stands.

    >>> tag(r"\\geq 0"), tag("in {0, 1}"), tag("> -1")
    ('nonnegative', 'binary', '> -1')
    """
    if is_relation(word):
        return _RELATIONS.get(_one_way(word), word)
    plain = re.sub(r"[^a-z0-9]+", "_", word.strip().lower()).strip("_")
    return _SAME.get(plain, plain)


def _one_way(relation: str) -> str:
    """A relation without spaces and commands.

    >>> _one_way(r"\\neq 0")
    '!=0'
    """
    text = relation.strip().lower()
    for written, kept in _WRITTEN:
        text = re.sub(written, kept, text)
    return text


def tags(text: str) -> tuple[str, ...]:
    """The tags of a word, or of several with "and" or commas between them.

    >>> tags("symmetric, invertible"), tags("in (0,1)"), tags("arbitrary"), tags("not symmetric")
    (('symmetric', 'invertible'), ('unit_interval',), (), ())
    """
    whole = tag(text)
    if whole in TAGS:
        return (whole,)
    if _SAYS_NOTHING.fullmatch(text.strip().lower()):
        return ()
    parts = tuple(tag(part) for part in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", text.strip()))
    return parts if TAGS.issuperset(parts) else (whole,)


_SAYS_NOTHING = re.compile(
    r"real|real[- ]valued|constant|fixed|given|known|general|generic|arbitrary|any|unrestricted"
    r"|(?:need not be|not necessarily|not assumed(?: to be)?)\s[\w\s-]+"
    r"|(?:not |non[- ]?)(?:symmetric|diagonal|orthogonal)|asymmetric"
)
"""What leaves almost all values possible. "Not invertible" says more, and is not among it."""


def known_words() -> str:
    """What may be assumed, for a message."""
    words = sorted(each.replace("_", " ") for each in TAGS)
    return f"Known: {', '.join(RELATIONS_SHOWN)}, {', '.join(words)}."


RELATIONS_SHOWN = (
    "> 0",
    "≥ 0",
    "< 0",
    "≤ 0",
    "≠ 0",
    "= 0",
    "> 1",
    "in (0,1)",
    "in [0,1]",
    "in {0,1}",
    "±1",
)
"""The relations that are known, as a reader writes them."""
