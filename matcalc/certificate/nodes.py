"""The table of expressions: each node once, its arguments by their numbers.

A row is ``{"head": "product", "args": [0, 3]}``, with ``data`` where a node has more to say.
Reading goes through the constructors, so that no node is made that they would not make.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from matcalc.certificate.fields import (
    Fields,
    as_table,
    dimension,
    dimension_data,
    items,
    known,
    malformed,
    one_of,
    shape,
    text,
    whole_number,
)
from matcalc.errors import ReadError
from matcalc.expr import (
    ELEMENTWISE_NAMES,
    ONE,
    OPERATIONS,
    Declaration,
    Elementwise,
    Expr,
    operation,
    postorder,
    shape_text,
)
from matcalc.expr import functions as f
from matcalc.expr import head as h
from matcalc.expr.node import number
from matcalc.expr.walk import rebuild

Row = dict[str, Any]
Data = Callable[[Expr], Any]
Reader = Callable[[Any, tuple[Expr, ...]], Expr]


class Rows:
    """The rows of a table in the making: a node's number, its arguments before it."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._numbers: dict[Expr, int] = {}

    def number(self, root: Expr) -> int:
        """The number of an expression, which is added if it is new."""
        if root not in self._numbers:
            for node in postorder(root):
                if node not in self._numbers:
                    self.rows.append(self._row(node))
                    self._numbers[node] = len(self._numbers)
        return self._numbers[root]

    def _row(self, node: Expr) -> Row:
        row: Row = {"head": node.head.name}
        if node.args:
            row["args"] = [self._numbers[arg] for arg in node.args]
        if node.head in _DATA:
            row["data"] = _DATA[node.head](node)
        return row


def read_rows(rows: list[Any]) -> tuple[Expr, ...]:
    """The expressions of a table.

    >>> read_rows([{"head": "identity", "data": "n"}, {"head": "trace", "args": [0]}])
    (eye(n), tr(eye(n)))
    """
    made: list[Expr] = []
    for position, row in enumerate(rows):
        try:
            made.append(_read_row(as_table(row, "expressions"), made))
        except ReadError as error:
            message = f"Expression {position}: {error.message}"
            raise ReadError(message, hint=error.hint) from None
    return tuple(made)


def _read_row(row: Fields, made: list[Expr]) -> Expr:
    known(row, "head", "args", "data")
    head = _HEADS.get(text(row, "head"))
    if head is None:
        raise malformed("head", row["head"], "the name of a node")
    args = tuple(_argument(at, made) for at in (items(row, "args") if "args" in row else ()))
    least, most = _ARITY.get(head, (1, 1))
    if not least <= len(args) <= most:
        raise ReadError(f"The node {head.name!r} cannot have {len(args)} arguments.")
    if (head in _DATA) != ("data" in row):
        raise ReadError(f"The node {head.name!r} {'needs' if head in _DATA else 'has no'} data.")
    reader = _READERS.get(head)
    node = _plain(head, args) if reader is None else reader(row.get("data"), args)
    if node.head is not head or node.args != args:
        raise ReadError(f"The constructors make {node!r} a {node.head.name}, not a {head.name}.")
    return node


def _argument(position: object, made: list[Expr]) -> Expr:
    if type(position) is not int or not 0 <= position < len(made):
        raise malformed("args", position, "the number of an expression before this one")
    return made[position]


def _plain(head: h.Head, args: tuple[Expr, ...]) -> Expr:
    """A node without data, by its constructor."""
    return rebuild(f.make(head, (), None, (ONE, ONE)), args)


def _symbol_data(node: Expr) -> Row:
    told = node.declaration
    return {
        "name": told.name,
        "shape": _shape_data(node),
        "rank": told.rank,
        "assumptions": sorted(told.assumptions),
        "latex": told.latex,
    }


def _shape_data(node: Expr) -> list[Any]:
    return [dimension_data(node.rows), dimension_data(node.cols)]


def _abstract_data(node: Expr) -> Row:
    name, latex = node.data
    return {"name": name, "latex": latex, "shape": _shape_data(node)}


def _function_data(node: Expr) -> Row:
    called: Elementwise = node.data
    return {"name": called.name, "order": called.order, "abstract": called.is_abstract}


def _operation_data(node: Expr) -> Row:
    name, sizes = node.data
    return {
        "name": name,
        "sizes": [dimension_data(each) for each in sizes],
        "shape": _shape_data(node),
    }


_DATA: Mapping[h.Head, Data] = {
    h.SYMBOL: _symbol_data,
    h.NUMBER: lambda node: str(node.data),
    h.SIZE: lambda node: dimension_data(node.data),
    h.CONSTANT: lambda node: node.data,
    h.IDENTITY: lambda node: dimension_data(node.rows),
    h.ONES: _shape_data,
    h.ZEROS: _shape_data,
    h.UNIT: lambda node: dimension_data(node.rows),
    h.INDEX: lambda node: [node.data[0], dimension_data(node.data[1])],
    h.COMMUTATION: lambda node: [dimension_data(each) for each in node.data],
    h.BLOCK: lambda node: list(node.data),
    h.APPLY: _function_data,
    h.SOFTMAX: lambda node: node.data,
    h.LOG_SOFTMAX: lambda node: node.data,
    h.LOGSUMEXP: lambda node: node.data,
    h.ABSTRACT: _abstract_data,
    h.OPERATION: _operation_data,
}
"""What a node says besides its arguments."""

