"""From index notation to matrix notation: X_ij ↦ X, x_i ↦ x 1ᵀ, Σ_k A_ik B_kj ↦ A B.

What carries no index stays as it was written; functions of entries are applied to the matrix.
"""

from __future__ import annotations

from fractions import Fraction

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    apply,
    differential,
    epower,
    logsumexp,
    matmul,
    number,
    ones,
    partial,
    postorder,
    rebuild,
)
from matcalc.expr import head as h
from matcalc.index.board import NoMatrixFormError
from matcalc.index.contract import collapse, labels_of
from matcalc.index.lower import Args, Lowering, whole
from matcalc.index.network import FULL, Factor, Labels, Term, opaque
from matcalc.index.slots import Form

_PLAIN = (h.NUMBER, h.SIZE, h.IDENTITY, h.ONES, h.ZEROS)
_INDEXED = (h.INDEX, h.ENTRY, h.DELTA, h.INDEX_SUM, h.TABULATE)


def to_matrix(expr: Expr) -> Expr | None:
    """The same value without index notation, or None when it has no matrix form.

    >>> from matcalc.expr import entry, index, index_sum, symbol, tabulate, number
    >>> A, x = symbol("A", "m", "n"), symbol("x", "n")
    >>> i, k = index("i", "m"), index("k", "n")
    >>> to_matrix(tabulate(i, number(1), index_sum(k, entry(A, i, k) * entry(x, k, number(1)))))
    A*x
    """
    indexed = _indexed_nodes(expr)
    if expr not in indexed:
        return expr
    try:
        form = Lowering(_WholeMatrices(indexed)).run(expr)
        return collapse(form.terms, form.rows, form.cols)
    except UnsupportedError:
        return None


def _indexed_nodes(root: Expr) -> set[Expr]:
    """The nodes with index notation in them."""
    found: set[Expr] = set()
    for node in postorder(root):
        if _is_indexed(node) or any(arg in found for arg in node.args):
            found.add(node)
    return found


def _is_indexed(node: Expr) -> bool:
    """Index notation, but not an entry at a numbered place such as x₁."""
    return node.head in _INDEXED and (node.head is not h.ENTRY or node.args[1].number is None)


class _WholeMatrices:
    """Whatever carries no index is one factor; a function of entries is a function of a matrix."""

    def __init__(self, indexed: set[Expr]) -> None:
        self.indexed = indexed

    def leaf(self, node: Expr, lowering: Lowering) -> Form | None:
        return None if node in self.indexed or node.head in _PLAIN else whole(node)

    def tidy(self, node: Expr, form: Form) -> Form:
        if node.head is not h.SUM or len(form.terms) < 2:
            return form
        try:
            return _single(form)
        except NoMatrixFormError:
            return form

    def function(self, node: Expr, args: Args) -> Form:
        if node.head is h.INDEX:
            raise NoMatrixFormError("an index is used as a number.")
        free = [_free(form) for form in args]
        if not any(free):
            return whole(rebuild(node, tuple(_matrix(form) for form in args)))
        if node.head is h.PARTIAL:
            return _partial(args)
        if node.head is h.NORM:
            return _norms(args[0])
        if node.head not in (h.APPLY, h.EPOWER, h.DIFFERENTIAL) or any(free[1:]):
            raise NoMatrixFormError(f"{node!r} depends on an index.")
        labels, body = _labelled(args[0])
        return _of_labels(args[0], labels, _applied(node, body, args))


def _applied(node: Expr, body: Expr, args: Args) -> Expr:
    """The function of entries, of a whole matrix."""
    if node.head is h.DIFFERENTIAL:
        return differential(body)
    if node.head is h.EPOWER:
        return _to_the_power(body, _matrix(args[1]))
    if node.data.name == "log" and not node.data.is_abstract:
        inside = _summed_exponential(body)
        if inside is not None:
            return inside
    return apply(node.data, body)


def _norms(form: Form) -> Form:
    """‖x_i‖ for every i: the root of the sums of squares over the entries of x."""
    own = (*form.rows, *form.cols)
    kept = tuple(dict.fromkeys(each for each in labels_of(form.terms) if each not in own))
    if len(own) != 1 or len(kept) != 1:
        raise NoMatrixFormError("a norm of more than a vector depends on an index.")
    squares = epower(collapse(form.terms, kept, own), number(2))
    root = epower(matmul(squares, ones(squares.cols)), number(Fraction(1, 2)))
    return _of_labels(Form((), (), ()), kept, root)


def _to_the_power(body: Expr, exponent: Expr) -> Expr:
    """Xᵏ entry by entry; of a root the power of what is under it, which is not negative."""
    inside = exponent.number
    if body.head is h.EPOWER and body.args[1].number == Fraction(1, 2) and inside is not None:
        whole = inside / 2
        return body.args[0] if whole == 1 else epower(body.args[0], number(whole))
    return epower(body, exponent)


def _summed_exponential(body: Expr) -> Expr | None:
    """log(exp(X) 1) is the log-sum-exp of the rows."""
    if body.head is not h.PRODUCT or len(body.args) != 2 or body.args[1].head is not h.ONES:
        return None
    inside, by = body.args
    if inside.head is h.APPLY and inside.data.name == "exp" and by.cols is ONE:
        return logsumexp(inside.args[0], "rows")
    return None


def _partial(args: Args) -> Form:
    """∂F/∂X_ij is an entry of ∂F/∂X; ∂y_i/∂x_j of the Jacobian."""
    (over, function), (by, variable) = (_labelled(form) for form in args)
    slope = partial(function, variable)
    labels = over + by
    return Form((), (), (Term(FULL, (Factor(opaque(slope), labels),)),))


def _free(form: Form) -> Labels:
    """The labels of named indices."""
    own = (*form.rows, *form.cols)
    return tuple(label for label in labels_of(form.terms) if label not in own)


def _matrix(form: Form) -> Expr:
    return collapse(form.terms, form.rows, form.cols)


def _labelled(form: Form) -> tuple[Labels, Expr]:
    """All labels of a form, at most two, and the matrix over them."""
    labels = tuple(dict.fromkeys((*form.rows, *form.cols, *labels_of(form.terms))))
    if len(labels) > 2:
        raise NoMatrixFormError("more than two indices are open at once.")
    return labels, collapse(form.terms, labels[:1], labels[1:])


def _of_labels(form: Form, labels: Labels, body: Expr) -> Form:
    return Form(form.rows, form.cols, (Term(FULL, (Factor(opaque(body), labels),)),))


def _single(form: Form) -> Form:
    """The form as one factor over its labels."""
    labels, body = _labelled(form)
    if body.head is h.ZEROS or body.number == 0:
        return Form(form.rows, form.cols, ())
    return _of_labels(form, labels, body)
