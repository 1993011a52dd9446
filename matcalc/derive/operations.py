"""Which row of the tables differentiates a named operation."""

from __future__ import annotations

from collections.abc import Callable

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr
from matcalc.expr import head as h
from matcalc.rules.matrix_functions import FUNCTIONS
from matcalc.rules.row import Rule
from matcalc.rules.table import has_rule, rule_named

Varies = Callable[[Expr], bool]


def operation_rule(node: Expr, varies: Varies) -> Rule:
    """The row for d of an operation.

    Raises UnsupportedError where there is none: for a matrix in a Fréchet derivative, say.
    """
    name = node.data[0]
    if name == "clip" and any(varies(bound) for bound in node.args[1:]):
        return rule_named("d_clip_bounds")
    first_stays = name.endswith("_frechet")
    if not has_rule(f"d_{name}") or (first_stays and varies(node.args[0])):
        raise UnsupportedError(
            f"the differential of {node!r} is not known: {name} stands for {node.head.formula}."
            if not first_stays
            else f"the second derivative of {name.removesuffix('_frechet')} has no formula here: "
            f"{node!r} would have to be differentiated by its matrix."
        )
    _refuse_moving_position(node, varies)
    return rule_named(f"d_{name}")


def _refuse_moving_position(node: Expr, varies: Varies) -> None:
    if len(node.args) == 2 and node.data[0].startswith("eig") and varies(node.args[1]):
        raise UnsupportedError(f"the position {node.args[1]!r} varies: it counts eigenvalues.")


def trace_rule(node: Expr, varies: Varies) -> str:
    """The row for d tr A: a function of a matrix inside a trace has a shorter one."""
    body = node.args[0]
    name = "expm" if body.head is h.EXPM else body.data[0] if body.head is h.OPERATION else ""
    if name == "sqrtm" or name in FUNCTIONS:
        return f"d_trace_{name}"
    if body.head is h.POWER and body.args[1].number is None and not varies(body.args[1]):
        return "d_trace_power"
    return "d_trace"
