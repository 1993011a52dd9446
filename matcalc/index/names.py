"""Symbols with names that nothing else has."""

from __future__ import annotations

from collections.abc import Container

from matcalc.expr import Expr, symbol, symbols


def new_symbol(name: str, like: Expr, *others: Expr) -> Expr:
    """A symbol of the shape of an expression, with a name that none of the others uses."""
    return free_symbol(name, like, {each.declaration.name for each in symbols(like, *others)})


def free_symbol(name: str, like: Expr, taken: Container[str]) -> Expr:
    """A symbol of the shape of an expression, with a name that is not taken."""
    while name in taken:
        name += "'"
    return symbol(name, *like.shape)
