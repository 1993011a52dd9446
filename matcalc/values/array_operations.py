"""Named operations on arrays, for NumPy and JAX alike: ``xp`` is the library.

A structured linear operation is the contraction with its matrix, which the arithmetic of plain
Python gives; the other operations are written here a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from matcalc.expr import Expr
from matcalc.values.arithmetic import PointError
from matcalc.values.evaluate import Evaluation
from matcalc.values.floating import Floating
from matcalc.values.interpret import Interpreter
from matcalc.values.matrix_functions import GAUSS_16, NEWTON_STEPS, ROOTS
from matcalc.values.structured import LINEAR

Array = Any
Places = list[int]
Rule = Callable[[Any, Interpreter[Any], Expr, list[Array], Places], Array]
RANK_TOLERANCE = 1e-10


def _symmetric(xp: Any, A: Array) -> Array:
    return (A + xp.swapaxes(A, -1, -2)) / 2


def _sqrtm(xp: Any, A: Array) -> Array:
    root, other = A, xp.eye(A.shape[-1])
    for _ in range(NEWTON_STEPS):
        root, other = (root + xp.linalg.inv(other)) / 2, (other + xp.linalg.inv(root)) / 2
    return root


def _logm(xp: Any, A: Array) -> Array:
    for _ in range(ROOTS):
        A = _sqrtm(xp, A)
    unit = xp.eye(A.shape[-1])
    nodes = [(at, weight) for node, weight in GAUSS_16 for at in (node, 1 - node)]
    total = sum(weight * xp.linalg.inv(at * (A - unit) + unit) for at, weight in nodes)
    return 2**ROOTS * (A - unit) @ total


def _expm(xp: Any, A: Array) -> Array:
    """The series, scaled by a fixed power: the arguments here are of moderate size."""
    base = A / 2.0**8
    result = term = xp.eye(A.shape[-1])
    for k in range(1, 15):
        term = term @ base / k
        result = result + term
    for _ in range(8):
        result = result @ result
    return result


def _turning(xp: Any, A: Array) -> Array:
    zeros = xp.zeros_like(A)
    return _expm(xp, _blocks(xp, [[zeros, -A], [A, zeros]]))


def _blocks(xp: Any, rows: list[list[Array]]) -> Array:
    return xp.concatenate([xp.concatenate(row, axis=-1) for row in rows], axis=-2)


def _sinm(xp: Any, A: Array) -> Array:
    n = A.shape[-1]
    return _turning(xp, A)[..., n:, :n]


def _cosm(xp: Any, A: Array) -> Array:
    n = A.shape[-1]
    return _turning(xp, A)[..., :n, :n]


def _corner(xp: Any, function: Callable[[Any, Array], Array], A: Array, E: Array) -> Array:
    n = A.shape[-1]
    A, E = xp.broadcast_arrays(A, E)
    whole = function(xp, _blocks(xp, [[A, E], [xp.zeros_like(A), A]]))
    return whole[..., :n, n:]


def _of(function: Callable[..., Array]) -> Rule:
    return lambda xp, at, node, args, places: function(xp, *args)


def _frechet(function: Callable[[Any, Array], Array]) -> Rule:
    return lambda xp, at, node, args, places: _corner(xp, function, *args)


def _power_frechet(
    xp: Any, at: Interpreter[Any], node: Expr, args: list[Array], places: Places
) -> Array:
    [k] = places
    return _corner(xp, lambda xp, A: xp.linalg.matrix_power(A, k), args[0], args[1])


def _sylvester(xp: Any, A: Array, B: Array, C: Array) -> Array:
    """A ⊗ I + I ⊗ Bᵀ acts on the rows of X, one after the other."""
    m, n = C.shape[-2:]
    left = xp.einsum("...ik,jl->...ijkl", A, xp.eye(n))
    right = xp.einsum("ik,...lj->...ijkl", xp.eye(m), B)
    return _solved(xp, left + right, C, m * n)


def _dlyap(xp: Any, A: Array, Q: Array) -> Array:
    n = A.shape[-1]
    unit = xp.einsum("ik,jl->ijkl", xp.eye(n), xp.eye(n))
    return _solved(xp, unit - xp.einsum("...ik,...jl->...ijkl", A, A), Q, n * n)


def _solved(xp: Any, system: Array, right: Array, size: int) -> Array:
    shape = right.shape[-2:]
    system = system.reshape(*system.shape[:-4], size, size)
    column = right.reshape(*right.shape[:-2], size, 1)
    found = xp.linalg.solve(system, column)
    return found.reshape(*found.shape[:-2], *shape)


def _chol(xp: Any, S: Array) -> Array:
    return xp.linalg.cholesky(_symmetric(xp, S))


def _qr(xp: Any, A: Array) -> tuple[Array, Array]:
    Q, R = xp.linalg.qr(A)
    signs = xp.sign(xp.diagonal(R, axis1=-2, axis2=-1))
    return Q * signs[..., None, :], R * signs[..., :, None]


def _signed(xp: Any, V: Array) -> Array:
    """The columns with their entry of largest size positive."""
    places = xp.argmax(xp.abs(V), axis=-2)[..., None, :]
    return V * xp.sign(xp.take_along_axis(V, places, axis=-2))


def _eigh(xp: Any, S: Array) -> tuple[Array, Array]:
    values, V = xp.linalg.eigh(_symmetric(xp, S))
    return values, _signed(xp, V)


def _svd(xp: Any, A: Array) -> tuple[Array, Array, Array]:
    """The thin decomposition; the signs are told by the smaller side."""
    U, sizes, Vt = xp.linalg.svd(A, full_matrices=False)
    V = xp.swapaxes(Vt, -1, -2)
    told = V if A.shape[-2] >= A.shape[-1] else U
    signs = xp.sign(xp.sum(told * _signed(xp, told), axis=-2))[..., None, :]
    return U * signs, sizes, V * signs


def _thin(xp: Any, A: Array) -> tuple[Array, Array, Array]:
    """U, σ, V with as many columns as A has. Raises PointError for a wide A."""
    if A.shape[-2] < A.shape[-1]:
        raise PointError("the matrix has more columns than rows.")
    return _svd(xp, A)


def _topsvd(xp: Any, A: Array) -> Array:
    U, _, V = _svd(xp, A)
    return U[..., :, :1] @ xp.swapaxes(V[..., :, :1], -1, -2)


def _polar(xp: Any, A: Array) -> Array:
    U, _, V = _svd(xp, A)
    return U @ xp.swapaxes(V, -1, -2)


def _lone(a: Array) -> Array:
    return a[..., None, None]


def _at(select: Callable[[Any, Array, int], Array]) -> Rule:
    def value(
        xp: Any, at: Interpreter[Any], node: Expr, args: list[Array], places: Places
    ) -> Array:
        return select(xp, args[0], places[0] - 1)

    return value


def _real_pair(xp: Any, X: Array, k: int) -> tuple[Array, Array]:
    """The k-th real eigenvalue and its vector; Newton's steps make them differentiable."""
    if X.ndim > 2:
        pairs = [_real_pair(xp, each, k) for each in X.reshape(-1, *X.shape[-2:])]
        lead = X.shape[:-2]
        values = xp.stack([value for value, _ in pairs]).reshape(lead)
        return values, xp.stack([v for _, v in pairs]).reshape(*lead, -1, 1)
    values, vectors = xp.linalg.eig(_still(xp, X))
    order = xp.argsort(xp.where(xp.abs(values.imag) < 1e-9, values.real, xp.inf))
    value, v = values.real[order[k]], _signed(xp, vectors.real[:, order[k]][:, None])
    unit = xp.eye(X.shape[-1])
    for _ in range(3):
        system = _blocks(xp, [[X - value * unit, -v], [v.T, xp.zeros((1, 1))]])
        gap = xp.concatenate([value * v - X @ v, (1 - v.T @ v) / 2])
        step = xp.linalg.solve(system, gap)
        v, value = v + step[:-1], value + step[-1, 0]
    return value, v


