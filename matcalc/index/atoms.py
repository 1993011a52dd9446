"""What is not linear algebra, for the normal form: every head as atoms with normal arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from matcalc.expr import Expr
from matcalc.expr import head as h
from matcalc.index.canonical import canonical
from matcalc.index.declared import symbol_form
from matcalc.index.functions import PI, applied, exp, log, magnitude
from matcalc.index.lower import Args, Lowering, contracted, delta_terms
from matcalc.index.matrices import Square, det, inverse, logdet, matrix_atom, symbolic_power
from matcalc.index.network import (
    FULL,
    Factor,
    Label,
    Tensor,
    Term,
    Terms,
    constant,
    open_labels,
    product,
    summed_over,
)
from matcalc.index.normalise import in_order, normalise
from matcalc.index.power import raised
from matcalc.index.separate import separated
from matcalc.index.slots import Form, fresh, slot

TIDY_FROM = 12
"""A form with more terms than this is put in order before it is used further."""


class Atoms:
    """The meaning of nodes for the normal form: atoms and facts."""

    def leaf(self, node: Expr, lowering: Lowering) -> Form | None:
        if node.head is h.INDEX:
            tensor = Tensor(f"position:{node.data[1]}", h.INDEX)
            return Form((), (), (Term(FULL, (Factor(tensor, (lowering.label(node),)),)),))
        return symbol_form(node) if node.head is h.SYMBOL else None

    def tidy(self, node: Expr, form: Form) -> Form:
        return in_order(form) if len(form.terms) > TIDY_FROM else form

    def function(self, node: Expr, args: Args) -> Form:
        settled = tuple(in_order(fresh(form)) for form in args)
        try:
            return ATOMS[node.head](node, settled)
        except _CompoundError:
            return _sealed(node, settled)


class _CompoundError(Exception):
    """A matrix function of a matrix whose row has several labels."""


def _square(form: Form) -> Square:
    if len(form.rows) != 1 or len(form.cols) != 1:
        raise _CompoundError
    return Square(form.terms, form.rows[0], form.cols[0])


def _sealed(node: Expr, args: Args) -> Form:
    """The node as an atom of which nothing more is known than its arguments."""
    keys: list[str] = []
    places: list[Label] = []
    for form in args:
        own = (*form.rows, *form.cols)
        free = tuple(label for label in open_labels(form.terms) if label not in own)
        keys.append(canonical(form.terms, (*own, *free)).key)
        places.extend(free)
    data = node.data if node.head is not h.ABSTRACT else node.data[0]
    key = f"{node.head}:{data}:{node.rows}x{node.cols}:{','.join(keys)}"
    rows, cols = slot(node.rows), slot(node.cols)
    factor = Factor(Tensor(key, node.head), (*rows, *cols, *places))
    return Form(rows, cols, (Term(FULL, (factor,)),))


def _like(form: Form, terms: Terms) -> Form:
    return Form(form.rows, form.cols, terms)


def _apply(node: Expr, args: Args) -> Form:
    return _like(args[0], applied(node.data, args[0].terms))


def _epower(node: Expr, args: Args) -> Form:
    base, exponent = args
    value = node.args[1].number
    if value is None and not exponent.terms:
        value = Fraction(0)
    if value is not None:
        return _like(base, raised(base.terms, value))
    return _like(base, symbolic_power(base.terms, exponent.terms))


def _inverse(node: Expr, args: Args) -> Form:
    parts = separated(args[0])
    if parts is not None:
        scalars, squares = parts
        return _like(args[0], product(raised(scalars, -FULL), *map(inverse, squares)))
    return _like(args[0], inverse(_square(args[0])))


def _det(node: Expr, args: Args) -> Form:
    return Form((), (), det(_square(args[0])))


def _logdet(node: Expr, args: Args) -> Form:
    return Form((), (), logdet(_square(args[0])))


def _expm(node: Expr, args: Args) -> Form:
    if not args[0].terms:
        return Form(args[0].rows, args[0].cols, delta_terms(args[0].rows, args[0].cols))
    return _like(args[0], matrix_atom(h.EXPM, _square(args[0])))


MOST_FACTORS = 12
"""A power of a matrix is written out as so many factors; beyond, it is an atom."""


_WITH_TRANSPOSE = ("sqrtm", "logm", "sinm", "cosm")
"""Operations f with f(Aᵀ) = f(A)ᵀ."""


def _operation(node: Expr, args: Args) -> Form:
    name = node.data[0]
    if name in _WITH_TRANSPOSE and args[0].terms:
        return _like(args[0], matrix_atom(h.OPERATION, _square(args[0]), name))
    return _sealed(node, args)


def _power(node: Expr, args: Args) -> Form:
    """Aᵏ: the whole number in k as a product, the rest of k as an atom."""
    base = args[0]
    whole = Fraction(0)
    rest = []
    for term in args[1].terms:
        if term.factors:
            rest.append(term)
        else:
            whole = term.coefficient
    if whole.denominator != 1:
        return _sealed(node, args)
    if abs(whole) > MOST_FACTORS:
        return _like(base, matrix_atom(h.POWER, _square(base), canonical(args[1].terms, ()).key))
    result = Form(base.rows, base.cols, delta_terms(base.rows, base.cols))
    if rest:
        key = canonical(tuple(rest), ()).key
        result = _like(base, matrix_atom(h.POWER, _square(base), key))
    unit = _like(base, inverse(_square(base))) if whole < 0 else base
    for _ in range(abs(whole.numerator)):
        result = contracted(fresh(result), fresh(unit))
    return result


def _norm(node: Expr, args: Args) -> Form:
    body = args[0]
    squares = summed_over(product(body.terms, body.terms), (*body.rows, *body.cols))
    squares = normalise(squares, open_labels(squares)).terms
    return Form((), (), raised(squares, Fraction(1, 2)))


def _norm1(node: Expr, args: Args) -> Form:
    body = args[0]
    return Form((), (), summed_over(magnitude(body.terms), (*body.rows, *body.cols)))


def _exponentials(node: Expr, body: Form) -> tuple[Terms, Terms]:
    """exp(X), and its sum along the axis of the node."""
    terms = in_order(_like(body, exp(body.terms))).terms
    along = body.cols if node.data == "rows" else body.rows
    total = summed_over(terms, along)
    own = tuple(label for label in (*body.rows, *body.cols) if label not in along)
    free = (label for label in open_labels(total) if label not in own)
    return terms, normalise(total, (*own, *free)).terms


def _softmax(node: Expr, args: Args) -> Form:
    """exp(x) / Σ exp(x)."""
    above, below = _exponentials(node, args[0])
    return _like(args[0], product(above, raised(below, -FULL)))


def _logsumexp(node: Expr, args: Args) -> Form:
    """log Σ exp(x)."""
    body = args[0]
    _, below = _exponentials(node, body)
    rows, cols = (body.rows, ()) if node.data == "rows" else ((), body.cols)
    return Form(rows, cols, log(below))


def _log_softmax(node: Expr, args: Args) -> Form:
    """x − log Σ exp(x)."""
    body = args[0]
    less = product(constant(-1), _logsumexp(node, args).terms)
    return _like(body, (*body.terms, *less))


def _constant(node: Expr, args: Args) -> Form:
    tensor = PI if node.data == "pi" else Tensor(f"constant {node.data}", h.CONSTANT)
    return Form((), (), (Term(FULL, (Factor(tensor),)),))


def _lone_factor(form: Form) -> Factor | None:
    """The one factor of a form that is an entry of a name, else None."""
    if len(form.terms) != 1 or form.terms[0].summed or form.terms[0].coefficient != 1:
        return None
    factors = form.terms[0].factors
    named = len(factors) == 1 and factors[0].exponent == 1 and not factors[0].tensor.args
    return factors[0] if named else None


def _differential(node: Expr, args: Args) -> Form:
    """The entries of dX for a name X, so that d(Xᵢⱼ) = (dX)ᵢⱼ and d(Xᵀ) = (dX)ᵀ."""
    lone = _lone_factor(args[0])
    if lone is None:
        return _sealed(node, args)
    tensor = Tensor(f"d {lone.tensor.key}", h.DIFFERENTIAL, swaps=lone.tensor.swaps)
    return _like(args[0], (Term(FULL, (Factor(tensor, lone.labels),)),))


def _partial(node: Expr, args: Args) -> Form:
    """∂F/∂Y of a scalar F by a name Y or an entry of it: ∂F/∂(Yᵢⱼ) = (∂F/∂Y)ᵢⱼ."""
    function, variable = args
    lone = _lone_factor(variable)
    if lone is None or not node.args[0].is_scalar or open_labels(function.terms):
        return _sealed(node, args)
    key = canonical(function.terms, ()).key
    tensor = Tensor(f"partial:{key}:{lone.tensor.key}", h.PARTIAL)
    return _like(variable, (Term(FULL, (Factor(tensor, lone.labels),)),))


ATOMS: Mapping[h.Head, Callable[[Expr, Args], Form]] = {
    h.CONSTANT: _constant,
    h.INVERSE: _inverse,
    h.DET: _det,
    h.LOGDET: _logdet,
    h.POWER: _power,
    h.NORM: _norm,
    h.NORM1: _norm1,
    h.BLOCK: _sealed,
    h.EXPM: _expm,
    h.OPERATION: _operation,
    h.EPOWER: _epower,
    h.APPLY: _apply,
    h.SOFTMAX: _softmax,
    h.LOG_SOFTMAX: _log_softmax,
    h.LOGSUMEXP: _logsumexp,
    h.DIFFERENTIAL: _differential,
    h.ABSTRACT: _sealed,
    h.PARTIAL: _partial,
}
"""What every head means that is not linear algebra."""
