"""Tokens to the surface tree, by the grammar in ``formula.lark``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from matcalc.errors import ReadError, Span
from matcalc.read.dots import dotted, has_dots
from matcalc.read.exponents import LETTERS
from matcalc.read.extent import REACHES, with_extents
from matcalc.read.lengths import with_lengths
from matcalc.read.surface import Node
from matcalc.read.token import Token, check_brackets


def parse(tokens: Sequence[Token], text: str) -> Node:
    """The surface tree of one formula.

    Raises ReadError with the place of the first token that cannot stand where it stands.
    """
    from lark.exceptions import UnexpectedInput, VisitError

    if not tokens:
        raise ReadError("there is no formula here: the text is empty.", span=(0, len(text)))
    check_brackets(list(tokens), text)
    try:
        tree = _grammar().parse(with_extents(tokens))
    except VisitError as trouble:
        if isinstance(trouble.orig_exc, ReadError):
            raise trouble.orig_exc from None
        raise
    except UnexpectedInput as trouble:
        raise _unexpected(getattr(trouble, "token", None), tokens, text) from None
    assert isinstance(tree, Node)
    if tree.kind == "compare":
        raise ReadError(
            "a comparison is no formula.", span=tree.span, hint="Write 1[x > 0] for an indicator."
        )
    return tree


def _unexpected(token: Any, tokens: Sequence[Token], text: str) -> ReadError:
    found = token.value if token is not None and isinstance(token.value, Token) else None
    if found is None:
        end = tokens[-1].span[1]
        seen = text[tokens[-1].span[0] : end]
        return ReadError(
            f"the formula ends after {seen!r}, where something must follow.",
            span=tokens[-1].span,
        )
    seen = text[found.span[0] : found.span[1]]
    if found.kind in ("JUXT", "ARGUMENT"):
        seen = text[found.span[1] :][:10]
    return ReadError(
        f"{seen!r} at character {found.span[0] + 1} cannot stand here.", span=found.span
    )


@cache
def _grammar() -> Any:
    from lark import Lark
    from lark.lexer import Lexer
    from lark.lexer import Token as Terminal

    class Ready(Lexer):
        """Hands over tokens that are already made."""

        def __init__(self, lexer_conf: Any) -> None:
            pass

        def lex(self, data: Any) -> Iterator[Any]:  # type: ignore[override]
            for token in data:
                yield Terminal(token.kind, token)

    source = files("matcalc.read").joinpath("formula.lark").read_text(encoding="utf-8")
    return Lark(
        source, parser="lalr", lexer=Ready, transformer=_Actions(), propagate_positions=False
    )


_AXES = ("rows", "columns")
_BRACKETED = ("add", "product", "power", "epower", "hadamard", "kron")


def _span(*parts: Any) -> Span:
    spans = [part.value.span if hasattr(part, "type") else part.span for part in parts]
    return min(start for start, _ in spans), max(end for _, end in spans)


class _Actions:
    """What each alternative of the grammar makes."""

    def _binary(self, kind: str, parts: list[Any]) -> Node:
        left, sign, right = parts
        return Node(kind, (left, right), sign.value.value, _span(left, right))

    def compare(self, parts: list[Any]) -> Node:
        return self._binary("compare", parts)

    def add(self, parts: list[Any]) -> Node:
        left, _, right = parts
        terms = left.children if left.kind == "add" and left.value is None else (left,)
        return Node("add", (*terms, right), None, _span(left, right))

    def subtract(self, parts: list[Any]) -> Node:
        left, sign, right = parts
        return self.add([left, sign, Node("negate", (right,), None, _span(sign, right))])

    def lead(self, parts: list[Any]) -> Node:
        sign, body = parts
        return Node("negate", (body,), None, _span(sign, body))

    def hadamard(self, parts: list[Any]) -> Node:
        return self._binary("hadamard", parts)

    def quotient(self, parts: list[Any]) -> Node:
        return self._binary("quotient", parts)

    def kron(self, parts: list[Any]) -> Node:
        return self._binary("kron", parts)

    def colon(self, parts: list[Any]) -> Node:
        return self._binary("colon", parts)

    def product(self, parts: list[Any]) -> Node:
        return self._binary("product", parts)

    def reach(self, parts: list[Any]) -> Node:
        left, _, right = parts
        return Node("product", (left, right), REACHES, _span(left, right))

    def divide(self, parts: list[Any]) -> Node:
        above, sign, below = parts
        return self._binary("divide", [above, sign, with_lengths(below)])

    def fraction(self, parts: list[Any]) -> Node:
        _, _, above, _, _, below, close = parts
        return Node("divide", (above, with_lengths(below)), "frac", _span(parts[0], close))

    def bare(self, parts: list[Any]) -> Node:
        function, body = parts
        return _raised(function.value.value, (body,), _span(function, body))

    def call(self, parts: list[Any]) -> Node:
        arguments: tuple[Node, ...] = parts[1].children if len(parts) == 3 else ()
        function: tuple[str, int | None] = parts[0].value.value
        if len(arguments) == 2 and arguments[1].text in _AXES:
            function = (f"{function[0]}.{arguments[1].text}", function[1])
            arguments = arguments[:1]
        if function[0] != "indicator":
            arguments = tuple(_as_indicator(each) for each in arguments)
        return _raised(function, arguments, _span(parts[0], parts[-1]))

    def differential(self, parts: list[Any]) -> Node:
        return Node("differential", (parts[1],), None, _span(*parts))

    def operator(self, parts: list[Any]) -> Node:
        sign, variables, _, body = parts
        return Node("derivative", (body, *variables.children), "operator", _span(sign, body))

    def derivative(self, parts: list[Any]) -> Node:
        sign, function, _, variables, close = parts
        return Node("derivative", (function, *variables.children), None, _span(sign, close))

    def transpose(self, parts: list[Any]) -> Node:
        """Aᵀ; A_{ij}ᵀ is an entry of Aᵀ."""
        body: Node = parts[0]
        span = _span(*parts)
        if body.kind == "entry" and len(body.children) == 3:
            matrix = Node("transpose", body.children[:1], None, span)
            return Node("entry", (matrix, *body.children[1:]), None, span)
        if body.kind == "tuple":
            return body
        letter = str(parts[1].value.value)
        return Node("transpose", (body,), letter if letter in LETTERS else None, span)

    def power(self, parts: list[Any]) -> Node:
        base, _, exponent = parts
        if base.kind in ("power", "epower") and not base.is_closed:
            raise ReadError(
                "a power of a power without brackets can mean two things.",
                span=_span(base, exponent),
                hint="Write (a^b)^c or a^(b^c).",
            )
        return Node("power", (with_lengths(base), exponent), None, _span(base, exponent))

    def epower(self, parts: list[Any]) -> Node:
        base, _, exponent = parts
        return Node("epower", (base, exponent), None, _span(base, exponent))

    def positive(self, parts: list[Any]) -> Node:
        return Node("positive", (parts[0],), None, _span(*parts))

    def factorial(self, parts: list[Any]) -> Node:
        return Node("factorial", (parts[0],), None, _span(*parts))

    def pinv(self, parts: list[Any]) -> Node:
        return Node("pinv", (parts[0],), None, _span(*parts))

    def entry(self, parts: list[Any]) -> Node:
        body, _, places, close = parts
        return Node("entry", (body, *places.children), None, _span(body, close))

    def number(self, parts: list[Any]) -> Node:
        return Node("number", (), parts[0].value.value, _span(*parts))

    def name(self, parts: list[Any]) -> Node:
        return Node("name", (), parts[0].value.value, _span(*parts))

    def ones(self, parts: list[Any]) -> Node:
        return Node("ones", (), parts[0].value.value, _span(*parts))

    def zeros(self, parts: list[Any]) -> Node:
        return Node("zeros", (), parts[0].value.value, _span(*parts))

    def identity(self, parts: list[Any]) -> Node:
        return Node("identity", (), parts[0].value.value, _span(*parts))

    def group(self, parts: list[Any]) -> Node:
        """Brackets leave no node, but a sum inside them stays one, and a product closed.

        (A > B) is 1 where it is true.
        """
        body = parts[1]
        if body.kind == "compare":
            return self.indicator(parts)
        value = f"({body.text})" if body.kind in _BRACKETED else body.value
        return Node(body.kind, body.children, value, _span(*parts))

    def column(self, parts: list[Any]) -> Node:
        """(a, b) as a column; so is (a, b)ᵀ, as everybody writes it."""
        entries = tuple(part for part in parts if isinstance(part, Node))
        return Node("tuple", entries, (len(entries), 1), _span(parts[0], parts[-1]))

    def indicator(self, parts: list[Any]) -> Node:
        return Node("call", (parts[1],), "indicator", _span(*parts))

    def bars(self, parts: list[Any]) -> Node:
        """|A|; with a norm named below, the norm."""
        which = parts[2].value.value
        return Node("norm" if which else "bars", (parts[1],), which or None, _span(*parts))

    def norm(self, parts: list[Any]) -> Node:
        return Node("norm", (parts[1],), parts[2].value.value, _span(*parts))

    def over(self, parts: list[Any]) -> Node:
        return Node("over", (parts[1],), parts[0].value.value, _span(parts[0], parts[1]))

    def block(self, parts: list[Any]) -> Node:
        rows = parts[1].children
        if has_dots(rows):
            return dotted(rows, _span(*parts))
        width = len(rows[0].children)
        if any(len(row.children) != width for row in rows):
            raise ReadError(
                "the rows of the matrix have different lengths.", span=_span(parts[0], parts[2])
            )
        entries = tuple(entry for row in rows for entry in row.children)
        return Node("block", entries, (len(rows), width), _span(*parts))

    def _listed(self, kind: str, parts: list[Any]) -> Node:
        items = tuple(part for part in parts if isinstance(part, Node))
        return Node(kind, items, None, _span(*items))

    def arguments(self, parts: list[Any]) -> Node:
        return self._listed("arguments", parts)

    def variables(self, parts: list[Any]) -> Node:
        return self._listed("variables", parts)

    def rows(self, parts: list[Any]) -> Node:
        return self._listed("rows", parts)

    def row(self, parts: list[Any]) -> Node:
        return self._listed("row", parts)


def _as_indicator(node: Node) -> Node:
    """diag(x > 0) is of the indicator."""
    return node if node.kind != "compare" else Node("call", (node,), "indicator", node.span)


def _raised(function: Any, arguments: tuple[Node, ...], span: Span) -> Node:
    """``tanh^2(x)`` is the square of tanh(x)."""
    name, exponent = function
    call = Node("call", arguments, name, span)
    if exponent is None:
        return call
    return Node("power", (call, Node("number", (), exponent, span)), None, span)
