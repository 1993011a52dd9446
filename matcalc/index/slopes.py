"""f′ for every named function of one number, written independently of the table in `rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from matcalc.errors import UnsupportedError
from matcalc.expr import (
    Expr,
    apply,
    constant,
    epower,
    hadamard,
    number,
    ones,
    scale,
    unspecified,
    zeros,
)

Slope = Callable[[Expr], Expr]


def _one(x: Expr) -> Expr:
    return ones(*x.shape)


def _reciprocal(x: Expr) -> Expr:
    return epower(x, number(-1))


def _square(x: Expr) -> Expr:
    return hadamard(x, x)


def _flat(x: Expr) -> Expr:
    return zeros(*x.shape)


def _bell(x: Expr) -> Expr:
    """2 e^(−x²)/√π."""
    root = epower(constant("pi"), number(Fraction(-1, 2)))
    return scale(number(2), root, apply("exp", -_square(x)))


def _sigmoid_slope(x: Expr) -> Expr:
    return hadamard(apply("sigmoid", x), apply("sigmoid", -x))


SLOPES: Mapping[str, Slope] = {
    "exp": lambda x: apply("exp", x),
    "log": _reciprocal,
    "log1p": lambda x: _reciprocal(_one(x) + x),
    "tanh": lambda x: _one(x) - _square(apply("tanh", x)),
    "sigmoid": _sigmoid_slope,
    "softplus": lambda x: apply("sigmoid", x),
    "relu": lambda x: apply("step", x),
    "step": _flat,
    "abs": lambda x: apply("sign", x),
    "sign": _flat,
    "sin": lambda x: apply("cos", x),
    "cos": lambda x: -apply("sin", x),
    "tan": lambda x: epower(apply("cos", x), number(-2)),
    "sinh": lambda x: apply("cosh", x),
    "cosh": lambda x: apply("sinh", x),
    "arctan": lambda x: _reciprocal(_one(x) + _square(x)),
    "erf": _bell,
    "normcdf": lambda x: apply("normpdf", x),
    "normpdf": lambda x: -hadamard(x, apply("normpdf", x)),
    "lgamma": lambda x: apply("digamma", x),
}


def slope(node: Expr) -> Expr:
    """f′(A) for the node f(A), entry by entry.

    Raises UnsupportedError where the derivative has no name here.
    """
    function, body = node.data, node.args[0]
    if function.is_abstract:
        return apply(unspecified(function.name, function.order + 1), body)
    if function.name not in SLOPES:
        raise UnsupportedError(f"the derivative of {function} has no name.")
    return SLOPES[function.name](body)
