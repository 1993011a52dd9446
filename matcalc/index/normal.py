"""Normal form: two expressions with the same one are equal for every size.

Everything is multiplied out; what is not polynomial is an atom with a normal form inside; facts
rewrite each term until none applies; equal terms are combined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from matcalc.errors import UnsupportedError
from matcalc.expr import Definition, Expr, substitute
from matcalc.expr import head as h
from matcalc.index.canonical import Network, canonical
from matcalc.index.declared import symbol_form
from matcalc.index.facts import rewritten
from matcalc.index.functions import PI, applied, exp, log, magnitude
from matcalc.index.lower import Args, Lowering, contracted, delta_terms
from matcalc.index.matrices import Square, det, inverse, logdet, matrix_atom, symbolic_power
from matcalc.index.network import (
    FULL,
    Factor,
    Label,
    Labels,
    Tensor,
    Term,
    Terms,
    TooLargeError,
    constant,
    open_labels,
    product,
    rename_all,
    summed_over,
)
from matcalc.index.power import raised
from matcalc.index.prepare import prepared
from matcalc.index.slots import Form, fresh, slot
from matcalc.index.tidy import tidy

MOST_STEPS = 20000
"""Rewrites of terms before a normal form is refused."""
TIDY_FROM = 12
"""A form with more terms than this is put in order before it is used further."""


def normalise(terms: Terms, open_labels: Labels) -> Network:
    """The normal form of terms over these open labels.

    Raises TooLargeError when it grows beyond what is sensible.
    """
    order = {label: at for at, label in enumerate(open_labels)}
    pending = list(reversed(terms))
    done: list[Term] = []
    for _ in range(MOST_STEPS):
        if not pending:
            return canonical(tuple(done), open_labels)
        parts = tidy(pending.pop(), order)
        if len(parts) != 1:
            pending.extend(reversed(parts))
            continue
        made = rewritten(parts[0])
        if made is None:
            done.append(parts[0])
        else:
            pending.extend(reversed(made))
    raise TooLargeError(f"the normal form takes more than {MOST_STEPS} steps.")


def normal_form(expr: Expr, definitions: Sequence[Definition] = ()) -> Network:
    """The normal form of an expression, its defined names replaced by what they stand for.

    >>> from matcalc.expr import symbol, trace
    >>> A, B = symbol("A", "n", "m"), symbol("B", "m", "n")
    >>> normal_form(trace(A @ B)) == normal_form(trace(B @ A))
    True
    """
    lowering = Lowering(_Atoms())
    form = lowering.run(prepared(unfolded(expr, definitions)))
    return normalise(form.terms, (*form.rows, *form.cols, *_named(lowering, (form,))))


def equal(left: Expr, right: Expr, definitions: Sequence[Definition] = ()) -> bool:
    """Whether the two are equal for every size, as far as the normal form shows.

    True is a proof; False only says that none was found. Conditions such as that what is inverted
    is invertible are taken for granted on both sides.
    """
    if left.shape != right.shape:
        return False
    try:
        return _difference(left, right, definitions).is_zero
    except UnsupportedError:
        return False


def _difference(left: Expr, right: Expr, definitions: Sequence[Definition]) -> Network:
    from matcalc.index.clear import cleared

    lowering = Lowering(_Atoms())
    form = lowering.run(prepared(unfolded(left - right, definitions)))
    labels = (*form.rows, *form.cols, *_named(lowering, (form,)))
    return cleared(normalise(form.terms, labels), normalise)


def unfolded(expr: Expr, definitions: Iterable[Definition]) -> Expr:
    """``expr`` with every defined name replaced by what it stands for."""
    meaning: dict[Expr, Expr] = {}
    for definition in definitions:
        meaning[definition.name] = substitute(definition.body, meaning)
    return substitute(expr, meaning) if meaning else expr


def _named(lowering: Lowering, forms: Iterable[Form]) -> Labels:
    """The labels of named indices that stand open, by name."""
    present = {label for form in forms for label in open_labels(form.terms)}
    named = sorted(lowering.indices.items(), key=lambda item: (item[0].data[0], str(item[0].data[1])))
    return tuple(label for _, label in named if label in present)


def in_order(form: Form) -> Form:
    """The form with its terms in normal form."""
    own = (*form.rows, *form.cols)
    labels = (*own, *(label for label in open_labels(form.terms) if label not in own))
    return Form(form.rows, form.cols, normalise(form.terms, labels).terms)


class _Atoms:
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
            return _MEANINGS[node.head](node, settled)
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
    if whole.denominator != 1 or abs(whole) > MOST_FACTORS:
        return _sealed(node, args)
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
    return Form((), (), raised(normalise(squares, ()).terms, Fraction(1, 2)))


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


_MEANINGS: Mapping[h.Head, Callable[[Expr, Args], Form]] = {
    h.CONSTANT: _constant,
    h.INVERSE: _inverse,
    h.DET: _det,
    h.LOGDET: _logdet,
    h.POWER: _power,
    h.NORM: _norm,
    h.NORM1: _norm1,
    h.BLOCK: _sealed,
    h.EXPM: _expm,
    h.OPERATION: _sealed,
    h.EPOWER: _epower,
    h.APPLY: _apply,
    h.SOFTMAX: _softmax,
    h.LOG_SOFTMAX: _log_softmax,
    h.LOGSUMEXP: _logsumexp,
    h.DIFFERENTIAL: _sealed,
    h.ABSTRACT: _sealed,
    h.PARTIAL: _sealed,
}
"""What every head means that is not linear algebra."""


