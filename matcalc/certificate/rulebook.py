"""The rule tables as JSON data, for a checker that shares no code with this package."""

from __future__ import annotations

from typing import Any

from matcalc.certificate.encode import VERSION
from matcalc.certificate.nodes import Row, Rows
from matcalc.rules.row import Rule
from matcalc.rules.table import all_rules


def rulebook() -> dict[str, Any]:
    """Every rule of the tables: two sides over one table of expressions, and when it holds.

    >>> [rule["name"] for rule in rulebook()["rules"]][:2]
    ['d_constant', 'd_sum']
    """
    rows = Rows()
    rules = [_rule(each, rows) for each in all_rules()]
    return {
        "format": "matcalc rules",
        "version": VERSION,
        "rules": rules,
        "expressions": rows.rows,
    }


def _rule(rule: Rule, rows: Rows) -> Row:
    return {
        "name": rule.name,
        "left": rows.number(rule.left),
        "right": rows.number(rule.right),
        "when": [[each.kind, each.letter.declaration.name] for each in rule.when],
    }
