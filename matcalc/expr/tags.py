"""Which assumptions may be made of one name together, and which of them its values follow.

>>> chosen({"symmetric", "orthogonal"}), chosen({"positive", "symmetric"})
(('reflection', ''), ('symmetric', 'positive'))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from matcalc.errors import UnsupportedError


def _table(rows: str) -> Mapping[str, frozenset[str]]:
    """Lines ``tag: what follows from it`` as a mapping."""
    pairs = (line.split(":") for line in rows.strip().splitlines())
    return {name.strip(): frozenset(follow.split()) for name, follow in pairs}


ENTRIES = _table(
    """
    zero: integer count binary nonnegative nonpositive closed_unit_interval
    binary: integer count nonnegative closed_unit_interval
    sign: integer nonzero
    positive_integer: integer count positive nonnegative nonzero
    nonzero_integer: integer nonzero
    count: integer nonnegative
    integer:
    unit_interval: positive nonnegative nonzero closed_unit_interval
    closed_unit_interval: nonnegative
    greater_than_one: large positive nonnegative nonzero
    positive: nonnegative nonzero
    nonnegative:
    negative: nonpositive nonzero
    nonpositive:
    nonzero:
    large:
    """
)
"""What the entries are, and what follows from it."""

_MEETS: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(pair.split()), both)
    for pair, both in (
        ("integer positive", "positive_integer"),
        ("integer nonnegative", "count"),
        ("integer nonzero", "nonzero_integer"),
        ("count positive", "positive_integer"),
        ("count nonzero", "positive_integer"),
        ("nonnegative nonzero", "positive"),
        ("nonpositive nonzero", "negative"),
        ("nonnegative nonpositive", "zero"),
        ("closed_unit_interval nonzero", "unit_interval"),
        ("closed_unit_interval positive", "unit_interval"),
        ("closed_unit_interval integer", "binary"),
        ("large positive", "greater_than_one"),
        ("large nonnegative", "greater_than_one"),
    )
)
"""Two of them, and the entries that are both."""

_ALL = " ".join(ENTRIES)
_SPARSE = "zero binary count integer closed_unit_interval nonnegative nonpositive"

FORMS = _table(
    f"""
    diagonal: symmetric lower_triangular upper_triangular {_SPARSE}
    semidefinite_diagonal: diagonal positive_semidefinite symmetric lower_triangular
      upper_triangular nonnegative
    definite_diagonal: diagonal positive_definite positive_semidefinite symmetric
      lower_triangular upper_triangular nonnegative
    reflection: orthogonal symmetric orthonormal_columns
    signed_diagonal: diagonal orthogonal symmetric orthonormal_columns lower_triangular
      upper_triangular integer
    orthogonal: orthonormal_columns distinct_eigenvalues
    orthonormal_columns:
    positive_definite: symmetric positive_semidefinite distinct_eigenvalues
      real_distinct_eigenvalues distinct_singular_values positive nonnegative large
    positive_semidefinite: symmetric nonnegative
    skew_symmetric: distinct_eigenvalues integer zero
    symmetric: distinct_eigenvalues real_distinct_eigenvalues distinct_singular_values {_ALL}
    lower_triangular: distinct_eigenvalues real_distinct_eigenvalues {_SPARSE}
    upper_triangular: distinct_eigenvalues real_distinct_eigenvalues {_SPARSE}
    one_hot: unit_norm binary count integer nonnegative closed_unit_interval
    one_hot_rows: row_stochastic rows_sum_to_one binary count integer nonnegative
      closed_unit_interval
    one_hot_columns: binary count integer nonnegative closed_unit_interval
    simplex: sums_to_one unit_interval positive nonnegative nonzero closed_unit_interval
    row_stochastic: rows_sum_to_one unit_interval positive nonnegative closed_unit_interval
    sums_to_one:
    rows_sum_to_one:
    unit_norm:
    real_distinct_eigenvalues: distinct_eigenvalues
    distinct_singular_values: distinct_eigenvalues {_ALL}
    distinct_eigenvalues: {_ALL}
    """.replace("\n      ", " ")
)
"""The forms of a matrix, and what may be said besides: what follows, and entries it can have.

