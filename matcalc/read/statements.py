"""A text that holds several formulas: what it asks for, and what it defines on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from matcalc.errors import ReadError, Span
from matcalc.expr import ELEMENTWISE_NAMES
from matcalc.read.parser import parse
from matcalc.read.scope import Scope
from matcalc.read.spelling import with_known_letters
from matcalc.read.steps import Recurrence, recurrence_of
from matcalc.read.surface import Node, rewrite, walk
from matcalc.read.token import Token, split
from matcalc.read.tokens import tokens_of_equation
from matcalc.read.vocabulary import INVERSE_FUNCTION, function_word


@dataclass(frozen=True, slots=True)
class Statement:
    """``name(places) = body``; a name of ``""`` is a formula that defines nothing."""

    name: str
    body: Node
    places: tuple[Node, ...] = ()
    parameters: tuple[str, ...] = ()
    root: int = 1
    """2 when the square of the name is defined."""
    inverse: str = ""
    """exp when the logarithm of the name is defined."""
    is_equation: bool = False
    """Whether it has a left side, which names nothing."""

    def uses(self) -> set[str]:
        """The names that occur in the body."""
        return {node.text for node in walk(self.body) if node.kind in ("name", "call")}


@dataclass
class Statements:
    """The statements of a text, with the meaning of the functions they define."""

    all: list[Statement] = field(default_factory=list)
    functions: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Defined words and how they are written, as net in net_k."""
    recurrence: Recurrence | None = None
    carried: dict[str, Statement] = field(default_factory=dict)
    """Functions that were only used at other arguments, and are written out everywhere."""


def read_statements(text: str, scope: Scope, syntax: str = "auto") -> Statements:
    """The statements of a text, read twice: once for the names it defines, then in full."""
    words = _words(text, scope, syntax)
    scope = replace(scope, written={**scope.written, **words}, pending=(*scope.pending, *words))
    names = [_left(sides[0], text) for sides in _sides(text, scope, syntax) if len(sides) > 1]
    defined = dict.fromkeys(left.name for left in names if left and left.name)
    known = replace(
        scope,
        pending=tuple(name for name in defined if name not in scope.values),
        functions={**scope.functions, **_functions(text, scope, syntax, names)},
    )
    found = Statements(functions=dict(known.functions), words=words)
    for sides in _sides(text, known, syntax):
        found.all.append(_statement(sides, text, known))
    if not found.all:
        raise ReadError("there is no formula here: the text is empty.", span=(0, len(text)))
    return _resolve_functions(_separate_indexed(_without_steps(found, scope)))


def _words(text: str, scope: Scope, syntax: str) -> dict[str, tuple[str, ...]]:
    """Words that are defined, as in net_k = …, which the letters would be read as a product."""
    lefts = [sides[0] for sides in _sides(text, scope, syntax) if len(sides) > 1 and sides[0]]
    found = (_word(left, text, scope) for left in lefts)
    return {word: (word,) for word in found if word}


def _word(left: Sequence[Token], text: str, scope: Scope) -> str:
    """The three or more letters that a left side consists of, but for a subscript."""
    letters = _LETTERS.match(text, left[0].span[0])
    if letters is None or any(token.kind not in _IN_NAMES for token in left):
        return ""
    outside = [token for token in left if token.kind == "NAME" and token.span[0] < letters.end()]
    is_product = len(outside) == len(letters[0]) and left[0].kind == "NAME"
    return letters[0] if is_product and not all(map(scope.knows, letters[0])) else ""


_LETTERS = re.compile(r"[A-Za-z]{3,}")
_IN_NAMES = frozenset(["NAME", "JUXT", "LBRACK", "RBRACK", "COMMA"])


def _functions(
    text: str, scope: Scope, syntax: str, names: Sequence[Statement | None]
) -> dict[str, str]:
    """Names that are functions: defined with arguments, or as x = x(z)."""
    found = {each.name: "value" for each in names if each and each.parameters}
    for sides in _sides(text, scope, syntax):
        first = sides[-1][0] if sides[-1] else None
        if len(sides) > 1 and first is not None and first.kind == "CALL":
            name = first.value[0] if isinstance(first.value, tuple) else ""
            if any(each and each.name == name and not each.parameters for each in names):
                found[str(name)] = "open"
    return found


def _sides(text: str, scope: Scope, syntax: str) -> list[list[list[Token]]]:
    """The statements of a text as sides of their equalities."""
    statements = split(tokens_of_equation(text, scope, syntax), "COMMA", "BREAK")
    kept = [[token for token in each if token.kind != "ALIGN"] for each in statements]
    return [split(each, "EQUALS") for each in kept if each]


