"""Every rule by name. Abstract functions and whole powers have a rule each, made when asked for."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from matcalc.errors import KernelError
from matcalc.expr import unspecified
from matcalc.rules import degenerate, factorisations, matrix_functions, spectral, structured
from matcalc.rules.adjoint import ADJOINT_RULES
from matcalc.rules.algebra import FACTOR_RULES, SIMPLIFY_RULES
from matcalc.rules.differential import (
    DIFFERENTIAL_RULES,
    matrix_power_rule,
    power_rule,
    trace_power_rule,
)
from matcalc.rules.elementwise import ELEMENTWISE_RULES, differential_rule
from matcalc.rules.row import Rule

ALL_DIFFERENTIALS: tuple[Rule, ...] = (
    *DIFFERENTIAL_RULES,
    *matrix_functions.DIFFERENTIALS,
    *factorisations.DIFFERENTIALS,
    *spectral.DIFFERENTIALS,
    *structured.DIFFERENTIALS,
)
ALL_ADJOINTS: tuple[Rule, ...] = (
    *ADJOINT_RULES,
    *matrix_functions.ADJOINTS,
    *structured.ADJOINTS,
)
ALL_SIMPLIFICATIONS: tuple[Rule, ...] = (
    *SIMPLIFY_RULES,
    *matrix_functions.SIMPLER,
    *factorisations.SIMPLER,
    *structured.SIMPLER,
    *degenerate.ZERO_RULES,
    *degenerate.NUMBER_RULES,
)


def all_rules() -> tuple[Rule, ...]:
    """Every rule of the tables, in the order they are written."""
    unique = {
        rule.name: rule
        for table in (
            ALL_DIFFERENTIALS,
            ELEMENTWISE_RULES,
            ALL_ADJOINTS,
            ALL_SIMPLIFICATIONS,
            FACTOR_RULES,
            (structured.CROSS, *structured.VECS),
        )
        for rule in table
    }
    return tuple(unique.values())


@cache
def _by_name() -> dict[str, Rule]:
    return {rule.name: rule for rule in all_rules()}


def has_rule(name: str) -> bool:
    """Whether a table has a row of this name."""
    return name in _by_name()


_OF_POWERS = {"d_matrix_power_": matrix_power_rule, "d_trace_power_": trace_power_rule}
"""Families of rows: one for each whole exponent."""


@cache
def rule_named(name: str) -> Rule:
    """The rule with this name.

    >>> rule_named("d_product")
    Rule(name='d_product', ...)
    """
    found = _by_name().get(name)
    if found is not None:
        return found
    for prefix, family in _OF_POWERS.items():
        exponent = name.removeprefix(prefix)
        if exponent != name and exponent.isdigit() and len(exponent) < 10:
            return family(int(exponent))
    if name.startswith("d_power_"):
        return power_rule(Fraction(name.removeprefix("d_power_")))
    if name.startswith("d_"):
        stem = name[2:]
        scalar = stem.endswith("_scalar")
        stem = stem.removesuffix("_scalar")
        order = len(stem) - len(stem.rstrip("'"))
        return differential_rule(unspecified(stem.rstrip("'"), order), scalar)
    raise KernelError(f"there is no rule {name!r}")
