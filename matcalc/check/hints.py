"""Hints: the next nudge after a wrong answer, the formula itself only at the last level.

Level 1 speaks of the shape, 2 of the term or factor to look at, 3 of the rule that was missed, 4
gives the formula. Before level 4 nothing is told of the right formula that does not stand in the
claim or in the problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matcalc.check.verdict import Verdict
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, shape_text
from matcalc.expr import head as h
from matcalc.index import equal

FORMULA = 4
"""The level that tells the formula."""


HINTED = ("refuted", "ill_shaped", "layout")
"""Verdicts with something to hint at."""


class Hint(NamedTuple):
    """Where to look, and the rule to think of."""

    look: str
    rule: str


PRODUCT_RULE = "The product rule gives one term for each place where the variable stands."
CHAIN_RULE = "The chain rule multiplies by the derivative of every inner function."
CYCLE = (
    "In d tr(A dX B) the trace is cyclic: move dX to the end. What stands before it is the "
    "transpose of the gradient."
)
ENTRIES = "Write one entry with indices: a summed index means a matrix product, a shared one ⊙."

HINTS: Mapping[str, Hint] = {
    "symmetry_assumed": Hint(
        "Look at the matrices: one of them is used as if it were symmetric.", PRODUCT_RULE
    ),
    "total_assumed": Hint(
        "Look at the targets: something is used of them that is not given.",
        "−Σ tᵢ log pᵢ has the gradient (Σ tᵢ) p − t.",
    ),
    "lost_term": Hint("Count the terms: one is missing.", PRODUCT_RULE),
    "extra_term": Hint("Count the terms: there is one too many.", PRODUCT_RULE),
    "transpose_missing": Hint("Look at the transposes.", CYCLE),
    "transpose_extra": Hint("Look at the transposes.", CYCLE),
    "transposed": Hint("Look at the formula as a whole: compare the entries (1, 2).", CYCLE),
    "order": Hint("Look at the order of the factors.", CYCLE),
    "commuted": Hint("Look at the order of the factors.", "Matrices do not commute: A B A ≠ A² B."),
    "sum_missing": Hint("Look at the indices: one of them must be summed.", ENTRIES),
    "index": Hint("Compare the indices of both sides.", ENTRIES),
    "inner_side": Hint("Look at the sides before the last.", "Every side must equal the next."),
    "two_layouts": Hint(
        "Look at the rows and columns of each side.", "A chain keeps to one layout to its end."
    ),
    "outer_product": Hint("Look at the order of the factors.", CYCLE),
    "sign": Hint("Look at the sign of the whole formula.", "Every inner minus sign counts once."),
    "sign_of_term": Hint(
        "Look at the sign of each term.", "d(A⁻¹) = −A⁻¹ dA A⁻¹, d(a − b) = da − db."
    ),
    "factor": Hint("Look at the number in front.", "d(x²) = 2x dx; a constant factor stays."),
    "factor_of_term": Hint("Look at the number in front of each term.", "d(x²) = 2x dx."),
    "mean": Hint("Look at the size of a batch or a vector.", "A mean divides by how many it adds."),
    "hadamard_for_product": Hint("Look at the products: entrywise or of matrices?", ENTRIES),
    "product_for_hadamard": Hint("Look at the products: entrywise or of matrices?", ENTRIES),
    "kronecker_order": Hint("Look at the Kronecker product.", "vec(A X B) = (Bᵀ ⊗ A) vec X."),
    "diagonal_only": Hint(
        "Look at one output: on how many inputs does it depend?",
        "Each output is differentiated by each input; add over all outputs.",
    ),
    "ones_for_identity": Hint("Look at the identities and the ones.", ENTRIES),
    "derivative_not_taken": Hint("Look at the functions: which are differentiated?", CHAIN_RULE),
    "wrong_function": Hint("Look at the functions and their derivatives.", CHAIN_RULE),
    "function_left_out": Hint("Look at the functions.", CHAIN_RULE),
    "extra_function": Hint("Look at the functions.", CHAIN_RULE),
    "lost_factor": Hint("Count the factors: one is missing.", CHAIN_RULE),
    "extra_factor": Hint("Count the factors: there is one too many.", CHAIN_RULE),
    "inner_derivative": Hint("Look inside the brackets: what depends on the variable?", CHAIN_RULE),
    "wrong_argument": Hint(
        "Look at the arguments of the functions.",
        "The derivative is taken at the same point as the function.",
    ),
    "wrong_quantity": Hint("Look at the letters: one is not the right one.", CHAIN_RULE),
    "wrong_variable": Hint("Look at the question: by what is to be differentiated?", CHAIN_RULE),
    "power": Hint("Look at the exponents, the roots and the inverses.", "d(xᵏ) = k xᵏ⁻¹ dx."),
    "wrong_term": Hint("Look at the terms one by one: some are right.", PRODUCT_RULE),
    "off_diagonal": Hint("Look at the entries beside the diagonal.", ENTRIES),
    "diagonal": Hint("Look at the entries on the diagonal.", ENTRIES),
    "entries": Hint("Look at the entries one by one: some are right.", PRODUCT_RULE),
    "shape": Hint("Look at the dimensions of every product.", CYCLE),
    "layout": Hint(
        "Look at the formula as a whole: its rows and columns.",
        "A gradient has the shape of its variable.",
    ),
}
"""By the code of the slip."""

UNEXPLAINED = Hint(
    "Check the formula on 2×2 matrices, one term at a time.",
    "Take the differential first: it follows the product rule and the chain rule.",
)
"""Where no single slip explains the claim."""


def hint_for(code: str) -> Hint:
    """Where to look and the rule, for a slip by its code, or for two slips joined by ``+``.

    >>> hint_for("lost_term+order").look
    'Count the terms: one is missing.'
    """
    return HINTS.get(code.partition("+")[0], UNEXPLAINED)


def hints(verdict: Verdict) -> tuple[str, ...]:
    """Four hints on a wrong claim, each telling more than the one before; three where the
    formula is not known, none where nothing is known to be wrong.

    >>> from matcalc.check import check
    >>> from matcalc.expr import Problem, symbol
    >>> x, B = symbol("x", "n"), symbol("B", "n", "n")
    >>> shape, look, rule, formula = hints(check(Problem(x.T @ B @ x, x), B @ x))
    >>> look
    'The term B x is right. Count the terms: one is missing.'
    >>> formula
    'The derivative is (B + Bᵀ) x.'
    """
    if verdict.verdict not in HINTED:
        return ()
    code = "layout" if verdict.verdict == "layout" else verdict.slip.code if verdict.slip else ""
    hint = hint_for(code)
    told = (_shape(verdict), f"{_terms(verdict)}{hint.look}", hint.rule)
    return (*told, _formula(verdict)) if verdict.derived is not None else told


def hint_at(verdict: Verdict, level: int) -> str:
    """The hint of one level, 1 to 4; empty where nothing is known to be wrong."""
    found = hints(verdict)
    return found[max(1, min(level, len(found))) - 1] if found else ""


BRIEFLY: Mapping[str, str] = {
    "refuted": "Not right.",
    "ill_shaped": "The dimensions do not fit.",
    "layout": "Right up to its layout.",
}
"""What a verdict says of a claim that is not right, and nothing more."""


def _shape(verdict: Verdict) -> str:
    wanted = "" if verdict.derived is None else shape_text(verdict.derived.shape)
    if verdict.claim is None or not wanted:
        reason = verdict.error.message if verdict.error is not None else ""
        return " ".join(filter(None, (reason, wanted and f"The derivative is {wanted}.")))
    given = shape_text(verdict.claim.shape)
    if given == wanted:
        return f"The shape is right: {given}."
    return f"The formula is {given}, the derivative is {wanted}."


def _terms(verdict: Verdict) -> str:
    """Which terms of the claim are terms of the right formula."""
    if verdict.claim is None or verdict.derived is None or verdict.verdict == "layout":
        return ""
    from matcalc.check.mutate import spread
    from matcalc.show import to_unicode

    right = _summands(spread(verdict.derived))
    found = [term for term in _summands(spread(verdict.claim)) if _is_among(term, right)]
    if not found:
        return ""
    named = " and ".join(map(to_unicode, found))
    return f"The term {named} is right. " if len(found) == 1 else f"The terms {named} are right. "


def _summands(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if expr.head is h.SUM else (expr,)


def _is_among(term: Expr, others: tuple[Expr, ...]) -> bool:
    for other in others:
        try:
            if term.shape == other.shape and equal(term, other):
                return True
        except MatcalcError:
            continue
    return False


def _formula(verdict: Verdict) -> str:
    from matcalc.show import to_unicode

    assert verdict.derived is not None
    return f"The derivative is {to_unicode(verdict.derived)}."
