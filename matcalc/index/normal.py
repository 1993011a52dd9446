"""Normal form: two expressions with the same one are equal for every size.

Everything is multiplied out; what is not polynomial is an atom with a normal form inside; facts
rewrite each term until none applies; equal terms are combined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcalc.errors import UnsupportedError
from matcalc.expr import Definition, Expr, unfolded
from matcalc.index.atoms import Atoms
from matcalc.index.canonical import Network
from matcalc.index.clear import cleared
from matcalc.index.lower import Lowering
from matcalc.index.network import (
    Labels,
    open_labels,
)
from matcalc.index.normalise import normalise
from matcalc.index.prepare import prepared
from matcalc.index.slots import Form


def normal_form(
    expr: Expr, definitions: Sequence[Definition] = (), *, lowering: Lowering | None = None
) -> Network:
    """The normal form of an expression, its defined names replaced by what they stand for.

    ``lowering`` knows parts that earlier expressions had too.

    >>> from matcalc.expr import symbol, trace
    >>> A, B = symbol("A", "n", "m"), symbol("B", "m", "n")
    >>> normal_form(trace(A @ B)) == normal_form(trace(B @ A))
    True
    """
    lowering = lowering or Lowering(Atoms())
    form = lowering.run(prepared(unfolded(expr, definitions)))
    return normalise(form.terms, (*form.rows, *form.cols, *_named(lowering, (form,))))


def equal(left: Expr, right: Expr, definitions: Sequence[Definition] = ()) -> bool:
    """Whether the two are equal for every size, as far as the normal form shows.

    True is a proof; False only says that none was found. Conditions such as that what is inverted
    is invertible are taken for granted on both sides.
    """
    if left.shape != right.shape:
        return False
    if left is right:
        return True
    try:
        return _difference(left, right, definitions).is_zero
    except UnsupportedError:
        return False


def _difference(left: Expr, right: Expr, definitions: Sequence[Definition]) -> Network:
    lowering = Lowering(Atoms())
    form = lowering.run(prepared(unfolded(left - right, definitions)))
    labels = (*form.rows, *form.cols, *_named(lowering, (form,)))
    return cleared(normalise(form.terms, labels), normalise)


def _named(lowering: Lowering, forms: Iterable[Form]) -> Labels:
    """The labels of named indices that stand open, by name."""
    present = {label for form in forms for label in open_labels(form.terms)}
    named = sorted(
        lowering.indices.items(), key=lambda item: (item[0].data[0], str(item[0].data[1]))
    )
    return tuple(label for _, label in named if label in present)