Of several that are possible the first is the weakest.
"""

RANKS = frozenset({"invertible", "full_column_rank", "full_row_rank"})
"""Told of any form; a value without full rank is drawn again."""

_SCALED = frozenset(
    {"", "positive", "nonnegative", "negative", "nonpositive", "nonzero", "unit_interval"}
    | {"closed_unit_interval", "zero"}
)
_PATTERNS = frozenset(
    {"", "diagonal", "symmetric", "lower_triangular", "upper_triangular", "distinct_eigenvalues"}
    | {"distinct_singular_values"}
)
_DEFINITE = frozenset({"positive_definite", "definite_diagonal"})

MODIFIERS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "small": (frozenset({*FORMS, ""}), _SCALED),
    "contractive": (_PATTERNS | {"skew_symmetric"}, _SCALED),
    "positive_diagonal": (
        _PATTERNS | _DEFINITE,
        frozenset({"", "positive", "nonnegative", "nonzero"}),
    ),
}
"""What may be said besides, and the forms and the entries with which it may be said."""


_OF_FULL_RANK = {
    "positive_semidefinite": "positive_definite",
    "semidefinite_diagonal": "definite_diagonal",
}

_SUMMING = {
    ("sums_to_one", "positive"): ("simplex", "positive"),
    ("sums_to_one", "nonnegative"): ("simplex", "nonnegative"),
    **{
        ("simplex", weaker): ("simplex", "positive")
        for weaker in ("nonnegative", "nonzero", "closed_unit_interval")
    },
    ("sums_to_one", "unit_interval"): ("simplex", "unit_interval"),
    ("rows_sum_to_one", "unit_interval"): ("row_stochastic", "unit_interval"),
    ("rows_sum_to_one", "positive"): ("row_stochastic", "positive"),
    ("rows_sum_to_one", "nonnegative"): ("row_stochastic", "nonnegative"),
    ("rows_sum_to_one", "binary"): ("one_hot_rows", "binary"),
}
"""Sums that are one, of entries with a sign."""

COMBINED = frozenset(
    {"reflection", "signed_diagonal", "definite_diagonal", "semidefinite_diagonal"}
)
"""Forms and entries that only several tags together say."""


def chosen(tags: Iterable[str]) -> tuple[str, str]:
    """The form and the entries of values of which all the tags are true; "" is any.

    Raises UnsupportedError, naming two of them, where no such values are known.
    """
    told = frozenset(tags)
    forms = told & FORMS.keys()
    form = _form(forms)
    if not told.isdisjoint(RANKS):
        form = _OF_FULL_RANK.get(form, form)
    entries = told & ENTRIES.keys()
    entry = _entry(entries)
    form, entry = _SUMMING.get((form, entry), (form, entry))
    if form and entry and entry not in FORMS[form]:
        raise _clash(min(forms), min(entries))
    if told >= {"contractive", "positive_diagonal"}:
        raise _clash("contractive", "positive_diagonal")
    for modifier in sorted(told & MODIFIERS.keys()):
        with_forms, with_entries = MODIFIERS[modifier]
        if form not in with_forms:
            raise _clash(min(forms), modifier)
        if entry not in with_entries:
            raise _clash(min(entries), modifier)
    return form, entry


def _form(wanted: frozenset[str]) -> str:
    """The weakest form that has all that is wanted."""
    if not wanted:
        return ""
    for form in (*sorted(wanted), *FORMS):
        if wanted <= FORMS[form] | {form}:
            return form
    raise _clash(*_pair(wanted, lambda pair: any(pair <= {*FORMS[each], each} for each in FORMS)))


def _entry(wanted: frozenset[str]) -> str:
    """The entries that are all that is wanted."""
    if not wanted:
        return ""
    for entry in sorted(wanted):
        if wanted <= ENTRIES[entry] | {entry}:
            return entry
    for pair, both in _MEETS:
        if pair <= wanted:
            return _entry(wanted - pair | {both})
    raise _clash(*_pair(wanted, _can_meet))


def _can_meet(pair: frozenset[str]) -> bool:
    one, other = pair
    return one in ENTRIES[other] or other in ENTRIES[one] or any(pair == each for each, _ in _MEETS)


def _pair(wanted: frozenset[str], fits: Callable[[frozenset[str]], bool]) -> tuple[str, str]:
    """Two that do not go together, or the first two where only all of them do not."""
    pairs = list(combinations(sorted(wanted), 2))
    return next((pair for pair in pairs if not fits(frozenset(pair))), pairs[0])


def _clash(one: str, other: str) -> UnsupportedError:
    first, second = (each.replace("_", " ") for each in (one, other))
    return UnsupportedError(
        f"no values are known that are {first} and {second} at once.",
        hint="Leave one of the two out, or say what both mean together.",
    )
