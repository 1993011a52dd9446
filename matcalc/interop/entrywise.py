"""Arithmetic of numbers, and the same arithmetic entry by entry when a matrix stands for one.

In `X.applyfunc(Lambda(t, t**2 + 1))` the letter t stands for X, so 1 becomes a matrix of ones.
"""

from __future__ import annotations

from functools import reduce

from matcalc import expr as e
from matcalc.expr import Expr


def like(value: Expr, model: Expr) -> Expr:
    """A number as the matrix full of it, of the shape of ``model``; a matrix as it is."""
    if value.shape == model.shape:
        return value
    return e.scale(value, e.ones(*model.shape))


def add(*terms: Expr) -> Expr:
    """s + t + …, numbers spread over a matrix among them."""
    model = next((term for term in terms if not term.is_scalar), terms[0])
    return e.add(*(like(term, model) for term in terms))


def multiply(*factors: Expr) -> Expr:
    """s t …, entry by entry."""
    matrices = [factor for factor in factors if not factor.is_scalar]
    numbers = [factor for factor in factors if factor.is_scalar]
    if not matrices:
        return e.scale(*numbers)
    return e.scale(*numbers, e.hadamard(*matrices))


def kronecker(*factors: Expr) -> Expr:
    """A ⊗ B ⊗ …, from the left."""
    return reduce(e.kron, factors)
