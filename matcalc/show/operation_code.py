"""Named operations in emitted code: a call of the library, or of a helper that comes along.

The letters of `matcalc.expr.operation` tell how an argument is handed over: a capital is a
two-dimensional array, a small one a one-dimensional array or a number.
"""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.errors import UnsupportedError
from matcalc.expr.dim import ONE, Dim
from matcalc.expr.node import Expr
from matcalc.expr.operation import OPERATIONS
from matcalc.show.array import COL, ROW, Array, Axis
from matcalc.show.program import Op
from matcalc.show.scope import Scope

_LIBRARY: Mapping[str, str] = {
    "pinv": "linalg.pinv({0}, 1e-12)",
    "chol": "linalg.cholesky({0})",
    "tril": "tril({0})",
    "triu": "triu({0})",
    "prod": "prod({0})",
    "max": "max({0})",
    "clip": "clip({0}, {1}, {2})",
}
"""What NumPy, JAX and PyTorch call alike."""

_VECTORS = frozenset(
    {
        "eigvec",
        "eigvals",
        "reigvec",
        "singvals",
        "vee",
        "toeplitz_adjoint",
        "symtoeplitz_adjoint",
        "vech",
    }
)
_NUMBERS = frozenset({"eigval", "eigreal", "nuclear", "specnorm", "prod", "max"})
"""Operations whose values have one axis, or none; the others have two."""


def operation(node: Expr, scope: Scope) -> Array:
    """The array of an operation, from those of its arguments."""
    name, sizes = node.data
    ops = [
        _argument(arg, role, node, scope)
        for arg, role in zip(node.args, OPERATIONS[name].roles, strict=True)
    ]
    ops += [scope.arrays.size_of(size) for size in sizes]
    return _read(node, _called(name, ops, scope), scope)


def _argument(arg: Expr, role: str, node: Expr, scope: Scope) -> Op:
    arrays = scope.arrays
    array = arrays.unindexed(arrays.whole(scope[arg], arg.shape), node.head.formula)
    return (scope.flat(array) if role.isupper() else array).op


def _called(name: str, ops: list[Op], scope: Scope) -> Op:
    program, backend = scope.arrays.program, scope.arrays.backend
    if name in _LIBRARY:
        return program.op(f"{backend.module}.{_LIBRARY[name]}", *ops)
    function, is_frechet = name.removesuffix("_frechet"), name.endswith("_frechet")
    if name not in backend.helpers:
        raise UnsupportedError(
            f"code for {name} in {backend.name} is not written.", hint="Choose numpy."
        )
    places = ", ".join(f"{{{at}}}" for at in range(len(ops)))
    if is_frechet and function != "power":
        callee = backend.functions.get(function, function)
        return program.op(f"frechet({callee}, {places})", *ops, helper=name)
    return program.op(f"{name}({places})", *ops, helper=name)


def _read(node: Expr, op: Op, scope: Scope) -> Array:
    """The value with the axes that its shape has."""
    name = node.data[0]
    if name in _NUMBERS:
        return Array(op)
    axes: tuple[Axis, ...] = (ROW,) if name in _VECTORS else (ROW, COL)
    lengths: dict[Axis, Dim] = dict(zip((ROW, COL), node.shape, strict=True))
    places: dict[Axis, Array | int] = {axis: 0 for axis in axes if lengths[axis] is ONE}
    return scope.arrays.taken(Array(op, axes), places)
