"""Inverses, determinants and other functions of a whole matrix.

A product of square blocks is taken apart: (A B)⁻¹ = B⁻¹ A⁻¹, det(A B) = det A det B. What is left
is an atom whose argument is in normal form, the same for A and Aᵀ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.errors import UnsupportedError
from matcalc.expr import Dim
from matcalc.expr import head as h
from matcalc.index.canonical import Network, canonical
from matcalc.index.functions import log, magnitude
from matcalc.index.lower import size_terms
from matcalc.index.network import (
    DELTA,
    FULL,
    Factor,
    Label,
    Tensor,
    Term,
    Terms,
    constant,
    product,
    rename_all,
    scaled,
)
from matcalc.index.path import Block, blocks
from matcalc.index.power import atom, common_number, raised
from matcalc.index.rotate import rotations


@dataclass(frozen=True, slots=True)
class Square:
    """A square matrix by its entries: terms over a row label and a column label."""

    terms: Terms
    row: Label
    col: Label

    @property
    def dim(self) -> Dim:
        return self.row.dim

    def at(self, row: Label, col: Label) -> Terms:
        """The entries with these labels."""
        return rename_all(self.terms, {self.row: row, self.col: col})


def oriented(body: Square) -> tuple[Network, bool, bool]:
    """The lesser of A and Aᵀ; whether it is Aᵀ; whether the two are equal."""
    ours = canonical(body.terms, (body.row, body.col))
    theirs = canonical(body.terms, (body.col, body.row))
    return min(ours, theirs, key=lambda each: each.key), theirs.key < ours.key, theirs == ours


def matrix_atom(head: h.Head, body: Square, data: str = "") -> Terms:
    """f(A) for an f with f(Aᵀ) = f(A)ᵀ, as one factor."""
    network, turned, symmetric = oriented(body)
    labels = (body.col, body.row) if turned else (body.row, body.col)
    swaps = ((1, 0),) if symmetric else ()
    tensor = Tensor(f"{head}:{data}:{network.key}", head, (network,), data, swaps=swaps)
    return (Term(FULL, (Factor(tensor, labels),)),)


def inverse(body: Square) -> Terms:
    """A⁻¹: of a product block by block, of a diagonal matrix entry by entry.

    Raises UnsupportedError for the zero matrix.
    """
    if not body.terms:
        raise UnsupportedError("the zero matrix has no inverse.")
    diagonal = diagonal_of(body)
    if diagonal is not None:
        delta = (Term(FULL, (Factor(DELTA, (body.row, body.col)),)),)
        return product(raised(diagonal, -FULL), delta)
    content, core = without_scalars(body)
    return product(raised((content,), -FULL), _inverse_core(core))


def _inverse_core(body: Square) -> Terms:
    parts = blocks(body.terms[0], body.row, body.col) if len(body.terms) == 1 else None
    if parts is None:
        return matrix_atom(h.INVERSE, body)
    inner = [Label(body.dim) for _ in parts[1:]]
    ends = [body.row, *inner, body.col]
    turned = zip(reversed(parts), ends, ends[1:], strict=False)
    factors = [_inverse_block(block, row, col) for block, row, col in turned]
    return product(*factors, summed=tuple(inner))


def _inverse_block(block: Block, row: Label, col: Label) -> Terms:
    """The inverse of one block, told with the labels given."""
    if block.is_diagonal:
        made = tuple(Factor(f.tensor, (row,), -f.exponent) for f in block.factors)
        return (Term(FULL, (*made, Factor(DELTA, (row, col)))),)
    square = block_square(block)
    factor = block.factors[0]
    if len(block.factors) == 1 and factor.tensor.head is h.INVERSE:
        return from_network(factor, square, row, col)
    if len(block.factors) == 1 and "orthogonal" in factor.tensor.facts:
        return square.at(col, row)
    if len(block.factors) == 1 and factor.tensor.head is h.EXPM:
        inner = factor.tensor.args[0]
        argument = Square(scaled(inner.terms, -FULL), *inner.open)
        turned = factor.labels[0] is not square.row
        ends = (col, row) if turned else (row, col)
        return matrix_atom(h.EXPM, Square(argument.at(*ends), *ends))
    made_terms = matrix_atom(h.INVERSE, square)
    return rename_all(made_terms, {square.row: row, square.col: col})


def from_network(factor: Factor, square: Square, row: Label, col: Label) -> Terms:
    """The argument of a matrix atom, where the atom had the ends of ``square``."""
    network = factor.tensor.args[0]
    names = {square.row: row, square.col: col}
    places = tuple(names[label] for label in factor.labels)
    return rename_all(network.terms, dict(zip(network.open, places, strict=True)))


def block_square(block: Block) -> Square:
    """A block as a matrix of its own, with no coefficient."""
    return Square((Term(FULL, block.factors, block.summed),), block.row, block.col)


def diagonal_of(body: Square) -> Terms | None:
    """The entries aᵢ of a matrix that is diag(a) by its form: every term has δ."""
    if not body.terms or body.row is body.col:
        return None
    kept = []
    for term in body.terms:
        rest = tuple(factor for factor in term.factors if not _ties(factor, body))
        if len(rest) == len(term.factors):
            return None
        kept.append(Term(term.coefficient, rest, term.summed))
    return tuple(kept)


def _ties(factor: Factor, body: Square) -> bool:
    return factor.tensor is DELTA and set(factor.labels) == {body.row, body.col}


def without_scalars(body: Square) -> tuple[Term, Square]:
    """The number and the scalar factors that all terms have, and what they leave."""
    scale = common_number(body.terms) if body.terms else FULL
    tables = [
        {factor.tensor: factor.exponent for factor in term.factors if not factor.labels}
        for term in body.terms
    ]
    common = [
        Factor(tensor, (), min(table[tensor] for table in tables))
        for tensor in (tables[0] if tables else {})
        if all(tensor in table for table in tables)
    ]
    if all(term.coefficient < 0 for term in body.terms):
        scale = -scale
    if not common:
        return Term(scale), Square(scaled(body.terms, 1 / scale), body.row, body.col)
    out = Term(1 / scale, tuple(Factor(f.tensor, (), -f.exponent) for f in common))
    rest = canonical(product((out,), body.terms), (body.row, body.col)).terms
    return Term(scale, tuple(common)), Square(rest, body.row, body.col)


def scalar_power(base: Terms, dim: Dim) -> Terms:
    """cⁿ for a dimension n."""
    if dim.value is not None:
        return raised(base, Fraction(dim.value))
    return symbolic_power(base, size_terms(dim))


def symbolic_power(base: Terms, exponent: Terms) -> Terms:
    """c^(q + r p + …): whole and broken parts apart, a factor for each symbolic part."""
    if base == constant(1):
        return base
    parts = []
    for term in exponent:
        if not term.factors:
            parts.append(raised(base, term.coefficient))
            continue
        single = canonical((Term(FULL, term.factors, term.summed),), ())
        made = atom(f"pow[{single.key}]", base, data=single.key)
        tensor = Tensor(
            made.tensor.key,
            "symbolic power",
            (*made.tensor.args, single),
            single.key,
            facts=made.tensor.facts,
            swaps=made.tensor.swaps,
        )
        parts.append((Term(FULL, (Factor(tensor, made.labels, term.coefficient),)),))
    return product(*parts) if parts else constant(1)


def det(body: Square) -> Terms:
    """det(c A B) = cⁿ det A det B; det Aᵀ = det A."""
    if not body.terms:
        return ()
    content, core = without_scalars(body)
    outside = scalar_power((content,), body.dim)
    return product(outside, *(_det_block(part) for part in _square_blocks(core)))


def _square_blocks(body: Square) -> Sequence[Square]:
    if diagonal_of(body) is not None and len(body.terms) == 1 and len(body.terms[0].factors) == 1:
        return ()
    parts = blocks(body.terms[0], body.row, body.col) if len(body.terms) == 1 else None
    if parts is None:
        return (body,)
    return tuple(_diagonal_square(p) if p.is_diagonal else block_square(p) for p in parts)


def _diagonal_square(block: Block) -> Square:
    other = Label(block.row.dim)
    delta = Factor(DELTA, (block.row, other))
    return Square((Term(FULL, (*block.factors, delta)),), block.row, other)


def _det_block(body: Square) -> Terms:
    factor = only_factor(body)
    if factor is not None and factor.tensor.head is h.INVERSE:
        inner = factor.tensor.args[0]
        return raised(det(Square(inner.terms, *inner.open)), -FULL)
    network = least_rotation(body)
    definite = factor is not None and "positive_definite" in factor.tensor.facts
    facts = frozenset({"positive"} if definite else ())
    tensor = Tensor(f"det:{network.key}", h.DET, (network,), facts=facts)
    return (Term(FULL, (Factor(tensor),)),)


def only_factor(body: Square) -> Factor | None:
    """The one factor of a matrix that is just that."""
    if len(body.terms) != 1 or len(body.terms[0].factors) != 1:
        return None
    return body.terms[0].factors[0]


def least_rotation(body: Square) -> Network:
    """The least of A, Aᵀ, and with A = c I + B C of c I + C B.

    The determinant of the last is the same when c = 1 or when the dimension is.
    """
    choices = [oriented(body)[0]]
    for each in rotations(body.terms, body.row, body.col):
        if each.col.dim is body.dim or _is_unit(each.terms[0]):
            choices.append(oriented(Square(each.terms, each.row, each.col))[0])
    return min(choices, key=lambda network: network.key)


def _is_unit(term: Term) -> bool:
    """Whether c I has c = 1."""
    return term.coefficient == 1 and len(term.factors) == 1


def logdet(body: Square) -> Terms:
    """log |det(c A B)| = n log |c| + log |det A| + log |det B|.

    Raises UnsupportedError for the zero matrix.
    """
    if not body.terms:
        raise UnsupportedError("the zero matrix has no log-determinant.")
    content, core = without_scalars(body)
    made = [*product(size_terms(body.dim), log(magnitude((content,))))]
    for part in _square_blocks(core):
        made.extend(_logdet_block(part))
    return tuple(made)


def _logdet_block(body: Square) -> Terms:
    factor = only_factor(body)
    if factor is not None and factor.tensor.head is h.INVERSE:
        inner = factor.tensor.args[0]
        return scaled(logdet(Square(inner.terms, *inner.open)), -FULL)
    network = least_rotation(body)
    tensor = Tensor(f"logdet:{network.key}", h.LOGDET, (network,))
    return (Term(FULL, (Factor(tensor),)),)
