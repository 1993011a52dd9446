"""A result as a certificate: its derivations, over one table of expressions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from matcalc.certificate.fields import dimension_data
from matcalc.certificate.nodes import Row, Rows
from matcalc.certificate.theorem import theorem
from matcalc.expr import Definition
from matcalc.kernel import Closing, Computed, Derivation, Stage, Step, Unfold, check
from matcalc.rules.row import Window

if TYPE_CHECKING:
    from matcalc.derive import Result

FORMAT = "matcalc certificate"
VERSION = 3


def to_certificate(result: Result) -> dict[str, Any]:
    """The certificate of a result, as data for JSON.

    >>> from matcalc.derive import derive
    >>> from matcalc.expr import Problem, symbol, trace
    >>> S = symbol("S", "n", "n")
    >>> certificate = to_certificate(derive(Problem(trace(S), S)))
    >>> certificate["version"], certificate["derivations"][0]["mode"]
    (3, 'gradient')
    """
    rows = Rows()
    derivations = [_derivation(each, rows) for each in result.derivations]
    return {
        "format": FORMAT,
        "version": VERSION,
        "theorem": theorem(derivations, rows.rows),
        "derivations": derivations,
        "expressions": rows.rows,
    }


def to_json(certificate: dict[str, Any]) -> str:
    """The text of a certificate, each expression on a line of its own."""
    rows = certificate["expressions"]
    told = json.dumps({**certificate, "expressions": []}, ensure_ascii=False, indent=1)
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return told.removesuffix("[]\n}") + f"[\n{lines}\n ]\n}}\n"


def _derivation(derivation: Derivation, rows: Rows) -> Row:
    closing = derivation.closing
    conditions = check(derivation).conditions
    return {
        "mode": derivation.mode,
        "target": rows.number(derivation.target),
        "variable": rows.number(derivation.variable),
        "definitions": [_definition(each, rows) for each in derivation.definitions],
        "stages": [_stage(each, rows) for each in derivation.stages],
        "closing": None if closing is None else _closing(closing, rows),
        "result": rows.number(derivation.result),
        "conditions": [[kind, rows.number(value)] for kind, value in conditions],
    }


def _definition(definition: Definition, rows: Rows) -> list[int]:
    return [rows.number(definition.name), rows.number(definition.body)]


def _stage(stage: Stage, rows: Rows) -> Row:
    named = stage.cotangent
    return {
        "subject": rows.number(stage.subject),
        "cotangent": None if named is None else _definition(named, rows),
        "start": rows.number(stage.start),
        "steps": _steps(stage.steps, rows),
        "end": rows.number(stage.end),
    }


def _closing(closing: Closing, rows: Rows) -> Row:
    return {
        "found": rows.number(closing.found),
        "renaming": [[rows.number(old), rows.number(new)] for old, new in closing.renaming],
        "reading": closing.reading,
        "steps": _steps(closing.steps, rows),
    }


def _steps(steps: Iterable[Step], rows: Rows) -> list[Row]:
    return [
        {**_reason(step, rows), "old": rows.number(step.old), "new": rows.number(step.new)}
        for step in steps
    ]


def _reason(step: Step, rows: Rows) -> Row:
    if isinstance(step, Unfold):
        return {"definition": rows.number(step.definition.name)}
    if isinstance(step, Computed):
        return {"equation": step.name}
    return {
        "rule": step.rule.name,
        "bindings": {letter.declaration.name: rows.number(to) for letter, to in step.bindings},
        "sizes": {letter: dimension_data(to) for letter, to in step.sizes},
        "picks": _picks(step.window),
    }


def _picks(window: Window | None) -> list[int] | None:
    return None if window is None else list(window.picks)
