"""Conditions of a theorem in words, without those that the declarations already give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from matcalc.derive.definite import Known, is_definite, is_nonnegative, is_positive
from matcalc.derive.domains import DOMAINS, OF_MATRICES
from matcalc.derive.impossible import constant, never_holds
from matcalc.derive.positivity import (
    NONNEGATIVE_TAGS,
    NONZERO_TAGS,
    POSITIVE_TAGS,
    is_whole_power,
    is_zero_with_its_argument,
)
from matcalc.errors import UnsupportedError
from matcalc.expr import Expr, Problem, postorder, substitute
from matcalc.expr import head as h
from matcalc.expr.assume import is_symmetric

Condition = tuple[str, Expr]

_WORDS: Mapping[str, str] = {
    "invertible": "{0} invertible",
    "nonzero": "{0} ≠ 0",
    "nonzero_entries": "no entry of {0} is 0",
    "positive": "{0} > 0",
    "off_kink": "no entry of {0} is 0",
    "power_defined": "{0} > 0, or a whole exponent",
    "principal": "{0} has no eigenvalue in (−∞, 0]",
    "positive_whole": "{0} a whole number, at least 1",
    "solvable_sum": "the Sylvester equation with {0} has one solution",
    "solvable_product": "no two eigenvalues of {0} have the product 1",
    "constant_rank": "{0} of full rank (or of constant rank)",
    "full_rank": "{0} of full rank",
    "independent_columns": "{0} with linearly independent columns",
    "positive_definite": "{0} positive definite",
    "symmetric_point": "{0} symmetric",
    "distinct_eigenvalues": "the eigenvalues of {0} distinct",
    "simple_real_eigenvalue": "the eigenvalue of {0} real and simple",
    "distinct_singular_values": "the singular values of {0} distinct and not 0",
    "no_wider_than_high": "{0} has no more columns than rows",
    "largest_singular_value_simple": "the largest singular value of {0} simple",
    "off_bounds": "no entry of {0} at a bound, the lower bound below the upper",
    "single_largest": "the largest entry of {0} is single",
    "above_minus_one": "{0} > -1",
    "cosine_nonzero": "cos({0}) ≠ 0",
}

_FULL_RANK = frozenset(
    {
        "full_column_rank",
        "full_row_rank",
        "invertible",
        "positive_definite",
        "orthogonal",
        "orthonormal_columns",
        "distinct_singular_values",
    }
)

_GIVEN: Mapping[str, frozenset[str]] = {
    "invertible": frozenset({"invertible", "positive_definite", "orthogonal"}),
    "nonzero": NONZERO_TAGS | {"unit_norm"},
    "nonzero_entries": NONZERO_TAGS,
    "positive": POSITIVE_TAGS,
    "off_kink": NONZERO_TAGS,
    "power_defined": POSITIVE_TAGS,
    "principal": frozenset({"positive_definite"}),
    "positive_whole": frozenset({"positive_integer"}),
    "constant_rank": _FULL_RANK,
    "full_rank": _FULL_RANK,
    "independent_columns": _FULL_RANK - {"full_row_rank"},
    "positive_definite": frozenset({"positive_definite"}),
    "distinct_eigenvalues": frozenset({"distinct_eigenvalues"}),
    "simple_real_eigenvalue": frozenset({"real_distinct_eigenvalues"}),
    "distinct_singular_values": frozenset({"distinct_singular_values"}),
    "largest_singular_value_simple": frozenset({"distinct_singular_values"}),
    "above_minus_one": POSITIVE_TAGS | NONNEGATIVE_TAGS,
    "cosine_nonzero": frozenset(),
}
"""Assumptions on a symbol from which a condition follows."""

_TRIANGULAR = frozenset({"lower_triangular", "upper_triangular", "diagonal"})


def _has_positive_pivots(value: Expr) -> bool:
    """A triangular matrix with a positive diagonal."""
    tags = value.declaration.assumptions if value.head is h.SYMBOL else frozenset()
    return "positive_diagonal" in tags and not tags.isdisjoint(_TRIANGULAR)


_OF_ENTRIES = (
    "invertible",
    "nonzero",
    "nonzero_entries",
    "positive",
    "off_kink",
    "power_defined",
    "above_minus_one",
    "cosine_nonzero",
)


def needed_by(expr: Expr) -> list[Condition]:
    """What must hold for an expression to have a value: nothing is divided by zero, and so on.

    >>> from matcalc.expr import inverse, symbol
    >>> needed_by(inverse(symbol("A", "n", "n")))
    [('invertible', A)]
    """
    found: list[Condition] = []
    for node in postorder(expr):
        if node.head in (h.INVERSE, h.LOGDET):
            found.append(("invertible", node.args[0]))
        elif node.head is h.APPLY and DOMAINS.get(node.data.name):
            found.append((DOMAINS[node.data.name], node.args[0]))
        elif node.head is h.OPERATION and node.data[0] in OF_MATRICES:
            found.append((OF_MATRICES[node.data[0]], node.args[0]))
        elif node.head is h.EPOWER:
            found.extend(_needed_by_power(*node.args))
        elif node.head is h.POWER and _is_negative(node.args[1]):
            found.append(("invertible", node.args[0]))
    return found


def needed_by_problem(problem: Problem) -> list[Condition]:
    """What must hold for the function to have a value, its definitions put in reach."""
    bodies = (each.body for each in problem.definitions)
    return [pair for expr in (problem.target, *bodies) for pair in needed_by(expr)]


def _is_negative(exponent: Expr) -> bool:
    return exponent.number is not None and exponent.number < 0


def _needed_by_power(base: Expr, exponent: Expr) -> list[Condition]:
    if base.head in (h.SIZE, h.CONSTANT):
        return []
    if exponent.number is None:
        return [("power_defined", base)]
    if exponent.data.denominator != 1:
        return [("positive", base)]
    if exponent.data > 0:
        return []
    return [("nonzero", base.args[0]) if base.head is h.NORM else ("nonzero_entries", base)]


def in_words(conditions: Iterable[Condition], meanings: Mapping[Expr, Expr]) -> tuple[str, ...]:
    """The conditions that a reader must be told, each once; ``meanings`` are the definitions.

    Raises UnsupportedError for a condition that never holds.
    """
    told = dict.fromkeys(_reduced(kind, _upright(kind, value)) for kind, value in conditions)
    signs: dict[Expr, Known] = {}
    meant = {pair: substitute(pair[1], meanings) for pair in told}
    told = {pair: None for pair in told if not _follows(pair[0], meant[pair], signs)}
    for pair in told:
        _check_possible(pair, meant[pair])
    kept = (pair for pair in told if not _implied(*pair, told))
    return tuple(dict.fromkeys(_text(kind, value) for kind, value in kept))


def _check_possible(condition: Condition, meant: Expr) -> None:
    kind, value = condition
    if never_holds(kind, meant):
        raise UnsupportedError(
            f"this needs {_text(kind, value)}, which never holds: it has no value anywhere.",
            hint="Look for a division by zero, or for the logarithm of a negative number.",
            code="no_point",
        )


def _reduced(kind: str, value: Expr) -> Condition:
    """|a| > 0 and a² > 0 say that a is not 0, and so does aᵏ ≠ 0."""
    if kind in ("positive", "nonzero_entries", "off_kink"):
        while is_zero_with_its_argument(value) or (kind != "positive" and is_whole_power(value)):
            kind, value = "nonzero_entries", value.args[0]
    if kind == "nonzero_entries" and value.head is h.NORM:
        return "nonzero", value.args[0]
    return kind, value


def _implied(kind: str, value: Expr, told: Mapping[Condition, None]) -> bool:
    """Whether a stronger condition on the same quantity is told as well."""
    if kind in _WEAKER and ("positive", value) in told:
        return True
    return kind == "off_kink" and ("nonzero_entries", value) in told


_WEAKER = ("nonzero", "nonzero_entries", "off_kink", "power_defined", "above_minus_one")
"""What follows where every entry is positive."""


def _upright(kind: str, value: Expr) -> Expr:
    """Xᵀ and −X as X, in a condition that is the same for both."""
    while True:
        if value.head is h.TRANSPOSE and kind != "no_wider_than_high":
            value = value.args[0]
        elif kind in _OF_MULTIPLES and value.head is h.SCALE and _is_number(value):
            value = value.args[1]
        else:
            return value


_OF_MULTIPLES = ("invertible", "nonzero", "nonzero_entries", "off_kink")
"""What holds of −X where it holds of X."""


def _is_number(multiple: Expr) -> bool:
    """2 A, but not t A or 0 A."""
    return len(multiple.args) == 2 and bool(multiple.args[0].number)


def _text(kind: str, value: Expr) -> str:
    if value.is_scalar and kind in ("nonzero_entries", "off_kink"):
        kind = "nonzero"
    return _WORDS[kind].format(repr(value))


def _follows(kind: str, value: Expr, signs: dict[Expr, Known]) -> bool:
    if kind == "symmetric_point":
        return is_symmetric(value)
    if kind == "invertible" and _has_positive_pivots(value):
        return True
    if value.head is h.SYMBOL:
        return not _GIVEN.get(kind, frozenset()).isdisjoint(value.declaration.assumptions)
    if kind in ("invertible", "positive_definite") and is_definite(value):
        return True
    if kind not in _OF_ENTRIES:
        return value.head is h.TRANSPOSE and _follows(kind, value.args[0], signs)
    if kind == "invertible" and value.head in (h.INVERSE, h.TRANSPOSE):
        return _follows(kind, value.args[0], signs)
    if kind in ("invertible", "cosine_nonzero"):
        return False
    if kind == "above_minus_one" and is_nonnegative(value):
        return True
    number = constant(value)
    if number is not None:
        return _holds_of(kind, number)
    return is_positive(value, signs)


def _holds_of(kind: str, number: Fraction) -> bool:
    if kind == "above_minus_one":
        return number > -1
    return number != 0 if kind in ("nonzero", "nonzero_entries", "off_kink") else number > 0
