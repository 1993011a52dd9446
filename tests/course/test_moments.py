"""Running averages: unrolled, in expectation, and claims about both."""

import pytest

from matcalc.course import average, check_equation, closed_form, condition, expectation
from matcalc.course.sequences import read_sequence_formula
from matcalc.errors import ReadError, UnsupportedError

ADAM = r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"
SQUARES = r"v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2"
MOMENTUM = "u_t = mu u_{t-1} + eta g_t"
WALK = "x_t = x_{t-1} + u_t"
SWING = "x_t = -x_{t-1} + u_t"

RIGHT = [
    (ADAM, r"m_1 = (1 - \beta_1) g_1"),
    (ADAM, r"m_3 = \beta_1^2(1-\beta_1)g_1 + \beta_1(1-\beta_1)g_2 + (1-\beta_1)g_3"),
    (ADAM, r"m_t = (1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} g_i"),
    (ADAM, r"m_t = \sum_{i=1}^{t} (1 - \beta_1) \beta_1^{t-i} g_i"),
    (ADAM, r"m_t = (1 - \beta_1) \sum_{j=0}^{t-1} \beta_1^j g_{t-j}"),
    (ADAM, r"E[m_t] = E[g] (1 - \beta_1^t)"),
    (ADAM, r"E[m_t] = (1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} E[g_i] = (1-\beta_1^t) E[g_t]"),
    (ADAM, r"\frac{1}{1 - \beta_1^t} E[m_t] = E[g]"),
    (SQUARES, r"\mathbb{E}[v_t] = (1 - \beta_2^t) \mathbb{E}[g^2]"),
    (MOMENTUM, r"u_t = mu u_{t-1} + eta g_t"),
    (MOMENTUM, r"u_3 = mu u_2 + eta g_3"),
    (MOMENTUM, r"E[u_t] = mu E[u_{t-1}] + eta E[g]"),
    (ADAM, r"E[m_t] = (1 - \beta_1^t) E[g] + \beta_1^t m_0"),
    (ADAM, r"m_2 = \beta_1^2 m_0 + \beta_1 (1-\beta_1) g_1 + (1-\beta_1) g_2"),
    (WALK, "E[x_t] = t E[u]"),
    (WALK, r"x_t = \sum_{i=1}^t u_i"),
    (SWING, "x_2 = u_2 - u_1"),
    (SWING, "x_12 = x_10 - u_11 + u_12"),
    (MOMENTUM, r"u_2 = eta g_2 + mu eta g_1"),
    (MOMENTUM, r"E[u_t] = eta (1 - mu^t) E[g] / (1 - mu)"),
]
WRONG = [
    (ADAM, r"m_2 = \beta_1 g_1 + (1-\beta_1) g_2", ""),
    (ADAM, r"m_t = (1 - \beta_1) \sum_{i=0}^t \beta_1^{t-i} g_i", "The sum starts at i = 0"),
    (ADAM, r"m_t = (1 - \beta_1) \sum_{i=1}^t \beta_1^{i} g_i", "At t = 1 it gives"),
    (ADAM, r"m_t = \sum_{i=1}^t \beta_1^{t-i} g_i", "At t = 1 it gives"),
    (ADAM, r"E[m_t] = E[g]", "At t = 1 it gives"),
    (ADAM, r"E[m_t] = (1 - \beta_1^{t-1}) E[g]", "At t = 1 it gives 0"),
    (ADAM, r"\frac{1}{1 - \beta_1} E[m_t] = E[g]", "At t = 2 it gives"),
    (SQUARES, r"E[v_t] = (1 - \beta_2^t) E[g]", ""),
    (ADAM, r"E[m_t] = (1 - \beta_1^t) E[g^2]", "At t = 1 it gives -E[g^2] β_1 + E[g^2], and right"),
    (ADAM, r"E[m_t] = (1 - \beta_1^t) E[g] + \beta_1 m_0", "At t = 2 it gives"),
    (ADAM, r"m_t = \beta_1 m_{t-1} + g_t", "At t = 1 it gives g_1, and right is"),
    (WALK, "E[x_t] = E[u]", "At t = 2 it gives E[u_t], and right is 2 E[u_t]."),
]


@pytest.mark.parametrize("recurrence, claim", RIGHT)
def test_right_claims_are_proved_for_every_step(recurrence, claim):
    assert {each.verdict for each in check_equation(average(recurrence), claim)} == {"proved"}


@pytest.mark.parametrize("recurrence, claim, slip", WRONG)
def test_wrong_claims_are_refuted(recurrence, claim, slip):
    (judgement,) = check_equation(average(recurrence), claim)
    assert judgement.verdict == "refuted"
    assert judgement.slip.startswith(slip)


