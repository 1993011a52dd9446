"""A rule is a row: a name, two sides, and when it holds. The rest is matching and instantiating.

The letters of a rule are ordinary symbols; their dimension names are letters too. A rule holds
for every expression put in for a letter, scalars included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matcalc.expr import Dim, Expr, substitute
from matcalc.expr import head as h
from matcalc.expr.node import add as add_terms
from matcalc.expr.node import hadamard, matmul, scale

Bindings = dict[Expr, Expr]

COMMUTATIVE = (h.SUM, h.HADAMARD)
ASSOCIATIVE = (h.SUM, h.HADAMARD, h.PRODUCT, h.SCALE)
_JOIN = {h.SUM: add_terms, h.HADAMARD: hadamard, h.PRODUCT: matmul, h.SCALE: scale}


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the expression put in for a letter.

    ``constant`` is checked (no differentiated name occurs); ``symmetric`` and the like must
    follow from what is assumed; the others (``invertible``, ``nonzero``, …) go into the theorem.
    """

    kind: str
    letter: Expr


@dataclass(frozen=True, slots=True)
class Rule:
    """left = right under the conditions. ``words`` is how a proof cites it."""

    name: str
    left: Expr
    right: Expr
    words: str
    when: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.left!r} = {self.right!r}"


@dataclass(frozen=True, slots=True)
class Window:
    """Some arguments of an associative node: the part of it that a rule rewrites."""

    node: Expr
    picks: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether these are all arguments of the node, so that no window is needed."""
        return len(self.picks) == len(self.node.args)

    def part(self) -> Expr:
        """The arguments picked, joined."""
        return _JOIN[self.node.head](*(self.node.args[pick] for pick in self.picks))

    def replaced(self, new: Expr) -> Expr:
        """The node with ``new`` in place of the arguments picked."""
        first, dropped = self.picks[0], set(self.picks[1:])
        args = [
            new if position == first else arg
            for position, arg in enumerate(self.node.args)
            if position not in dropped
        ]
        return _JOIN[self.node.head](*args)


@dataclass(frozen=True, slots=True)
class Use:
    """One application of a rule: ``old`` becomes ``new``, wherever it stands.

    With a window, the rule's sides are part of ``old`` and of ``new``.
    """

    rule: Rule
    bindings: tuple[tuple[Expr, Expr], ...]
    sizes: tuple[tuple[str, Dim], ...]
    old: Expr
    new: Expr
    window: Window | None = None


def instantiate(side: Expr, bindings: Mapping[Expr, Expr], sizes: Mapping[str, Dim]) -> Expr:
    """A side of a rule with its letters and the letters of its dimensions put in."""
    return substitute(side, bindings, sizes)


def sizes_of(bindings: Mapping[Expr, Expr]) -> dict[str, Dim]:
    """The dimension letters of a rule, read off what was put in for its letters."""
    sizes: dict[str, Dim] = {}
    for letter, value in bindings.items():
        for pattern, actual in zip(letter.shape, value.shape, strict=True):
            if pattern.name is not None:
                sizes[pattern.name] = actual
    return sizes


def use(
    rule: Rule,
    bindings: Mapping[Expr, Expr],
    sizes: Mapping[str, Dim] | None = None,
    window: Window | None = None,
) -> Use:
    """The application of a rule with these bindings; ``sizes`` where the letters do not say."""
    sizes = sizes_of(bindings) if sizes is None else sizes
    if window is not None and window.is_whole:
        window = None
    new = instantiate(rule.right, bindings, sizes)
    letters, dims = tuple(bindings.items()), tuple(sizes.items())
    if window is None:
        return Use(rule, letters, dims, instantiate(rule.left, bindings, sizes), new)
    return Use(rule, letters, dims, window.node, window.replaced(new), window)


def match(pattern: Expr, expr: Expr) -> tuple[Bindings, dict[str, Dim]] | None:
    """What to put in for the letters and dimensions of ``pattern`` to get ``expr``, or None."""
    bindings: Bindings = {}
    sizes: dict[str, Dim] = {}
    return (bindings, sizes) if _match(pattern, expr, bindings, sizes) else None


def applications(rule: Rule, expr: Expr) -> Iterator[Use]:
    """Every way to apply the rule at the root of ``expr``, on all or some of its arguments."""
    pattern = rule.left
    if pattern.head is not expr.head:
        return
    if _may_match(pattern, expr):
        found = match(pattern, expr)
        if found is not None:
            yield use(rule, *found)
    if expr.head in ASSOCIATIVE and expr.head is not h.SCALE:
        for picks in _windows(expr, len(pattern.args)):
            if not _heads_fit(pattern, expr, picks):
                continue
            window = Window(expr, picks)
            found = match(pattern, window.part())
            if found is not None:
                yield use(rule, *found, window)


def _may_match(pattern: Expr, expr: Expr) -> bool:
    """A quick look at the heads of the arguments, where they stand one to one."""
    if len(pattern.args) != len(expr.args):
        return pattern.head in ASSOCIATIVE
    return all(
        _head_fits(wanted, actual) for wanted, actual in zip(pattern.args, expr.args, strict=True)
    )


def _heads_fit(pattern: Expr, expr: Expr, picks: tuple[int, ...]) -> bool:
    """Whether the arguments picked can match at all: a quick look before joining them."""
    return all(
        _head_fits(wanted, expr.args[pick])
        for wanted, pick in zip(pattern.args, picks, strict=True)
    )


def _head_fits(pattern: Expr, expr: Expr) -> bool:
    """Whether the two can match, by their heads; the 1×1 matrix of zeros is the number 0."""
    if pattern.head is h.ZEROS and expr.number == 0:
        return True
    return pattern.head is h.SYMBOL or pattern.head is expr.head


def _windows(expr: Expr, width: int) -> Iterator[tuple[int, ...]]:
    count = len(expr.args)
    if count <= width:
        return
    if expr.head in COMMUTATIVE and width == 2:
        for left in range(count):
            for right in range(left + 1, count):
                yield (left, right)
        return
    for start in range(count - width + 1):
        yield tuple(range(start, start + width))


def _match(pattern: Expr, expr: Expr, bindings: Bindings, sizes: dict[str, Dim]) -> bool:
    if not _match_shape(pattern, expr, sizes):
        return False
    if pattern.head is h.SYMBOL:
        return bindings.setdefault(pattern, expr) is expr
    if not _head_fits(pattern, expr):
        return False
    if not pattern.args and pattern.head is not h.OPERATION:
        return pattern.data == expr.data if pattern.head is h.NUMBER else True
    if not _same_data(pattern, expr, sizes):
        return False
    args = expr.args
    if len(args) != len(pattern.args):
        if len(args) < len(pattern.args) or pattern.head not in ASSOCIATIVE:
            return False
        grouped = _grouped(pattern, expr)
        if grouped is None:
            return False
        args = grouped
    return all(
        _match(inner, arg, bindings, sizes) for inner, arg in zip(pattern.args, args, strict=True)
    )


def _same_data(pattern: Expr, expr: Expr, sizes: dict[str, Dim]) -> bool:
    """Whether the data agree; the sizes of an operation are letters too."""
    if pattern.head is not h.OPERATION:
        return bool(pattern.data == expr.data)
    if pattern.data[0] != expr.data[0]:
        return False
    return _match_dims(zip(pattern.data[1], expr.data[1], strict=True), sizes)


def _match_shape(pattern: Expr, expr: Expr, sizes: dict[str, Dim]) -> bool:
    dims = zip(pattern.shape, expr.shape, strict=True)
    if pattern.head is h.COMMUTATION and expr.head is h.COMMUTATION:
        dims = zip(pattern.data, expr.data, strict=True)
    return _match_dims(dims, sizes)


def _match_dims(dims: Iterable[tuple[Dim, Dim]], sizes: dict[str, Dim]) -> bool:
    for wanted, actual in dims:
        if wanted.name is None:
            if wanted.value is not None and wanted is not actual:
                return False
        elif sizes.setdefault(wanted.name, actual) is not actual:
            return False
    return True


def _grouped(pattern: Expr, expr: Expr) -> tuple[Expr, ...] | None:
    """The arguments of a longer node shared out: scalars and body, or the rest to the last."""
    join, width = _JOIN[expr.head], len(pattern.args)
    cut = len(expr.args) - 1 if expr.head is h.SCALE else width - 1
    head, tail = expr.args[:cut], expr.args[cut:]
    if expr.head is h.SCALE:
        parts: tuple[Expr, ...] = (join(*head), *tail)
    else:
        parts = (*head, join(*tail))
    return parts if len(parts) == width and join(*parts) is expr else None
