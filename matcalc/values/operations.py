"""What every named operation is worth over any arithmetic: one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from matcalc.expr import Expr
from matcalc.values.arithmetic import Matrix
from matcalc.values.factorisations import FACTORISATIONS
from matcalc.values.matrix_functions import MATRIX_FUNCTIONS
from matcalc.values.spectra import SPECTRA
from matcalc.values.structured import STRUCTURED

if TYPE_CHECKING:
    from matcalc.values.evaluate import Evaluation

Rule = Callable[["Evaluation", Expr, list[Matrix]], Matrix]

OPERATIONS: Mapping[str, Rule] = {
    **MATRIX_FUNCTIONS,
    **FACTORISATIONS,
    **SPECTRA,
    **STRUCTURED,
}


def operation(at: Evaluation, node: Expr, args: list[Matrix]) -> Matrix:
    """The value of an operation, from those of its arguments."""
    return OPERATIONS[node.data[0]](at, node, args)
