"""The shapes of the letters of a problem: as declared, or as its formulas need them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from matcalc.errors import MatcalcError
from matcalc.expr import Expr
from matcalc.grade.context import Context
from matcalc.grade.names import names_in
from matcalc.read import Scope, read_problem

_NOTHING: Mapping[str, list[str]] = MappingProxyType({})


def shaped(
    function: str,
    variable: str,
    context: Context,
    question: int,
    more: Mapping[str, list[str]] = _NOTHING,
) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
    """The shapes of all names of a text as the document declares them, or as the formulas need.

    Declarations of other questions are dropped where they do not fit this one, and so are the
    shapes ``more`` that other definitions give.
    """
    names, words = names_in_all(function), context.words(question)
    tried: list[dict[str, list[str]]] = []
    declared = (context.shapes(question), context.shapes(question, alone=True))
    for told in (*({**more, **each} for each in declared), *declared, {}):
        stated = {name: dims for name, dims in told.items() if name in names}
        if stated in tried:
            continue
        tried.append(stated)
        found = list(_fitting(function, stated, variable, words, context.dims(question)))
        yield from found
        if found:
            return


def _fitting(
    function: str,
    stated: dict[str, list[str]],
    variable: str,
    words: Mapping[str, list[str]],
    sizes: set[str],
) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
    """The shapes that go with those that are stated."""
    if stated and names_in_all(function) - set(stated) <= sizes:
        found = _read(function, stated)
        if found is not None:
            yield {**_inferred(found[1]), **stated}, found[0], ""
            return
    numbers = _numbers(function, stated)
    if numbers and (of_numbers := _read(function, numbers)) is not None:
        yield numbers, of_numbers[0], "the letters are read as numbers"
    stacked = rf"\mathbf{{1}} {variable}"
    is_stacked = bool(variable) and function.find(f"= {stacked}") >= 0
    found = _read(function.replace(stacked, rf"{stacked}^\top") if is_stacked else function, {})
    if found is None and stated:
        found = _read(function, stated)
    if found is None:
        return
    merged = _renamed(_inferred(found[1]), stated, sizes)
    merged |= {name: [] for name in _divisors(function) if name in merged and name not in stated}
    if is_stacked and merged.get(variable):
        merged[variable] = ["1", merged[variable][0]]
    for options in _rows(merged, function, variable, words, found[0]):
        again = _read(function, options)
        if again is not None and _is_plausible(again[1], stated):
            shapes = {**_inferred(again[1]), **options}
            yield shapes, again[0], "shapes that are not declared are inferred"


_OF_VECTORS = re.compile(
    r"\\top|\^\s*\{?T|\\\||\\Vert|_|\\sum|\\odot|\\circ|max|bf|bm|boldsymbol|'"
)


def _numbers(function: str, stated: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Small letters with powers and products alone may all be numbers, as in x²y + 3y."""
    names = names_in_all(function)
    is_plain = all(len(name) == 1 and name.islower() for name in names)
    if stated or not is_plain or _OF_VECTORS.search(function):
        return {}
    defined = {line.split("=")[0].strip() for line in function.splitlines() if "=" in line}
    return {name: [] for name in sorted(names - {each[:1] for each in defined})}


def _is_plausible(scope: Scope, stated: Mapping[str, list[str]]) -> bool:
    """Nobody calls a matrix w without saying so: such a formula was not understood.

    An example is a sum over samples, where x_i is a whole vector.
    """
    return not any(
        len(name) == 1 and name.islower() and name not in stated and 1 not in _sizes(value)
        for name, value in scope.values.items()
    )


def _sizes(value: Expr) -> tuple[int | None, int | None]:
    return value.rows.value, value.cols.value


def _divisors(function: str) -> list[str]:
    """Letters that stand alone below a fraction of numbers: they are numbers."""
    found = re.findall(
        r"frac\s*\{?\s*\d+\s*\}?\s*\{\s*\d*\s*([A-Za-z])\s*\}|\d/([A-Za-z])(?!\w)", function
    )
    return [one or other for one, other in found]


def names_in_all(function: str) -> set[str]:
    """The names of several lines."""
    return set().union(
        *(names_in(side) for line in function.splitlines() for side in line.split("="))
    )


def _read(function: str, declare: Mapping[str, list[str]]) -> tuple[Expr, Scope] | None:
    try:
        problem, _ = read_problem(
            {"function": written(function), "kind": "value", "declare": declare}
        )
    except MatcalcError:
        return None
    return problem.target, Scope.of(problem.inputs())


def written(function: str) -> str:
    """The lines of a problem, as the reader parts them in TeX."""
    return ",\\ ".join(function.splitlines())


def _inferred(scope: Scope) -> dict[str, list[str]]:
    return {
        (scope.written.get(name) or ("",))[0] or name: [
            str(dim) for dim in value.shape[: value.declaration.rank]
        ]
        for name, value in scope.values.items()
    }


def _renamed(
    shapes: dict[str, list[str]], stated: Mapping[str, list[str]], sizes: set[str]
) -> dict[str, list[str]]:
    """Inferred shapes with the dimensions that are stated; a size is no name of a matrix."""
    names: dict[str, str] = {}
    for name, dims in stated.items():
        if name in shapes and len(dims) == len(shapes[name]):
            names.update(zip(shapes[name], dims, strict=True))
    return {
        name: stated.get(name, [names.get(dim, dim) for dim in dims])
        for name, dims in shapes.items()
        if name not in sizes or name in stated
    }


def _rows(
    shapes: dict[str, list[str]],
    function: str,
    variable: str,
    words: Mapping[str, list[str]],
    target: Expr,
) -> Iterator[dict[str, list[str]]]:
    """A small letter that is added to a matrix is a row, unless it is called a scalar.

    ``B`` in a formula that is differentiated by b is the row b, once for each sample.
    """
    across = str(target.cols)
    made = dict(shapes)
    rows = [
        name
        for name, dims in shapes.items()
        if name.islower() and not dims and across != "1" and "scalar" not in words.get(name, ())
    ]
    yield from ([{**shapes, **{name: ["1", across] for name in rows}}] if rows else [])
    yield made
