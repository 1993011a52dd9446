"""From a surface tree to a Reading: the usual understanding first, then the other ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matcalc.errors import MatcalcError, Span, UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    Shape,
    index_sum,
    matmul,
    number,
    ones,
    shape_text,
    tabulate,
    transpose,
    unit,
    zeros,
)
from matcalc.expr.unify import Unknown, can_equal, resolve, unify
from matcalc.read.calculus import RULES
from matcalc.read.calls import refuse_unsupported
from matcalc.read.engine import Engine, Manner
from matcalc.read.exponents import with_powers
from matcalc.read.indices import Index
from matcalc.read.reading import Reading
from matcalc.read.scope import Scope
from matcalc.read.spelling import refuse_bare, with_known_letters
from matcalc.read.surface import Node, rewrite, walk
from matcalc.read.weighted import with_weights
from matcalc.read.wordings import (
    with_inner_products,
    with_long_arguments,
    with_named_sums,
    with_ones_vectors,
    with_totals,
)


def elaborate(
    node: Node,
    scope: Scope,
    expected: Shape | None = None,
    free: tuple[str, ...] = (),
) -> Reading:
    """The typed expression that a surface tree means in a scope.

    ``expected`` decides the size of constants that the formula leaves open, and between two
    understandings that both fit; ``free`` is the order of the free indices. Raises the error of
    the usual understanding when none fits.
    """
    refuse_unsupported(node)
    node = with_weights(with_known_letters(node, scope), scope)
    node = with_named_sums(with_powers(node, scope), scope)
    refuse_bare(node, scope)
    first: MatcalcError | None = None
    spare: Reading | None = None
    best = -1
    for manner, tree in manners(node, scope, free):
        if manner.turned and spare is not None and not scope.is_turned:
            break
        try:
            reading, is_stretched = _elaborate(tree, scope, manner, expected, free)
        except UnsupportedError:
            raise
        except MatcalcError as error:
            first = first or error
            continue
        fit = _fit(reading.expr.shape, expected)
        if fit == 2 and not is_stretched:
            return reading
        if fit > best:
            spare, best = reading, fit
    if spare is not None:
        return spare
    assert first is not None
    raise first


def _fit(shape: Shape, expected: Shape | None) -> int:
    """2 for the shape that is expected, 1 for its transpose, else 0."""
    if expected in (None, shape):
        return 2
    return int(expected == shape[::-1])


def manners(root: Node, scope: Scope, free: tuple[str, ...] = ()) -> Iterator[tuple[Manner, Node]]:
    """The understandings of a formula, the usual one first."""
    kinds = {node.kind for node in walk(root)}
    if scope.is_turned:
        yield Manner(turned=True), root
    dotted = with_inner_products(root)
    if dotted is not root and scope.is_open:
        yield Manner(inner=True), dotted
    yield Manner(), root
    if dotted is not root and not scope.is_open:
        yield Manner(inner=True), dotted
    if "entry" in kinds:
        yield Manner(rows_as_rows=True), root
        yield Manner(columns=True), root
    if "derivative" in kinds:
        yield Manner(numerator=True), root
    if "power" in kinds:
        yield Manner(squares=True), root
    if "bars" in kinds:
        yield Manner(lengths=True), root
    if "kron" in kinds:
        yield Manner(outer=True), root
    if "hadamard" in kinds and (other := rewrite(root, _regrouped)) is not root:
        yield Manner(left_to_right=True), other
    if (other := with_ones_vectors(root)) is not root:
        yield Manner(ones=True), other
    if (other := with_long_arguments(root)) is not root:
        yield Manner(reaching=True), other
    if (other := with_totals(root)) is not root:
        yield Manner(totals=True), other
    if (members := with_members(root, free or scope.members)) is not root:
        yield Manner(family=True), members
    if not scope.is_turned and any(
        value.rows is ONE and value.cols is not ONE for value in scope.values.values()
    ):
        yield Manner(turned=True), root
    if "add" in kinds and "product" in kinds:
        yield Manner(units=True), root


def with_members(root: Node, free: tuple[str, ...] = ()) -> Node:
    """Σ_k u_k for a family that is declared as u_k: the name becomes its k-th row.

    So it does for the indices that the left side leaves free.
    """
    names = {node.text for node in walk(root) if node.kind == "name" and "_" in node.text}
    for index in free:
        root = _with_member(root, index)

    def change(node: Node) -> Node:
        if node.kind != "over" or not isinstance(node.value, tuple):
            return node
        index = str(node.value[0])
        return _with_member(node, index) if _has_member(names, index) else node

    return rewrite(root, change)


def _has_member(names: Iterable[str], index: str) -> bool:
    return any(name.endswith(f"_{index}") for name in names)


def _with_member(root: Node, index: str) -> Node:
    """u_k as the k-th row of the matrix u_k, unless it has a subscript already."""
    made: dict[int, Node] = {}

    def change(node: Node) -> Node:
        if node.kind == "name" and node.text.endswith(f"_{index}"):
            place = Node("name", (), index, node.span)
            member = Node("entry", (node, place), None, node.span)
            made[id(member)] = member
            return member
        if node.kind == "entry" and id(node.children[0]) in made:
            first, *rest = node.children
            return node.with_children(first.children[0], *rest)
        return node

    return rewrite(root, change)


def _regrouped(node: Node) -> Node:
    """A ∘ B C as (A ∘ B) C, where B C stands without brackets."""
    if node.kind != "hadamard" or node.value == ".*":
        return node
    left, right = node.children
    if right.kind != "product" or right.is_closed:
        return node
    factors: list[Node] = []
    while right.kind == "product" and not right.is_closed:
        factors.append(right.children[1])
        right = right.children[0]
    made = Node("hadamard", (left, right), node.value, node.span)
    for factor in reversed(factors):
        made = Node("product", (made, factor), " ", node.span)
    return made


def _elaborate(
    node: Node, scope: Scope, manner: Manner, expected: Shape | None, order: tuple[str, ...]
) -> tuple[Reading, bool]:
    """A reading in one manner, and whether a factor had to be repeated for it."""
    engine = Engine(scope, manner)
    engine.add(node, RULES)
    engine.count_rows(RULES)
    free = {index.name: index for index in engine.indices.take_free()}
    hint_shape(engine, node, expected if not free else (ONE, ONE))
    if free and expected is not None:
        named = [name for name in order if name in free] or list(free)
        hint_ranges(engine, [free[name] for name in named], expected)
    engine.finish(RULES)
    expr = engine.build(node)
    if expected is not None and not free:
        expr = _in_shape(engine, expr, expected)
    names = _in_order(list(free), order)
    indices = tuple(engine.index(free[name]) for name in names)
    if indices and expr.is_scalar and len(indices) <= 2:
        indices = _arranged(indices, expected, bool(order))
        expr = _table(expr, indices, expected)
    elif len(indices) == 1 and expected is not None:
        expr = _stacked(expr, indices[0], expected)
    reading = Reading(expr, spans(engine), tuple(engine.notes), indices, node, (expr,))
    return reading, engine.stretched


def _in_order(names: list[str], order: tuple[str, ...]) -> list[str]:
    wanted = [name for name in order if name in names]
    return wanted + [name for name in names if name not in wanted]


def hint_shape(engine: Engine, node: Node, expected: Shape | None) -> None:
    """Let the expected shape decide what the formula leaves open."""
    if expected is None:
        return
    rows, cols = engine.slot(node)
    is_open = isinstance(rows, Unknown) or isinstance(cols, Unknown)
    if is_open and can_equal(rows, expected[0]) and can_equal(cols, expected[1]):
        unify(rows, expected[0])
        unify(cols, expected[1])
        engine.settle(RULES)


def hint_ranges(engine: Engine, found: Sequence[Index], expected: Shape) -> None:
    """Let the expected shape decide the ranges of the free indices."""
    for index, over in zip(found, expected, strict=False):
        if isinstance(resolve(index.over), Unknown):
            unify(index.over, over)
    engine.settle(RULES)


def _in_shape(engine: Engine, expr: Expr, expected: Shape) -> Expr:
    """A lone 1 or 0 where a vector or matrix is expected."""
    if expected != (ONE, ONE) and expr.number is not None and expr.number in (0, 1):
        made = zeros(*expected) if expr.number == 0 else ones(*expected)
        engine.note(f"{expr!r} is read as {made!r}, {shape_text(expected)}.")
        return made
    return expr


def _arranged(
    indices: tuple[Expr, ...], expected: Shape | None, is_ordered: bool
) -> tuple[Expr, ...]:
    """Two free indices in the order that their ranges and the expected shape ask for."""
    if len(indices) == 2 and expected is not None and not is_ordered:
        ranges = tuple(index.data[1] for index in indices)
        if ranges != expected and ranges[::-1] == expected:
            return indices[::-1]
    return indices


def _table(expr: Expr, indices: tuple[Expr, ...], expected: Shape | None) -> Expr:
    if len(indices) == 2:
        return tabulate(indices[0], indices[1], expr)
    if expected is not None and expected[0] is ONE and expected[1] is not ONE:
        return tabulate(number(1), indices[0], expr)
    return tabulate(indices[0], number(1), expr)


def _stacked(expr: Expr, index: Expr, expected: Shape) -> Expr:
    """The matrix whose rows, or columns, the formula gives, one for each value of its index."""
    if (
        (expr.rows, index.data[1]) == expected
        and expr.cols is ONE
        and expected[0] is not expected[1]
    ):
        return index_sum(index, matmul(expr, transpose(unit(index.data[1], index))))
    row = transpose(expr) if expr.cols is ONE else expr
    if row.rows is not ONE or (index.data[1], row.cols) != expected:
        return expr
    return index_sum(index, matmul(unit(index.data[1], index), row))


def spans(engine: Engine) -> dict[Expr, Span]:
    """Where each subexpression stands in the text, the first place of each."""
    found: dict[Expr, Span] = {}
    for node, expr in engine.built.items():
        found.setdefault(expr, node.span)
    return found
