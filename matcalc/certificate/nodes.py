"""The table of expressions: each node once, its arguments by their numbers.

A row is ``{"head": "identity", "args": [], "words": [], "sizes": ["n"]}``: words and sizes are
what a node says besides its arguments. Reading goes through the constructors, so that no node
is made that they would not make.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
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
    text,
)
from matcalc.errors import ReadError
from matcalc.expr import (
    ELEMENTWISE_NAMES,
    ONE,
    OPERATIONS,
    Declaration,
    Dim,
    Elementwise,
    Expr,
    operation,
    postorder,
)
from matcalc.expr import functions as f
from matcalc.expr import head as h
from matcalc.expr.node import number
from matcalc.expr.walk import rebuild

Row = dict[str, Any]
Args = tuple[Expr, ...]
Words = list[str]
Sizes = list[Dim]
Reader = Callable[[Args, Words, Sizes], Expr]


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
        return {
            "head": node.head.name,
            "args": [self._numbers[arg] for arg in node.args],
            "words": _words(node),
            "sizes": [dimension_data(each) for each in _sizes(node)],
        }


def read_rows(rows: list[Any]) -> tuple[Expr, ...]:
    """The expressions of a table.

    Raises ReadError for a malformed row, ShapeError for arguments whose shapes do not fit.
    """
    made: list[Expr] = []
    for position, row in enumerate(rows):
        try:
            made.append(_read_row(as_table(row, "expressions"), made))
        except ReadError as error:
            message = f"Expression {position}: {error.message}"
            raise ReadError(message, hint=error.hint) from None
    if len(set(made)) < len(made):
        raise ReadError("An expression stands in the table twice.")
    return tuple(made)


def _read_row(row: Fields, made: list[Expr]) -> Expr:
    known(row, "head", "args", "words", "sizes")
    head = _HEADS.get(text(row, "head"))
    if head is None:
        raise malformed("head", row["head"], "the name of a node")
    args = tuple(_argument(at, made) for at in items(row, "args"))
    words, sizes = items(row, "words"), [dimension(each, "sizes") for each in items(row, "sizes")]
    _check_counts(head, args, words, sizes)
    reader = _READERS.get(head)
    node = _plain(head, args) if reader is None else reader(args, words, sizes)
    if node.head is not head or node.args != args:
        raise ReadError(f"The constructors make {node!r} a {node.head.name}, not a {head.name}.")
    if (_words(node), _sizes(node)) != (words, sizes):
        raise malformed("words", words, f"{_words(node)}, as it is always written")
    return node


def _check_counts(head: h.Head, args: Args, words: list[Any], sizes: Sizes) -> None:
    least, most = _ARITY.get(head, (1, 1))
    if not least <= len(args) <= most:
        raise ReadError(f"The node {head.name!r} cannot have {len(args)} arguments.")
    if not all(type(word) is str for word in words):
        raise malformed("words", words, "a list of texts")
    if len(words) < _LEAST_WORDS.get(head, 0):
        raise ReadError(f"The node {head.name!r} needs {_LEAST_WORDS[head]} words.")
    if len(sizes) != _COUNTS.get(head, len(sizes) if head is h.OPERATION else 0):
        raise ReadError(f"The node {head.name!r} cannot have {len(sizes)} sizes.")


def _argument(position: object, made: list[Expr]) -> Expr:
    if type(position) is not int or not 0 <= position < len(made):
        raise malformed("args", position, "the number of an expression before this one")
    return made[position]


def _plain(head: h.Head, args: Args) -> Expr:
    """A node without words and sizes, by its constructor."""
    return rebuild(f.make(head, (), None, (ONE, ONE)), args)


def _words(node: Expr) -> Words:
    return _WORDS[node.head](node) if node.head in _WORDS else []


def _sizes(node: Expr) -> Sizes:
    return list(_SIZES[node.head](node)) if node.head in _SIZES else []


def _symbol_words(node: Expr) -> Words:
    told = node.declaration
    return [told.name, str(told.rank), told.latex, *sorted(told.assumptions)]


def _function_words(node: Expr) -> Words:
    """Its name; an unspecified function has the number of its primes as well."""
    called: Elementwise = node.data
    return [called.name, str(called.order)] if called.is_abstract else [called.name]


_WORDS: Mapping[h.Head, Callable[[Expr], Words]] = {
    h.SYMBOL: _symbol_words,
    h.NUMBER: lambda node: [str(node.data)],
    h.CONSTANT: lambda node: [node.data],
    h.INDEX: lambda node: [node.data[0]],
    h.BLOCK: lambda node: [str(count) for count in node.data],
    h.APPLY: _function_words,
    h.SOFTMAX: lambda node: [node.data],
    h.LOG_SOFTMAX: lambda node: [node.data],
    h.LOGSUMEXP: lambda node: [node.data],
    h.ABSTRACT: lambda node: list(node.data),
    h.OPERATION: lambda node: [node.data[0]],
}
"""What a node says in words."""

_SIZES: Mapping[h.Head, Callable[[Expr], Iterable[Dim]]] = {
    **dict.fromkeys((h.SYMBOL, h.ONES, h.ZEROS, h.ABSTRACT), lambda node: node.shape),
    **dict.fromkeys((h.IDENTITY, h.UNIT), lambda node: node.shape[:1]),
    h.TABULATE: lambda node: node.shape,
    h.SIZE: lambda node: [node.data],
    h.INDEX: lambda node: [node.data[1]],
    h.COMMUTATION: lambda node: node.data,
    h.OPERATION: lambda node: node.data[1],
}
"""The dimensions that a node says."""

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

_LEAST_WORDS: Mapping[h.Head, int] = {
    **dict.fromkeys(_WORDS, 1),
    h.SYMBOL: 3,
    h.BLOCK: 2,
    h.ABSTRACT: 2,
}
_COUNTS: Mapping[h.Head, int] = {
    **dict.fromkeys((h.SYMBOL, h.ONES, h.ZEROS, h.ABSTRACT, h.TABULATE, h.COMMUTATION), 2),
    **dict.fromkeys((h.IDENTITY, h.UNIT, h.SIZE, h.INDEX), 1),
}
"""How many dimensions a node says; an operation checks its own."""


def _symbol(args: Args, words: Words, sizes: Sizes) -> Expr:
    name, rank, latex, *tags = words
    shape = (sizes[0], sizes[1])
    return f.declared(Declaration(name, shape, _count(rank), frozenset(tags), latex))


def _number(args: Args, words: Words, sizes: Sizes) -> Expr:
    if not re.fullmatch(r"-?[0-9]+(/[0-9]*[1-9][0-9]*)?", words[0]):
        raise malformed("words", words, "a fraction in lowest terms, such as '-3/2'")
    return number(Fraction(words[0]))


def _count(word: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", word):
        raise malformed("words", word, "a whole number")
    return int(word)


def _along(make: Callable[..., Expr]) -> Reader:
    def read(args: Args, words: Words, sizes: Sizes) -> Expr:
        if words[0] not in ("rows", "columns"):
            raise malformed("words", words, "one of 'rows', 'columns'")
        return make(args[0], words[0])

    return read


def _constant(args: Args, words: Words, sizes: Sizes) -> Expr:
    if words != ["pi"]:
        raise malformed("words", words, "one of 'pi'")
    return f.constant("pi")


def _block(args: Args, words: Words, sizes: Sizes) -> Expr:
    height, width = map(_count, words[:2])
    if height * width != len(args):
        raise malformed("words", words, f"a height and a width for {len(args)} blocks")
    return f.block(tuple(args[at : at + width] for at in range(0, len(args), width)))


def _apply(args: Args, words: Words, sizes: Sizes) -> Expr:
    name, *order = words
    if not order and name not in ELEMENTWISE_NAMES:
        raise malformed("words", words, "a named function, or an unspecified one and its primes")
    return f.apply(Elementwise(name, _count(order[0]) if order else 0, bool(order)), args[0])


def _operation(args: Args, words: Words, sizes: Sizes) -> Expr:
    if words[0] not in OPERATIONS:
        raise malformed("words", words, f"one of {', '.join(OPERATIONS)}")
    return operation(words[0], *args, sizes=sizes)


def _index_sum(args: Args, words: Words, sizes: Sizes) -> Expr:
    if args[0].head is not h.INDEX:
        raise ReadError(f"A sum runs over an index, not over {args[0]!r}.")
    return f.index_sum(*args)


_READERS: Mapping[h.Head, Reader] = {
    h.SYMBOL: _symbol,
    h.NUMBER: _number,
    h.SIZE: lambda args, words, sizes: f.size(sizes[0]),
    h.CONSTANT: _constant,
    h.IDENTITY: lambda args, words, sizes: f.identity(sizes[0]),
    h.ONES: lambda args, words, sizes: f.ones(*sizes),
    h.ZEROS: lambda args, words, sizes: f.zeros(*sizes),
    h.UNIT: lambda args, words, sizes: f.unit(sizes[0], args[0]),
    h.INDEX: lambda args, words, sizes: f.index(words[0], sizes[0]),
    h.COMMUTATION: lambda args, words, sizes: f.commutation(*sizes),
    h.BLOCK: _block,
    h.APPLY: _apply,
    h.SOFTMAX: _along(f.softmax),
    h.LOG_SOFTMAX: _along(f.log_softmax),
    h.LOGSUMEXP: _along(f.logsumexp),
    h.ABSTRACT: lambda args, words, sizes: f.abstract(
        words[0], (sizes[0], sizes[1]), *args, latex=words[1]
    ),
    h.OPERATION: _operation,
    h.INDEX_SUM: _index_sum,
}
