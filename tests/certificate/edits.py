"""Every field of a certificate, altered one at a time."""

from contextlib import contextmanager

from matcalc.certificate.rulebook import EQUATIONS
from matcalc.kernel import ASSUMED
from matcalc.rules.readings import READINGS
from matcalc.rules.table import all_rules

MODES = ("gradient", "jacobian", "scalar", "differential")
NAMES = {
    "mode": MODES,
    "reading": tuple(READINGS),
    "equation": tuple(EQUATIONS),
    "rule": tuple(rule.name for rule in all_rules()),
    "conditions": ASSUMED,
}
"""The other values that are known, of a field that holds a name."""


def edits(certificate, rng):
    """Pairs of a place and a change there: another value, another form."""
    count = len(certificate["expressions"])
    for path, value in places(certificate):
        if isinstance(value, dict):
            yield from ((path, changed) for changed in renamed(value))
        elif isinstance(value, list):
            in_order = path[-1] != "steps"
            yield from ((path, changed) for changed in reshaped(value, in_order))
        else:
            yield from ((path, changed) for changed in others(path, value, count, rng))


def places(certificate):
    """Every leaf, list and object, by its path."""
    waiting = [((key,), certificate[key]) for key in certificate]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), value[key]) for key in value]
        elif isinstance(value, list):
            waiting += [((*path, at), each) for at, each in enumerate(value)]
        yield path, value


def renamed(value):
    """The object without a field, and with a field by another name."""
    for key in value:
        rest = {name: value[name] for name in value if name != key}
        yield from (rest, {**rest, key + "_": value[key]})


def reshaped(value, in_order):
    """The list without an item, with one twice, with two neighbours exchanged.

    Steps about different parts of a line may be taken in any order, so theirs is left alone;
    and one that is taken again later may wait until then.
    """
    for at in range(len(value)):
        if in_order or value[at] not in value[at + 1 :]:
            yield value[:at] + value[at + 1 :]
    if value:
        yield [*value, value[-1]]
    for at in range(len(value) - 1 if in_order else 0):
        if value[at] != value[at + 1]:
            yield [*value[:at], value[at + 1], value[at], *value[at + 2 :]]


def others(path, value, count, rng):
    """Other values of the same type."""
    if value is None:
        yield from ([0], [0, 1], 0)
    elif isinstance(value, int):
        yield (value + 1) % max(count, 2)
        yield rng.choice([each for each in range(max(count, 2)) if each != value])
    elif isinstance(value, str):
        yield value + "_"
        known = [each for each in NAMES.get(field_of(path), ()) if each != value]
        yield from rng.sample(known, min(len(known), 4))


def field_of(path):
    """The last name on a path."""
    return next(key for key in reversed(path) if isinstance(key, str))


@contextmanager
def edited(certificate, path, changed):
    """The certificate with a change at a place, for a while."""
    *to, last = path
    place = certificate
    for key in to:
        place = place[key]
    kept, place[last] = place[last], changed
    try:
        yield certificate
    finally:
        place[last] = kept


def kind_of(certificate, path):
    """What is edited: the names on the path, and the rule, equation or head that it belongs to."""
    place, named = certificate, []
    for key in path:
        if isinstance(place, dict):
            named += [place[name] for name in ("rule", "equation", "head") if name in place]
        place = place[key]
    return (*(key for key in path if isinstance(key, str)), *named)
