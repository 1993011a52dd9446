"""What can be said of a derivative once it is proved: shapes, other writings, common slips.

Nothing is invented: another writing is told only when the index engine proves it equal for every
size, and a slip only with the words of its record and of the table of slips.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from matcalc.check.diagnose import diagnose
from matcalc.check.mutate import spread
from matcalc.errors import MatcalcError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    Problem,
    declared,
    diag,
    fold,
    hadamard,
    leaves,
    matmul,
    postorder,
    scale,
    shape_text,
    substitute,
    transpose,
)
from matcalc.expr import head as h
from matcalc.index import equal
from matcalc.show import to_unicode
from matcalc.show.remarks import Remarks
from matcalc.show.sentence import Piece, Sentence
from matcalc.show.tidy import tidied

if TYPE_CHECKING:
    from matcalc.derive import Result
    from matcalc.interop import Identity

MOST_FORMS = 2
"""Other writings of one formula that are told."""
LONGEST = 60
"""Signs of a formula beyond which nobody reads it twice."""
FACTORS = 4
"""Factors whose shapes are told by name."""


def remarks_on(result: Result, identity: Identity | None = None) -> Remarks:
    """The remarks on a derivative; those on slips are of identities of the library.

    >>> from matcalc.derive import derive
    >>> from matcalc.expr import symbol
    >>> x, B = symbol("x", "n"), symbol("B", "n", "n")
    >>> told = remarks_on(derive(Problem(x.T @ B @ x, x)))
    >>> "".join(each if isinstance(each, str) else repr(each) for each in told.forms[0])
    "As a row, in numerator layout: x'*(B' + B)."
    """
    return Remarks(
        "" if identity is None else identity.insight,
        shapes(result),
        tuple(forms(result, None if identity is None else identity.claim())),
        () if identity is None else slips(identity),
    )


def remarks_on_equality(identity: Identity) -> Remarks:
    """The remarks on a plain equality."""
    return Remarks(identity.insight, slips=slips(identity))


def shapes(result: Result) -> Sentence:
    """The factors of the formula, and that their product has the shape that it must have."""
    expr, like = result.expr, _like(result.problem, result.expr)
    body = expr.args[-1] if expr.head is h.SCALE else expr
    if not like or expr.is_scalar:
        return ()
    if body.head is h.SUM:
        return ("Each term is ", expr.shape, *like)
    if body.head is h.PRODUCT:
        return (*_factors(body), expr.shape, *like)
    return (expr, " is ", expr.shape, *like)


def _factors(product: Expr) -> Sentence:
    """``Vᵀ is m×n and Wᵀ is n×p, so the product is``; without names where they are long."""
    factors = tuple(dict.fromkeys(product.args))
    if len(factors) > FACTORS or any(len(to_unicode(each)) > LONGEST / 3 for each in factors):
        chain = "".join(f"({shape_text(each.shape)})" for each in product.args)
        return (f"{chain} is ",)
    told: list[Piece] = []
    for number, each in enumerate(factors):
        joint = "" if not number else " and " if number == len(factors) - 1 else ", "
        told += [joint, each, " is ", each.shape]
    return (*told, ", so the product is ")


def _like(problem: Problem, expr: Expr) -> Sentence:
    """What the shape must be, nothing where that is not one of the usual shapes."""
    wrt, target = problem.wrt, problem.target
    if wrt is None:
        return ()
    kind = "gradient" if problem.kind == "hessian" and problem.direction else problem.kind
    if kind == "hessian":
        second = problem.second or wrt
        if expr.shape != (wrt.rows * wrt.cols, second.rows * second.cols):
            return ()
        if second is wrt:
            return (": a row and a column for each entry of ", wrt, ".")
        return (": a row for each entry of ", wrt, ", a column for each entry of ", second, ".")
    if kind.startswith("jacobian"):
        if expr.shape != (target.rows * target.cols, wrt.rows * wrt.cols):
            return ()
        return (": a row for each output, a column for each entry of ", wrt, ".")
    model = wrt if target.is_scalar or kind == "vjp" else target
    return (", like ", model, ".") if expr.shape == model.shape else ()


def forms(result: Result, claim: Expr | None = None) -> Iterator[Sentence]:
    """Other ways to write the result, each proved equal to it."""
    told = {_key(result.expr)}
    definitions = _definitions(result)
    yield from _layout(result)
    count = 0
    for words, form in _writings(result, claim):
        if count == MOST_FORMS or _key(form) in told or len(to_unicode(form)) > LONGEST:
            continue
        if equal(form, result.expr, definitions):
            told.add(_key(form))
            count += 1
            yield (f"{words}: " if words else "", form, ".")
    yield from _if_symmetric(result)


def _definitions(result: Result) -> tuple[Definition, ...]:
    own = {each.name for each in result.problem.definitions}
    more = (each for each in result.definitions if each.name not in own)
    return (*result.problem.definitions, *more)


def _key(form: Expr) -> str:
    """Two writings that differ only in the order of terms or factors are one."""
    return "".join(sorted(to_unicode(form).replace("+", "").replace(" ", "")))


def _layout(result: Result) -> Iterator[Sentence]:
    """The transpose, which is what the other layout calls the derivative."""
    problem, expr = result.problem, result.expr
    words = _LAYOUTS.get(problem.kind)
    if words is None or problem.wrt is None or ONE is expr.rows is expr.cols:
        return
    if problem.kind == "gradient" and not problem.target.is_scalar:
        return
    if problem.wrt.cols is ONE and problem.kind == "gradient":
        words = "As a row, in numerator layout"
    turned = tidied(transpose(expr))
    body = turned.args[-1] if turned.head is h.SCALE else turned
    if body.head is h.TRANSPOSE and body.args[0].args:
        return
    if to_unicode(turned) == to_unicode(expr) or equal(turned, expr):
        return
    if equal(turned, transpose(expr)) and len(to_unicode(turned)) <= LONGEST:
        yield (f"{words}: ", turned, ".")


_LAYOUTS: Mapping[str, str] = {
    "gradient": "In numerator layout, transposed",
    "jacobian": "In denominator layout, a column for each output",
}


def _writings(result: Result, claim: Expr | None) -> Iterator[tuple[str, Expr]]:
    """Candidates, some of which may be the result again."""
    expr = result.expr
    if claim is not None and leaves(claim) != leaves(expr):
        yield "", claim
    front, body = (expr.args[:-1], expr.args[-1]) if expr.head is h.SCALE else ((), expr)
    if spread(body) is not body:
        yield "Multiplied out", tidied(spread(expr))
    for form in _by_diagonal(body):
        yield "With a diagonal matrix", scale(*front, form)
    for form in _by_entries(body):
        yield "Entry by entry", scale(*front, form)


def _by_diagonal(body: Expr) -> Iterator[Expr]:
    """A diag(a) b for A (a ⊙ b)."""
    *before, last = body.args if body.head is h.PRODUCT else (body,)
    if last.head is h.HADAMARD and last.cols is ONE and len(last.args) == 2:
        yield matmul(*before, diag(last.args[0]), last.args[1])


def _by_entries(body: Expr) -> Iterator[Expr]:
    """A (a ⊙ b) for A diag(a) b."""
    if body.head is not h.PRODUCT or body.cols is not ONE:
        return
    for at, factor in enumerate(body.args[:-1]):
        if factor.head is h.DIAG:
            rest = hadamard(factor.args[0], matmul(*body.args[at + 1 :]))
            yield matmul(*body.args[:at], rest)


def _if_symmetric(result: Result) -> Iterator[Sentence]:
    """The shorter formula that holds if a matrix whose transpose occurs is symmetric."""
    turned = {node.args[0] for node in postorder(result.expr) if node.head is h.TRANSPOSE}
    for name in result.problem.inputs():
        if name not in turned or not name.is_square or name is result.problem.wrt:
            continue
        special = _with_symmetric(result, name)
        if special is not None and leaves(special) < leaves(result.expr):
            yield ("If ", name, " is symmetric: ", special, ".")
            return


def _with_symmetric(result: Result, name: Expr) -> Expr | None:
    """The derivative with a symmetric matrix, None where it is not proved to be the same."""
    from matcalc.derive import derive

    given = name.declaration
    tagged = declared(replace(given, assumptions=given.assumptions | {"symmetric"}))
    try:
        special = derive(_renamed(result.problem, {name: tagged})).expr
    except MatcalcError:
        return None
    known = equal(substitute(result.expr, {name: tagged}), special)
    return special if known else None


def _renamed(problem: Problem, swap: Mapping[Expr, Expr]) -> Problem:
    told = (replace(each, body=substitute(each.body, swap)) for each in problem.definitions)
    names = tuple(swap.get(name, name) for name in problem.declared)
    target = substitute(problem.target, swap)
    return replace(problem, target=target, definitions=tuple(told), declared=names)


def slips(identity: Identity) -> tuple[Sentence, ...]:
    """What people write instead, and why it is wrong."""
    problem, truth = identity.problem(), identity.claim()
    return tuple(
        (wrong, f": {words}.{_explained(problem, wrong, truth)}")
        for words, wrong in identity.wrong()
    )


def _explained(problem: Problem, wrong: Expr, truth: Expr) -> str:
    """The sentence of the slip that leads to the wrong formula, where it says more."""
    if problem.wrt is None:
        return ""
    try:
        slip = diagnose(problem, wrong, truth)
    except MatcalcError:
        return ""
    if slip is None or slip.code not in EXPLAINING:
        return ""
    return f" {slip.text}" if slip.code != "lost_term" or _stands_twice(problem) else ""


def _stands_twice(problem: Problem) -> bool:
    """Whether the variable stands in two places, so that the product rule gives two terms."""

    def places(node: Expr, args: tuple[int, ...]) -> int:
        return 1 if node is problem.wrt else sum(args)

    return fold(problem.unfold(problem.target), places) > 1


EXPLAINING = frozenset(
    {
        "commuted",
        "hadamard_for_product",
        "lost_term",
        "ones_for_identity",
        "product_for_hadamard",
        "symmetry_assumed",
        "transpose_extra",
        "transpose_missing",
        "transposed",
    }
)
"""Slips whose sentence says more than the record of an identity does: what is wrong with it.

The others only tell the difference again, or guess at what was thought.
"""
