"""A certificate back to derivations. What is malformed is a ReadError; nothing is believed yet."""

from __future__ import annotations

import json
from typing import Any

from matcalc.certificate.encode import FORMAT, VERSION
from matcalc.certificate.fields import (
    Fields,
    as_table,
    dimension,
    field,
    items,
    known,
    malformed,
    one_of,
    pair,
    table,
    text,
)
from matcalc.certificate.nodes import read_rows
from matcalc.errors import KernelError, ReadError
from matcalc.expr import Definition, Dim, Expr, symbols
from matcalc.expr.walk import dimension_names
from matcalc.kernel import Closing, Computed, Derivation, Stage, Step, Unfold
from matcalc.rules.readings import READINGS
from matcalc.rules.row import ASSOCIATIVE, Rule, Use, Window
from matcalc.rules.table import rule_named

Conditions = tuple[tuple[str, Expr], ...]

MODES = ("gradient", "jacobian", "scalar", "differential")
MOST_FACTORS = 3
"""Digits that the exponent in the name of a power rule may have."""


def parse(source: str) -> dict[str, Any]:
    """The data in the text of a certificate.

    >>> parse('{"format": 1, "format": 2}')
    Traceback (most recent call last):
        ...
    matcalc.errors.ReadError: The field 'format' stands there twice.
    """
    try:
        data = json.loads(source, object_pairs_hook=_unique)
    except RecursionError:
        raise ReadError("The JSON is nested too deeply for a certificate.") from None
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg}, line {error.lineno}."
        raise ReadError(message) from None
    if not isinstance(data, dict):
        raise ReadError("A certificate is a JSON object.")
    return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ReadError(f"The field {name!r} stands there twice.")
        made[name] = value
    return made


def from_certificate(certificate: Fields) -> tuple[Derivation, ...]:
    """The derivations in a certificate, rebuilt by the constructors of expressions.

    Raises ReadError for a malformed field, ShapeError for shapes that do not fit. That the
    steps follow is for the kernel to say.
    """
    return tuple(derivation for derivation, _ in derivations_of(certificate))


def derivations_of(certificate: Fields) -> list[tuple[Derivation, Conditions]]:
    """The derivations in a certificate, each with the conditions it states."""
    known(certificate, "format", "version", "theorem", "derivations", "expressions")
    one_of(certificate, "format", (FORMAT,))
    version = field(certificate, "version")
    if version is True or version != VERSION:
        raise malformed("version", version, f"{VERSION}, the version this program reads")
    reader = _Reader(read_rows(items(certificate, "expressions")))
    told = items(certificate, "derivations")
    if not told:
        raise ReadError("The certificate has no derivations.")
    return [reader.derivation(as_table(each, "derivations")) for each in told]


