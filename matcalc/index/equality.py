"""Two matrices are equal when their entries are: both sides of an equality, written out.

An inverse of a product or a sum has no entries of its own; both sides are multiplied by what is
inverted, and what is left is compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr, entry, identity, matmul, number
from matcalc.expr import head as h
from matcalc.index.lower import Lowering
from matcalc.index.network import DELTA, FULL, Factor, Label, Term, Terms
from matcalc.index.normal import equal
from matcalc.index.slots import Form, fresh
from matcalc.index.spelled import Names, contracted, letters_free_of, named_indices, written
from matcalc.index.whole import Functions
from matcalc.index.written import CONTRACTED, RECOGNISED, WITH_ENTRIES, Written, changing

Ends = tuple[Expr | None, Expr | None]
ANY_ORDER = "numbers may stand in any order"
CANCELLED = "a matrix times its inverse has the entries δ"


@dataclass(frozen=True, slots=True)
class Compared:
    """The entries of both sides, line by line.

    ``by`` is what both sides were multiplied by, from the left and from the right; ``rows`` and
    ``cols`` are the indices of a position, several where the side is as long as a product.
    """

    left: Expr
    right: Expr
    by: Ends
    rows: tuple[Expr, ...]
    cols: tuple[Expr, ...]
    lines: tuple[Written, ...]


def compared(left: Expr, right: Expr) -> Compared:
    """Both sides of an equality by their entries.

    Raises UnsupportedError where the two are not known to be equal, or cannot be written out.

    >>> from matcalc.expr import inverse, symbol
    >>> A, B = symbol("A", "n", "n"), symbol("B", "n", "n")
    >>> [line.expr for line in compared(inverse(A @ B), inverse(B) @ inverse(A)).lines][-1]
    eye(n)[i, j]
    """
    by = (_inverted(left, right, 0), _inverted(left, right, -1))
    left, right = _multiplied(left, by), _multiplied(right, by)
    if left.shape != right.shape or not equal(left, right):
        raise UnsupportedError(f"{left!r} and {right!r} are not known to be equal.")
    long, short = sorted((left, right), key=_length, reverse=True)
    forms = [fresh(Lowering(Functions()).run(side)) for side in (long, short)]
    letters = letters_free_of(left, right)
    rows, rest = named_indices(forms[0].rows, letters)
    cols, rest = named_indices(forms[0].cols, rest)
    names = [dict(zip((*form.rows, *form.cols), (*rows, *cols), strict=True)) for form in forms]
    lines = [*_steps(forms[0], names[0], rest), _last(forms[1], names[1], rest)]
    if len(rows) <= 1 and len(cols) <= 1:
        place = [names[0] if names else number(1) for names in (rows, cols)]
        first, last = Written(entry(long, *place), ""), Written(entry(short, *place), RECOGNISED)
        lines = [first, *lines, last]
    return Compared(left, right, by, rows, cols, changing(lines))


def _length(side: Expr) -> int:
    return len(side.args) if side.head is h.PRODUCT else 1


def _factors(side: Expr) -> tuple[Expr, ...]:
    return side.args if side.head is h.PRODUCT else (side,)


def _inverted(left: Expr, right: Expr, end: int) -> Expr | None:
    """The product or sum whose inverse stands at this end of one side."""
    for side in (left, right):
        factor = _factors(side)[end]
        is_compound = factor.head is h.INVERSE and factor.args[0].head in (h.PRODUCT, h.SUM)
        if is_compound and (end == 0 or len(_factors(side)) > 1):
            return factor.args[0]
    return None


def _multiplied(side: Expr, by: Ends) -> Expr:
    """The side times what is inverted, which cancels where the inverse stands."""
    before, after = by
    factors = list(_factors(side))
    if before is not None:
        factors = _joined(before, factors)
    if after is not None:
        factors = _joined(after, factors[::-1])[::-1]
    return matmul(*factors) if factors else identity(side.rows)


def _joined(body: Expr, factors: list[Expr]) -> list[Expr]:
    if factors and factors[0].head is h.INVERSE and factors[0].args[0] is body:
        return factors[1:]
    return [body, *factors]


def _steps(form: Form, names: Names, letters: str) -> list[Written]:
    """The entry of the longer side, its inverses cancelled one by one."""
    terms = tuple(map(contracted, form.terms))
    lines = [Written(written(terms, names, letters), WITH_ENTRIES)]
    while (cancelled := _cancelled(terms)) is not None:
        lines.append(Written(written(cancelled, names, letters), CANCELLED))
        terms = tuple(map(contracted, cancelled))
        lines.append(Written(written(terms, names, letters), CONTRACTED))
    return lines


def _last(form: Form, names: Names, letters: str) -> Written:
    terms = tuple(map(contracted, form.terms))
    return Written(written(terms, names, letters), ANY_ORDER)


def _cancelled(terms: Terms) -> Terms | None:
    """The terms with one product A A⁻¹ or A⁻¹ A made a δ."""
    for at, term in enumerate(terms):
        made = _pair_cancelled(term)
        if made is not None:
            return (*terms[:at], made, *terms[at + 1 :])
    return None


def _pair_cancelled(term: Term) -> Term | None:
    for one in term.factors:
        for two in term.factors:
            middle = _meeting(one, two, term)
            if middle is not None:
                tie = Factor(DELTA, (one.labels[0], two.labels[1]))
                kept = [each for each in term.factors if each is not one and each is not two]
                at = next(at for at, each in enumerate(term.factors) if each in (one, two))
                kept.insert(at, tie)
                summed = tuple(label for label in term.summed if label is not middle)
                return Term(term.coefficient, tuple(kept), summed)
    return None


def _meeting(one: Factor, two: Factor, term: Term) -> Label | None:
    """The summed label at which a matrix and its inverse meet, if it is on nothing else."""
    bodies = one.tensor.data, two.tensor.data
    if one is two or not all(isinstance(body, Expr) for body in bodies):
        return None
    first, second = (body for body in bodies if isinstance(body, Expr))
    if not _are_inverse(first, second) or {one.exponent, two.exponent} != {FULL}:
        return None
    if len(one.labels) != 2 or len(two.labels) != 2 or one.labels[1] is not two.labels[0]:
        return None
    middle = one.labels[1]
    count = sum(label is middle for factor in term.factors for label in factor.labels)
    return middle if middle in term.summed and count == 2 else None


def _are_inverse(one: Expr, two: Expr) -> bool:
    return any(a.head is h.INVERSE and a.args[0] is b for a, b in ((one, two), (two, one)))
