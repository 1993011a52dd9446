"""All small expressions: every operation in every place of every other."""

from fractions import Fraction

from matcalc.errors import ShapeError
from matcalc.expr import (
    add,
    apply,
    diagonal,
    epower,
    expm,
    hadamard,
    inverse,
    kron,
    log_softmax,
    logdet,
    matmul,
    multiply,
    norm,
    number,
    power,
    quotient,
    scale,
    softmax,
    sqrt,
    symbol,
    total,
    trace,
    transpose,
    unspecified,
    vec,
)

S, X, P, Q = symbol("s"), symbol("x", "n"), symbol("P", "n", "n"), symbol("Q", "n", "n")
ATOMS = [S, X, P]
UNARY = [
    transpose,
    inverse,
    trace,
    logdet,
    total,
    norm,
    sqrt,
    expm,
    vec,
    diagonal,
    softmax,
    log_softmax,
    lambda a: -a,
    lambda a: 2 * a,
    lambda a: a / 3,
    lambda a: -a / 2,
    lambda a: power(a, number(2)),
    lambda a: epower(a, number(2)),
    lambda a: epower(a, number(-1)),
    lambda a: epower(a, number(Fraction(-1, 2))),
    lambda a: power(number(2), a),
    lambda a: apply("sigmoid", a),
    lambda a: apply("abs", a),
    lambda a: apply("step", a),
    lambda a: apply(unspecified("h", 1), a),
]
BINARY = [
    add,
    lambda a, b: a - b,
    matmul,
    multiply,
    hadamard,
    quotient,
    kron,
    scale,
    lambda a, b: a / b,
    lambda a, b: a.T @ b,
]


def small_expressions():
    """Every operation on every operation on symbols, where the shapes allow it."""
    inner = list(dict.fromkeys([*ATOMS, *_over(ATOMS, [S, X, P, Q])]))
    return list(dict.fromkeys([*inner, *_over(inner, [S, X, P, Q])]))


def _over(bodies, partners):
    for body in bodies:
        for operation in UNARY:
            yield from _made(operation, body)
        for operation in BINARY:
            for partner in partners:
                yield from _made(operation, body, partner)
                yield from _made(operation, partner, body)


def _made(operation, *args):
    try:
        yield operation(*args)
    except ShapeError:
        return
