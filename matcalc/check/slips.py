"""The mistakes that people make, a row each: what was done, in one plain sentence.

A slip is found by making the mistake in the right formula and comparing: so a new slip is one
row here and, if need be, one mutation.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.check import confuse, mutate
from matcalc.check.mutate import Mutation


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A mistake: its code, the sentence that explains it, and how to make it."""

    code: str
    sentence: str
    make: Mutation


SLIPS: tuple[SlipRow, ...] = (
    SlipRow(
        "diagonal_only",
        "Only the diagonal of the Jacobian was used: each output depends on all inputs of its "
        "row, so the sum over the row is missing.",
        mutate.keep_only_the_diagonal,
    ),
    SlipRow(
        "lost_term",
        "A term is missing: the product rule gives one term for each place where the variable "
        "stands.",
        mutate.drop_term,
    ),
    SlipRow(
        "transpose_missing",
        "A transpose is missing.",
        mutate.drop_transpose,
    ),
    SlipRow("transpose_extra", "A transpose is too many.", mutate.add_transpose),
    SlipRow(
        "sign_of_term",
        "The sign of one term is flipped.",
        mutate.flip_sign_of_term,
    ),
    SlipRow(
        "factor_of_term",
        "One term has the wrong numerical factor.",
        mutate.change_coefficient,
    ),
    SlipRow(
        "order",
        "The factors of a matrix product stand in the wrong order.",
        mutate.swap_factors,
    ),
    SlipRow(
        "hadamard_for_product",
        "An entrywise product stands where a matrix product is needed.",
        mutate.multiply_entrywise,
    ),
    SlipRow(
        "product_for_hadamard",
        "A matrix product stands where an entrywise product is needed.",
        mutate.multiply_as_matrices,
    ),
    SlipRow(
        "derivative_not_taken",
        "A function stands where its derivative is needed.",
        mutate.forget_derivative,
    ),
    SlipRow(
        "lost_factor",
        "A factor of the chain rule is missing.",
        mutate.drop_factor,
    ),
    SlipRow(
        "wrong_function",
        "A function and its derivative (or a relative of it) are mixed up.",
        mutate.confuse_functions,
    ),
    SlipRow("function_left_out", "A function is left out.", mutate.leave_out_function),
    SlipRow(
        "inner_derivative",
        "The inner derivative is missing: a factor of the chain rule was taken as 1.",
        mutate.lose_factor_to_ones,
    ),
    SlipRow(
        "wrong_quantity",
        "One quantity stands where another of the same shape is needed.",
        mutate.confuse_names,
    ),
    SlipRow("power", "A power or an inverse is wrong.", mutate.drop_inverse),
    SlipRow(
        "wrong_argument",
        "A derivative is taken at the wrong argument.",
        mutate.wrong_argument,
    ),
    SlipRow(
        "inner_derivative",
        "The inner derivative is missing: a factor of the chain rule was taken as 1.",
        confuse.lose_part_to_ones,
    ),
    SlipRow(
        "transposed",
        "The whole formula is transposed.",
        confuse.transpose_all,
    ),
    SlipRow(
        "ones_for_identity",
        "A matrix of ones and the identity (or a diagonal matrix) are mixed up.",
        confuse.ones_for_identity,
    ),
    SlipRow(
        "diagonal_only",
        "Only the diagonal is there: the other entries are missing.",
        confuse.only_the_diagonal,
    ),
    SlipRow(
        "commuted",
        "Equal factors are collected as if matrices commuted: A B A is not A² B.",
        confuse.collect_factors,
    ),
    SlipRow(
        "sum_missing",
        "The sum over an index is missing: of a matrix only the diagonal is used, as if each row "
        "depended on itself alone.",
        confuse.only_the_diagonal_of_a_factor,
    ),
    SlipRow(
        "kronecker_order",
        "The factors of a Kronecker product stand in the wrong order.",
        confuse.swap_kronecker,
    ),
    SlipRow(
        "outer_product",
        "A product of two factors is the wrong way round: b aᵀ stands for a bᵀ.",
        confuse.turn_outer_product,
    ),
    SlipRow("power", "A power or a root is wrong.", confuse.change_exponent),
    SlipRow(
        "wrong_quantity",
        "One quantity stands where another of the same shape is needed.",
        confuse.confuse_parts,
    ),
)
"""In the order in which they are tried: the first that explains the claim is named."""

EXTRAS: tuple[SlipRow, ...] = (
    SlipRow("extra_term", "A term is too many.", mutate.drop_term),
    SlipRow("extra_factor", "A factor is too many.", mutate.drop_factor),
    SlipRow("extra_factor", "Two factors are too many.", mutate.drop_two_factors),
    SlipRow(
        "kronecker_order",
        "The factors of a Kronecker product stand in the wrong order.",
        confuse.swap_kronecker,
    ),
    SlipRow(
        "order", "The factors of a matrix product stand in the wrong order.", mutate.swap_factors
    ),
    SlipRow("transpose_missing", "A transpose is missing.", mutate.add_transpose),
    SlipRow("sign_of_term", "The sign of one term is flipped.", mutate.flip_sign_of_term),
    SlipRow(
        "factor_of_term",
        "One term has the wrong numerical factor.",
        mutate.change_coefficient,
    ),
    SlipRow(
        "wrong_quantity",
        "One quantity stands where another of the same shape is needed.",
        mutate.confuse_names,
    ),
    SlipRow("extra_function", "A function is applied that must not be.", mutate.leave_out_function),
)
"""Mistakes the other way round: made in the claim, they give the right formula."""
