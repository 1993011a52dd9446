"""SymPy classes for what SymPy has no word for: Softmax(X), Norm(x), Total(X), Vec(X), relu …

They carry shapes and print; they compute nothing. SymPy keeps numbers and 1×1 matrices apart
where matcalc does not, so `scalar` and `one_by_one` cross over: whatever here is 1×1 is a number.
Positions count from 0, as everywhere in SymPy.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Function, Integer, MatrixExpr, MatrixSymbol, Symbol
from sympy.core.symbol import Str
from sympy.core.sympify import _sympify

from matcalc.expr.operation import OPERATIONS, shape_of


def sizes(names: str) -> tuple[Any, ...]:
    """The dimensions named in a text: positive integer symbols.

    >>> sizes("m n")
    (m, n)
    """
    return tuple(Symbol(name, integer=True, positive=True) for name in names.split())


def vector(name: str, n: Any) -> Any:
    """A column of n entries.

    >>> vector("x", *sizes("n")).shape
    (n, 1)
    """
    return MatrixSymbol(name, n, 1)


def scalar(matrix: Any) -> Any:
    """The only entry of a 1×1 matrix, as a number: xᵀA x as a factor of something else.

    >>> from sympy import MatrixSymbol
    >>> n, = sizes("n")
    >>> x = vector("x", n)
    >>> scalar(x.T * x) * x
    Scalar(x.T*x)*x
    """
    matrix = _sympify(matrix)
    if not matrix.is_Matrix:
        return matrix
    return matrix.args[0] if isinstance(matrix, OneByOne) else Scalar(matrix)


def one_by_one(number: Any) -> Any:
    """A number as a 1×1 matrix, where SymPy wants a matrix.

    >>> one_by_one(3).shape
    (1, 1)
    """
    number = _sympify(number)
    if number.is_Matrix:
        return number
    return number.args[0] if isinstance(number, Scalar) else OneByOne(number)


class _OfMatrices(Expr):  # type: ignore[misc]
    """A number made of matrices."""

    is_commutative = True

    def __new__(cls, *args: Any) -> Any:
        return Basic.__new__(cls, *map(_sympify, args))

    def doit(self, **hints: Any) -> Any:
        return self


class Scalar(_OfMatrices):
    """The entry of a 1×1 matrix; `scalar` makes it."""

    def __new__(cls, matrix: Any) -> Any:
        made = _sympify(matrix)
        return _OfMatrices.__new__(cls, made) if made.is_Matrix else made


class Norm(_OfMatrices):
    """‖A‖, Euclidean for a vector, Frobenius for a matrix."""


class Norm1(_OfMatrices):
    """Σ |Aᵢⱼ|."""


class Total(_OfMatrices):
    """Σ Aᵢⱼ, the sum of all entries."""


class Inner(_OfMatrices):
    """⟨A, B⟩ = tr(AᵀB)."""


class Size(_OfMatrices):
    """A dimension used as a number. A symbol that some shape contains needs no such wrapper."""


class _Shaped(MatrixExpr):  # type: ignore[misc]
    """A matrix whose entries SymPy leaves alone. A 1×1 one is handed out as a number."""

    def __new__(cls, *args: Any) -> Any:
        made = Basic.__new__(cls, *map(_sympify, args))
        return scalar(made) if made.shape == (1, 1) and cls is not OneByOne else made

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0].shape  # type: ignore[no-any-return]

    def doit(self, **hints: Any) -> Any:
        return self


class OneByOne(_Shaped):
    """A number as a 1×1 matrix; `one_by_one` makes it."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return Integer(1), Integer(1)


class Softmax(_Shaped):
    """exp(A) over its sum along each row ("rows"), or down each column ("columns")."""

    def __new__(cls, matrix: Any, axis: Any = "") -> Any:
        return _Shaped.__new__(cls, matrix, _axis(matrix, axis))


class LogSoftmax(_Shaped):
    """log softmax(A), along rows or columns."""

    def __new__(cls, matrix: Any, axis: Any = "") -> Any:
        return _Shaped.__new__(cls, matrix, _axis(matrix, axis))


