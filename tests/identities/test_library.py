"""Every record: its claim is right and each of its slips is wrong, at random points."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from matcalc.identities import all_identities, find, search

from matcalc.derive import derive
from matcalc.errors import UnknownNameError
from matcalc.expr import KINDS
from matcalc.values import InexactError, agrees, agrees_floating

SEED = 7
TRIALS = 3
LIBRARY = all_identities()
every_identity = pytest.mark.parametrize("identity", LIBRARY, ids=lambda each: each.name)


@every_identity
def test_the_record_is_complete(identity):
    assert re.fullmatch(r"[a-z0-9]+(-[a-zA-Z0-9]+)*", identity.name)
    assert identity.kind in KINDS
    assert all((identity.title, identity.subject, identity.source, identity.insight))
    mistakes = [slip.mistake for slip in identity.slips]
    assert 2 <= len(mistakes) == len(set(mistakes))


@every_identity
def test_the_claim_is_right(identity):
    problem, claim = identity.problem(), identity.claim()
    try:
        assert agrees(problem, claim, trials=TRIALS, seed=SEED).equal
    except InexactError:
        inexact = ("MatrixExp", "Operation")
        assert any(name in str(identity.function) for name in inexact), "this has an exact value"
    assert agrees_floating(problem, claim, trials=TRIALS, seed=SEED).equal


@every_identity
def test_every_slip_is_wrong(identity):
    problem = identity.problem()
    for mistake, formula in identity.wrong():
        found = agrees_floating(problem, formula, trials=TRIALS, seed=SEED)
        assert not found.equal, mistake


@every_identity
def test_names_mean_one_thing(identity):
    problem = identity.problem()
    names = problem.inputs(identity.claim(), *(formula for _, formula in identity.wrong()))
    assert len({name.declaration.name for name in names}) == len(set(names))


def test_names_are_unique():
    assert len({identity.name for identity in LIBRARY}) == len(LIBRARY)


def test_subjects_stand_together():
    subjects = [identity.subject for identity in LIBRARY]
    changes = sum(a != b for a, b in pairwise(subjects))
    assert changes == len(set(subjects)) - 1


def test_find():
    assert find("rayleigh-quotient").title == "Rayleigh quotient"
    with pytest.raises(UnknownNameError) as caught:
        find("raleigh-quotient")
    assert str(caught.value) == (
        "there is no identity 'raleigh-quotient'. "
        "Did you mean rayleigh-quotient or entrywise-quotient?"
    )
    with pytest.raises(UnknownNameError, match=r"search\(\) finds one by a word\."):
        find("@@@@")


def test_search_wants_every_word():
    names = [identity.name for identity in search("Softmax attention")]
    assert names == ["attention-by-queries"]
    assert search("no such words here") == ()


def test_a_record_says_no_condition_that_the_theorem_says_anyway():
    for identity in all_identities():
        problem = identity.problem()
        if problem.conditions and problem.wrt is not None:
            told = derive(replace(problem, conditions=())).conditions
            assert not set(problem.conditions) & set(told), identity.name
