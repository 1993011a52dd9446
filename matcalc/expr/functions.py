"""Constructors of every node that is not plain arithmetic. They check shapes, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from matcalc.errors import ShapeError
from matcalc.expr import head as h
from matcalc.expr.dim import ONE, Dim, Shape, dim, shape_text
from matcalc.expr.elementwise import Elementwise, named
from matcalc.expr.node import SCALAR, Declaration, Expr, epower, hadamard, make, number

DimLike = Dim | int | str


def symbol(
    name: str,
    *dims: DimLike,
    assume: Iterable[str] = (),
    latex: str = "",
) -> Expr:
    """A declared name: scalar with no dimension, vector with one, matrix with two.

    >>> symbol("x", "n").shape, symbol("W", "n", "m").shape
    ((n, 1), (n, m))
    """
    shape = (dim(dims[0]) if dims else ONE, dim(dims[1]) if len(dims) > 1 else ONE)
    return declared(Declaration(name, shape, len(dims), frozenset(assume), latex))


def symbol_of_shape(name: str, shape: Shape) -> Expr:
    """A name of this shape: a column is a vector, and 1×1 a scalar.

    >>> symbol_of_shape("x", symbol("v", "n").shape).declaration.rank
    1
    """
    rows, cols = shape
    if cols is not ONE:
        return symbol(name, rows, cols)
    return symbol(name) if rows is ONE else symbol(name, rows)


def declared(declaration: Declaration) -> Expr:
    """The symbol of a declaration."""
    return make(h.SYMBOL, (), declaration, declaration.shape)


def size(value: DimLike) -> Expr:
    """A dimension used as a number, as n in sum(x)/n."""
    return make(h.SIZE, (), dim(value), SCALAR)


def constant(name: str) -> Expr:
    """A named real constant: ``pi``."""
    return make(h.CONSTANT, (), name, SCALAR)


def identity(n: DimLike) -> Expr:
    """I, n×n; the number 1 for n = 1."""
    if dim(n) is ONE:
        return number(1)
    return make(h.IDENTITY, (), None, (dim(n), dim(n)))


def ones(m: DimLike, n: DimLike = 1) -> Expr:
    """The m×n matrix of ones; the number 1 for m = n = 1."""
    if (dim(m), dim(n)) == SCALAR:
        return number(1)
    return make(h.ONES, (), None, (dim(m), dim(n)))


def zeros(m: DimLike, n: DimLike = 1) -> Expr:
    """The m×n matrix of zeros; the number 0 for m = n = 1."""
    if (dim(m), dim(n)) == SCALAR:
        return number(0)
    return make(h.ZEROS, (), None, (dim(m), dim(n)))


def unit(n: DimLike, i: Expr) -> Expr:
    """eᵢ, the i-th column of the n×n identity, counted from 1."""
    return make(h.UNIT, (_scalar(i, "the position of a unit vector"),), None, (dim(n), ONE))


def trace(body: Expr) -> Expr:
    """tr A of a square A."""
    return make(h.TRACE, (_square(body, "trace"),), None, SCALAR)


def inverse(body: Expr) -> Expr:
    """A⁻¹ of a square A."""
    return make(h.INVERSE, (_square(body, "inverse"),), None, body.shape)


def det(body: Expr) -> Expr:
    """det A of a square A."""
    return make(h.DET, (_square(body, "determinant"),), None, SCALAR)


def logdet(body: Expr) -> Expr:
    """log |det A| of a square A."""
    return make(h.LOGDET, (_square(body, "log-determinant"),), None, SCALAR)


def expm(body: Expr) -> Expr:
    """The matrix exponential of a square A."""
    return make(h.EXPM, (_square(body, "matrix exponential"),), None, body.shape)


def inner(left: Expr, right: Expr) -> Expr:
    """⟨A, B⟩ = tr(AᵀB) = Σ Aᵢⱼ Bᵢⱼ, of two expressions of one shape."""
    if left.shape != right.shape:
        raise ShapeError(
            f"{left!r} is {shape_text(left.shape)} and {right!r} is {shape_text(right.shape)}: "
            "an inner product needs equal shapes."
        )
    return make(h.INNER, (left, right), None, SCALAR)


def norm(body: Expr) -> Expr:
    """‖A‖: Euclidean for a vector, Frobenius for a matrix."""
    return make(h.NORM, (body,), None, SCALAR)


def norm1(body: Expr) -> Expr:
    """Σ |Aᵢⱼ|."""
    return make(h.NORM1, (body,), None, SCALAR)


def total(body: Expr) -> Expr:
    """Σ Aᵢⱼ, the sum of all entries."""
    return make(h.TOTAL, (body,), None, SCALAR)


def kron(left: Expr, right: Expr) -> Expr:
    """A ⊗ B: the blocks Aᵢⱼ B."""
    return make(h.KRON, (left, right), None, (left.rows * right.rows, left.cols * right.cols))


def vec(body: Expr) -> Expr:
    """vec A: the columns of A, one under the other."""
    return make(h.VEC, (body,), None, (body.rows * body.cols, ONE))


def commutation(m: DimLike, n: DimLike) -> Expr:
    """The permutation K with K vec(A) = vec(Aᵀ) for every m×n A."""
    shape = (dim(m) * dim(n), dim(m) * dim(n))
    return make(h.COMMUTATION, (), (dim(m), dim(n)), shape)


def diag(body: Expr) -> Expr:
    """diag(a): the square matrix with the vector a (a column or a row) on its diagonal."""
    if body.cols is not ONE and body.rows is not ONE:
        raise ShapeError(
            f"diag needs a vector, and {body!r} is {shape_text(body.shape)}.",
            hint="For the diagonal of a matrix, write diagonal(A).",
        )
    n = body.rows if body.cols is ONE else body.cols
    return make(h.DIAG, (body,), None, (n, n))


def diagonal(body: Expr) -> Expr:
    """The column of diagonal entries of a square A."""
    return make(h.DIAGONAL, (_square(body, "diagonal"),), None, (body.rows, ONE))


def block(rows: tuple[tuple[Expr, ...], ...]) -> Expr:
    """A matrix written out in blocks, row by row: entries, vectors or matrices that fit."""
    for row in rows:
        for part, above in zip(row, rows[0], strict=True):
            if part.rows is not row[0].rows or part.cols is not above.cols:
                raise ShapeError(
                    f"the block {part!r} is {shape_text(part.shape)}; its place needs "
                    f"{shape_text((row[0].rows, above.cols))}."
                )
    height, width = rows[0][0].rows, rows[0][0].cols
    for row in rows[1:]:
        height = height + row[0].rows
    for part in rows[0][1:]:
        width = width + part.cols
    parts = tuple(part for row in rows for part in row)
    return make(h.BLOCK, parts, (len(rows), len(rows[0])), (height, width))


def apply(function: Elementwise | str, body: Expr) -> Expr:
    """f(A), entry by entry."""
    function = named(function) if isinstance(function, str) else function
    return make(h.APPLY, (body,), function, body.shape)


def sqrt(body: Expr) -> Expr:
    """√A, entry by entry: the power 1/2."""
    return epower(body, number(Fraction(1, 2)))


def softmax(body: Expr, axis: str = "") -> Expr:
    """exp(A) divided by its sum along each row (``axis="rows"``) or column (``"columns"``)."""
    return make(h.SOFTMAX, (body,), axis or natural_axis(body), body.shape)


def log_softmax(body: Expr, axis: str = "") -> Expr:
    """log softmax(A) along each row or column."""
    return make(h.LOG_SOFTMAX, (body,), axis or natural_axis(body), body.shape)


def logsumexp(body: Expr, axis: str = "") -> Expr:
    """log Σ exp(A) along each row (a column of values) or along each column (a row)."""
    axis = axis or natural_axis(body)
    shape: Shape = (body.rows, ONE) if axis == "rows" else (ONE, body.cols)
    return make(h.LOGSUMEXP, (body,), axis, shape)


def natural_axis(body: Expr) -> str:
    """Along a column for a column vector, else along rows."""
    return "columns" if body.cols is ONE else "rows"


def differential(body: Expr) -> Expr:
    """dA: the linear part of the change of A. Of the same shape as A."""
    return make(h.DIFFERENTIAL, (body,), None, body.shape)


def abstract(name: str, shape: Shape, *args: Expr, latex: str = "") -> Expr:
    """An unspecified differentiable function of its arguments, such as L(Y) or x(z)."""
    return make(h.ABSTRACT, args, (name, latex), shape)


def partial(function: Expr, variable: Expr) -> Expr:
    """∂F/∂X: shaped like X for a scalar F, like F for a scalar X, a Jacobian for two vectors."""
    if function.is_scalar:
        shape = variable.shape
    elif variable.is_scalar:
        shape = function.shape
    elif ONE in function.shape and ONE in variable.shape:
        shape = (function.rows * function.cols, variable.rows * variable.cols)
    else:
        raise ShapeError(
            f"{function!r} is {shape_text(function.shape)} and {variable!r} is "
            f"{shape_text(variable.shape)}: their derivative has more than two indices.",
            code="many_indices",
            hint="Differentiate a scalar, or take vec of both.",
        )
    return make(h.PARTIAL, (function, variable), None, shape)


def index(name: str, over: DimLike) -> Expr:
    """A named index that runs from 1 to a dimension."""
    return make(h.INDEX, (), (name, dim(over)), SCALAR)


def entry(body: Expr, row: Expr, column: Expr) -> Expr:
    """Aᵢⱼ, at two indices or positions counted from 1."""
    return make(h.ENTRY, (body, row, column), None, SCALAR)


def delta(left: Expr, right: Expr) -> Expr:
    """δᵢⱼ: 1 where the two indices are equal, else 0."""
    return make(h.DELTA, (left, right), None, SCALAR)


def index_sum(over: Expr, body: Expr) -> Expr:
    """Σᵢ of a scalar or a matrix, over the whole range of the index."""
    return make(h.INDEX_SUM, (over, body), None, body.shape)


def tabulate(row: Expr, column: Expr, body: Expr) -> Expr:
    """The matrix whose entry at (i, j) is the scalar ``body``. A literal 1 is a single column."""
    rows, cols = (at.data[1] if at.head is h.INDEX else ONE for at in (row, column))
    return make(h.TABULATE, (row, column, _scalar(body, "an entry")), None, (rows, cols))


def quotient(left: Expr, right: Expr) -> Expr:
    """A ⊘ B, entry by entry."""
    return hadamard(left, epower(right, number(-1)))


def _square(body: Expr, what: str) -> Expr:
    if not body.is_square:
        raise ShapeError(
            f"{body!r} is {shape_text(body.shape)}: the {what} needs a square matrix, "
            f"{body.rows} = {body.cols}."
        )
    return body


def _scalar(body: Expr, what: str) -> Expr:
    if not body.is_scalar:
        raise ShapeError(f"{what} must be a scalar, and {body!r} is {shape_text(body.shape)}.")
    return body