def test_a_chain_is_judged_side_by_side():
    sums = [rf"(1 - \beta_1) \sum_{{i={first}}}^t \beta_1^{{t-i}} g_i" for first in (0, 1)]
    found = check_equation(average(ADAM), " = ".join(["m_t", *sums]))
    assert [each.verdict for each in found] == ["refuted", "proved"]


def test_closed_form_and_expectation_are_printed():
    assert closed_form(average(ADAM)) == "m_t = (1 - β_1) Σ_{i=1}^t β_1^(t - i) g_i"
    assert expectation(average(ADAM)) == "E[m_t] = (1 - β_1^t) E[g_t]"


@pytest.mark.parametrize(
    "recurrence", ["m_t = beta m_{t-1} + m_{t-2}", "m_t = g_t + h_t", "m_t = g_t"]
)
def test_other_recurrences_are_refused(recurrence):
    with pytest.raises(UnsupportedError, match=r"m_t is not a multiple of m_\{t - 1\} and of one"):
        average(recurrence)


@pytest.mark.parametrize(
    "recurrence, factor, of",
    [
        ("m_t = t m_{t-1} + g_t", "t", "m_{t - 1}"),
        ("m_t = a_t m_{t-1} + g_t", "a_t", "m_{t - 1}"),
        ("m_t = beta^t m_{t-1} + g_t", "β^t", "m_{t - 1}"),
        ("m_t = beta m_{t-1} + g_t / t", "1/t", "g_t"),
    ],
)
def test_a_factor_that_changes_is_refused(recurrence, factor, of):
    with pytest.raises(UnsupportedError) as caught:
        average(recurrence)
    assert caught.value.message == (
        f"the factor {factor} of {of} depends on t: only a factor that is the same at every step "
        "is unrolled."
    )


@pytest.mark.parametrize(
    "recurrence, unrolled, mean, where",
    [
        (WALK, "x_t = Σ_{i=1}^t u_i", "E[x_t] = t E[u_t]", ""),
        (SWING, "x_t = Σ_{i=1}^t (-1)^(t - i) u_i", "E[x_t] = (1/2 - (-1)^t/2) E[u_t]", ""),
        (
            "x_t = x_{t-1} / 2 + 3 u_t",
            "x_t = 3 Σ_{i=1}^t (1/2)^(t - i) u_i",
            "E[x_t] = (6 - 6/2^t) E[u_t]",
            "",
        ),
        (
            "u_t = mu u_{t-1} + g_t",
            "u_t = Σ_{i=1}^t μ^(t - i) g_i",
            "E[u_t] = ((μ^t - 1)/(μ - 1)) E[g_t]",
            "μ ≠ 1",
        ),
    ],
)
def test_numbers_as_factors_and_what_the_mean_divides_by(recurrence, unrolled, mean, where):
    found = average(recurrence)
    assert (closed_form(found), expectation(found), condition(found)) == (unrolled, mean, where)


@pytest.mark.parametrize("claim", ["E[m_t^2] = E[g]", "E[m_t] + 1 = E[g]", "E[m_{t-1}] = E[g]"])
def test_another_mean_is_refused(claim):
    with pytest.raises(ReadError, match=r"the left side .* is neither m_t nor its mean"):
        check_equation(average(ADAM), claim)


@pytest.mark.parametrize("claim", ["m_{t-1} = g_t", "m_100000 = g_1"])
def test_members_that_are_not_unrolled_are_refused(claim):
    with pytest.raises(ReadError, match=r"is neither m_t nor one of m_0, …, m_100\."):
        check_equation(average(ADAM), claim)


def test_words_are_no_letters():
    with pytest.raises(ReadError, match="the word 'not' cannot stand in a formula about a seq"):
        check_equation(average(ADAM), "not E[m_t] = E[g]")


@pytest.mark.parametrize("text", ["x", "m_3 = g_3", "m_t", "m_t = beta m_{t-1} + g_t = 5"])
def test_what_is_no_recurrence_is_refused(text):
    with pytest.raises(ReadError, match="does not say what the member m_t of a sequence is"):
        average(text)


def test_a_claim_about_something_else_is_refused():
    with pytest.raises(ReadError, match="the left side h_t is neither m_t nor its mean"):
        check_equation(average(ADAM), "h_t = g_t")


@pytest.mark.parametrize(
    "text, message",
    [
        ("E[g_t", "the bracket of this expectation is never closed"),
        (r"\sum_i g_i", "this sum has no bounds"),
        (r"\tanh(g_t)", "cannot stand in a formula about a sequence"),
    ],
)
def test_unreadable_formulas_say_why(text, message):
    with pytest.raises(ReadError, match=message):
        read_sequence_formula(text)