class _Reader:
    """Reads what refers to expressions by their numbers."""

    def __init__(
        self, expressions: tuple[Expr, ...], definitions: tuple[Definition, ...] = ()
    ) -> None:
        self.expressions = expressions
        self.definitions = definitions

    def derivation(self, told: Fields) -> tuple[Derivation, Conditions]:
        """A derivation; its steps are read knowing its definitions."""
        known(told, *_DERIVATION_FIELDS)
        definitions = tuple(
            self.definition(each, "definitions") for each in items(told, "definitions")
        )
        return _Reader(self.expressions, definitions).under_definitions(told)

    def under_definitions(self, told: Fields) -> tuple[Derivation, Conditions]:
        mode, stages = one_of(told, "mode", MODES), items(told, "stages")
        if not stages or (mode != "gradient" and len(stages) > 1):
            raise ReadError(f"A derivation of mode {mode!r} cannot have {len(stages)} stages.")
        closing = field(told, "closing")
        made = Derivation(
            self.expr(told, "target"),
            self.expr(told, "variable"),
            self.definitions,
            mode,
            tuple(self.stage(as_table(each, "stages")) for each in stages),
            self.expr(told, "result"),
            None if closing is None else self.closing(as_table(closing, "closing")),
        )
        return made, tuple(self.condition(each) for each in items(told, "conditions"))

    def condition(self, told: object) -> tuple[str, Expr]:
        kind, value = pair(told, "conditions")
        return text({"conditions": kind}, "conditions"), self.at(value, "conditions")

    def stage(self, told: Fields) -> Stage:
        known(told, "subject", "cotangent", "start", "steps", "end")
        named = field(told, "cotangent")
        return Stage(
            self.expr(told, "subject"),
            self.expr(told, "start"),
            self.steps(told),
            self.expr(told, "end"),
            None if named is None else self.definition(named, "cotangent"),
        )

    def closing(self, told: Fields) -> Closing:
        known(told, "found", "renaming", "reading", "steps")
        pairs = [pair(each, "renaming") for each in items(told, "renaming")]
        renaming = tuple((self.at(old, "renaming"), self.at(new, "renaming")) for old, new in pairs)
        if len(dict(renaming)) < len(renaming):
            raise ReadError("One expression is called by two names in 'renaming'.")
        reading = one_of(told, "reading", tuple(READINGS))
        return Closing(self.expr(told, "found"), renaming, reading, self.steps(told))

    def steps(self, told: Fields) -> tuple[Step, ...]:
        return tuple(self.step(as_table(each, "steps")) for each in items(told, "steps"))

    def step(self, told: Fields) -> Step:
        kinds = [kind for kind in ("rule", "equation", "definition") if kind in told]
        if len(kinds) != 1:
            raise ReadError("A step names one of a rule, an equation or a definition.")
        old, new = self.expr(told, "old"), self.expr(told, "new")
        if kinds == ["definition"]:
            known(told, "definition", "old", "new")
            return Unfold(self.defined(self.expr(told, "definition")), old, new)
        if kinds == ["equation"]:
            known(told, "equation", "old", "new")
            return Computed(text(told, "equation"), old, new)
        known(told, "rule", "bindings", "sizes", "picks", "old", "new")
        rule = _rule(text(told, "rule"))
        window = self.picks(field(told, "picks"), old)
        bindings = self.bindings(rule, table(told, "bindings"))
        return Use(rule, bindings, _sizes(rule, table(told, "sizes")), old, new, window)

    def bindings(self, rule: Rule, told: Fields) -> tuple[tuple[Expr, Expr], ...]:
        letters = {each.declaration.name: each for each in symbols(rule.left, rule.right)}
        if letters.keys() != told.keys():
            raise ReadError(
                f"{rule.name} binds {', '.join(letters) or 'nothing'}, "
                f"not {', '.join(told) or 'nothing'}."
            )
        return tuple((letters[name], self.at(to, "bindings")) for name, to in told.items())

    def definition(self, told: object, name: str) -> Definition:
        left, right = pair(told, name)
        return Definition(self.at(left, name), self.at(right, name))

    def defined(self, name: Expr) -> Definition:
        """The definition of a name."""
        found = next((each for each in self.definitions if each.name is name), None)
        if found is None:
            raise ReadError(f"{name!r} is not defined in this derivation.")
        return found

    def picks(self, told: object, node: Expr) -> Window | None:
        """The arguments of ``node`` that a step is about."""
        if told is None:
            return None
        count = len(node.args) if node.head in ASSOCIATIVE else 0
        picks = told if isinstance(told, list) else []
        fit = all(type(pick) is int and 0 <= pick < count for pick in picks)
        if not fit or not 0 < len(picks) < count:
            raise malformed("picks", told, f"some of the positions of the arguments of {node!r}")
        return Window(node, tuple(picks))

    def expr(self, fields: Fields, name: str) -> Expr:
        return self.at(field(fields, name), name)

    def at(self, position: object, name: str) -> Expr:
        if type(position) is not int or not 0 <= position < len(self.expressions):
            raise malformed(name, position, "the number of an expression")
        return self.expressions[position]


_DERIVATION_FIELDS = (
    "mode",
    "target",
    "variable",
    "definitions",
    "stages",
    "closing",
    "result",
    "conditions",
)


def _sizes(rule: Rule, told: Fields) -> tuple[tuple[str, Dim], ...]:
    names = dimension_names(rule.left, rule.right)
    if set(names) != told.keys():
        raise ReadError(f"{rule.name} speaks of the sizes {', '.join(names) or 'of nothing'}.")
    return tuple((name, dimension(size, "sizes")) for name, size in told.items())


def _rule(name: str) -> Rule:
    exponent = name.rpartition("_")[2]
    too_long = exponent.isdigit() and len(exponent) > MOST_FACTORS
    try:
        if not too_long and rule_named(name).name == name:
            return rule_named(name)
    except (KernelError, ValueError, ZeroDivisionError):
        pass
    raise malformed("rule", name, "the name of a rule")
