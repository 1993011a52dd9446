r"""A name that is defined more than once: its latest definition before a formula is meant.

"Let f(x) = ‖x‖². … Now let f(x) = ‖x‖. Then ∇f = 2x" is wrong, whatever f was before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from matcalc.grade.context import Defined
from matcalc.grade.requests import Attempt


def by_latest(
    found: Sequence[Defined], attempts: Callable[[Defined], Iterator[Attempt]]
) -> Iterator[Attempt]:
    """The attempts with each definition; last, and told so, those that a usable one replaces.

    ``found`` is in the order of `Context.definitions`: the latest before the formula comes first.
    A note says which definition is meant, where there are several.
    """
    used: list[Defined] = []
    replaced: list[Defined] = []
    for each in found:
        if any(_replaces(other, each) for other in used):
            replaced.append(each)
            continue
        note = _told(each, found)
        for attempt in attempts(each):
            if each not in used:
                used.append(each)
            yield replace(attempt, note="; ".join(filter(None, (attempt.note, note))))
    for each in replaced:
        latest = next(other for other in used if _replaces(other, each))
        for attempt in attempts(each):
            yield replace(attempt, replaced_by=latest.text)


def _replaces(latest: Defined, other: Defined) -> bool:
    """Whether both say in the same question what the same thing is, in different places.

    The sides of a = b = c stand in one place, and an entry is defined apart from the whole.
    """
    if other.is_echo and not latest.is_echo:
        return True
    if latest.layer or other.layer:
        return False
    same = latest.name == other.name and latest.question == other.question
    return same and latest.at != other.at and _is_whole(latest) == _is_whole(other)


def _is_whole(each: Defined) -> bool:
    return each.is_function or each.bare == each.left


def _told(each: Defined, found: Sequence[Defined]) -> str:
    """Which definition is used, where there is another."""
    others = [other for other in found if _replaces(each, other) and not other.is_echo]
    if not others or all(_plain(other) == _plain(each) for other in others):
        return ""
    return f"{each.bare} is defined more than once; this goes by {each.text}"


def _plain(each: Defined) -> str:
    return each.body.replace(" ", "")
