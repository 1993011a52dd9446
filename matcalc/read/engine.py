"""Elaboration: from what was written to a typed expression.

Shapes flow through the surface tree by unification. Each node has a rule that, once enough of
the shapes around it are known, sets dimensions equal and says how to build the node; a node that
cannot tell yet waits. Then the strict constructors build the expression from the leaves up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from matcalc.errors import MatcalcError, ShapeError
from matcalc.expr import ONE, Dim, Expr, Shape, shape_text, symbol_of_shape
from matcalc.expr.unify import Clash, Slot, Term, Unknown, can_equal, resolve, slot_text, unify
from matcalc.read.indices import Index, Indices
from matcalc.read.scope import Scope
from matcalc.read.surface import Node, walk

Builder = Callable[[Sequence[Expr]], Expr]


@dataclass(frozen=True, slots=True)
class Manner:
    """A way to understand what can be understood in two ways."""

    left_to_right: bool = False
    """A ∘ B C as (A ∘ B) C."""
    rows_as_rows: bool = False
    """x_i of a matrix X as a row, not a column."""
    columns: bool = False
    """x_i of a matrix X as its i-th column."""
    outer: bool = False
    """x ⊗ y as the outer product x yᵀ."""
    numerator: bool = False
    """∂f/∂x of a scalar f as a row."""
    lengths: bool = False
    """|x| of a vector as its norm."""
    family: bool = False
    """u_k under a Σ over k as the k-th member of a declared family u_k."""
    turned: bool = False
    """A name that is declared as a row, as the column that people write."""
    squares: bool = False
    """x² of a vector as xᵀx."""
    inner: bool = False
    """x · y of two columns as xᵀy."""
    ones: bool = False
    """A 1 with a vector of ones."""
    totals: bool = False
    """Σ_i y of a vector y as the sum of its entries."""
    units: bool = False
    """A + λ of a square matrix A as A + λ I."""
    reaching: bool = False
    """tr (A) B as the trace of A B."""
    scalars: tuple[str, ...] = ()
    """Undeclared names that are scalars."""


@dataclass
class Engine:
    """One elaboration of several formulas that share their names."""

    scope: Scope
    manner: Manner = field(default_factory=Manner)
    slots: dict[Node, Slot] = field(default_factory=dict)
    builders: dict[Node, Builder] = field(default_factory=dict)
    built: dict[Node, Expr] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    new: dict[str, Slot] = field(default_factory=dict)
    stretched: bool = False
    """Whether a factor had to be repeated to fit."""
    is_patient: bool = True
    """Whether x_i may wait until it is known what i counts."""
    guessed: set[str] = field(default_factory=set)
    made: dict[str, Expr] = field(default_factory=dict)
    indices: Indices = field(default_factory=Indices)
    loose: list[Term] = field(default_factory=list)
    waiting: list[Node] = field(default_factory=list)

    def add(self, root: Node, rules: Mapping[str, Rule]) -> None:
        """Take a formula in, and settle what can be settled."""
        self.indices.bind(root, self.scope)
        for node in walk(root):
            if node not in self.slots:
                self.slots[node] = (Unknown(), Unknown())
                self.waiting.append(node)
        self.settle(rules)

    def settle(self, rules: Mapping[str, Rule]) -> None:
        """Apply rules until no node can say more."""
        moved = True
        while moved and self.waiting:
            moved = False
            still: list[Node] = []
            for node in self.waiting:
                builder = self._apply(node, rules)
                if builder is None:
                    still.append(node)
                else:
                    self.builders[node] = builder
                    moved = True
            self.waiting = still

    def _apply(self, node: Node, rules: Mapping[str, Rule]) -> Builder | None:
        try:
            return rules[node.kind](self, node)
        except Clash as clash:
            parts = " and ".join(slot_text(self.slot(child)) for child in node.children)
            raise ShapeError(
                f"the parts here are {parts or 'one constant'}: "
                f"they need {clash.left!r} = {clash.right!r}.",
                span=node.span,
            ) from None
        except MatcalcError as error:
            raise error.at(node.span) from None

    def finish(self, rules: Mapping[str, Rule]) -> None:
        """Settle what nothing in the formulas decides: the usual meaning, then new sizes."""
        for step in (self._single_columns, self._decide, self._commit):
            while self.waiting and step():
                self.settle(rules)
        self._single_columns()
        self._name_sizes()
        self.settle(rules)
        if self.waiting:
            node = self.waiting[0]
            raise ShapeError(
                "the shapes here cannot be told from the formula.",
                code="undetermined",
                span=node.span,
                hint="Declare the dimensions of its names.",
            )

    def _single_columns(self) -> bool:
        """A free-standing 1 is a column."""
        changed = False
        while self.loose:
            term = resolve(self.loose.pop(0))
            if isinstance(term, Unknown):
                unify(term, ONE)
                changed = True
        return changed

    def count_rows(self, rules: Mapping[str, Rule]) -> None:
        """Where the formula does not say what the i of x_i counts, it counts rows."""
        if self._decide():
            self.settle(rules)

    def _decide(self) -> bool:
        waited, self.is_patient = self.is_patient, False
        return waited

    def _commit(self) -> bool:
        """Take the first name whose shape stays open for what its letter usually is."""
        for rows, cols in self.new.values():
            for term in (resolve(rows), resolve(cols)):
                if isinstance(term, Unknown) and not term.wide:
                    term.wide = True
                    return True
        for node in self.waiting:
            for child in node.children:
                for term in map(resolve, self.slots[child]):
                    if isinstance(term, Unknown) and not term.wide:
                        term.wide = True
                        return True
        return False

    def _name_sizes(self) -> None:
        """New names for the dimensions that are still open, n first."""
        letters = [
            letter
            for letter in (*"nmpqrsk", *(f"n{count}" for count in range(1, 100)))
            if letter not in self.scope.dims
        ]
        slots = [*self.new.values(), *(self.slots[node] for node in self.slots)]
        for slot in slots:
            for term in map(resolve, slot):
                if isinstance(term, Unknown):
                    if not self.scope.is_open:
                        continue
                    term.link = _named(letters.pop(0))

    def build(self, root: Node) -> Expr:
        """The expression of a formula that has been settled."""
        for node in walk(root):
            if node not in self.built:
                try:
                    children = [self.built[child] for child in node.children]
                    self.built[node] = self.builders[node](children)
                except MatcalcError as error:
                    raise error.at(node.span) from None
        return self.built[root]

    # What rules ask and say.

    def slot(self, node: Node) -> Slot:
        """The rows and columns of a node, as far as known."""
        rows, cols = self.slots[node]
        return resolve(rows), resolve(cols)

    def equate(self, left: Slot, right: Slot) -> None:
        """Set two shapes equal. Raises ShapeError with both shapes."""
        if not (can_equal(left[0], right[0]) and can_equal(left[1], right[1])):
            raise ShapeError(
                f"one part is {slot_text(left)} and the other {slot_text(right)}: "
                "their shapes must be equal."
            )
        unify(left[0], right[0])
        unify(left[1], right[1])

    def set(self, node: Node, rows: Term, cols: Term) -> None:
        """Say the shape of a node."""
        self.equate(self.slots[node], (rows, cols))

    def note(self, sentence: str) -> None:
        """A decision to tell the user."""
        self.notes[sentence] = None

    def shape(self, node: Node) -> Shape:
        """The shape of a node when building."""
        rows, cols = self.slot(node)
        if isinstance(rows, Unknown) or isinstance(cols, Unknown):
            raise ShapeError(
                "the size of this cannot be told from the formula.",
                code="undetermined",
                span=node.span,
                hint="Write the size, as in ones(n), zeros(m, n) or eye(n).",
            )
        return rows, cols

    def size(self, term: Term, node: Node) -> Dim:
        """A dimension when building."""
        found = resolve(term)
        if isinstance(found, Unknown):
            raise ShapeError(
                "this size cannot be told from the formula.", code="undetermined", span=node.span
            )
        return found

    def new_symbol(self, name: str) -> Expr:
        """The symbol of a name whose shape was inferred."""
        if name not in self.made:
            rows, cols = (self.size(term, Node("name")) for term in self.new[name])
            self.made[name] = symbol_of_shape(name, (rows, cols))
        return self.made[name]

    def index(self, index: Index) -> Expr:
        """The index as an expression, its range known."""
        return index.expr(self.size(index.over, index.node))


Rule = Callable[[Engine, Node], Builder | None]


def _named(name: str) -> Dim:
    from matcalc.expr import dim

    return dim(name)


def is_known(slot: Slot) -> bool:
    """Whether both dimensions are known."""
    return not isinstance(slot[0], Unknown) and not isinstance(slot[1], Unknown)


def is_scalar(slot: Slot) -> bool:
    """Whether this is surely a scalar."""
    return slot[0] is ONE and slot[1] is ONE


def is_wide(slot: Slot) -> bool:
    """Whether this is surely not a scalar."""
    return any(term.wide if isinstance(term, Unknown) else term is not ONE for term in slot)


def is_matrix(slot: Slot) -> bool:
    """Whether this surely has rows and columns."""
    return all(term.wide if isinstance(term, Unknown) else term is not ONE for term in slot)


def described(expr: Expr) -> str:
    """``X is m×n``."""
    return f"{expr!r} is {shape_text(expr.shape)}"
