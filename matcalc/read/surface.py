"""The surface of a formula: what was written, before anyone asks what fits.

Both notations are read to the same tree. Its kinds, with children and value:

=============  ==========================================  ==========================
number                                                     the Fraction
name                                                       the name
add            terms
negate         A
product        A, B                                        the sign, in brackets if there are
divide         A, B                                        ``/`` or ``frac``
hadamard       A, B                                        the sign
quotient       A, B (entry by entry)
kron           A, B
colon          A, B (the inner product A : B)
power          base, exponent
epower         base, exponent (entry by entry)
transpose      A                                           ``t`` or ``T`` if so written
positive       A (the positive part)
pinv           A
factorial      A
call           arguments                                   the name, with primes
entry          body, then one or two positions
bars           A
norm           A                                           ``""``, ``2``, ``F``, ``1``
over           body                                        (index, first, last) texts
derivative     function, then variables
differential   A
block          entries, row by row                         (rows, columns)
tuple          entries of a column                         (rows, 1)
ones, zeros                                                texts of the sizes
identity                                                   text of the size, or ``""``
compare        left, right                                 ``>`` or ``<``
=============  ==========================================  ==========================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from matcalc.errors import Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node:
    """A piece of a formula as written: its kind, its parts, and where it stands in the text."""

    kind: str
    children: tuple[Node, ...] = ()
    value: object = None
    span: Span = (0, 0)

    def __repr__(self) -> str:
        value = "" if self.value is None else f" {self.value!r}"
        return f"<{self.kind}{value} of {len(self.children)} at {self.span[0]}>"

    @property
    def text(self) -> str:
        """The value, of a node whose value is a text."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def is_closed(self) -> bool:
        """Whether brackets stand around this."""
        return self.text.startswith("(")

    def with_children(self, *children: Node) -> Node:
        """The same node over other parts."""
        return replace(self, children=children)


def walk(root: Node) -> Iterator[Node]:
    """Every node, parts before the whole. Never recurses."""
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, is_ready = stack.pop()
        if is_ready or not node.children:
            yield node
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))


def rewrite(root: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with ``change`` applied to every node, parts first."""
    done: dict[int, Node] = {}
    for node in walk(root):
        children = tuple(done[id(child)] for child in node.children)
        same = all(new is old for new, old in zip(children, node.children, strict=True))
        done[id(node)] = change(node if same else node.with_children(*children))
    return done[id(root)]
