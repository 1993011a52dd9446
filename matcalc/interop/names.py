"""Functions of one number: SymPy's class for each name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy

from matcalc.interop import vocabulary as v

SYMPY_FUNCTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "exp": sympy.exp,
        "log": sympy.log,
        "log1p": v.log1p,
        "tanh": sympy.tanh,
        "sigmoid": v.sigmoid,
        "softplus": v.softplus,
        "relu": v.relu,
        "step": v.step,
        "abs": sympy.Abs,
        "sign": sympy.sign,
        "sin": sympy.sin,
        "cos": sympy.cos,
        "tan": sympy.tan,
        "sinh": sympy.sinh,
        "cosh": sympy.cosh,
        "arctan": sympy.atan,
        "erf": sympy.erf,
        "normcdf": v.normcdf,
        "normpdf": v.normpdf,
        "lgamma": sympy.loggamma,
        "digamma": sympy.digamma,
    }
)
"""A row for each of `ELEMENTWISE_NAMES`."""

NAMES: Mapping[Any, str] = MappingProxyType({f: name for name, f in SYMPY_FUNCTIONS.items()})
"""The same table, read from right to left."""
