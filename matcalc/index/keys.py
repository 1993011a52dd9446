"""Texts that two expressions share only when they are equal."""

from __future__ import annotations

from collections.abc import Callable

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    Expr,
)
from matcalc.expr import head as h
from matcalc.index.atoms import Atoms
from matcalc.index.canonical import canonical
from matcalc.index.lower import Args, Lowering, entrywise_product
from matcalc.index.network import (
    DELTA,
    Factor,
    Tensor,
    Term,
)
from matcalc.index.normal import normal_form
from matcalc.index.slots import Form, fresh
from matcalc.index.whole import Functions

Key = Callable[[Expr], str]
"""A text that two expressions share only when they are equal."""


class _Polynomials(Functions):
    """Small whole powers are told as products."""

    def leaf(self, node: Expr, lowering: Lowering) -> Form | None:
        return None if _is_small_power(node) else super().leaf(node, lowering)

    def function(self, node: Expr, args: Args) -> Form:
        if _is_small_power(node):
            return entrywise_product([fresh(args[0]) for _ in range(int(node.args[1].data))])
        return super().function(node, args)


def _is_small_power(node: Expr) -> bool:
    return node.head is h.EPOWER and node.args[1].number in (2, 3)


def normal_key() -> Key:
    """Keys of normal forms, or nothing where one grows too large; shared parts are read once."""
    lowering = Lowering(Atoms())

    def key(expr: Expr) -> str:
        try:
            return normal_form(expr, lowering=lowering).key
        except UnsupportedError:
            return ""

    return key


def polynomial_key() -> Key:
    """Keys of polynomials in functions that are taken as a whole: quick, and blind to facts."""
    lowering = Lowering(_Polynomials())
    tensors: dict[Tensor, Tensor] = {}

    def numbered(factor: Factor) -> Factor:
        tensor = factor.tensor
        if tensor is not DELTA and not isinstance(tensor.key, str):
            tensor = tensors.setdefault(tensor, Tensor(f"f{len(tensors)}"))
        return Factor(tensor, factor.labels, factor.exponent)

    def key(expr: Expr) -> str:
        form = lowering.run(expr)
        terms = tuple(
            Term(term.coefficient, tuple(map(numbered, term.factors)), term.summed)
            for term in form.terms
        )
        return canonical(terms, (*form.rows, *form.cols)).key

    return key
