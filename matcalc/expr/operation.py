"""Named operations on matrices: matrix functions, factorisations, spectra, structured matrices.

One head carries them all, with the name as data; what they are worth, how they change and how
they print stands in tables over these names.

>>> from matcalc.expr import symbol
>>> operation("pinv", symbol("A", "m", "n")).shape
(n, m)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matcalc.errors import ShapeError
from matcalc.expr import head as h
from matcalc.expr.dim import ONE, Dim, Shape, dim, shape_text
from matcalc.expr.elementwise import named
from matcalc.expr.node import SCALAR, Expr, epower, make, number

Shapes = Sequence[Shape]
Sizes = tuple[Dim, ...]
ShapeOf = Callable[[str, Shapes, Sizes], Shape]


@dataclass(frozen=True, slots=True)
class Operation:
    """A name, the formula it stands for, and the shape of its value.

    ``roles`` names its arguments; ``sizes`` is the number of dimensions that follow them.
    ``square`` says that the first argument must be square, ``keeps`` which argument the value
    is shaped like.
    """

    name: str
    formula: str
    roles: tuple[str, ...]
    shape: ShapeOf
    sizes: int = 0
    square: bool = False
    keeps: int | None = None

    @property
    def is_scalar(self) -> bool:
        """Whether its value is a number for every shape of its arguments."""
        return self.shape is _scalar


def operation(name: str, *args: Expr, sizes: Sequence[Dim | int | str] = ()) -> Expr:
    """The named operation of its arguments. Raises ShapeError where they do not fit.

    >>> from matcalc.expr import symbol
    >>> A = symbol("A", "n", "n")
    >>> operation("sylvester", A, A, A)
    sylvester(A, A, A)
    """
    plain = OF_NUMBERS.get(name)
    if plain is not None and len(args) == 1 and args[0].is_scalar:
        return plain(*args)
    counted = tuple(map(dim, sizes))
    shape = shape_of(name, [arg.shape for arg in args], counted)
    return make(h.OPERATION, args, (name, counted), shape)


def shape_of(name: str, shapes: Shapes, sizes: Sizes = ()) -> Shape:
    """The shape of an operation, from those of its arguments."""
    row = OPERATIONS[name]
    if len(shapes) != len(row.roles) or len(sizes) != row.sizes:
        raise ShapeError(f"{name} takes {len(row.roles) + row.sizes} arguments.")
    if row.square and shapes[0][0] is not shapes[0][1]:
        raise ShapeError(
            f"{name} needs a square matrix, and here it is {shape_text(shapes[0])}.",
        )
    return row.shape(name, shapes, sizes)


def _kept(at: int) -> ShapeOf:
    return lambda name, shapes, sizes: shapes[at]


def _scalar(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    return SCALAR


def _need(holds: bool, name: str, needed: str, shapes: Shapes) -> None:
    if not holds:
        seen = ", ".join(map(shape_text, shapes))
        raise ShapeError(f"{name} needs {needed}, and here is {seen}.")


def _pinv(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    return shapes[0][::-1]


def _frechet(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(shapes[1] == shapes[0], name, "a direction shaped like the matrix", shapes)
    if len(shapes) == 3:
        _need(shapes[2] == SCALAR, name, "a scalar exponent", shapes)
    return shapes[0]


def _sylvester(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    left, right, whole = shapes
    _need(right[0] is right[1], name, "square matrices before the last", shapes)
    fits = whole[0] is left[0] and whole[1] is right[0]
    _need(fits, name, f"a right side of {shape_text((left[0], right[0]))}", shapes)
    return whole


def _dlyap(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(shapes[0] == shapes[1], name, "two matrices of one shape", shapes)
    return shapes[0]


def _columns_square(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    return shapes[0][1], shapes[0][1]


def _columns(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    return shapes[0][1], ONE


def _rows(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(all(each == SCALAR for each in shapes[1:]), name, "a scalar position", shapes)
    return shapes[0][0], ONE


def _at_scalar(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(all(each == SCALAR for each in shapes[1:]), name, "a scalar position", shapes)
    return SCALAR


def _clip(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(shapes[1] == shapes[2] == SCALAR, name, "two scalar bounds", shapes)
    return shapes[0]


_THREE = dim(3)


def _hat(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(shapes[0] == (_THREE, ONE), name, "a column of 3 entries", shapes)
    return _THREE, _THREE


def _vee(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(shapes[0] == (_THREE, _THREE), name, "a 3×3 matrix", shapes)
    return _THREE, ONE


def _toeplitz(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(shapes[0][1] is ONE, name, "a column", shapes)
    n = (shapes[0][0] + 1).half()
    if n is None:
        raise ShapeError(f"{name} needs a column of 2n − 1 entries, and here are {shapes[0][0]}.")
    return n, n


def _toeplitz_adjoint(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    return shapes[0][0] * 2 - 1, ONE


def _symtoeplitz(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    _need(shapes[0][1] is ONE, name, "a column", shapes)
    return shapes[0][0], shapes[0][0]


def _unvec(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    wanted = (sizes[0] * sizes[1], ONE)
    _need(shapes[0] == wanted, name, f"a column of {wanted[0]} entries", shapes)
    return sizes[0], sizes[1]


def triangle(n: Dim) -> Dim:
    """n(n + 1)/2, the entries of a lower triangle.

    >>> triangle(dim("n")).at({"n": 4})
    10
    """
    whole = (n * (n + 1)).half()
    assert whole is not None
    return whole


def _vech(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    return triangle(shapes[0][0]), ONE


def _unvech(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    wanted = triangle(sizes[0])
    _need(shapes[0] == (wanted, ONE), name, f"a column of {wanted} entries", shapes)
    return sizes[0], sizes[0]


def _duplication(name: str, shapes: Shapes, sizes: Sizes) -> Shape:
    return sizes[0] * sizes[0], triangle(sizes[0])


def _like(name: str, formula: str, *roles: str, square: bool = False) -> Operation:
    return Operation(name, formula, roles, _kept(0), square=square, keeps=0)


MATRIX_FUNCTIONS = ("expm", "logm", "sinm", "cosm")
"""Functions f(A) of a matrix that have a Fréchet derivative of their own, ``f_frechet(A, E)``."""

_ROWS: tuple[Operation, ...] = (
    # Functions of a matrix, not entry by entry.
    _like("logm", "log A of a matrix, the principal one", "A", square=True),
    _like("sqrtm", "A^{1/2} of a matrix, the principal one", "A", square=True),
    _like("sinm", "sin A of a matrix", "A", square=True),
    _like("cosm", "cos A of a matrix", "A", square=True),
    *(
        Operation(
            f"{name}_frechet",
            f"L(A, E): the derivative of {name} at A along E",
            ("A", "E"),
            _frechet,
            square=True,
            keeps=1,
        )
        for name in MATRIX_FUNCTIONS
    ),
    Operation(
        "power_frechet",
        "Σ AʳE Aᵏ⁻¹⁻ʳ over r < k",
        ("A", "E", "k"),
        _frechet,
        square=True,
        keeps=1,
    ),
    # Equations and factorisations.
    Operation(
        "sylvester", "X with A X + X B = C", ("A", "B", "C"), _sylvester, square=True, keeps=2
    ),
    Operation("dlyap", "X with X = A X Aᵀ + Q", ("A", "Q"), _dlyap, square=True, keeps=1),
    Operation("pinv", "A⁺, the pseudo-inverse", ("A",), _pinv),
    _like("chol", "L with L Lᵀ = S, lower triangular", "S", square=True),
    Operation("qrr", "R of A = Q R, with a positive diagonal", ("A",), _columns_square),
    _like("qrq", "Q of A = Q R, with orthonormal columns", "A"),
    # Spectra.
    Operation("eigval", "λᵢ, ascending, of a symmetric S", ("S", "i"), _at_scalar, square=True),
    Operation("eigvec", "the unit eigenvector of λᵢ", ("S", "i"), _rows, square=True),
    Operation("eigvals", "the eigenvalues of a symmetric S", ("S",), _rows, square=True),
    _like("eigvecs", "the unit eigenvectors of a symmetric S", "S", square=True),
    Operation("eigreal", "the i-th real eigenvalue of A", ("A", "i"), _at_scalar, square=True),
    Operation("reigvec", "its right unit eigenvector", ("A", "i"), _rows, square=True),
    Operation("singvals", "the singular values, descending", ("A",), _columns),
    _like("svdu", "U of A = U diag(σ) Vᵀ", "A"),
    Operation("svdv", "V of A = U diag(σ) Vᵀ", ("A",), _columns_square),
    Operation("nuclear", "Σ σᵢ, the nuclear norm", ("A",), _scalar),
    Operation("specnorm", "σ₁, the spectral norm", ("A",), _scalar),
    _like("polar", "U Vᵀ of A = U diag(σ) Vᵀ", "A"),
    _like("topsvd", "u₁ v₁ᵀ of the largest singular value", "A"),
    # Of the entries.
    _like("clip", "A cut off below and above", "A", "low", "high"),
    Operation("prod", "Π Aᵢⱼ", ("A",), _scalar),
    Operation("max", "the largest entry", ("A",), _scalar),
    _like("argmax", "1 at the largest entry, else 0", "A"),
    # Structured matrices, all linear.
    _like("tril", "the lower triangle of A", "A"),
    _like("triu", "the upper triangle of A", "A"),
    _like("halflower", "the lower triangle of A, its diagonal halved", "A", square=True),
    Operation("hat", "the matrix of the cross product with x", ("x",), _hat),
    Operation("vee", "(A₃₂ − A₂₃, A₁₃ − A₃₁, A₂₁ − A₁₂)", ("A",), _vee),
    Operation("toeplitz", "Tᵢⱼ = t at i − j + n", ("t",), _toeplitz),
    Operation("toeplitz_adjoint", "the sums along i − j", ("A",), _toeplitz_adjoint, square=True),
    Operation("symtoeplitz", "Tᵢⱼ = t at |i − j| + 1", ("t",), _symtoeplitz),
    Operation("symtoeplitz_adjoint", "the sums along |i − j|", ("A",), _rows, square=True),
    Operation("unvec", "the m×n matrix with vec X = x", ("x",), _unvec, sizes=2),
    Operation("vech", "the lower triangle, column by column", ("A",), _vech, square=True),
    Operation("unvech", "the lower triangular matrix with vech L = x", ("x",), _unvech, sizes=1),
    Operation("duplication", "D with D vech(S) = vec(S)", (), _duplication, sizes=1),
)

OPERATIONS: Mapping[str, Operation] = {row.name: row for row in _ROWS}
"""Every operation by its name."""


def frechet(name: str, at: Expr, along: Expr) -> Expr:
    """L(A, E), the Fréchet derivative of a matrix function at A along E."""
    return operation(f"{name}_frechet", at, along)


def is_operation(expr: Expr, *names: str) -> bool:
    """Whether this is one of the named operations."""
    return expr.head is h.OPERATION and expr.data[0] in names


def _apply(name: str) -> Callable[[Expr], Expr]:
    return lambda body: make(h.APPLY, (body,), named(name), SCALAR)


OF_NUMBERS: Mapping[str, Callable[..., Expr]] = {
    "logm": _apply("log"),
    "sinm": _apply("sin"),
    "cosm": _apply("cos"),
    "sqrtm": lambda body: epower(body, number(1) / 2),
    "pinv": lambda body: epower(body, number(-1)),
    "tril": lambda body: body,
    "triu": lambda body: body,
    "halflower": lambda body: body / 2,
    "max": lambda body: body,
    "prod": lambda body: body,
}
"""What some operations are of a single number."""
