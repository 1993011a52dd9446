"""A claim about a derivative, with or without its left side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import MatcalcError, ReadError, UnknownNameError
from matcalc.expr import ONE, Expr, Problem, Shape, diag
from matcalc.expr.head import SYMBOL
from matcalc.read.elaborate import elaborate
from matcalc.read.implied import (
    with_implied_sums,
    with_whole_diagonals,
    without_batch_index,
)
from matcalc.read.lefts import about, as_operator, is_formula, refuse_other
from matcalc.read.names import plain_name
from matcalc.read.parser import parse
from matcalc.read.partials import read_partials
from matcalc.read.reading import Reading
from matcalc.read.scope import Scope
from matcalc.read.sizes import refuse_new_sizes
from matcalc.read.spelling import with_known_letters
from matcalc.read.statements import Statement, apply_definitions
from matcalc.read.surface import Node, walk
from matcalc.read.token import Token, split
from matcalc.read.tokens import tokens_of_equation
from matcalc.read.vocabulary import function_word

Respelling = Callable[[Node, Scope], Node]


def read_claim(
    text: str,
    problem: Problem,
    scope: Scope,
    *,
    free: Sequence[str] = (),
    respelled: Respelling | None = None,
) -> Reading:
    """The formula that a claim says the derivative is.

    A left side such as ``\\nabla f =`` or ``(∂C/∂y)_i =`` is dropped and its indices kept; of a
    chain a = b = c the last side is the claim and ``sides`` has them all. Names that the claim
    defines on its way, as in ``X'(y - p), p = σ(Xw)``, are put in. ``free`` gives the order of
    the free indices when there is no left side; ``respelled`` is another way to understand what
    is written.

    >>> from matcalc.read.problem import problem_from
    >>> problem, scope = problem_from("x' B x", wrt="x")
    >>> read_claim("df/dx = (B + B')*x", problem, scope).echo
    "(B + B')*x"
    """
    expected = derivative_shape(problem)
    listed = read_partials(text, problem, scope)
    if listed is not None:
        return listed
    split_up = _with_definitions(text, scope, respelled)
    scope = split_up.scope
    order, left, sides = tuple(free), None, split_up.sides
    readings: list[Reading] = []
    shown, taken = None, ""
    if len(sides) > 1 and (places := _left_side(sides[0], text, scope)) is not None:
        left, sides = _parsed(sides[0], text), sides[1:]
        left = respelled(left, scope) if left is not None and respelled is not None else left
        order = places or order
        stated = None if left is None else as_operator(left, problem)
        if stated is not None:
            readings = [_side(stated, scope, expected, order)]
        elif left is not None and expected is not None and is_formula(left, problem):
            shown = about(left, problem, scope, expected)
            order, expected = (), shown.formula.shape
        elif left is not None:
            taken = refuse_other(left, problem, scope)
        else:
            taken = "the left side cannot be read: only the formula behind it was looked at."
        while len(sides) > 1 and _is_left_again(sides[0], text, scope):
            sides = sides[1:]
    for side in sides:
        tree = _tree(side, text, scope)
        tree = respelled(tree, scope) if respelled is not None else tree
        order = order or _differentiated(tree, problem)
        readings.append(_side(tree, scope, expected, order))
    exprs = tuple(each.expr for each in readings)
    refuse_new_sizes(exprs, problem)
    return replace(
        readings[-1],
        sides=exprs,
        places=order,
        left=left,
        defined=split_up.defined,
        about=shown,
        notes=(*readings[-1].notes, *filter(None, [taken])),
    )


def claimed_surface(text: str, scope: Scope) -> Node:
    """The surface tree of the formula that a claim ends in."""
    split_up = _with_definitions(text, scope)
    return _tree(split_up.sides[-1], text, split_up.scope)


def _tree(side: Sequence[Token], text: str, scope: Scope) -> Node:
    """A side with functions and steps written out."""
    tree = completed_calls(parse(side, text), scope)
    return tree if scope.recurrence is None else scope.recurrence.applied(tree, scope)


@dataclass(frozen=True, slots=True)
class _Split:
    """The sides of an equation, or several formulas, after the names that a text defines."""

    sides: list[list[Token]]
    scope: Scope
    defined: Mapping[str, Expr]


def _with_definitions(text: str, scope: Scope, respelled: Respelling | None = None) -> _Split:
    parts = _parts(text, scope)
    if not parts:
        raise ReadError("there is no formula here: the text is empty.", span=(0, len(text)))
    defined: dict[str, Expr] = {}
    rest: list[list[Token]] = []
    waiting = parts if _defines(parts[0], text, scope) else [*parts[1:], parts[0]]
    while waiting:
        found, later = _settled(waiting, text, scope, respelled)
        defined.update(found.defined)
        rest += found.sides
        waiting, scope = later, found.scope
    if len(rest) > 1:
        rest = [part for part in rest if not _restates(part, text, scope)] or rest
    if len(rest) > 1 and (other := _with_marked_names(rest, text, scope)) is not scope:
        return _with_definitions(text, other, respelled)
    if len(rest) > 1:
        raise ReadError(
            f"there are {len(rest)} formulas here, and one derivative was asked for.",
            span=(rest[1][0].span[0], rest[1][-1].span[1]),
            hint="Write the one that is claimed.",
        )
    last = rest[0] if rest else parts[-1]
    if rest and defined:
        # A name that is used before it is defined is only known for one now.
        at = next(at for at, part in enumerate(parts) if part is last)
        again = _parts(text, scope)
        last = again[at] if len(again) == len(parts) else last
    return _Split([side for side in split(last, "EQUALS") if side], scope, defined)


def _with_marked_names(parts: Sequence[list[Token]], text: str, scope: Scope) -> Scope:
    r"""The scope in which left sides such as \delta^u_{a,t} and \nabla_g L are names, if used."""
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        left, *sides = split(part, "EQUALS")
        if not left or not sides or not sides[0]:
            continue
        before = text[: sides[0][0].span[0]].rpartition("=")[0]
        written = before[left[0].span[0] :].strip("& ")
        name = plain_name(written) if len(written) > 1 else ""
        if name and text.count(written) > 1 and name not in scope.cotangents:
            found[name] = (written,)
    if not found:
        return scope
    asked = scope.cotangents or (f"d{plain_name(scope.variable)}",)
    return replace(scope, cotangents=(*asked, *found), written={**scope.written, **found})


def _settled(
    parts: Sequence[list[Token]], text: str, scope: Scope, respelled: Respelling | None
) -> tuple[_Split, list[list[Token]]]:
    """The definitions that can be read now, the formulas, and what waits for other definitions.

    Raises UnknownNameError when everything waits.
    """
    defined: dict[str, Expr] = {}
    rest: list[list[Token]] = []
    later: list[list[Token]] = []
    first: UnknownNameError | None = None
    for part in parts:
        try:
            made = _definition(part, text, scope, respelled)
        except UnknownNameError as error:
            first = first or error
            later.append(part)
            continue
        if made is None:
            rest.append(part)
        else:
            defined.update(made)
            scope = scope.with_values(made)
    if first is not None and not defined:
        raise first
    return _Split(rest, scope, defined), later


def _parts(text: str, scope: Scope) -> list[list[Token]]:
    """The formulas of a text after its last ⇒, with the definitions beside them."""
    tokens = [token for token in tokens_of_equation(text, scope) if token.kind != "ALIGN"]
    tokens = _continued(tokens)
    return [part for part in split(split(tokens, "IMPLIES")[-1], "BREAK", "COMMA") if part]


def _continued(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the breaks before lines that go on with =."""
    following = [*tokens[1:], None]
    return [
        token
        for token, after in zip(tokens, following, strict=True)
        if token.kind != "BREAK" or after is None or after.kind != "EQUALS"
    ]


