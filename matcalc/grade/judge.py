"""One statement of a document to a finding: each reading of its problem is tried."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matcalc.check.text import ON_CONDITION
from matcalc.errors import MatcalcError
from matcalc.grade.context import Context
from matcalc.grade.derivative import Asked, asked, named, open_indices
from matcalc.grade.findings import Finding, Place
from matcalc.grade.names import names_in
from matcalc.grade.problem import Asking
from matcalc.grade.reasons import NO_VECTORS, some_entries, undefined
from matcalc.grade.requests import Attempt
from matcalc.service import check_response, stated

RIGHT = ("proved", "holds", "layout")
WRONG = ("refuted", "ill_shaped")
_TRIES = 6
_FOREIGN = "{note}; whether that is meant here is not said, and with it the formula is wrong."
_OLDER = "This would be right by an older definition; before it stands {latest}."
IS_ZERO = re.compile(r"^\s*(?:\\(?:mathbf|vec|boldsymbol|bm)\s*\{?)?\s*0\s*\}?\s*$")
STATIONARY = "= 0 at the end says where the derivative vanishes; the sides before it are judged."
_LAST_ONE = re.compile(r"(?<=[A-Za-z})])\s+1(?=\s*(?:$|[-+)]))")


@dataclass(frozen=True, slots=True)
class Said:
    """An equation with the places of its sides, in a question."""

    sides: tuple[str, ...]
    places: tuple[Place, ...]
    question: int
    label: str = ""
    started_at: int = 0

    @property
    def place(self) -> Place:
        """From the first side to the last."""
        return replace(self.places[0], end=self.places[-1].end)

    @property
    def source(self) -> str:
        """The equation as it was read."""
        return " = ".join(self.sides)


def judge(
    said: Said,
    context: Context,
    seed: int = 0,
    request: Mapping[str, Any] | None = None,
) -> Finding:
    """The finding on an equation whose left side names a derivative.

    ``request`` is the problem as a rubric states it; it counts if it asks for the same derivative.
    """
    found = _judged(said, context, seed, request)
    if len(said.sides) < 3 or found.verdict in RIGHT or not IS_ZERO.match(said.sides[-1]):
        return found
    short = replace(said, sides=said.sides[:-1], places=said.places[:-1])
    found = _judged(short, context, seed, request)
    return replace(found, source=said.source, notes=(*found.notes, STATIONARY))


def _judged(said: Said, context: Context, seed: int, request: Mapping[str, Any] | None) -> Finding:
    wanted = asked(said.sides[0])
    assert wanted is not None
    lines, wanted = _lines(said, wanted)
    asking = Asking(context, wanted, said.sides, said.question, said.place.start)
    attempts = _by_rubric(request, wanted, asking) or asking.attempts()
    best: tuple[int, Finding] | None = None
    for count, attempt in enumerate(attempts):
        if count == _TRIES:
            break
        if not _is_stated(attempt):
            continue
        found = _tried(said, lines, attempt, seed)
        if found.verdict == "ill_shaped" and (other := _with_ones(lines)) != lines:
            again = _tried(said, other, attempt, seed)
            found = again if again.verdict in RIGHT else found
        if attempt.is_guess and found.verdict in WRONG:
            found = _undecided(said, attempt, NO_VECTORS.format(by=asking.wanted.variable))
        if attempt.is_borrowed and _is_conditional(found):
            found = _undecided(said, attempt, _borrowed(found, attempt))
        if attempt.is_mixed and found.verdict in WRONG:
            found = _undecided(said, attempt, _FOREIGN.format(note=_capital(attempt.note)))
        is_older = bool(attempt.replaced_by) and found.verdict in RIGHT
        if is_older:
            found = _undecided(said, attempt, _OLDER.format(latest=attempt.replaced_by))
        if attempt.assumed:
            if found.verdict not in RIGHT:
                continue
            found = _on_condition(found, attempt.assumed)
        points = _points(found) + is_older
        if best is None or points > best[0]:
            best = points, found
        if found.verdict in RIGHT and found.first_wrong is None and not _is_conditional(found):
            break
    if best is None:
        place = said.place.start
        why = undefined(asking.wanted, said.sides[-1], context, said.question, place)
        why = asking.trouble or why
        return Finding(said.place, said.source, "unknown", why, question=said.label)
    return _of_all_rows(best[1], said, wanted, context, seed)


def _of_all_rows(found: Finding, said: Said, wanted: Asked, context: Context, seed: int) -> Finding:
    """∂y_i/∂z = … = A ∂x/∂z names a row first and all of them last: right, if it is so of y."""
    last = said.sides[-1]
    is_last = found.first_wrong is not None and found.first_wrong == len(found.links) - 1
    if not is_last or wanted.of == wanted.quantity or open_indices(last):
        return found
    left = rf"\frac{{\partial {wanted.quantity}}}{{\partial {wanted.variable}}}"
    whole = judge(replace(said, sides=(left, last), places=said.places[-2:]), context, seed)
    if whole.verdict not in RIGHT:
        return found
    told = f"{said.sides[0]} is one part of it, and the last side is the whole."
    links = (
        *found.links[:-1],
        replace(found.links[-1], verdict=whole.verdict, text=whole.text, slip=""),
    )
    return replace(
        whole, place=said.place, source=said.source, links=links, notes=(*whole.notes, told)
    )


def _by_rubric(request: Mapping[str, Any] | None, wanted: Asked, asking: Asking) -> list[Attempt]:
    """The problem of the rubric, where it asks for the derivative by the same variable."""
    if request is None or (wanted.order == 2) != (request.get("kind") == "hessian"):
        return []
    by = request.get("wrt")
    if wanted.variable and (not isinstance(by, str) or named(by) != named(wanted.variable)):
        return []
    if named(wanted.quantity) and wanted.of != wanted.quantity:
        return []
    about = f"∂{named(wanted.quantity) or wanted.of}/∂{named(wanted.variable) or by}"
    known = {named(name) for name in request.get("declare") or ()}
    known |= names_in(str(request.get("function", "")))
    given = tuple(each.text for each in asking.said_of_letters(known))
    return [Attempt(request, about, "the problem is that of the rubric", given=given)]


def _lines(said: Said, wanted: Asked) -> tuple[list[tuple[str, Place]], Asked]:
    """The sides that claim something; ∂r/∂x = ∂r/∂x_i again is passed over."""
    lines = list(zip(said.sides[1:], said.places[1:], strict=True))
    while len(lines) > 1 and (again := asked(lines[0][0])) is not None and not again.is_operator:
        if named(again.quantity) != named(wanted.quantity) or named(again.quantity) == "":
            break
        if named(wanted.variable) and named(again.variable) != named(wanted.variable):
            break
        wanted = again if not wanted.at else replace(again, at=())
        lines = lines[1:]
    return lines, wanted


def _with_ones(lines: Sequence[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """A 1 at the end of a product as the vector of ones: nobody multiplies by the number one."""
    return [(_LAST_ONE.sub(r" \\mathbf{1}", text), place) for text, place in lines]


def _tried(said: Said, lines: Sequence[tuple[str, Place]], attempt: Attempt, seed: int) -> Finding:
    texts = [_uncalled(_as_operator(text), attempt.called) for text, _ in lines]
    texts = [r",\ ".join((text, *attempt.given)) for text in texts]
    if attempt.table is None:
        left = said.sides[0] if len(lines) == len(said.sides) - 1 else said.sides[-len(lines) - 1]
        steps = [f"{left} = {texts[0]}", *texts[1:]]
    else:
        steps = contracted(texts, attempt.table)
    request = {**attempt.request, "seed": seed}
    if len(steps) == 1:
        response = check_response({**request, "claim": steps[0]})
        links = [response]
    else:
        response = check_response({**request, "steps": steps})
        links = list(response.get("links") or ())
    if attempt.table is not None and links:
        if links[0]["verdict"] not in RIGHT:
            wanted = asked(said.sides[0])
            assert wanted is not None
            return _undecided(said, attempt, some_entries(wanted))
        links = links[1:]
        response = _without_first(response)
    return finding_of(said, lines, attempt, response, links)


def _uncalled(text: str, call: str) -> str:
    """The formula with f for f(x)."""
    if not call:
        return text
    name, _, given = call.partition("(")
    inside = re.escape(given.rstrip(") ").strip())
    pattern = rf"{re.escape(name.strip())}\s*(?:\\left)?\(\s*{inside}\s*(?:\\right)?\)"
    return re.sub(pattern, lambda _: name.strip() + " ", text)


def _as_operator(text: str) -> str:
    r"""``\frac{\partial (formula)}{\partial x}`` as ``\frac{\partial}{\partial x} (formula)``."""
    found = asked(text)
    if (
        found is None
        or found.is_operator
        or named(found.quantity)
        or found.at
        or "frac" not in text[:7]
    ):
        return text
    if found.order != 1 or "frac" not in found.of:
        return text
    return rf"\frac{{\partial}}{{\partial {found.by}}} \left( {found.of} \right)"


def _without_first(response: Mapping[str, Any]) -> dict[str, Any]:
    first = response.get("first_wrong")
    return {**response, "first_wrong": None if not first else first - 1}


def contracted(lines: Sequence[str], table: tuple[str, str, str]) -> list[str]:
    """Entries of ∂Y/∂W weighed with those of ∂L/∂Y: lines about ∂L/∂W, the first of them true."""
    loss, of, by = table
    outer = open_indices(by)
    summed = [each for each in open_indices(of) if each not in outer]
    over = rf"\sum_{{{','.join(summed)}}} " if summed else ""
    weight = rf"{over}\frac{{\partial {loss}}}{{\partial {of}}}"
    left = rf"\frac{{\partial {loss}}}{{\partial {by}}}"
    first = rf"{left} = {weight} \frac{{\partial {of}}}{{\partial {by}}}"
    return [first, *(rf"{weight} \left( {line} \right)" for line in lines)]


def finding_of(
    said: Said,
    lines: Sequence[tuple[str, Place]],
    attempt: Attempt,
    response: Mapping[str, Any],
    links: Sequence[Mapping[str, Any]],
) -> Finding:
    """What the response to a request says of the lines of an equation."""
    first = response.get("first_wrong") if len(links) > 1 else None
    told = links[first] if first is not None and first < len(links) else response
    if first is None and len(links) > 1:
        told = links[-1]
    found = Finding(
        said.place,
        said.source,
        told["verdict"],
        _text(told),
        about=attempt.about,
        reading=_ascii(told.get("reading")),
        derived=_ascii(response.get("derived") or told.get("should_be")),
        derived_latex=_latex(response.get("derived") or told.get("should_be")),
        slip=(told.get("slip") or {}).get("text", ""),
        counterexample=shown(response.get("counterexample")),
        conditions=tuple(response.get("conditions") or ()),
        notes=tuple(filter(None, (attempt.note, *(response.get("notes") or ())))),
        first_wrong=first,
        question=said.label,
        slip_code=(told.get("slip") or {}).get("code", ""),
    )
    made = tuple(
        Finding(place, text, link["verdict"], _text(link), reading=_ascii(link.get("reading")),
                slip=(link.get("slip") or {}).get("text", ""),
                slip_code=(link.get("slip") or {}).get("code", ""))
        for (text, place), link in zip(lines, links, strict=False)
    )  # fmt: skip
    return replace(found, links=made if len(made) > 1 else ())


def _text(told: Mapping[str, Any]) -> str:
    error = told.get("error") or {}
    return str(told.get("text") or error.get("message") or "")


def _ascii(printed: Mapping[str, str] | None) -> str:
    return printed["ascii"] if printed else ""


def _latex(printed: Mapping[str, str] | None) -> str:
    return printed["latex"] if printed else ""


def shown(found: Mapping[str, Any] | None) -> str:
    """The counterexample of a response, a line for each input; "" without one."""
    if not found:
        return ""
    given = {**found["inputs"], **found["functions"]}
    rows = [f"{name} = {_array(value)}" for name, value in given.items()]
    i, j = found["where"]
    place = "" if len(found["true"]) == len(found["true"][0]) == 1 else f" at entry ({i}, {j})"
    differ = f"{found['claimed_entry']} is not {found['true_entry']}{place}"
    told = f"claimed {_array(found['claimed'])}, true {_array(found['true'])}: {differ}"
    return "\n".join((*rows, told))


def _array(value: Any) -> str:
    """A number, a column or a matrix of a response: ``[1, 2; 3, 4]``."""
    if not isinstance(value, list):
        return str(value)
    rows = (", ".join(map(str, row)) if isinstance(row, list) else str(row) for row in value)
    return f"[{'; '.join(rows)}]"


def _points(found: Finding) -> int:
    """How well a reading explains what stands there: right lines count, wrong ones weigh less."""
    lines = found.links or (found,)
    right = sum(line.verdict in RIGHT for line in lines)
    readable = sum(line.verdict in WRONG for line in lines)
    is_right = lines[-1].verdict in RIGHT
    return 100 * right + 10 * readable + 50 * is_right - 60 * _is_conditional(found)


def _is_conditional(found: Finding) -> bool:
    """Whether letters were given a meaning that the document does not give them."""
    return any(each.text.startswith(ON_CONDITION) for each in (found, *found.links))


def _on_condition(found: Finding, assumed: tuple[str, ...]) -> Finding:
    """Right if the equations hold that the document does not state."""
    text = f"{ON_CONDITION} {', '.join(assumed)}, which is not given. {found.text}"
    return replace(found, text=text, conditions=(*found.conditions, *assumed))


def _borrowed(found: Finding, attempt: Attempt) -> str:
    text = next(e.text for e in (found, *found.links) if e.text.startswith(ON_CONDITION))
    meaning = text.removeprefix(ON_CONDITION).split(", which")[0].strip()
    return f"{_capital(attempt.note)}, and it would be right only if {meaning}, which nothing says."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _is_stated(attempt: Attempt) -> bool:
    """Whether the problem itself makes sense; a claim about it may then be wrong."""
    try:
        stated(attempt.request)
    except MatcalcError:
        return False
    return True


def _undecided(said: Said, attempt: Attempt, why: str) -> Finding:
    return Finding(said.place, said.source, "unknown", why, question=said.label,
                   about=attempt.about)  # fmt: skip
