"""Facts: each row applies somewhere, and each named function has one."""

import pytest

from matcalc.expr import (
    ELEMENTWISE_NAMES,
    apply,
    diagonal,
    epower,
    expm,
    hadamard,
    identity,
    inverse,
    norm,
    number,
    ones,
    symbol,
    total,
    trace,
)
from matcalc.index import normal_form
from matcalc.index import normalise as normalise_module
from matcalc.index.facts import FACTS
from matcalc.index.functions import FUNCTION_FACTS
from tests.index.forms import A, P, Q, inv, one, x

orth = symbol("O", "n", "n", assume=["orthogonal"])
stiefel = symbol("Y", "m", "n", assume=["orthonormal_columns"])
hot, rows = symbol("t", "n", assume=["one_hot"]), symbol("T", "m", "n", assume=["one_hot_rows"])
columns = symbol("L", "m", "n", assume=["one_hot_columns"])
unit_u = symbol("u", "n", assume=["unit_norm"])

EXAMPLES = {
    "entry_of_diagonal": diagonal(apply("tanh", A)),
    "multiply_out": hadamard(norm(x), norm(x)),
    "sum_to_one": total(hot),
    "rows_sum_to_one": rows @ one,
    "columns_sum_to_one": columns.T @ ones("m"),
    "unit_norm": unit_u.T @ unit_u,
    "orthonormal_columns": stiefel.T @ stiefel,
    "orthogonal": orth @ orth.T,
    "one_hot": hot @ hot.T,
    "one_hot_rows": rows.T @ rows,
    "sign_and_size": hadamard(x, apply("sign", x)),
    "circle": epower(apply("cos", x), number(2)),
    "base_times_power": norm(x) * (x.T @ x),
    "inverse_cancels": A @ inverse(A),
    "push_through": P @ inv(identity("n") + Q @ P) - inv(identity("m") + P @ Q) @ P,
    "trace_of_inverse": trace(inv(identity("n") + Q @ P)) - trace(inv(identity("m") + P @ Q)),
    "function_commutes": A @ expm(A),
}


def test_every_fact_has_an_example():
    assert list(EXAMPLES) == [fact.name for fact in FACTS]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_the_fact_is_used(fact, monkeypatch):
    used = normal_form(EXAMPLES[fact.name]).key

    def without_it(term):
        for at in range(len(term.factors)):
            for other in FACTS:
                made = other.rewrite(term, at) if other is not fact else None
                if made is not None:
                    return made
        return None

    monkeypatch.setattr(normalise_module, "rewritten", without_it)
    assert normal_form(EXAMPLES[fact.name]).key != used


def test_names_and_equations_are_told_once():
    assert len({fact.equation for fact in FACTS}) == len(FACTS)
    assert all(fact.equation for fact in FUNCTION_FACTS)


def test_every_function_has_a_fact():
    assert sorted(fact.name for fact in FUNCTION_FACTS) == sorted(ELEMENTWISE_NAMES)
