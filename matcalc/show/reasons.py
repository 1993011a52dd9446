"""Why a line follows: the words of the rules behind it, as they fit what is written."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.expr import ONE, Expr
from matcalc.expr import head as h
from matcalc.kernel import Computed, Step, Unfold
from matcalc.show import to_unicode
from matcalc.show.tidy import moving_parts

COMPUTED_WORDS: Mapping[str, str] = {
    "d_abstract": "total differential",
    "d_block": "the differential of a matrix, block by block",
    "d_entry": "the differential of an entry",
    "transpose_block": "the transpose of a matrix, block by block",
    "only_zeros": "what is written with zeros is 0",
    "collect_like_terms": "collecting like terms",
    "merge_scalar_powers": "multiplying out the scalars",
    "distribute": "multiplying out",
    "merge_entry_powers": "multiplying out entry by entry",
    "scalar_behind": "a scalar may stand behind",
    "hadamard_as_diag": "a ⊙ b = diag(a) b",
    "diag_swap": "diag(b) a = diag(a) b",
    "scalar_transposed": "a scalar is its own transpose",
    "transpose_inward": "the transpose, term by term",
    "inner_of_columns": "⟨a, b⟩ = aᵀb",
    "total_of_column": "sum a = 1ᵀa",
    "collect_differential": "collecting what stands before the differential",
    "positive_first": "the positive term first",
    "distribute_moving": "multiplying out",
    "diagonal_of_sum": "the diagonal, term by term",
    "diagonal_of_diag": "the diagonal of A diag(b) C is (A ⊙ Cᵀ) b",
    "column_as_vec": "A B c = (cᵀ ⊗ A) vec B",
    "vec_inward": "vec(A B C) = (Cᵀ ⊗ A) vec B",
    "inner_as_vec": "⟨A, B⟩ = vec(A)ᵀ vec(B)",
    "trace_as_vec": "tr(A B) = vec(Aᵀ)ᵀ vec(B)",
    "total_as_vec": "sum A = 1ᵀ vec(A)",
    "block_as_sum": "a matrix in blocks is the sum over its blocks",
    "adjoint_entry": "an entry moves across",
    "adjoint_block": "the entries move across",
}
"""How a proof cites the equations of `rules.schema`."""


TRANSPOSED = "a scalar is its own transpose"
OUTER = "aᵀ A b = ⟨a bᵀ, A⟩"
OUTER_TRACE = "aᵀ A b = tr(b aᵀ A)"
COMMUTING = "scalars commute"
"""What is said of a move across ⟨,⟩ where no ⟨,⟩ is written."""


def cited(step: Step, *, by_traces: bool = False) -> tuple[str, str]:
    """The name of the rule that a step uses, and the words for it."""
    if isinstance(step, Unfold):
        name, known = to_unicode(step.definition.name), step.new is step.definition.name
        return "definition", f"this is {name}" if known else f"definition of {name}"
    if isinstance(step, Computed):
        words = COMPUTED_WORDS.get(step.name, step.name.replace("_", " "))
        return step.name, _of_vec(step.old) if step.name == "vec_inward" else words
    name = step.rule.name
    if kind(name) == "pairing" and step.new.head is h.INNER:
        words = _of_pairing(name, step.old, step.new, by_traces=by_traces)
        return name, words or step.rule.words
    return name, step.rule.words.replace("∘", "⊙")


def other_words(rule: str) -> tuple[str, ...]:
    """How a rule is cited where its own words would not fit."""
    if rule == "vec_inward":
        return tuple(words for _, words in _VEC_WORDS)
    return (OUTER, OUTER_TRACE) if rule in _FACTORS else ()


_FACTORS = ("adjoint_left_factor", "adjoint_right_factor")


def _of_pairing(rule: str, old: Expr, new: Expr, *, by_traces: bool) -> str:
    """How a move across ⟨,⟩ is called where no ⟨,⟩ is written."""
    left, before = new.args[0], old.args if old.head is h.INNER else (old, old)
    if rule == "adjoint_scalar_factor":
        return COMMUTING if before[1].is_scalar else "a scalar moves out"
    if left.is_scalar and rule == "adjoint_scale":
        return COMMUTING
    if left.rows is ONE:
        return TRANSPOSED
    if left.cols is ONE:
        return "the sum of a ⊙ b is aᵀb" if rule.startswith("adjoint_hadamard") else ""
    if before[0].rows is ONE and rule in _FACTORS:
        return OUTER_TRACE if by_traces else OUTER
    return "the trace is cyclic" if by_traces else ""


def _of_vec(stacked: Expr) -> str:
    """What is known of vec that fits the expression under it."""
    heads = {node.head for node in moving_parts(stacked.args[0])}
    return next((words for head, words in _VEC_WORDS if head in heads), "vec is linear")


_VEC_WORDS = (
    (h.PRODUCT, "vec(A B C) = (Cᵀ ⊗ A) vec B"),
    (h.HADAMARD, "vec(A ⊙ B) = diag(vec A) vec B"),
    (h.TRANSPOSE, "vec Aᵀ = K vec A"),
)


def kind(rule: str) -> str:
    """Whether a rule is of calculus, moves something across ⟨,⟩, or is algebra."""
    if rule == "definition" or rule.startswith("d_"):
        return "calculus"
    if rule.startswith("adjoint_") or rule == "inner_with_one" or rule in OF_SCALARS:
        return "pairing"
    return "algebra"


OF_SCALARS = (
    "inner_scale_left",
    "inner_scale_right",
    "total_scale",
    "trace_scale",
    "diagonal_scale",
    "diag_scale",
)
"""The rules that only put a number in front."""


LINEAR = (
    "d_constant",
    "d_sum",
    "d_product_constant",
    "d_hadamard_constant",
    "d_scale_constant",
    "d_kron_constant",
    "d_inner_constant",
    "d_transpose",
    "d_trace",
    "d_total",
    "d_diag",
    "d_vec",
    "d_block",
    "d_entry",
)
"""How the names of rules begin that only let the differential in."""
