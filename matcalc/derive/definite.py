"""Which expressions are positive, entry by entry or as matrices: by their form and declarations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcalc.derive.positivity import Sign, entry_sign
from matcalc.expr import ONE, Expr, add, fold, matmul, rebuild, scale, transpose
from matcalc.expr import head as h
from matcalc.expr.assume import is_symmetric

_INDEPENDENT_COLUMNS = frozenset(
    {"full_column_rank", "invertible", "positive_definite", "orthogonal", "orthonormal_columns"}
)
_NOT_ZERO = frozenset({"nonzero", "positive", "unit_norm", "unit_interval", "simplex", "one_hot"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the entries of A, and of zᵀ A z for a symmetric A, where z is not 0."""

    entries: Sign
    form: Sign = Sign.UNKNOWN


def known(value: Expr, seen: dict[Expr, Known] | None = None) -> Known:
    """What the form of an expression tells, and the declarations of its names.

    ``seen`` keeps what was found, for other expressions with the same parts.

    >>> from matcalc.expr import identity, symbol
    >>> A, t = symbol("A", "m", "n"), symbol("t", assume=["positive"])
    >>> known(A.T @ A).form.name, known(A.T @ A + t * identity("n")).form.name
    ('NONNEGATIVE', 'POSITIVE')
    """
    return fold(value, _known, seen)


def is_positive(value: Expr, seen: dict[Expr, Known] | None = None) -> bool:
    """Whether every entry is positive."""
    return known(value, seen).entries is Sign.POSITIVE


def is_nonnegative(value: Expr) -> bool:
    """Whether no entry is negative."""
    return known(value).entries >= Sign.NONNEGATIVE


def is_definite(value: Expr) -> bool:
    """Whether a matrix is symmetric positive definite."""
    return known(value).form is Sign.POSITIVE


def _known(node: Expr, args: tuple[Known, ...]) -> Known:
    entries = entry_sign(node, tuple(arg.entries for arg in args))
    if not node.is_square:
        return Known(max(entries, _of_length(node)))
    form = _form(node, args)
    if node.is_scalar:
        entries = max(entries, form, _of_length(node))
        return Known(entries, entries)
    return Known(entries, form)


def _of_length(node: Expr) -> Sign:
    """A norm is positive where its argument is not 0."""
    return Sign.POSITIVE if node.head is h.NORM and _is_not_zero(node.args[0]) else Sign.UNKNOWN


def _is_not_zero(value: Expr) -> bool:
    return value.head is h.SYMBOL and not _NOT_ZERO.isdisjoint(value.declaration.assumptions)


def _form(node: Expr, args: tuple[Known, ...]) -> Sign:
    forms = tuple(arg.form for arg in args)
    if node.head is h.SYMBOL:
        return _declared_form(node.declaration.assumptions)
    if node.head is h.IDENTITY:
        return Sign.POSITIVE
    if node.head is h.SUM:
        return max(forms) if min(forms) else Sign.UNKNOWN
    if node.head is h.PRODUCT:
        return _congruence(node.args, forms)
    if node.head is h.DIAG:
        return args[0].entries
    if node.head in (h.INVERSE, h.DET):
        return forms[0] if forms[0] is Sign.POSITIVE else Sign.UNKNOWN
    return min(forms) if node.head in (h.SCALE, h.TRANSPOSE, h.TRACE) else Sign.UNKNOWN


def _declared_form(tags: frozenset[str]) -> Sign:
    if "positive_definite" in tags:
        return Sign.POSITIVE
    return Sign.NONNEGATIVE if "positive_semidefinite" in tags else Sign.UNKNOWN


def _congruence(factors: Sequence[Expr], forms: Sequence[Sign]) -> Sign:
    """Aᵀ S A is definite where S is, and the columns of A are independent."""
    half = len(factors) // 2
    if any(
        _upright(factors[at]).turned is not _upright(factors[-1 - at]).plain for at in range(half)
    ):
        return Sign.UNKNOWN
    middle = forms[half] if len(factors) % 2 else Sign.POSITIVE
    if all(map(_has_independent_columns, factors[-half:])):
        return middle
    return min(middle, Sign.NONNEGATIVE)


def _has_independent_columns(value: Expr) -> bool:
    if value.head is not h.SYMBOL:
        return False
    if not _INDEPENDENT_COLUMNS.isdisjoint(value.declaration.assumptions):
        return True
    return value.cols is ONE and _is_not_zero(value)


@dataclass(frozen=True, slots=True)
class _Upright:
    """An expression and its transpose, the transposes standing at the letters."""

    plain: Expr
    turned: Expr


def _upright(value: Expr) -> _Upright:
    def visit(node: Expr, args: tuple[_Upright, ...]) -> _Upright:
        if node.head is h.TRANSPOSE:
            return _Upright(args[0].turned, args[0].plain)
        plain = rebuild(node, tuple(arg.plain for arg in args))
        if node.head is h.SUM:
            return _Upright(plain, add(*(arg.turned for arg in args)))
        if node.head is h.PRODUCT and not node.is_scalar:
            return _Upright(plain, matmul(*(arg.turned for arg in reversed(args))))
        if node.head is h.SCALE:
            return _Upright(plain, scale(*(arg.plain for arg in args[:-1]), args[-1].turned))
        own = node.is_scalar or (node.head is h.SYMBOL and is_symmetric(node))
        return _Upright(plain, plain if own else transpose(plain))

    return fold(value, visit)
