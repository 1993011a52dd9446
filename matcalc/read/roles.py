"""Which statement of a text is the function, and which are the definitions around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import ReadError
from matcalc.read.names import plain_name
from matcalc.read.statements import Statement
from matcalc.read.surface import Node


@dataclass(frozen=True, slots=True)
class Roles:
    """The target, the definitions, and the other names that stand for the target."""

    target: Statement
    definitions: Sequence[Statement]
    alias: tuple[str, ...] = ()


def roles(statements: Sequence[Statement], upstream: Mapping[str, object]) -> Roles:
    """The formula that defines nothing is the target; else the one definition that none uses.

    Raises ReadError when a name is defined twice, and when two statements could be the target.
    """
    _check_once(statements)
    if upstream:
        return _with_upstream(statements, upstream)
    bare = [each for each in statements if not each.name]
    if len(bare) > 1:
        raise ReadError(
            "two formulas stand here, and only one can be differentiated.",
            span=bare[1].body.span,
            hint="Write the others as definitions, name = formula.",
        )
    if bare:
        _check_used(bare[0], statements)
        return Roles(bare[0], [each for each in statements if each.name])
    target = _unused(statements)
    rest = [each for each in statements if each is not target]
    if target.root == 2:
        # σ² = … asks for the derivative of σ², and σ may still be used.
        return Roles(Statement("", target.body), statements)
    if target.inverse:
        # ln L = … asks for the derivative of ln L.
        target = replace(target, body=target.body.children[0], inverse="")
    return Roles(target, rest, (target.name,))


def _check_once(statements: Sequence[Statement]) -> None:
    seen: set[str] = set()
    for each in statements:
        if each.name and each.name in seen:
            raise ReadError(
                f"the name {each.name} is defined twice.",
                span=each.body.span,
                hint="Give the second formula another name.",
            )
        seen.add(each.name)


def _check_used(target: Statement, statements: Sequence[Statement]) -> None:
    """An equation whose left side names nothing is the function only where all lead to it."""
    used = {name for each in statements for name in each.uses() - {each.name}}
    spare = [each.name for each in statements if each.name and each.name not in used]
    if target.is_equation and spare:
        raise ReadError(
            f"the left side of this equation names nothing, and {spare[0]} is used by no formula.",
            span=target.body.span,
            hint="Give the left side a name, as in f = ….",
        )


def _unused(statements: Sequence[Statement]) -> Statement:
    """The definition that no other uses; of a circle the first, which is refused later."""
    used = {name for each in statements for name in each.uses() - {each.name}}
    found = [each for each in statements if each.name not in used] or statements[:1]
    if len(found) > 1 and (chosen := [each for each in found if _is_objective(each)]):
        found = chosen if len(chosen) == 1 else found
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        raise ReadError(
            f"which formula is to be differentiated? None of the definitions of {names} is used "
            "by another.",
            span=found[1].body.span,
            hint=f"Write the function alone on a line, such as {found[0].name}.",
        )
    return found[0]


def _is_objective(statement: Statement) -> bool:
    """A name that people give to what is differentiated, or a function of something: f(w) = …."""
    return bool(statement.parameters) or statement.name in (
        "L",
        "J",
        "E",
        "C",
        "f",
        "ell",
        "mathcal_L",
    )


def _with_upstream(statements: Sequence[Statement], upstream: Mapping[str, object]) -> Roles:
    """The quantity whose derivative is given is the target."""
    of = plain_name(str(upstream.get("of", "")))
    definitions = [
        replace(each, name=of) if each.name == of.swapcase() and len(of) == 1 else each
        for each in statements
        if each.name
    ]
    losses = [each for each in statements if not each.name and each.body.kind == "call"]
    alias = tuple(each.body.text for each in losses) or ("L",)
    if of not in {each.name for each in definitions}:
        bare = [each for each in statements if not each.name and each not in losses]
        if len(bare) != 1:
            raise ReadError(f"the upstream quantity {of} is not defined by the function.")
        definitions.append(replace(bare[0], name=of))
    return Roles(Statement("", Node("name", (), of)), definitions, alias)
