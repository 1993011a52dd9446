"""Networks as sums over named indices, the way they are written on a board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_lowercase

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    Problem,
    add,
    delta,
    entry,
    epower,
    index,
    index_sum,
    number,
    scale,
    symbols,
)
from matcalc.expr import head as h
from matcalc.expr.walk import dimension_names
from matcalc.index.board import merged, tensor_matrix
from matcalc.index.canonical import canonical
from matcalc.index.contract import without_deltas
from matcalc.index.lower import Lowering
from matcalc.index.network import DELTA, Factor, Label, Labels, Tensor, Term
from matcalc.index.slots import Form, fresh
from matcalc.index.whole import Functions, plain

Names = dict[Label, Expr]


def free_letters(problem: Problem) -> str:
    """The letters that no symbol of the problem uses, i and j first."""
    told = (part for each in problem.definitions for part in (each.name, each.body))
    return letters_free_of(problem.target, *told)


def letters_free_of(*roots: Expr) -> str:
    """The letters that no symbol or dimension is called, i and j first."""
    taken = {name.declaration.name for name in symbols(*roots)}
    taken.update(dimension_names(*roots))
    return "".join(dict.fromkeys(each for each in "ij" + ascii_lowercase if each not in taken))


def named_indices(labels: Labels, letters: str) -> tuple[tuple[Expr, ...], str]:
    """An index for each label, and the letters that are left."""
    named = zip(letters, labels, strict=False)
    return tuple(index(letter, label.dim) for letter, label in named), letters[len(labels) :]


def ends(subject: Expr, letters: str) -> tuple[Expr, Expr]:
    """The indices of an entry; a side of dimension one has the position 1."""
    names = iter(letters)
    row, col = (number(1) if dim is ONE else index(next(names), dim) for dim in subject.shape)
    return row, col


def spelled(target: Expr, letters: str) -> Expr | None:
    """The target written out in entries; None where it is a function of something whole."""
    form: Form = fresh(Lowering(Functions()).run(plain(target)))
    if not any(term.summed for term in form.terms):
        return None
    return written(form.terms, {}, letters)


def contracted(term: Term) -> Term:
    """The term with every summed delta carried out."""
    factors, summed = without_deltas(term)
    return Term(term.coefficient, tuple(factors), tuple(summed))


def written(terms: Iterable[Term], names: Names, letters: str) -> Expr:
    """The terms as a sum; ``names`` are those of the labels that stand open."""
    return joined(part_of(term, names, letters) for term in terms)


@dataclass(frozen=True, slots=True)
class Part:
    """A multiple of a sum over named indices; parts with one ``key`` have the same value."""

    key: str
    multiple: Fraction
    body: Expr


def joined(parts: Iterable[Part]) -> Expr:
    """The sum of the parts, like terms taken together as the first of them is written."""
    sums: dict[str, Fraction] = {}
    bodies: dict[str, Expr] = {}
    for part in parts:
        sums[part.key] = sums.get(part.key, Fraction(0)) + part.multiple
        bodies.setdefault(part.key, part.body)
    kept = ((bodies[key], multiple) for key, multiple in sums.items() if multiple)
    return add(*(body if each == 1 else scale(number(each), body) for body, each in kept))


def part_of(term: Term, names: Names, letters: str) -> Part:
    """A term as a multiple of a sum over named indices."""
    if len(term.summed) > len(letters):
        raise UnsupportedError("there are more indices than letters.")
    key = _alike(term, tuple(names))
    over = [index(letter, label.dim) for letter, label in zip(letters, term.summed, strict=False)]
    names = {**names, **dict(zip(term.summed, over, strict=True))}
    scalars = [_factor(each, names) for each in term.factors if not each.labels]
    entries = [_factor(each, names) for each in term.factors if each.labels]
    multiple, front = _numbers_apart(merged(scalars) if scalars else [])
    body = scale(*front, *entries) if front or entries else number(1)
    for each in reversed(over):
        body = index_sum(each, body)
    return Part(key, term.coefficient * multiple, body)


def _alike(term: Term, opens: Labels) -> str:
    """What terms share that differ in the order of factors and the letters that are summed over.

    Deltas are not carried out for it: Σ δⱼᵢ xⱼ is another way to write xᵢ.
    """
    factors = tuple(replace(each, tensor=_by_name(each.tensor)) for each in term.factors)
    return canonical((Term(Fraction(1), factors, term.summed),), opens).key


def _by_name(tensor: Tensor) -> Tensor:
    return Tensor(repr(tensor.key), swaps=tensor.swaps)


def _numbers_apart(scalars: list[Expr]) -> tuple[Fraction, list[Expr]]:
    """2, −3 f(x), y as −6 and f(x), y."""
    multiple, rest = Fraction(1), []
    for part in (
        part for each in scalars for part in (each.args if each.head is h.SCALE else (each,))
    ):
        if part.number is None:
            rest.append(part)
        else:
            multiple *= part.number
    return multiple, rest


def _factor(factor: Factor, names: Names) -> Expr:
    if factor.tensor is DELTA:
        left, right = (names[label] for label in factor.labels)
        return delta(left, right)
    body = tensor_matrix(factor.tensor, factor.labels)
    if body.head is h.ONES:
        return number(1)
    if not body.is_scalar:
        places = [names[label] for label in factor.labels]
        row = number(1) if body.rows is ONE else places[0]
        col = number(1) if body.cols is ONE else places[-1]
        body = entry(body, row, col)
    return body if factor.exponent == 1 else epower(body, number(factor.exponent))
