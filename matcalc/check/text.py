"""A claim as text: read it, check it, and explain it even where its dimensions do not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.check.claim import check
from matcalc.check.letters import Understood, as_constants, understood
from matcalc.check.moving import as_differential
from matcalc.check.nearest import with_nearest
from matcalc.check.repair import explain
from matcalc.check.sides import with_sides
from matcalc.check.tested import same_value
from matcalc.check.verdict import RIGHT, WRONG, Slip, Verdict
from matcalc.derive import derive
from matcalc.derive.entrywise import NOTE, told_as_scalar
from matcalc.errors import MatcalcError, ReadError, ShapeError, UnknownNameError
from matcalc.expr import Expr, Problem, number, substitute
from matcalc.read import Reading, Scope, elaborate, read_problem
from matcalc.read.claim import claimed_surface, read_claim
from matcalc.read.spelling import with_inverse_entries
from matcalc.read.surface import Node, walk
from matcalc.values.exactly import Probe

ON_CONDITION = "This holds if"
"""How a verdict begins that gives letters a meaning which the problem does not give them."""
MANY_INDICES = "many_indices"
"""The code of the error for ∂Y/∂X of two matrices: a correct thing to write, in a product."""

MOST_IDLE = 2
"""More unknown letters than this are rather a word than numbers without influence."""

UNDETERMINED = "undetermined"
"""The code of the error for a formula that leaves a size open: nobody made a mistake."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that was checked: the verdict, and how it was read if it could be."""

    verdict: Verdict
    reading: Reading | None = None
    understood: Understood | None = None
    """What undeclared letters were taken for, where that makes the claim right."""
    otherwise: Reading | None = None
    """Another reading of a formula that is wrong as it was read first."""


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
        return Written(with_shape_slip(_ill_shaped(text, problem, scope, error, seed)))
    except UnknownNameError as error:
        guessed = _guessed(text, problem, scope, free, seed)
        return guessed or Written(unreadable(with_nearest(text, error, problem, scope)))
    except MatcalcError as error:
        return Written(unreadable(with_nearest(text, error, problem, scope)))
    found = _judged(reading, problem, scope, seed)
    if found.verdict.verdict not in WRONG:
        return found
    other = _otherwise(reading, text, problem, scope, free)
    if other is None:
        return found
    second = _judged(other, problem, scope, seed)
    return second if second.verdict.verdict in RIGHT else replace(found, otherwise=other)


def _otherwise(
    first: Reading, text: str, problem: Problem, scope: Scope, free: Sequence[str]
) -> Reading | None:
    """The formula with a_{ik}^{-1} as an entry of A⁻¹, None where this is nothing else."""
    try:
        other = read_claim(text, problem, scope, free=free, respelled=with_inverse_entries)
    except MatcalcError:
        return None
    if other.sides == first.sides:
        return None
    note = "a power -1 on an entry of a matrix is read as that entry of the inverse."
    return replace(other, notes=(*other.notes, note))


def _judged(reading: Reading, problem: Problem, scope: Scope, seed: int) -> Written:
    asked, claim, notes = as_differential(problem, reading.expr)
    found = Written(_checked(asked, claim, seed), reading)
    if found.verdict.verdict == "ill_shaped" and reading.surface is not None:
        slip = _repaired(reading.surface, problem, scope, seed)
        found = replace(found, verdict=replace(found.verdict, slip=slip or found.verdict.slip))
    found = replace(found, verdict=with_sides(found.verdict, reading, problem, seed))
    found = replace(found, verdict=with_shape_slip(found.verdict))
    return _noted(found, (*problem.notes, *reading.notes, *notes))


def _guessed(
    text: str, problem: Problem, scope: Scope, free: Sequence[str], seed: int
) -> Written | None:
    """A claim that is right where letters that nothing declares stand for parts of the problem."""
    guess = understood(text, problem, scope, free, seed)
    if guess is None:
        return _without_idle(text, problem, scope, free, seed)
    found = check_written(text, guess.problem, guess.scope, free=free, seed=seed)
    verdict = found.verdict
    if verdict.verdict not in (*RIGHT, "layout"):
        return None
    return replace(found, verdict=on_condition(verdict, guess.told), understood=guess)


def _without_idle(
    text: str, problem: Problem, scope: Scope, free: Sequence[str], seed: int
) -> Written | None:
    """A claim with letters that nothing declares, whose value is the same whatever they are."""
    constants = as_constants(text, scope)
    if constants is None:
        return None
    found = check_written(text, problem, constants, free=free, seed=seed)
    if found.reading is None:
        return None
    letters = {name: each for name, each in constants.values.items() if name not in scope.values}
    swap = {each: number(2) for each in letters.values()}
    claim = found.reading.expr
    if not same_value(problem, claim, substitute(claim, swap), seed):
        return None
    if len(letters) > MOST_IDLE:
        return None
    told = f"{' and '.join(letters)}: not declared, and without influence on the value."
    return _noted(found, (told,))


def on_condition(verdict: Verdict, meaning: Sequence[str]) -> Verdict:
    """The verdict, where letters have a meaning that is not given: right if it is so."""
    if not meaning or verdict.verdict not in (*RIGHT, "layout"):
        return verdict
    told = f"{ON_CONDITION} {' and '.join(meaning)}, which is not given. {verdict.text}"
    return replace(verdict, text=told, conditions=(*verdict.conditions, *meaning))


def with_shape_slip(verdict: Verdict) -> Verdict:
    """A formula whose dimensions do not fit has a slip, if only that."""
    if verdict.verdict != "ill_shaped" or verdict.slip is not None:
        return verdict
    return replace(verdict, slip=Slip("shape", f"The dimensions do not fit: {verdict.text}"))


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
    try:
        surface = claimed_surface(text, scope)
    except MatcalcError:
        return Verdict("ill_shaped", str(error), error=error, seed=seed)
    if error.code == MANY_INDICES and not _is_added(surface):
        return Verdict("unknown", str(error), error=error, seed=seed)
    try:
        result = derive(problem)
    except MatcalcError:
        return Verdict("ill_shaped", str(error), error=error, seed=seed)
    slip = _repaired(surface, problem, scope, seed)
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

    def fits(repaired: Expr) -> bool:
        try:
            return probe.matches(repaired)
        except MatcalcError:
            return False

    return explain(surface, understand, fits)
