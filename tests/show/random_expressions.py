"""Random typed expressions over every head that has a value."""

from fractions import Fraction

from matcalc.expr import (
    ONE,
    add,
    apply,
    block,
    commutation,
    constant,
    delta,
    det,
    diag,
    diagonal,
    dim,
    divide,
    entry,
    epower,
    expm,
    hadamard,
    identity,
    index,
    index_sum,
    inner,
    inverse,
    kron,
    log_softmax,
    logdet,
    logsumexp,
    matmul,
    norm,
    norm1,
    number,
    ones,
    power,
    quotient,
    scale,
    size,
    softmax,
    sqrt,
    symbol,
    tabulate,
    total,
    trace,
    transpose,
    unit,
    unspecified,
    vec,
    zeros,
)

N, M = dim("n"), dim("m")
SHAPES = [(ONE, ONE), (N, ONE), (M, ONE), (ONE, N), (N, M), (M, N), (N, N), (M, M)]
SYMBOLS = [
    symbol("s"),
    symbol("t"),
    symbol("x", "n"),
    symbol("y", "n"),
    symbol("z", "m"),
    symbol("w", "m", 1),
    symbol("r", 1, "n"),
    symbol("A", "n", "m"),
    symbol("B", "n", "m"),
    symbol("C", "m", "n"),
    symbol("P", "n", "n"),
    symbol("Q", "n", "n"),
    symbol("R", "m", "m"),
]
SMOOTH = ["exp", "tanh", "sigmoid", "softplus", "relu", "step", "abs", "sign", "sin", "cos"]
SMOOTH += ["arctan", "erf", "normcdf", "normpdf"]


class Generator:
    """Draws expressions of a wanted shape."""

    def __init__(self, rng):
        self.rng = rng
        self.bound = []

    def draw(self, shape, depth):
        if depth <= 0:
            return self.leaf(shape)
        return self.rng.choice(self.makers(shape, depth - 1))()

    def leaf(self, shape):
        rows, cols = shape
        found = [each for each in SYMBOLS if each.shape == shape]
        if shape == (ONE, ONE):
            found += [number(self.rng.choice([2, 3, Fraction(1, 2), -1, Fraction(-2, 3)]))]
            found += [size(N), constant("pi")] + [self.any_entry()] * bool(self.bound)
        elif rows is cols:
            found += [identity(rows)]
        else:
            found += [ones(rows, cols)] * 2 + [zeros(rows, cols)]
        return self.rng.choice(found)

    def any_entry(self):
        body = self.rng.choice([each for each in SYMBOLS if each.shape == (N, M)])
        places = [self.place(N), self.place(M)]
        return entry(body, *places)

    def place(self, length):
        fitting = [each for each in self.bound if each.data[1] is length]
        return self.rng.choice([*fitting, *fitting, number(1)])

    def makers(self, shape, depth):
        rows, cols = shape

        def of(*wanted):
            return self.draw(wanted or shape, depth)

        def scalar():
            return self.draw((ONE, ONE), depth)

        inside = self.rng.choice([N, M])
        makers = [
            lambda: add(of(), of(), of()),
            lambda: of() - of(),
            lambda: scale(scalar(), of()),
            lambda: -of(),
            lambda: divide(of(), 2 + scalar() ** 2),
            lambda: transpose(of(cols, rows)),
            lambda: matmul(of(rows, inside), of(inside, cols)),
            lambda: matmul(of(rows, inside), of(inside, inside), of(inside, cols)),
            lambda: hadamard(of(), of()),
            lambda: apply(self.rng.choice(SMOOTH), of()),
            lambda: apply(unspecified("h", self.rng.choice([0, 1, 2])), of()),
            lambda: epower(of(), number(2)),
        ]
        if shape == (ONE, ONE):
            return makers + self.scalar_makers(of, inside)
        makers += [
            lambda: quotient(of(), ones(rows, cols) + epower(of(), number(2))),
            lambda: softmax(of(), self.rng.choice(["rows", "columns"])),
            lambda: log_softmax(of(), self.rng.choice(["rows", "columns"])),
            lambda: self.table(rows, cols, depth),
        ]
        if cols is ONE:
            makers += [
                lambda: logsumexp(of(rows, inside), "rows"),
                lambda: diagonal(of(rows, rows)),
                lambda: diagonal(matmul(of(rows, inside), of(inside, rows))),
                lambda: unit(rows, number(1)),
            ]
        if rows is cols:
            makers += [
                lambda: diag(of(rows, ONE)),
                lambda: matmul(diag(of(rows, ONE)), of()),
                lambda: matmul(inverse(self.definite(rows, depth)), of()),
                lambda: matmul(of(), inverse(self.definite(rows, depth))),
                lambda: inverse(self.definite(rows, depth)),
                lambda: power(of(), number(2)),
                lambda: expm(softmax(of())),
            ]
        return makers

    def scalar_makers(self, of, inside):
        return [
            lambda: trace(of(inside, inside)),
            lambda: trace(matmul(of(N, inside), of(inside, N))),
            lambda: trace(matmul(of(N, inside), of(inside, inside), of(inside, N))),
            lambda: inner(of(N, inside), of(N, inside)),
            lambda: norm(of(N, inside)),
            lambda: norm(of(N, ONE)) ** 2,
            lambda: norm1(of(inside, ONE)),
            lambda: total(of(N, M)),
            lambda: total(matmul(of(N, inside), of(inside, M))),
            lambda: sqrt(1 + of(ONE, ONE) ** 2),
            lambda: logdet(self.definite(inside, 1)),
            lambda: det(softmax(of(inside, inside)) + identity(inside)),
            lambda: logsumexp(of(inside, ONE)),
            lambda: self.sum_over(inside, of),
        ]

    def definite(self, n, depth):
        body = self.draw((n, n), min(depth, 1))
        return identity(n) + softmax(body) @ softmax(body).T

    def sum_over(self, length, of):
        over = index(f"i{len(self.bound)}", length)
        self.bound.append(over)
        body = of(ONE, ONE)
        self.bound.pop()
        return index_sum(over, body)

    def table(self, rows, cols, depth):
        if ONE in (rows, cols) and cols is not ONE:
            return self.leaf((rows, cols))
        row = index(f"a{len(self.bound)}", rows)
        column = number(1) if cols is ONE else index(f"b{len(self.bound)}", cols)
        self.bound += [row] if cols is ONE else [row, column]
        parts = [self.any_entry(), self.any_entry()]
        if cols is rows:
            parts.append(delta(row, column))
        body = scale(*(self.rng.choice(parts) for _ in range(2)))
        if depth > 1:
            body = body + self.draw((ONE, ONE), 1)
        del self.bound[-1 if cols is ONE else -2 :]
        return tabulate(row, column, body)


LARGE = [
    kron(SYMBOLS[7], SYMBOLS[9]),
    kron(SYMBOLS[2], SYMBOLS[9]),
    kron(SYMBOLS[6], SYMBOLS[2]),
    kron(SYMBOLS[2], SYMBOLS[4]),
    kron(ones("n"), SYMBOLS[9]),
    vec(SYMBOLS[7]),
    vec(SYMBOLS[2] @ ones(1, "m")),
    commutation("n", "m") @ vec(SYMBOLS[7]),
    block(((SYMBOLS[0], SYMBOLS[6]), (SYMBOLS[2], SYMBOLS[10]))),
    block(((SYMBOLS[2],), (SYMBOLS[4],))),
    block(((SYMBOLS[6], SYMBOLS[0]),)),
]
"""Expressions whose shapes the generator does not reach."""
