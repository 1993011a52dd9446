"""Every edited certificate is rejected, by the kernel and by the standalone checker."""

import json
import random
from functools import cache

import pytest
from matcalc.identities import all_identities

from matcalc.certificate import recheck, to_json
from matcalc.certificate.rulebook import EQUATIONS
from matcalc.errors import MatcalcError
from tests.certificate.edits import edited, edits, kind_of
from tests.certificate.test_certificate import certificate_of
from tests.checker.standalone import CHECKER, REFUSED

DERIVED = tuple(each for each in all_identities() if each.kind != "value")
SEED = 20
SHORTEST = 20


@cache
def text(identity):
    return to_json(certificate_of(identity.problem()))


def certificate(identity):
    return json.loads(text(identity))


def assert_rejected(told, path, changed):
    with edited(told, path, changed):
        with pytest.raises(MatcalcError):
            recheck(told)
            pytest.fail(f"the kernel accepts {changed!r} at {path}")
        with pytest.raises(REFUSED):
            CHECKER.recheck(told)
            pytest.fail(f"the checker accepts {changed!r} at {path}")


def test_every_edit_of_the_shortest_certificates_is_rejected():
    for identity in sorted(DERIVED, key=lambda each: len(text(each)))[:SHORTEST]:
        told = certificate(identity)
        for path, changed in edits(told, random.Random(SEED)):
            assert_rejected(told, path, changed)


def test_every_kind_of_field_of_every_rule_is_edited():
    """One edit of each field of each rule and equation that occurs in the library."""
    rng, met = random.Random(SEED), set()
    for identity in rng.sample(DERIVED, len(DERIVED)):
        told = certificate(identity)
        fresh = {}
        for path, changed in edits(told, rng):
            kind = kind_of(told, path)
            if kind not in met:
                fresh.setdefault(kind, []).append((path, changed))
        for choices in fresh.values():
            assert_rejected(told, *rng.choice(choices))
        met |= fresh.keys()
    assert len(met) > 1_000


def test_every_other_name_of_an_equation_is_rejected():
    """A computed equation told under each of the other names, once."""
    met = set()
    for identity in DERIVED:
        told = certificate(identity)
        for path, step in steps_with_equations(told):
            for other in EQUATIONS:
                if other != step["equation"] and (step["equation"], other) not in met:
                    met.add((step["equation"], other))
                    assert_rejected(told, (*path, "equation"), other)
    assert len(met) > 300


def steps_with_equations(part, path=()):
    if isinstance(part, dict) and "equation" in part:
        yield path, part
    items = part.items() if isinstance(part, dict) else enumerate(part)
    for key, inside in items:
        if isinstance(inside, dict | list):
            yield from steps_with_equations(inside, (*path, key))
