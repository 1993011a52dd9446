"""What each node is worth over any arithmetic: one row for each head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.errors import UnsupportedError
from matcalc.expr import Expr
from matcalc.expr import head as h
from matcalc.values.arithmetic import Arithmetic, Matrix, PointError
from matcalc.values.elimination import determinant, exponential, eye, inverse
from matcalc.values.interpret import is_even_norm
from matcalc.values.matrix_functions import matrix_power
from matcalc.values.operations import operation

if TYPE_CHECKING:
    from matcalc.values.evaluate import Evaluation

Args = list[Matrix]
Rule = Callable[["Evaluation", Expr, Args], Matrix]
Numbers = Arithmetic[Any]


def entrywise(function: Callable[[Any], Any], rows: Matrix) -> Matrix:
    """A function of one entry, applied to all."""
    return [[function(entry) for entry in row] for row in rows]


def together(function: Callable[[Any, Any], Any], left: Matrix, right: Matrix) -> Matrix:
    """A function of two entries at the same place."""
    return [list(map(function, *rows)) for rows in zip(left, right, strict=True)]


def flat(rows: Matrix) -> list[Any]:
    """The entries, row by row."""
    return [entry for row in rows for entry in row]


def turned(rows: Matrix) -> Matrix:
    """The transpose."""
    return [list(column) for column in zip(*rows, strict=True)]


def stacked(rows: Matrix) -> list[Any]:
    """The entries, column by column."""
    return flat(turned(rows))


def filled(at: Evaluation, node: Expr, value: Any) -> Matrix:
    """The matrix shaped like a node with one value everywhere."""
    rows, cols = at.shape(node)
    return [[value] * cols for _ in range(rows)]


def _unit(at: Evaluation, node: Expr, args: Args) -> Matrix:
    n, _ = at.shape(node)
    place = position(at.numbers, args[0], n)
    return [[at.numbers.one if i == place else at.numbers.zero] for i in range(n)]


def position(numbers: Numbers, value: Matrix, length: int) -> int:
    """A position counted from 0, for a value counted from 1."""
    place = numbers.whole(value[0][0])
    if place is None:
        raise UnsupportedError("a position must be a whole number.")
    if not 1 <= place <= length:
        raise PointError(f"there is no position {place} among {length}.")
    return place - 1


def _sum(at: Evaluation, node: Expr, args: Args) -> Matrix:
    result = args[0]
    for term in args[1:]:
        result = together(at.numbers.add, result, term)
    return result


def _scale(at: Evaluation, node: Expr, args: Args) -> Matrix:
    numbers = at.numbers
    factor = numbers.one
    for scalar in args[:-1]:
        factor = numbers.mul(factor, scalar[0][0])
    return [[numbers.mul(factor, entry) for entry in row] for row in args[-1]]


def _product(at: Evaluation, node: Expr, args: Args) -> Matrix:
    """A B C, from the right when it ends in a column, so that it stays narrow."""
    matmul = at.numbers.matmul
    if len(args[-1][0]) == 1:
        result = args[-1]
        for factor in reversed(args[:-1]):
            result = matmul(factor, result)
        return result
    result = args[0]
    for factor in args[1:]:
        result = matmul(result, factor)
    return result


def _diagonal_entries(rows: Matrix) -> list[Any]:
    return [row[i] for i, row in enumerate(rows)]


def _logdet(at: Evaluation, node: Expr, args: Args) -> Matrix:
    numbers = at.numbers
    size = numbers.function("abs", determinant(numbers, args[0]))
    return [[numbers.function("log", size)]]


def whole_exponent(at: Evaluation, node: Expr, exponent: Matrix) -> int:
    """The exponent of a power of a matrix."""
    literal = node.args[-1].number
    if literal is not None and literal.denominator == 1:
        return literal.numerator
    found = at.numbers.whole(exponent[0][0])
    if found is None:
        raise UnsupportedError(
            f"{node!r}: the power of a matrix needs a whole number as its exponent.",
            hint="Declare the exponent an integer.",
        )
    return found


def _power(at: Evaluation, node: Expr, args: Args) -> Matrix:
    return matrix_power(at.numbers, args[0], whole_exponent(at, node, args[1]))


def _inner(at: Evaluation, node: Expr, args: Args) -> Matrix:
    return [[at.numbers.dot(flat(args[0]), flat(args[1]))]]


def _squares(numbers: Numbers, rows: Matrix) -> Any:
    entries = flat(rows)
    return numbers.dot(entries, entries)


def _norm(at: Evaluation, node: Expr, args: Args) -> Matrix:
    numbers = at.numbers
    return [[numbers.power(_squares(numbers, args[0]), numbers.number(Fraction(1, 2)))]]


def _epower(at: Evaluation, node: Expr, args: Args) -> Matrix:
    numbers = at.numbers
    exponent = args[1][0][0]
    if is_even_norm(node):
        half = numbers.number(node.args[1].data / 2)
        return [[numbers.power(_squares(numbers, args[0]), half)]]
    if node.args[1].number == -1:
        return entrywise(numbers.inv, args[0])
    return entrywise(lambda entry: numbers.power(entry, exponent), args[0])


def _norm1(at: Evaluation, node: Expr, args: Args) -> Matrix:
    numbers = at.numbers
    return [[numbers.total(numbers.function("abs", entry) for entry in flat(args[0]))]]


def _kron(at: Evaluation, node: Expr, args: Args) -> Matrix:
    mul = at.numbers.mul
    return [[mul(a, b) for a in upper for b in lower] for upper in args[0] for lower in args[1]]


def _diag(at: Evaluation, node: Expr, args: Args) -> Matrix:
    entries, zero = flat(args[0]), at.numbers.zero
    return [[a if i == j else zero for j in range(len(entries))] for i, a in enumerate(entries)]


def _block(at: Evaluation, node: Expr, args: Args) -> Matrix:
    height, width = node.data
    result: Matrix = []
    for i in range(height):
        parts = args[i * width : (i + 1) * width]
        result += [[e for row in rows for e in row] for rows in zip(*parts, strict=True)]
    return result


def _commutation(at: Evaluation, node: Expr, args: Args) -> Matrix:
    """K vec(A) = vec(Aᵀ): entry (j + i n, i + j m) is 1 for an m×n A."""
    m, n = (at.size(dim) for dim in node.data)
    result = [[at.numbers.zero] * (m * n) for _ in range(m * n)]
    for i in range(m):
        for j in range(n):
            result[j + i * n][i + j * m] = at.numbers.one
    return result


def _hadamard(at: Evaluation, node: Expr, args: Args) -> Matrix:
    result = args[0]
    for factor in args[1:]:
        result = together(at.numbers.mul, result, factor)
    return result


def _apply(at: Evaluation, node: Expr, args: Args) -> Matrix:
    numbers, f = at.numbers, node.data
    if f.is_abstract:
        return entrywise(lambda entry: numbers.unspecified(f.name, f.order, entry), args[0])
    return entrywise(lambda entry: numbers.function(f.name, entry), args[0])


def _softmax_of(numbers: Numbers, values: list[Any]) -> list[Any]:
    exps = [numbers.function("exp", value) for value in values]
    total = numbers.total(exps)
    below = numbers.inv(total)
    result = [numbers.mul(e, below) for e in exps]
    for value, exponent in zip(result, values, strict=True):
        numbers.note_softmax(value, exponent, total)
    return result


def _logsumexp_of(numbers: Numbers, values: list[Any]) -> list[Any]:
    exps = [numbers.function("exp", value) for value in values]
    return [numbers.function("log", numbers.total(exps))]


def _log_softmax_of(numbers: Numbers, values: list[Any]) -> list[Any]:
    [total] = _logsumexp_of(numbers, values)
    return [numbers.sub(value, total) for value in values]


def _along(function: Callable[[Numbers, list[Any]], list[Any]]) -> Rule:
    """A function of a row, or of a column, applied to each."""

    def value(at: Evaluation, node: Expr, args: Args) -> Matrix:
        by_columns = node.data == "columns"
        rows = turned(args[0]) if by_columns else args[0]
        result = [function(at.numbers, row) for row in rows]
        return turned(result) if by_columns else result

    return value


def _abstract(at: Evaluation, node: Expr, args: Args) -> Matrix:
    """An unspecified F is a random cubic polynomial: c + l₁ + l₂ l₃ + l₄ l₅ l₆, l linear."""
    numbers, name = at.numbers, node.data[0]
    entries = [entry for arg in args for entry in flat(arg)]
    share = numbers.number(Fraction(1, len(entries)))

    def linear(*key: object) -> Any:
        weights = [numbers.coefficient(*key, k) for k in range(len(entries))]
        return numbers.mul(share, numbers.dot(weights, entries))

    def value(i: int, j: int) -> Any:
        one, two, three, four, five, six = (linear(name, i, j, form) for form in range(6))
        cubic = numbers.mul(numbers.mul(four, five), six)
        terms = (numbers.coefficient(name, i, j), one, numbers.mul(two, three), cubic)
        return numbers.total(terms)

    rows, cols = at.shape(node)
    return [[value(i, j) for j in range(cols)] for i in range(rows)]


def _entry(at: Evaluation, node: Expr, args: Args) -> Matrix:
    body, row, column = args
    i = position(at.numbers, row, len(body))
    return [[body[i][position(at.numbers, column, len(body[0]))]]]


def _delta(at: Evaluation, node: Expr, args: Args) -> Matrix:
    left, right = (at.numbers.whole(arg[0][0]) for arg in args)
    return [[at.numbers.one if left == right else at.numbers.zero]]


def _tabulate(at: Evaluation, node: Expr, args: Args) -> Matrix:
    rows, cols = at.shape(node)
    return [[args[i * cols + j][0][0] for j in range(cols)] for i in range(rows)]


def _stored(at: Evaluation, node: Expr, args: Args) -> Matrix:
    """A node that the interpreter gives its value: a symbol, an index, a derivative atom."""
    return at.values[node]


MEANINGS: Mapping[h.Head, Rule] = {
    h.SYMBOL: _stored,
    h.NUMBER: lambda at, node, args: [[at.numbers.number(node.data)]],
    h.SIZE: lambda at, node, args: [[at.numbers.number(Fraction(at.size(node.data)))]],
    h.CONSTANT: lambda at, node, args: [[at.numbers.constant(node.data)]],
    h.IDENTITY: lambda at, node, args: eye(at.numbers, at.size(node.rows)),
    h.ONES: lambda at, node, args: filled(at, node, at.numbers.one),
    h.ZEROS: lambda at, node, args: filled(at, node, at.numbers.zero),
    h.UNIT: _unit,
    h.INDEX: _stored,
    h.SUM: _sum,
    h.SCALE: _scale,
    h.PRODUCT: _product,
    h.TRANSPOSE: lambda at, node, args: turned(args[0]),
    h.TRACE: lambda at, node, args: [[at.numbers.total(_diagonal_entries(args[0]))]],
    h.INVERSE: lambda at, node, args: inverse(at.numbers, args[0]),
    h.DET: lambda at, node, args: [[determinant(at.numbers, args[0])]],
    h.LOGDET: _logdet,
    h.POWER: _power,
    h.INNER: _inner,
    h.NORM: _norm,
    h.NORM1: _norm1,
    h.TOTAL: lambda at, node, args: [[at.numbers.total(flat(args[0]))]],
    h.KRON: _kron,
    h.VEC: lambda at, node, args: [[entry] for entry in stacked(args[0])],
    h.DIAG: _diag,
    h.DIAGONAL: lambda at, node, args: [[entry] for entry in _diagonal_entries(args[0])],
    h.BLOCK: _block,
    h.EXPM: lambda at, node, args: exponential(at.numbers, args[0]),
    h.COMMUTATION: _commutation,
    h.OPERATION: operation,
    h.HADAMARD: _hadamard,
    h.EPOWER: _epower,
    h.APPLY: _apply,
    h.SOFTMAX: _along(_softmax_of),
    h.LOG_SOFTMAX: _along(_log_softmax_of),
    h.LOGSUMEXP: _along(_logsumexp_of),
    h.DIFFERENTIAL: lambda at, node, args: at.differential(node, args[0]),
    h.ABSTRACT: _abstract,
    h.PARTIAL: _stored,
    h.ENTRY: _entry,
    h.DELTA: _delta,
    h.INDEX_SUM: _sum,
    h.TABULATE: _tabulate,
}
"""Every head, with the value of a node from the values of its arguments."""
