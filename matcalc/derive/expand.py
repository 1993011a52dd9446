"""From df to an expression that is linear in the differentials of names.

Every node has its row in the table of differentials; factors in which nothing varies are kept
as constants, so no zero terms arise where a row for them exists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.derive.operations import operation_rule, trace_rule
from matcalc.derive.split import middle_split, split
from matcalc.derive.tape import Tape
from matcalc.errors import UnsupportedError
from matcalc.expr import ONE, Expr, differential, postorder, substitute
from matcalc.expr import head as h
from matcalc.kernel import Computed, Step
from matcalc.rules.differential import matrix_power_rule, power_rule, trace_power_rule
from matcalc.rules.elementwise import DERIVATIVES, differential_rule
from matcalc.rules.row import Rule, match, use
from matcalc.rules.schema import SCHEMAS
from matcalc.rules.table import rule_named

Varies = Callable[[Expr], bool]


def varying_in(roots: list[Expr], names: set[Expr]) -> Varies:
    """The test whether any of ``names`` occurs in an expression; each node is looked at once."""
    known: dict[Expr, bool] = {}

    def varies(expr: Expr) -> bool:
        if expr not in known:
            for node in postorder(expr):
                if node not in known:
                    known[node] = node in names or any(known[arg] for arg in node.args)
        return known[expr]

    for root in roots:
        varies(root)
    return varies


def expand(tape: Tape, root: Expr, varies: Varies) -> Expr:
    """d root with every differential of a compound expression worked out."""
    steps: dict[Expr, Step] = {}
    order: list[Expr] = []
    stack = [(differential(root), False)]
    while stack:
        moved, done = stack.pop()
        if done:
            order.append(moved)
        elif moved not in steps and not (moved.args[0].head is h.SYMBOL and varies(moved.args[0])):
            steps[moved] = differential_step(moved.args[0], varies)
            stack.append((moved, True))
            stack.extend((inside, False) for inside in _differentials(steps[moved].new))
    line = differential(root)
    for moved in reversed(order):
        line = substitute(line, {moved: tape.write(steps[moved])})
    return line


def _differentials(expr: Expr) -> list[Expr]:
    return [node for node in postorder(expr) if node.head is h.DIFFERENTIAL]


def differential_step(node: Expr, varies: Varies) -> Step:
    """The step from d(node) to the differentials of its arguments."""
    if not varies(node):
        return use(rule_named("d_constant"), {_letters("d_constant")[0]: node})
    if node.head in _SCHEMA:
        name = _SCHEMA[node.head]
        try:
            return Computed(name, differential(node), SCHEMAS[name](differential(node)))
        except ValueError as error:
            raise UnsupportedError(f"{node!r} cannot be differentiated: {error}.") from None
    if node.head in _BINARY:
        return _binary_step(node, varies)
    rule = _unary_rule(node, varies)
    found = match(rule.left, differential(node))
    if found is None:
        raise AssertionError(f"{rule} does not fit {node!r}")
    return use(rule, *found)


MOST_FACTORS = 12
"""The power of a matrix inside a trace is differentiated as a product up to this exponent."""

_SCHEMA = {h.ABSTRACT: "d_abstract", h.BLOCK: "d_block", h.ENTRY: "d_entry"}

_BINARY: Mapping[h.Head, tuple[str, str, str]] = {
    h.SUM: ("d_sum", "d_constant_sum", "d_sum_constant"),
    h.SCALE: ("d_scale", "d_constant_scale", "d_scale_constant"),
    h.PRODUCT: ("d_product", "d_constant_product", "d_product_constant"),
    h.HADAMARD: ("d_hadamard", "d_constant_hadamard", "d_hadamard_constant"),
    h.KRON: ("d_kron", "d_constant_kron", "d_kron_constant"),
    h.INNER: ("d_inner", "d_constant_inner", "d_inner_constant"),
}
"""The row when both parts vary, when the left is constant, and when the right is."""


def _binary_step(node: Expr, varies: Varies) -> Step:
    left, right = _cut(node, varies)
    both, left_constant, right_constant = _BINARY[node.head]
    name = both if varies(left) and varies(right) else left_constant
    if not varies(right):
        name = right_constant
    first, second = _letters(name)
    return use(rule_named(name), {first: left, second: right})


def _letters(name: str) -> tuple[Expr, ...]:
    body = rule_named(name).left.args[0]
    return body.args or (body,)


def _cut(node: Expr, varies: Varies) -> tuple[Expr, Expr]:
    """Constants split off at an end if there are any, else about in the middle."""
    args = node.args
    if node.head in (h.KRON, h.INNER):
        return args[0], args[1]
    first = next(at for at, arg in enumerate(args) if varies(arg))
    last = next(at for at in reversed(range(len(args))) if varies(args[at])) + 1
    for cut in (*range(first, 0, -1), *range(last, len(args))):
        parts = split(node, cut)
        if parts is not None:
            return parts
    return middle_split(node)


def _unary_rule(node: Expr, varies: Varies) -> Rule:
    if node.head is h.APPLY:
        return _elementwise_rule(node)
    if node.head is h.EPOWER:
        return _power_rule(node, varies)
    if node.head is h.POWER:
        return _matrix_power_rule(node, varies)
    if node.head is h.OPERATION:
        return operation_rule(node, varies)
    if node.head is h.TRACE:
        body = node.args[0]
        exponent = body.args[1].number if body.head is h.POWER else None
        if exponent is not None and exponent.denominator == 1 and exponent > MOST_FACTORS:
            return trace_power_rule(int(exponent))
        return rule_named(trace_rule(node, varies))
    if node.head in _ALONG:
        vector = node.args[0].cols is ONE and node.data == "columns"
        return rule_named(f"{_ALONG[node.head]}_{'vector' if vector else node.data}")
    if node.head is h.DIAG and node.args[0].cols is not ONE:
        return rule_named("d_diag_row")
    name = _UNARY.get(node.head)
    if node.head is h.EXPM and _only_a_scalar_varies(node.args[0], varies):
        name = "d_expm_along"
    if name is None:
        raise UnsupportedError(f"no differential is known for {node.head.formula}.")
    return rule_named(name)


def _matrix_power_rule(node: Expr, varies: Varies) -> Rule:
    exponent = node.args[1].number
    if exponent is None and not varies(node.args[1]):
        return rule_named("d_power_symbolic")
    if exponent is None or exponent.denominator != 1 or exponent < 2:
        raise UnsupportedError(
            f"the differential of {node!r} is known for whole powers of 2 and more."
        )
    return matrix_power_rule(int(exponent))


def _only_a_scalar_varies(body: Expr, varies: Varies) -> bool:
    return body.head is h.SCALE and not varies(body.args[-1])


def _elementwise_rule(node: Expr) -> Rule:
    function = node.data
    if not function.is_abstract and all(function.name != row[0] for row in DERIVATIVES):
        raise UnsupportedError(f"no derivative is known for {function.name}.")
    return differential_rule(function, node.is_scalar)


def _power_rule(node: Expr, varies: Varies) -> Rule:
    exponent = node.args[1]
    if varies(exponent):
        return rule_named("d_power_varying" if varies(node.args[0]) else "d_power_exponent")
    if node.args[0].head is h.NORM and exponent.number == 2:
        return rule_named("d_norm_squared")
    if exponent.number is not None:
        return power_rule(exponent.number)
    return rule_named("d_power")


_ALONG = {
    h.SOFTMAX: "d_softmax",
    h.LOG_SOFTMAX: "d_log_softmax",
    h.LOGSUMEXP: "d_logsumexp",
}

_UNARY: Mapping[h.Head, str] = {
    h.TRANSPOSE: "d_transpose",
    h.TOTAL: "d_total",
    h.DIAG: "d_diag",
    h.DIAGONAL: "d_diagonal",
    h.VEC: "d_vec",
    h.INVERSE: "d_inverse",
    h.EXPM: "d_expm",
    h.DET: "d_det",
    h.LOGDET: "d_logdet",
    h.NORM: "d_norm",
    h.NORM1: "d_norm1",
}