def _statement(sides: list[list[Token]], text: str, scope: Scope) -> Statement:
    body = with_known_letters(parse(sides[-1], text), scope)
    if len(sides) == 1:
        return Statement("", body)
    left = _left(sides[0], text)
    if left is None or not left.name:
        return Statement("", body, is_equation=True)
    if left.inverse:
        body = Node("call", (body,), left.inverse, body.span)
    if left.parameters and left.places:
        return _entrywise(left, body)
    return replace(left, body=body)


def _entrywise(left: Statement, body: Node) -> Statement:
    """σ(s) = f(s) for σ(s)_i = f(s_i). Raises ReadError where i stands elsewhere too."""
    (parameter,), (place,) = left.parameters, left.places

    def change(node: Node) -> Node:
        is_entry = node.kind == "entry" and len(node.children) == 2
        if is_entry and [child.text for child in node.children] == [parameter, place.text]:
            return node.children[0]
        return node

    made = rewrite(body, change)
    if any(node.kind == "name" and node.text == place.text for node in walk(made)):
        raise ReadError(
            f"{left.name} is defined by its entries, and each may only use the same entry of "
            f"{parameter}.",
            span=body.span,
            hint=f"Define it as a vector, {left.name} = ….",
        )
    return replace(left, body=made, places=())


def _left(side: Sequence[Token], text: str) -> Statement | None:
    """What the left side of an equality defines, None when it names nothing."""
    try:
        tree = parse(side, text)
    except ReadError:
        return None
    if tree.kind == "name":
        return Statement(tree.text, tree)
    if tree.kind == "call" and tree.text in INVERSE_FUNCTION and len(tree.children) == 1:
        return _inverted(tree)
    if tree.kind == "call" and _may_be_defined(tree):
        parameters = tuple(child.text for child in tree.children)
        return Statement(tree.text, tree, parameters=parameters)
    if tree.kind == "entry" and tree.children[0].kind == "call":
        return _by_entries(tree)
    if tree.kind == "entry" and tree.children[0].kind == "name":
        return Statement(tree.children[0].text, tree, places=tree.children[1:])
    if tree.kind == "power" and tree.children[1].value == 2:
        base, *places = tree.children[0].children or (tree.children[0],)
        if base.kind == "name" and tree.children[0].kind in ("name", "entry"):
            return Statement(base.text, tree, places=tuple(places), root=2)
    return None


def _may_be_defined(call: Node) -> bool:
    """A function of the text's own, or one of a number that it writes out: softplus(x) = …."""
    name = call.text.partition(".")[0]
    is_letter = len(call.children) == 1 and call.children[0].kind == "name"
    return not function_word(name) or (is_letter and name in ELEMENTWISE_NAMES)


def _by_entries(tree: Node) -> Statement | None:
    """σ(s)_i = f(s_i) defines σ, entry by entry."""
    call, *places = tree.children
    if not _may_be_defined(call) or len(call.children) != 1 or len(places) != 1:
        return None
    return Statement(call.text, tree, tuple(places), (call.children[0].text,))


def _inverted(tree: Node) -> Statement | None:
    """log λ_i = … defines λ_i as exp of the right side."""
    base, *places = tree.children[0].children or (tree.children[0],)
    if base.kind != "name" or tree.children[0].kind not in ("name", "entry"):
        return None
    return Statement(base.text, tree, tuple(places), inverse=INVERSE_FUNCTION[tree.text])


def _without_steps(found: Statements, scope: Scope) -> Statements:
    """h_{t+1} = f(h_t) defines another name than h."""
    named = [each for each in found.all if each.name]
    bodies = [each.body for each in found.all]
    told = recurrence_of([(each.name, each.places) for each in named], bodies, scope)
    if told is None:
        return found
    changed = [
        replace(
            each,
            name=told.next_name(each.name) if each.name in told.names else each.name,
            places=() if each.name in told.names else each.places,
            body=told.applied(each.body, scope),
        )
        for each in found.all
    ]
    return replace(found, all=changed, notes=(*found.notes, told.told), recurrence=told)


