"""The shape of every kind of expression as data, for a checker that has no constructors.

A row says what sizes a node tells, the rows and columns of each of its arguments, and its own;
a letter is any dimension, the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcalc.certificate.fields import dimension_data
from matcalc.expr import ELEMENTWISE_NAMES, dim
from matcalc.expr import head as h
from matcalc.expr.dim import Shape
from matcalc.expr.operation import shape_of, triangle

Told = list[Any]

_ROWS: tuple[tuple[tuple[h.Head, ...], str], ...] = (
    ((h.SYMBOL, h.ONES, h.ZEROS), "m n; -> m n"),
    ((h.NUMBER,), "; -> 1 1"),
    ((h.SIZE, h.INDEX), "n; -> 1 1"),
    ((h.IDENTITY,), "n; -> n n"),
    ((h.UNIT,), "n; 1 1 -> n 1"),
    ((h.COMMUTATION,), "m n; -> m*n m*n"),
    ((h.TRANSPOSE,), "; m n -> n m"),
    ((h.TRACE, h.DET, h.LOGDET), "; n n -> 1 1"),
    ((h.INVERSE, h.EXPM), "; n n -> n n"),
    ((h.POWER,), "; n n 1 1 -> n n"),
    ((h.EPOWER,), "; m n 1 1 -> m n"),
    ((h.INNER,), "; m n m n -> 1 1"),
    ((h.NORM, h.NORM1, h.TOTAL), "; m n -> 1 1"),
    ((h.KRON,), "; m n p q -> m*p n*q"),
    ((h.VEC,), "; m n -> m*n 1"),
    ((h.DIAG,), "; n 1 -> n n"),
    ((h.DIAG,), "; 1 n -> n n"),
    ((h.DIAGONAL,), "; n n -> n 1"),
    ((h.APPLY, h.DIFFERENTIAL), "; m n -> m n"),
    ((h.PARTIAL,), "; 1 1 m n -> m n"),
    ((h.PARTIAL,), "; m n 1 1 -> m n"),
    ((h.PARTIAL,), "; m 1 n 1 -> m n"),
    ((h.ENTRY,), "; m n 1 1 1 1 -> 1 1"),
    ((h.DELTA,), "; 1 1 1 1 -> 1 1"),
    ((h.INDEX_SUM,), "; 1 1 m n -> m n"),
    ((h.TABULATE,), "m n; 1 1 1 1 1 1 -> m n"),
)
"""Heads, and ``sizes; arguments -> shape``. Flat nodes and blocks are not told here."""

_NAMED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("constant", ("pi",), "; -> 1 1"),
    ("apply", ELEMENTWISE_NAMES, "; m n -> m n"),
    ("softmax", ("rows", "columns"), "; m n -> m n"),
    ("log_softmax", ("rows", "columns"), "; m n -> m n"),
    ("logsumexp", ("rows",), "; m n -> m 1"),
    ("logsumexp", ("columns",), "; m n -> 1 n"),
)
"""Heads with the words that they may carry. An unspecified function is another matter."""

_OPERATIONS: tuple[tuple[str, str], ...] = (
    ("logm sqrtm sinm cosm chol halflower", "; n n"),
    ("eigvals eigvecs toeplitz_adjoint symtoeplitz_adjoint vech", "; n n"),
    ("pinv qrr qrq singvals svdu svdv nuclear specnorm polar topsvd", "; m n"),
    ("prod max argmax tril triu", "; m n"),
    ("expm_frechet logm_frechet sinm_frechet cosm_frechet dlyap", "; n n n n"),
    ("power_frechet", "; n n n n 1 1"),
    ("sylvester", "; m m n n m n"),
    ("eigval eigvec eigreal reigvec", "; n n 1 1"),
    ("clip", "; m n 1 1 1 1"),
    ("hat", "; 3 1"),
    ("vee", "; 3 3"),
    ("symtoeplitz", "; n 1"),
    ("unvec", "m n; m*n 1"),
    ("duplication", "n;"),
)
"""What each operation takes; its shape is asked of it."""


def shape_rows() -> list[Told]:
    """Rows of: the kind of node, its sizes, its arguments, its shape.

    >>> [row for row in shape_rows() if row[0] == "kron"]
    [['kron', [], [['m', 'n'], ['p', 'q']], [[[1, ['m', 'p']]], [[1, ['n', 'q']]]]]]
    """
    return [*_of_heads(), *_of_operations()]


def _of_heads() -> Iterator[Told]:
    for heads, told in _ROWS:
        taken, shape = told.split("->")
        for head in heads:
            yield [head.name, *_read(taken), _dims(shape)]
    for name, words, told in _NAMED:
        taken, shape = told.split("->")
        for word in words:
            yield [f"{name} {word}", *_read(taken), _dims(shape)]
    yield [h.ABSTRACT.name, ["m", "n"], None, ["m", "n"]]


def _of_operations() -> Iterator[Told]:
    for names, told in _OPERATIONS:
        sizes, args = (_told(part) for part in told.split(";"))
        for name in names.split():
            yield _operation(name, sizes, args)
    # An argument whose length is a polynomial in the size that is looked for, or told.
    n, length = dim("n"), dim("m")
    half = [["1/2", ["m"]], ["1/2", []]]
    assert shape_of("toeplitz", [(n * 2 - 1, dim(1))]) == (n, n)
    yield ["operation toeplitz", [], [[dimension_data(length), 1]], [half, half]]
    yield _operation("unvech", [n], [triangle(n), dim(1)])


def _operation(name: str, sizes: list[Any], args: list[Any]) -> Told:
    shapes: list[Shape] = list(zip(args[::2], args[1::2], strict=True))
    shape = shape_of(name, shapes, tuple(sizes))
    return [f"operation {name}", *([_data(sizes), [_data(each) for each in shapes], _data(shape)])]


def _read(taken: str) -> tuple[list[Any], list[Any]]:
    sizes, args = (_dims(part) for part in taken.split(";"))
    return sizes, [list(each) for each in zip(args[::2], args[1::2], strict=True)]


def _dims(told: str) -> list[Any]:
    return _data(_told(told))


def _data(dims: Any) -> list[Any]:
    return [dimension_data(each) for each in dims]


def _told(text: str) -> list[Any]:
    return [_dim(word) for word in text.split()]


def _dim(word: str) -> Any:
    total = dim(1)
    for factor in word.split("*"):
        total = total * (int(factor) if factor.isdigit() else factor)
    return total
