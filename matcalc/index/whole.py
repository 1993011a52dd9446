"""Functions, names and inverses as whole factors: what a variable is cut out of."""

from __future__ import annotations

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    Expr,
)
from matcalc.expr import head as h
from matcalc.index.lower import FUNCTIONS, Args, Lowering, whole
from matcalc.index.notation import to_matrix
from matcalc.index.slots import Form


class Functions:
    """Functions, names and inverses stay whole: the variable is cut out of what is between."""

    def leaf(self, node: Expr, lowering: Lowering) -> Form | None:
        return whole(node) if node.head in _WHOLE else None

    def tidy(self, node: Expr, form: Form) -> Form:
        return form

    def function(self, node: Expr, args: Args) -> Form:
        raise UnsupportedError(f"{node.head} cannot be differentiated with indices: {node!r}.")


_WHOLE = frozenset(FUNCTIONS) - {h.INDEX}


def plain(expr: Expr) -> Expr:
    """The expression without index notation.

    Raises UnsupportedError when it has no matrix form.
    """
    made = to_matrix(expr)
    if made is None:
        raise UnsupportedError(f"{expr!r} has no form in matrix notation.")
    return made
