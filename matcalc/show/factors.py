"""The factors of a matrix product, as the links of a chain that code multiplies."""

from __future__ import annotations

from matcalc.expr import head as h
from matcalc.expr.node import Expr, transpose
from matcalc.show.array import COL, ROW, Array
from matcalc.show.chain import Link
from matcalc.show.scope import Scope


def links_of(node: Expr, scope: Scope) -> list[Link]:
    """The factors of a product: transposed products opened up, identities left out."""
    factors = _opened(node)
    kept = [factor for factor in factors if factor.head is not h.IDENTITY] or factors[:1]
    return [_link(factor, scope) for factor in kept]


def _opened(node: Expr) -> list[Expr]:
    """The factors from left to right; those of (A B)ᵀ are Bᵀ and Aᵀ."""
    factors: list[Expr] = []
    stack = [node]
    while stack:
        factor = stack.pop()
        if factor.head is h.PRODUCT:
            stack.extend(reversed(factor.args))
        elif factor.head is h.TRANSPOSE and factor.args[0].head is h.PRODUCT:
            stack.extend(_turned(part) for part in factor.args[0].args)
        else:
            factors.append(factor)
    return factors


def _turned(factor: Expr) -> Expr:
    return factor.args[0] if factor.head is h.TRANSPOSE else transpose(factor)


def _link(factor: Expr, scope: Scope) -> Link:
    arrays = scope.arrays
    turned = factor.head is h.TRANSPOSE
    core = factor.args[0] if turned else factor
    diagonal = inverse = None
    if core.head is h.DIAG:
        diagonal = along_rows(scope[core.args[0]], scope)
    elif core.head is h.INVERSE and core.args[0].head is h.DIAG:
        entries = along_rows(scope[core.args[0].args[0]], scope)
        diagonal = arrays.divided(arrays.number(1), entries)
    elif core.head is h.INVERSE:
        body = arrays.whole(scope[core.args[0]], core.shape)
        inverse = arrays.transposed(body) if turned else body

    def form() -> Array:
        found = scope.known.get(factor)
        return arrays.transposed(scope[core]) if found is None else found

    return Link(factor.rows, factor.cols, form, inverse, diagonal)


def along_rows(vector: Array, scope: Scope) -> Array:
    """A column or a row as one array along the rows."""
    return scope.arrays.renamed(vector, {COL: ROW})
