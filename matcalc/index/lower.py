"""From matrix notation to networks: the table of every head that is linear algebra or indices.

What the other heads mean (functions, inverses, …) is given from outside as a `Meaning`: the normal
form makes atoms of them, the derivative and the way back to matrix notation keep them whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Protocol

from matcalc.errors import UnsupportedError
from matcalc.expr import Dim, Expr
from matcalc.expr import head as h
from matcalc.index.network import (
    Factor,
    Label,
    Labels,
    Tensor,
    Term,
    Terms,
    constant,
    opaque,
    product,
    rename_all,
    summed_over,
)
from matcalc.index.slots import Form, aligned, delta_terms, fresh, slot

Args = tuple[Form, ...]


class Meaning(Protocol):
    """What is not linear algebra."""

    def leaf(self, node: Expr, lowering: Lowering) -> Form | None:
        """The form of a node that is not to be looked into, else None."""

    def function(self, node: Expr, args: Args) -> Form:
        """The form of a node whose head is not in the table."""

    def tidy(self, node: Expr, form: Form) -> Form:
        """The form of a node that has just been made, in a handier shape."""


class Lowering:
    """One translation: the labels of the named indices, and the forms found so far."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.indices: dict[Expr, Label] = {}
        self.forms: dict[Expr, Form] = {}

    def label(self, index: Expr) -> Label:
        """The label of a named index, the same wherever the name is free."""
        return self.indices.setdefault(index, Label(index.data[1]))

    def run(self, root: Expr) -> Form:
        """The form of ``root``, each node once and without recursion."""
        stack = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if node in self.forms:
                continue
            if ready:
                self.forms[node] = self._made(node)
                continue
            leaf = self.meaning.leaf(node, self)
            if leaf is not None:
                self.forms[node] = leaf
                continue
            stack.append((node, True))
            stack.extend((arg, False) for arg in reversed(node.args) if not _is_position(node, arg))
        return self.forms[root]

    def _made(self, node: Expr) -> Form:
        made = LOWERINGS.get(node.head)
        if made is not None:
            return self.meaning.tidy(node, made(self, node))
        args = tuple(self.forms[arg] for arg in node.args)
        return self.meaning.tidy(node, self.meaning.function(node, args))


def _is_position(node: Expr, arg: Expr) -> bool:
    """Whether ``arg`` names a place rather than a value."""
    return arg.head in (h.INDEX, h.NUMBER) and node.head in (
        h.ENTRY,
        h.DELTA,
        h.INDEX_SUM,
        h.TABULATE,
        h.UNIT,
    )


def leaf_form(node: Expr, tensor: Tensor) -> Form:
    """The entries of a tensor of the node's shape."""
    rows, cols = slot(node.rows), slot(node.cols)
    return Form(rows, cols, (Term(Fraction(1), (Factor(tensor, rows + cols),)),))


def whole(node: Expr) -> Form:
    """The node as one opaque factor."""
    return leaf_form(node, opaque(node))


def size_terms(dim: Dim) -> Terms:
    """The number n of a dimension: a polynomial in its named sizes."""
    return tuple(
        Term(Fraction(count), tuple(Factor(size_tensor(name)) for name in monomial))
        for monomial, count in dim.terms
    )


def size_tensor(name: str) -> Tensor:
    """A named size as a number."""
    return Tensor(f"|{name}|", h.SIZE, (), name, facts=frozenset({"positive"}))


def _size(run: Lowering, node: Expr) -> Form:
    return Form((), (), size_terms(node.data))


def _identity(run: Lowering, node: Expr) -> Form:
    rows, cols = slot(node.rows), slot(node.cols)
    return Form(rows, cols, delta_terms(rows, cols))


def _unit(run: Lowering, node: Expr) -> Form:
    rows, position = slot(node.rows), node.args[0]
    if position.head is h.INDEX:
        return Form(rows, (), delta_terms(rows, (run.label(position),)))
    if position.number is None:
        raise UnsupportedError(f"the position {position!r} is not an index or a number.")
    return Form(rows, (), _placed(rows, position))


def _placed(labels: Labels, position: Expr) -> Terms:
    """The entry is at a numbered place: a unit vector on the label."""
    return tuple(
        Term(Fraction(1), (Factor(unit_tensor(label.dim, position.data), (label,)),))
        for label in labels
    ) or constant(1)


def unit_tensor(dim: Dim, position: Fraction) -> Tensor:
    """eₖ with n entries."""
    facts = frozenset({"idempotent", "nonnegative", "sums_to_one", "one_hot"})
    return Tensor(f"e{position}:{dim}", h.UNIT, (), (dim, position), facts=facts)


