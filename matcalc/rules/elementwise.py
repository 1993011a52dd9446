"""f′ for every named function f: the rows d f(A) = f′(A) ∘ dA.

Named functions stay whole: the derivative of tanh is written with tanh.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

from matcalc.expr import (
    Elementwise,
    Expr,
    apply,
    constant,
    differential,
    epower,
    hadamard,
    named,
    number,
    ones,
    scale,
    unspecified,
    zeros,
)
from matcalc.expr import head as h
from matcalc.rules.letters import A, t
from matcalc.rules.row import Condition, Rule


def one(x: Expr) -> Expr:
    """The 1 that can be added to x: a number, or a matrix of ones."""
    return number(1) if x.is_scalar else ones(*x.shape)


def _zero(x: Expr) -> Expr:
    return number(0) if x.is_scalar else zeros(*x.shape)


def _of(name: str) -> Callable[[Expr], Expr]:
    return lambda x: apply(name, x)


def _pow(x: Expr, exponent: int) -> Expr:
    return epower(x, number(exponent))


_ROOT_PI = epower(constant("pi"), number(Fraction(-1, 2)))

DERIVATIVES: tuple[tuple[str, Callable[[Expr], Expr], str], ...] = (
    ("exp", _of("exp"), ""),
    ("log", lambda x: _pow(x, -1), "positive"),
    ("log1p", lambda x: _pow(one(x) + x, -1), "above_minus_one"),
    ("tanh", lambda x: one(x) - _pow(apply("tanh", x), 2), ""),
    ("sigmoid", lambda x: hadamard(apply("sigmoid", x), one(x) - apply("sigmoid", x)), ""),
    ("softplus", _of("sigmoid"), ""),
    ("relu", _of("step"), "off_kink"),
    ("step", _zero, "off_kink"),
    ("abs", _of("sign"), "off_kink"),
    ("sign", _zero, "off_kink"),
    ("sin", _of("cos"), ""),
    ("cos", lambda x: -apply("sin", x), ""),
    ("tan", lambda x: one(x) + _pow(apply("tan", x), 2), "cosine_nonzero"),
    ("sinh", _of("cosh"), ""),
    ("cosh", _of("sinh"), ""),
    ("arctan", lambda x: _pow(one(x) + _pow(x, 2), -1), ""),
    ("erf", lambda x: scale(number(2), _ROOT_PI, apply("exp", -_pow(x, 2))), ""),
    ("normcdf", _of("normpdf"), ""),
    ("normpdf", lambda x: -hadamard(x, apply("normpdf", x)), ""),
    ("lgamma", _of("digamma"), "positive"),
)
"""Name, f′ as an expression of the argument, and the condition on the argument."""


def derivative_at(function: Elementwise, body: Expr) -> Expr:
    """f′(A), entry by entry.

    >>> from matcalc.expr import symbol
    >>> derivative_at(named("tanh"), symbol("x", "n"))
    ones(n) - tanh(x).^2
    """
    if function.is_abstract:
        return apply(unspecified(function.name, function.order + 1), body)
    for name, derivative, _ in DERIVATIVES:
        if name == function.name:
            return derivative(body)
    raise KeyError(function.name)


_SPOKEN = {"sigmoid": "σ", "normcdf": "Φ", "normpdf": "φ", "digamma": "ψ"}
"""Functions that are written as letters."""


@cache
def differential_rule(function: Elementwise, scalar: bool = False) -> Rule:
    """d f(A) = f′(A) ∘ dA; of a scalar, d f(a) = f′(a) da."""
    body = t if scalar else A
    slope = derivative_at(function, body)
    flat = slope.head is h.ZEROS or slope.number == 0
    spoken = f"derivative of {_SPOKEN.get(function.name, function)}"
    kind = next((row[2] for row in DERIVATIVES if row[0] == function.name), "")
    return Rule(
        f"d_{function}" + ("_scalar" if scalar else ""),
        differential(apply(function, body)),
        slope if flat else hadamard(slope, differential(body)),
        spoken if scalar else f"{spoken}, entry by entry",
        (Condition(kind, body),) if kind and not function.is_abstract else (),
    )


ELEMENTWISE_RULES: tuple[Rule, ...] = tuple(
    differential_rule(named(name), scalar) for name, _, _ in DERIVATIVES for scalar in (False, True)
)
