"""A claim as text: read it, check it, and explain it even where its dimensions do not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.check.claim import check
from matcalc.check.letters import Understood, understood
from matcalc.check.moving import as_differential
from matcalc.check.nearest import with_nearest
from matcalc.check.repair import explain
from matcalc.check.sides import with_sides
from matcalc.check.verdict import RIGHT, Slip, Verdict
from matcalc.derive import derive
from matcalc.derive.entrywise import NOTE, told_as_scalar
from matcalc.errors import MatcalcError, ReadError, ShapeError, UnknownNameError
from matcalc.expr import Expr, Problem
from matcalc.read import Reading, Scope, elaborate, read_problem
from matcalc.read.claim import claimed_surface, read_claim
from matcalc.read.surface import Node, walk
from matcalc.values.exactly import Probe

MANY_INDICES = "many_indices"
"""The code of the error for ∂Y/∂X of two matrices: a correct thing to write, in a product."""

UNDETERMINED = "undetermined"
"""The code of the error for a formula that leaves a size open: nobody made a mistake."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that was checked: the verdict, and how it was read if it could be."""

    verdict: Verdict
    reading: Reading | None = None
    understood: Understood | None = None
    """What undeclared letters were taken for, where that makes the claim right."""


def check_request(request: Mapping[str, object], *, seed: int = 0) -> Verdict:
    """The verdict on the ``claim`` of a request; see the batch interface in the README."""
    try:
        problem, scope = read_problem(request)
    except MatcalcError as error:
        return unreadable(error)
    return check_text(str(request.get("claim", "")), problem, scope, seed=seed)


def check_text(text: str, problem: Problem, scope: Scope, *, seed: int = 0) -> Verdict:
    """The verdict on a claim as written."""
    return check_written(text, problem, scope, seed=seed).verdict


def check_written(
    text: str, problem: Problem, scope: Scope, *, free: Sequence[str] = (), seed: int = 0
) -> Written:
    """The same with the reading; ``free`` is the order of free indices that nothing else gives."""
    told = told_as_scalar(problem)
    if told is not problem:
        found = check_written(text, told, scope, free=free, seed=seed)
        return _noted(found, (NOTE,))
    try:
        reading = read_claim(text, problem, scope, free=free)
    except ShapeError as error:
        return Written(_ill_shaped(text, problem, scope, error, seed))
    except UnknownNameError as error:
        guessed = _guessed(text, problem, scope, free, seed)
        return guessed or Written(unreadable(with_nearest(text, error, problem, scope)))
    except MatcalcError as error:
        return Written(unreadable(with_nearest(text, error, problem, scope)))
    asked, claim, notes = as_differential(problem, reading.expr)
    found = Written(_checked(asked, claim, seed), reading)
    if found.verdict.verdict == "ill_shaped" and reading.surface is not None:
        slip = _repaired(reading.surface, problem, scope, seed)
        found = replace(found, verdict=replace(found.verdict, slip=slip or found.verdict.slip))
    found = replace(found, verdict=with_sides(found.verdict, reading, problem, seed))
    return _noted(found, (*problem.notes, *reading.notes, *notes))


def _guessed(
    text: str, problem: Problem, scope: Scope, free: Sequence[str], seed: int
) -> Written | None:
    """A claim that is right where letters that nothing declares stand for parts of the problem."""
    guess = understood(text, problem, scope, free, seed)
    if guess is None:
        return None
    found = check_written(text, guess.problem, guess.scope, free=free, seed=seed)
    verdict = found.verdict
    if verdict.verdict not in (*RIGHT, "layout"):
        return None
    return replace(found, verdict=on_condition(verdict, guess.told), understood=guess)


def on_condition(verdict: Verdict, meaning: Sequence[str]) -> Verdict:
    """The verdict, where letters have a meaning that is not given: right if it is so."""
    if not meaning or verdict.verdict not in (*RIGHT, "layout"):
        return verdict
    told = f"This holds if {' and '.join(meaning)}, which is not given. {verdict.text}"
    return replace(verdict, text=told, conditions=(*verdict.conditions, *meaning))


def _noted(found: Written, notes: tuple[str, ...]) -> Written:
    told = tuple(dict.fromkeys((*notes, *found.verdict.notes)))
    return replace(found, verdict=replace(found.verdict, notes=told))


def _checked(problem: Problem, claim: Expr, seed: int) -> Verdict:
    try:
        return check(problem, claim, seed=seed)
    except ShapeError as error:
        return Verdict("ill_shaped", str(error), claim, error=error, seed=seed)
    except MatcalcError as error:
        return Verdict("unknown", str(error), claim, error=error, seed=seed)


def unreadable(error: MatcalcError) -> Verdict:
    """The verdict on a text that could not be used."""
    kind = "unreadable" if isinstance(error, ReadError) else "unknown"
    if isinstance(error, ShapeError):
        kind = "unknown" if error.code == UNDETERMINED else "ill_shaped"
    return Verdict(kind, str(error), error=error)


def _ill_shaped(text: str, problem: Problem, scope: Scope, error: ShapeError, seed: int) -> Verdict:
    if error.code == UNDETERMINED:
        return unreadable(error)
    if error.code == MANY_INDICES and not _is_added(claimed_surface(text, scope)):
        return Verdict("unknown", str(error), error=error, seed=seed)
    try:
        result = derive(problem)
    except MatcalcError:
        return Verdict("ill_shaped", str(error), error=error, seed=seed)
    slip = _repaired(claimed_surface(text, scope), problem, scope, seed)
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


def _is_added(surface: Node) -> bool:
    """Whether a derivative is a term of a sum: then no order of indices makes it fit."""
    return any(
        child.kind == "derivative"
        for node in walk(surface)
        if node.kind == "add"
        for child in node.children
    )


def _repaired(surface: Node, problem: Problem, scope: Scope, seed: int) -> Slip | None:
    from matcalc.values.forms import form_of

    wanted = form_of(problem).shape(problem)

    def understand(node: Node) -> Expr:
        return elaborate(node, scope, wanted).expr

    try:
        probe = Probe(problem, seed=seed)
    except MatcalcError:
        return None
    return explain(surface, understand, probe.matches)
