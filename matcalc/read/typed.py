"""The statements of a problem with their types, and the names that claims about it may use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from matcalc.expr import ONE, Definition, Expr, postorder
from matcalc.expr.head import ABSTRACT, APPLY, INDEX
from matcalc.read.fields import fixed_sizes, mapping
from matcalc.read.names import plain_name, spelled
from matcalc.read.scope import Scope
from matcalc.read.steps import Recurrence
from matcalc.read.surface import Node
from matcalc.read.vocabulary import NORMAL


@dataclass(frozen=True, slots=True)
class Typed:
    """The statements of a problem, typed."""

    target: Expr
    alias: tuple[str, ...]
    definitions: tuple[Definition, ...]
    functions: Mapping[str, str]
    parameters: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, Node]
    notes: tuple[str, ...]
    inferred: tuple[Expr, ...]
    is_stretched: bool
    is_turned: bool = False
    recurrence: Recurrence | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def claim_scope(
    read: Typed, values: Mapping[str, Expr], wrt: Expr | None, request: Mapping[str, object]
) -> Scope:
    """The names of the problem; the name of the target, or of x in x(z), stands for it."""
    scope = Scope.of(values.values()).with_values(fixed_sizes(request))
    aliases = {name: read.target for name in read.alias if name and name not in values}
    roots = [read.target, *(each.body for each in read.definitions)]
    for node in postorder(*roots):
        if node.head is ABSTRACT and node.data[0] not in values:
            aliases[node.data[0]] = node
    ranges = {
        size: None for node in postorder(*roots) if node.head is INDEX for size in _sizes(node)
    }
    scope = replace(scope, dims=tuple(dict.fromkeys((*scope.dims, *ranges)))).with_values(aliases)
    cotangents = _cotangents(request, scope, wrt)
    return replace(
        scope,
        functions=_functions(read),
        parameters=read.parameters,
        bodies=read.bodies,
        recurrence=read.recurrence,
        written={**cotangents, **scope.written, **read.words},
        is_turned=read.is_turned,
        variable="" if wrt is None else wrt.declaration.latex or wrt.declaration.name,
        cotangents=tuple(cotangents),
        members=_members(wrt),
    )


def _members(wrt: Expr | None) -> tuple[str, ...]:
    """The k of a variable that is declared as the family w_k, and asked for member by member."""
    name = "" if wrt is None or ONE in wrt.shape else wrt.declaration.name
    found = re.fullmatch(r"\w+_([a-z])", name)
    return (found[1],) if found else ()


def _sizes(index: Expr) -> list[str]:
    """The names in the range of an index: the K of Σ_{k=1}^K, which may size nothing else."""
    return sorted(index.data[1].names)


def _cotangents(
    request: Mapping[str, object], scope: Scope, wrt: Expr | None
) -> dict[str, tuple[str, ...]]:
    """dX, δS, … for the gradients by X, S, … where the one by Y is given as dY or δY."""
    upstream = mapping(request, "upstream")
    symbol, of = str(upstream.get("symbol", "")), str(upstream.get("of", ""))
    prefix = symbol.removesuffix(of) if of and symbol.endswith(of) else ""
    if plain_name(symbol) == f"d{plain_name(of)}":
        prefix = "d"
    if prefix.strip() not in ("d", r"\delta", r"\Delta") or wrt is None:
        return {}
    asked = wrt.declaration.name
    names = dict.fromkeys((asked, *scope.values))
    ways = {name: prefix + (scope.written.get(name, ("",))[0] or spelled(name)) for name in names}
    return {plain_name(way): (way,) for way in ways.values()}


def _functions(read: Typed) -> dict[str, str]:
    """The abstract functions of a problem, for claims about it."""
    found = dict(read.functions)
    found.update({name: "value" for name, given in read.parameters.items() if given})
    roots = [read.target, *(each.body for each in read.definitions)]
    for node in postorder(*roots):
        if node.head is APPLY and node.data.is_abstract:
            found[node.data.name] = "entrywise"
        elif node.head is APPLY and node.data.name == "normcdf":
            found.update(varphi=NORMAL, phi=NORMAL)
    return found