def _still(xp: Any, X: Array) -> Array:
    if xp is np:
        return X
    from jax.lax import stop_gradient

    return stop_gradient(X)


def _prod(xp: Any, A: Array) -> Array:
    return xp.prod(A, axis=(-1, -2), keepdims=True)


def _argmax(xp: Any, A: Array) -> Array:
    return xp.where(xp.max(A, axis=(-1, -2), keepdims=True) == A, 1.0, 0.0)


def _linear(xp: Any, at: Interpreter[Any], node: Expr, args: list[Array], places: Places) -> Array:
    """The contraction with the values of the operation at the unit matrices."""
    rows, cols = args[0].shape[-2:]
    plain = Evaluation(Floating(), at.sizes, {})
    columns = []
    for i in range(rows):
        for j in range(cols):
            basis = [[float((i, j) == (k, m)) for m in range(cols)] for k in range(rows)]
            columns.append(LINEAR[node.data[0]](plain, node, [basis]))
    matrix: Array = np.array(columns).reshape(rows, cols, *at.shape(node))
    return xp.einsum("...ij,ijkl->...kl", args[0], matrix)


def _duplication(
    xp: Any, at: Interpreter[Any], node: Expr, args: list[Array], places: Places
) -> Array:
    from matcalc.values.structured import STRUCTURED

    plain = Evaluation(Floating(), at.sizes, {})
    return xp.array(STRUCTURED["duplication"](plain, node, []))


