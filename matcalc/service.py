"""Requests to responses: what every face of matcalc speaks, in plain JSON values.

A request states a problem (``function``, ``declare``, ``assume``, ``wrt``, ``kind``, …) and for a
check the ``claim`` or the ``steps``. A response is always made: trouble becomes its ``error``.

>>> response = derive_response({"function": "tr(V*X*W)", "wrt": "X"})
>>> response["ascii"], response["notation"], response["proved"]
("V'*W'", 'matrix', True)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from matcalc.errors import (
    DisagreementError,
    MatcalcError,
    ReadError,
    ShapeError,
    UnknownNameError,
    UnsupportedError,
)
from matcalc.expr import Expr, postorder
from matcalc.expr import head as h

if TYPE_CHECKING:
    from matcalc.check.chain import Chain
    from matcalc.check.verdict import Verdict
    from matcalc.derive import Result
    from matcalc.expr import Problem
    from matcalc.read import Scope
    from matcalc.values import Comparison

Request = Mapping[str, Any]
Response = dict[str, Any]
Respond = Callable[[Request], Response]

DEFECTS = (ArithmeticError, AssertionError, LookupError, RecursionError, ValueError)
"""What a defect has shown itself as: it must not take other requests with it, and is reported as
``internal``. All that is expected to go wrong is a MatcalcError.
"""

_KRONECKER = (h.KRON, h.VEC, h.COMMUTATION)
_INDEX = (h.INDEX, h.ENTRY, h.DELTA, h.INDEX_SUM, h.TABULATE)


def derive_response(request: Request) -> Response:
    """The derivative that is asked for: LaTeX, ASCII, NumPy source, conditions."""
    return _answered(_derived, request)


def check_response(request: Request) -> Response:
    """The verdict on the claim, and on the steps where they are given."""
    return _answered(_checked, request)


def run_batch(lines: Iterable[str], respond: Respond) -> Iterator[str]:
    """One response line for each request line that is not blank, in the same order.

    >>> list(run_batch(["{"], derive_response))[0][:43]
    '{"id": null, "error": {"code": "unreadable"'
    """
    for line in lines:
        if line.strip():
            text = json.dumps(_respond_to(line, respond), ensure_ascii=False)
            # Half a surrogate pair cannot be written; escaped, it is JSON still.
            yield text.encode("utf-8", "backslashreplace").decode("utf-8")


def _respond_to(line: str, respond: Respond) -> Response:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as trouble:
        return _refusal(ReadError(f"this line is not JSON: {trouble}.", hint=_ONE_LINE))
    if not isinstance(request, dict):
        return _refusal(ReadError("a request is a JSON object.", hint=_ONE_LINE))
    return respond(request)


_ONE_LINE = 'Write one request a line, as {"function": "tr(X)", "wrt": "X"}.'


def _refusal(error: MatcalcError) -> Response:
    return {"id": None, "error": error_fields(error)}


def _answered(answer: Respond, request: Request) -> Response:
    started = perf_counter()
    try:
        fields = answer(request)
    except MatcalcError as error:
        fields = {"error": error_fields(error)}
    except DEFECTS as defect:
        fields = {"error": error_fields(internal(defect))}
    if answer is _checked and "verdict" not in fields:
        fields["verdict"] = _VERDICT_OF_ERROR.get(fields["error"]["code"], "unknown")
    taken = round((perf_counter() - started) * 1000, 3)
    return {"id": request.get("id"), **fields, "ms": taken}


_VERDICT_OF_ERROR = {
    ReadError.default_code: "unreadable",
    "unknown_name": "unreadable",
    ShapeError.default_code: "ill_shaped",
}


def internal(defect: Exception) -> MatcalcError:
    """A defect of matcalc itself, told as an error."""
    return DisagreementError(
        f"a defect in matcalc: {type(defect).__name__}: {defect}", code="internal"
    )


def error_fields(error: MatcalcError) -> Response:
    """Code, message, place in the text and hint."""
    code = "internal" if isinstance(error, DisagreementError) else error.code
    span = list(error.span) if error.span is not None else None
    return {"code": code, "message": error.message, "span": span, "hint": error.hint}


def stated(request: Request) -> tuple[Problem, Scope]:
    """The problem of a request, and the scope for claims about it.

    What is assumed of names without declared dimensions is added once these are inferred.

    >>> problem, _ = stated({"function": "x' B x", "wrt": "x", "assume": {"B": ["symmetric"]}})
    >>> [(name, sorted(name.declaration.assumptions)) for name in problem.inputs()]
    [(x, []), (B, ['symmetric'])]
    """
    from matcalc.read import read_problem

    declared, assumed = request.get("declare") or {}, request.get("assume") or {}
    if not isinstance(declared, Mapping):
        raise ReadError(
            f'"declare" must give dimensions to names, not {declared!r}.',
            hint='Write {"X": ["m", "p"]}.',
        )
    if not isinstance(assumed, Mapping) or set(assumed) <= set(declared):
        return _sized(read_problem(request))
    known = {name: words for name, words in assumed.items() if name in declared}
    problem, _ = read_problem({**request, "assume": known})
    inferred = {name.declaration.name: _dims(name) for name in problem.inputs()}
    return _sized(read_problem({**request, "declare": {**inferred, **declared}}))


def _sized(read: tuple[Problem, Scope]) -> tuple[Problem, Scope]:
    """The same, once sizes were found that meet the conditions on the dimensions."""
    from random import Random

    from matcalc.expr.walk import dimension_names
    from matcalc.values.sizes import SizeRules, draw_sizes

    problem = read[0]
    if problem.conditions:
        rules = SizeRules.read(problem.conditions)
        names = dict.fromkeys(dimension_names(problem.target, *problem.inputs()))
        unknown = [name for name in rules.names if name not in names]
        if unknown:
            raise UnknownNameError(
                f"a condition speaks of the dimension {unknown[0]}, and nothing has it.",
                hint=f"The dimensions are {', '.join(names)}.",
            )
        draw_sizes(list(names), Random(0), rules=rules)
    return read


def _dims(name: Expr) -> list[str]:
    return [str(dim) for dim in name.shape[: name.declaration.rank]]


def derived(problem: Problem) -> Result:
    """The derivative, derived and then compared: every face shows only what this returns."""
    from matcalc.derive import derive

    result = derive(problem)
    agreed(result)
    return result


def _derived(request: Request) -> Response:
    from matcalc.derive import derive

    problem, _ = stated(request)
    return result_fields(derive(problem))


def result_fields(result: Result) -> Response:
    """The fields of a derive response."""
    from matcalc.show import to_ascii, to_latex

    used = _used(result, result.expr)
    fields: Response = {
        "latex": to_latex(result.expr),
        "ascii": to_ascii(result.expr),
        "definitions": {to_ascii(each.name): to_ascii(each.body) for each in used},
        "notation": notation(result.expr, *(each.body for each in used)),
        "proved": agreed(result),
        "conditions": list(result.conditions),
        "notes": list(result.problem.notes),
        "error": None,
    }
    return {**fields, **_code_fields(result)}


def _used(result: Result, expr: Expr) -> list[Any]:
    """The definitions that an expression needs, in order."""
    needed = set(postorder(expr))
    used = []
    for definition in reversed(result.definitions):
        if definition.name in needed:
            used.append(definition)
            needed.update(postorder(definition.body))
    return used[::-1]


def agreed(result: Result) -> bool:
    """Whether the index engine proves the same; the kernel has accepted the derivation already.

    Where it finds no proof, values at random points must agree. Raises DisagreementError when
    they differ: such a result is never shown.
    """
    from matcalc.index import agrees_with

    if agrees_with(result.problem, result.expr, result.definitions):
        return True
    found = _compared(result)
    if found is not None and not found.equal:
        problem = result.problem
        unmet = [each for each in result.conditions if each.endswith(" symmetric")]
        if unmet:
            raise UnsupportedError(
                f"this is known only where {unmet[0]} holds, and at random points it does not.",
                hint="Write the function of a matrix that is symmetric, such as A + A'.",
            )
        raise DisagreementError(
            f"the derivation gives {result.expr!r} for {problem.target!r} by {problem.wrt!r}, "
            f"and values at random points differ (seed {found.seed})."
        )
    return False


def _compared(result: Result) -> Comparison | None:
    """Exact values, or floating ones where exact arithmetic decides nothing."""
    from matcalc.values import InexactError, agrees, agrees_floating

    problem, expr = result.stated, result.expr
    try:
        found = agrees(problem, expr, trials=2, locate=False)
        if found.equal or found.exact:
            return found
    except (InexactError, UnsupportedError):
        pass
    try:
        return agrees_floating(problem, expr, trials=2)
    except UnsupportedError:
        return None


def notation(*roots: Expr) -> str:
    """``matrix``, ``kronecker`` or ``index``: what the formula is written in."""
    heads = {node.head for node in postorder(*roots)}
    if not heads.isdisjoint(_INDEX):
        return "index"
    return "matrix" if heads.isdisjoint(_KRONECKER) else "kronecker"


def _code_fields(result: Result) -> Response:
    try:
        return {"numpy": code_of(result, "numpy")}
    except MatcalcError as error:
        return {"numpy": None, "code_error": error_fields(error)}


def code_of(result: Result, backend: str) -> str:
    """A program for the derivative: a function of the declared names, in order."""
    from matcalc.show import to_code

    named = {each.name for each in result.definitions}
    inputs = [name for name in result.problem.inputs(result.expr) if name not in named]
    rank = output_rank(result)
    return to_code(result.expr, inputs, result.definitions, backend=backend, output_rank=rank)


def output_rank(result: Result) -> int | None:
    """How many axes the derivative has as an array: a gradient has those of its variable."""
    problem = result.problem
    like_variable = problem.kind in ("gradient", "gradient-symmetric", "vjp")
    if problem.wrt is None or not like_variable:
        return None
    if problem.kind != "vjp" and not problem.target.is_scalar:
        return None
    return problem.wrt.declaration.rank


def _checked(request: Request) -> Response:
    from matcalc.check.chain import check_chain
    from matcalc.check.text import answering, check_text, on_condition
    from matcalc.check.withheld import hint_level, hinted

    problem, scope = stated(request)
    seed = _seed(request)
    level = hint_level(request)
    read: Response = {"function": _printed(problem.target)}
    lines, claim = _steps(request), request.get("claim")
    if not lines:
        found = check_text(str(claim or ""), problem, scope, seed=seed)
        return hinted({**read, **verdict_fields(found)}, found, level)
    chain = check_chain(lines, problem, scope, claim=str(claim or ""), seed=seed)
    last = answering(chain.links[-1], chain.problem)
    if claim is not None:
        last = check_text(str(claim), chain.problem, chain.scope, seed=seed)
        last = _explained(on_condition(last, chain.meaning), chain)
    links = link_fields(chain.links, chain.first_wrong)
    return hinted({**read, **verdict_fields(last), **links}, last, level)


def _explained(last: Verdict, chain: Chain) -> Verdict:
    """A formula that cannot be read because the line that defines its letter is wrong."""
    if last.error is None or last.error.code != "unknown_name" or chain.first_wrong is None:
        return last
    cause = chain.links[chain.first_wrong]
    told = f"Line {chain.first_wrong + 1}, which this needs, is wrong. {cause.text}"
    return replace(cause, text=told, notes=(*last.notes, *cause.notes))


def _seed(request: Request) -> int:
    """The seed of the random points. Raises ReadError for what is no whole number."""
    found = request.get("seed") or 0
    if not isinstance(found, int):
        raise ReadError(f'"seed" must be a whole number, not {found!r}.')
    return found


def _steps(request: Request) -> list[str]:
    """The lines of a derivation, as a list or as one text. Raises ReadError for anything else."""
    found = request.get("steps") or []
    lines = [line for line in found.splitlines() if line] if isinstance(found, str) else found
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ReadError('"steps" must be a list of lines.', hint='Write ["2 B x", "…"].')
    return lines


def verdict_fields(verdict: Verdict) -> Response:
    """The fields of a check response."""
    found = verdict.counterexample
    return {
        "verdict": verdict.verdict,
        "text": verdict.text,
        "reading": _printed(verdict.claim),
        "derived": _printed(verdict.derived),
        "conditions": list(verdict.conditions),
        "slip": _slip_fields(verdict),
        "counterexample": None if found is None else found.to_json(),
        "notes": list(verdict.notes),
        "seed": verdict.seed,
        "error": None if verdict.error is None else error_fields(verdict.error),
        **(link_fields(verdict.links, _first_wrong(verdict.links)) if verdict.links else {}),
    }


def _first_wrong(links: Sequence[Verdict]) -> int | None:
    return next((at for at, each in enumerate(links) if each.is_wrong), None)


def link_fields(links: Sequence[Verdict], first_wrong: int | None) -> Response:
    """The lines of a chain, or the sides of a claim a = b = c: each verdict, and the course.

    A wrong link has its slip and what it should have been; ``course`` tells a chain whose end
    is right (``right_end``) from one that is wrong from a line on (``wrong_from``).
    """
    from matcalc.check.verdict import course_of

    course = course_of([each.verdict for each in links], first_wrong)
    made = [_link_fields(each) for each in links]
    return {"links": made, "first_wrong": first_wrong, "course": course}


def _link_fields(link: Verdict) -> Response:
    told: Response = {"verdict": link.verdict, "text": link.text, "reading": _printed(link.claim)}
    if link.is_wrong:
        told |= {"slip": _slip_fields(link), "should_be": _printed(link.derived)}
    return told


def _slip_fields(verdict: Verdict) -> Response | None:
    slip = verdict.slip
    return None if slip is None else {"code": slip.code, "text": slip.text}


def _printed(expr: Expr | None) -> Response | None:
    from matcalc.show import to_ascii, to_latex

    return None if expr is None else {"latex": to_latex(expr), "ascii": to_ascii(expr)}
