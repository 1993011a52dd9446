"""Reasons lead to the rules behind them, and every rule that is cited is stated."""

import re

import pytest
from matcalc.identities import all_identities, find

from matcalc.derive import derive
from matcalc.show.formats import Told, to_html, to_latex, to_markdown
from matcalc.show.proof import proof_of
from matcalc.show.statements import named, statements

NAMES = ("quadratic-form", "trace-triple-product", "softmax-backward-rows", "hessian-log-sum-exp")


def told(name):
    return [Told(find(name).title, derive(find(name).problem()))]


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_document_has_its_target(name):
    source = to_latex(told(name))
    links = set(re.findall(r"\\hyperlink\{([^}]*)\}", source))
    targets = re.findall(r"\\hypertarget\{([^}]*)\}", source)
    assert links
    assert links <= set(targets)
    assert len(targets) == len(set(targets))


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_page_has_its_target(name):
    page = to_html(told(name))
    links = set(re.findall(r'href="#(rule-[^"]*)"', page))
    assert links
    assert links <= set(re.findall(r'<dt id="([^"]*)"', page))


def test_markdown_has_no_links_of_latex():
    assert "hyperlink" not in to_markdown(told("quadratic-form"))


def test_a_rule_is_stated_by_both_its_sides():
    (rule,) = statements([proof_of(derive(find("trace").problem()))])
    assert (rule.name, rule.words) == ("d_trace", "the trace is linear")
    assert [repr(side) for side in rule.sides] == ["d(tr(S))", "tr(dS)"]
    assert named("the trace is linear", ("d_trace",)) == "d_trace"
    assert named("definition of Y", ("definition",)) == ""


def test_a_rule_is_found_by_the_words_that_fit_a_line_too():
    assert named("aᵀ A b = ⟨a bᵀ, A⟩", ("adjoint_left_factor",)) == "adjoint_left_factor"
    assert named("vec Aᵀ = K vec A", ("d_vec", "vec_inward")) == "vec_inward"
    assert named("vec Aᵀ = K vec A", ("d_vec",)) == ""


def test_most_reasons_of_the_library_lead_to_a_rule():
    lines = [
        line
        for identity in all_identities()[::5]
        if identity.problem().wrt is not None
        for part in proof_of(derive(identity.problem())).parts
        for passage in part.passages
        for line in passage.lines
    ]
    reasons = [(reason, line.rules) for line in lines for reason in line.reasons]
    own = [pair for pair in reasons if not pair[0].startswith(("definition of", "this is"))]
    assert sum(bool(named(*pair)) for pair in own) > 0.7 * len(own)
