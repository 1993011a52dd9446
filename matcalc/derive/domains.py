"""Where a function of one number has a value: one row for each, the condition on its argument."""

from __future__ import annotations

from collections.abc import Mapping

DOMAINS: Mapping[str, str] = {
    "exp": "",
    "log": "positive",
    "log1p": "above_minus_one",
    "tanh": "",
    "sigmoid": "",
    "softplus": "",
    "relu": "",
    "step": "",
    "abs": "",
    "sign": "",
    "sin": "",
    "cos": "",
    "tan": "cosine_nonzero",
    "sinh": "",
    "cosh": "",
    "arctan": "",
    "erf": "",
    "normcdf": "",
    "normpdf": "",
    "lgamma": "positive",
    "digamma": "positive",
}
"""By name; what is said of log Γ and its derivative leaves the negative axis out.

Where a function has a kink, its derivative asks for more: that stands beside its rule.
"""
