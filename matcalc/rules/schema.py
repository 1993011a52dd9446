"""Equations computed from their left side, for nodes with any number of arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from matcalc.expr import (
    ONE,
    Expr,
    add,
    block,
    differential,
    entry,
    epower,
    hadamard,
    inner,
    matmul,
    number,
    ones,
    partial,
    scale,
    symbols,
    unit,
    zeros,
)
from matcalc.expr import head as h
from matcalc.rules import rightward


def total_differential(moved: Expr) -> Expr:
    """dF = Σ ∂F/∂Xᵢ dXᵢ for an unspecified F.

    A scalar F gives ⟨∂F/∂X, dX⟩, a scalar variable dα ∂F/∂α, two columns the Jacobian times dx.
    """
    function = moved.args[0]
    if function.head is not h.ABSTRACT:
        raise ValueError("only an unspecified function has a total differential")
    if not _are_independent(function.args):
        raise ValueError("the arguments depend on each other, so ∂F/∂X has two meanings")
    return add(*(_part(function, variable) for variable in function.args))


def _are_independent(args: tuple[Expr, ...]) -> bool:
    """Whether no name occurs in two of the arguments."""
    names = [set(symbols(arg)) for arg in args]
    return all(
        names[left].isdisjoint(names[right])
        for left in range(len(args))
        for right in range(left + 1, len(args))
    )


def _part(function: Expr, variable: Expr) -> Expr:
    slope, moved = partial(function, variable), differential(variable)
    if variable.is_scalar:
        return scale(moved, slope)
    return inner(slope, moved) if function.is_scalar else matmul(slope, moved)


def block_differential(moved: Expr) -> Expr:
    """The differential of a matrix written out in blocks, block by block."""
    body = moved.args[0]
    if body.head is not h.BLOCK:
        raise ValueError("not a matrix written out in blocks")
    height, width = body.data
    parts = [zeros(*arg.shape) if _is_literal(arg) else differential(arg) for arg in body.args]
    return block(tuple(tuple(parts[row * width : (row + 1) * width]) for row in range(height)))


def _is_literal(arg: Expr) -> bool:
    return arg.head in (h.NUMBER, h.ZEROS, h.ONES, h.IDENTITY)


def block_transpose(body: Expr) -> Expr:
    """The transpose of a matrix written out in blocks."""
    inside = body.args[0]
    height, width = inside.data
    return block(
        tuple(
            tuple(_transposed(inside.args[row * width + column]) for row in range(height))
            for column in range(width)
        )
    )


def _transposed(part: Expr) -> Expr:
    return part if part.is_scalar else part.T


def only_zeros(body: Expr) -> Expr:
    """A matrix written out in blocks of zeros is 0, and so is an entry of 0."""
    parts = body.args[:1] if body.head is h.ENTRY else _arguments(body, h.BLOCK)
    if not all(part.head is h.ZEROS or part.number == 0 for part in parts):
        raise ValueError("not all of it is zero")
    return zeros(*body.shape)


def entry_differential(moved: Expr) -> Expr:
    """d(Aᵢⱼ) = (dA)ᵢⱼ."""
    body, row, column = _arguments(moved.args[0], h.ENTRY)
    return entry(differential(body), row, column)


def entry_adjoint(paired: Expr) -> Expr:
    """⟨g, Aᵢⱼ⟩ = ⟨g eᵢ eⱼᵀ, A⟩, and ⟨g, aᵢ⟩ = ⟨g eᵢ, a⟩."""
    cotangent, single = paired.args
    body, row, column = _arguments(single, h.ENTRY)
    place = number(1) if body.rows is ONE else unit(body.rows, row)
    if body.cols is not ONE:
        place = matmul(place, unit(body.cols, column).T)
    return inner(scale(cotangent, place), body)


def block_adjoint(paired: Expr) -> Expr:
    """⟨G, B⟩ = Σ Gᵢⱼ Bᵢⱼ for a matrix B written out entry by entry."""
    cotangent, body = paired.args
    parts = _arguments(body, h.BLOCK)
    _, width = body.data
    if not all(part.is_scalar for part in parts):
        raise ValueError("only for a matrix written out entry by entry")
    places = [(number(at // width + 1), number(at % width + 1)) for at in range(len(parts))]
    pairs = [pair for pair in zip(places, parts, strict=True) if pair[1].number != 0]
    if not pairs:
        return number(0)
    return add(*(inner(entry(cotangent, *place), part) for place, part in pairs))


def collect_like_terms(total: Expr) -> Expr:
    """a A + b A = (a + b) A, for literal a and b; zeros drop out."""
    coefficients: dict[Expr, Fraction] = {}
    for term in _arguments(total, h.SUM):
        coefficient, body = _coefficient(term)
        coefficients[body] = coefficients.get(body, Fraction(0)) + coefficient
    terms = [scale(number(count), body) for body, count in coefficients.items() if count]
    return add(*terms) if terms else zeros(*total.shape)


def positive_first(total: Expr) -> Expr:
    """−A + B = B − A: a sum starts with a term that has no minus, if there is one."""
    terms = _arguments(total, h.SUM)
    at = next((at for at, term in enumerate(terms) if _coefficient(term)[0] > 0), 0)
    return add(terms[at], *terms[:at], *terms[at + 1 :])


def _coefficient(term: Expr) -> tuple[Fraction, Expr]:
    if term.head is h.NUMBER:
        return term.data, number(1)
    if term.head is h.SCALE and term.args[0].head is h.NUMBER:
        return term.args[0].data, scale(*term.args[1:])
    return Fraction(1), term


def merge_scalar_powers(product: Expr) -> Expr:
    """sᵃ sᵇ = sᵃ⁺ᵇ among the scalars of a product, for literal exponents; 0 A = 0."""
    args = _arguments(product, h.SCALE)
    if args[0].number == 0:
        return zeros(*product.shape)
    scalars, body = (args, None) if product.is_scalar else (args[:-1], args[-1])
    merged = _merged(scalars)
    return scale(*merged, *([] if body is None else [body])) if merged or body else number(1)


def merge_entry_powers(product: Expr) -> Expr:
    """Aᵃ ∘ Aᵇ = Aᵃ⁺ᵇ entry by entry, for literal exponents."""
    merged = _merged(_arguments(product, h.HADAMARD))
    return hadamard(*merged) if merged else ones(*product.shape)


def distribute(product: Expr) -> Expr:
    """(A + B) ∘ C = A ∘ C + B ∘ C, and (a + b) s = a s + b s, over the first sum."""
    if product.head not in (h.HADAMARD, h.SCALE):
        raise ValueError("not an entrywise or scalar product")
    join = hadamard if product.head is h.HADAMARD else scale
    args = product.args
    at = next((at for at, arg in enumerate(args) if arg.head is h.SUM), None)
    if at is None:
        raise ValueError("no sum to distribute over")
    return add(*(join(*args[:at], term, *args[at + 1 :]) for term in args[at].args))


def _merged(factors: tuple[Expr, ...]) -> list[Expr]:
    exponents: dict[Expr, Fraction] = {}
    for factor in factors:
        base, exponent = _base(factor)
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    return [
        base if exponent == 1 else epower(base, number(exponent))
        for base, exponent in exponents.items()
        if exponent
    ]


def _base(factor: Expr) -> tuple[Expr, Fraction]:
    if factor.head is h.EPOWER and factor.args[1].head is h.NUMBER:
        return factor.args[0], factor.args[1].data
    return factor, Fraction(1)


def conditions_of(name: str, old: Expr) -> list[tuple[str, Expr]]:
    """What must hold for a merging of powers: no base is zero where it stood in a denominator."""
    if name not in ("merge_scalar_powers", "merge_entry_powers"):
        return []
    based = [_base(factor) for factor in old.args]
    bases = [base for base, _ in based]
    return [
        ("nonzero_entries", base)
        for base, exponent in based
        if exponent < 0 and bases.count(base) > 1
    ]


def _arguments(node: Expr, head: h.Head) -> tuple[Expr, ...]:
    if node.head is not head:
        raise ValueError(f"expected {head}, not {node.head}")
    return node.args


SCHEMAS: Mapping[str, Callable[[Expr], Expr]] = {
    "d_abstract": total_differential,
    "d_block": block_differential,
    "d_entry": entry_differential,
    "transpose_block": block_transpose,
    "only_zeros": only_zeros,
    "collect_like_terms": collect_like_terms,
    "positive_first": positive_first,
    "merge_scalar_powers": merge_scalar_powers,
    "distribute": distribute,
    "merge_entry_powers": merge_entry_powers,
    "scalar_behind": rightward.scalar_behind,
    "hadamard_as_diag": rightward.hadamard_as_diag,
    "diag_swap": rightward.diag_swap,
    "block_as_sum": rightward.block_as_sum,
    "diagonal_of_diag": rightward.diagonal_of_diag,
    "diagonal_of_sum": rightward.diagonal_of_sum,
    "column_as_vec": rightward.column_as_vec,
    "distribute_moving": rightward.distribute_moving,
    "scalar_transposed": rightward.scalar_transposed,
    "transpose_inward": rightward.transpose_inward,
    "inner_of_columns": rightward.inner_of_columns,
    "total_of_column": rightward.total_of_column,
    "vec_inward": rightward.vec_inward,
    "inner_as_vec": rightward.inner_as_vec,
    "trace_as_vec": rightward.trace_as_vec,
    "total_as_vec": rightward.total_as_vec,
    "collect_differential": rightward.collect_differential,
    "adjoint_entry": entry_adjoint,
    "adjoint_block": block_adjoint,
}
"""Name of the equation → its right side, computed from the left."""