_HEADS: Mapping[str, h.Head] = {head.name: head for head in h.HEADS}
_MANY = (2, 10**6)
_ARITY: Mapping[h.Head, tuple[int, int]] = {
    **dict.fromkeys(
        (h.SYMBOL, h.NUMBER, h.SIZE, h.CONSTANT, h.IDENTITY, h.ONES, h.ZEROS, h.INDEX), (0, 0)
    ),
    h.COMMUTATION: (0, 0),
    **dict.fromkeys((h.SUM, h.SCALE, h.PRODUCT, h.HADAMARD), _MANY),
    **dict.fromkeys((h.POWER, h.INNER, h.KRON, h.EPOWER, h.PARTIAL, h.DELTA, h.INDEX_SUM), (2, 2)),
    **dict.fromkeys((h.ENTRY, h.TABULATE), (3, 3)),
    h.BLOCK: (1, 10**6),
    h.ABSTRACT: (0, 10**6),
    h.OPERATION: (0, 10**6),
}
"""The fewest and the most arguments; one where nothing is said."""


def _symbol(data: Any, args: tuple[Expr, ...]) -> Expr:
    told = as_table(data, "data")
    known(told, "name", "shape", "rank", "assumptions", "latex")
    tags = items(told, "assumptions")
    if not all(isinstance(tag, str) for tag in tags):
        raise malformed("assumptions", tags, "a list of texts")
    name, rank = text(told, "name"), whole_number(told, "rank")
    return f.declared(
        Declaration(name, shape(told, "shape"), rank, frozenset(tags), text(told, "latex"))
    )


def _number(data: Any, args: tuple[Expr, ...]) -> Expr:
    found = isinstance(data, str) and re.fullmatch(r"-?[0-9]+(/[0-9]*[1-9][0-9]*)?", data)
    if not found or str(Fraction(data)) != data:
        raise malformed("data", data, "a fraction in lowest terms, such as '-3/2'")
    return number(Fraction(data))


def _sized(make: Callable[..., Expr]) -> Reader:
    return lambda data, args: make(*shape({"data": data}, "data"))


def _along(make: Callable[..., Expr]) -> Reader:
    return lambda data, args: make(args[0], one_of({"data": data}, "data", ("rows", "columns")))


def _index(data: Any, args: tuple[Expr, ...]) -> Expr:
    if not isinstance(data, list) or len(data) != 2 or not isinstance(data[0], str):
        raise malformed("data", data, "the name and the range of an index")
    return f.index(data[0], dimension(data[1], "data"))


def _block(data: Any, args: tuple[Expr, ...]) -> Expr:
    counts = isinstance(data, list) and len(data) == 2 and all(type(n) is int for n in data)
    if not counts or min(data) < 1 or data[0] * data[1] != len(args):
        raise malformed("data", data, f"a height and a width for {len(args)} blocks")
    width = data[1]
    return f.block(tuple(args[at : at + width] for at in range(0, len(args), width)))


def _apply(data: Any, args: tuple[Expr, ...]) -> Expr:
    told = as_table(data, "data")
    known(told, "name", "order", "abstract")
    name, order, is_abstract = text(told, "name"), whole_number(told, "order"), told.get("abstract")
    if type(is_abstract) is not bool:
        raise malformed("abstract", is_abstract, "true or false")
    if not is_abstract and (order or name not in ELEMENTWISE_NAMES):
        raise malformed("data", data, "a named function, or an abstract one")
    return f.apply(Elementwise(name, order, is_abstract), args[0])


def _abstract(data: Any, args: tuple[Expr, ...]) -> Expr:
    told = as_table(data, "data")
    known(told, "name", "latex", "shape")
    name, latex = text(told, "name"), text(told, "latex")
    return f.abstract(name, shape(told, "shape"), *args, latex=latex)


def _operation(data: Any, args: tuple[Expr, ...]) -> Expr:
    told = as_table(data, "data")
    known(told, "name", "sizes", "shape")
    name = one_of(told, "name", tuple(OPERATIONS))
    sizes = [dimension(each, "sizes") for each in items(told, "sizes")]
    made = operation(name, *args, sizes=sizes)
    if made.shape != shape(told, "shape"):
        raise malformed("shape", told["shape"], f"the shape of {made!r}, {shape_text(made.shape)}")
    return made


def _index_sum(data: Any, args: tuple[Expr, ...]) -> Expr:
    if args[0].head is not h.INDEX:
        raise ReadError(f"A sum runs over an index, not over {args[0]!r}.")
    return f.index_sum(*args)


_READERS: Mapping[h.Head, Reader] = {
    h.SYMBOL: _symbol,
    h.NUMBER: _number,
    h.SIZE: lambda data, args: f.size(dimension(data, "data")),
    h.CONSTANT: lambda data, args: f.constant(one_of({"data": data}, "data", ("pi",))),
    h.IDENTITY: lambda data, args: f.identity(dimension(data, "data")),
    h.ONES: _sized(f.ones),
    h.ZEROS: _sized(f.zeros),
    h.UNIT: lambda data, args: f.unit(dimension(data, "data"), args[0]),
    h.INDEX: _index,
    h.COMMUTATION: _sized(f.commutation),
    h.BLOCK: _block,
    h.APPLY: _apply,
    h.SOFTMAX: _along(f.softmax),
    h.LOG_SOFTMAX: _along(f.log_softmax),
    h.LOGSUMEXP: _along(f.logsumexp),
    h.ABSTRACT: _abstract,
    h.OPERATION: _operation,
    h.INDEX_SUM: _index_sum,
}