def _defines(part: Sequence[Token], text: str, scope: Scope) -> bool:
    sides = split(list(part), "EQUALS")
    return len(sides) > 1 and bool(sides[-1]) and _new_name(sides[0], text, scope) is not None


def _definition(
    part: Sequence[Token], text: str, scope: Scope, respelled: Respelling | None
) -> dict[str, Expr] | None:
    """``name = body`` or ``name_i = body``, for a name that nothing declares."""
    sides = split(list(part), "EQUALS")
    left = _new_name(sides[0], text, scope) if len(sides) > 1 and sides[-1] else None
    if left is None:
        return None
    order = tuple(place.text for place in left.places)
    tree = with_known_letters(_tree(sides[-1], text, scope), scope)
    tree = respelled(tree, scope) if respelled is not None else tree
    whole = with_whole_diagonals(tree, scope, order)
    if len(order) == 2 and order[0] == order[1]:
        return {left.name: diag(elaborate(whole.tree, scope, None, order[:1]).expr)}
    return {left.name: elaborate(whole.tree, scope, None, order).expr}


def _restates(part: Sequence[Token], text: str, scope: Scope) -> bool:
    """A formula for a name that stands for a formula already, as after an earlier line."""
    sides = split(list(part), "EQUALS")
    tree = _parsed(sides[0], text) if len(sides) > 1 else None
    base = tree.children[0] if tree is not None and tree.kind == "entry" else tree
    value = scope.values.get(base.text) if base is not None and base.kind == "name" else None
    return value is not None and value.head is not SYMBOL


def _new_name(side: Sequence[Token], text: str, scope: Scope) -> Statement | None:
    """The name that a left side defines, None when it is a formula or names the derivative."""
    tree = _parsed(side, text)
    if tree is None:
        return None
    base = tree.children[0] if tree.kind == "entry" else tree
    name = base.text
    moves = name.startswith("d") and scope.knows(name[1:])
    if name in scope.cotangents:
        moves = name == scope.cotangents[0]
    is_symbol = name.startswith("nabla") and name not in scope.cotangents
    if base.kind != "name" or scope.knows(name) or moves or is_symbol:
        return None
    return Statement(name, tree, tree.children[1:] if tree.kind == "entry" else ())


