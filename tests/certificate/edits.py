"""Every field of every step of a certificate, altered one at a time."""

import copy


def edits(certificate):
    """Pairs of the place altered and the certificate with it altered."""
    count = len(certificate["expressions"])
    for path in places(certificate):
        *to, last = path
        edited = copy.deepcopy(certificate)
        place = edited
        for key in to:
            place = place[key]
        altered = other(path, place[last], count)
        if altered is not None:
            place[last] = altered
            yield path, edited


def places(certificate):
    """Paths to the leaves of the derivations: whatever a reader could change."""
    waiting = [["derivations", at] for at in range(len(certificate["derivations"]))]
    while waiting:
        path = waiting.pop()
        value = certificate
        for key in path:
            value = value[key]
        if isinstance(value, dict):
            waiting += [[*path, key] for key in value]
        elif isinstance(value, list):
            waiting += [[*path, at] for at in range(len(value))]
        else:
            yield path


def other(path, value, count):
    """Another value of the same type."""
    if value is None:
        return 0
    if isinstance(value, int):
        return (value + 1) % count
    return value + "_" if isinstance(value, str) else None