def _sum(run: Lowering, node: Expr) -> Form:
    first = fresh(run.forms[node.args[0]])
    terms = list(first.terms)
    for arg in node.args[1:]:
        ours = Form(first.rows, first.cols, tuple(terms))
        first, other = _same_slots(ours, fresh(run.forms[arg]))
        terms = [*first.terms, *_moved(other, first.rows, first.cols)]
    return Form(first.rows, first.cols, tuple(terms))


def _same_slots(left: Form, right: Form) -> tuple[Form, Form]:
    left, right = aligned(left, "rows", right, "rows")
    return aligned(left, "cols", right, "cols")


def _moved(form: Form, rows: Labels, cols: Labels) -> Terms:
    """The terms of a form of its own labels, told with these row and column labels."""
    names = dict(zip((*form.rows, *form.cols), (*rows, *cols), strict=True))
    return rename_all(form.terms, names)


def _entrywise(run: Lowering, node: Expr) -> Form:
    """A ∘ B ∘ …: the same labels on each."""
    return entrywise_product([fresh(run.forms[arg]) for arg in node.args])


def entrywise_product(forms: list[Form]) -> Form:
    """A ∘ B ∘ … of forms whose labels are their own."""
    first = forms[0]
    for other in forms[1:]:
        first, other = _same_slots(first, other)
        first = Form(
            first.rows,
            first.cols,
            product(first.terms, _moved(other, first.rows, first.cols)),
        )
    return first


def _scale(run: Lowering, node: Expr) -> Form:
    forms = [fresh(run.forms[arg]) for arg in node.args]
    body = forms[-1]
    return Form(body.rows, body.cols, product(*(form.terms for form in forms)))


def _product(run: Lowering, node: Expr) -> Form:
    result = fresh(run.forms[node.args[0]])
    for arg in node.args[1:]:
        result = contracted(result, fresh(run.forms[arg]))
    return result


def contracted(left: Form, right: Form) -> Form:
    """A B = Σ_k A_ik B_kj."""
    left, right = aligned(left, "cols", right, "rows")
    names = dict(zip(right.rows, left.cols, strict=True))
    terms = product(left.terms, rename_all(right.terms, names))
    return Form(left.rows, right.cols, summed_over(terms, left.cols))


def _transpose(run: Lowering, node: Expr) -> Form:
    body = run.forms[node.args[0]]
    return Form(body.cols, body.rows, body.terms)


def _on_diagonal(body: Form) -> Form:
    """A_ii, the row and the column label made one."""
    twin = Form(body.cols, body.rows, body.terms)
    body, _ = aligned(body, "rows", fresh(twin), "rows")
    twin = Form(body.cols, body.rows, body.terms)
    twin, _ = aligned(twin, "rows", fresh(body), "rows")
    names = dict(zip(twin.rows, twin.cols, strict=True))
    return Form(twin.cols, (), rename_all(twin.terms, names))


def _diagonal(run: Lowering, node: Expr) -> Form:
    return _on_diagonal(fresh(run.forms[node.args[0]]))


def _trace(run: Lowering, node: Expr) -> Form:
    body = _on_diagonal(fresh(run.forms[node.args[0]]))
    return Form((), (), summed_over(body.terms, body.rows))


def _diag(run: Lowering, node: Expr) -> Form:
    body = fresh(run.forms[node.args[0]])
    rows = body.rows + body.cols
    cols = tuple(Label(label.dim) for label in rows)
    return Form(rows, cols, product(body.terms, delta_terms(rows, cols)))


def _inner(run: Lowering, node: Expr) -> Form:
    both = _entrywise(run, node)
    return Form((), (), summed_over(both.terms, both.rows + both.cols))


def _total(run: Lowering, node: Expr) -> Form:
    body = run.forms[node.args[0]]
    return Form((), (), summed_over(body.terms, body.rows + body.cols))


def _vec(run: Lowering, node: Expr) -> Form:
    body = run.forms[node.args[0]]
    return Form(body.cols + body.rows, (), body.terms)


def _kron(run: Lowering, node: Expr) -> Form:
    left, right = (fresh(run.forms[arg]) for arg in node.args)
    terms = product(left.terms, right.terms)
    return Form(left.rows + right.rows, left.cols + right.cols, terms)


def _commutation(run: Lowering, node: Expr) -> Form:
    """K vec(A) = vec(Aᵀ): A is m×n, so a column of K is (column, row), a row is (row, column)."""
    m, n = node.data
    rows, cols = slot(m) + slot(n), slot(n) + slot(m)
    swapped = cols[len(slot(n)) :] + cols[: len(slot(n))]
    return Form(rows, cols, delta_terms(rows, swapped))


