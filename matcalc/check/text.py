"""A claim as text: read it, check it, and explain it even where its dimensions do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from matcalc.check.claim import check
from matcalc.check.letters import Understood, as_constants, understood
from matcalc.check.moving import as_differential
from matcalc.check.nearest import with_nearest
from matcalc.check.repair import explain
from matcalc.check.sides import with_sides
from matcalc.check.tested import same_value
from matcalc.check.verdict import RIGHT, WRONG, Slip, Verdict
from matcalc.check.wholes import as_whole
from matcalc.derive import derive
from matcalc.derive.entrywise import NOTE, told_as_scalar
from matcalc.errors import MatcalcError, ReadError, ShapeError, UnknownNameError
from matcalc.expr import Expr, Problem, number, postorder, substitute
from matcalc.expr import head as h
from matcalc.read import Reading, Scope, elaborate, read_problem
from matcalc.read.claim import Respelling, claimed_surface, read_claim
from matcalc.read.lefts import NOT_ASKED
from matcalc.read.reading import About
from matcalc.read.spelling import with_inverse_entries
from matcalc.read.surface import Node, walk
from matcalc.read.wordings import with_inner_products
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
class Question:
    """A text, the problem that it answers, and how it is to be judged.

    ``free`` is the order of free indices that nothing else gives; without ``explain`` a wrong
    claim is told to be wrong, and its slip is not looked for.
    """

    text: str
    problem: Problem
    scope: Scope
    free: tuple[str, ...] = ()
    seed: int = 0
    explain: bool = True

    def read(self, respelled: Respelling | None = None) -> Reading:
        """The text as a formula. Raises what `read_claim` raises."""
        return read_claim(self.text, self.problem, self.scope, free=self.free, respelled=respelled)


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
    return answering(check_written(Question(text, problem, scope, seed=seed)).verdict, problem)


QUESTION = "This says again what is asked: the derivative itself still stands in the formula."


def answering(verdict: Verdict, problem: Problem) -> Verdict:
    """The verdict on an answer: ∂(xᵀBx)/∂x is equal to the derivative of xᵀBx, and answers nothing.

    >>> from matcalc.read import problem_from
    >>> problem, scope = problem_from("x' B x", wrt="x")
    >>> check_text(r"\\frac{\\partial}{\\partial x} (x^T B x)", problem, scope).verdict
    'unknown'
    """
    if verdict.verdict not in (*RIGHT, "layout") or verdict.claim is None or problem.wrt is None:
        return verdict
    asked = [
        node
        for node in postorder(verdict.claim)
        if node.head is h.PARTIAL
        and node.args[1] is problem.wrt
        and same_value(problem, node.args[0], problem.target, verdict.seed)
    ]
    return replace(verdict, verdict="unknown", text=QUESTION) if asked else verdict


def check_written(asked: Question) -> Written:
    """The verdict on a claim as written, with the reading."""
    told = told_as_scalar(asked.problem)
    if told is not asked.problem:
        return _entrywise(asked, told)
    try:
        reading = asked.read()
    except ShapeError as error:
        return Written(with_shape_slip(_ill_shaped(asked, error)))
    except UnknownNameError as error:
        return _guessed(asked) or Written(_unreadable(asked, error))
    except MatcalcError as error:
        return Written(_unreadable(asked, error))
    found = _judged(asked, reading)
    if found.verdict.verdict not in WRONG:
        return found
    others = list(_otherwise(asked, reading))
    for other in others:
        second = _judged(asked, other)
        if second.verdict.verdict in RIGHT:
            return second
    return replace(found, otherwise=others[0]) if others else found


RESPELLINGS: tuple[tuple[Respelling, str], ...] = (
    (
        with_inverse_entries,
        "a power -1 on an entry of a matrix is read as that entry of the inverse.",
    ),
    (
        lambda root, _: with_inner_products(root),
        "the dot between two vectors is their product xᵀy.",
    ),
)
"""What a wrong formula may have meant instead, and how that is told."""


def _entrywise(asked: Question, told: Problem) -> Written:
    """An entrywise function: its slopes were taken for asked, and its Jacobian may be meant."""
    found = check_written(replace(asked, problem=told))
    if found.verdict.verdict == "ill_shaped":
        whole = replace(asked.problem, kind="jacobian")
        other = check_written(replace(asked, problem=whole, explain=False))
        if other.verdict.verdict in (*RIGHT, "layout"):
            return other
    return _noted(found, (NOTE,))


def _otherwise(asked: Question, first: Reading) -> Iterator[Reading]:
    """The other readings of a formula, where they are other."""
    for respelling, note in RESPELLINGS:
        with suppress(MatcalcError):
            other = asked.read(respelling)
            if other.sides != first.sides:
                yield replace(other, notes=(*other.notes, note))


def _judged(asked: Question, reading: Reading) -> Written:
    if reading.about is not None:
        return _judged_about(asked, reading, reading.about)
    problem, claim, notes = as_differential(asked.problem, reading.expr)
    claim, told = as_whole(problem, claim)
    notes = (*notes, *told)
    verdict = _checked(replace(asked, problem=problem), claim)
    if verdict.verdict == "ill_shaped" and reading.surface is not None:
        verdict = replace(verdict, slip=_repaired(asked, reading.surface) or verdict.slip)
    verdict = with_sides(verdict, reading, asked.problem, asked.seed, explain=asked.explain)
    found = Written(with_shape_slip(verdict), reading)
    return _noted(found, (*asked.problem.notes, *reading.notes, *notes))


def _judged_about(asked: Question, reading: Reading, about: About) -> Written:
    """−∇f = … and ∇f(y) = …: both sides compared, with the derivative put in."""
    wrt = asked.problem.wrt
    try:
        truth = derive(asked.problem).unfold()
    except MatcalcError as error:
        return Written(Verdict("unknown", str(error), reading.expr, error=error), reading)
    known = {
        letter: truth if point is None or wrt is None else substitute(truth, {wrt: point})
        for letter, point in about.letters.items()
    }
    stated = replace(asked.problem, target=substitute(about.formula, known), wrt=None, kind="value")
    verdict = _checked(replace(asked, problem=stated), reading.expr)
    return _noted(Written(verdict, reading), (*asked.problem.notes, *reading.notes))


def _guessed(asked: Question) -> Written | None:
    """A claim that is right where letters that nothing declares stand for parts of the problem."""
    guess = understood(asked.text, asked.problem, asked.scope, asked.free, asked.seed)
    if guess is None:
        return _without_idle(asked)
    found = check_written(replace(asked, problem=guess.problem, scope=guess.scope))
    verdict = found.verdict
    if verdict.verdict not in (*RIGHT, "layout"):
        return None
    return replace(found, verdict=on_condition(verdict, guess.told), understood=guess)


def _without_idle(asked: Question) -> Written | None:
    """A claim with letters that nothing declares, whose value is the same whatever they are."""
    constants = as_constants(asked.text, asked.scope)
    if constants is None:
        return None
    known = asked.scope.values
    letters = {name: each for name, each in constants.values.items() if name not in known}
    if len(letters) > MOST_IDLE:
        return None
    told = replace(asked, scope=constants)
    found = check_written(replace(told, explain=False))
    if found.reading is None:
        return None
    swap = {each: number(2) for each in letters.values()}
    claim = found.reading.expr
    if not same_value(asked.problem, claim, substitute(claim, swap), asked.seed):
        return None
    if asked.explain and found.verdict.is_wrong:
        found = check_written(told)
    idle = f"{' and '.join(letters)}: not declared, and without influence on the value."
    return _noted(found, (idle,))


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


def _checked(asked: Question, claim: Expr) -> Verdict:
    try:
        return check(asked.problem, claim, seed=asked.seed, explain=asked.explain)
    except ShapeError as error:
        return Verdict("ill_shaped", str(error), claim, error=error, seed=asked.seed)
    except MatcalcError as error:
        return Verdict("unknown", str(error), claim, error=error, seed=asked.seed)


def _unreadable(asked: Question, error: MatcalcError) -> Verdict:
    """The verdict on a text that cannot be read, with the nearest text that can."""
    if not asked.explain or error.code == NOT_ASKED:
        return unreadable(error)
    return unreadable(with_nearest(asked.text, error, asked.problem, asked.scope))


def unreadable(error: MatcalcError) -> Verdict:
    """The verdict on a text that could not be used."""
    kind = "unreadable" if isinstance(error, ReadError) else "unknown"
    if isinstance(error, ShapeError):
        kind = "unknown" if error.code == UNDETERMINED else "ill_shaped"
    return Verdict(kind, str(error), error=error)


def _ill_shaped(asked: Question, error: ShapeError) -> Verdict:
    if error.code == UNDETERMINED:
        return unreadable(error)
    verdict = Verdict("ill_shaped", str(error), error=error, seed=asked.seed)
    try:
        surface = claimed_surface(asked.text, asked.scope)
    except MatcalcError:
        return verdict
    if error.code == MANY_INDICES and not _is_added(surface):
        return Verdict("unknown", str(error), error=error, seed=asked.seed)
    try:
        result = derive(asked.problem)
    except MatcalcError:
        return verdict
    return replace(
        verdict,
        derived=result.expr,
        result=result,
        conditions=result.conditions,
        slip=_repaired(asked, surface),
    )


def _is_added(surface: Node) -> bool:
    """Whether a derivative is a term of a sum: then no order of indices makes it fit."""
    return any(
        child.kind == "derivative"
        for node in walk(surface)
        if node.kind == "add"
        for child in node.children
    )


def _repaired(asked: Question, surface: Node) -> Slip | None:
    """The slip that makes a formula whose dimensions do not fit of the right one."""
    from matcalc.values.forms import form_of

    if not asked.explain:
        return None
    wanted = form_of(asked.problem).shape(asked.problem)

    def understand(node: Node) -> Expr:
        return elaborate(node, asked.scope, wanted).expr

    try:
        probe = Probe(asked.problem, seed=asked.seed)
    except MatcalcError:
        return None

    def fits(repaired: Expr) -> bool:
        try:
            return probe.matches(repaired)
        except MatcalcError:
            return False

    return explain(surface, understand, fits)
