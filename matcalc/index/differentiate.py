"""The second derivation: cut the variable out of the network, function by function.

Reverse accumulation over the shared graph: what has reached a function is summed once, written as
a matrix, and passed on; large ones get a name. The cost grows linearly with the depth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from matcalc.errors import ShapeError, UnsupportedError
from matcalc.expr import (
    ONE,
    Definition,
    Expr,
    Problem,
    shape_text,
    substitute,
    symbols,
    zeros,
)
from matcalc.index.adjoint import Reached, adjoint
from matcalc.index.contract import collapse
from matcalc.index.keys import Key, polynomial_key
from matcalc.index.lower import Lowering, whole
from matcalc.index.names import free_symbol
from matcalc.index.network import (
    DELTA,
    FULL,
    Factor,
    Label,
    Labels,
    Term,
    TooLargeError,
    rename,
    rename_all,
    times,
)
from matcalc.index.operations import is_by_rows, reaching
from matcalc.index.slots import Form, aligned, fresh
from matcalc.index.whole import Functions, plain

NAMED_FROM = 40
"""What reaches a name with more leaves than this gets a name of its own."""
MOST_WORK = 1_500_000
"""Steps in which what has reached a name may be brought back into matrices."""


@dataclass(frozen=True, slots=True)
class Derivative:
    """A derivative in matrix notation, and the names it uses beyond those of the problem."""

    expr: Expr
    definitions: tuple[Definition, ...] = ()


def gradient(
    problem: Problem, known: Sequence[Definition] = (), key: Key | None = None
) -> Derivative:
    """∂ target / ∂ wrt of a scalar target.

    ``known`` are names that may be used for what reaches a definition, where ``key`` says that
    they fit; without it, where the two agree with every function taken as a whole.

    >>> from matcalc.expr import symbol, trace
    >>> V, X, W = symbol("V", "n", "m"), symbol("X", "m", "p"), symbol("W", "p", "n")
    >>> gradient(Problem(trace(V @ X @ W), X)).expr
    V'*W'
    """
    target, wrt = problem.target, problem.wrt
    if wrt is None:
        raise UnsupportedError("nothing is said to be differentiated by.")
    if not target.is_scalar:
        raise ShapeError(
            f"a gradient is of a scalar, and {target!r} is {shape_text(target.shape)}."
        )
    return Reverse(problem.definitions, wrt, tuple(known), key or polynomial_key()).run(target)


@dataclass
class Reverse:
    """One backward pass."""

    definitions: tuple[Definition, ...]
    wrt: Expr
    known: tuple[Definition, ...]
    key: Key
    reached: dict[Expr, list[Form]] = field(default_factory=dict)
    named: list[Definition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lowering = Lowering(Functions())
        self.bodies = {each.name: plain(each.body) for each in self.definitions}
        self.names = {body: name for name, body in self.bodies.items() if body.args}
        self.by_key = {self.key(each.body): each.name for each in self.known}

    def run(self, target: Expr) -> Derivative:
        target = plain(target)
        names = (each.name for each in (*self.definitions, *self.known))
        told = symbols(target, self.wrt, *self.bodies.values(), *names)
        self.taken = {each.declaration.name for each in told}
        order = self._order(target)
        moving = self._moving(order)
        self._cut(target, Form((), (), (Term(FULL),)), moving)
        for node in reversed(order):
            if node in moving and node in self.reached:
                arrived = self._arrived(node)
                if node is self.wrt:
                    return Derivative(arrived, tuple(self.named))
                for body, form in self._passed_on(node, arrived, moving):
                    if any(leaf in moving for leaf in self._leaves(body)):
                        self._cut(body, form, moving)
        return Derivative(zeros(*self.wrt.shape), ())

    def _leaves(self, body: Expr) -> list[Expr]:
        """The names and functions in the network of an expression."""
        form = self.lowering.run(body)
        found = (_leaf(factor) for term in form.terms for factor in term.factors)
        return list(dict.fromkeys(each for each in found if each is not None))

    def _below(self, node: Expr) -> list[Expr]:
        """The leaves that a leaf is made of."""
        if node is self.wrt:
            return []
        bodies = [self.bodies[node]] if node in self.bodies else list(node.args)
        return [leaf for body in bodies for leaf in self._leaves(body)]

    def _order(self, target: Expr) -> list[Expr]:
        """Every leaf behind those it is made of; the variable comes first."""
        order: dict[Expr, None] = {self.wrt: None}
        stack = [(leaf, False) for leaf in self._leaves(target)]
        while stack:
            node, ready = stack.pop()
            if node in order:
                continue
            if ready:
                order[node] = None
            else:
                stack.append((node, True))
                stack.extend((leaf, False) for leaf in self._below(node) if leaf not in order)
        return list(order)

    def _moving(self, order: Sequence[Expr]) -> set[Expr]:
        """The leaves that depend on the variable."""
        moving = {self.wrt}
        for node in order:
            if any(leaf in moving for leaf in self._below(node)):
                moving.add(node)
        return moving

    def _cut(self, body: Expr, arrived: Form, moving: set[Expr]) -> None:
        """Every way to take one moving factor out of the network of ``body``."""
        form = fresh(self.lowering.run(body))
        form, arrived = aligned(form, "rows", arrived, "rows")
        form, arrived = aligned(form, "cols", arrived, "cols")
        names = dict(zip((*arrived.rows, *arrived.cols), (*form.rows, *form.cols), strict=True))
        ends = (*form.rows, *form.cols)
        outer = rename_all(arrived.terms, names)
        for term in form.terms:
            for at, factor in enumerate(term.factors):
                leaf = _leaf(factor)
                if leaf is None or leaf not in moving:
                    continue
                if factor.tensor.data is not leaf:
                    raise UnsupportedError(f"{leaf!r} is cut across by an index of compound range.")
                rest = Term(term.coefficient, _without(term, at), term.summed)
                cuts = [opened(times(left, rest), factor.labels, ends) for left in outer]
                self._reach(leaf, cuts)

    def _reach(self, node: Expr, cuts: Sequence[tuple[Term, Labels]]) -> None:
        rows = 0 if node.rows is ONE else 1
        for term, labels in cuts:
            self.reached.setdefault(node, []).append(Form(labels[:rows], labels[rows:], (term,)))

    def _arrived(self, node: Expr) -> Expr:
        """The sum of what has reached a node, as a matrix; with a name when it is long."""
        first, *others = self.reached.pop(node)
        _refuse_large((first, *others))
        terms = list(first.terms)
        for other in others:
            names = dict(zip((*other.rows, *other.cols), (*first.rows, *first.cols), strict=True))
            terms.extend(rename_all(other.terms, names))
        expr = collapse(tuple(terms), first.rows, first.cols)
        expr = substitute(expr, self.names) if self.names else expr
        return expr if node is self.wrt else self._called(node, expr)

    def _called(self, node: Expr, expr: Expr) -> Expr:
        if self.by_key and longer_than(NAMED_FROM // 2, expr):
            found = self.by_key.get(self.key(expr))
            if found is not None:
                return found
        if not longer_than(NAMED_FROM, expr):
            return expr
        name = free_symbol(f"g_{len(self.named) + 1}", expr, self.taken)
        self.named.append(Definition(name, expr))
        return name

    def _passed_on(self, node: Expr, arrived: Expr, moving: set[Expr]) -> list[Reached]:
        if node in self.bodies:
            return [(self.bodies[node], whole(arrived))]
        if not is_by_rows(node):
            return adjoint(node, arrived)
        args = [arg for arg in node.args if any(leaf in moving for leaf in self._leaves(arg))]
        return list(reaching(node, arrived, args, _cut_out))


def _cut_out(scalar: Expr, direction: Expr) -> Expr:
    return gradient(Problem(scalar, direction)).expr


def longer_than(limit: int, root: Expr) -> bool:
    """Whether an expression has more leaves than this; looks at little more than as many."""
    stack, seen, count = [root], 0, 0
    while stack and count <= limit and seen <= 10 * limit:
        node = stack.pop()
        seen += 1
        count += not node.args
        stack.extend(node.args)
    return bool(stack) or count > limit


def _refuse_large(forms: Sequence[Form]) -> None:
    """Raises TooLargeError for more than can be brought back into matrices in a moment."""
    work = sum(len(term.factors) ** 2 for form in forms for term in form.terms)
    if work > MOST_WORK:
        raise TooLargeError(
            f"bringing a derivative back into matrices takes {work:,} steps, {MOST_WORK:,} at most."
        )


def _leaf(factor: Factor) -> Expr | None:
    """The name or function that a factor is an entry of."""
    tensor = factor.tensor
    while tensor.head == "split":
        tensor = tensor.args[0]
    return tensor.data if isinstance(tensor.data, Expr) else None


def _without(term: Term, at: int) -> tuple[Factor, ...]:
    return (*term.factors[:at], *term.factors[at + 1 :])


def opened(term: Term, labels: Labels, ends: Labels) -> tuple[Term, Labels]:
    """What is left where a factor was cut out: ∂F_ab/∂F_pq = δ_ap δ_bq, all but p, q summed."""
    own = tuple(Label(label.dim) for label in labels)
    ties = tuple(Factor(DELTA, pair) for pair in zip(labels, own, strict=True))
    return Term(term.coefficient, (*term.factors, *ties), (*term.summed, *ends)), own


def cut_out(expr: Expr, part: Expr) -> tuple[Form, list[tuple[Term, Labels]]]:
    """The network of ``expr``, and what is left of each term in which ``part`` is cut out.

    For an expression linear in ``part`` these are the entries of its derivative.
    """
    form = fresh(Lowering(Functions()).run(expr))
    cuts = [
        opened(Term(term.coefficient, _without(term, at), term.summed), factor.labels, ())
        for term in form.terms
        for at, factor in enumerate(term.factors)
        if factor.tensor.data is part
    ]
    if not cuts:
        return form, []
    first = cuts[0][1]
    return form, [
        (rename(term, dict(zip(labels, first, strict=True))), first) for term, labels in cuts
    ]
