"""Mutations: small changes of a right formula, of the kinds that people make by mistake.

Each is a function from an expression to the expressions that one such mistake gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice

from matcalc.errors import ShapeError
from matcalc.expr import (
    ONE,
    Expr,
    add,
    apply,
    diag,
    hadamard,
    log_softmax,
    matmul,
    number,
    ones,
    postorder,
    rebuild,
    scale,
    softmax,
    substitute,
    symbols,
    transpose,
)
from matcalc.expr import head as h

Mutation = Callable[[Expr], Iterator[Expr]]


EFFORT = 200_000
"""Nodes that one kind of change may rebuild, also where the shapes then do not fit."""


def at_each_node(root: Expr, change: Callable[[Expr], Iterator[Expr]]) -> Iterator[Expr]:
    """``root`` with one node changed, where the shapes still fit."""
    nodes = postorder(root)
    changed = ((node, new) for node in reversed(nodes) for new in change(node))
    for node, new in islice(changed, EFFORT // len(nodes)):
        try:
            yield substitute(root, {node: new})
        except ShapeError:
            continue


def _terms(root: Expr) -> tuple[Expr, ...]:
    if root.head is h.SUM:
        return root.args
    if root.head is h.SCALE and root.args[-1].head is h.SUM:
        return tuple(scale(*root.args[:-1], term) for term in root.args[-1].args)
    return (root,)


def flip_sign_of_term(root: Expr) -> Iterator[Expr]:
    """A − B for A + B, in any sum of the formula."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.SUM:
            for at in range(len(node.args)):
                yield add(*node.args[:at], -node.args[at], *node.args[at + 1 :])

    yield from at_each_node(root, change)


def drop_term(root: Expr) -> Iterator[Expr]:
    """A for A + B."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.SUM:
            for at in range(len(node.args)):
                yield add(*node.args[:at], *node.args[at + 1 :])

    yield from at_each_node(root, change)


def drop_transpose(root: Expr) -> Iterator[Expr]:
    """A for Aᵀ, where the shapes still fit."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.TRANSPOSE:
            yield node.args[0]

    yield from _at_each_node_unequal(root, change)


def add_transpose(root: Expr) -> Iterator[Expr]:
    """Aᵀ for A, where the shapes still fit."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.SYMBOL and not node.is_scalar:
            yield transpose(node)

    yield from _at_each_node_unequal(root, change)


def _at_each_node_unequal(root: Expr, change: Callable[[Expr], Iterator[Expr]]) -> Iterator[Expr]:
    """Like `at_each_node`, one occurrence at a time inside products."""
    yield from at_each_node(root, change)
    for node in postorder(root):
        if node.head is not h.PRODUCT:
            continue
        for at, factor in enumerate(node.args):
            for new in change(factor):
                try:
                    changed = matmul(*node.args[:at], new, *node.args[at + 1 :])
                    yield substitute(root, {node: changed})
                except ShapeError:
                    continue


def swap_factors(root: Expr) -> Iterator[Expr]:
    """B A for A B, where the shapes still fit."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.PRODUCT:
            args = node.args
            for at in range(len(args) - 1):
                turned = (*args[:at], args[at + 1], args[at], *args[at + 2 :])
                try:
                    yield matmul(*turned)
                except ShapeError:
                    continue
            with suppress(ShapeError):
                yield matmul(*reversed(args))

    yield from at_each_node(root, change)


def drop_factor(root: Expr) -> Iterator[Expr]:
    """A C for A B C, or A for A ∘ B, where the shapes still fit."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head in (h.PRODUCT, h.HADAMARD, h.SCALE):
            join = {h.PRODUCT: matmul, h.HADAMARD: hadamard, h.SCALE: scale}[node.head]
            for at in range(len(node.args)):
                try:
                    dropped = join(*node.args[:at], *node.args[at + 1 :])
                except ShapeError:
                    continue
                if dropped.shape == node.shape:
                    yield dropped

    yield from at_each_node(root, change)


def drop_two_factors(root: Expr) -> Iterator[Expr]:
    """A for A ∘ σ ∘ (1 − σ): two factors that stand side by side are left out."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head in (h.PRODUCT, h.HADAMARD) and len(node.args) > 2:
            join = {h.PRODUCT: matmul, h.HADAMARD: hadamard}[node.head]
            for at in range(len(node.args) - 1):
                with suppress(ShapeError):
                    yield join(*node.args[:at], *node.args[at + 2 :])

    yield from at_each_node(root, change)


def change_coefficient(root: Expr) -> Iterator[Expr]:
    """A different number in front of one term: 1, 2, ½ or the negative."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.SUM:
            for at, term in enumerate(node.args):
                for factor in (number(2), number(1) / 2):
                    yield add(*node.args[:at], scale(factor, term), *node.args[at + 1 :])

    yield from at_each_node(root, change)


def multiply_entrywise(root: Expr) -> Iterator[Expr]:
    """A ∘ B for A B, where the shapes fit."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.PRODUCT:
            for at in range(len(node.args) - 1):
                left, right = node.args[at : at + 2]
                if left.shape == right.shape:
                    joined = hadamard(left, right)
                    yield matmul(*node.args[:at], joined, *node.args[at + 2 :])

    yield from at_each_node(root, change)