def completed_calls(tree: Node, scope: Scope) -> Node:
    """Calls of functions that the problem defines, as their values."""
    defined = {
        name: Statement(name, scope.bodies.get(name, Node("name", (), name)), (), parameters)
        for name, parameters in scope.parameters.items()
        if name in scope.values or name in scope.bodies
    }
    return apply_definitions(tree, defined)


def _side(tree: Node, scope: Scope, expected: Shape | None, order: tuple[str, ...]) -> Reading:
    if len(order) == 2 and order[0] == order[1]:
        return _diagonal(tree, scope, expected, order)
    whole = with_whole_diagonals(with_known_letters(tree, scope), scope, order)
    batch = without_batch_index(whole.tree, scope)
    summed = with_implied_sums(batch.tree, scope, expected, order)
    reading = elaborate(summed.tree, scope, expected, order)
    return replace(reading, notes=(*reading.notes, *whole.notes, *batch.notes, *summed.notes))


def _diagonal(tree: Node, scope: Scope, expected: Shape | None, order: tuple[str, ...]) -> Reading:
    """A claim about the entries (i, i): the others are taken for zero."""
    column = (expected[0], ONE) if expected is not None else None
    reading = elaborate(tree, scope, column, order[:1])
    note = "only the diagonal is claimed; the other entries are read as zero."
    return replace(reading, expr=diag(reading.expr), notes=(*reading.notes, note))


def _differentiated(tree: Node, problem: Problem) -> tuple[str, ...]:
    """The indices (i, j) of a ∂/∂X_{ij} in the formula, X the variable of the problem."""
    if problem.wrt is None:
        return ()
    for node in walk(tree):
        for variable in node.children[1:] if node.kind == "derivative" else ():
            base = variable.children[0] if variable.kind == "entry" else None
            if base is not None and base.text == problem.wrt.declaration.name:
                return tuple(place.text for place in variable.children[1:])
    return ()


def _parsed(side: Sequence[Token], text: str) -> Node | None:
    try:
        return parse(side, text)
    except MatcalcError:
        return None


def _left_side(side: Sequence[Token], text: str, scope: Scope) -> tuple[str, ...] | None:
    """The indices on a left side that names the derivative; None if it is a formula."""
    tree = _parsed(side, text)
    if tree is None:
        return ()
    if tree.kind == "entry" and _names_derivative(tree.children[0], scope):
        return tuple(child.text for child in tree.children[1:])
    if not _names_derivative(tree, scope):
        return None
    if tree.kind == "divide":
        _, _, place = tree.children[1].text.rpartition("_")
        return (place,) if len(place) == 1 and place != tree.children[1].text else ()
    return tuple(
        place.text
        for part in tree.children
        if tree.kind == "derivative" and part.kind == "entry"
        for place in part.children[1:]
    )


def _is_left_again(side: Sequence[Token], text: str, scope: Scope) -> bool:
    """A second ∂f/∂x of an f that nothing declares: it says what the left side says."""
    tree = _parsed(side, text)
    above = tree.children[0] if tree is not None and tree.kind == "derivative" else None
    return above is not None and above.kind == "name" and not scope.knows(above.text)


def _names_derivative(tree: Node, scope: Scope) -> bool:
    """∂f/∂x, ∇f, df/dx, or a single name that nothing declares."""
    if tree.kind == "derivative":
        function = tree.children[0]
        is_other = function.kind == "call" and function_word(function.text) not in ("", "vec")
        return function.kind in ("name", "call", "entry") and not is_other
    if tree.kind == "name":
        return not scope.knows(tree.text)
    if tree.kind == "product" and tree.children[0].text == "d" and not scope.knows("d"):
        return tree.children[1].kind == "name" and not scope.knows(tree.children[1].text)
    if tree.kind == "divide":
        parts = tree.children
        return all(
            part.kind == "name" and part.text.startswith("d") and not scope.knows(part.text)
            for part in parts
        )
    if tree.kind == "call" and tree.text.endswith("'"):
        return len(tree.text) == 2 and len(tree.children) == 1
    return any(node.text.startswith("nabla") for node in walk(tree) if node.kind == "name")


def derivative_shape(problem: Problem) -> Shape | None:
    """The shape that the derivative a problem asks for must have."""
    target, wrt = problem.target, problem.wrt
    if wrt is None:
        return target.shape
    if problem.kind in ("gradient", "gradient-symmetric", "vjp"):
        return wrt.shape
    if problem.kind in ("differential", "jvp", "scalar-derivative"):
        return target.shape
    if problem.kind == "hessian":
        if wrt.is_scalar and problem.second is None:
            return target.shape
        other = problem.second or wrt
        if problem.direction:
            return wrt.shape
        return _entries(wrt)[0], _entries(other)[0]
    if wrt.is_scalar:
        return target.shape
    return _entries(target)[0], _entries(wrt)[0]


def _entries(expr: Expr) -> Shape:
    return expr.rows * expr.cols, ONE
