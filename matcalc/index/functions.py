"""Functions of entries, told with as few of them as possible: the facts beyond polynomials.

tanh, σ, softplus, sinh and cosh are rational in one exponential, e^(a+b) = e^a e^b, log(ab) =
log a + log b where signs allow: so identities between them become identities of polynomials.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcalc.expr import Elementwise
from matcalc.expr import head as h
from matcalc.index.canonical import canonical, components, unordered
from matcalc.index.network import (
    FULL,
    Factor,
    Tensor,
    Term,
    Terms,
    constant,
    open_labels,
    product,
    rename_all,
    scaled,
)
from matcalc.index.power import (
    POWER,
    atom,
    factor_sign,
    is_nonnegative,
    number_power,
    number_tensor,
    primes,
    raised,
    taken_out,
)
from matcalc.index.signs import Builder, magnitude, one_factor, sign, step


@dataclass(frozen=True, slots=True)
class FunctionFact:
    """How a function of entries is told: its name, the equation, and what makes it."""

    name: str
    equation: str
    build: Builder


def settled(terms: Terms) -> Terms:
    """The terms with equal ones combined."""
    return canonical(terms, open_labels(terms)).terms


def power_of(terms: Terms, exponent: int) -> Terms:
    """A whole power of terms that need not be in order yet."""
    return raised(settled(terms), Fraction(exponent))


def exp(terms: Terms) -> Terms:
    """e^(a + b) = e^a e^b; e^(c log x) = x^c."""
    parts = [_exp_term(term) for term in terms]
    return product(*parts) if parts else constant(1)


def _exp_term(term: Term) -> Terms:
    if len(term.factors) == 1 and not term.summed:
        factor = term.factors[0]
        if factor.tensor.head == "log" and factor.exponent == 1:
            return raised(arguments(factor.tensor, factor), term.coefficient)
    if not term.factors:
        return one_factor(Factor(EULER), term.coefficient)
    single = (Term(FULL, term.factors, term.summed),)
    return one_factor(atom("exp", single, facts=("positive",)), term.coefficient)


EULER = Tensor("e", "exp", (), None, facts=frozenset({"positive"}))
"""e¹, which has no argument with labels."""


def arguments(tensor: Tensor, factor: Factor) -> Terms:
    """What an atom is a function of, told with the labels of this factor."""
    network = tensor.args[0]
    return rename_all(network.terms, dict(zip(network.open, factor.labels, strict=True)))


def log(terms: Terms) -> Terms:
    """log(a b) = log a + log b for a > 0; log e^x = x; log x^c = c log x, as x must be positive."""
    if not terms:
        return plain("log")(terms)
    if len(terms) > 1:
        content, rest = taken_out(terms, whole=False)
        return (*_log_monomial(content), *_log_atom(rest))
    return _log_monomial(terms[0])


def _log_atom(terms: Terms) -> Terms:
    return one_factor(atom("log", terms))


def _log_monomial(term: Term) -> Terms:
    parts: list[Terms] = [_log_number(abs(term.coefficient))]
    left: list[tuple[tuple[Factor, ...], tuple[object, ...]]] = []
    rest_factors: tuple[Factor, ...] = ()
    rest = Term(FULL if term.coefficient > 0 else -FULL)
    for group, summed in components(term):
        inner = Term(FULL, group, summed)
        if summed and is_nonnegative((inner,)):
            parts.append(_log_atom((inner,)))
        elif not summed and factor_sign(group[0]):
            parts.append(_log_factor(group[0]))
        else:
            left.append((group, summed))
            rest = Term(rest.coefficient, rest.factors + group, rest.summed + summed)
    rest_factors = rest.factors
    if len(left) == 1 and not rest.summed and rest.coefficient == 1:
        parts.append(_log_factor(rest_factors[0]))
    elif left or rest.coefficient != 1:
        parts.append(_log_atom((rest,)))
    return tuple(part for terms in parts for part in terms)


def _log_number(value: Fraction) -> Terms:
    return tuple(
        Term(Fraction(times), (_log_atom_of(number_tensor(prime)),))
        for prime, times in primes(value)
    )


def _log_atom_of(tensor: Tensor) -> Factor:
    return atom("log", (Term(FULL, (Factor(tensor),)),))


def _log_factor(factor: Factor) -> Terms:
    """log x^a, where x^a must be positive."""
    tensor, exponent = factor.tensor, factor.exponent
    if tensor.head == "exp":
        inner = arguments(tensor, factor) if tensor.args else constant(1)
        return scaled(inner, exponent)
    if tensor.head == POWER:
        return scaled(log(arguments(tensor, factor)), exponent)
    if tensor.head is h.DET:
        logdet = Tensor(f"logdet:{tensor.args[0].key}", h.LOGDET, tensor.args)
        return (Term(exponent, (Factor(logdet),)),)
    even = exponent.denominator == 1 and exponent.numerator % 2 == 0
    base = (Term(FULL, (Factor(tensor, factor.labels),)),)
    if even and "positive" not in tensor.facts and "nonnegative" not in tensor.facts:
        return scaled(_log_atom(magnitude(base)), exponent)
    return scaled(_log_atom(base), exponent)


def sigmoid(terms: Terms) -> Terms:
    """σ(x) = 1/(1 + e^(-x))."""
    return power_of((*constant(1), *exp(scaled(terms, -FULL))), -1)


def tanh(terms: Terms) -> Terms:
    """tanh x = 2 σ(2x) - 1."""
    return (*scaled(sigmoid(scaled(terms, Fraction(2))), Fraction(2)), *constant(-1))


def softplus(terms: Terms) -> Terms:
    """log(1 + e^x)."""
    return log(settled((*constant(1), *exp(terms))))


def log1p(terms: Terms) -> Terms:
    """log(1 + x)."""
    return log(settled((*constant(1), *terms)))


def sinh(terms: Terms) -> Terms:
    """(e^x - e^(-x))/2."""
    half = Fraction(1, 2)
    return (*scaled(exp(terms), half), *scaled(exp(scaled(terms, -FULL)), -half))


def cosh(terms: Terms) -> Terms:
    """(e^x + e^(-x))/2."""
    half = Fraction(1, 2)
    return (*scaled(exp(terms), half), *scaled(exp(scaled(terms, -FULL)), half))


def tan(terms: Terms) -> Terms:
    """tan x = sin x / cos x."""
    return product(odd("sin")(terms), raised(even("cos")(terms), -FULL))


def relu(terms: Terms) -> Terms:
    """max(x, 0) = x step(x)."""
    return product(terms, step(terms))


def normpdf(terms: Terms) -> Terms:
    """φ(x) = e^(-x²/2) / √(2π)."""
    square = settled(power_of(terms, 2))
    root, _ = number_power(Fraction(2), Fraction(-1, 2))
    circle = (Term(FULL, (Factor(PI, (), Fraction(-1, 2)),)),)
    return product(exp(scaled(square, Fraction(-1, 2))), root, circle)


PI = Tensor("π", h.CONSTANT, (), "pi", facts=frozenset({"positive"}))


def normcdf(terms: Terms) -> Terms:
    """Φ(-x) = 1 - Φ(x)."""
    upright = _upright(terms)
    if upright == terms:
        return plain("normcdf")(terms)
    return (*constant(1), *scaled(plain("normcdf")(upright), -FULL))


def _upright(terms: Terms) -> Terms:
    """Of x and -x the one that is kept, the same for every order of labels."""
    labels = open_labels(terms)
    turned = scaled(terms, -FULL)
    ours, theirs = (unordered(each, labels)[0].key for each in (terms, turned))
    return terms if ours <= theirs else turned


def odd(name: str) -> Builder:
    """f(-x) = -f(x)."""

    def build(terms: Terms) -> Terms:
        if not terms:
            return ()
        upright = _upright(terms)
        made = plain(name)(upright)
        return made if upright == terms else scaled(made, -FULL)

    return build


def even(name: str) -> Builder:
    """f(-x) = f(x)."""
    return lambda terms: plain(name)(_upright(terms)) if terms else constant(1)


def plain(name: str) -> Builder:
    """f(x), of which nothing more is known."""
    return lambda terms: one_factor(atom(name, terms))


FUNCTION_FACTS: tuple[FunctionFact, ...] = (
    FunctionFact("exp", "exp(a + b) = exp(a) exp(b), exp(log x) = x", exp),
    FunctionFact("log", "log(a b) = log a + log b for a > 0, log exp x = x", log),
    FunctionFact("log1p", "log1p(x) = log(1 + x)", log1p),
    FunctionFact("tanh", "tanh x = 2 σ(2x) - 1", tanh),
    FunctionFact("sigmoid", "σ(x) = 1/(1 + exp(-x))", sigmoid),
    FunctionFact("softplus", "softplus x = log(1 + exp x)", softplus),
    FunctionFact("relu", "relu x = x step(x)", relu),
    FunctionFact("step", "step(a x) = step(x) for a > 0", step),
    FunctionFact("abs", "|a b| = |a| |b|", magnitude),
    FunctionFact("sign", "sign(a b) = sign(a) sign(b)", sign),
    FunctionFact("sin", "sin(-x) = -sin x", odd("sin")),
    FunctionFact("cos", "cos(-x) = cos x", even("cos")),
    FunctionFact("tan", "tan x = sin x / cos x", tan),
    FunctionFact("sinh", "sinh x = (exp x - exp(-x))/2", sinh),
    FunctionFact("cosh", "cosh x = (exp x + exp(-x))/2", cosh),
    FunctionFact("arctan", "arctan(-x) = -arctan x", odd("arctan")),
    FunctionFact("erf", "erf(-x) = -erf x", odd("erf")),
    FunctionFact("normcdf", "Φ(-x) = 1 - Φ(x)", normcdf),
    FunctionFact("normpdf", "φ(x) = exp(-x²/2)/√(2π)", normpdf),
    FunctionFact("lgamma", "lgamma", plain("lgamma")),
    FunctionFact("digamma", "digamma", plain("digamma")),
)
"""Every named function of one number, and how it is told."""

_BUILDERS = {fact.name: fact.build for fact in FUNCTION_FACTS}


def applied(function: Elementwise, terms: Terms) -> Terms:
    """f of terms in normal form, entry by entry. The result need not be in normal form."""
    if function.is_abstract:
        return plain(f"?{function}")(terms)
    return _BUILDERS[function.name](terms)


def rebuilt(factor: Factor) -> Terms | None:
    """An entrywise atom told again after its labels changed; None when it cannot be."""
    head, inner = factor.tensor.head, factor.tensor.args
    if "entrywise" not in factor.tensor.facts or not inner:
        return None
    terms = settled(arguments(factor.tensor, factor))
    if head == POWER:
        return raised(terms, factor.exponent)
    name = str(head)
    build = _BUILDERS.get(name, plain(name))
    return raised(settled(build(terms)), factor.exponent)