class LogSumExp(_Shaped):
    """log Σ exp(A) of each row (a column) or of each column (a row); of a vector, a number."""

    def __new__(cls, matrix: Any, axis: Any = "") -> Any:
        return _Shaped.__new__(cls, matrix, _axis(matrix, axis))

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, cols = self.args[0].shape
        return (rows, Integer(1)) if str(self.args[1]) == "rows" else (Integer(1), cols)


def _axis(matrix: Any, axis: Any) -> Str:
    """Down a column vector, along the rows of anything else."""
    return Str(str(axis) or ("columns" if _sympify(matrix).shape[1] == 1 else "rows"))


class Vec(_Shaped):
    """vec A, the columns of A one under the other."""

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, cols = self.args[0].shape
        return rows * cols, Integer(1)


class Commutation(_Shaped):
    """Commutation(m, n): the permutation K with K vec(A) = vec(Aᵀ) for an m×n A."""

    @property
    def shape(self) -> tuple[Any, Any]:
        size = self.args[0] * self.args[1]
        return size, size


class MatrixExp(_Shaped):
    """e^A of a square matrix, not entry by entry."""


class Operation(_Shaped):
    """Operation("pinv", A), Operation("unvec", x, m, n): a named operation of matcalc."""

    def __new__(cls, name: Any, *args: Any) -> Any:
        return _Shaped.__new__(cls, Str(str(name)), *args)

    @property
    def shape(self) -> tuple[Any, Any]:
        from matcalc.interop.outward import dimension
        from matcalc.interop.scope import dimension as read

        row = OPERATIONS[str(self.args[0])]
        count = 1 + len(row.roles)
        shapes = [one_by_one(arg).shape for arg in self.args[1:count]]
        told = [tuple(map(read, shape)) for shape in shapes]
        found = shape_of(row.name, told, tuple(map(read, self.args[count:])))  # type: ignore[arg-type]
        return dimension(found[0]), dimension(found[1])


class Unit(_Shaped):
    """Unit(n, i): column i, counted from 0, of the n×n identity."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0], Integer(1)


class Abstract(_Shaped):
    """Abstract("A", m, n, t): an unspecified function of t, with m×n values."""

    def __new__(cls, name: Any, rows: Any, cols: Any, *args: Any) -> Any:
        return _Shaped.__new__(cls, Str(str(name)), rows, cols, *args)

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1], self.args[2]


class Partial(_Shaped):
    """∂F/∂X: shaped like X for a number F, like F for a number X, a Jacobian for two columns."""

    @property
    def shape(self) -> tuple[Any, Any]:
        top, bottom = (one_by_one(arg).shape for arg in self.args)
        if top == (1, 1):
            return bottom  # type: ignore[no-any-return]
        return top if bottom == (1, 1) else (top[0], bottom[0])


class DifferentialOf(_Shaped):
    """dA, the linear part of the change of A."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return one_by_one(self.args[0]).shape  # type: ignore[no-any-return]


class MatrixSum(_Shaped):
    """Σᵢ of a matrix: MatrixSum(A, i, n), where i runs over n positions from 0."""


class sigmoid(Function):  # type: ignore[misc]  # noqa: N801
    """1 / (1 + e⁻ᵗ)."""


class softplus(Function):  # type: ignore[misc]  # noqa: N801
    """log(1 + eᵗ)."""


class relu(Function):  # type: ignore[misc]  # noqa: N801
    """max(0, t)."""


class step(Function):  # type: ignore[misc]  # noqa: N801
    """1 where t > 0, else 0."""


class log1p(Function):  # type: ignore[misc]  # noqa: N801
    """log(1 + t)."""


class normcdf(Function):  # type: ignore[misc]  # noqa: N801
    """The distribution function of the standard normal."""


class normpdf(Function):  # type: ignore[misc]  # noqa: N801
    """The density of the standard normal."""
