"""The rule tables as JSON data, for a checker that shares no code with this package."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from matcalc.certificate.encode import VERSION
from matcalc.certificate.nodes import Row, Rows
from matcalc.certificate.shapes import shape_rows
from matcalc.expr import (
    OPERATIONS,
    Expr,
    identity,
    number,
    ones,
    operation,
    power,
    substitute,
    symbol,
    zeros,
)
from matcalc.expr.assume import SYMMETRIC_TAGS
from matcalc.expr.operation import OF_NUMBERS
from matcalc.kernel import ASSUMED
from matcalc.rules.differential import power_rule, trace_power_rule
from matcalc.rules.readings import READINGS
from matcalc.rules.row import Rule
from matcalc.rules.table import all_rules


def rulebook() -> dict[str, Any]:
    """Every rule of the tables: two sides over one table of expressions, and when it holds.

    >>> list(rulebook()["rules"])[:2]
    ['d_constant', 'd_sum']
    """
    rows = Rows()
    return {
        "format": "matcalc rules",
        "version": VERSION,
        "conditions": list(ASSUMED),
        "equations": {
            name: [[_forms(side) for side in way] for way in ways]
            for name, ways in EQUATIONS.items()
        },
        "tags": TAGS,
        "keep_symmetry": list(KEEP_SYMMETRY),
        "words": WORDS,
        "shapes": _shapes(),
        "plain": _plain(rows),
        "readings": {name: rows.number(_reading(name)) for name in READINGS if name},
        "rules": {rule.name: _rule(rule, rows) for rule in (*all_rules(), *_squares())},
        "powers": _powers(rows),
        "expressions": rows.rows,
    }


def _rule(rule: Rule, rows: Rows) -> list[Any]:
    when = [[each.kind, each.letter.declaration.name] for each in rule.when]
    return [rows.number(rule.left), rows.number(rule.right), when]


def _squares() -> tuple[Rule, Rule]:
    """The rules of powers for the exponent 2, where the lower power is written without one."""
    return power_rule(Fraction(2)), trace_power_rule(2)


def _powers(rows: Rows) -> Row:
    """Family of rules → sort of exponent → the rule, with j and k for k − 1 and k."""
    made: Row = {}
    for family, sort, rule, k in (
        ("d_power", "whole", power_rule(Fraction(9)), 9),
        ("d_power", "negative", power_rule(Fraction(-9)), -9),
        ("d_power", "fraction", power_rule(Fraction(9, 2)), Fraction(9, 2)),
        ("d_trace_power", "whole", trace_power_rule(9), 9),
    ):
        letters = {number(k): symbol("k"), number(k - 1): symbol("j")}
        left, right = (substitute(side, letters) for side in (rule.left, rule.right))
        made.setdefault(family, {})[sort] = _rule(replace(rule, left=left, right=right), rows)
    return made


def _forms(told: str) -> list[str]:
    """The forms of a side: its head, or its head and what an argument is.

    >>> _forms("sum vec(product transpose)")
    ['sum', 'vec product', 'vec transpose']
    """
    forms: list[str] = []
    for head, inside in re.findall(r"(\w+)(?:\(([^)]*)\))?", told):
        forms += [f"{head} {each}" for each in inside.split()] or [head]
    return forms


def _shapes() -> Row:
    """Kind of node → what it takes and its shape, in every way there is."""
    told: Row = {}
    for kind, *row in shape_rows():
        told.setdefault(kind, []).append(row)
    return told


def _plain(rows: Rows) -> Row:
    """Kind of node → letters, and what the constructors make of it where all is scalar."""
    s, t = symbol("s"), symbol("t")
    made: dict[str, tuple[list[Expr], Expr]] = {
        "identity": ([], identity(1)),
        "ones": ([], ones(1)),
        "zeros": ([], zeros(1)),
    }
    made["power"] = ([s, t], power(s, t))
    for name, row in OPERATIONS.items():
        if len(row.roles) == 1 and name in OF_NUMBERS:
            made[f"operation {name}"] = ([t], operation(name, t))
    return {
        kind: [[letter.declaration.name for letter in letters], rows.number(to)]
        for kind, (letters, to) in made.items()
    }


def _reading(name: str) -> Expr:
    """What a reading makes of G, which is square where the variable has a structure."""
    return READINGS[name](symbol("G", "m" if name == "row" else "n", "n"))


WORDS = {"number": 1, "index": 1, "block": 2, "apply": 2, "abstract": 2}
"""Head → how many words it says, where the words are not a choice out of a list."""

KEEP_SYMMETRY = (
    *("identity", "ones", "zeros", "scale", "transpose", "inverse", "power", "expm"),
    *("hadamard", "epower", "apply"),
    *(f"operation {name}" for name in ("logm", "sqrtm", "sinm", "cosm", "pinv")),
)
"""Kinds of nodes that are symmetric where all their arguments are."""

TAGS = {
    "symmetric": sorted(SYMMETRIC_TAGS),
    "rows_sum_to_one": ["one_hot_rows", "row_stochastic", "rows_sum_to_one"],
}
"""A condition → what may be declared of a name so that it holds."""

EQUATIONS = {
    "d_abstract": (("differential(abstract)", ""),),
    "d_block": (("differential(block)", "block"),),
    "d_entry": (("differential(entry)", "entry"),),
    "merge_scalar_powers": (("scale", ""),),
    "merge_entry_powers": (("hadamard", ""),),
    "transpose_block": (("transpose(block)", "block"),),
    "only_zeros": (("block entry(zeros number)", "zeros number"),),
    "collect_like_terms": (("sum", ""),),
    "positive_first": (("sum", "sum"),),
    "distribute": (("scale(sum) hadamard(sum)", "sum"),),
    "scalar_behind": (("scale(product)", "scale product"),),
    "hadamard_as_diag": (("hadamard", "product(diag) scale(product)"),),
    "diag_swap": (("product(diag)", "product(diag)"),),
    "diagonal_of_diag": (("diagonal(product)", "product(hadamard)"),),
    "diagonal_of_sum": (("diagonal(sum scale)", "sum scale"),),
    "column_as_vec": (("product", "product(kron) scale(product)"),),
    "distribute_moving": (("product(sum)", "sum"),),
    "scalar_transposed": (("product(is_scalar)", "product scale"),),
    "transpose_inward": (("transpose(hadamard sum)", "hadamard sum scale"),),
    "inner_of_columns": (("inner(column)", "product scale"),),
    "total_of_column": (("total(column)", "product scale"),),
    "vec_inward": (("vec(product hadamard transpose scale sum)", "product scale sum"),),
    "inner_as_vec": (("inner(matrix)", "product scale"),),
    "trace_as_vec": (("trace", "product scale"),),
    "total_as_vec": (("total(matrix)", "product scale"),),
    "collect_differential": (
        ("sum(moves)", "product(sum) scale(sum)"),
        ("differential vec(differential) scale(moves)", "product(identity) scale(unit_product)"),
    ),
    "block_as_sum": (("block", "sum product scale"),),
    "adjoint_entry": (("inner(entry)", "inner"),),
    "adjoint_block": (("inner(block)", "sum inner"),),
}
"""Name of the equation → the forms of its left side, and those of its right side if it is told."""
