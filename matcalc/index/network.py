"""Networks: Σ coefficient · factors, where factors carry labels and some labels are summed over.

A label may sit on any number of factors, so entrywise products, diagonals and broadcasting need
no special case: ``Σ_k A_ik B_kj`` is a product, ``A_ij B_ij`` an entrywise one, ``x_i`` with i and
j open is x 1ᵀ.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from matcalc.errors import UnsupportedError
from matcalc.expr import Dim, Expr

FULL = Fraction(1)
MOST_TERMS = 1200
"""A network that would grow beyond this many terms is refused."""


class TooLargeError(UnsupportedError):
    """Multiplying out would give too many terms."""

    default_code = "too_large"


class Label:
    """An index: nothing but its range. Two labels are equal only when they are the same."""

    __slots__ = ("dim",)

    def __init__(self, dim: Dim) -> None:
        self.dim = dim


Labels = tuple[Label, ...]
Permutation = tuple[int, ...]


class Tensor:
    """What a factor is an entry of. Equal exactly when the keys are.

    ``swaps`` are the permutations of its labels that change nothing. An ``entrywise`` tensor is
    a function of entries: where labels of it coincide, its arguments can be written with fewer.
    """

    __slots__ = ("args", "data", "facts", "hash", "head", "key", "swaps")

    def __init__(
        self,
        key: Hashable,
        head: Any = None,
        args: tuple[Any, ...] = (),
        data: Any = None,
        *,
        facts: frozenset[str] = frozenset(),
        swaps: tuple[Permutation, ...] = (),
    ) -> None:
        self.key = key
        self.head = head
        self.args = args
        self.data = data
        self.facts = facts
        self.swaps = swaps
        self.hash = hash(key)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Tensor) and self.key == other.key)

    def __hash__(self) -> int:
        return self.hash

    def __repr__(self) -> str:
        return f"Tensor({self.key!r})"


DELTA = Tensor("δ", facts=frozenset({"idempotent", "nonnegative"}), swaps=((1, 0),))
"""The Kronecker delta, on labels of any one range."""


def opaque(expr: Expr) -> Tensor:
    """The tensor that is this expression as a whole."""
    return Tensor(expr, data=expr)


@dataclass(frozen=True, slots=True)
class Factor:
    """An entry of a tensor, raised to a rational power."""

    tensor: Tensor
    labels: Labels = ()
    exponent: Fraction = FULL


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient · Σ over ``summed`` of the product of the factors."""

    coefficient: Fraction
    factors: tuple[Factor, ...] = ()
    summed: Labels = ()


Terms = tuple[Term, ...]
Renaming = Mapping[Label, Label]
UNIT = Term(FULL)


def constant(value: Fraction | int) -> Terms:
    """A number as terms; none for zero."""
    return (Term(Fraction(value)),) if value else ()


def rename_factors(factors: Iterable[Factor], names: Renaming) -> tuple[Factor, ...]:
    """The factors with labels replaced."""
    return tuple(
        Factor(
            factor.tensor,
            tuple(names.get(label, label) for label in factor.labels),
            factor.exponent,
        )
        if factor.labels
        else factor
        for factor in factors
    )


def rename(term: Term, names: Renaming) -> Term:
    """``term`` with open labels replaced, its summed labels made anew."""
    fresh = {label: Label(label.dim) for label in term.summed}
    if not fresh and not names:
        return term
    return Term(
        term.coefficient,
        rename_factors(term.factors, {**names, **fresh}),
        tuple(fresh.values()),
    )


def rename_all(terms: Terms, names: Renaming) -> Terms:
    """`rename` for each term."""
    return tuple(rename(term, names) for term in terms)


def scaled(terms: Terms, coefficient: Fraction) -> Terms:
    """The terms times a number."""
    if coefficient == 1:
        return terms
    return tuple(Term(coefficient * term.coefficient, term.factors, term.summed) for term in terms)


def times(left: Term, right: Term) -> Term:
    """The product of two terms whose summed labels differ."""
    return Term(
        left.coefficient * right.coefficient,
        left.factors + right.factors,
        left.summed + right.summed,
    )


def product(*parts: Terms, summed: Labels = ()) -> Terms:
    """The product of sums, multiplied out; open labels of equal name are joined.

    Raises TooLargeError beyond MOST_TERMS terms.
    """
    result: Sequence[Term] = (Term(FULL, (), summed),)
    for terms in parts:
        if len(result) * len(terms) > MOST_TERMS:
            raise TooLargeError(
                f"multiplying out gives {len(result) * len(terms)} terms, more than {MOST_TERMS}.",
                hint="Give names to the parts with definitions.",
            )
        result = [times(left, rename(right, {})) for left in result for right in terms]
    return tuple(result)


def summed_over(terms: Terms, labels: Labels) -> Terms:
    """Σ over the labels, each made anew."""
    if not labels:
        return terms
    made = []
    for term in terms:
        fresh = {label: Label(label.dim) for label in labels}
        made.append(
            Term(
                term.coefficient,
                rename_factors(term.factors, fresh),
                (*term.summed, *fresh.values()),
            )
        )
    return tuple(made)


def occurring(term: Term) -> dict[Label, int]:
    """The labels on the factors, with how many places each has, in order."""
    found: dict[Label, int] = {}
    for factor in term.factors:
        for label in factor.labels:
            found[label] = found.get(label, 0) + 1
    return found


def open_labels(terms: Terms) -> Labels:
    """The labels on the factors that are not summed over, in order of first occurrence."""
    found: dict[Label, None] = {}
    for term in terms:
        found.update((label, None) for label in occurring(term) if label not in term.summed)
    return tuple(found)
