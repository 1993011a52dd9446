"""Functions of one number and of a row in NumPy, continued analytically to complex numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.errors import UnsupportedError
from matcalc.values.arithmetic import Arithmetic
from matcalc.values.floating import FUNCTIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def on_positive(function: Callable[[Array], Any]) -> Callable[[Array], Any]:
    """A function of positive numbers: of others it is not a number, also in the complex plane."""
    return lambda a: function(a if np.isrealobj(a) else np.where(a.real < 0, np.nan, a))


def _sigmoid(a: Array) -> Any:
    e = np.exp(-np.where(a.real > 0, a, -a))
    return np.where(a.real > 0, 1, e) / (1 + e)


def _softplus(a: Array) -> Any:
    return np.where(a.real > 0, a, 0) + np.log1p(np.exp(-np.where(a.real > 0, a, -a)))


def _by_entry(name: str) -> Callable[[Array], Any]:
    compute = np.vectorize(FUNCTIONS[name], otypes=[float])

    def value(a: Array) -> Any:
        if np.iscomplexobj(a):
            raise UnsupportedError(f"{name} has no complex values here.")
        return compute(a)

    return value


ELEMENTWISE: Mapping[str, Callable[[Array], Any]] = {
    "exp": np.exp,
    "log": on_positive(np.log),
    "log1p": lambda a: on_positive(np.log)(1 + a) if np.iscomplexobj(a) else np.log1p(a),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": lambda a: np.where(a.real > 0, a, 0),
    "step": lambda a: np.where(a.real > 0, 1.0, 0.0),
    "abs": lambda a: np.where(a.real > 0, a, -a),
    "sign": lambda a: np.sign(a.real),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "arctan": np.arctan,
    "erf": _by_entry("erf"),
    "normcdf": _by_entry("normcdf"),
    "normpdf": lambda a: np.exp(-a * a / 2) / math.sqrt(2 * math.pi),
    "lgamma": _by_entry("lgamma"),
    "digamma": _by_entry("digamma"),
}


def polynomial(coefficients: Arithmetic[float], name: str, order: int, a: Any) -> Any:
    """h(a), h′(a), … for the polynomial that stands for an unspecified h."""
    result = 0 * a
    for k in range(5, order - 1, -1):
        factor = math.perm(k, order) * coefficients.coefficient("elementwise", name, k)
        result = result * a + factor
    return result


def _shifted(a: Array, axis: int) -> tuple[Array, Array]:
    """exp of a less its largest real part, and that part."""
    top = a.real.max(axis=axis, keepdims=True)
    return np.exp(a - top), top


def softmax(a: Array, axis: int) -> Any:
    """exp(a) over its sum along an axis."""
    e, _ = _shifted(a, axis)
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(a: Array, axis: int) -> Any:
    """log Σ exp(a) along an axis."""
    e, top = _shifted(a, axis)
    return np.log(e.sum(axis=axis, keepdims=True)) + top


def weights(
    coefficients: Arithmetic[float], name: str, rows: int, cols: int, count: int
) -> tuple[Array, Array]:
    """The weights of the six linear forms of an unspecified function, and its constants."""
    draw = coefficients.coefficient
    forms = [
        [[[draw(name, i, j, f, k) for k in range(count)] for f in range(6)] for j in range(cols)]
        for i in range(rows)
    ]
    constants = [[draw(name, i, j) for j in range(cols)] for i in range(rows)]
    return np.array(forms), np.array(constants)