OPERATIONS: Mapping[str, Rule] = {
    "logm": _of(_logm),
    "sqrtm": _of(_sqrtm),
    "sinm": _of(_sinm),
    "cosm": _of(_cosm),
    "expm_frechet": _frechet(_expm),
    "logm_frechet": _frechet(_logm),
    "sinm_frechet": _frechet(_sinm),
    "cosm_frechet": _frechet(_cosm),
    "power_frechet": _power_frechet,
    "sylvester": _of(_sylvester),
    "dlyap": _of(_dlyap),
    "pinv": _of(lambda xp, A: xp.linalg.pinv(A, RANK_TOLERANCE)),
    "chol": _of(_chol),
    "qrr": _of(lambda xp, A: _qr(xp, A)[1]),
    "qrq": _of(lambda xp, A: _qr(xp, A)[0]),
    "eigval": _at(lambda xp, S, k: _lone(_eigh(xp, S)[0][..., k])),
    "eigvec": _at(lambda xp, S, k: _eigh(xp, S)[1][..., :, k : k + 1]),
    "eigvals": _of(lambda xp, S: _eigh(xp, S)[0][..., None]),
    "eigvecs": _of(lambda xp, S: _eigh(xp, S)[1]),
    "eigreal": _at(lambda xp, X, k: _lone(_real_pair(xp, X, k)[0])),
    "reigvec": _at(lambda xp, X, k: _real_pair(xp, X, k)[1]),
    "singvals": _of(lambda xp, A: _thin(xp, A)[1][..., None]),
    "svdu": _of(lambda xp, A: _thin(xp, A)[0]),
    "svdv": _of(lambda xp, A: _thin(xp, A)[2]),
    "nuclear": _of(lambda xp, A: _lone(xp.sum(_svd(xp, A)[1], axis=-1))),
    "specnorm": _of(lambda xp, A: _lone(_svd(xp, A)[1][..., 0])),
    "polar": _of(_polar),
    "topsvd": _of(_topsvd),
    "clip": _of(lambda xp, A, low, high: xp.clip(A, low, high)),
    "prod": _of(_prod),
    "max": _of(lambda xp, A: xp.max(A, axis=(-1, -2), keepdims=True)),
    "argmax": _of(_argmax),
    **dict.fromkeys(LINEAR, _linear),
    "duplication": _duplication,
}

_PLACED = frozenset({"eigval", "eigvec", "eigreal", "reigvec", "power_frechet"})
"""Operations whose last argument is a whole number."""


def operation(xp: Any) -> Callable[[Interpreter[Any], Expr, list[Array]], Array]:
    """The meaning of an operation in a library."""

    def value(at: Interpreter[Any], node: Expr, args: list[Array]) -> Array:
        from matcalc.values.numpy_ import place, whole

        name, places = node.data[0], []
        if name in _PLACED:
            *args, last = args
            counts = name != "power_frechet"
            places = [place(last, args[0].shape[-1]) + 1 if counts else whole(last)]
        return OPERATIONS[name](xp, at, node, args, places)

    return value
