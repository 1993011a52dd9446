"""A declared name as terms: what its assumptions say of its entries."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from matcalc.expr import ONE, Expr
from matcalc.expr.tags import ENTRIES
from matcalc.index.lower import leaf_form
from matcalc.index.network import DELTA, FULL, Factor, Permutation, Tensor, Term
from matcalc.index.slots import Form, slot

ENTRY_FACTS: Mapping[str, frozenset[str]] = {
    "positive": frozenset({"positive"}),
    "unit_interval": frozenset({"positive"}),
    "greater_than_one": frozenset({"positive"}),
    "positive_integer": frozenset({"positive"}),
    "nonnegative": frozenset({"nonnegative"}),
    "closed_unit_interval": frozenset({"nonnegative"}),
    "count": frozenset({"nonnegative"}),
    "binary": frozenset({"nonnegative", "idempotent"}),
    "sign": frozenset({"squares_to_one"}),
    "simplex": frozenset({"positive", "sums_to_one"}),
    "one_hot": frozenset({"nonnegative", "idempotent", "sums_to_one", "one_hot"}),
    "one_hot_rows": frozenset({"nonnegative", "idempotent", "rows_sum_to_one", "one_hot_rows"}),
    "one_hot_columns": frozenset({"nonnegative", "idempotent", "columns_sum_to_one"}),
    "sums_to_one": frozenset({"sums_to_one"}),
    "rows_sum_to_one": frozenset({"rows_sum_to_one"}),
    "row_stochastic": frozenset({"nonnegative", "rows_sum_to_one"}),
    "unit_norm": frozenset({"unit_norm"}),
    "orthogonal": frozenset({"orthogonal", "orthonormal_columns"}),
    "orthonormal_columns": frozenset({"orthonormal_columns"}),
    "positive_definite": frozenset({"positive_definite"}),
}
"""What each assumption says of the entries, in the words that `facts` knows."""

_OF_ONE_ROW: Mapping[str, str] = {"rows_sum_to_one": "sums_to_one", "one_hot_rows": "one_hot"}
"""What is said of the rows holds for a single row as a vector."""

_SYMMETRIC = frozenset({"symmetric", "positive_definite", "positive_semidefinite"})
_DIAGONAL = frozenset({"diagonal"})
_SWAP: tuple[Permutation, ...] = ((1, 0),)


def symbol_form(node: Expr) -> Form:
    """The entries of a declared name.

    A diagonal D is δᵢⱼ dᵢ, a skew S is (Sᵢⱼ − Sⱼᵢ)/2, and a symmetric matrix may swap its labels.
    """
    tags = node.declaration.assumptions
    rows, cols = slot(node.rows), slot(node.cols)
    if "zero" in tags:
        return Form(rows, cols, ())
    tensor = symbol_tensor(node)
    if not (rows and cols):
        return leaf_form(node, tensor)
    if not _DIAGONAL.isdisjoint(tags):
        on = Tensor(f"diag {tensor.key}", facts=_facts_on_diagonal(tags))
        factors = (Factor(on, rows), Factor(DELTA, rows + cols))
        return Form(rows, cols, (Term(FULL, factors),))
    if "skew_symmetric" in tags:
        half = Fraction(1, 2)
        ways = ((half, rows + cols), (-half, cols + rows))
        return Form(rows, cols, tuple(Term(c, (Factor(tensor, at),)) for c, at in ways))
    return leaf_form(node, tensor)


def _facts_on_diagonal(tags: frozenset[str]) -> frozenset[str]:
    """What is known of dᵢ: in an orthogonal diagonal matrix they are signs."""
    words = tags & ENTRIES.keys()
    if "orthogonal" in tags:
        words |= {"sign"}
    if tags & {"positive_definite", "positive_diagonal"}:
        words |= {"positive"}
    return frozenset[str]().union(*(ENTRY_FACTS.get(each, frozenset()) for each in words))


def symbol_tensor(node: Expr) -> Tensor:
    """The tensor of a declared name."""
    told = node.declaration
    known = frozenset[str]().union(*(ENTRY_FACTS.get(tag, frozenset()) for tag in told.assumptions))
    tags = ",".join(sorted(told.assumptions))
    rows, cols = node.shape
    known |= {word for tag, word in _OF_ONE_ROW.items() if tag in known and rows is ONE}
    swaps = _SWAP if not _SYMMETRIC.isdisjoint(told.assumptions) and not node.is_scalar else ()
    return Tensor(f"{told.name}:{rows}x{cols}:{tags}", None, (), node, facts=known, swaps=swaps)
