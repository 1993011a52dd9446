"""Mutations that put one thing where a like one is needed: constants, parts, outer products."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from matcalc.check.mutate import at_each_node
from matcalc.errors import ShapeError
from matcalc.expr import (
    ONE,
    Expr,
    hadamard,
    identity,
    kron,
    matmul,
    number,
    ones,
    postorder,
    rebuild,
    substitute,
    transpose,
)
from matcalc.expr import head as h


def ones_for_identity(root: Expr) -> Iterator[Expr]:
    """11ᵀ for I, I for 11ᵀ, and a 1ᵀ for diag(a)."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.IDENTITY:
            yield ones(*node.shape)
        if node.head is h.ONES and node.is_square and not node.is_scalar:
            yield identity(node.rows)
        if node.head is h.DIAG:
            column = node.args[0] if node.args[0].cols is ONE else transpose(node.args[0])
            yield matmul(column, ones(1, node.rows))
            yield matmul(ones(node.rows), transpose(column))

    yield from at_each_node(root, change)


def only_the_diagonal(root: Expr) -> Iterator[Expr]:
    """A ∘ I for A: what stands beside the diagonal is lost."""
    if root.is_square and not root.is_scalar:
        yield hadamard(root, identity(root.rows))


def only_the_diagonal_of_a_factor(root: Expr) -> Iterator[Expr]:
    """(A ∘ I) B for A B: row i of A meets row i of B alone, the sum over the others is lost."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.PRODUCT:
            for at, factor in enumerate(node.args):
                if factor.is_square and not factor.is_scalar:
                    lost = hadamard(factor, identity(factor.rows))
                    yield matmul(*node.args[:at], lost, *node.args[at + 1 :])

    yield from at_each_node(root, change)


def collect_factors(root: Expr) -> Iterator[Expr]:
    """A A B for A B A: equal factors collected, as if matrices commuted."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is not h.PRODUCT:
            return
        for at, factor in enumerate(node.args):
            for later in range(at + 2, len(node.args)):
                if node.args[later] is factor:
                    rest = (*node.args[:later], *node.args[later + 1 :])
                    with suppress(ShapeError):
                        yield matmul(*rest[:at], factor, *rest[at:])
                    with suppress(ShapeError):
                        yield matmul(*rest[:at], *rest[at + 1 : later], factor, *node.args[later:])

    yield from at_each_node(root, change)


def swap_kronecker(root: Expr) -> Iterator[Expr]:
    """B ⊗ A for A ⊗ B."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.KRON:
            yield kron(*reversed(node.args))

    yield from at_each_node(root, change)


def turn_outer_product(root: Expr) -> Iterator[Expr]:
    """b aᵀ for a bᵀ, inside a longer product too, and xxᵀ for xᵀx."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is not h.PRODUCT:
            return
        for at in range(len(node.args) - 1):
            left, right = node.args[at : at + 2]
            with suppress(ShapeError):
                turned = (transpose(right), transpose(left))
                yield matmul(*node.args[:at], *turned, *node.args[at + 2 :])

    yield from at_each_node(root, change)


def transpose_all(root: Expr) -> Iterator[Expr]:
    """Aᵀ for the whole of a square A."""
    if root.is_square and not root.is_scalar:
        yield transpose(root)


def change_exponent(root: Expr) -> Iterator[Expr]:
    """sᵏ⁺¹ᐟ² for sᵏ: a root is forgotten, or taken once too often."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.EPOWER and node.args[1].number is not None:
            base, exponent = node.args
            for step in (Fraction(1, 2), Fraction(-1, 2), Fraction(2), Fraction(-2)):
                if exponent.data + step:
                    yield rebuild(node, (base, number(exponent.data + step)))
            yield base

    yield from at_each_node(root, change)


def lose_part_to_ones(root: Expr) -> Iterator[Expr]:
    """1 for a part f′(a): the inner derivative is forgotten, and ones keep the shape."""
    for node in postorder(root):
        if not node.is_scalar and node.args and node is not root:
            with suppress(ShapeError):
                yield substitute(root, {node: ones(*node.shape)})


def confuse_parts(root: Expr) -> Iterator[Expr]:
    """One part of the formula for another of the same shape."""
    parts = [node for node in postorder(root) if _may_be_taken(node)]
    for node in parts:
        for other in parts:
            if other is not node and other.shape == node.shape:
                with suppress(ShapeError):
                    yield substitute(root, {node: other})


def _may_be_taken(node: Expr) -> bool:
    return node.head not in (h.NUMBER, h.ONES, h.IDENTITY, h.INDEX, h.SIZE)
