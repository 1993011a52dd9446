"""A request to a Problem: what is differentiated, by what, and with which definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from matcalc.errors import MatcalcError, ReadError, UnknownNameError, UnsupportedError
from matcalc.expr import (
    KINDS,
    ONE,
    Definition,
    Expr,
    Problem,
    contains,
    index_sum,
    inner,
    matmul,
    number,
    sqrt,
    symbols,
    tabulate,
)
from matcalc.expr.unfold import unfolded
from matcalc.expr.unify import Slot, Unknown, resolve
from matcalc.read.calculus import RULES
from matcalc.read.calls import refuse_unsupported
from matcalc.read.components import components
from matcalc.read.declare import declare, unused_assumptions
from matcalc.read.elaborate import hint_ranges, hint_shape
from matcalc.read.engine import Engine, Manner
from matcalc.read.exponents import with_powers
from matcalc.read.fields import (
    check_directions,
    check_variable,
    constraint,
    dim_constraints,
    fixed_dims,
    fixed_sizes,
    layout_notes,
    mapping,
)
from matcalc.read.guesses import MAY_BE_SCALAR, tree_of, understandings
from matcalc.read.implied import with_implied_sums
from matcalc.read.indices import Index
from matcalc.read.joined import refuse_joined
from matcalc.read.leaves import unknown_name
from matcalc.read.moments import with_moments
from matcalc.read.names import GREEK, plain_name
from matcalc.read.numerals import matrix_names, number_names
from matcalc.read.roles import roles
from matcalc.read.scope import Scope
from matcalc.read.spelling import with_known_letters
from matcalc.read.statements import Statement, in_order, read_statements
from matcalc.read.surface import Node, walk
from matcalc.read.typed import Typed, claim_scope
from matcalc.read.weighted import with_weights
from matcalc.read.wordings import with_named_sums

_KIND_OF: Mapping[str, str] = {"jacobian-vecF": "jacobian-vec"}
_OF_NUMBERS = ("gradient", "gradient-symmetric", "hessian")


def read_problem(request: Mapping[str, object]) -> tuple[Problem, Scope]:
    """The problem that a request states, and the scope in which claims about it are read.

    Fields are those of the batch interface; unknown ones are ignored. Without ``declare``,
    shapes are inferred: a capital letter is a matrix, a small letter a column, a Greek letter a
    scalar, and new dimensions are called n, m, p, … Raises ReadError, UnknownNameError,
    ShapeError or UnsupportedError.

    >>> problem, scope = read_problem({"function": "tr(V X W)", "wrt": "X"})
    >>> problem.wrt.shape, problem.target
    ((m, p), tr(V*X*W))
    """
    text = request.get("function")
    if not isinstance(text, str):
        raise ReadError('the request has no "function": the formula to differentiate.')
    given = declare(
        mapping(request, "declare"),
        mapping(request, "assume"),
        fixed_dims(request),
    )
    scope = Scope.of(given.values()).with_values(fixed_sizes(request))
    parts = components(text, given, scope) if given else {}
    scope = scope.with_values(parts)
    read = _read(text, scope, request)
    problem, told = _problem(read, given, request)
    unused = unused_assumptions(mapping(request, "assume"))
    named = {name: part for name, part in scope.values.items() if name not in told.values}
    return replace(problem, notes=(*problem.notes, *unused)), told.with_values(named)


def problem_from(
    text: str,
    wrt: str | Sequence[str] | None = None,
    *,
    given: Sequence[str] = (),
    kind: str = "gradient",
    **fields: object,
) -> tuple[Problem, Scope]:
    """The problem of one formula, with definitions, everything else inferred.

    >>> problem, _ = problem_from("x' B x", wrt="x")
    >>> problem.target, problem.wrt.shape
    (x'*B*x, (n, 1))
    """
    function = "\n".join([text, *given])
    return read_problem({"function": function, "wrt": wrt, "kind": kind, **fields})


# The formulas.


def _read(text: str, scope: Scope, request: Mapping[str, object]) -> Typed:
    found = with_moments(read_statements(text, replace(scope, is_open=True)), scope)
    bodies = [each.body for each in found.all]
    open_scope = replace(
        scope,
        is_open=True,
        functions=found.functions,
        numbers=number_names(bodies),
        matrices=matrix_names(bodies),
    )
    upstream = mapping(request, "upstream")
    parts = roles(found.all, upstream)
    target, definitions = parts.target, parts.definitions
    wants_number = str(request.get("kind") or "gradient") in _OF_NUMBERS
    first: MatcalcError | None = None
    spare: Typed | None = None
    variable = plain_name(str(request.get("wrt")))
    for manner in understandings([*definitions, target], open_scope, variable):
        if manner.turned and spare is not None:
            break
        try:
            read = _elaborate(manner, target, definitions, open_scope, upstream, wants_number)
        except UnsupportedError:
            raise
        except MatcalcError as error:
            first = first or error
            continue
        if read.is_stretched and not set(manner.scalars) <= set(MAY_BE_SCALAR):
            continue
        spare = spare or read
        is_number = read.target.is_scalar or not wants_number
        if not read.is_stretched and is_number:
            spare = read
            break
    if spare is None:
        assert first is not None
        raise first
    defined = [*found.all, *found.carried.values()]
    parameters = {each.name: each.parameters for each in defined}
    written = {each.name: each.body for each in defined if each.parameters}
    return replace(
        spare,
        alias=parts.alias,
        functions=found.functions,
        parameters=parameters,
        bodies=written,
        notes=(*found.notes, *spare.notes),
        recurrence=found.recurrence,
        words=found.words,
    )


def _elaborate(
    manner: Manner,
    target: Statement,
    definitions: Sequence[Statement],
    scope: Scope,
    upstream: Mapping[str, object],
    wants_number: bool,
) -> Typed:
    engine = Engine(scope, manner)
    ordered = in_order(definitions)
    known = replace(scope, pending=tuple(each.name for each in definitions))
    given = _given(upstream, scope)
    trees: list[tuple[Statement, Node, tuple[Index, ...]]] = []
    for each in [*ordered, target]:
        tree = with_weights(with_known_letters(tree_of(each, manner, scope), known), scope)
        tree = with_named_sums(with_powers(tree, known), known)
        if each is target and wants_number and not each.places and not upstream:
            completed = with_implied_sums(tree, known, (ONE, ONE), ())
            tree = completed.tree
            engine.notes.update(dict.fromkeys(completed.notes))
        refuse_unsupported(tree)
        engine.add(tree, RULES)
        free = _ordered(engine.indices.take_free(), each.places)
        if given is not None and each.name == plain_name(str(upstream.get("of", ""))):
            hint_ranges(engine, free, given.shape)
            hint_shape(engine, tree, given.shape if not free else None)
        if each is not target:
            engine.new[each.name] = _slot(engine, each, tree, free)
            if each.name in scope.values:
                engine.equate(engine.new[each.name], scope.values[each.name].shape)
        trees.append((each, tree, free))
    engine.finish(RULES)
    made = [(each, _body(engine, each, tree, free)) for each, tree, free in trees]
    names = {each.name for each in ordered}
    _check_new(engine, names, scope)
    inferred = tuple(expr for name, expr in engine.made.items() if name not in names)
    kept = tuple(
        Definition(name, body)
        for name, body in ((_name(engine, each, scope), body) for each, body in made[:-1])
        if name is not body
    )
    value = made[-1][1]
    if wants_number and not value.is_scalar:
        value = _einstein(engine, *trees[-1][1:]) or value
    if upstream:
        value = _paired(upstream, value, scope)
    return Typed(
        value, (), kept, {}, {}, {}, tuple(engine.notes), inferred, engine.stretched, manner.turned
    )


def _name(engine: Engine, statement: Statement, scope: Scope) -> Expr:
    """The symbol of a defined name, which may be declared too."""
    return scope.values.get(statement.name) or engine.new_symbol(statement.name)


def _ordered(free: tuple[Index, ...], places: tuple[Node, ...]) -> tuple[Index, ...]:
    """The free indices in the order of the left side."""
    by_name = {index.name: index for index in free}
    if not places:
        return free
    return tuple(by_name[place.text] for place in places if place.text in by_name)


def _slot(engine: Engine, statement: Statement, tree: Node, free: tuple[Index, ...]) -> Slot:
    if statement.places and free:
        for each in free:
            if isinstance(over := resolve(each.over), Unknown):
                over.wide = True
        return free[0].over, free[1].over if len(free) > 1 else ONE
    return engine.slots[tree]


def _body(engine: Engine, statement: Statement, tree: Node, free: tuple[Index, ...]) -> Expr:
    body = engine.build(tree)
    if statement.root == 2:
        body = sqrt(body)
    if not free or not body.is_scalar:
        return body
    places = [engine.index(index) for index in free]
    if len(places) > 2:
        raise UnsupportedError("more than two free indices are not supported.", span=tree.span)
    return tabulate(places[0], places[1] if len(places) == 2 else number(1), body)


def _einstein(engine: Engine, tree: Node, free: tuple[Index, ...]) -> Expr | None:
    """y_i log p_i where a number is wanted: an index that is repeated is summed."""
    body = engine.build(tree)
    counts = Counter(engine.indices.of_name.get(node) for node in walk(tree))
    if not free or not all(counts[index] > 1 for index in free):
        return None
    for index in free:
        body = index_sum(engine.index(index), body)
        engine.note(f"the repeated index {index.name} is summed.")
    return body


def _check_new(engine: Engine, defined: set[str], scope: Scope) -> None:
    """With declarations, another name is a constant of the shape its place needs, told so."""
    for name, expr in engine.made.items():
        if name in defined or not scope.values:
            continue
        if _is_mistyped(name, scope):
            raise unknown_name(engine, Node("name", (), name))
        engine.note(f"{name} is not declared; its place makes it {expr.rows}×{expr.cols}.")


def _is_mistyped(name: str, scope: Scope) -> bool:
    """Whether a word is close to one that is declared; letters and letters with marks never are."""
    is_word = name.isalpha() and len(name) > 3 and name not in GREEK
    return is_word and bool(get_close_matches(name, scope.values, n=1, cutoff=0.7))


def _given(upstream: Mapping[str, object], scope: Scope) -> Expr | None:
    """The declared gradient by the output."""
    return scope.values.get(plain_name(str(upstream.get("symbol", "")))) if upstream else None


def _paired(upstream: Mapping[str, object], value: Expr, scope: Scope) -> Expr:
    """⟨G, Y⟩ for the declared G = ∂L/∂Y; a G that lies across is multiplied."""
    cotangent = _given(upstream, scope)
    if cotangent is None:
        raise UnknownNameError(f"the upstream symbol {upstream.get('symbol', '')} is not declared.")
    if cotangent.shape == (value.cols, value.rows) and ONE in value.shape:
        return matmul(cotangent, value) if cotangent.rows is ONE else matmul(value, cotangent)
    return inner(cotangent, value)


# The problem around them.


def _problem(
    read: Typed, given: Mapping[str, Expr], request: Mapping[str, object]
) -> tuple[Problem, Scope]:
    kind = str(request.get("kind") or "gradient")
    kind = "gradient" if kind == "vjp" and request.get("upstream") else _KIND_OF.get(kind, kind)
    if kind not in KINDS:
        raise UnsupportedError(f"the kind {kind!r} is not one of {', '.join(KINDS)}.")
    if request.get("order", 1) != 1:
        raise UnsupportedError("second differentials are not supported.")
    values = {**given, **{each.declaration.name: each for each in read.inferred}}
    values.update({each.name.declaration.name: each.name for each in read.definitions})
    wrt, second = _variables(request.get("wrt"), values, read, kind)
    if wrt is not None:
        refuse_joined((each.declaration.name for each in read.inferred), wrt.declaration.name)
    _check_occurs(wrt, read)
    structure, directions = constraint(request, kind), _directions(request, values)
    check_variable(kind, wrt, structure)
    check_directions(directions)
    problem = Problem(
        read.target,
        wrt,
        kind,
        read.definitions,
        tuple(given.values()) or tuple(read.inferred),
        second,
        directions,
        _named(request.get("cotangent"), values),
        structure,
        dim_constraints(request),
        (*read.notes, *layout_notes(request, kind)),
    )
    return problem, claim_scope(read, values, wrt, request)


def _check_occurs(wrt: Expr | None, read: Typed) -> None:
    """A function without the variable and with names that nothing declares is written otherwise."""
    if wrt is None or not read.inferred:
        return
    others = [each for each in read.definitions if each.name is not wrt]
    if not contains(unfolded(read.target, others), [wrt]):
        strange = ", ".join(repr(each) for each in read.inferred)
        raise ReadError(
            f"the function does not contain {wrt!r}; it has {strange}, which nothing declares.",
            hint="Write the names as they are declared.",
        )


def _variables(
    wrt: object, values: Mapping[str, Expr], read: Typed, kind: str
) -> tuple[Expr | None, Expr | None]:
    if isinstance(wrt, str):
        return _named(wrt, values), None
    if isinstance(wrt, Sequence) and wrt:
        if len(wrt) > 1 and kind in ("jvp", "differential"):
            raise UnsupportedError("a joint pushforward in several variables is not supported.")
        found = [_named(each, values) for each in wrt]
        return found[0], found[1] if len(found) > 1 else None
    if kind == "value":
        return None, None
    inputs = symbols(read.target, *(each.body for each in read.definitions))
    defined = {each.name for each in read.definitions}
    free = [each for each in inputs if each not in defined]
    if len(free) == 1:
        return free[0], None
    listed = ", ".join(each.declaration.name for each in free) or "none"
    raise ReadError(f"name the variable to differentiate by (wrt), one of: {listed}.")


def _named(written: object, values: Mapping[str, Expr]) -> Expr | None:
    if written is None:
        return None
    name = plain_name(str(written))
    found = values.get(name)
    if found is None:
        listed = ", ".join(values)
        raise UnknownNameError(
            f"the name {written} does not occur in the problem.", hint=f"It has: {listed}."
        )
    return found


def _directions(
    request: Mapping[str, object], values: Mapping[str, Expr]
) -> tuple[tuple[Expr, Expr], ...]:
    made = []
    for variable, direction in mapping(request, "tangent").items():
        pair = _named(variable, values), _named(direction, values)
        if pair[0] is not None and pair[1] is not None:
            made.append((pair[0], pair[1]))
    return tuple(made)