def multiply_as_matrices(root: Expr) -> Iterator[Expr]:
    """A B for A ∘ B, where the shapes fit."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.HADAMARD and node.is_square:
            yield matmul(*node.args)

    yield from at_each_node(root, change)


def keep_only_the_diagonal(root: Expr) -> Iterator[Expr]:
    """The sum over a row of a Jacobian taken for its diagonal term: A for A 11ᵀ, y∘y for yyᵀ."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.PRODUCT and node.args[-1].head is h.ONES and len(node.args) > 1:
            yield matmul(*node.args[:-1])
        if node.head is h.PRODUCT and len(node.args) == 2 and node.args[0].cols is ONE:
            column, row = node.args
            if row is transpose(column):
                yield diag(hadamard(column, column))
            elif column.head is h.ONES and row.head is h.TRANSPOSE:
                yield diag(row.args[0])

    yield from at_each_node(root, change)


def forget_derivative(root: Expr) -> Iterator[Expr]:
    """f for f′: σ(z) for σ(z)(1 − σ(z)), relu(z) for its step."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.APPLY and node.data.is_abstract and node.data.order:
            function = type(node.data)(node.data.name, node.data.order - 1, is_abstract=True)
            yield apply(function, node.args[0])
        if node.head is h.APPLY and node.data.name == "step":
            yield apply("relu", node.args[0])

    yield from at_each_node(root, change)


RELATED = (
    ("relu", "step"),
    ("softplus", "sigmoid"),
    ("abs", "sign"),
    ("sin", "cos"),
    ("sinh", "cosh"),
    ("lgamma", "digamma"),
)
"""A function and its derivative, which are taken for each other."""


def confuse_functions(root: Expr) -> Iterator[Expr]:
    """A function for its derivative or the other way round; softmax for log softmax."""
    other = {**dict(RELATED), **{after: before for before, after in RELATED}}

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.APPLY and node.data.name in other:
            yield apply(other[node.data.name], node.args[0])
        if node.head is h.SOFTMAX:
            yield log_softmax(node.args[0], node.data)
            if not node.is_scalar:
                yield softmax(node.args[0], "rows" if node.data == "columns" else "columns")

    yield from at_each_node(root, change)


def leave_out_function(root: Expr) -> Iterator[Expr]:
    """A for f(A): the activation is forgotten."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head in (h.APPLY, h.SOFTMAX, h.LOG_SOFTMAX):
            yield node.args[0]

    yield from at_each_node(root, change)


def lose_factor_to_ones(root: Expr) -> Iterator[Expr]:
    """1 for a: the inner derivative is forgotten, and ones keep the shape."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.SYMBOL and not node.is_scalar:
            yield ones(*node.shape)

    yield from at_each_node(root, change)


def confuse_names(root: Expr) -> Iterator[Expr]:
    """One quantity of the formula for another of the same shape, at one place or at all."""
    names = symbols(root)

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.SYMBOL:
            yield from (name for name in names if name.shape == node.shape and name is not node)

    yield from _at_each_node_unequal(root, change)


def drop_inverse(root: Expr) -> Iterator[Expr]:
    """A for A⁻¹, and Aᵏ⁺¹ for Aᵏ."""

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.INVERSE:
            yield node.args[0]
        if node.head is h.EPOWER and node.args[1].number is not None:
            base, exponent = node.args
            for other in (exponent.data + 1, exponent.data - 1, -exponent.data):
                if other != 0:
                    yield rebuild(node, (base, number(other)))

    yield from at_each_node(root, change)


def wrong_argument(root: Expr) -> Iterator[Expr]:
    """f′ at another quantity of the same shape that stands in the formula."""
    parts = [node for node in postorder(root) if not node.is_scalar]

    def change(node: Expr) -> Iterator[Expr]:
        if node.head is h.APPLY:
            for part in parts:
                if part.shape == node.shape and part is not node.args[0] and part is not node:
                    yield rebuild(node, (part,))

    yield from at_each_node(root, change)


def spread(root: Expr) -> Expr:
    """Products over sums multiplied out at the top: what single terms can be missing from."""
    terms = list(_terms(root))
    out: list[Expr] = []
    while terms:
        term = terms.pop(0)
        opened = _opened(term)
        if opened is None or len(out) + len(terms) > 16:
            out.append(term)
        else:
            terms[:0] = opened
    return add(*out)


def _opened(term: Expr) -> list[Expr] | None:
    scalars, body = (term.args[:-1], term.args[-1]) if term.head is h.SCALE else ((), term)
    if body.head is h.SUM and scalars:
        return [scale(*scalars, part) for part in body.args]
    if body.head not in (h.PRODUCT, h.HADAMARD):
        return None
    join = matmul if body.head is h.PRODUCT else hadamard
    for at, factor in enumerate(body.args):
        if factor.head is h.SUM:
            before, after = body.args[:at], body.args[at + 1 :]
            return [scale(*scalars, join(*before, part, *after)) for part in factor.args]
    return None
