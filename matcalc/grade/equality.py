"""An equation of a document that claims no derivative: whether its sides are equal."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.grade.context import Context
from matcalc.grade.derivative import named, open_indices, partials
from matcalc.grade.findings import Finding
from matcalc.grade.inferred import shaped, written
from matcalc.grade.judge import Said, finding_of
from matcalc.grade.names import names_in, used_in
from matcalc.grade.requests import Attempt
from matcalc.service import check_response


def judge_equality(said: Said, context: Context, seed: int, is_stated: bool) -> Finding | None:
    """The finding on a = b = c; None for an equation that may be a condition or a definition.

    ``is_stated`` says that the sides after the first are claimed to be equal: then a difference is
    a mistake.
    """
    sides = said.sides[1:] if is_stated else said.sides
    function = "\n".join([sides[0], *_known(said, sides, context, is_stated)])
    wrong: Finding | None = None
    for shapes, _, note in shaped(function, "", context, said.question):
        words = {
            name: tags for name, tags in _tags(context, said.question).items() if name in shapes
        }
        request = {
            "function": written(function),
            "declare": shapes,
            "kind": "value",
            "assume": words,
            "seed": seed,
        }
        left = said.sides[0]
        steps = [side if open_indices(side) == () else f"{left} = {side}" for side in sides[1:]]
        if len(steps) == 1:
            response = check_response({**request, "claim": steps[0]})
            links = [response]
        else:
            response = check_response({**request, "steps": steps})
            links = list(response.get("links") or ())
        attempt = Attempt(request, sides[0], note)
        places = said.places[-len(steps) :]
        found = finding_of(
            said, list(zip(sides[1:], places, strict=True)), attempt, response, links
        )
        if found.verdict in ("proved", "holds") and found.first_wrong is None:
            return found
        if is_stated and found.verdict == "refuted":
            wrong = wrong or found
    return wrong


def _known(said: Said, sides: Sequence[str], context: Context, is_stated: bool) -> list[str]:
    """The definitions that an equation needs, without those that it gives or that follow from it.

    A letter that is differentiated depends on the variable: its derivative is not 0.
    """
    at = said.place.start
    found = context.needed(sorted(used_in(sides[0])), said.question, at)
    known = {e.name: e.text for e in found if e.at < at or (is_stated and e.at > at)}
    for each in (each for side in sides for each in partials(side)):
        names = names_in(each.of) if not named(each.quantity) else {named(each.quantity)}
        for name in sorted(names - {*known, named(each.variable)}):
            known[name] = f"{name} = {name}({each.variable})"
    return list(known.values())


def _tags(context: Context, question: int) -> dict[str, list[str]]:
    return {
        name: kept
        for name, words in context.words(question).items()
        if (kept := [word for word in words if word not in ("row", "scalar", "square")])
    }
