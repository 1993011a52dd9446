"""Expressions as a Python function for NumPy, JAX or PyTorch.

>>> from matcalc.expr import inverse, symbol
>>> x, A = symbol("x", "n"), symbol("A", "n", "n")
>>> print(to_code(2 * (inverse(A) @ x), [x, A]), end="")
import numpy as np
<BLANKLINE>
<BLANKLINE>
def derivative(x, A):
    return 2 * np.linalg.solve(A, x)
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Sequence
from dataclasses import dataclass

from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import head as h
from matcalc.expr.dim import ONE, Dim, shape_text
from matcalc.expr.node import Expr
from matcalc.expr.problem import Definition
from matcalc.show.array import COL, ROW, Array, Arrays
from matcalc.show.backend import BACKENDS, Backend
from matcalc.show.dimensions import Dimensions
from matcalc.show.helpers import with_needs
from matcalc.show.identifiers import identifier
from matcalc.show.lower import lower
from matcalc.show.program import ATOM, Op, Program, Text, write
from matcalc.show.scope import Scope


def to_code(
    expr: Expr,
    inputs: Sequence[Expr],
    definitions: Sequence[Definition] = (),
    *,
    name: str = "derivative",
    backend: str = "numpy",
    output_rank: int | None = None,
) -> str:
    """Source text that defines ``name(inputs…)``, the value of ``expr``.

    An input declared with one dimension is a one-dimensional array, with two a matrix, with
    none a number (in PyTorch a tensor without axes). ``output_rank`` is the number of axes of
    the result; by default a column or row has one. Unspecified functions h become callables
    that are handed over last.

    Raises UnsupportedError for what has no value: differentials, unspecified L(Y), symbols
    that are neither inputs nor defined; ShapeError for an ``output_rank`` that cannot be.
    """
    library = BACKENDS[backend]
    program = Program(_reserved(library) | {name})
    parameters = _parameters(inputs, program)
    dimensions = Dimensions(program)
    arrays = Arrays(program, library, dimensions.op)
    scope = Scope(arrays, {}, program.fresh)
    for parameter in parameters:
        _introduce(parameter, scope, dimensions)
    for definition in definitions:
        _define(definition, scope)
    result = _shaped(lower(expr, scope), expr, output_rank, arrays)
    text = write(program, result)
    names = [parameter.name for parameter in parameters] + list(scope.callables.values())
    return _source(name, names, text, library)


@dataclass(frozen=True, slots=True)
class _Parameter:
    """An input, its name, and the number of axes it comes with."""

    expr: Expr
    name: str
    rank: int


_BUILTINS = frozenset(dir(builtins))


def _reserved(library: Backend) -> set[str]:
    words = {*keyword.kwlist, *_BUILTINS, *library.helpers, "np", "jax", "jnp", "torch", "math"}
    return words | {"erfc"}


def _parameters(inputs: Sequence[Expr], program: Program) -> list[_Parameter]:
    parameters: list[_Parameter] = []
    for expr in inputs:
        if expr.head is h.SYMBOL:
            declared = expr.declaration
            wanted, rank = identifier(declared.name, declared.latex), declared.rank
        else:
            wanted, rank = identifier(repr(expr), ""), len(_axes(expr))
        parameters.append(_Parameter(expr, program.fresh(wanted), rank))
    return parameters


def _axes(expr: Expr) -> tuple[str, ...]:
    lengths: tuple[tuple[str, Dim], ...] = ((ROW, expr.rows), (COL, expr.cols))
    return tuple(axis for axis, length in lengths if length is not ONE)


def _introduce(parameter: _Parameter, scope: Scope, dimensions: Dimensions) -> None:
    """The parameter as an array; axes of declared length 1 are dropped."""
    arrays, expr = scope.arrays, parameter.expr
    op = arrays.program.op(parameter.name, cheap=True)
    axes = _axes(expr)
    if parameter.rank > len(axes):
        places = _dropped(expr, parameter.rank)
        op = arrays.program.op(f"{{0}}[{places}]", op, needs=(ATOM,))
        arrays.program.assign(op, parameter.name)
    if axes and arrays.like is None:
        arrays.like = op
    dimensions.learn(expr, op, axes)
    scope.known[expr] = Array(op, axes)


def _dropped(expr: Expr, rank: int) -> str:
    places = ["0" if length is ONE else ":" for length in expr.shape[:rank]]
    return "0" if places == ["0", ":"] else ", ".join(places)


def _define(definition: Definition, scope: Scope) -> None:
    array = lower(definition.body, scope)
    declared = definition.name.declaration
    program = scope.arrays.program
    program.assign(array.op, program.fresh(identifier(declared.name, declared.latex)))
    scope.known[definition.name] = array


def _shaped(array: Array, expr: Expr, rank: int | None, arrays: Arrays) -> Op:
    """The result with all its axes, and as many as asked for."""
    if array.indices:
        names = ", ".join(str(index.data[0]) for index in array.indices)
        raise UnsupportedError(
            f"the result depends on the index {names}.",
            hint="Collect its entries in a matrix first.",
        )
    axes = _axes(expr)
    if rank is not None and rank < len(axes):
        raise ShapeError(
            f"the result is {shape_text(expr.shape)}: an array of {rank} axes cannot hold it."
        )
    library, op = arrays.backend, arrays.whole(array, expr.shape).op
    if not axes and array.is_number:
        text = f"{op.template}.0" if op.template.isdigit() else "float({0})"
        op = arrays.program.op(text, *([] if op.template.isdigit() else [op]))
    if rank is None or rank == len(axes):
        return op
    if not axes:
        shape = ", ".join(["1"] * rank) + ("," if rank == 1 else "")
        return arrays.program.op(f"{library.module}.reshape({{0}}, ({shape}))", op)
    places = ", ".join(":" if length is not ONE else "None" for length in expr.shape)
    return arrays.program.op(f"{{0}}[{places}]", op, needs=(ATOM,))


def _source(name: str, parameters: Sequence[str], text: Text, library: Backend) -> str:
    helpers = with_needs(text.helpers, library.helpers)
    imports = dict.fromkeys(line for helper in helpers for line in helper.imports)
    standard = [line for line in imports if line == "import math"]
    others = [line for line in imports if line != "import math"]
    header = "\n".join([*standard, *([""] if standard else []), library.header, *others]) + "\n"
    lines = [*text.lines, f"return {text.result}"]
    body = "".join(f"    {line}\n" for line in lines)
    function = f"def {name}({', '.join(parameters)}):\n{body}"
    sources = [helper.source for helper in helpers if helper.source]
    return "\n\n".join([header, *sources, function])
