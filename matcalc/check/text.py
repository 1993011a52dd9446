"""A claim as text: read it, check it, and explain it even where its dimensions do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matcalc.check.claim import check
from matcalc.check.repair import explain
from matcalc.check.verdict import Slip, Verdict
from matcalc.derive import derive
from matcalc.derive.entrywise import NOTE, told_as_scalar
from matcalc.errors import MatcalcError, ReadError, ShapeError
from matcalc.expr import Expr, Problem
from matcalc.read import Scope, elaborate, read_problem, read_surface
from matcalc.read.claim import read_claim
from matcalc.values.exactly import Probe


@dataclass(frozen=True, slots=True)
class Chain:
    """The verdict on every line of a derivation, and the first that is wrong."""

    links: tuple[Verdict, ...]
    first_wrong: int | None
    is_decided: bool


def check_request(request: Mapping[str, object], *, seed: int = 0) -> Verdict:
    """The verdict on the ``claim`` of a request; see the batch interface in the README."""
    try:
        problem, scope = read_problem(request)
    except MatcalcError as error:
        return unreadable(error)
    return check_text(str(request.get("claim", "")), problem, scope, seed=seed)


def check_text(text: str, problem: Problem, scope: Scope, *, seed: int = 0) -> Verdict:
    """The verdict on a claim as written."""
    told = told_as_scalar(problem)
    if told is not problem:
        verdict = check_text(text, told, scope, seed=seed)
        return replace(verdict, notes=(NOTE, *verdict.notes))
    try:
        reading = read_claim(text, problem, scope)
    except ShapeError as error:
        return _ill_shaped(text, problem, scope, error, seed)
    except MatcalcError as error:
        return unreadable(error)
    try:
        verdict = check(problem, reading.expr, seed=seed)
    except ShapeError as error:
        return Verdict("ill_shaped", str(error), error=error, seed=seed)
    except MatcalcError as error:
        return Verdict("unknown", str(error), error=error, seed=seed)
    if verdict.verdict == "ill_shaped" and reading.surface is not None:
        slip = _repaired(reading.surface, problem, scope, seed)
        verdict = replace(verdict, slip=slip or verdict.slip)
    notes = dict.fromkeys((*problem.notes, *reading.notes, *verdict.notes))
    return replace(verdict, notes=tuple(notes))


def unreadable(error: MatcalcError) -> Verdict:
    """The verdict on a text that could not be used."""
    kind = "unreadable" if isinstance(error, ReadError) else "unknown"
    if isinstance(error, ShapeError):
        kind = "ill_shaped"
    return Verdict(kind, str(error), error=error)


def _ill_shaped(text: str, problem: Problem, scope: Scope, error: ShapeError, seed: int) -> Verdict:
    try:
        result = derive(problem)
    except MatcalcError:
        return Verdict("ill_shaped", str(error), error=error, seed=seed)
    slip = _repaired(read_surface(text, scope), problem, scope, seed)
    slip = slip or Slip("shape", f"The dimensions do not fit: {error}")
    return Verdict(
        "ill_shaped",
        str(error),
        derived=result.expr,
        result=result,
        conditions=result.conditions,
        slip=slip,
        error=error,
        seed=seed,
    )


def _repaired(surface: object, problem: Problem, scope: Scope, seed: int) -> Slip | None:
    from matcalc.read.surface import Node
    from matcalc.values.forms import form_of

    assert isinstance(surface, Node)
    wanted = form_of(problem).shape(problem)

    def understand(node: Node) -> Expr:
        return elaborate(node, scope, wanted).expr

    try:
        probe = Probe(problem, seed=seed)
    except MatcalcError:
        return None
    return explain(surface, understand, probe.matches)


def check_chain(lines: list[str], problem: Problem, scope: Scope, *, seed: int = 0) -> Chain:
    """Every line of a derivation against what it must equal, in order."""
    links = tuple(check_text(line, problem, scope, seed=seed) for line in lines)
    # A derivation that ends in the other layout may be in that layout all along.
    other_layout = bool(links) and links[-1].verdict == "layout"
    wrong = {"refuted", "ill_shaped"} | (set() if other_layout else {"layout"})
    right = {"proved", "holds"} | ({"layout"} if other_layout else set())
    first = next((at for at, link in enumerate(links) if link.verdict in wrong), None)
    before = links if first is None else links[:first]
    return Chain(links, first, all(link.verdict in right for link in before))