def _separate_indexed(found: Statements) -> Statements:
    """L and L_i may both be defined; the second is then another name."""
    plain = {each.name for each in found.all if each.name and not each.places}
    both = {each.name for each in found.all if each.places and each.name in plain}
    if not both:
        return found

    def change(node: Node) -> Node:
        if node.kind == "entry" and node.children[0].text in both:
            base = replace(node.children[0], value=f"{node.children[0].text}_each")
            return node.with_children(base, *node.children[1:])
        return node

    renamed = [
        replace(
            each,
            name=f"{each.name}_each" if each.places and each.name in both else each.name,
            body=rewrite(each.body, change),
        )
        for each in found.all
    ]
    return replace(found, all=renamed)


def _resolve_functions(found: Statements) -> Statements:
    """g = id is a function; F(x, W) is F when F is defined with these arguments or none."""
    defined = {each.name: each for each in found.all if each.name}
    called = {node.text for each in found.all for node in walk(each.body) if node.kind == "call"}
    kept: list[Statement] = []
    for each in found.all:
        if each.name in called and each.body.kind == "identity":
            found.functions[each.name] = "identity"
        else:
            kept.append(each)
    values = {
        name: each
        for name, each in defined.items()
        if found.functions.get(name, "value") == "value"
    }
    values = _written_out(values)
    applied = [
        replace(each, body=apply_definitions(each.body, values, but=each.name)) for each in kept
    ]
    used = {name for each in applied for name in each.uses() - {each.name}}
    found.carried = {
        each.name: each for each in applied if each.parameters and each.name in called - used
    }
    found.all = [each for each in applied if each.name not in found.carried]
    return found


def _written_out(values: Mapping[str, Statement]) -> dict[str, Statement]:
    """Functions whose bodies use other functions at other arguments, with these written out."""
    found = dict(values)
    for _ in values:
        before = dict(found)
        for name, each in before.items():
            if each.parameters:
                try:
                    found[name] = replace(each, body=apply_definitions(each.body, found, but=name))
                except ReadError:
                    continue
        if all(found[name].body is each.body for name, each in before.items()):
            break
    return found


def apply_definitions(root: Node, defined: Mapping[str, Statement], but: str = "") -> Node:
    """Calls of defined functions as plain names; at other arguments, what they stand for there.

    Raises ReadError where a function cannot be carried over to another argument.
    """

    def change(node: Node) -> Node:
        if node.kind != "call" or node.text not in defined or node.text == but:
            return node
        parameters = defined[node.text].parameters
        given = tuple(child.text for child in node.children)
        if parameters and given != parameters:
            return _carried(node, defined)
        return Node("name", (), node.text, node.span)

    return rewrite(root, change)


def _carried(call: Node, defined: Mapping[str, Statement]) -> Node:
    """h(w) for h(x) = f(x): the formula with w for x, where x stands in it for everyone to see."""
    found = defined[call.text]
    names = {node.text for node in walk(found.body) if node.kind in ("name", "call")}
    is_whole = found.body.kind != "name" or found.body.text != found.name
    hidden = names & set(defined) - set(found.parameters)
    if len(call.children) != len(found.parameters) or not is_whole or hidden:
        raise ReadError(
            f"{call.text} is defined at ({', '.join(found.parameters)}) "
            f"and used at another argument.",
            span=call.span,
            hint=f"Write {call.text}({', '.join(found.parameters)}), or write the formula out.",
        )
    given = dict(zip(found.parameters, call.children, strict=True))

    def change(node: Node) -> Node:
        return given.get(node.text, node) if node.kind == "name" else node

    return rewrite(found.body, change)


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """The definitions in an order in which each can be computed.

    Raises ReadError when they go in a circle.
    """
    by_name = {each.name: each for each in statements}
    waits = {
        each.name: {name for name in each.uses() if name in by_name and name != each.name}
        | ({each.name} if _uses_itself(each) else set())
        for each in statements
    }
    order: list[Statement] = []
    while waits:
        ready = [name for name in waits if not waits[name]]
        if not ready:
            circle = _circle(waits)
            raise ReadError(
                f"the definitions go in a circle: {' → '.join(circle)}.",
                span=_span(by_name[circle[0]]),
            )
        for name in ready:
            order.append(by_name[name])
            del waits[name]
        for wanted in waits.values():
            wanted.difference_update(ready)
    return order


def _uses_itself(statement: Statement) -> bool:
    names = (node for node in walk(statement.body) if node.kind == "name")
    return any(node.text == statement.name for node in names)


def _circle(waits: Mapping[str, set[str]]) -> list[str]:
    path = [next(iter(waits))]
    while path.count(path[-1]) < 2:
        path.append(min(waits[path[-1]]))
    return path[path.index(path[-1]) :]


def _span(statement: Statement) -> Span:
    return statement.body.span
