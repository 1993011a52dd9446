"""What an expression is worth, the slow and plain way: every value a two-dimensional array."""

import math
from fractions import Fraction

import numpy as np

from matcalc.expr import head as h

FUNCTIONS = {
    "exp": math.exp,
    "log": math.log,
    "log1p": math.log1p,
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log1p(math.exp(x)),
    "relu": lambda x: max(x, 0.0),
    "step": lambda x: float(x > 0),
    "abs": abs,
    "sign": lambda x: float(x > 0) - float(x < 0),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "arctan": math.atan,
    "erf": math.erf,
    "normcdf": lambda x: 0.5 * math.erfc(-x / math.sqrt(2)),
    "normpdf": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
    "lgamma": math.lgamma,
    "digamma": lambda x: (math.lgamma(x + 1e-5) - math.lgamma(x - 1e-5)) / 2e-5,
}
ABSTRACT = (math.sin, math.cos, lambda x: -math.sin(x))
"""An unspecified h is the sine, so h′ is the cosine."""


def value(node, env, sizes, indices=None):
    """The value of ``node``: ``env`` maps symbols to 2-D arrays, ``indices`` to 1, 2, …"""
    indices = indices or {}
    if node in env:
        return env[node]
    if node.head in (h.INDEX_SUM, h.TABULATE):
        return _BINDERS[node.head](node, env, sizes, indices)
    args = [value(arg, env, sizes, indices) for arg in node.args]
    if node.head is h.INDEX:
        return np.array([[float(indices[node])]])
    rows, cols = (dim.at(sizes) for dim in node.shape)
    return np.asarray(_MEANINGS[node.head](node, args, (rows, cols), sizes), dtype=float)


def _index_sum(node, env, sizes, indices):
    over, body = node.args
    ends = range(1, over.data[1].at(sizes) + 1)
    return sum(value(body, env, sizes, {**indices, over: at}) for at in ends)


def _tabulate(node, env, sizes, indices):
    row, column, body = node.args
    result = np.zeros([dim.at(sizes) for dim in node.shape])
    for place in np.ndindex(*result.shape):
        at = {row: place[0] + 1, column: place[1] + 1}
        result[place] = value(body, env, sizes, {**indices, **at})[0, 0]
    return result


_BINDERS = {h.INDEX_SUM: _index_sum, h.TABULATE: _tabulate}


def _product(node, args, shape, sizes):
    result = args[0]
    for arg in args[1:]:
        result = result @ arg
    return result


def _times(node, args, shape, sizes):
    result = np.ones(shape)
    for arg in args:
        result = result * arg
    return result


def _entrywise(node, args, shape, sizes):
    function = node.data
    one = ABSTRACT[function.order] if function.is_abstract else FUNCTIONS[function.name]
    return np.vectorize(one, otypes=[float])(args[0])


def _softmax(node, args, shape, sizes):
    axis = 1 if node.data == "rows" else 0
    e = np.exp(args[0])
    return e / e.sum(axis=axis, keepdims=True)


def _logsumexp(node, args, shape, sizes):
    return np.log(np.exp(args[0]).sum(axis=1 if node.data == "rows" else 0, keepdims=True))


def _expm(node, args, shape, sizes):
    result = term = np.eye(shape[0])
    for k in range(1, 60):
        term = term @ args[0] / k
        result = result + term
    return result


def _commutation(node, args, shape, sizes):
    m, n = (dim.at(sizes) for dim in node.data)
    result = np.zeros((m * n, m * n))
    for i, j in np.ndindex(m, n):
        result[i * n + j, j * m + i] = 1
    return result


def _power(node, args, shape, sizes):
    return np.linalg.matrix_power(args[0], round(args[1][0, 0]))


def _block(node, args, shape, sizes):
    width = node.data[1]
    return np.block([args[at : at + width] for at in range(0, len(args), width)])


def _scalar(of):
    return lambda node, args, shape, sizes: [[of(*args)]]


def _matrix(of):
    return lambda node, args, shape, sizes: of(*args)


_MEANINGS = {
    h.NUMBER: lambda node, args, shape, sizes: [[float(Fraction(node.data))]],
    h.SIZE: lambda node, args, shape, sizes: [[node.data.at(sizes)]],
    h.CONSTANT: lambda node, args, shape, sizes: [[math.pi]],
    h.IDENTITY: lambda node, args, shape, sizes: np.eye(shape[0]),
    h.ONES: lambda node, args, shape, sizes: np.ones(shape),
    h.ZEROS: lambda node, args, shape, sizes: np.zeros(shape),
    h.UNIT: lambda node, args, shape, sizes: np.eye(shape[0])[:, [round(args[0][0, 0]) - 1]],
    h.SUM: lambda node, args, shape, sizes: sum(args),
    h.SCALE: _times,
    h.HADAMARD: _times,
    h.PRODUCT: _product,
    h.TRANSPOSE: _matrix(np.transpose),
    h.TRACE: _scalar(np.trace),
    h.INVERSE: _matrix(np.linalg.inv),
    h.DET: _scalar(np.linalg.det),
    h.LOGDET: _scalar(lambda a: math.log(abs(np.linalg.det(a)))),
    h.POWER: _power,
    h.INNER: _scalar(lambda a, b: np.sum(a * b)),
    h.NORM: _scalar(lambda a: math.sqrt(np.sum(a * a))),
    h.NORM1: _scalar(lambda a: np.sum(np.abs(a))),
    h.TOTAL: _scalar(np.sum),
    h.KRON: _matrix(np.kron),
    h.VEC: _matrix(lambda a: a.reshape(-1, 1, order="F")),
    h.DIAG: _matrix(lambda a: np.diag(a.ravel())),
    h.DIAGONAL: _matrix(lambda a: np.diag(a)[:, None]),
    h.BLOCK: _block,
    h.EXPM: _expm,
    h.COMMUTATION: _commutation,
    h.EPOWER: _matrix(lambda a, s: a ** s[0, 0]),
    h.APPLY: _entrywise,
    h.SOFTMAX: _softmax,
    h.LOG_SOFTMAX: lambda *all: np.log(_softmax(*all)),
    h.LOGSUMEXP: _logsumexp,
    h.ENTRY: _scalar(lambda a, i, j: a[round(i[0, 0]) - 1, round(j[0, 0]) - 1]),
    h.DELTA: _scalar(lambda i, j: float(i[0, 0] == j[0, 0])),
}