def _entry(run: Lowering, node: Expr) -> Form:
    body, *places = node.args
    form = fresh(run.forms[body])
    terms = form.terms
    for labels, place in zip((form.rows, form.cols), places, strict=True):
        if not labels:
            continue
        if place.head is h.INDEX and len(labels) == 1:
            terms = rename_all(terms, {labels[0]: run.label(place)})
        elif place.number is not None and len(labels) == 1:
            terms = summed_over(product(terms, _placed(labels, place)), labels)
        else:
            raise UnsupportedError(f"the position {place!r} is not an index or a number.")
    return Form((), (), terms)


def _delta(run: Lowering, node: Expr) -> Form:
    left, right = node.args
    if left.head is h.INDEX and right.head is h.INDEX:
        return Form((), (), delta_terms((run.label(left),), (run.label(right),)))
    if left.head is h.INDEX or right.head is h.INDEX:
        index, place = (left, right) if left.head is h.INDEX else (right, left)
        return Form((), (), _placed((run.label(index),), place))
    return Form((), (), constant(1 if left is right else 0))


def _index_sum(run: Lowering, node: Expr) -> Form:
    over, body = node.args
    if body not in run.forms:
        raise UnsupportedError(f"{body!r} stands for a number here, which no network has.")
    form = run.forms[body]
    return Form(form.rows, form.cols, summed_over(form.terms, (run.label(over),)))


def _tabulate(run: Lowering, node: Expr) -> Form:
    *places, body = node.args
    terms = run.forms[body].terms
    slots: list[Labels] = []
    for place in places:
        labels = slot(place.data[1]) if place.head is h.INDEX else ()
        if labels:
            terms = rename_all(terms, {run.label(place): labels[0]})
        slots.append(labels)
    return Form(slots[0], slots[1], terms)


def _block(run: Lowering, node: Expr) -> Form:
    """A matrix of scalars: Σ aₖₗ eₖ eₗᵀ."""
    width = node.data[1]
    if any(not arg.is_scalar for arg in node.args):
        return run.meaning.function(node, tuple(run.forms[arg] for arg in node.args))
    rows, cols = slot(node.rows), slot(node.cols)
    terms: list[Term] = []
    for at, arg in enumerate(node.args):
        row, col = divmod(at, width)
        places = _place(rows, row), _place(cols, col)
        terms.extend(product(run.forms[arg].terms, *places))
    return Form(rows, cols, tuple(terms))


def _place(labels: Labels, position: int) -> Terms:
    """eₖ on the labels, k counted from 0."""
    factors = tuple(
        Factor(unit_tensor(label.dim, Fraction(position + 1)), (label,)) for label in labels
    )
    return (Term(Fraction(1), factors),)


LOWERINGS: Mapping[h.Head, Callable[[Lowering, Expr], Form]] = {
    h.NUMBER: lambda run, node: Form((), (), constant(node.data)),
    h.SIZE: _size,
    h.IDENTITY: _identity,
    h.ONES: lambda run, node: Form(slot(node.rows), slot(node.cols), constant(1)),
    h.ZEROS: lambda run, node: Form(slot(node.rows), slot(node.cols), ()),
    h.UNIT: _unit,
    h.SUM: _sum,
    h.SCALE: _scale,
    h.PRODUCT: _product,
    h.TRANSPOSE: _transpose,
    h.TRACE: _trace,
    h.INNER: _inner,
    h.TOTAL: _total,
    h.KRON: _kron,
    h.VEC: _vec,
    h.BLOCK: _block,
    h.DIAG: _diag,
    h.DIAGONAL: _diagonal,
    h.COMMUTATION: _commutation,
    h.HADAMARD: _entrywise,
    h.ENTRY: _entry,
    h.DELTA: _delta,
    h.INDEX_SUM: _index_sum,
    h.TABULATE: _tabulate,
}
"""The heads that are polynomial in their arguments."""

FUNCTIONS: tuple[h.Head, ...] = (
    h.SYMBOL,
    h.CONSTANT,
    h.INDEX,
    h.INVERSE,
    h.DET,
    h.LOGDET,
    h.POWER,
    h.NORM,
    h.NORM1,
    h.EXPM,
    h.OPERATION,
    h.EPOWER,
    h.APPLY,
    h.SOFTMAX,
    h.LOG_SOFTMAX,
    h.LOGSUMEXP,
    h.DIFFERENTIAL,
    h.ABSTRACT,
    h.PARTIAL,
)
"""The heads that a `Meaning` must know."""
